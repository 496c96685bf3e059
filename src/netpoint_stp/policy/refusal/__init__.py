"""Refusal (3.9)."""
