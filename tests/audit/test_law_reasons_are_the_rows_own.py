"""The law that reasons are the row's own: what is named as missing would change that row's answer if it were known.

For undetermined rows of a generated log the facts that are named are filled in, in every way: there must be two values
of each that give different answers. Each completion is a copy of what belongs to the row; all lie in one audit.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from tests.audit.engines import ENGINES
from tests.audit.reference.comparing import EXAMPLE
from tests.audit.reference.completing import WAYS, belonging, every_way
from tests.audit.reference.hostile import as_columns, log, made_hostile
from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.checks import CHECKS
from netpoint_stp.audit.result import audit
from netpoint_stp.audit.unsettled import unsettled_cell
from netpoint_stp.testing.generator.rows import ROWS

pytestmark = pytest.mark.no_cover
IN_LINE = ("3.13", "3.14")
OF_SETTINGS = ("4.5",)
"""Checks of which nothing but a figure of the profile can be missing."""
CHECKED = [each.id for each in CHECKS if each.id not in (*IN_LINE, *OF_SETTINGS)]
MOST = 60
"""In how many ways a row may be completed to be tried."""
ALIKE = 3
"""Of how many rows that lack the same each is tried."""
Key = tuple[str, int, str | None]
Told = dict[Key, tuple[str, tuple[str, ...]]]
Completions = dict[tuple[Key, tuple[str, ...]], dict[tuple[int, ...], str]]


def frames_of(tables: Tables) -> dict[str, Any]:
    """Return a log as native frames; rows are numbered as they stand in their table."""
    return {
        name: ENGINES["polars"]({"row": range(len(tables[name])), **columns})
        for name, columns in as_columns(tables).items()
        if tables[name]
    }


def answers(tables: Tables) -> Told:
    """Return by check, row and, where one is judged for several, whom: the answer, and what is named as missing."""
    result = audit(frames_of(tables), EXAMPLE, now=datetime(2026, 6, 1, tzinfo=UTC))
    found: Told = {}
    for each in result.summary:
        if each.check.id in IN_LINE or each.not_observable:
            continue
        (part,) = each.parts
        told = part.told(part.coded).select("row", "answer", "outcome", "other").collect(backend="polars").to_native()
        codes = part.coded.select("left_open").collect(backend="polars").to_native()["left_open"].to_list()
        for (row, answer, outcome, other), code in zip(told.rows(), codes, strict=True):
            cell = unsettled_cell(each.check, result.log, code)
            lacks = () if answer != "undetermined" else part.judged.missing(code) if cell is None else (cell,)
            weight = each.check.severity(outcome).value if answer == "broken" else ""
            found[each.check.id, row, other if each.check.by_other else None] = (answer + weight, lacks)
    return found


def named(name: str, cell: Any, copy: int) -> Any:
    """Return a cell of a copy of a log: what names a record names that of the same copy."""
    names = name.endswith("_id") or name == "refers_to"
    return f"{copy}~{cell}" if names and cell is not None else cell


def in_doubt() -> Tables:
    """Return a hostile log of every table; some refusals fell into breaks not wholly known, some alerts name nobody.

    Of some requests two instructions stood open when something was followed.
    """
    tables = made_hostile(log(10, 70, breaches=0.2), 5, share=0.25)
    refused = [each for each in tables["requests"] if each["refused_at"] is not None]
    for at, each in enumerate(refused[::2]):
        begun = {"began_at": each["refused_at"] - timedelta(hours=1), "ended_at": None, "kind": "maintenance"}
        begun |= {"service": each["service"], "contract_id": each["contract_id"], "reasoned": True if at % 2 else None}
        tables["interruptions"].append({"interruption_id": f"doubt {at}", **begun, "agreement": "individually"})
    for each in tables["interruptions"]:
        each["contract_id"] = each["contract_id"] or "nobody's"  # one of all contracts would bear on every copy
    for each in tables["alerts"][::4]:
        each["role"] = None
    for at, request in enumerate(tables["requests"][:6]):
        told: Row = dict.fromkeys(ROWS["events"]._fields) | {"request_id": request["request_id"]}
        told |= {"kind": "instructed", "at": request["received_at"], "helps": True if at % 2 else None}
        followed = {**told, "kind": "followed", "at": told["at"] + timedelta(hours=2), "helps": None}
        tables["events"] += [{**told, "event_id": f"first {at}"}, {**told, "event_id": f"second {at}"}, followed]
    return tables


@cache
def by_row() -> Completions:
    """Return by check, row and what it lacks the answer that each way to fill that in gives."""
    tables = in_doubt()
    table_of = {each.id: each.table for each in CHECKS}
    grounds = {"3.9.1": "information_absent", "3.9.2": "outside_contract", "3.9.3": "agreed_interruption"}
    together: Tables = {name: [] for name in tables}
    tried: list[tuple[Key, tuple[str, ...], tuple[int, ...], Row]] = []
    alike = Counter[tuple[str, tuple[str, ...]]]()
    for key, (_, lacks) in answers(tables).items():
        check, at, other = key
        alike[check, lacks] += 1
        if not lacks or alike[check, lacks] > ALIKE:
            continue
        assert set(lacks) <= WAYS.keys(), (check, lacks, "name a way to fill each in")
        ways = every_way(lacks)
        for way in ways if len(ways) <= MOST else ():
            copy = belonging(tables, tables[table_of[check]][at])
            (mine,) = copy.pop("mine")
            mine["asked_about"] = grounds.get(check, other)
            for fill in way:
                fill(copy, mine)
            for name, rows in copy.items():
                for row in rows:
                    row.update({column: named(column, cell, len(tried)) for column, cell in row.items()})
                together[name].extend(rows)
            chosen = tuple(WAYS[fact].index(each) for fact, each in zip(lacks, way, strict=True))
            tried.append((key, lacks, chosen, mine))
    places = {id(row): at for rows in together.values() for at, row in enumerate(rows)}
    told = answers(together)
    found: Completions = defaultdict(dict)
    for key, lacks, chosen, mine in tried:
        check, _, other = key
        # whoever turns out not to be concerned by a problem is not asked about
        found[key, lacks][chosen] = told.get((check, places[id(mine)], other), ("not_applicable", ()))[0]
    return found


def idle(ways: dict[tuple[int, ...], str], lacks: tuple[str, ...]) -> list[str]:
    """Return the facts that are named and change nothing, whatever the others are."""
    found = []
    for at, fact in enumerate(lacks):
        sides: dict[tuple[int, ...], set[str]] = defaultdict(set)
        for way, answer in ways.items():
            sides[way[:at] + way[at + 1 :]].add(answer)
        if all(len(each) == 1 for each in sides.values()):
            found.append(fact)
    return found


@pytest.mark.parametrize("check", CHECKED)
def test_what_is_named_as_missing_would_change_the_answer(check: str) -> None:
    """Each fact that is named has two values that, with the others that are named filled in alike, differ."""
    mine = {key: ways for key, ways in by_row().items() if key[0][0] == check}
    assert mine, "the log has a row for it"
    assert [(key, told) for key, ways in mine.items() if (told := idle(ways, key[1]))] == []


def test_with_all_that_is_named_the_answer_is_known() -> None:
    """Nothing else is missing than what is named."""
    assert not [row for row, ways in by_row().items() if "undetermined" in ways.values()]


def moment(hour: int, minute: int = 0) -> datetime:
    """Return a moment of a working Monday."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def line(*rows: Row) -> dict[str, Any]:
    """Return what 3.13 counts and names of requests in one line, as of the evening."""
    columns = ("request_id", "received_at", "taken_at", "closed_at", "queue", "severity", "emergency_action")
    table: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in columns}
    table = {name: cells for name, cells in table.items() if any(cell is not None for cell in cells)}
    frames = {"requests": ENGINES["polars"](table)}
    result = audit(frames, EXAMPLE, now=datetime(2026, 3, 2, 20, tzinfo=UTC)).by_clause("3.13")
    counts = {answer.value: count for answer, count in result.counts.items() if count}
    assert result.findings is not None
    others = result.findings.select("id", "other").collect(backend="polars").to_native().rows()
    return {"counts": counts, "missing": dict(result.missing), "others": dict(others)}


