"""Forms of input (2.1, 3.1–3.4): which reader a file is for, told by the file itself, and reading it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.channels.email.reader import read_email
from netpoint_stp.channels.files.guess import UNNAMED, InputFormat, base_name, guess_form, guess_record_form, named
from netpoint_stp.channels.helpdesk import read_helpdesk, read_tmf621
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason, Remark
from netpoint_stp.channels.phone.asterisk import Cdr, read_cdr
from netpoint_stp.channels.phone.queue_log import QueueEvent, queue_calls, read_queue_log
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.channels.record_fields import NumberSettings, raw_of, text_of
from netpoint_stp.channels.settings import ReadingSettings
from netpoint_stp.channels.sms.forms import gammu_part, kannel_fields, kannel_part, smstools_part
from netpoint_stp.channels.sms.reader import SmsPart, join_parts, read_sms
from netpoint_stp.channels.unofficial import read_unofficial

Read = tuple[Interaction | Quarantined, ...]
File = tuple[str, bytes] | tuple[str, bytes, frozenset[Remark]]
"""A file's name and bytes, and what is to be remarked about where it lay (see `mailboxes.RawMessage`)."""


_CHANNELS: Final = {
    InputFormat.EMAIL: "email",
    InputFormat.CALL: "phone",
    InputFormat.CDR: "phone",
    InputFormat.QUEUE_LOG: "phone",
    InputFormat.SMS: "sms",
    InputFormat.KANNEL: "sms",
    InputFormat.SMSTOOLS: "sms",
    InputFormat.GAMMU: "sms",
    InputFormat.HELPDESK: "helpdesk",
    InputFormat.TMF621: "helpdesk",
}
_NO_CHANNEL: Final = "it does not say by which channel it came; add `channel`, such as `sms` or `telegram`, or give it"
_MARK: Final = b"\xef\xbb\xbf"

_Record = Mapping[str, Any]


@frozen
class _CallRecords:
    """Call records of a file; a queue_log that comes later may tell more of them."""

    source: Cdr = field(repr=False)


@frozen
class _QueueLog:
    raw: bytes = field(repr=False)


_Found = SmsPart | _CallRecords | _QueueLog | Interaction | Quarantined


def read_files(
    files: Iterable[File], settings: ReadingSettings, *, channel: str | None = None
) -> Iterator[tuple[str, Interaction | Quarantined]]:
    """Read files one by one, each result with the name of its file; at the end what belongs together across files:
    parts of one SMS, call records and queue_logs.

    See `read_file`. What was put together bears the name of the file of its first part; a record of several in one
    file has its number after `#`. A call that call records and a queue_log tell of is told once, by the records.
    """
    parts: dict[tuple[str, str, str, int], list[tuple[str, SmsPart]]] = {}
    records: list[tuple[str, Cdr]] = []
    logs: list[tuple[str, bytes]] = []
    for file, raw, *remarked in files:
        remarks = frozenset[Remark]().union(*remarked)
        for name, found in _found(file, raw, settings, named(channel)):
            match found:
                case _CallRecords():
                    records.append((name, found.source))
                case _QueueLog():
                    logs.append((name, found.raw))
                case SmsPart() if found.reference:
                    key = (found.sender, found.destination, found.reference, found.total)
                    parts.setdefault(key, []).append((name, found))
                case SmsPart():
                    yield name, join_parts([found], settings.sms)[0]
                case Interaction():
                    yield name, found.with_remarks(*remarks) if remarks else found
                case _:
                    yield name, found
    for several in parts.values():
        yield from ((several[0][0], read) for read in join_parts([part for _, part in several], settings.sms))
    yield from _calls(records, logs, settings.calls)


def _calls(
    records: Sequence[tuple[str, Cdr]], logs: Sequence[tuple[str, bytes]], settings: NumberSettings
) -> Iterator[tuple[str, Interaction | Quarantined]]:
    whole = b"\n".join(raw for _, raw in logs) if logs else None
    told: set[str] = set()
    for name, source in records:
        none = True
        for ids, read in read_cdr(source, settings, queue_log=whole):
            told |= ids
            none = False
            yield name, read
        if none:
            yield name, _empty(InputFormat.CDR, source if isinstance(source, bytes) else b"")
    first: dict[str, str] = {}
    events: list[QueueEvent] = []
    for name, raw in logs:
        found = read_queue_log(raw)
        if not found:
            yield name, _empty(InputFormat.QUEUE_LOG, raw)
        events += found
        for event in found:
            first.setdefault(event.call_id, name)
    yield from ((first[id_], read) for id_, read in queue_calls(events, settings, told=told))


