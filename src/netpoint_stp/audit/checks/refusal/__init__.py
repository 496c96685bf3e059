"""Refusals and what is asked before them (3.6, 3.9)."""
