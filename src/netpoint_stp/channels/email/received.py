"""When a message reached the Company, and by whose clock (3.13; readings I-14, I-23)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from attrs import field, frozen

from netpoint_stp.channels.email.mime.headers import ascii_text
from netpoint_stp.channels.interaction import TimestampSource
from netpoint_stp.clauses import implements

_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "MET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "MSD": 4,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\b")
_NAMED = re.compile(r"\b([A-Z]{1,4})\b\W*$")
_COMMENT = re.compile(r"\([^()]*\)")
_BY = re.compile(r"(?:^|\s)by\s+(\[?[A-Za-z0-9._:-]+\]?)", re.IGNORECASE)
_FROM = re.compile(r"^\s*from\s+(\[?[^\s\[\]();]+\]?)\s*(\([^()]*(?:\([^()]*\)[^()]*)*\))?", re.IGNORECASE)
_HOST = re.compile(r"^\(\s*(?:EHLO\s+\S+\s+|HELO\s+\S+\s+)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\.?", re.IGNORECASE)
_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]+)\]")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "localhost.localdomain"})
_FIRST_YEAR, _LAST_YEAR = 1982, 2200
_DATE_LENGTH = 200


@frozen(kw_only=True)
class ReceiptTime:
    """A moment of receipt in UTC, and by whose clock; how many `Received` lines the Company's servers wrote."""

    at: datetime | None
    clock: TimestampSource
    own_lines: int = field(default=0)


def mail_date(text: str) -> datetime | None:
    """Read the date of a header; None where it is unreadable, absurd or has no zone that is known.

    `-0000` is UTC (RFC 5322, 3.3). An unknown zone name is not taken for UTC: the moment is not told.
    """
    text = text[-_DATE_LENGTH:].strip()
    try:
        fields = parsedate_tz(text)
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return None
    if fields is None or not _FIRST_YEAR <= fields[0] <= _LAST_YEAR:
        return None
    offset = _offset(text)
    if offset is None:
        return None
    try:
        return datetime(*fields[:5], min(fields[5], 59), tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _offset(text: str) -> timedelta | None:
    if numbers := _OFFSET.findall(text):
        sign, hours, minutes = numbers[0]
        if int(hours) > 15 or int(minutes) > 59:
            return None
        amount = timedelta(hours=int(hours), minutes=int(minutes))
        return -amount if sign == "-" else amount
    name = _NAMED.search(_COMMENT.sub(" ", text).strip().upper()) or _NAMED.search(text.upper())
    if name is None or name[1] not in _ZONES:
        return None
    return timedelta(hours=_ZONES[name[1]])


@implements("3.12", "3.13", readings=("I-14",))
def receipt(received: Sequence[bytes], own_hosts: frozenset[str]) -> ReceiptTime:
    """Tell the moment from the `Received` lines, newest first as they stand.

    Only lines at the top count as the Company's own, and a lower one only where the line above says
    that it got the message from an own host: whoever sends a message can write lines into it, but
    cannot write above the first line of the Company's server.
    """
    entry: datetime | None = None
    own_lines = 0
    for value in received[:100]:
        line = ascii_text(value)
        if not _by_own(line, own_hosts):
            break
        own_lines += 1
        entry = _line_date(line) or entry
        if not _from_own(line, own_hosts):
            break
    if entry is not None:
        return ReceiptTime(at=entry, clock=TimestampSource.OWN_SERVER, own_lines=own_lines)
    for value in received[:1]:
        if (moment := _line_date(ascii_text(value))) is not None:
            return ReceiptTime(at=moment, clock=TimestampSource.SOME_SERVER, own_lines=own_lines)
    return ReceiptTime(at=None, clock=TimestampSource.NONE, own_lines=own_lines)


def _line_date(line: str) -> datetime | None:
    _, semicolon, date = line.rpartition(";")
    return mail_date(date) if semicolon else None


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _by_own(line: str, own_hosts: frozenset[str]) -> bool:
    match = _BY.search(_COMMENT.sub(" ", line))
    return match is not None and _plain(match[1]) in own_hosts


def _from_own(line: str, own_hosts: frozenset[str]) -> bool:
    """Whether the line says that the message came from an own host, or from nowhere outside.

    What the server saw itself (name and address in the brackets) counts before what the other side called itself.
    """
    match = _FROM.search(line)
    if match is None:
        return True
    seen = match[2] or ""
    address = _ADDRESS.search(seen) or _ADDRESS.search(match[1])
    if address is not None:
        if address[1] in own_hosts or address[1] in _LOOPBACK:
            return True
        name = _HOST.search(seen)
        return name is not None and _plain(name[1]) in own_hosts
    return _plain(match[1]) in own_hosts or _plain(match[1]) in _LOOPBACK
