"""Who the requests come from: contracts with their services and support levels (2.2, 3.9.2, 3.19)."""

from collections.abc import Iterator
from random import Random
from typing import Final

from netpoint_stp.testing.generator.clock import DAY
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import ContractRow

SERVICES: Final = ("internet", "television", "hosting")
NO_LEVEL: Final = "none"
"""The support level of a profile that names no levels."""


class Clients:
    """The contracts of a log: a fixed number of them, drawn evenly."""

    def __init__(self, plan: Plan, start: int) -> None:
        self._random = Random(f"{plan.seed} clients")
        self._count = max(5, min(60_000, plan.requests // 15))
        self._levels = [level.name for level in plan.regulation.reaction.levels] or [NO_LEVEL]
        self._start = start

    def draw(self) -> int:
        """Return the number of a contract."""
        return int(self._random.random() * self._count)

    def id_of(self, number: int) -> str:
        """Return the id of a contract."""
        return f"C{number:06}"

    def level_of(self, number: int) -> str:
        """Return the support level of a contract: the first of the profile for most."""
        turn = number * 7919 % 10
        return self._levels[0] if turn < 7 else self._levels[turn % len(self._levels)]

    def covered(self, number: int) -> tuple[str, ...]:
        """Return the services that a contract covers; never all of them."""
        return SERVICES[: 1 + number % (len(SERVICES) - 1)]

    def not_covered(self, number: int) -> str:
        """Return a service that a contract does not cover."""
        return SERVICES[len(self.covered(number))]

    def rows(self) -> Iterator[ContractRow]:
        """Yield the rows of all contracts."""
        for number in range(self._count):
            since = self._start - DAY * (10 + number % 700)
            for service in self.covered(number):
                yield ContractRow(self.id_of(number), since, None, service, self.level_of(number))
