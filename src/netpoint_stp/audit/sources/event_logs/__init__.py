"""Event logs as sources: OCEL 2.0 and XES."""
