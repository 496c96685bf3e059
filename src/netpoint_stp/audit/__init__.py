"""The audit: what a whole log of requests says about the regulation, clause by clause.

Needs `pip install 'netpoint-stp[audit]'`. What is here is loaded on first use; modules of the library import from the
rooms themselves.
"""

from typing import TYPE_CHECKING

from netpoint_stp.faces import face

if TYPE_CHECKING:
    from netpoint_stp.audit.checks.check import Answer
    from netpoint_stp.audit.comparison import Comparison, compare
    from netpoint_stp.audit.mapping.reading import read_mapping
    from netpoint_stp.audit.records.log import Log, log_of
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

__getattr__, __dir__ = face(
    __name__,
    {
        "netpoint_stp.audit.checks.check": ("Answer",),
        "netpoint_stp.audit.comparison": ("Comparison", "compare"),
        "netpoint_stp.audit.records.log": ("Log", "log_of"),
        "netpoint_stp.audit.mapping.reading": ("read_mapping",),
        "netpoint_stp.audit.result": ("AuditResult", "ClauseResult", "audit"),
        "netpoint_stp.audit.sources.limits": ("Limits",),
        "netpoint_stp.audit.sources.opening": ("read_log",),
        "netpoint_stp.audit.sources.suggesting": ("suggest_mapping",),
    },
)
