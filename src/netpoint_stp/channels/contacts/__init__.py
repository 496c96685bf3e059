"""Contact points and addresses (2.1, 3.1.2, 3.2, 3.6): what they are, and when two are the same."""
