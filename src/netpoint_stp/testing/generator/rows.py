"""The rows that the generator makes: the canonical records of `audit.records.tables`, and the truth beside them.

Moments are whole seconds since 1970; an empty cell is None, "not known" or "not yet".
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.tables import ActivityKind, record_table

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Moment: TypeAlias = int
TRUTH: Final = "truth"
"""The name of the table of planted breaches, which is no canonical one."""


class RequestRow(NamedTuple):
    """A row of `requests`."""

    request_id: str
    received_at: Moment
    arrival_number: int
    channel: str
    queue: str | None
    support_level: str
    completed_at: Moment | None
    asked_at: Moment | None
    taken_at: Moment | None
    reacted_at: Moment | None
    refused_at: Moment | None
    closed_at: Moment | None
    bulk: str | None
    severity: str | None
    severity_set_at: Moment | None
    emergency_action: bool | None
    specialist_advice: bool | None
    action: str | None
    service: str
    contract_id: str
    identity: str | None
    demand: str | None
    refusal_reason: bool | None
    taken_by: str | None


class EventRow(NamedTuple):
    """A row of `events`."""

    request_id: str
    kind: str
    at: Moment
    event_id: str | None = None
    whose: str | None = None
    action: str | None = None
    asked_for: str | None = None
    refers_to: str | None = None
    ground: str | None = None
    helps: bool | None = None
    emergency_action: bool | None = None
    specialist_advice: bool | None = None


class InteractionRow(NamedTuple):
    """A row of `interactions`."""

    interaction_id: str
    received_at: Moment
    channel: str
    request_id: str | None
    complaint_id: str | None = None
    direction: str = "incoming"
    quarantined: bool = False
    automatic: bool | None = False
    destination: str | None = None
    taken_by_person: bool | None = None
    own_account: bool | None = None
    details: str | None = None
    task: str | None = None
    answered: bool | None = None


class ComplaintRow(NamedTuple):
    """A row of `complaints`."""

    complaint_id: str
    lodged_at: Moment
    answered_at: Moment | None
    interim_answer_at: Moment | None
    route: str
    marked: bool
    complainant: str
    about: str
    names_request_date: bool
    names_taker: bool
    names_request_text: bool
    request_id: str
    interaction_id: str | None = None


class InterruptionRow(NamedTuple):
    """A row of `interruptions`."""

    interruption_id: str
    began_at: Moment
    ended_at: Moment | None
    service: str
    contract_id: str
    kind: str
    reasoned: bool
    agreement: str


class ContractRow(NamedTuple):
    """A row of `contracts`."""

    contract_id: str
    since: Moment
    until: Moment | None
    service: str
    support_level: str


class IncidentRow(NamedTuple):
    """A row of `incidents`."""

    incident_id: str
    noticed_at: Moment
    began_at: Moment
    ended_at: Moment | None
    established: bool
    noticed_by_monitoring: bool
    owner: str
    trouble_with: str
    extent: str
    emergency: bool
    service: str


class AlertRow(NamedTuple):
    """A row of `alerts`."""

    incident_id: str
    sent_at: Moment
    role: str


class WorksRow(NamedTuple):
    """A row of `works`."""

    works_id: str
    began_at: Moment
    ended_at: Moment | None
    service: str


class NoticeRow(NamedTuple):
    """A row of `notices`."""

    about_id: str
    about: str
    published_at: Moment


class TruthRow(NamedTuple):
    """A breach that was planted: on which row it is stated, and the check that must find it."""

    clause: str
    id: str
    whose: str
    check: str


Row: TypeAlias = (
    RequestRow
    | EventRow
    | InteractionRow
    | ComplaintRow
    | InterruptionRow
    | ContractRow
    | IncidentRow
    | AlertRow
    | WorksRow
    | NoticeRow
    | TruthRow
)

ROWS: Final[Mapping[str, type[Row]]] = MappingProxyType(
    {
        "requests": RequestRow,
        "events": EventRow,
        "interactions": InteractionRow,
        "complaints": ComplaintRow,
        "interruptions": InterruptionRow,
        "contracts": ContractRow,
        "incidents": IncidentRow,
        "alerts": AlertRow,
        "works": WorksRow,
        "notices": NoticeRow,
        TRUTH: TruthRow,
    }
)
"""The kind of row of each table; its fields are the columns, in their order."""
TABLE_OF: Final[Mapping[type[Row], str]] = MappingProxyType({kind: name for name, kind in ROWS.items()})

TAKEN: Final[str] = ActivityKind.TAKEN.value
ASKED: Final[str] = ActivityKind.ASKED.value
COMPLETED: Final[str] = ActivityKind.COMPLETED.value
INFORMATION: Final[str] = ActivityKind.INFORMATION.value
ACKNOWLEDGED: Final[str] = ActivityKind.ACKNOWLEDGED.value
ANSWERED: Final[str] = ActivityKind.ANSWERED.value
HELD: Final[str] = ActivityKind.HELD.value
RESUMED: Final[str] = ActivityKind.RESUMED.value
INSTRUCTED: Final[str] = ActivityKind.INSTRUCTED.value
FOLLOWED: Final[str] = ActivityKind.FOLLOWED.value
SEVERITY_SET: Final[str] = ActivityKind.SEVERITY_SET.value
REFUSED: Final[str] = ActivityKind.REFUSED.value
VISITED: Final[str] = ActivityKind.VISITED.value
RESOLVED: Final[str] = ActivityKind.RESOLVED.value
CLOSED: Final[str] = ActivityKind.CLOSED.value


def moment_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a generated table that hold moments."""
    if table == TRUTH:
        return ()
    known = record_table(table)
    return tuple(name for name in ROWS[table]._fields if known.column(name).kind is ColumnKind.MOMENT)


def columns(rows: Iterable[Row]) -> dict[str, dict[str, list[Any]]]:
    """Return rows as tables of columns, as data frames are made of: `pl.DataFrame(columns(rows)["requests"])`.

    Moments are naive datetimes in UTC, as canonical frames have them. All tables are there, empty ones too.
    """
    found: dict[str, list[Row]] = {name: [] for name in ROWS}
    for row in rows:
        found[TABLE_OF[type(row)]].append(row)
    return {name: _columns(name, made) for name, made in found.items()}


def _columns(table: str, rows: list[Row]) -> dict[str, list[Any]]:
    moments = set(moment_columns(table))
    return {
        name: [_moment(row[at]) if name in moments else row[at] for row in rows]
        for at, name in enumerate(ROWS[table]._fields)
    }


def _moment(second: Any) -> datetime | None:
    return None if second is None else (_EPOCH + timedelta(seconds=second)).replace(tzinfo=None)
