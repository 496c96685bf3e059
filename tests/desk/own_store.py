"""What a store of the desk holds, for the laws that hold the audit of it against what the desk decided."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias, TypeVar

from tests.desk.days import Days
from tests.situations.stage import REGULATION

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.checks.complaints.answers import lodging
from netpoint_stp.audit.checks.intake.received import intake, received
from netpoint_stp.audit.frames.truths import as_column
from netpoint_stp.audit.records.log import Log
from netpoint_stp.casebook.records import DecisionRecord, Page
from netpoint_stp.policy.complaints.tables import Lodging
from netpoint_stp.policy.intake.policy import Intake

Rows: TypeAlias = Mapping[str, list[dict[str, Any]]]
"""What every check says of every row, by the id of the check."""

OBSERVED: Final[Mapping[str, tuple[str, ...]]] = {
    "request_id": ("requests.request_id", "events.request_id"),
    "request_ids": ("requests.bulk",),
    "complaint_id": ("complaints.complaint_id",),
    "incident_id": ("incidents.incident_id",),
    "incident": ("incidents.trouble_with", "incidents.extent", "incidents.began_at", "works.began_at"),
    "interaction_id": ("complaints.interaction_id",),
    "by": ("events.actor",),
    "worker": ("requests.taken_by",),
    "at": ("events.at",),
    "ended_at": ("incidents.ended_at",),
    "began_at": ("incidents.began_at",),
    "owner": ("incidents.owner",),
    "noticed_by": ("incidents.noticed_by_monitoring",),
    "emergency": ("incidents.emergency",),
    "helps": ("events.helps",),
    "instruction": ("events.refers_to",),
    "level": ("requests.severity",),
    "needs": ("requests.emergency_action", "requests.specialist_advice"),
    "queue": ("requests.queue",),
    "action": ("requests.action", "events.action"),
    "service": ("requests.service",),
    "support_level": ("requests.support_level",),
    "details": ("events.asked_for",),
    "wanted": ("requests.demand", "requests.action", "requests.service", "events.ground"),
    "reason": ("requests.refusal_reason",),
    "given": ("requests.identity",),
    "complainant": ("complaints.complainant",),
    "about": ("complaints.about",),
    "request_date": ("complaints.names_request_date",),
    "taker_name": ("complaints.names_taker",),
    "request_text": ("complaints.names_request_text",),
    "interim": ("complaints.interim_answer_at",),
    "settles": ("requests.closed_at",),
    "lacking": ("requests.in_line",),
    "into": ("interactions.request_id",),
}
"""Where what a step was told is found in the audit of the store."""
OBSERVED_IN: Final = tuple(OBSERVED.values())
EXCUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("key", "token", "lease"), "a means of the call, no fact"),
    **dict.fromkeys(("text", "texts", "what", "links", "question"), "words to a client or a colleague; not judged"),
    "said": "how it was told; that it was told is the event itself",
    "case_id": "which case: see request_id, complaint_id",
    "to": "overriding is judged by the state that follows",
    "out_of_turn": "the reason for a breach of 3.13 does not undo it; the journal keeps it",
    "parts": "each part is a request of its own",
    "others": "links decide no clause",
    "act": "whether a person may have something done (I-1) is decided at the desk alone",
    "standing": "see act",
    "contract_matters": "see given: it is in what the information amounts to",
    "matter": "declined advice is an answer, and no refusal (I-9)",
    "concerns_working": "see matter",
    "task": "stays with the request; whether it is stated is read of its messages (3.5)",
    "reached_complaints_address_at": "the second term that is shown breaks nothing (I-12)",
    "item_id": "what was put aside is read, not judged",
}
"""What a step takes and no clause that is audited asks about, with the reason."""

T = TypeVar("T")


def judged(log: Log, now: Any) -> Rows:
    """Return what every check says of every row, by the id of the check."""
    case = Case(log=log, regulation=REGULATION, now=int(now.timestamp() * 1_000_000))
    found = {}
    for check in CHECKS:
        if not check.not_observable(log):
            found[check.id] = check.judge(case).rows.collect(backend="pyarrow").to_native().to_pylist()
    return found


def intakes(log: Log, now: datetime) -> dict[str, set[str]]:
    """Return what the audit finds possible of every message and call: the outcomes of intake, by the interaction."""
    case = Case(log=log, regulation=REGULATION, now=microseconds(now))
    flags = {each.value: as_column(intake(case).may_be(frozenset({each}))) for each in Intake}
    frame = received(case).select("interaction_id", **flags).collect(backend="pyarrow").to_native().to_pylist()
    return {row["interaction_id"]: {each.value for each in Intake if row[each.value]} for row in frame}


def lodgings(log: Log, now: datetime) -> dict[str, set[str]]:
    """Return what the audit finds possible of every complaint: the outcomes of lodging, by the complaint."""
    case = Case(log=log, regulation=REGULATION, now=microseconds(now))
    flags = {each.value: as_column(lodging(case).may_be(frozenset({each}))) for each in Lodging}
    frame = log.frames["complaints"].select("complaint_id", **flags).collect(backend="pyarrow").to_native().to_pylist()
    return {row["complaint_id"]: {each.value for each in Lodging if row[each.value]} for row in frame}


def decisions(days: Days, path: str) -> dict[str, DecisionRecord]:
    """Return the last decision of each case by a path."""
    return {each.case_id: each for each in all_decisions(days) if each.path == path and each.case_id is not None}


def microseconds(moment: datetime) -> int:
    """Return a moment as the audit's columns have it."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def journal(days: Days) -> list[Any]:
    """Return every event of the store."""
    return every(days.store.journal)


def all_decisions(days: Days) -> list[DecisionRecord]:
    """Return every decision of the log, in its order."""
    return every(days.store.decisions)


def every(ask: Callable[[str | None], Page[T]]) -> list[T]:
    """Return the items of all pages."""
    page = ask(None)
    found = [*page.items]
    while page.after is not None:
        page = ask(page.after)
        found += page.items
    return found


def doubt_decides(days: Days, case_id: str) -> bool:
    """Return whether days of which the law is not known yet decide if a complaint's answer is late (I-15)."""
    record = days.store.complaint(case_id)
    assert record is not None
    complaint = record.complaint
    term = REGULATION.complaint_deadline(complaint.lodged_at).value
    return term.doubt_decides(complaint.answered_at or days.now)
