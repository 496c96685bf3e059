"""Calls as Asterisk writes them down (2.1.1; reading I-24): CDR as CSV or table rows, and queue_log."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from netpoint_stp.channels.email.charsets import decode_text
from netpoint_stp.channels.evidence import Taken
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason
from netpoint_stp.channels.phone import CHANNEL, CallRecord, call_interaction, call_key
from netpoint_stp.channels.records import Fields, NumberSettings, moment_of, raw_of, text_of
from netpoint_stp.clauses import implements

_COLUMNS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer",
    "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
)  # fmt: skip
_FEWEST_COLUMNS = 16
_PERSON_APPS = frozenset(
    {"dial", "queue", "bridge", "pickup", "appdial", "appqueue", "bridgewait", "parkedcall", "followme"}
)
_VOICEMAIL = frozenset({"voicemail", "voicemailmain", "minivmrecord", "record", "directory"})
_ORDER = (
    Taken.BY_PERSON, Taken.VOICEMAIL, Taken.LEFT_QUEUE, Taken.UNKNOWN, Taken.ANNOUNCEMENT_ONLY, Taken.MISSED,
    Taken.BUSY, Taken.FAILED,
)  # fmt: skip
_LEFT = frozenset({"ABANDON", "EXITEMPTY", "EXITWITHTIMEOUT", "EXITWITHKEY", "FULL", "JOINEMPTY", "LEAVEEMPTY"})
_SAME_CALL = timedelta(days=1)
_LONGEST = 64 * 1024 * 1024


@frozen(kw_only=True)
class _Leg:
    id: str
    row: Mapping[str, str] = field(repr=False)
    started_at: datetime | None
    raw: bytes = field(repr=False)


@frozen(kw_only=True)
class QueueEvent:
    """One line of queue_log."""

    at: datetime | None
    call_id: str = field(repr=False)
    agent: str = field(repr=False)
    event: str


def read_cdr_csv(
    raw: bytes, settings: NumberSettings | None = None, *, queue_log: bytes | None = None
) -> tuple[Interaction | Quarantined, ...]:
    """Read `Master.csv` of Asterisk: one interaction per call, its legs put together, in the order of the file.

    Times are by the clock of the settings' zone (UTC where the exchange has `usegmtime`). A line that is none
    of it is quarantined alone. With a `queue_log`, a call that went through a queue was taken by a person only
    where the log has a CONNECT for it; without one, where the CDR names the channel that answered.
    """
    settings = settings or NumberSettings()
    if len(raw) > _LONGEST:
        detail = f"the file is larger than {_LONGEST} bytes; give it in pieces"
        return (Quarantined.of(CHANNEL, QuarantineReason.TOO_LARGE, detail, raw),)
    return _interactions(_csv_legs(raw, settings), settings, queue_log)


def read_cdr_rows(
    rows: Iterable[Fields], settings: NumberSettings | None = None, *, queue_log: bytes | None = None
) -> tuple[Interaction | Quarantined, ...]:
    """Read rows of Asterisk's `cdr` table, by column names (`calldate` or `start`, `src` …); else as the CSV."""
    settings = settings or NumberSettings()
    return _interactions((_row_leg(row, settings) for row in rows), settings, queue_log)


def read_queue_log(raw: bytes) -> tuple[QueueEvent, ...]:
    """Return the events of a queue_log, `time|callid|queue|agent|event|…`; lines that are none are passed over."""
    events = []
    for line in decode_text(raw).text.splitlines():
        fields = line.split("|")
        if len(fields) >= 5 and fields[1].strip() not in ("", "NONE"):
            at = moment_of(fields[0], NumberSettings().zone)
            events.append(
                QueueEvent(at=at, call_id=call_key(fields[1]), agent=fields[3], event=fields[4].strip().upper())
            )
    return tuple(events)


def _csv_legs(raw: bytes, settings: NumberSettings) -> Iterator[_Leg | Quarantined]:
    for line in raw.splitlines():
        if not line.strip():
            continue
        try:
            fields = next(csv.reader([decode_text(line).text], strict=True), [])
        except csv.Error:
            fields = []
        if len(fields) < _FEWEST_COLUMNS:
            detail = f"the line has {len(fields)} readable columns, a call record of Asterisk has at least 16"
            yield Quarantined.of(CHANNEL, QuarantineReason.NOT_A_MESSAGE, detail, line)
            continue
        row = dict(zip(_COLUMNS, fields, strict=False))
        if row["disposition"].strip().lower() == "disposition" and row["src"].strip().lower() == "src":
            continue
        yield _leg(row, line, settings)


def _row_leg(row: Fields, settings: NumberSettings) -> _Leg | Quarantined:
    raw = raw_of(dict(row))
    texts = {name.lower(): _cell(value) for name, value in row.items()}
    if not any(texts.get(name) for name in ("src", "dst", "uniqueid", "channel")):
        return Quarantined.of(
            CHANNEL, QuarantineReason.FIELDS_MISSING, "the row has none of `src`, `dst`, `channel`, `uniqueid`", raw
        )
    texts["start"] = texts.get("start") or texts.get("calldate", "")
    return _leg(texts, raw, settings)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return text_of({"value": value}, "value")


