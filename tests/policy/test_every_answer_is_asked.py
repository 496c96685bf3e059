"""Each public method of a policy is asked by something in the library, or stands in `docs/design.md` with its reason.

What nothing asks, nobody notices when it is wrong. Callers are looked for by the name of the method, in the rooms from
policy upwards; where something else there bears the same name, that is taken for it.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Final

import pytest

import netpoint_stp
from netpoint_stp.policy.topic import Topic
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.topics import TOPICS

SOURCE: Final = Path(netpoint_stp.__file__).parent
ROOT: Final = Path(__file__).parents[2]

AS_COLUMNS: Final = {
    **dict.fromkeys(
        (
            *("reception.found_somebody", "reception.mail_taken", "reception.sent_rightly"),
            *("reception.stayed_personal", "reception.accepted", "reception.filed"),
        ),
        "tests/audit/test_checks_reception.py",
    ),
    "complaints.heard": "tests/audit/test_checks_hearing.py",
    "complaints.late_under": "tests/audit/test_checks_times.py",
    "reaction.first_reaction": "tests/audit/test_checks_times.py",
    "reaction.further_reaction": "tests/audit/test_checks_further.py",
    "errors_notified.instruction_due": "tests/audit/test_checks_desk.py",
}
"""What the audit asks of whole columns, with the law on generated rows that holds the two equal."""

OF_PERSONS: Final = (
    *("intake.answerable_for_mail", "sides.consult", "sides.consultation_from", "errors_notified.may_require"),
    *("alerts.monitoring", "reaction.clock_starts"),
    *("sides.duties", "sides.rights", "sides.exemptions"),
)
"""What rests on facts that neither a step of the desk nor a log holds, or only says what an edition lays down."""


_ROOMS: Final = ("policy", "regulation", "casebook", "ports", "backends", "desk", "audit", "testing", "cli")


def methods() -> Iterator[tuple[str, str]]:
    """Yield the topic and the name of every public method of a policy."""
    regulation = Regulation.example()
    for topic in TOPICS:
        kind = type(getattr(regulation, topic))
        for name, function in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_") and _is_own(function):
                yield topic, name


def _is_own(function: FunctionType) -> bool:
    return function.__module__.startswith("netpoint_stp.policy.") and not hasattr(Topic, function.__name__)


@cache
def asked(folder: Path) -> frozenset[str]:
    """Return the names of all attributes that code of a folder reads, but those of the registry of clauses."""
    files = [folder] if folder.is_file() else [*folder.rglob("*.py")]
    if folder == SOURCE:
        files = [each for room in _ROOMS for each in (SOURCE / room).rglob("*.py")]
    return frozenset(
        node.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "registry")
    )


def test_each_is_asked_by_something() -> None:
    """What nothing asks is listed; what is listed is there, and nothing asks it."""
    unasked = {f"{topic}.{name}" for topic, name in methods() if name not in asked(SOURCE)}
    assert unasked == {*AS_COLUMNS, *OF_PERSONS}


@pytest.mark.parametrize("method", AS_COLUMNS)
def test_a_law_holds_it_equal_to_the_column(method: str) -> None:
    """Each is asked in the law that is named, of every generated row."""
    assert method.partition(".")[2] in asked(ROOT / AS_COLUMNS[method])


def test_the_design_says_which_there_are() -> None:
    """Both lists, each by its name."""
    text = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    for begins, wanted in (("Each equals", AS_COLUMNS), ("No step and no log", OF_PERSONS)):
        paragraph = next(part for part in re.split(r"\n- |\n\n", text) if part.lstrip("- ").startswith(f"**{begins}"))
        assert {*re.findall(r"`(\w+\.\w+)`", paragraph)} == {*wanted}
