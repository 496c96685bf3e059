"""Errors that Clients notify (4.2.1, 4.2.2, 4.3.1)."""
