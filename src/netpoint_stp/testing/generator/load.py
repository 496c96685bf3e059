"""When requests come in: a year's trend, the week, the day."""

from bisect import bisect_right
from datetime import timedelta
from random import Random
from typing import Final

from netpoint_stp.moments import first_instant
from netpoint_stp.testing.generator.clock import HOUR, second
from netpoint_stp.testing.generator.plan import Plan

_WEEK: Final = (1.25, 1.15, 1.1, 1.05, 1.1, 0.75, 0.6)
_HOURS: Final = (
    *(1.4, 0.9, 0.5, 0.4, 0.4, 0.6, 1.0, 2.2, 5.2, 7.4, 8.2, 8.0),
    *(7.2, 7.0, 7.4, 7.8, 7.6, 7.2, 7.4, 8.0, 7.6, 6.0, 4.2, 2.6),
)


class ArrivalModel:
    """How many requests come in on each day of a log, and when."""

    def __init__(self, plan: Plan) -> None:
        self._random = Random(f"{plan.seed} load")
        zone = plan.regulation.hours.zone
        days = [plan.first_day + timedelta(days=number) for number in range(plan.days + 1)]
        self.starts = [second(first_instant(day, zone)) for day in days]
        self._counts = self._dealt(plan.requests, [_WEEK[day.weekday()] for day in days[:-1]])

    @property
    def end(self) -> int:
        """Return the last second of the log."""
        return self.starts[-1] - 1

    def day_of(self, at: int) -> int:
        """Return the number of the local day, from 0; what came before the log is on no day of it."""
        return bisect_right(self.starts, at) - 1

    def arrivals(self, day: int) -> list[int]:
        """Return the seconds at which requests come in on a day, in order."""
        start, end = self.starts[day], self.starts[day + 1]
        random = self._random.random
        hours = self._random.choices(range(24), weights=_HOURS, k=self._counts[day])
        return sorted(min(start + hour * HOUR + int(random() * HOUR), end - 1) for hour in hours)

    def moment(self, day: int, random: Random) -> int:
        """Return a second of a day, each as likely as any other."""
        return random.randrange(self.starts[day], self.starts[day + 1])

    def _dealt(self, requests: int, weights: list[float]) -> list[int]:
        weights = [weight * self._random.uniform(0.85, 1.15) for weight in weights]
        whole = sum(weights)
        counts, dealt, ahead = [], 0, 0.0
        for weight in weights:
            ahead += weight
            upto = round(requests * ahead / whole)
            counts.append(upto - dealt)
            dealt = upto
        return counts
