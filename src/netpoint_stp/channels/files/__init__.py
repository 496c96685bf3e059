"""Files and records of all forms (2.1): which form each is, and what lies in it."""
