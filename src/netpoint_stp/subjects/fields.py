"""The field checks that the subjects share: aware moments, spans that go forwards, no empty names."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import Attribute

from netpoint_stp.errors import MomentError, UsageError

if TYPE_CHECKING:
    Field: TypeAlias = Attribute[Any]
else:
    Field = Attribute


def aware(instance: object, field: Field, value: datetime) -> None:
    """Attrs validator: refuse what is no moment, and a moment without a zone (`MomentError`)."""
    if not hasattr(value, "utcoffset"):
        raise MomentError(f"{_label(instance, field)} is not a moment; give a date and a time with a zone")
    if value.utcoffset() is None:
        raise MomentError(f"{_label(instance, field)} `{value.isoformat()}` has no zone; add one, for example +02:00")


def aware_or_none(instance: object, field: Field, value: datetime | None) -> None:
    """Attrs validator: as `aware`, and None passes (the moment is not known or has not come)."""
    if value is not None:
        aware(instance, field, value)


def plain_date_or_none(instance: object, field: Field, value: date | None) -> None:
    """Attrs validator: a date, never a moment: the two are different things (`MomentError`)."""
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise MomentError(f"{_label(instance, field)} is not a plain date; give year, month and day alone")


def not_blank(instance: object, field: Field, value: str) -> None:
    """Attrs validator: refuse a text that is empty or only white space (`UsageError`)."""
    if not value or not value.strip():
        raise UsageError(f"{_label(instance, field)} is empty; give it a value")


def not_before(subject: object, start: datetime, end: datetime | None) -> None:
    """Refuse an end that lies before its start (`MomentError`); both equal is an empty span and passes."""
    if end is not None and end < start:
        first, last = start.isoformat(), end.isoformat()
        raise MomentError(f"{_name(subject)} ends at `{last}` before it starts at `{first}`; correct one of them")


def names(values: Iterable[str]) -> frozenset[str]:
    """Attrs converter: names as a set; one text in place of several is refused (`UsageError`)."""
    return frozenset(_several(values))


def ids(values: Iterable[str]) -> tuple[str, ...]:
    """Attrs converter: ids in their order; one text in place of several is refused (`UsageError`)."""
    return tuple(_several(values))


def _several(values: Iterable[str]) -> Iterable[str]:
    if isinstance(values, str):
        raise UsageError("one text stands where a list of them is wanted; put it into brackets")
    return values


def _name(subject: object) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(subject).__name__)
    return words.strip()


def _label(instance: object, field: Field) -> str:
    return f"{field.name.replace('_', ' ')} of the {_name(instance)}"
