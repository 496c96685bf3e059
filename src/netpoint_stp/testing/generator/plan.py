"""What is to be generated: how many requests over which days, under which edition, and which breaches."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from attrs import Attribute, field, frozen

from netpoint_stp.clauses import Bearer
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.regulation import Regulation

BREAKABLE: Final[Mapping[str, Bearer]] = MappingProxyType(
    {
        "2.1.5": Bearer.STP,
        "2.4": Bearer.STP,
        "2.5": Bearer.STP,
        "3.1": Bearer.STP,
        "3.1.4": Bearer.STP,
        "3.2": Bearer.CLIENT,
        "3.4": Bearer.STP,
        "3.6": Bearer.STP,
        "3.9": Bearer.STP,
        "3.9.1": Bearer.STP,
        "3.9.2": Bearer.STP,
        "3.9.3": Bearer.STP,
        "3.10": Bearer.COMPANY,
        "3.10-filed": Bearer.COMPANY,
        "3.11": Bearer.CLIENT,
        "3.12": Bearer.COMPANY,
        "3.13": Bearer.STP,
        "3.14": Bearer.STP,
        "3.19": Bearer.STP,
        "3.19-further": Bearer.STP,
        "4.1.1": Bearer.STP,
        "4.1.2": Bearer.STP,
        "4.1.3": Bearer.STP,
        "4.2.2": Bearer.CLIENT,
        "4.5": Bearer.COMPANY,
        "4.5-failures": Bearer.COMPANY,
    }
)
"""The checks for which breaches can be planted, and whose breach each is."""

EVERY: Final = "all"
"""What stands for every clause where shares are written."""
_START: Final = date(2026, 1, 5)
_SHORTEST: Final = 14
_LONGEST: Final = 365
_PER_DAY: Final = 400


def _positive(_instance: object, _field: "Attribute[int]", value: int) -> None:
    if value < 1:
        raise UsageError(f"`{value}` requests make no log; give 1 or more")


def _shares(shares: Mapping[str, float]) -> Mapping[str, float]:
    wrong = [
        f"no breach of `{clause}` can be planted{did_you_mean(clause, BREAKABLE)}"
        for clause in shares
        if clause not in BREAKABLE
    ]
    wrong += [
        f"the share `{share}` for `{clause}` is not from 0 to 1; give one such as 0.02"
        for clause, share in shares.items()
        if not 0 <= share <= 1
    ]
    if wrong:
        raise UsageError("; ".join(wrong))
    return MappingProxyType({clause: float(share) for clause, share in sorted(shares.items())})


@frozen(kw_only=True)
class Plan:
    """How a log is generated; the same plan gives the same log, row by row, in the same version of the library.

    `breaches` gives for a clause the share of the rows it is asked of that are to break it. `first_day` is a day of
    the profile's zone, by default the first Monday on which the edition is in force; `days` how many the log lasts,
    by default from two weeks to a year, as the number of requests is.
    """

    requests: int = field(validator=_positive)
    seed: int = 0
    breaches: Mapping[str, float] = field(factory=dict, converter=_shares)
    regulation: Regulation = field(factory=Regulation.example)
    first_day: date = field()
    days: int = field()

    @first_day.default
    def _first_day(self) -> date:
        in_force = self.regulation.edition.in_force_from
        if in_force is None:
            return _START
        return in_force + timedelta(days=-in_force.weekday() % 7)

    @days.default
    def _days(self) -> int:
        return max(_SHORTEST, min(_LONGEST, self.requests // _PER_DAY))

    @days.validator
    def _days_are_enough(self, _field: "Attribute[int]", value: int) -> None:
        if value < 1:
            raise UsageError(f"a log of `{value}` days has no day; give 1 or more")

    def rare(self, share: float) -> float:
        """Return the share of requests with which something rare happens: more in a small log, which else had none."""
        return max(share, min(0.12, 15 / self.requests))

    @property
    def last_day(self) -> date:
        """Return the last day of the log."""
        return self.first_day + timedelta(days=self.days - 1)


def read_breaches(texts: Iterable[str]) -> dict[str, float]:
    """Return shares by clause as written on a command line, `3.12=0.02`; `all=0.02` is for every other clause.

    Raises `UsageError` with all that is written otherwise.
    """
    found: dict[str, float] = {}
    wrong = []
    for text in texts:
        clause, _, share = text.partition("=")
        try:
            found[clause.strip()] = float(share)
        except ValueError:
            wrong.append(f"`{text}` is no clause with a share; give one such as `3.12=0.02`")
    if wrong:
        raise UsageError("; ".join(wrong))
    every = found.pop(EVERY, None)
    return found if every is None else dict.fromkeys(BREAKABLE, every) | found
