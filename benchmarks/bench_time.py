"""Service time and working days against hand-written yardsticks, side by side in one run.

`python benchmarks/bench_time.py [--json]`: medians of interleaved repetitions, in nanoseconds a call, and ratios.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from holidays import country_holidays

from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import KYIV, zone
from netpoint_stp.working_days import WorkingCalendar

REPETITIONS: Final = 31
CALLS: Final = 2_000
TERM: Final = 7

HOURS = ServiceHours.published()
CALENDAR = WorkingCalendar.named("ukraine")
FIRST = date(2010, 1, 1).toordinal()
TABLE = [CALENDAR.nth_working_day(date.fromordinal(day), TERM) for day in range(FIRST, FIRST + 10_000)]
HOLIDAYS = country_holidays("UA", years=range(2010, 2036))


class Row(NamedTuple):
    """A measured call, what it is held against, and the goal for their ratio (at most; at least where `faster`)."""

    name: str
    against: str
    goal: float | None
    faster: bool = False


def closed_form(start: datetime, end: datetime) -> int:
    """Return the seconds of service between two moments of Kyiv, on integers, as one writes it by hand."""
    since = start.hour * 3_600 + start.minute * 60 + start.second - 28_800
    until = end.hour * 3_600 + end.minute * 60 + end.second - 28_800
    return (end.toordinal() - start.toordinal()) * 57_600 + (until if until > 0 else 0) - (since if since > 0 else 0)


def closed_form_of_integers(start: int, end: int) -> int:
    """Return the same from seconds on the wall clock, without a moment in sight."""
    first, since = divmod(start, 86_400)
    last, until = divmod(end, 86_400)
    since -= 28_800
    until -= 28_800
    return (last - first) * 57_600 + (until if until > 0 else 0) - (since if since > 0 else 0)


def table(day: date) -> date:
    """Look the seventh working day up in a table made beforehand."""
    return TABLE[day.toordinal() - FIRST]


def seventh_of_holidays(day: date) -> date:
    """Ask `holidays`."""
    return HOLIDAYS.get_nth_working_day(day, TERM)


def pairs() -> list[tuple[datetime, datetime]]:
    """Draw intervals of up to thirty days, in Kyiv, with both ends at any time of day."""
    dice = random.Random(2)
    starts = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(189_000_000)) for _ in range(CALLS)]
    there = zone(KYIV)
    return [
        (start.astimezone(there), (start + timedelta(seconds=dice.randrange(60, 2_592_000))).astimezone(there))
        for start in starts
    ]


def wall(moment: datetime) -> int:
    """Return seconds on the wall clock."""
    return moment.toordinal() * 86_400 + moment.hour * 3_600 + moment.minute * 60 + moment.second


def timed(call: Callable[..., object], arguments: Sequence[tuple[object, ...]]) -> float:
    """Return nanoseconds a call."""
    start = time.perf_counter_ns()
    for each in arguments:
        call(*each)
    return (time.perf_counter_ns() - start) / len(arguments)


def process(code: str) -> float:
    """Return nanoseconds of a fresh process that runs `code`."""
    start = time.perf_counter_ns()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and text
    return float(time.perf_counter_ns() - start)


def measure() -> dict[str, float]:
    """Return the median of each call, the repetitions of all of them interleaved."""
    intervals = pairs()
    dice = random.Random(3)
    # Six years of days, as the log of a provider has them.
    days = [date(2021, 1, 1) + timedelta(days=dice.randrange(2_190)) for _ in range(CALLS)]
    general = ServiceHours.weekly({"mon-fri": ["08:00-12:00", "13:00-24:00"], "sat-sun": "10:00-20:00"})
    in_utc = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in intervals]
    assert all(closed_form(*each) == HOURS.service_microseconds(*each) // 1_000_000 for each in intervals)
    assert all(table(day) == CALENDAR.nth_working_day(day, TERM) == seventh_of_holidays(day) for day in days)
    calls: dict[str, tuple[Callable[..., object], Sequence[tuple[object, ...]]]] = {
        "closed form by hand": (closed_form, intervals),
        "closed form of integers": (closed_form_of_integers, [(wall(a), wall(b)) for a, b in intervals]),
        "service_microseconds": (HOURS.service_microseconds, intervals),
        "service_time": (HOURS.service_time, intervals),
        "service_time, moments in UTC": (HOURS.service_time, in_utc),
        "service_time, general week": (general.service_time, intervals[:200]),
        "after 4 hours": (HOURS.after, [(start, timedelta(hours=4)) for start, _ in intervals]),
        "after 4 hours, general week": (general.after, [(start, timedelta(hours=4)) for start, _ in intervals[:200]]),
        "table by hand": (table, [(day,) for day in days]),
        "nth_working_day": (CALENDAR.nth_working_day, [(day, TERM) for day in days]),
        "holidays.get_nth_working_day": (seventh_of_holidays, [(day,) for day in days[:100]]),
        "deadline, explained": (
            lambda at: CALENDAR.deadline(at, working_days=TERM),
            [(start,) for start, _ in intervals[:50]],
        ),
        "import attrs, pendulum": (process, [("import attrs, pendulum",)]),
        "import netpoint_stp": (process, [("import netpoint_stp",)]),
        "import hours, working_days": (
            process,
            [("import netpoint_stp.hours, netpoint_stp.working_days",)],
        ),
    }
    seen: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(REPETITIONS):
        for name, (call, arguments) in calls.items():
            seen[name].append(timed(call, arguments))
    return {name: statistics.median(times) for name, times in seen.items()}


ROWS: Final = (
    Row("service_microseconds", "closed form by hand", 1.5),
    Row("service_time", "closed form by hand", 3),
    Row("service_microseconds", "closed form of integers", None),
    Row("service_time", "closed form of integers", None),
    Row("service_time, moments in UTC", "closed form by hand", None),
    Row("service_time, general week", "closed form by hand", None),
    Row("after 4 hours", "closed form by hand", None),
    Row("after 4 hours, general week", "closed form by hand", None),
    Row("nth_working_day", "table by hand", 1.5),
    Row("nth_working_day", "holidays.get_nth_working_day", 50, faster=True),
    Row("deadline, explained", "holidays.get_nth_working_day", None),
    Row("import netpoint_stp", "import attrs, pendulum", 1.2),
    Row("import hours, working_days", "import attrs, pendulum", 2),
)


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description="service time and working days against yardsticks")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    medians = measure()
    found = []
    for row in ROWS:
        ours, yardstick = medians[row.name], medians[row.against]
        ratio = yardstick / ours if row.faster else ours / yardstick
        met = None if row.goal is None else (ratio >= row.goal if row.faster else ratio <= row.goal)
        found.append({**row._asdict(), "ns": ours, "yardstick_ns": yardstick, "ratio": ratio, "met": met})
    if arguments.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for row, line in zip(ROWS, found, strict=True):
        sign = "≥" if row.faster else "≤"
        goal = "" if row.goal is None else f"{sign} {row.goal:g} {'met' if line['met'] else 'MISSED'}"
        sys.stdout.write(f"{row.name:30}{line['ns']:>14,.0f} ns   {line['ratio']:>7.2f} × {row.against:30}{goal}\n")


if __name__ == "__main__":
    main()
