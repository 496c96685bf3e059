"""The canonical form of a regulation's rules and settings, for digests and for comparing two of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.rules import RuleTable, code
from netpoint_stp.working_days import WorkingCalendar


def canonical(value: object) -> object:
    """Return the value as JSON can carry it, the same for equal values whatever order they were built in."""
    match value:
        case RuleTable():
            return value.digest
        case WorkingCalendar():
            return value.digest
        case bool() | int() | float() | str() | None:
            return value
        case Enum():
            return code(value)
        case timedelta():
            return value.total_seconds()
        case date():
            return value.isoformat()
        case ZoneInfo():
            return value.key
        case Mapping():
            return {
                str(code(key)) if isinstance(key, Enum) else str(key): canonical(part) for key, part in value.items()
            }
        case frozenset() | set():
            return sorted((canonical(part) for part in value), key=str)
        case tuple() | list():
            return [canonical(part) for part in value]
        case _:
            return _fields(value)


def _fields(value: object) -> object:
    kind = type(value)
    if attrs.has(kind):
        fields = (field for field in attrs.fields(kind) if field.eq is not False and field.init)
        names = [(field.name.lstrip("_"), field.name) for field in fields]
        return {"": kind.__name__} | {
            public: canonical(getattr(value, public if hasattr(value, public) else own)) for public, own in names
        }
    return str(value)
