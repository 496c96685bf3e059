"""Forms of input (2.1, 3.1–3.4): which reader a file is for, told by the file itself, and reading it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.channels.asterisk import read_cdr_csv
from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.helpdesk import HelpdeskSettings, read_helpdesk, read_tmf621
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason
from netpoint_stp.channels.phone import read_call
from netpoint_stp.channels.records import NumberSettings, raw_of, text_of
from netpoint_stp.channels.sms import SmsPart, join_parts, read_sms
from netpoint_stp.channels.sms_forms import gammu_part, kannel_part, smstools_part
from netpoint_stp.channels.unofficial import read_unofficial

Read = tuple[Interaction | Quarantined, ...]


class Form(Enum):
    """What a file holds."""

    EMAIL = "email"
    CALL = "call"
    CDR = "cdr"
    SMS = "sms"
    KANNEL = "kannel"
    SMSTOOLS = "smstools"
    GAMMU = "gammu"
    HELPDESK = "helpdesk"
    TMF621 = "tmf621"
    UNOFFICIAL = "unofficial"


@frozen(kw_only=True)
class ReadingSettings:
    """What all readers need to know of the Company."""

    email: EmailSettings = field(factory=EmailSettings)
    calls: NumberSettings = field(factory=NumberSettings)
    sms: NumberSettings = field(factory=NumberSettings)
    helpdesk: HelpdeskSettings = field(factory=HelpdeskSettings)


OFFICIAL_NAMES: Final = ("email", "phone", "sms", "helpdesk")
"""The channels that have readers of their own; any other name is read as personal communication (3.4)."""

_CHANNELS: Final = {
    Form.EMAIL: "email",
    Form.CALL: "phone",
    Form.CDR: "phone",
    Form.SMS: "sms",
    Form.KANNEL: "sms",
    Form.SMSTOOLS: "sms",
    Form.GAMMU: "sms",
    Form.HELPDESK: "helpdesk",
    Form.TMF621: "helpdesk",
}
_UNNAMED: Final = "unknown"
_LONGEST_NAME: Final = 40
_GAMMU_NAME: Final = re.compile(r"IN\d{8}_\d{6}_\d\d_[^/]*_\d\d\.(?:txt|bin|smsbackup)", re.IGNORECASE)
_SMSTOOLS: Final = re.compile(rb"^(From_SMSC|From_TOA|Alphabet|Modem|IMSI|UDH|Report):", re.MULTILINE)
_CELL: Final = rb'(?:"(?:[^"\r\n]|"")*+"|[^",\r\n]*+)'
_CDR_LINE: Final = re.compile(rb"^" + _CELL + rb"(?:," + _CELL + rb"){15,39}\r?$", re.MULTILINE)
_DISPOSITION: Final = re.compile(
    rb'(?i),"?(?:answered|no answer|noanswer|busy|failed|congestion|disposition)"?(?:,|\r?$)', re.MULTILINE
)
_MARK: Final = b"\xef\xbb\xbf"
_HEAD: Final = 64 * 1024

_Record = Mapping[str, Any]
_Found = SmsPart | Interaction | Quarantined


def read_files(
    files: Iterable[tuple[str, bytes]], settings: ReadingSettings, *, channel: str | None = None
) -> Iterator[tuple[str, Interaction | Quarantined]]:
    """Read files one by one, each result with the name of its file; parts of one SMS are put together at the end.

    See `read_file`. What was put together bears the name of the file of its first part; a record of several in one
    file has its number after `#`.
    """
    parts: dict[tuple[str, str, str, int], list[tuple[str, SmsPart]]] = {}
    for file, raw in files:
        for name, found in _found(file, raw, settings, _named(channel)):
            if not isinstance(found, SmsPart):
                yield name, found
            elif not found.reference:
                yield name, join_parts([found], settings.sms)[0]
            else:
                key = (found.sender, found.destination, found.reference, found.total)
                parts.setdefault(key, []).append((name, found))
    for named in parts.values():
        yield from ((named[0][0], read) for read in join_parts([part for _, part in named], settings.sms))


def read_file(name: str, raw: bytes, settings: ReadingSettings, *, channel: str | None = None) -> Read:
    """Read what one file holds: mail, an SMS or call record, spool files, CDR tables, helpdesk and chat messages.

    `channel` says by which channel it came, where the caller knows; else the file's name and first bytes tell. JSON
    records may stand one to a line or in a list. There is at least one result for any bytes, and nothing raises: what
    cannot be read is quarantined, of several records only those that cannot.
    """
    return tuple(read for _, read in read_files([(name, raw)], settings, channel=channel))


def guess_form(name: str, raw: bytes, channel: str | None = None) -> Form:
    """Return what a file holds that is no JSON; what is nothing else is mail: that reader takes any bytes."""
    plain, base = _named(channel), _base(name)
    if plain not in (None, *OFFICIAL_NAMES):
        return Form.UNOFFICIAL
    if plain == "email":
        return Form.EMAIL
    head = raw[:_HEAD]
    if plain == "phone" or (plain is None and base.lower().endswith(".csv") and _is_cdr(head)):
        return Form.CDR
    if plain in (None, "sms") and _GAMMU_NAME.fullmatch(base):
        return Form.GAMMU
    if plain == "sms" or (plain is None and len(set(_SMSTOOLS.findall(head.split(b"\n\n", 1)[0]))) >= 2):
        return Form.SMSTOOLS
    return Form.HELPDESK if plain == "helpdesk" else Form.EMAIL


def guess_record_form(record: Mapping[str, Any], channel: str | None = None) -> Form:
    """Return what a JSON object is: by the channel, the caller's or its own, else by its fields."""
    told = _named(channel) if channel is not None else _named(text_of(record, "channel"))
    tmf = bool(record.keys() & {"@type", "ticketType", "relatedParty"})
    match told:
        case "email":
            return Form.EMAIL
        case "phone":
            return Form.CALL
        case "sms":
            return Form.KANNEL if _is_kannel(record) else Form.SMS
        case "helpdesk":
            return Form.TMF621 if tmf else Form.HELPDESK
        case None:
            return Form.TMF621 if tmf else _by_fields(record)
        case _:
            return Form.UNOFFICIAL


