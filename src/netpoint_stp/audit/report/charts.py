"""Where the lines and bars of the page's charts lie: plain numbers, for a template to draw as SVG."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.report.distributions import Bar, Load, Period

_LINE: Final = (240, 64)
_BARS: Final = (720, 200)
_STRIP: Final = 120
_TIMELINE: Final = 720
_TICKS: Final = 5
"""About how many lines of a scale stand above its base."""


@frozen
class Box:
    """A rectangle of a chart, `kind` saying how it is filled; `label` stands under its left edge or its middle."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str = ""
    count: int = 0


@frozen
class BarChart:
    """Bars of a chart of 720 by 200, the heights of its scale, and where its limit is drawn; None where it has none."""

    boxes: Sequence[Box]
    limit: float | None
    ticks: Sequence[tuple[float, int]]


@frozen
class LineChart:
    """Points of a chart of 240 by 64, each with a share of 0 to 1 above the base line."""

    points: Sequence[tuple[float, float]]

    @property
    def path(self) -> str:
        """Return the points as SVG has them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


def line(periods: Sequence[Period]) -> LineChart:
    """Return the shares kept, by the time at which they were."""
    width, height = _LINE
    if not periods:
        return LineChart(())
    first, last = periods[0].first_day.toordinal(), periods[-1].first_day.toordinal()
    span = max(last - first, 1)
    return LineChart(
        [
            (
                round(6 + (width - 12) * (each.first_day.toordinal() - first) / span, 1) if last > first else width / 2,
                round(6 + (height - 12) * (1 - each.kept / (each.kept + each.broken)), 1),
            )
            for each in periods
        ]
    )


def bars(made: Sequence[Bar], labels: Sequence[str]) -> BarChart:
    """Return bars side by side; the limit lies before the first that is over it."""
    kinds = ["over" if each.over else "within" for each in made]
    boxes, ticks = _drawn([each.count for each in made], kinds, labels)
    step = _BARS[0] / max(len(made), 1)
    limit = next((round(number * step, 1) for number, each in enumerate(made) if each.over), None)
    return BarChart(boxes, limit, ticks)


def hours(load: Load) -> BarChart:
    """Return the 24 hours of a day; those in which every usual day is closed are striped."""
    counts = load.by_hour
    kinds = ["within" if any(day[hour] for day in load.open) else "outside" for hour in range(len(counts))]
    boxes, ticks = _drawn(counts, kinds, [f"{hour:02}" for hour in range(len(counts))])
    return BarChart(boxes, None, ticks)


def _drawn(
    counts: Sequence[int], kinds: Sequence[str], labels: Sequence[str]
) -> tuple[list[Box], list[tuple[float, int]]]:
    """Return bars and the lines of their scale; what is there is never too low to be seen."""
    width, height = _BARS
    step = width / max(len(counts), 1)
    ticks = scale(max(counts, default=0))
    top = ticks[-1]
    boxes = []
    for number, (count, kind, label) in enumerate(zip(counts, kinds, labels, strict=True)):
        tall = max(height * count / top, 2.0) if count else 0.0
        x, y = round(number * step + 1, 1), round(height - tall, 1)
        boxes.append(Box(x, y, round(step - 2, 1), round(tall, 1), kind, label, count))
    return boxes, [(round(height - height * each / top, 1), each) for each in ticks]


def scale(most: int) -> list[int]:
    """Return round numbers from 0 up to the first that is `most` or more: steps of 1, 2 or 5 with zeros after it."""
    step = 1
    while step * _TICKS < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return [*range(0, -(-max(most, 1) // step) * step + 1, step)]


def strip(counts: Mapping[Answer, int]) -> list[Box]:
    """Return the answers as parts of a strip of 120 by 10; what is there is never too thin to be seen.

    Rows to which a clause does not apply are left out: they say nothing of how it was kept.
    """
    there = [(answer, count) for answer, count in counts.items() if count and answer is not Answer.NOT_APPLICABLE]
    total = sum(count for _, count in there)
    if not total:
        return []
    least = 2.0
    free = _STRIP - least * len(there)
    boxes, x = [], 0.0
    for answer, count in there:
        width = least + free * count / total
        boxes.append(Box(round(x, 2), 0, round(width, 2), 10, answer.value, count=count))
        x += width
    return boxes


def along(moments: Sequence[datetime]) -> list[float]:
    """Return where on a line of 720 each of these moments lies, the first of all at its beginning."""
    if not moments:
        return []
    first, span = min(moments), _seconds(min(moments), max(moments))
    return [round(8 + (_TIMELINE - 16) * (_seconds(first, at) / span if span else 0.0), 1) for at in moments]


def _seconds(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds()
