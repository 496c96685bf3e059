"""The audit: what a whole log of requests says about the regulation, clause by clause.

Needs `pip install 'netpoint-stp[audit]'`. What is here is loaded on first use; modules of the library import from the
rooms themselves.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netpoint_stp.audit.checks.check import Answer
    from netpoint_stp.audit.comparison import Comparison, compare
    from netpoint_stp.audit.log import Log, log_of
    from netpoint_stp.audit.mapping.reading import read_mapping
    from netpoint_stp.audit.result import AuditResult, ClauseResult, audit
    from netpoint_stp.audit.sources.limits import Limits
    from netpoint_stp.audit.sources.opening import read_log
    from netpoint_stp.audit.sources.suggesting import suggest_mapping

__all__ = [
    "Answer",
    "AuditResult",
    "ClauseResult",
    "Comparison",
    "Limits",
    "Log",
    "audit",
    "compare",
    "log_of",
    "read_log",
    "read_mapping",
    "suggest_mapping",
]

_ROOMS: Final = {
    "checks.check": ("Answer",),
    "comparison": ("Comparison", "compare"),
    "log": ("Log", "log_of"),
    "mapping.reading": ("read_mapping",),
    "result": ("AuditResult", "ClauseResult", "audit"),
    "sources.limits": ("Limits",),
    "sources.opening": ("read_log",),
    "sources.suggesting": ("suggest_mapping",),
}
_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the room of a public name when it is first asked for: a command that audits nothing needs no frames."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    found: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
