"""The first draft of a mapping."""
