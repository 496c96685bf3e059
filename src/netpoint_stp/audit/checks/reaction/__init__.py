"""Reaction (3.19)."""
