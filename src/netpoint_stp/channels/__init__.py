"""What reaches the Company (2.1, 3.1–3.4): channels, contacts, a reader for each kind of input, and what it states."""
