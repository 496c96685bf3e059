"""Where the lines and bars of the page's charts lie: plain numbers, for a template to draw as SVG."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.report.distributions import Bar, Load, Period
from netpoint_stp.audit.report.timelines import Timeline

_LINE: Final = (240, 64)
_BARS: Final = (720, 200)
_STRIP: Final = 120
_TIMELINE: Final = 720


@frozen
class Box:
    """A rectangle of a chart, `kind` saying how it is filled; `label` stands under it, empty where none is to."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str = ""
    count: int = 0


@frozen
class BarChart:
    """Bars of a chart of 720 by 200, and where its limit is drawn; None where it has none."""

    boxes: Sequence[Box]
    limit: float | None
    most: int


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
    most = max((each.count for each in made), default=0)
    step = _BARS[0] / max(len(made), 1)
    boxes = [
        _bar(number * step, step, each.count, most, "over" if each.over else "within", label)
        for number, (each, label) in enumerate(zip(made, labels, strict=True))
    ]
    limit = next((number * step for number, each in enumerate(made) if each.over), None)
    return BarChart(boxes, limit, most)


def hours(load: Load) -> BarChart:
    """Return the 24 hours of a day; those in which every usual day is closed are striped."""
    counts = load.by_hour
    step = _BARS[0] / len(counts)
    boxes = [
        _bar(
            hour * step,
            step,
            count,
            max(counts),
            "within" if any(day[hour] for day in load.open) else "outside",
            f"{hour:02}",
        )
        for hour, count in enumerate(counts)
    ]
    return BarChart(boxes, None, max(counts))


def _bar(x: float, step: float, count: int, most: int, kind: str, label: str) -> Box:
    height = _BARS[1] * count / most if most else 0.0
    return Box(round(x + 1, 1), round(_BARS[1] - height, 1), round(step - 2, 1), round(height, 1), kind, label, count)


def strip(counts: Mapping[Answer, int]) -> list[Box]:
    """Return the answers as parts of a strip of 120 by 10; what is there is never too thin to be seen."""
    total = sum(counts.values())
    there = [(answer, count) for answer, count in counts.items() if count]
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


def along(timeline: Timeline) -> list[float]:
    """Return where on a line of 720 each step of a timeline lies."""
    moments = [step.at for step in timeline.steps]
    if not moments:
        return []
    first, span = moments[0], _seconds(moments[0], moments[-1])
    return [round(8 + (_TIMELINE - 16) * (_seconds(first, at) / span if span else 0.0), 1) for at in moments]


def _seconds(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds()
