"""Persons and identification (1.2, 3.6, 4.3.2)."""