def read_file(name: str, raw: bytes, settings: ReadingSettings, *, channel: str | None = None) -> Read:
    """Read what one file holds: mail, an SMS or call record, spool files, CDR tables, helpdesk and chat messages.

    `channel` says by which channel it came, where the caller knows; else the file's name and first bytes tell. JSON
    records may stand one to a line or in a list. There is at least one result for any bytes, and nothing raises: what
    cannot be read is quarantined, of several records only those that cannot.
    """
    return tuple(read for _, read in read_files([(name, raw)], settings, channel=channel))


def _found(name: str, raw: bytes, settings: ReadingSettings, channel: str | None) -> Iterator[tuple[str, _Found]]:
    """Yield all that a file holds, what may belong to other files not yet put together; at least one."""
    records = _records(raw)
    if records is None:
        yield name, _whole(guess_form(name, raw, channel), name, raw, settings, channel)
        return
    first: InputFormat | None = None
    rows: list[_Record] = []
    for number, (record, line) in enumerate(records, 1):
        numbered = name if number == 1 and len(records) == 1 else f"{name}#{number}"
        if record is None:
            by = channel or _CHANNELS.get(first or InputFormat.UNOFFICIAL, UNNAMED)
            detail = "it stands among JSON records and is none"
            yield numbered, Quarantined.of(by, QuarantineReason.NOT_A_MESSAGE, detail, line)
            continue
        form = guess_record_form(record, channel)
        first = first or form
        if form is InputFormat.CDR:
            rows.append(record)
        else:
            yield numbered, _record(form, record, line, settings, channel)
    if rows:
        yield name, _CallRecords(rows)


def _empty(form: InputFormat, raw: bytes) -> Quarantined:
    detail = "it is empty" if not raw.strip() else "it has a heading and nothing under it"
    if form is InputFormat.QUEUE_LOG and raw.strip():
        detail = "it tells of no call"
    return Quarantined.of(_CHANNELS.get(form, UNNAMED), QuarantineReason.EMPTY, detail, raw)


def _whole(form: InputFormat, name: str, raw: bytes, settings: ReadingSettings, channel: str | None) -> _Found:
    match form:
        case InputFormat.CDR:
            return _CallRecords(raw)
        case InputFormat.QUEUE_LOG:
            return _QueueLog(raw)
        case InputFormat.GAMMU:
            return gammu_part(base_name(name), raw, settings.sms)
        case InputFormat.KANNEL:
            return kannel_part(kannel_fields(raw) or {}, settings.sms)
        case InputFormat.SMSTOOLS:
            return smstools_part(raw, settings.sms)
        case InputFormat.HELPDESK:
            return read_helpdesk(raw, settings.helpdesk)
        case InputFormat.UNOFFICIAL:
            return read_unofficial(channel or UNNAMED, raw, settings.calls)
        case _:
            return read_email(raw, settings.email)


def _record(form: InputFormat, record: _Record, raw: bytes, settings: ReadingSettings, channel: str | None) -> _Found:
    match form:
        case InputFormat.EMAIL:
            return read_email(raw, settings.email)
        case InputFormat.CALL:
            return read_call(record, settings.calls)
        case InputFormat.KANNEL:
            return kannel_part(record, settings.sms)
        case InputFormat.SMS:
            return read_sms(record, settings.sms)
        case InputFormat.HELPDESK:
            return read_helpdesk(record, settings.helpdesk)
        case InputFormat.TMF621:
            return read_tmf621(record, settings.helpdesk)
        case InputFormat.UNNAMED:
            return Quarantined.of(UNNAMED, QuarantineReason.FIELDS_MISSING, _NO_CHANNEL, raw)
        case _:
            by = channel or named(text_of(record, "channel")) or UNNAMED
            return read_unofficial(by, record, settings.calls)


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
