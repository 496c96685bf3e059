"""Values that facts are given: as they are written down, as the domain has them, and what is wrong with others."""

from typing import Any

from netpoint_stp.errors import did_you_mean
from netpoint_stp.rules.codes import code
from netpoint_stp.rules.facts import UNKNOWN


def own_value(value: Any, domain: tuple[Any, ...]) -> Any:
    """Return the domain's own value for one that equals it (numpy's booleans, 1 for true)."""
    if isinstance(value, frozenset):
        among = frozenset(known for known in domain if known in value)
        return next(iter(among)) if len(among) == 1 else among  # one of one is known
    return value if value is UNKNOWN else domain[domain.index(value)]


def still_open(value: Any, domain: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values that a fact can still have, in the order of its domain."""
    if value is UNKNOWN:
        return domain
    return tuple(known for known in domain if known in value) if isinstance(value, frozenset) else (value,)


def narrows(value: object, domain: tuple[Any, ...]) -> bool:
    """Return whether the value says of a fact that it is one of several, as `compose` does for a part not settled."""
    return isinstance(value, frozenset) and len(value) > 0 and value <= set(domain)


def read_value(written: object, domain: tuple[Any, ...]) -> Any:
    """Return the value, or the set of values, that was written down; None where the fact can have none such."""
    if isinstance(written, list | tuple | set | frozenset):
        parts = [next((value for value in domain if value is part or code(value) == part), None) for part in written]
        return frozenset(parts) if parts and None not in parts else None
    choices = (*domain, UNKNOWN)
    return next((value for value in choices if value is written or code(value) == written), None)


def impossible(name: str, value: object, domain: tuple[Any, ...]) -> str:
    """Return what is said of a value that the fact cannot have, with what to give."""
    codes = [str(code(known)).lower() for known in domain]
    if value is None:
        return f"fact `{name}` is None; say `UNKNOWN` where it is not known"
    if isinstance(value, str) and value in codes:
        return (
            f"fact `{name}` can never be the text `{value}`; give `{domain[codes.index(value)]!r}`, or use `decide_on`"
        )
    near = did_you_mean(value, codes) if isinstance(value, str) else f"; known are {', '.join(codes)}"
    return f"fact `{name}` can never be `{value!r}`{near}"
