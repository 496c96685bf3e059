"""What goes out and comes in through gateways (2.5, 3.8, 3.12, 4.5): messages, alerts, notices, receipts, raw input."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.interaction import Party
from netpoint_stp.clauses.languages import Language
from netpoint_stp.subjects.fields import aware, aware_or_none, ids, not_blank

_UNPRINTED: Final = re.compile("[\x00-\x20\x7f-\x9f]")


def _for_headers(values: Iterable[str]) -> tuple[str, ...]:
    """Return ids that somebody else wrote as a header may hold them: control signs and blanks are left out."""
    return ids(found for each in values if (found := _UNPRINTED.sub("", each)))


@frozen(kw_only=True)
class Outgoing:
    """A message to somebody; `key` is the same whenever the same message is meant, so that a repeat shows.

    `channel` says by what it is to go (`email`, `sms`, `helpdesk`). `message_id` is the canonical id under which it
    will be known in its channel, given before it is sent, so that an answer to it finds its case; `in_reply_to` are the
    ids of what it answers, the nearest first. `case_id` is the case it belongs to. Nothing of the content is shown.
    """

    key: str = field(validator=not_blank, repr=False)
    channel: str = field(validator=not_blank)
    to: tuple[Party, ...]
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    language: Language
    case_id: str | None = None
    purpose: str = ""
    """What it is: `acknowledgement`, `refusal`, …; for logs and for tests."""
    message_id: str | None = field(default=None, repr=False)
    in_reply_to: tuple[str, ...] = field(default=(), converter=_for_headers, repr=False)


@frozen(kw_only=True)
class OutboxItem:
    """A message of the outbox; `sent_at` is None while it is pending, `attempts` how often it was handed out.

    It is not handed out again before `not_before`. `trouble` is what the last attempt met, without content. What
    cannot be read in the store is `unreadable`: its message says nothing, and nobody can send it.
    """

    id: int
    message: Outgoing
    posted_at: datetime = field(validator=aware)
    not_before: datetime = field(validator=aware)
    attempts: int = 0
    sent_at: datetime | None = field(default=None, validator=aware_or_none)
    receipt: str | None = None
    trouble: str | None = None
    given_up_at: datetime | None = field(default=None, validator=aware_or_none)
    unreadable: bool = False


UNREADABLE: Final = "it cannot be read in the store, somebody has edited it; write the message anew"


@frozen(kw_only=True)
class Receipt:
    """That a gateway has taken a message: its own id for it, and when; `repeat` where it had done so before."""

    id: str = field(validator=not_blank)
    at: datetime = field(validator=aware)
    repeat: bool = False


@frozen(kw_only=True)
class Fetched:
    """Something that a mailbox, gateway or exchange holds, unread: `id` is its own for it, `cursor` its place.

    `name` is a file's or record's name where there is one (`channels.files.forms.read_file` wants it). `received_at` is
    by a clock of the Company, None where the source does not tell.
    """

    id: str = field(validator=not_blank, repr=False)
    raw: bytes = field(repr=False)
    channel: str = field(validator=not_blank)
    name: str = field(default="", repr=False)
    received_at: datetime | None = field(default=None, validator=aware_or_none)
    cursor: str = ""


@frozen(kw_only=True)
class AlertMessage:
    """An alert to one of the persons concerned (2.5, 4.1.3): a role of the roster, and where to reach it."""

    key: str = field(validator=not_blank, repr=False)
    incident_id: str = field(validator=not_blank)
    role: str = field(validator=not_blank)
    address: str | None = field(default=None, repr=False)
    title: str
    text: str = field(default="", repr=False)


def _texts(values: Mapping[Language, str]) -> Mapping[Language, str]:
    return dict(values)


def _services(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


@frozen(kw_only=True)
class NoticeMessage:
    """A notice for the Company's site (4.5), in each language; published anew under its key it replaces the old one.

    `[start, end)` is the span it speaks of, None where it is not known.
    """

    key: str = field(validator=not_blank)
    incident_id: str = field(validator=not_blank)
    titles: Mapping[Language, str] = field(converter=_texts, hash=False)
    texts: Mapping[Language, str] = field(converter=_texts, hash=False)
    services: frozenset[str] = field(default=frozenset(), converter=_services)
    start: datetime | None = field(default=None, validator=aware_or_none)
    end: datetime | None = field(default=None, validator=aware_or_none)
