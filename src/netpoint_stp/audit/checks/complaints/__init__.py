"""Complaints (3.10–3.12)."""
