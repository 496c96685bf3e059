"""Observations as values and as JSON (I-28): written down once, read back equal, judged alike."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.judging import _JUDGES, judge
from netpoint_stp.regulation.observations.form import (
    PATHS,
    Observations,
    as_json,
    observations_from_json,
    path_of,
)
from netpoint_stp.regulation.observations.page import observations_as_markdown
from netpoint_stp.regulation.observations.requests import FurtherObservations
from netpoint_stp.rules import UNKNOWN

PAGE = Path(__file__).parents[2] / "docs" / "decision-log.md"
KINDS = [kind for kinds in PATHS.values() for kind in kinds]
REGULATION = Regulation.example()

MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(max_size=8)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return any value of a field: of the classes of observations, of their parts, of codes, texts and moments."""
    parameters = get_args(kind)
    if kind in (str, datetime):
        return TEXTS if kind is str else MOMENTS
    if get_origin(kind) is tuple:
        return st.lists(values(parameters[0]), max_size=3).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(values(parameters[0]), values(parameters[1]), max_size=3)
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*map(values, parameters))
    if attrs.has(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.alias: values(hints[field.name]) for field in attrs.fields(kind)})
    return st.from_type(kind)


def test_every_class_has_a_path_and_a_judge() -> None:
    """No observations that a decision cannot be made from, and none that a log cannot hold."""
    assert {*get_args(Observations)} == {*KINDS} == {*_JUDGES}
    assert len(KINDS) == len({*KINDS}) == 20


def test_the_page_says_what_the_classes_say() -> None:
    """The format is written down once; the page is made from it."""
    assert PAGE.read_text(encoding="utf-8") == observations_as_markdown()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_observations_come_back_from_their_json(kind: type[Any], data: st.DataObject) -> None:
    """Nothing is lost on the way through a log, so whoever judges the one judges the other."""
    observations = data.draw(values(kind))
    plain = json.loads(json.dumps(as_json(observations)))

    assert observations_from_json(path_of(observations), plain) == observations


FURTHER = FurtherObservations(earlier=UNKNOWN, same_subscriber=True, content=UNKNOWN)


@pytest.mark.parametrize("field", ["earlier", "same_subscriber", "content"])
def test_what_a_log_lacks_is_a_missing_key(field: str) -> None:
    """A replay tells a record that lacks something from one whose form is wrong."""
    plain = as_json(FURTHER)
    del plain[field]
    with pytest.raises(KeyError):
        observations_from_json("further", plain)


@pytest.mark.parametrize(
    ("field", "value"),
    [("same_subscriber", "yes"), ("same_subscriber", 1), ("same_subscriber", None), ("content", "chasing")],
)
def test_a_wrong_form_is_not_taken_for_an_answer(field: str, value: object) -> None:
    """A text is no flag, and no code is nearly another one."""
    with pytest.raises((TypeError, ValueError)):
        observations_from_json("further", as_json(FURTHER) | {field: value})


def test_a_field_that_a_reader_does_not_know_is_left_aside() -> None:
    """A log of a later release may say more."""
    plain = as_json(FURTHER) | {"later": 1}

    assert judge(observations_from_json("further", plain), REGULATION) == judge(FURTHER, REGULATION)


@pytest.mark.parametrize("kind", KINDS)
def test_observations_are_frozen_and_named(kind: type[Any]) -> None:
    """Keyword arguments alone, and nothing that changes after it was judged."""
    fields = attrs.fields(kind)

    assert fields
    assert all(field.kw_only for field in fields)
    assert kind.__setattr__.__module__.startswith("attr")
