"""Which form of input a file or record is, told by itself (2.1, 3.1–3.4)."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from netpoint_stp.channels.email.mime.charsets import decode_text
from netpoint_stp.channels.helpdesk import ticket_in_event
from netpoint_stp.channels.phone.asterisk import cdr_heading
from netpoint_stp.channels.record_fields import text_of
from netpoint_stp.channels.sms.forms import kannel_fields


class InputFormat(Enum):
    """What a file holds."""

    EMAIL = "email"
    CALL = "call"
    CDR = "cdr"
    QUEUE_LOG = "queue_log"
    SMS = "sms"
    KANNEL = "kannel"
    SMSTOOLS = "smstools"
    GAMMU = "gammu"
    HELPDESK = "helpdesk"
    TMF621 = "tmf621"
    UNOFFICIAL = "unofficial"
    UNNAMED = "unnamed"
    """A record that does not say by which channel it came, and has nothing that only one of them has."""


OFFICIAL_NAMES: Final = ("email", "phone", "sms", "helpdesk")
"""The channels that have readers of their own; any other name is read as personal communication (3.4)."""

UNNAMED: Final = "unknown"
_LONGEST_NAME: Final = 40
_MOST_DIGITS: Final = 4
_FEWEST_DIGITS: Final = 3
_GAMMU_NAME: Final = re.compile(r"IN\d{8}_\d{6}_\d\d_[^/]*_\d\d\.(?:txt|bin|smsbackup)", re.IGNORECASE)
_SMSTOOLS: Final = re.compile(rb"^(From_SMSC|From_TOA|Alphabet|Modem|IMSI|UDH|Report):", re.MULTILINE)
_CELL: Final = rb'(?:"[^"\r\n]*+(?>(?:""[^"\r\n]*+)*)"|[^",\r\n]*+)'
_CDR_LINE: Final = re.compile(rb"^" + _CELL + rb"(?:," + _CELL + rb"){15,39}\r?$", re.MULTILINE)
_DISPOSITION: Final = re.compile(
    rb'(?i),"?(?:answered|no answer|noanswer|busy|failed|congestion|disposition)"?(?:,|\r?$)', re.MULTILINE
)
_QUEUE_LINE: Final = re.compile(rb"\s*\d{9,12}(?:\.\d{1,6})?(?:\|[^|\r\n]{0,100}){3}\|[A-Z]{3,30}(?:\||\s)")
_TICKET: Final = frozenset({"description", "severity"})
"""What a ticket must have to be created (TMF621), in no other record here."""
_CALL_ROW: Final = frozenset({"src", "dst", "disposition"})
_HEAD: Final = 64 * 1024


def guess_form(name: str, raw: bytes, channel: str | None = None) -> InputFormat:
    """Return what a file holds that is no JSON; what is nothing else is mail: that reader takes any bytes."""
    plain, base = named(channel), base_name(name)
    if plain not in (None, *OFFICIAL_NAMES):
        return InputFormat.UNOFFICIAL
    if plain == "email":
        return InputFormat.EMAIL
    head = raw[:_HEAD]
    if plain in (None, "phone") and (_QUEUE_LINE.match(head + b"\n") or base.lower().startswith("queue_log")):
        return InputFormat.QUEUE_LOG
    if plain == "phone" or (plain is None and _is_cdr(head, anywhere=base.lower().endswith(".csv"))):
        return InputFormat.CDR
    if plain in (None, "sms") and _GAMMU_NAME.fullmatch(base):
        return InputFormat.GAMMU
    if plain in (None, "sms") and kannel_fields(raw) is not None:
        return InputFormat.KANNEL
    if plain == "sms" or (plain is None and len(set(_SMSTOOLS.findall(head.split(b"\n\n", 1)[0]))) >= 2):
        return InputFormat.SMSTOOLS
    return InputFormat.HELPDESK if plain == "helpdesk" else InputFormat.EMAIL


def guess_record_form(record: Mapping[str, Any], channel: str | None = None) -> InputFormat:
    """Return what a JSON object is: by the channel, the caller's or its own, else by its fields."""
    row = {str(name).lower() for name in record} >= _CALL_ROW
    told = named(channel) if channel is not None else None if row else named(text_of(record, "channel"))
    tmf = _is_ticket(record) or ticket_in_event(record) is not None
    match told:
        case "email":
            return InputFormat.EMAIL
        case "phone":
            return InputFormat.CDR if row else InputFormat.CALL
        case "sms":
            return InputFormat.KANNEL if _is_kannel(record) else InputFormat.SMS
        case "helpdesk":
            return InputFormat.TMF621 if tmf else InputFormat.HELPDESK
        case None:
            return InputFormat.TMF621 if tmf else InputFormat.CDR if row else _by_fields(record)
        case _:
            return InputFormat.UNOFFICIAL


def named(channel: str | None) -> str | None:
    """Return a channel's name: lower case; None where there is none.

    One that is no name is not shown as one, nor is one with a person's number in it.
    """
    name = " ".join((channel or "").split()).lower()
    if not name:
        return None
    shown = name.isprintable() and len(name) <= _LONGEST_NAME and sum(map(str.isdigit, name)) <= _MOST_DIGITS
    return name if shown else UNNAMED


def base_name(name: str) -> str:
    """Return a file's name without its folders, and of a record that of its file."""
    return re.split(r"[/\\#]", name)[-1]


def _is_cdr(head: bytes, *, anywhere: bool) -> bool:
    """Whether there are call records: in the first line, or `anywhere` in a file that says it is a table."""
    first = head.lstrip().split(b"\n", 1)[0]
    if cdr_heading(decode_text(first[:4096]).text) is not None:
        return True
    return any(_DISPOSITION.search(line[0]) for line in _CDR_LINE.finditer(head if anywhere else first))


def _by_fields(record: Mapping[str, Any]) -> InputFormat:
    if record.keys() & {"account", "entered_by", "on_behalf_of", "ticket"}:
        return InputFormat.HELPDESK
    if record.keys() & {"taken", "taken_by", "started_at", "ended_at"}:
        return InputFormat.CALL
    if _is_kannel(record):
        return InputFormat.KANNEL
    return InputFormat.SMS if _is_number(text_of(record, "to", "destination", "receiver")) else InputFormat.UNNAMED


def _is_number(text: str) -> bool:
    """Whether a receiver can be the number of an SMS: exports of chats name people, or nobody."""
    return sum(map(str.isdecimal, text)) >= _FEWEST_DIGITS and not any(map(str.isalpha, text))


def _is_ticket(record: Mapping[str, Any]) -> bool:
    return bool(record.keys() & {"@type", "ticketType", "relatedParty", "creationDate"} or record.keys() >= _TICKET)


def _is_kannel(record: Mapping[str, Any]) -> bool:
    return bool(record.keys() & {"%p", "%P", "%b"}) or record.keys() >= {"p", "P", "b"}
