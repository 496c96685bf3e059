"""An event log applied: its cases become requests, its activities their events, and moments are taken from either."""

from attrs import evolve, frozen

from netpoint_stp.audit.frames.embedded import Workspace, literal, literals
from netpoint_stp.audit.mapping.applied import Clocks, lacking, selected
from netpoint_stp.audit.mapping.cells import CODES
from netpoint_stp.audit.mapping.model import ANY, Cell, EventLog, LogMapping, TableMapping
from netpoint_stp.audit.mapping.raw import CellKind, Raw, RawColumn
from netpoint_stp.audit.records.provenance import ProblemKind
from netpoint_stp.audit.records.tables import EVENTS, REQUESTS
from netpoint_stp.errors import UsageError

_ACTIVITY = "activity"


@frozen(kw_only=True)
class Cases:
    """An event log in the engine: `name` is the table with a row for each event, its cells cleaned."""

    name: str
    raw: Raw
    log: EventLog
    attributes: dict[str, str]
    """Columns of the source that requests are filled from, by their name in the table."""


def cases_of(work: Workspace, log: EventLog, raw: Raw, mapping: LogMapping, clocks: Clocks) -> Cases:
    """Bring an event log into the engine; raise `UsageError` with every column that it lacks."""
    wanted = [column for part in mapping.of("requests") for cell in part.cells.values() for column in cell.columns]
    wanted += [column for part in mapping.of("requests") for column in (*part.only, *part.without)]
    cells = {"request_id": Cell(columns=(log.case,)), "at": log.at}
    if log.actor is not None:
        cells["actor"] = Cell(columns=(log.actor,))
    part = TableMapping(table="events", source=log.source, cells=cells)
    check = evolve(part, only=dict.fromkeys((*wanted, log.activity), ()))
    if missing := lacking(check, raw):
        raise UsageError(f"the mapping `{mapping.name}` does not fit: {'; '.join(missing)}")
    attributes = {name: f"a_{number}" for number, name in enumerate(dict.fromkeys(wanted))}
    extra = {_ACTIVITY: log.activity, **{inner: name for name, inner in attributes.items()}}
    select = selected(part, EVENTS, raw, mapping, clocks, None, extra=extra)
    name = work.new_name("cases")
    work.engine.execute(f"CREATE TABLE {name} AS {select}")
    return Cases(name=name, raw=raw, log=log, attributes=attributes)


def events_select(cases: Cases, requests: TableMapping) -> tuple[str, frozenset[str]]:
    """Return the question for the events of the audit, and the columns that it fills.

    An activity that the mapping names nowhere is an unknown value.
    """
    log = cases.log
    used = {name for cell in requests.cells.values() for name in cell.of_activities}
    silent = sorted({*log.ignored, *used, *((ANY,) if ANY in used else ())} - log.kinds.keys() - {ANY})
    kind = _case({name: each.kind.value for name, each in log.kinds.items()})
    whose = _case({name: each.whose.value for name, each in log.kinds.items() if each.whose is not None})
    where = f" WHERE {_ACTIVITY} IS NULL OR {_ACTIVITY} NOT IN ({literals(silent)})" if silent else ""
    columns = ["request_id", "kind", "at", "whose", *(["actor"] if log.actor is not None else [])]
    unknown = f"CASE WHEN {_ACTIVITY} IS NOT NULL AND kind IS NULL THEN {CODES[ProblemKind.UNKNOWN_VALUE]} END"
    actor = ", actor, actor_p" if log.actor is not None else ""
    return (
        f"SELECT row, request_id, request_id_p, kind, ({unknown})::UTINYINT AS kind_p, at_us, at_p, "  # noqa: S608
        f"{whose} AS whose, NULL::UTINYINT AS whose_p{actor} FROM (SELECT *, {kind} AS kind FROM {cases.name}){where}"
    ), frozenset(columns)


def requests_raw(cases: Cases, part: TableMapping) -> tuple[Raw, TableMapping]:
    """Return the cases as a raw table with a row each, and the mapping of it to requests."""
    inner: dict[str, RawColumn] = {"\0case": RawColumn("c0")}
    asked = ["min(row) AS row", "request_id AS c0"]
    for name, attribute in cases.attributes.items():
        inner[name] = RawColumn(f"c{len(inner)}")
        asked.append(f"arg_min({attribute}, (at_us, row)) AS {inner[name].name}")
    cells = {"request_id": Cell(columns=("\0case",))}
    for name, cell in part.cells.items():
        if not cell.of_activities:
            cells[name] = cell
            continue
        key = f"\0{name}"
        inner[key] = RawColumn(f"c{len(inner)}", CellKind.INSTANT)
        way = "min" if cell.first else "max"
        these = "" if ANY in cell.of_activities else f" FILTER ({_ACTIVITY} IN ({literals(cell.of_activities)}))"
        asked.append(f"make_timestamptz({way}(at_us){these}) AS {inner[key].name}")
        cells[name] = evolve(cell, columns=(key,), first=(), last=())
    grouped = f"SELECT {', '.join(asked)} FROM {cases.name} WHERE request_id IS NOT NULL GROUP BY request_id"  # noqa: S608
    raw = Raw(name=cases.raw.name, select=grouped, columns=inner, origin=evolve(cases.raw.origin, place="event"))
    return raw, evolve(part, cells={name: cells[name] for name in REQUESTS.columns if name in cells})


def _case(meanings: dict[str, str]) -> str:
    if not meanings:
        return "NULL::VARCHAR"
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(meant)}" for name, meant in meanings.items())
    return f"CASE {_ACTIVITY} {cases} END"
