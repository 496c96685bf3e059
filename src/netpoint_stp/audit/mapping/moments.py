"""Moments of a source as questions of the engine: read strictly, and brought from the clocks of a zone to instants.

The clock of a zone is a small table by local day, joined; the engine's own idea of zones is not asked, so that
a log and the deadlines reckoned from it use one and the same data.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from netpoint_stp.audit.frames.calendars import DAY, FIRST_DAY, LAST_DAY, day_number
from netpoint_stp.audit.frames.embedded import Engine, literal
from netpoint_stp.audit.mapping.model import UNIX
from netpoint_stp.audit.mapping.raw import CellKind
from netpoint_stp.hours.offsets import spans

FIRST: Final = day_number(FIRST_DAY) * DAY
END: Final = (day_number(LAST_DAY) + 1) * DAY
"""Microseconds between which a moment must be."""
UTC_MARK: Final = "UTC"
_DAYS: Final = (FIRST // DAY - 1, END // DAY + 1)

_DATE: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?"
_OFFSET: Final = r"\s?(Z|z|UTC|[+-]\d\d(:?\d\d)?)"


def read_moment(cell: str, kind: CellKind, formats: tuple[str, ...], *, fraction_comma: bool) -> tuple[str, str]:
    """Return what gives the microseconds since 1970 of a cell with an offset, and what those of a clock without one.

    Either is empty where the cell is the other; both are where it holds no moment. A day alone is none, unless a format
    says so.
    """
    if kind is CellKind.INSTANT:
        return f"epoch_us({cell})", "NULL::BIGINT"
    if kind is CellKind.LOCAL:
        return "NULL::BIGINT", f"epoch_us({cell})"
    if not formats:
        return _iso(cell)
    text = f"replace({cell}, ',', '.')" if fraction_comma else cell
    aware, local = [], []
    for form in formats:
        if form in UNIX:
            number = f"TRY_CAST({text} AS DECIMAL(24, 6)) * {UNIX[form]}"
            aware.append(f"TRY_CAST({number} AS BIGINT)")
        elif "%z" in form or "%Z" in form:
            aware.append(f"epoch_us(try_strptime({cell}, {literal(form)}))")
        else:
            local.append(f"epoch_us(try_strptime({cell}, {literal(form)}))")
    return _first(aware), _first(local)


def _first(ways: list[str]) -> str:
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0] if ways else "NULL::BIGINT"


def _iso(cell: str) -> tuple[str, str]:
    with_offset = literal(f"^{_DATE}{_OFFSET}$")
    without = literal(f"^{_DATE}$")
    dotted = f"replace({cell}, ',', '.')"
    # most cells of machines are of one form, which is far cheaper to look at than any pattern
    return (
        f"CASE WHEN {cell} LIKE '____-__-__T__:__:__Z' THEN epoch_us(TRY_CAST({cell} AS TIMESTAMP)) "
        f"WHEN length({cell}) > 15 AND regexp_matches({cell}, {with_offset}) "
        f"THEN epoch_us(TRY_CAST({dotted} AS TIMESTAMPTZ)) END",
        f"CASE WHEN length({cell}) > 15 AND NOT suffix({cell}, 'Z') AND regexp_matches({cell}, {without}) "
        f"THEN epoch_us(TRY_CAST({dotted} AS TIMESTAMP)) END",
    )


def clock_table(engine: Engine, zone: ZoneInfo) -> str:
    """Return the name of a table with a row for each local day of a zone: how its clock stands to UTC.

    `day` counts from 1970; the clock is `before` microseconds ahead of UTC for local times before `until`, `after`
    ahead from then on; those from `since` to `until` were skipped or shown twice, and `twice` says which.
    """
    name = f"clock_{uuid4().hex}"
    plain, changes = _clock(zone)
    engine.execute(
        f"CREATE TABLE {name} AS "  # noqa: S608 - all of it is our own
        "SELECT d.day, coalesce(c.before, p.ahead) AS before, coalesce(c.after, p.ahead) AS after, "
        f"coalesce(c.since, d.day * {DAY}) AS since, coalesce(c.until, d.day * {DAY}) AS until, "
        "coalesce(c.twice, 0) AS twice "
        f"FROM (SELECT unnest(range({_DAYS[0]}, {_DAYS[1]})) AS day) AS d "
        f"ASOF JOIN ({_lists(('day', 'ahead'), plain)}) AS p ON d.day >= p.day "
        f"LEFT JOIN ({_lists(('day', 'before', 'after', 'since', 'until', 'twice'), changes)}) AS c ON c.day = d.day"
    )
    return name


def _lists(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> str:
    """Return rows of numbers as a question; no row is one of the day 0 before all others, for kinds of columns."""
    columns = zip(*(rows or [(-1,) * len(names)]), strict=True)
    lists = (
        f"unnest([{', '.join(map(str, values))}]::BIGINT[]) AS {name}"
        for name, values in zip(names, columns, strict=True)
    )
    return f"SELECT {', '.join(lists)}"


@cache
def _clock(zone: ZoneInfo) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """Return from which day on the clock is how far ahead all day, and the days on which that changes."""
    stretches = [*_joined(zone, FIRST - 3 * DAY, END + 3 * DAY)]
    plain = [
        (start // DAY if number == 0 else (start + offset) // DAY, offset)
        for number, (start, _, offset) in enumerate(stretches)
    ]
    changes: dict[int, tuple[int, ...]] = {}
    for (_, end, before), (_, _, after) in pairwise(stretches):
        since, until = end + min(before, after), end + max(before, after)
        for day in range(since // DAY, (until - 1) // DAY + 1):
            changes[day] = (day, before, after, since, until, int(after < before))
    return tuple(plain), tuple(changes.values())


def _joined(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and offset of the stretches, those that only a new year cuts made one."""
    held: tuple[int, int, int] | None = None
    for start, end, offset in spans(zone, first, last):
        if held is not None and held[2] == offset:
            held = (held[0], end, offset)
        else:
            if held is not None:
                yield held
            held = (start, end, offset)
    if held is not None:
        yield held
