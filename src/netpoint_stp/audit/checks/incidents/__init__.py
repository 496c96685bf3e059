"""Problems, notices, instructions (2.4, 2.5, 4.1.2, 4.1.3, 4.2.2, 4.5)."""
