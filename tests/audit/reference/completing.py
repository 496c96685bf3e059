"""Ways to fill in a fact that is named as missing: in the cell of the row, or in the records that tell of it.

A way is done to the records that belong to one row, before they are audited: it knows nothing of how the audit looks.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import product
from typing import Any

from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.testing.generator.rows import ROWS

Way = Callable[[Tables, Row], None]
FLAG = (True, False)
LEVEL = "standard"
_ACTS = ("taken", "reacted", "asked", "held", "resolved", "answered", "instructed", "visited", "refused")


def cell(column: str, *values: Any) -> tuple[Way, ...]:
    """Return the ways to fill in a cell of the row; one that is known stays what it is."""
    return tuple(lambda _, row, value=value: fill(row, column, value) for value in values)


def fill(row: Row, column: str, value: Any) -> None:
    """Fill in a cell that is not known."""
    if row[column] in (None, "unknown"):
        row[column] = value


def codes(table: str, column: str) -> tuple[Way, ...]:
    """Return the ways to fill in a cell of codes of the row: with each code that there is."""
    return cell(column, *(each for each in record_table(table).column(column).codes if each != "unknown"))


def request_of(tables: Tables, row: Row) -> Row:
    """Return the request that a row is about."""
    return next(each for each in tables["requests"] if each["request_id"] == row["request_id"])


def rests_on(*, official: bool) -> Way:
    """Return the way in which the best of a request's messages is one in due form, or none is any ground for work."""

    def way(tables: Tables, row: Row) -> None:
        mine = [each for each in tables["interactions"] if each["request_id"] == row["request_id"]]
        for each in mine:
            each.update(automatic=not official, direction="incoming")
        if official or not mine:
            other: Row = dict.fromkeys(ROWS["interactions"]._fields)
            other |= {
                "interaction_id": f"{row['request_id']}+",
                "received_at": row["received_at"],
                "channel": "helpdesk",
            }
            other |= {"request_id": row["request_id"], "automatic": not official, "own_account": True}
            tables["interactions"].append({**other, "direction": "incoming", "task": "stated"})

    return way


def looked(*, late: bool) -> Way:
    """Return the way in which a problem was noticed after the watch was due to look, or before."""

    def way(_: Tables, row: Row) -> None:
        if row["began_at"] is not None and row["trouble_with"] == "equipment":
            return  # it is known
        row.update(trouble_with="equipment", began_at=row["noticed_at"] - timedelta(days=10 if late else 0))

    return way


def asked_for(*, listed: bool) -> Way:
    """Return the way in which a question asked for account information alone, or for something else too."""

    def way(_: Tables, row: Row) -> None:
        row["asked_for"] = row["asked_for"] or "login"
        if not listed:
            row["asked_for"] += "&shoe size"

    return way


def needs(*, it: bool) -> Way:
    """Return the way in which the action needs all details that a question asked for, or none."""

    def way(_: Tables, row: Row) -> None:
        row["asked_for"] = row["asked_for"] or "login"
        with_address = "connection_address" in row["asked_for"]
        row["action"] = ("report a fault" if with_address else "reset password") if it else "consultation"

    return way


def names(*, this: bool) -> Way:
    """Return the way in which a refusal names the ground that is asked about, or another."""

    def way(tables: Tables, row: Row) -> None:
        ground = row["asked_about"] if this else "other"
        refused = [each for each in tables["events"] if each["kind"] == "refused"]
        refused = [each for each in refused if each["request_id"] == row["request_id"]]
        for each in refused:
            each["ground"] = ground
        if not refused:
            other: Row = dict.fromkeys(ROWS["events"]._fields)
            other |= {"request_id": row["request_id"], "kind": "refused", "at": row["refused_at"], "ground": ground}
            tables["events"].append(other)

    return way


def demanded(what: str) -> Way:
    """Return the way in which what was refused stood so to the contract, as far as the contract does not say itself."""

    def way(tables: Tables, row: Row) -> None:
        covered = {each["service"] for each in tables["contracts"] if each["contract_id"] == row["contract_id"]}
        outside = bool(covered) and row["service"] not in covered
        row["demand"] = "outside_contract" if outside and what == "within_contract" else what

    return way


def break_(*, holds: bool) -> Way:
    """Return the way in which the breaks of a contract, as far as they are not known, were agreed, or none was."""

    def way(tables: Tables, row: Row) -> None:
        for each in tables["interruptions"]:
            fill(each, "kind", "maintenance")
            fill(each, "reasoned", holds)
            fill(each, "agreement", "individually" if holds else "not_agreed")
            fill(each, "service", row["service"] if holds else "another one")

    return way


def answered(after: timedelta | None) -> Way:
    """Return the way in which a complaint was answered so long after it was lodged, or not at all."""

    def way(_: Tables, row: Row) -> None:
        row["answered_at"] = None if after is None else row["lodged_at"] + after

    return way


