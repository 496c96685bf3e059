"""For tests of backends and of systems that use the library: conformance suites, and what they are made of.

Needs pytest and Hypothesis: `pip install 'netpoint-stp[testing]'`.
"""
