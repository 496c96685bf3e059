"""The canonical records of the audit: their tables, and a log brought to them."""
