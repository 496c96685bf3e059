"""Records and policies of several fields are made by the names of these, so that no two can be taken for each other."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

import attrs
import pytest

ROOMS = (
    "casebook", "channels", "clauses", "desk", "hours", "policy", "ports", "regulation", "rules",
    "settings_files", "subjects", "working_days",
)  # fmt: skip
BY_PLACE = {
    "channels": "Attribution Base64Lines Body CopiedHeader DocumentPlace EmailAddress FoldedText StreetPlace Structure "
    "_Candidate _Gathered _Lines",
    "desk": "Agenda Answering AskingAndRefusing Complaining Desk Handling Identifying Incidents Instructing "
    "PuttingAside Receiving Room Triaging",
    "rules": "Edition Rule",
    "settings_files": "Structured _Reading",
    "working_days": "DayView HolidayName NamedCalendar TermBounds Transfer",
}
"""Records whose fields are of kinds that nobody can take for each other, made by places; by the room that has them."""


def records() -> Iterator[type[attrs.AttrsInstance]]:
    """Yield the attrs classes of the rooms that have more than two fields to be set."""
    for room in ROOMS:
        package = import_module(f"netpoint_stp.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"netpoint_stp.{room}."):
            for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
                own = found.__module__ == module.name and attrs.has(found) and len(set_fields(found)) > 2
                if own and found.__name__ not in BY_PLACE.get(room, "").split():
                    yield cast("type[attrs.AttrsInstance]", found)


def set_fields(record: type[attrs.AttrsInstance]) -> list["attrs.Attribute[Any]"]:
    """Return the fields of a record that whoever makes one sets."""
    return [field for field in attrs.fields(record) if field.init]


RECORDS = sorted(records(), key=lambda each: each.__qualname__)


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: each.__name__)
def test_no_field_goes_by_its_place(record: type[attrs.AttrsInstance]) -> None:
    """A moment for another moment, or one name for another, would pass every check of its kind."""
    assert [field.name for field in set_fields(record) if not field.kw_only] == []
