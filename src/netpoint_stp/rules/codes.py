"""The portable form of facts, outcomes and conditions: what JSON, logs, digests and catalogues call them."""

from enum import Enum

import attrs

from netpoint_stp.rules.conditions import Condition


def code(value: object) -> object:
    """Return the portable form of a fact's value or an outcome: what JSON, logs and catalogues call it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(str(code(part)) for part in value)
    kind = type(value)
    if not attrs.has(kind):
        return repr(value)
    parts = ",".join(str(code(getattr(value, field.name))) for field in attrs.fields(kind))
    return f"{snake(kind.__name__)}({parts})" if parts else snake(kind.__name__)


def snake(name: str) -> str:
    """Return a class name in lower case with underscores."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def slug(name: str) -> str:
    """Return a table's name as catalogues and the command line write it: lower case, words joined by underscores."""
    return name.lower().replace(" ", "_").replace("-", "_")


def shape(condition: Condition | None) -> object:
    """Return the structure of a condition as JSON can carry it (for digests)."""
    if condition is None:
        return None
    kind = type(condition)
    found: dict[str, object] = {"is": kind.__name__.replace("Flag", "IsIn")}
    for field in attrs.fields(kind) if attrs.has(kind) else ():
        value = getattr(condition, field.name)
        if isinstance(value, Condition):
            found[field.name] = shape(value)
        elif isinstance(value, tuple):
            found[field.name] = [shape(part) for part in value]
        elif isinstance(value, frozenset):
            found[field.name] = sorted(str(code(part)) for part in value)
        else:
            found[field.name] = value
    return found
