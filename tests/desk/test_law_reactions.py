"""One clause, three readers (3.19): whatever the desk goes through, its agenda, the policy and the audit say the same.

The days are by chance (`tests.desk.reaction_days`): many clients in one store, so that one audit judges all of them.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.desk.reaction_days import Days, clients
from tests.desk.scene import REGULATION, clock, desk

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.policy.reaction.owed import Owed
from netpoint_stp.policy.reaction.tables import Reaction
from netpoint_stp.rules import still_possible

pytestmark = pytest.mark.no_cover

Key: TypeAlias = tuple[str, int]
"""A reaction that is owed: of which request, and the how manieth."""
LATE = {"broken": True, "running": False, "undetermined": None}
AUDITED = {"running": "not_applicable", "no_maximum": "not_applicable"}


def owed(made: Desk, record: RequestRecord) -> list[tuple[Key, Owed]]:
    """Return what was ever owed to a request, by the policy of its edition."""
    found = made.edition_of(record).reaction.owed(record.request)
    return [((record.id, number), each) for number, each in enumerate(found)]


def verdicts(made: Desk, now: datetime) -> dict[Key, str]:
    """Return how it stands with every reaction that was ever owed, by the scalar policy."""
    found = {}
    for record in made.store.requests().items:
        policy = made.edition_of(record).reaction
        for key, each in owed(made, record):
            possible = still_possible(policy.judge(each, record.request.support_level, max(now, each.since)))
            (found[key],) = {outcome.value for outcome in possible} if len(possible) == 1 else {"undetermined"}
    return found


def disagreements_of_agenda(made: Desk, now: datetime, said: dict[Key, str]) -> list[str]:
    """Return where the agenda calls for something else than is owed and not done, or calls it late otherwise."""
    shown = {(item.case_id, item.duty): item for item in made.due(now + timedelta(days=900))}
    overdue = {(item.case_id, item.duty) for item in made.overdue(now)}
    expected: dict[tuple[str, Duty], bool | None] = {}
    for record in made.store.requests().items:
        still = [(key, each) for key, each in owed(made, record) if each.is_open]
        for duty, some in (
            (Duty.REACTION, [(key, each) for key, each in still if each.first]),
            (Duty.FURTHER_REACTION, [(key, each) for key, each in still if not each.first]),
        ):
            if some:
                longest, _ = min(some, key=lambda pair: pair[1].since)
                expected[record.id, duty] = LATE[said[longest]]
                assert expected[record.id, duty] or not any(LATE[said[key]] for key, _ in some)
    reactions = (Duty.REACTION, Duty.FURTHER_REACTION)
    found = {key: item.late for key, item in shown.items() if item.duty in reactions}
    late = {key for key, each in expected.items() if each}
    wrong = [f"{key}: agenda {found.get(key)}" for key in {*found} ^ {*expected}]
    wrong += [f"{key}: agenda {found[key]}, policy {expected[key]}" for key in found if found[key] != expected.get(key)]
    ends = [item for item in made.due(now + timedelta(days=900)) if item.due is None]
    assert [*made.due(now + timedelta(days=900))][len(shown) - len(ends) :] == ends, "what has no figure stands last"
    return wrong + [f"{key}: overdue is otherwise" for key in late ^ {key for key in overdue if key[1] in reactions}]


def audited(path: Path, now: datetime) -> dict[str, dict[tuple[str, int], str]]:
    """Return what the audit of a store says of each first reaction, and of each further one by request and moment."""
    case = Case(log=read_log(f"sqlite:///{path}"), regulation=REGULATION, now=microseconds(now))
    first: dict[tuple[str, int], str] = {}
    further: dict[str, list[str]] = defaultdict(list)
    for check in (each for each in CHECKS if each.id in ("3.19", "3.19-further")):
        for row in check.judge(case).rows.collect(backend="pyarrow").to_native().to_pylist():
            if check.id == "3.19":
                first[row["id"], 0] = row["answer"]
            else:
                further[row["id"]].append(row["answer"])
    return {"first": first, "further": {(id_, 0): ",".join(sorted(each)) for id_, each in further.items()}}


def by_policy(made: Desk, now: datetime) -> dict[str, dict[tuple[str, int], str]]:
    """Return the same by the scalar policy."""
    said = {key: AUDITED.get(each, each) for key, each in verdicts(made, now).items()}
    first: dict[tuple[str, int], str] = {}
    further: dict[str, list[str]] = defaultdict(list)
    for record in made.store.requests().items:
        first[record.id, 0] = "not_applicable"
        for key, each in owed(made, record):
            if each.first:
                first[record.id, 0] = said[key]
            else:
                further[record.id].append(said[key])
    return {"first": first, "further": {(id_, 0): ",".join(sorted(each)) for id_, each in further.items()}}


def different(
    found: dict[str, dict[tuple[str, int], str]], expected: dict[str, dict[tuple[str, int], str]]
) -> list[str]:
    """Return where the audit says otherwise than the policy."""
    return [
        f"{name} {key[0]}: audit {found[name].get(key)}, policy {expected[name].get(key)}"
        for name in expected
        for key in sorted({*found[name]} | {*expected[name]})
        if found[name].get(key) != expected[name].get(key)
    ]


def taken_back(before: dict[Key, str], after: dict[Key, str]) -> list[str]:
    """Return what was said and is not said any more: kept or broken, and later something else or nothing."""
    return [
        f"{key}: {each} became {after.get(key)}"
        for key, each in before.items()
        if each in ("kept", "broken") and after.get(key) != each
    ]


class TestClause_3_19:
    """Reacting is owed within the maximum of the support level: to the request, and to what comes in later."""

    @pytest.mark.parametrize("seed", range(12))
    def test_agenda_and_policy_say_the_same_and_take_nothing_back(self, seed: int) -> None:
        """After every step: what is owed and not done is due, late where it is broken, and what was said stays said."""
        at = clock()
        made = desk(store=MemoryStore(clock=at), directory=clients(4))
        days = Days(made, at, 4, seed)
        said: dict[Key, str] = {}
        for _ in range(60):
            if days.step() is None:
                continue
            now = verdicts(made, at.now())
            assert taken_back(said, now) == [], days.done
            said |= now
            assert disagreements_of_agenda(made, at.now(), now) == [], days.done

    @pytest.mark.parametrize("seed", range(2))
    def test_the_audit_says_what_the_desk_said_at_every_moment(self, seed: int, tmp_path: Path) -> None:
        """A store is judged now and then: of each reaction the audit says what the policy said then."""
        at = clock()
        path = tmp_path / "desk.db"
        made = desk(store=SqlStore(f"sqlite:///{path}", clock=at), directory=clients(40))
        days = Days(made, at, 40, seed)
        seen = set()
        for _ in range(3):
            for _ in range(200):
                days.step()
            expected, found = by_policy(made, at.now()), audited(path, at.now())
            assert not different(found, expected), "\n".join(different(found, expected))
            seen |= {each for part in expected.values() for told in part.values() for each in told.split(",")}
        made.store.close()
        assert seen == {"kept", "broken", "undetermined", "not_applicable"}
        assert {outcome.value for outcome in Reaction} >= LATE.keys() - {"undetermined"}
