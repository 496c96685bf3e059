"""For tests of backends and of systems that use the library: conformance suites, and a generator of logs.

The suites need pytest and Hypothesis, `pip install 'netpoint-stp[testing]'`; the generator needs `netpoint-stp[audit]`.
"""
