"""The ports: what the desk needs from outside, as protocols that a stranger's class fills without inheriting.

`ports.directories`, `ports.stores` and `ports.gateways` hold them, `ports.accounts` and `casebook` what goes through
them.

What holds for all ports. Moments are aware; those given back are UTC. Texts are given back as they were given, or
refused with the reason (`UsageError`); nothing is shortened. What cannot be observed is `UNKNOWN` and not guessed, and
the backend's `capabilities` say so beforehand. An unknown id is `NotFoundError` where a call needs the thing, and None
where it asks for it. `UnavailableError` means that nothing was done. No error shows content, addresses or passwords.
Each object may be used by several threads at once.
"""
