"""The conformance suite of the port `RequestStore`."""