def _leg(row: Mapping[str, str], raw: bytes, settings: NumberSettings) -> _Leg:
    started = moment_of(row.get("start", ""), settings.zone)
    id_ = row.get("linkedid", "") or row.get("uniqueid", "")
    if started is None:
        # An hour that the clocks show twice: the id begins with the second, in UTC.
        epoch = row.get("uniqueid", "").rpartition("-")[2].partition(".")[0]
        started = moment_of(epoch, settings.zone) if len(epoch) >= 9 else None
    return _Leg(id=call_key(id_), row=row, started_at=started, raw=raw)


def _interactions(
    legs: Iterable[_Leg | Quarantined], settings: NumberSettings, queue_log: bytes | None
) -> tuple[Interaction | Quarantined, ...]:
    calls: list[list[_Leg] | Quarantined] = []
    by_id: dict[str, list[_Leg]] = {}
    for leg in legs:
        if isinstance(leg, Quarantined):
            calls.append(leg)
            continue
        call = by_id.get(leg.id) if leg.id else None
        if call is None or not _same_call(leg, call[0]):
            call = []
            calls.append(call)
            by_id[leg.id] = call
        call.append(leg)
    events: dict[str, list[QueueEvent]] = {}
    for event in read_queue_log(queue_log) if queue_log is not None else ():
        events.setdefault(event.call_id, []).append(event)
    return tuple(
        call
        if isinstance(call, Quarantined)
        else call_interaction(_record(call, events, settings, logged=queue_log is not None), settings)
        for call in calls
    )


def _same_call(leg: _Leg, first: _Leg) -> bool:
    if leg.started_at is None or first.started_at is None:
        return True
    return abs(leg.started_at - first.started_at) <= _SAME_CALL


def _record(
    legs: Sequence[_Leg], events: Mapping[str, Sequence[QueueEvent]], settings: NumberSettings, *, logged: bool
) -> CallRecord:
    first = legs[0]
    ids = {first.id} | {call_key(leg.row.get("uniqueid", "")) for leg in legs}
    queue = [event for id_ in ids if id_ for event in events.get(id_, ())]
    connected = next((event for event in queue if event.event == "CONNECT"), None)
    outcomes = [_taken(leg.row, queue, logged=logged) for leg in legs]
    if connected is not None:
        outcomes.append(Taken.BY_PERSON)
    taken = min(outcomes, key=_ORDER.index)
    taken_at, taken_by = None, None
    if connected is not None:
        taken_at, taken_by = connected.at, connected.agent
    elif taken is Taken.BY_PERSON:
        answered = legs[outcomes.index(Taken.BY_PERSON)].row
        taken_at = moment_of(answered.get("answer", ""), settings.zone)
        taken_by = answered.get("dstchannel", "").rpartition("-")[0] or answered.get("dstchannel", "")
    ends = [at for leg in legs if (at := moment_of(leg.row.get("end", ""), settings.zone)) is not None]
    started = [leg.started_at for leg in legs if leg.started_at is not None]
    name = first.row.get("clid", "").partition("<")[0].strip().strip('"')
    return CallRecord(
        id=first.id,
        caller=first.row.get("src", ""),
        called=first.row.get("did", "") or first.row.get("dst", ""),
        caller_name=name,
        started_at=min(started, default=None),
        ended_at=max(ends, default=None),
        taken=taken,
        taken_at=taken_at,
        taken_by=taken_by,
        note=first.row.get("userfield", ""),
        raw=b"\n".join(leg.raw for leg in legs),
    )


@implements("3.1.1", readings=("I-24",))
def _taken(row: Mapping[str, str], queue: Sequence[QueueEvent], *, logged: bool) -> Taken:
    """Tell from one leg who answered: ANSWERED alone only says that something did."""
    disposition = row.get("disposition", "").strip().upper().replace("_", " ")
    application = row.get("lastapp", "").strip().lower()
    if application in _VOICEMAIL and disposition == "ANSWERED":
        return Taken.VOICEMAIL
    match disposition:
        case "ANSWERED" if application == "queue" and (logged or any(event.event in _LEFT for event in queue)):
            return Taken.LEFT_QUEUE
        case "ANSWERED" if application in _PERSON_APPS and row.get("dstchannel", "").strip():
            return Taken.BY_PERSON if row.get("billsec", "1").strip() != "0" else Taken.MISSED
        case "ANSWERED" if application == "queue":
            return Taken.LEFT_QUEUE
        case "ANSWERED" if application in _PERSON_APPS or not application:
            return Taken.UNKNOWN
        case "ANSWERED":
            return Taken.ANNOUNCEMENT_ONLY
        case "NO ANSWER" | "NOANSWER" | "CANCEL":
            return Taken.LEFT_QUEUE if any(event.event in _LEFT for event in queue) else Taken.MISSED
        case "BUSY":
            return Taken.BUSY
        case "FAILED" | "CONGESTION" | "CHANUNAVAIL":
            return Taken.FAILED
        case _:
            return Taken.UNKNOWN