QUEUE = EXAMPLE.queue.queues[0].name


def test_the_one_who_went_ahead_is_named() -> None:
    """A request that was overtaken is told with the later ordinary arrival that was taken instead (I-20)."""
    first = {"request_id": "1", "received_at": moment(10), "taken_at": moment(12)}
    second = {"request_id": "2", "received_at": moment(10, 30), "taken_at": moment(11)}
    found = line(*({**each, "queue": QUEUE, "severity": "ordinary"} for each in (first, second)))

    assert found["others"] == {"1": "2"}


def test_whose_severity_is_known_lacks_none() -> None:
    """Both taken, both severities known: what is open is whether the critical one needed to go first, nothing else."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "taken_at": moment(12), "queue": QUEUE, "severity": "ordinary"},
        {
            "request_id": "2",
            "received_at": moment(10, 30),
            "taken_at": moment(11),
            "queue": QUEUE,
            "severity": "critical",
        },
    )

    assert found["counts"] == {"kept": 1, "undetermined": 1}
    assert found["missing"]
    assert found["missing"].keys() <= {"emergency_action", "specialist_advice", "recorded"}


def test_closed_and_never_taken_lacks_its_taking_alone() -> None:
    """One that was closed, and may have been taken before: severities are known, and are not named."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "closed_at": moment(13), "queue": QUEUE, "severity": "ordinary"},
        {
            "request_id": "2",
            "received_at": moment(10, 30),
            "taken_at": moment(11),
            "queue": QUEUE,
            "severity": "ordinary",
        },
    )

    assert found["counts"] == {"kept": 1, "undetermined": 1}
    assert found["missing"] == {"taken": 1}


def test_a_line_that_no_profile_knows_leaves_each_open() -> None:
    """No row is passed over where its queue has a name that the profile does not know (3.13)."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "taken_at": moment(12), "queue": "Second line"},
        {"request_id": "2", "received_at": moment(10, 30), "taken_at": moment(11), "queue": "Second line"},
    )

    assert found["counts"] == {"undetermined": 2}
    assert found["missing"] == {"queue": 2}
