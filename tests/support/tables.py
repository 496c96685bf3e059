"""All rule tables of the policies, found by looking into every module of `policy`."""

import importlib
import pkgutil
import re
from typing import Any

import netpoint_stp.policy
from netpoint_stp.rules import RuleTable


def every_table() -> list[RuleTable[..., Any]]:
    """Return each table that a module of `policy` holds, once, in the order of modules and lines."""
    found: dict[tuple[str, str], RuleTable[..., Any]] = {}
    names = [each.name for each in pkgutil.walk_packages(netpoint_stp.policy.__path__, "netpoint_stp.policy.")]
    assert names
    for name in names:
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, RuleTable):
                found.setdefault((value.name, value.digest), value)
    assert found
    return list(found.values())


def internal_names(text: str) -> list[str]:
    """Return what in a text for people is not for people: names with underscores, placeholders, Python's own words."""
    return re.findall(r"[A-Za-z]+_[A-Za-z_]+|[{}]|UNKNOWN|\bNone\b|\bTrue\b|\bFalse\b|<[A-Z]|object at", text)
