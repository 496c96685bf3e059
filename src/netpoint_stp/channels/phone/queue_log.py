"""What Asterisk's queues write down about calls (2.1.1; reading I-24): queue_log, with call records or alone."""

from collections.abc import Container, Iterator, Sequence
from datetime import datetime

from attrs import field, frozen

from netpoint_stp.channels.email.mime.charsets import decode_text
from netpoint_stp.channels.evidence import Taken
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.channels.phone.reader import CallRecord, call_interaction, call_key
from netpoint_stp.channels.record_fields import NumberSettings, moment_of

LEFT = frozenset({"ABANDON", "EXITEMPTY", "EXITWITHTIMEOUT", "EXITWITHKEY", "FULL", "JOINEMPTY", "LEAVEEMPTY"})
"""Events with which a caller leaves a queue without having spoken to anybody."""


@frozen(kw_only=True)
class QueueEvent:
    """One line of queue_log."""

    at: datetime | None
    call_id: str = field(repr=False)
    agent: str = field(repr=False)
    event: str
    data: tuple[str, ...] = field(default=(), repr=False)
    line: str = field(default="", repr=False)


def read_queue_log(raw: bytes) -> tuple[QueueEvent, ...]:
    """Return the events of a queue_log, `time|callid|queue|agent|event|…`; lines that are none are passed over."""
    events = []
    for line in decode_text(raw).text.splitlines():
        fields = line.split("|")
        if len(fields) >= 5 and fields[1].strip() not in ("", "NONE"):
            at = moment_of(fields[0], NumberSettings().zone)
            events.append(
                QueueEvent(
                    at=at,
                    call_id=call_key(fields[1]),
                    agent=fields[3],
                    event=fields[4].strip().upper(),
                    data=tuple(fields[5:]),
                    line=line,
                )
            )
    return tuple(events)


def log_covers(events: Sequence[QueueEvent], start: datetime | None, end: datetime | None) -> bool:
    """Whether the log was kept while a call lasted: one that begins later or ended before says nothing of it."""
    moments = [event.at for event in events if event.at is not None]
    if not moments or start is None:
        return True
    return start <= max(moments) and min(moments) <= (end or start)


def queue_calls(
    events: Sequence[QueueEvent], settings: NumberSettings, *, told: Container[str] = frozenset()
) -> Iterator[tuple[str, Interaction | Quarantined]]:
    """Yield the calls that a log alone tells of, each with its id: none of those whose ids are `told`.

    The log knows the caller, not the number that was called.
    """
    calls: dict[str, list[QueueEvent]] = {}
    for event in events:
        if event.call_id not in told:
            calls.setdefault(event.call_id, []).append(event)
    yield from ((id_, call_interaction(_record(id_, call), settings)) for id_, call in calls.items())


def _record(id_: str, events: Sequence[QueueEvent]) -> CallRecord:
    entered = next((event for event in events if event.event == "ENTERQUEUE"), None)
    connected = next((event for event in events if event.event == "CONNECT"), None)
    left = any(event.event in LEFT for event in events)
    moments = [event.at for event in events if event.at is not None]
    return CallRecord(
        id=id_,
        caller=entered.data[1] if entered is not None and len(entered.data) > 1 else "",
        called="",
        started_at=min(moments, default=None),
        ended_at=max(moments, default=None),
        taken=Taken.BY_PERSON if connected is not None else Taken.LEFT_QUEUE if left else Taken.UNKNOWN,
        taken_at=connected.at if connected is not None else None,
        taken_by=connected.agent if connected is not None else None,
        raw="\n".join(event.line for event in events).encode("utf-8", "surrogatepass"),
    )
