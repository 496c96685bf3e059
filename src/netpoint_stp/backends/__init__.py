"""Ports to the outside world, and the adapters that fill them.

Import from the modules: `backends.ports` holds all ports, `backends.journal`, `backends.cases`, `backends.records`,
`backends.accounts` and `backends.messages` what goes through them, `backends.registry` opens a backend by its URL.
Adapters are rooms of their own that never import each other.
"""
