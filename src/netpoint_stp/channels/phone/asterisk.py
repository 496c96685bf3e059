"""Calls as Asterisk writes them down (2.1.1; reading I-24): CDR as CSV or table rows, with its queue_log."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from netpoint_stp.channels.email.mime.charsets import decode_text
from netpoint_stp.channels.evidence import Taken
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason
from netpoint_stp.channels.phone.queue_log import LEFT, QueueEvent, log_covers, read_queue_log
from netpoint_stp.channels.phone.reader import CHANNEL, CallRecord, call_interaction, call_key
from netpoint_stp.channels.record_fields import Fields, NumberSettings, moment_of, raw_of, text_of
from netpoint_stp.clauses import implements

_COLUMNS: tuple[str, ...] = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer",
    "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
)  # fmt: skip
_FEWEST_COLUMNS = 16
_DELIMITERS = ",;\t"
_PERSON_APPS = frozenset(
    {"dial", "queue", "bridge", "pickup", "appdial", "appqueue", "bridgewait", "parkedcall", "followme"}
)
_VOICEMAIL = frozenset({"voicemail", "voicemailmain", "minivmrecord", "record", "directory"})
_ORDER = (
    Taken.BY_PERSON, Taken.VOICEMAIL, Taken.LEFT_QUEUE, Taken.UNKNOWN, Taken.ANNOUNCEMENT_ONLY, Taken.MISSED,
    Taken.BUSY, Taken.FAILED,
)  # fmt: skip
_SAME_CALL = timedelta(days=1)
_SHORTEST_NUMBER = 3
_LONGEST = 64 * 1024 * 1024


@frozen(kw_only=True)
class _Leg:
    id: str
    row: Mapping[str, str] = field(repr=False)
    started_at: datetime | None
    raw: bytes = field(repr=False)


Cdr = bytes | Sequence[Fields]
"""Call records: a CSV file, or rows of Asterisk's `cdr` table."""


def read_cdr_csv(
    raw: bytes, settings: NumberSettings | None = None, *, queue_log: bytes | None = None
) -> tuple[Interaction | Quarantined, ...]:
    """Read `Master.csv` of Asterisk, or a table with a heading: one interaction per call, its legs put together, in
    the order of the file.

    Without a heading the columns are Asterisk's own; with one they may stand in any order, parted by commas,
    semicolons or tabs. Times are by the clock of the settings' zone (UTC where the exchange has `usegmtime`). A line
    that is none of it is quarantined alone; a file without any is quarantined whole. With a `queue_log`, a call that
    went through a queue while the log was kept was taken by a person only where the log has a CONNECT for it; without
    one, where the CDR names the channel that answered.
    """
    return tuple(read for _, read in read_cdr(raw, settings, queue_log=queue_log))


def read_cdr_rows(
    rows: Iterable[Fields], settings: NumberSettings | None = None, *, queue_log: bytes | None = None
) -> tuple[Interaction | Quarantined, ...]:
    """Read rows of Asterisk's `cdr` table, by column names (`calldate` or `start`, `src` …); else as the CSV."""
    return tuple(read for _, read in read_cdr(list(rows), settings, queue_log=queue_log))


def read_cdr(
    source: Cdr, settings: NumberSettings | None = None, *, queue_log: bytes | None = None
) -> Iterator[tuple[frozenset[str], Interaction | Quarantined]]:
    """Yield each call with all its ids, those by which a queue_log may know it too; see `read_cdr_csv`."""
    settings = settings or NumberSettings()
    if not isinstance(source, bytes):
        return _calls((_row_leg(row, raw_of(dict(row)), settings) for row in source), settings, queue_log)
    if len(source) > _LONGEST:
        detail = f"the file is larger than {_LONGEST} bytes; give it in pieces"
        return iter([(frozenset(), Quarantined.of(CHANNEL, QuarantineReason.TOO_LARGE, detail, source))])
    legs = list(_csv_legs(source, settings))
    if len(legs) > 1 and all(isinstance(leg, Quarantined) for leg in legs):
        detail = "none of its lines is a call record of Asterisk"
        return iter([(frozenset(), Quarantined.of(CHANNEL, QuarantineReason.NOT_A_MESSAGE, detail, source))])
    return _calls(legs, settings, queue_log)


def cdr_heading(line: str) -> tuple[tuple[str, ...], str] | None:
    """Return the column names and the delimiter of a heading of call records; None for any other line."""
    lowered = line.removeprefix("\ufeff").lower()
    if "disposition" not in lowered or "src" not in lowered:
        return None
    for delimiter in _DELIMITERS:
        try:
            names = tuple(name.strip() for name in next(csv.reader([lowered], delimiter=delimiter), []))
        except csv.Error:
            continue
        if {"src", "disposition"} <= set(names):
            return names, delimiter
    return None


