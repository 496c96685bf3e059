"""Faces of packages whose rooms are loaded when a name of theirs is first asked for."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def face(package: str, rooms: Mapping[str, tuple[str, ...]]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package that has the names of its rooms, by the name of their module."""
    room_of = {name: room for room, names in rooms.items() for name in names}

    def attribute(name: str) -> object:
        if name not in room_of:
            raise AttributeError(f"module `{package}` has no attribute `{name}`")
        found: object = getattr(import_module(room_of[name]), name)
        setattr(sys.modules[package], name, found)
        return found

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *room_of})

    return attribute, names
