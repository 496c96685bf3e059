"""What the audit says and what the reference says, side by side."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from tests.audit.engines import ENGINES
from tests.audit.reference.checks import REFERENCES
from tests.audit.reference.hostile import as_columns
from tests.audit.reference.open_facts import BROKEN, UNDETERMINED, Tables

from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import AuditResult, audit
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator import TRUTH

Answers = Counter[tuple[str, str]]
EXAMPLE = Regulation.example()


def audited(tables: Tables, engine: str, now: datetime) -> AuditResult:
    """Return what the audit says of a log on an engine."""
    frames = {name: ENGINES[engine](table) for name, table in as_columns(tables).items()}
    return audit(log_of(frames), EXAMPLE, now=now.replace(tzinfo=UTC))


def answers(result: AuditResult, check: str) -> Answers:
    """Return how often a check of the audit gives which answer for which id; none where it could not be asked."""
    rows = result.by_clause(check).rows
    if rows is None:
        return Counter()
    found = rows.select("id", "answer").collect(backend="pyarrow").to_native().to_pylist()
    return Counter((row["id"], row["answer"]) for row in found)


def broken(found: Answers) -> Counter[str]:
    """Return how often each id is said to break it."""
    return Counter({id_: count for (id_, answer), count in found.items() if answer == BROKEN})


def reference(tables: Tables, check: str, now: datetime) -> Answers:
    """Return the same of the reference."""
    return Counter(REFERENCES[check](tables, now))


def truth(tables: Tables, check: str) -> Counter[str]:
    """Return the breaches that were planted for a check, by id."""
    return Counter(row["id"] for row in tables[TRUTH] if row["check"] == check)


def last_moment(tables: Tables) -> datetime:
    """Return the last moment in a log."""
    cells = (cell for rows in tables.values() for row in rows for cell in row.values())
    return max(cell for cell in cells if isinstance(cell, datetime))


WIDER = ("3.1.4", "3.4")
"""Checks that count a message among those of its own request, so that one which is itself not known stays open."""


def differences(check: str, one: Answers, other: Answers) -> Iterable[str]:
    """Yield in words what the audit, the first, and the reference say differently."""
    if check in WIDER:
        open_ = {id_ for id_, answer in one if answer == UNDETERMINED}
        one, other = (Counter({key: n for key, n in each.items() if key[0] not in open_}) for each in (one, other))
    for (id_, answer), count in sorted((one - other).items()):
        yield f"{id_}: audit {answer} ({count}), reference {sorted(each for each in other if each[0] == id_)}"
    for (id_, answer), count in sorted((other - one).items()):
        yield f"{id_}: reference {answer} ({count}), audit {sorted(each for each in one if each[0] == id_)}"
