"""The desk’s own store as a source."""
