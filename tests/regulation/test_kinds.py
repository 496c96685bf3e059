"""Every setting refuses a value of a wrong kind in a sentence: which field, what stands there, what is wanted.

A zoo of values is put into every field of every class of settings that an edition is made of, by the constructor, by
`attrs.evolve` and by `amend`, and at every key of a profile. What is taken is taken by all of them, what is refused is
refused with the project's own error, and no value ever meets a converter or a rule that it was not made for.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

import attrs
import pytest
from tests.regulation.test_one_place import CHANGES, Change, profile

from netpoint_stp import Regulation, RegulationHistory
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.errors import NetPointError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.rules import RuleTable

pytestmark = pytest.mark.no_cover


class Thing:
    """Something that is no setting at all."""


ZOO: Mapping[str, Any] = {
    "none": None,
    "true": True,
    "a number": 5,
    "nothing": 0,
    "a half": 0.5,
    "decimal": Decimal(1),
    "a text": "x",
    "an empty text": "",
    "bytes": b"x",
    "an empty list": [],
    "numbers": [1, 2],
    "texts": ["x", "y"],
    "nones": [None],
    "lists": [[]],
    "things": [Thing()],
    "a set of texts": {"x"},
    "an empty table": {},
    "a table": {"x": 1},
    "a table of things": {"x": Thing()},
    "a table by number": {1: "x"},
    "a generator": "generator",
    "a length of time": timedelta(hours=1),
    "lengths": [timedelta(hours=1)],
    "a day": date(2026, 11, 23),
    "a moment": datetime.fromisoformat("2026-11-23T12:00:00+02:00"),
    "a class": Thing,
    "a thing": Thing(),
    "a function": len,
}


RIGHT_KIND = frozenset(
    {"nothing", "a half", "a text", "an empty text", "an empty list", "texts", "a set of texts", "an empty table"}
)
"""What may be of the right kind for some field, and be refused there for what it says."""


def wild(name: str) -> Any:
    """Return one of the zoo, a generator anew each time."""
    return (each for each in ("x", 1)) if name == "a generator" else ZOO[name]


@cache
def settings() -> Mapping[type, Any]:
    """Return one object of every class of settings that the example edition is made of."""
    found: dict[type, Any] = {}
    regulation = Regulation.example()
    found[RegulationHistory] = RegulationHistory([regulation])
    held: list[Any] = [regulation, *regulation.topics.values(), regulation.hours, regulation.reading]
    held += [regulation.details, ServiceHours.published(), DetailPatterns()]
    while held:
        each = held.pop()
        if isinstance(each, RuleTable):
            continue
        if attrs.has(type(each)):
            ours = type(each).__module__.startswith("netpoint_stp") and not type(each).__name__.startswith("_")
            if ours and type(each) not in found:
                found[type(each)] = each
                held += [getattr(each, field.name) for field in attrs.fields(type(each))]
        elif isinstance(each, Mapping):
            held += each.values()
        elif isinstance(each, tuple | list | frozenset | set):
            held += each
    return found


def fields() -> Iterator[Any]:
    """Yield each class of settings with one of its fields."""
    for kind in settings():
        for field in attrs.fields(kind):
            if field.init and not isinstance(field.default, RuleTable) and field.name not in ("shared", "statements"):
                yield pytest.param(kind, field, id=f"{kind.__name__}.{field.alias}")


def given(kind: type, alias: str, value: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield each way to give a setting a value."""
    held = settings()[kind]
    told = {field.alias: getattr(held, field.name) for field in attrs.fields(kind) if field.init}
    yield "constructor", lambda: kind(**{**told, alias: value()})
    yield "evolve", lambda: attrs.evolve(held, **{alias: value()})
    if kind is Regulation and alias != "edition":
        yield "amend", lambda: held.amend(in_force_from=date(2027, 1, 1), **{alias: value()})


def tried(make: Callable[[], Any]) -> str | None:
    """Return the sentence with which a value is refused, None where it is taken; nothing else may be raised."""
    try:
        made = make()
        hash(made)  # what is kept can be kept
        if isinstance(made, Regulation):
            assert made.digest
    except NetPointError as error:
        return str(error)
    return None


def _as_it_was(was: Regulation) -> Regulation:
    return was


class TestLaw:
    """No value is met with another error than the project's own."""

    def test_there_is_something_to_walk(self) -> None:
        """All topics, and what they are made of."""
        names = {kind.__name__ for kind in settings()}
        wanted = {"QueuePolicy", "QueueSettings", "SupportLevel", "Roster", "AlertScope", "Hosts", "ErrorField"}
        assert names >= wanted | {"Channel", "ContactPoint", "EmailSettings", "ServiceHours", "DetailPatterns"}
        assert len([*fields()]) > 90

    @pytest.mark.parametrize(("kind", "field"), [*fields()])
    def test_a_wrong_kind_is_refused_by_every_way(self, kind: type, field: "attrs.Attribute[Any]") -> None:
        """By constructor, `attrs.evolve` and `amend` alike: taken, or refused by the name of the field."""
        taken = []
        for name in ZOO:
            told = {way: tried(make) for way, make in given(kind, str(field.alias), partial(wild, name))}
            refused = {sentence for sentence in told.values() if sentence is not None}
            assert len({sentence is None for sentence in told.values()}) == 1, (name, told)
            assert name in RIGHT_KIND or all(f"`{field.alias}`" in sentence for sentence in refused), (name, told)
            taken += [] if refused else [name]
        assert len(taken) <= 12, taken

    @pytest.mark.parametrize("name", CHANGES)
    def test_a_profile_refuses_it_too(self, name: str) -> None:
        """By every key, as far as a TOML file can hold it: taken, or refused by the name of the key."""
        change = CHANGES[name]
        kinds = (
            "true",
            "a number",
            "a half",
            "a text",
            "an empty list",
            "numbers",
            "texts",
            "lists",
            "a table",
            "a day",
        )
        for key in change.toml:
            for value in kinds:
                told = tried(partial(profile, "example", Change({key: wild(value)}, _as_it_was)))
                named = {key.split(".")[0], key.split(".")[-1], name.split(".")[0]}
                assert told is None or any(each in told for each in named), (key, value, told)
