"""Reports of an audit: a table for the terminal, JSON, CSV, JUnit XML and one page of HTML that needs no network."""
