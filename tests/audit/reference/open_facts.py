"""What follows where facts are not known: every way to fill them in is tried, one by one."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
KEPT, BROKEN, UNDETERMINED, NOT_APPLICABLE = "kept", "broken", "undetermined", "not_applicable"
YES_OR_NO = (True, False)


def known_or(value: Any, domain: Iterable[Any]) -> tuple[Any, ...]:
    """Return what a fact can be: what it is, or anything of its domain where it is not known."""
    if value is None or value == "unknown":
        return tuple(domain)
    return tuple(value.split("&")) if isinstance(value, str) else (value,)


def over_all(judge: Callable[..., str], *facts: Iterable[Any]) -> str:
    """Return the one answer that all ways to fill in the facts give, or that it is not determined."""
    return one_of({judge(*each) for each in product(*facts)})


def one_of(answers: set[str]) -> str:
    """Return the only answer, or that it is not determined."""
    return next(iter(answers)) if len(answers) == 1 else UNDETERMINED


def by(moment: Any, now: Any) -> bool:
    """Return whether something was done by then: an empty moment says that it was not."""
    return moment is not None and moment <= now
