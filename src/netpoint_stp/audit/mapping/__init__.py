"""What brings an export to the canonical records of the audit: mappings in TOML, read and applied."""
