"""The format of observations as a page of the documentation: the classes are its only source."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import attrs

from netpoint_stp.policy.refusal.policy import BreakInService
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.regulation.observations.arrivals import CompanyAddress, Said
from netpoint_stp.regulation.observations.form import PATHS
from netpoint_stp.rules import Unknown

_OPENING: Final = """\
# Observations in the decision log

A record of the decision log (`netpoint-stp desk log`) holds in `observations` what the decision was made from: nothing
that an edition of the regulation changes, and no identifiers. The decision itself is a function of these observations
and of an edition, `judge(observations, regulation)`; so a log can be replayed under any edition.

`null` stands for what was not observed, `"unknown"` for what nobody knows. Moments are ISO 8601 in UTC. A field that
may be missing was added after the first release, says nothing if it is empty, or serves readers alone. A reader ignores
fields that it does not know.

This page is made from the classes of `netpoint_stp.regulation.observations`.
"""
_PLAIN: Final = {str: "text", bool: "true or false", int: "number", datetime: "moment"}
_PARTS: Final = (BillingMatch, CompanyAddress, Said, BreakInService)


def observations_as_markdown() -> str:
    """Return the page `docs/decision-log.md`; a test holds the page to it."""
    kinds = [kind for kinds in PATHS.values() for kind in kinds]
    return "\n".join((_OPENING, *(_section(kind) for kind in (*kinds, *_PARTS))))


def _section(kind: type[Any]) -> str:
    description = "\n".join(line.strip() for line in (kind.__doc__ or "").strip().splitlines())
    hints = get_type_hints(kind)
    rows = (_row(field, hints[field.name]) for field in attrs.fields(kind))
    return "\n".join((f"## {kind.__name__}", "", description, "", "| field | value |", "|---|---|", *rows, ""))


def _row(field: "attrs.Attribute[Any]", kind: Any) -> str:
    missing = "" if field.default is attrs.NOTHING else "; may be missing"
    return f"| `{field.name.rstrip('_')}` | {'; '.join(_forms(kind))}{missing} |"


def _forms(kind: Any) -> Iterator[str]:
    """Yield the forms that a value of a type has in JSON."""
    parameters = get_args(kind)
    if kind in _PLAIN:
        yield _PLAIN[kind]
    elif kind is NoneType:
        yield "`null`"
    elif kind is Unknown:
        yield '`"unknown"`'
    elif get_origin(kind) is Literal:
        yield from (f'`"{each}"`' for each in parameters)
    elif get_origin(kind) is tuple:
        yield f"list of: {', '.join(_forms(parameters[0]))}"
    elif get_origin(kind) is Mapping:
        yield f"object: {' → '.join(', '.join(_forms(each)) for each in parameters)}"
    elif parameters:
        yield from (form for each in parameters for form in _forms(each))
    elif issubclass(kind, Enum):
        yield ", ".join(f'`"{each.value}"`' for each in kind)
    else:
        yield f"object: [{kind.__name__}](#{kind.__name__.lower()})"