def _csv_legs(raw: bytes, settings: NumberSettings) -> Iterator[_Leg | Quarantined]:
    columns, delimiter = _COLUMNS, ","
    for line in raw.splitlines():
        if not line.strip():
            continue
        text = decode_text(line).text
        if (heading := cdr_heading(text)) is not None:
            columns, delimiter = heading
            continue
        try:
            fields = next(csv.reader([text], delimiter=delimiter, strict=True), [])
        except csv.Error:
            fields = []
        fewest = min(_FEWEST_COLUMNS, len(columns))
        if len(fields) < fewest:
            detail = f"the line has {len(fields)} readable columns, a call record of Asterisk has at least {fewest}"
            yield Quarantined.of(CHANNEL, QuarantineReason.NOT_A_MESSAGE, detail, line)
            continue
        yield _row_leg(dict(zip(columns, fields, strict=False)), line, settings)


def _row_leg(row: Fields, raw: bytes, settings: NumberSettings) -> _Leg | Quarantined:
    texts = {str(name).lower(): _cell(value) for name, value in row.items()}
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


def _calls(
    legs: Iterable[_Leg | Quarantined], settings: NumberSettings, queue_log: bytes | None
) -> Iterator[tuple[frozenset[str], Interaction | Quarantined]]:
    log = read_queue_log(queue_log) if queue_log is not None else None
    events: dict[str, list[QueueEvent]] = {}
    for event in log or ():
        events.setdefault(event.call_id, []).append(event)
    for call in _put_together(legs):
        if isinstance(call, Quarantined):
            yield frozenset(), call
            continue
        ids = frozenset({call[0].id} | {call_key(leg.row.get("uniqueid", "")) for leg in call}) - {""}
        queue = [event for id_ in sorted(ids) for event in events.get(id_, ())]
        yield ids, call_interaction(_record(call, queue, settings, log), settings)


def _put_together(legs: Iterable[_Leg | Quarantined]) -> list[list[_Leg] | Quarantined]:
    calls: list[list[_Leg] | Quarantined] = []
    by_id: dict[str, list[_Leg]] = {}
    ringing: dict[tuple[str, ...], list[_Leg]] = {}
    for leg in legs:
        if isinstance(leg, Quarantined):
            calls.append(leg)
            continue
        call = by_id.get(leg.id) if leg.id else None
        if call is None or not _same_call(leg, call[0]):
            call = next((ringing[key] for key in _rung_keys(leg) if key in ringing and _rings(leg, ringing[key])), None)
        if call is None:
            call = []
            calls.append(call)
        by_id[leg.id] = call
        ringing.update(dict.fromkeys(_rung_keys(leg), call))
        call.append(leg)
    return calls


def _rings(leg: _Leg, call: Sequence[_Leg]) -> bool:
    """Whether a leg rings a telephone that no other leg of the call rings."""
    return all(leg.row.get("dstchannel") != other.row.get("dstchannel") for other in call)


def _rung_keys(leg: _Leg) -> Iterator[tuple[str, ...]]:
    """Yield what the legs of one call that rings several telephones at once have in common, where no id joins them:
    the caller, the second, and the channel of the caller or the number called.
    """
    row = leg.row
    caller, rung = row.get("src", "").strip(), row.get("dstchannel", "").strip()
    if row.get("linkedid") or not caller or leg.started_at is None or not rung:
        return
    second = leg.started_at.replace(microsecond=0).isoformat()
    for column in ("channel", "dst") if sum(map(str.isdecimal, caller)) >= _SHORTEST_NUMBER else ("channel",):
        if value := row.get(column, "").strip():
            yield column, caller, second, value


def _same_call(leg: _Leg, first: _Leg) -> bool:
    if leg.started_at is None or first.started_at is None:
        return True
    return abs(leg.started_at - first.started_at) <= _SAME_CALL


def _record(
    legs: Sequence[_Leg], queue: Sequence[QueueEvent], settings: NumberSettings, log: Sequence[QueueEvent] | None
) -> CallRecord:
    first = legs[0]
    ends = [at for leg in legs if (at := moment_of(leg.row.get("end", ""), settings.zone)) is not None]
    started = [leg.started_at for leg in legs if leg.started_at is not None]
    start, end = min(started, default=None), max(ends, default=None)
    logged = log is not None and (bool(queue) or log_covers(log, start, end))
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
    name = first.row.get("clid", "").partition("<")[0].strip().strip('"')
    return CallRecord(
        id=first.id,
        caller=first.row.get("src", ""),
        called=first.row.get("did", "") or first.row.get("dst", ""),
        caller_name=name,
        started_at=start,
        ended_at=end,
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
        case "ANSWERED" if application == "queue" and (logged or any(event.event in LEFT for event in queue)):
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
            return Taken.LEFT_QUEUE if any(event.event in LEFT for event in queue) else Taken.MISSED
        case "BUSY":
            return Taken.BUSY
        case "FAILED" | "CONGESTION" | "CHANUNAVAIL":
            return Taken.FAILED
        case _:
            return Taken.UNKNOWN
