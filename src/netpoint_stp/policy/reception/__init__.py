"""What was made of what came in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 3.10, 4.1.1)."""
