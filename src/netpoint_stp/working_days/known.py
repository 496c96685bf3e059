"""Until which day the law behind the Ukrainian calendars is known, and by what: data with sources (3.12; I-15).

The data lie in `known.toml`; `CONTRIBUTING.md` says what is looked up for each release.
"""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import attrs


@attrs.frozen
class KnownUntil:
    """The last day for which something is known, and the law, decree or order that says so."""

    day: date
    source: str


@attrs.frozen
class Transfer:
    """A working day made a day off in exchange for working on another day, by an order that is named."""

    day_off: date
    working: date
    source: str


@attrs.frozen(kw_only=True)
class Known:
    """What is known of the law: of martial law, of the list of holidays, and of transfers of working days."""

    martial_law: KnownUntil
    statutes: KnownUntil
    transfers: tuple[Transfer, ...]


@cache
def known() -> Known:
    """Return what was known when this version was released."""
    read: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("known.toml").read_text("utf-8"))
    return Known(
        martial_law=KnownUntil(read["martial_law"]["until"], read["martial_law"]["source"]),
        statutes=KnownUntil(read["statutes"]["until"], read["statutes"]["source"]),
        transfers=tuple(Transfer(each["day_off"], each["working"], each["source"]) for each in read["transfers"]),
    )