def _named(channel: str | None) -> str | None:
    """Return a channel's name: lower case; None where there is none; one that is no name is not shown as one."""
    name = " ".join((channel or "").split()).lower()
    if not name:
        return None
    return name if name.isprintable() and len(name) <= _LONGEST_NAME else _UNNAMED


def _is_cdr(head: bytes) -> bool:
    return any(_DISPOSITION.search(line[0]) for line in _CDR_LINE.finditer(head))


def _by_fields(record: _Record) -> Form:
    if record.keys() & {"account", "entered_by", "on_behalf_of", "ticket"}:
        return Form.HELPDESK
    if record.keys() & {"taken", "taken_by", "started_at", "ended_at"}:
        return Form.CALL
    return Form.KANNEL if _is_kannel(record) else Form.SMS


def _is_kannel(record: _Record) -> bool:
    return bool(record.keys() & {"%p", "%P", "%b"}) or record.keys() >= {"p", "P", "b"}


def _found(name: str, raw: bytes, settings: ReadingSettings, channel: str | None) -> Iterator[tuple[str, _Found]]:
    """Yield all that a file holds, parts of an SMS not yet put together; at least one."""
    records = _records(raw)
    if records is None:
        form = guess_form(name, raw, channel)
        found = _whole(form, name, raw, settings, channel)
        if not found:
            detail = "it is empty" if not raw.strip() else "it has a heading and nothing under it"
            empty = Quarantined.of(_CHANNELS.get(form, _UNNAMED), QuarantineReason.EMPTY, detail, raw)
            found = (empty,)
        yield from ((name, each) for each in found)
        return
    first: Form | None = None
    for number, (record, line) in enumerate(records, 1):
        numbered = name if number == 1 and len(records) == 1 else f"{name}#{number}"
        if record is None:
            by = channel or _CHANNELS.get(first or Form.UNOFFICIAL, _UNNAMED)
            detail = "it stands among JSON records and is none"
            yield numbered, Quarantined.of(by, QuarantineReason.NOT_A_MESSAGE, detail, line)
            continue
        form = guess_record_form(record, channel)
        first = first or form
        yield numbered, _record(form, record, line, settings, channel)


def _whole(form: Form, name: str, raw: bytes, settings: ReadingSettings, channel: str | None) -> tuple[_Found, ...]:
    match form:
        case Form.CDR:
            return read_cdr_csv(raw, settings.calls)
        case Form.GAMMU:
            return (gammu_part(_base(name), raw, settings.sms),)
        case Form.SMSTOOLS:
            return (smstools_part(raw, settings.sms),)
        case Form.HELPDESK:
            return (read_helpdesk(raw, settings.helpdesk),)
        case Form.UNOFFICIAL:
            return (read_unofficial(channel or _UNNAMED, raw, settings.calls),)
        case _:
            return (read_email(raw, settings.email),)


def _record(form: Form, record: _Record, raw: bytes, settings: ReadingSettings, channel: str | None) -> _Found:
    match form:
        case Form.EMAIL:
            return read_email(raw, settings.email)
        case Form.CALL:
            return read_call(record, settings.calls)
        case Form.KANNEL:
            return kannel_part(record, settings.sms)
        case Form.SMS:
            return read_sms(record, settings.sms)
        case Form.HELPDESK:
            return read_helpdesk(record, settings.helpdesk)
        case Form.TMF621:
            return read_tmf621(record, settings.helpdesk)
        case _:
            named = channel or _named(text_of(record, "channel")) or _UNNAMED
            return read_unofficial(named, record, settings.calls)


def _base(name: str) -> str:
    return re.split(r"[/\\#]", name)[-1]


def _records(raw: bytes) -> list[tuple[_Record | None, bytes]] | None:
    """Return the JSON objects of a file, each with its bytes; None for what stands among them and is none.

    None altogether: it is no JSON object, no list of them, and none to a line.
    """
    text = raw.removeprefix(_MARK).strip()
    if text[:1] == b"[":
        listed = _json(text)
        if isinstance(listed, list) and any(isinstance(each, dict) for each in listed):
            return [(each if isinstance(each, dict) else None, raw_of(each)) for each in listed]
        return None
    if text[:1] != b"{":
        return None
    whole = _json(text)
    if isinstance(whole, dict):
        return [(whole, raw)]
    lines = [line for line in text.splitlines() if line.strip()]
    if not isinstance(_json(lines[0]), dict):
        return None
    found = ((_json(line), line) for line in lines)
    return [(each if isinstance(each, dict) else None, line) for each, line in found]


def _json(text: bytes) -> object:
    """Return what JSON says; None for anything else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
