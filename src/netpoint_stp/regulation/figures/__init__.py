"""The figures and readings of an edition."""
