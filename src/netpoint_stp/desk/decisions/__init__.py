"""The decisions of the desk (I-28): observed, decided, kept in a log, decided again."""
