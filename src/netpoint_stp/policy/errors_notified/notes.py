"""Error notifications and instructions as records (4.2.1, 4.2.2; reading I-27): what they say, never shown."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import Attribute, field, frozen

from netpoint_stp.clauses import implements
from netpoint_stp.errors import ProfileError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.subjects.fields import aware, aware_or_none, not_blank
from netpoint_stp.wording import Message, knows

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@frozen(field_transformer=of_declared_kinds)
class ErrorField:
    """One thing that a notification must say: its code, and its label in the words of the profile.

    The five default fields have labels in three languages and need none; any other field needs one (`ProfileError`).
    """

    code: str
    label: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = []
        if not _CODE.fullmatch(self.code):
            problems.append(f"field `{self.code[:40]}` is no code; give small letters, digits and `_`")
        elif not (self.label or "").strip() and not knows(self._key):
            problems.append(f"field `{self.code}` has no label; say in words what a client is asked for")
        if problems:
            raise ProfileError("the fields of error notifications", problems)

    @property
    def _key(self) -> str:
        return f"errors_notified.field.{self.code}"

    @property
    def message(self) -> Message:
        """Return the label, to be told in the reader's language."""
        if self.label is not None and self.label.strip():
            return Message("errors_notified.own_field", {"label": self.label.strip()})
        return Message(self._key)


DEFAULT_FIELDS: Final = tuple(
    ErrorField(code) for code in ("what", "since_when", "where", "what_was_tried", "message_shown")
)
"""What an error notification says, where the profile has no list of its own (reading I-27)."""


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    return dict(given)


@implements("4.2.1", readings=("I-27",))
@frozen(kw_only=True)
class ErrorNotification:
    """What a Client tells of an error, by field: one that is absent or blank says nothing. Texts are never shown."""

    id: str = field(validator=not_blank)
    given: Mapping[str, str] = field(factory=dict, converter=_texts, repr=False, hash=False)

    def lacking(self, fields: tuple[ErrorField, ...]) -> tuple[ErrorField, ...]:
        """Return the fields of which it says nothing, in their order."""
        return tuple(each for each in fields if not self.given.get(each.code, "").strip())


@implements("4.2.2")
@frozen(kw_only=True)
class Instruction:
    """Something that the service desk asks a Client to do, to find the cause of an error; its text is never shown.

    `followed_at` is None where it is not followed yet, or not known.
    """

    id: str = field(validator=not_blank)
    given_at: datetime = field(validator=aware)
    followed_at: datetime | None = field(default=None, validator=aware_or_none)
    text: str | None = field(default=None, repr=False)


def error_fields(fields: Iterable[ErrorField]) -> tuple[ErrorField, ...]:
    """Attrs converter: the fields in their order."""
    return tuple(fields)


def fields_of_profile(_instance: object, _field: "Attribute[Any]", value: tuple[ErrorField, ...]) -> None:
    """Attrs validator: at least one field, none twice (`ProfileError`)."""
    codes = [each.code for each in value]
    problems = [f"field `{code}` stands there twice; take one out" for code in codes if codes.count(code) > 1]
    if not codes:
        problems.append("there is none; name at least one, or leave the setting out for the usual five")
    if problems:
        raise ProfileError("the fields of error notifications", dict.fromkeys(problems))
