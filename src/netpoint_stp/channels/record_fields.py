"""Fields of records (calls, SMS, helpdesk messages): moments, numbers, accounts, attachments (2.1, 3.1)."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from zoneinfo import ZoneInfo

from attrs import field, frozen

from netpoint_stp.channels.contacts.addresses import email_or_none, phone_or_none
from netpoint_stp.channels.interaction import (
    Attachment,
    Destination,
    Party,
    PartyKind,
    Quarantined,
    QuarantineReason,
    Role,
)
from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import KYIV, parse_moment, wall_moment, zone

_LONGEST_TEXT = 4 * 1024 * 1024
_FIRST, _LAST = datetime(1982, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Fields = Mapping[str, object]


def _numbers(numbers: "Mapping[str, Sequence[Role] | frozenset[Role]]") -> dict[str, frozenset[Role]]:
    found = {}
    for text, roles in numbers.items():
        number = phone_or_none(text)
        if number is None:
            raise UsageError(f"`{text}` is no telephone number; give it with the country code, as `+380…`")
        found[number.e164] = frozenset(roles)
    return found


def _zone(name: str | ZoneInfo | None) -> ZoneInfo | None:
    return None if name is None else zone(name)


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class NumberSettings:
    """The Company's telephone numbers and what each is for; the clock of the records that carry no zone."""

    numbers: Mapping[str, frozenset[Role]] = field(factory=dict, converter=_numbers, hash=False)
    """By number, in any spelling: `REQUESTS` where calls or SMS to it are requests, `OTHER` for the others."""
    area_code: str | None = None
    """For local numbers, as `44`."""
    _zone: ZoneInfo | None = field(default=None, converter=_zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return in which zone the exchange or gateway writes times without one; Kyiv where none is set."""
        return self._zone or zone(KYIV)

    @property
    def given_zone(self) -> ZoneInfo | None:
        """Return the zone that was set; None where none was."""
        return self._zone

    def party(self, text: str, name: str = "") -> Party:
        """Return a telephone number as a party; not normalised where it is none (a word as sender, a short code)."""
        number = phone_or_none(text, area_code=self.area_code) if text.strip() else None
        return Party(
            kind=PartyKind.PHONE, normalised=number.e164 if number is not None else None, received=text, name=name
        )

    def destination(self, text: str, via: str) -> Destination:
        """Return a number as a destination, with what the Company uses it for."""
        party = self.party(text)
        roles = self.numbers.get(party.normalised, frozenset()) if party.normalised is not None else frozenset()
        return Destination(party=party, via=via, roles=roles)


def text_of(fields: Fields, *names: str) -> str:
    """Return the first of the fields that holds something, as text; empty where none does."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def moment_of(value: object, its_zone: ZoneInfo) -> datetime | None:
    """Return a record's moment in UTC; None where it tells none.

    Understood: an aware `datetime`, ISO 8601 text, seconds since 1970 as number or text. Without a zone it
    is by the clock of `its_zone`. Zero and 1970 are what systems write for "never".
    """
    try:
        moment = _moment(value, its_zone)
    except (MomentError, OverflowError, ValueError, OSError):
        return None
    return moment if moment is not None and _FIRST <= moment <= _LAST else None


def _moment(value: object, its_zone: ZoneInfo) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        at = wall_moment(value, its_zone) if value.utcoffset() is None else value
        return at.astimezone(UTC)
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    if text.replace(".", "", 1).isdecimal() and text.isascii():
        return datetime.fromtimestamp(float(text), UTC)
    if len(text) > 40:
        return None
    if len(text) > 10 and text[10] == " ":
        text = f"{text[:10]}T{text[11:]}"
    return parse_moment(text, its_zone).astimezone(UTC)


def account(text: str, name: str = "") -> Party:
    """Return a helpdesk account as a party: by e-mail address where it is one, else by the login as it is."""
    address = email_or_none(text) if "@" in text else None
    if address is not None:
        return Party(kind=PartyKind.EMAIL, normalised=address.comparable, received=text, name=name)
    return Party(kind=PartyKind.ACCOUNT, normalised=text.strip() or None, received=text, name=name)


def attachments_of(value: object) -> tuple[Attachment, ...]:
    """Return the attachments that a record lists; what an entry does not say stays empty."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return ()
    found = []
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, Mapping):
            continue
        size = entry.get("size")
        found.append(
            Attachment(
                name=text_of(entry, "name", "filename"),
                type=text_of(entry, "type", "mimeType", "content_type", "mime_type") or "application/octet-stream",
                size=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else 0,
                digest=text_of(entry, "digest", "sha256"),
                path=str(number),
            )
        )
    return tuple(found)


def raw_of(fields: object) -> bytes:
    """Return a record as bytes for its digest and for quarantine: JSON with sorted keys."""
    try:
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, default=_plain)
    except (TypeError, ValueError, RecursionError):
        text = f"a record of type {type(fields).__name__} that cannot be written down"
    return text.encode("utf-8", "surrogatepass")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return f"<{type(value).__name__}>"


def digest_of(raw: bytes) -> str:
    """Return the SHA-256 of the raw input, hexadecimal."""
    return sha256(raw).hexdigest()


def read_fields(record: bytes | str | Fields, channel: str) -> tuple[Fields, bytes] | Quarantined:
    """Return the fields of a record, a mapping or JSON, and its raw bytes; quarantined where it is no JSON object."""
    if isinstance(record, Mapping):
        return record, raw_of(dict(record))
    raw = record.encode("utf-8", "surrogatepass") if isinstance(record, str) else record
    if len(raw) > _LONGEST_TEXT:
        detail = f"the record is larger than {_LONGEST_TEXT} bytes"
        return Quarantined.of(channel, QuarantineReason.TOO_LARGE, detail, raw)
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Quarantined.of(channel, QuarantineReason.NOT_A_MESSAGE, "it is no JSON", raw)
    if not isinstance(fields, dict):
        return Quarantined.of(channel, QuarantineReason.NOT_A_MESSAGE, "it is JSON but no object with fields", raw)
    return fields, raw
