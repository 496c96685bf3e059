"""Answers (3.8)."""
