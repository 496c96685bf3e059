"""Backends: what fills the ports, and what every store of requests inherits.

`backends.registry` opens a backend by its URL; `backends.storage` says what a store keeps, `backends.unit_of_work`,
`backends.queries` and `backends.store` are its rules, once. Adapters are rooms of their own that never import each
other.
"""
