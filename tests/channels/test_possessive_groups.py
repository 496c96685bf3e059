"""Regular expressions keep to what every Python from 3.11 on reads alike.

Before 3.11.5 a possessive repeat of a group goes on from the wrong place where one of the group's ways failed midway;
passports stayed unblanked by it. An atomic group says the same, and is read rightly.
"""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

# what `re` reads an expression with: nothing public tells how a repeat is written
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import netpoint_stp.channels

_ONE_SIGN = (_constants.IN, _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY)


def possessive(part: Any) -> Iterator[Any]:
    """Yield what is repeated possessively, at any depth of an expression as `re` has read it."""
    if isinstance(part, _parser.SubPattern):
        for kind, given in part:
            if kind is _constants.POSSESSIVE_REPEAT:
                yield given[2]
            yield from possessive(given)
    elif isinstance(part, tuple | list):
        for each in part:
            yield from possessive(each)


def groups(pattern: "re.Pattern[Any]") -> list[str]:
    """Return what an expression repeats possessively, unless it is one sign."""
    read = _parser.parse(pattern.pattern, pattern.flags)
    return [str(part) for part in possessive(read) if len(part) != 1 or part[0][0] not in _ONE_SIGN]


def test_one_that_repeats_a_group_is_found() -> None:
    """The search sees a group, wherever it stands, and lets single signs pass."""
    assert groups(re.compile("a(?:b(?:cd|c)*+)?"))
    assert groups(re.compile("a(?>(?:cd|c)*)[ab]*+x++")) == []


def test_none_repeats_a_group_possessively() -> None:
    """All expressions that modules of the channels hold."""
    found = {}
    count = 0
    for module in pkgutil.walk_packages(netpoint_stp.channels.__path__, "netpoint_stp.channels."):
        for name, value in vars(import_module(module.name)).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
            for pattern in (each for each in held if isinstance(each, re.Pattern)):
                count += 1
                if wrong := groups(pattern):
                    found[f"{module.name}.{name}"] = wrong

    assert count > 100
    assert found == {}