def term(after: timedelta) -> Way:
    """Return the way in which the answer of a complaint, where it has one, came so long after it was lodged."""

    def way(_: Tables, row: Row) -> None:
        if row["answered_at"] is not None:
            row["answered_at"] = row["lodged_at"] + after

    return way


def reacted(after: timedelta) -> Way:
    """Return the way in which a person first reacted so long after a request was complete, of a level with a figure."""

    def way(tables: Tables, row: Row) -> None:
        request = request_of(tables, row)
        since = row.get("at") or max(filter(None, (row["received_at"], row["completed_at"])))
        mine = [each for each in tables["events"] if each["request_id"] == row["request_id"] and each is not row]
        tables["events"] = [
            each for each in tables["events"] if each not in mine or each["kind"] not in _ACTS or each["at"] < since
        ]
        if "at" not in row:
            tables["events"] = [each for each in tables["events"] if each not in mine]
            request["completed_at"] = since
        request.update(support_level=LEVEL, taken_at=since + after, reacted_at=None, refused_at=None, closed_at=None)

    return way


def told_role(*, this: bool) -> Way:
    """Return the way in which the alerts that name no role were to the role that is asked about, or to another."""

    def way(tables: Tables, row: Row) -> None:
        for each in tables["alerts"]:
            if each["role"] is None:
                each["role"] = row["asked_about"] if this else "somebody else"

    return way


def refers(*, this: bool) -> Way:
    """Return the way in which what was followed was this instruction, or another."""

    def way(tables: Tables, row: Row) -> None:
        for each in tables["events"]:
            if each["kind"] == "followed" and each["refers_to"] is None and each["request_id"] == row["request_id"]:
                each["refers_to"] = row["event_id"] if this else "another"

    return way


DAYS = timedelta(days=60)
HOUR = timedelta(hours=1)
WAYS: Mapping[str, tuple[Way, ...]] = {
    **{name: cell(name, *FLAG) for name in ("taken_by_person", "automatic", "own_account", "answered")},
    **{name: cell(name, *FLAG) for name in ("established", "emergency", "helps", "marked")},
    "by_monitoring": cell("noticed_by_monitoring", *FLAG),
    "request_text": cell("names_request_text", *FLAG),
    "request_date": cell("names_request_date", *FLAG),
    "taker_name": cell("names_taker", *FLAG),
    **{name: codes("interactions", name) for name in ("destination", "details", "task")},
    **{name: codes("incidents", name) for name in ("owner", "extent")},
    **{name: codes("complaints", name) for name in ("complainant", "about", "route")},
    "identity": codes("requests", "identity"),
    "demand": (demanded("outside_contract"), demanded("advice_only"), demanded("within_contract")),
    "overdue": (looked(late=True), looked(late=False)),
    "basis": (rests_on(official=True), rests_on(official=False)),
    "listed": (asked_for(listed=True), asked_for(listed=False)),
    "needed": (needs(it=True), needs(it=False)),
    "other_reason": cell("refusal_reason", *FLAG),
    "named": cell("trouble_with", "equipment", "software"),
    "ground": (names(this=True), names(this=False)),
    "interruption": (break_(holds=True), break_(holds=False)),
    "answer": (answered(HOUR), answered(None)),
    "term": (term(HOUR), term(DAYS)),
    "complaints.answered_at": (answered(HOUR), answered(DAYS)),
    "within": (reacted(timedelta(minutes=1)), reacted(timedelta(days=20))),
    "alerted": (told_role(this=True), told_role(this=False)),
    "followed": (refers(this=True), refers(this=False)),
}
"""By the name of a fact the ways to fill it in."""


def belonging(tables: Tables, row: Row) -> Tables:
    """Return copies of the records that belong to one row, and the row's own copy under `mine`."""
    links = ("request_id", "interaction_id", "complaint_id", "incident_id", "works_id", "about_id")
    ids = {row[name] for name in links if row.get(name) is not None}
    size = 0
    while size < len(ids):
        size = len(ids)
        for each in (each for rows in tables.values() for each in rows):
            mine = {each[name] for name in links if each.get(name) is not None}
            ids |= mine if mine & ids else set()
    found: Tables = {name: [] for name in tables}
    contracts = {each["contract_id"] for each in tables["requests"] if each["request_id"] in ids}
    for name, rows in tables.items():
        for each in rows:
            linked = {each.get(link) for link in links} & ids
            of_contract = name in ("contracts", "interruptions") and each["contract_id"] in {*contracts, None}
            if linked or of_contract:
                found[name].append(dict(each))
                if each is row:
                    found["mine"] = [found[name][-1]]
    return found


def every_way(facts: Iterable[str]) -> list[tuple[Way, ...]]:
    """Return every way to fill in some facts together."""
    return [*product(*(WAYS[fact] for fact in facts))]
