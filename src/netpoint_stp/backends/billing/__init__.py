"""Subscribers from the SQL database of a billing system (1.2, 3.6, 3.9.3), by a mapping; nothing is ever written.

Import from the modules: `billing.opening` opens a directory by URL, `billing.files` reads mappings and has the presets
`ubilling` and `abills`, `billing.directory` is the `SubscriberDirectory`, `billing.mapping` what a mapping says.
"""
