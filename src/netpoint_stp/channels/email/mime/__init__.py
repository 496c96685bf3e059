"""The structure of mail, its charsets and transfer encodings (RFC 2045–2047, 2231, 5322)."""
