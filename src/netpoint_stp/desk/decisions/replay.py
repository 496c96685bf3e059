"""Replaying a decision log (I-28): the same edition bit for bit, facts and observations; another from observations."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final

import attrs

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import canonical_json
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.desk.decisions.decided import decided_again, facts_of, result_of, revision_of
from netpoint_stp.desk.decisions.observing import read_with
from netpoint_stp.errors import NetPointError, UsageError
from netpoint_stp.ports.stores import StoreReader
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.judging import judge
from netpoint_stp.regulation.observations.form import observations_from_json

_LONGEST_LINE: Final = 1024 * 1024
_TEXTS: Final = ("decision_id", "path", "revision")
_UNREADABLE: Final = (NetPointError, KeyError, TypeError, ValueError, AttributeError)
"""What comes of a record that was edited, or written by something else."""
_TABLES: Final = ("labels", "observations", "input", "result")


class ReplayStatus(Enum):
    """What a replay of one decision came to."""

    IDENTICAL = "identical"
    """Decided again from the facts, which follow from the observations: every byte of the result is the same."""
    SAME_OUTCOME = "same_outcome"
    """Another edition: the observations lead to the same outcome."""
    CHANGED = "changed"
    """The outcome is another one."""
    NOT_REPLAYABLE = "not_replayable"
    """What this edition asks about was not observed, and looking again would need identifiers or the message."""

    __hash__ = object.__hash__


@attrs.frozen(kw_only=True)
class Replayed:
    """One decision replayed: `before` and `after` are the outcomes as the log has them, with the clauses behind each.

    `why` says what a decision that cannot be replayed would need, and what moved a deadline: the data of the calendar,
    or those of the time zones.
    """

    decision_id: str
    path: str
    case_id: str | None
    fate: ReplayStatus
    before: str
    after: str = ""
    clauses_before: tuple[str, ...] = ()
    clauses_after: tuple[str, ...] = ()
    why: str = ""


def replay(records: Iterable[DecisionRecord], regulation: Regulation) -> Iterator[Replayed]:
    """Decide each record again under a regulation, in their order; nothing is raised for what a record holds."""
    revision = revision_of(regulation)
    reads = read_with(regulation)
    for record in records:
        same = record.revision == revision
        yield _again(record, regulation) if same else _anew(record, regulation, reads)


def _again(record: DecisionRecord, regulation: Regulation) -> Replayed:
    try:
        result = result_of(decided_again(record.path, regulation, record.input))
    except _UNREADABLE as error:
        return _told(record, ReplayStatus.NOT_REPLAYABLE, {}, f"its facts cannot be read: {_plain(error)}")
    same = canonical_json(result) == canonical_json(record.result)
    if same and not _observed(record, regulation):
        return _told(record, ReplayStatus.CHANGED, result, "its facts do not follow from what it says was observed")
    return _told(
        record, ReplayStatus.IDENTICAL if same else ReplayStatus.CHANGED, result, _moved(record.result, result)
    )


def _observed(record: DecisionRecord, regulation: Regulation) -> bool:
    """Return whether the facts of a record follow from its observations, as far as these say what is asked of them.

    A log of an earlier release may lack an observation that is asked for by now: then the facts alone are held.
    """
    try:
        answer = judge(observations_from_json(record.path, record.observations), regulation)
    except KeyError:
        return True
    except _UNREADABLE:
        return False
    return canonical_json(facts_of(answer, record.observations)) == canonical_json(record.input)


def _anew(record: DecisionRecord, regulation: Regulation, reads: Mapping[str, Any]) -> Replayed:
    if (lacking := _unobserved(record.observations, regulation, reads)) is not None:
        return _told(record, ReplayStatus.NOT_REPLAYABLE, {}, lacking)
    try:
        observations = observations_from_json(record.path, record.observations)
        result = result_of(judge(observations, regulation))
    except _UNREADABLE as error:
        return _told(record, ReplayStatus.NOT_REPLAYABLE, {}, f"its observations do not tell: {_plain(error)}")
    same = _outcome(result) == _outcome(record.result)
    return _told(
        record, ReplayStatus.SAME_OUTCOME if same else ReplayStatus.CHANGED, result, _moved(record.result, result)
    )


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return which data moved the end of a deadline; empty where none did."""
    was, now = before.get("value"), after.get("value")
    if not (isinstance(was, Mapping) and isinstance(now, Mapping)) or was.get("due_before") == now.get("due_before"):
        return ""
    if was.get("digest") != now.get("digest"):
        told = (f"{one.get('calendar')}, {one.get('data_version')} ({one.get('digest')})" for one in (was, now))
        return f"the calendar has other data: {' → '.join(told)}"
    if was.get("last_day") == now.get("last_day"):
        return "the time-zone data differ: the same last day ends at another instant"
    return ""


def _unobserved(seen: Mapping[str, Any], regulation: Regulation, reads: Mapping[str, Any]) -> str | None:
    """Return what looking again would need; None where the observations suffice.

    An edition that finds details by other patterns, or reads mail by other settings, may observe otherwise; an address
    that became the Company's may be among those of which the log holds the number alone.
    """
    read = seen.get("read_with")
    if isinstance(read, Mapping):
        kind = "email" if seen.get("channel") == "email" else "records"
        if read.get("details") != reads["details"]:
            return "other patterns for account information: the message itself would have to be read"
        if read.get(kind) != reads[kind]:
            return "other settings for reading messages: the message itself would have to be read"
    if seen.get("other_addresses"):
        known = {each.get("address") for each in seen.get("addresses", [])}
        channel = regulation.channel(str(seen.get("channel")))
        if any(point.address not in known for point in channel.contacts) and not known - {None}:
            return "whether an address it went to is now the Company's: the addresses themselves would be needed"
    return None


def _told(record: DecisionRecord, fate: ReplayStatus, result: Mapping[str, Any], why: str = "") -> Replayed:
    return Replayed(
        decision_id=record.decision_id,
        path=record.path,
        case_id=record.case_id,
        fate=fate,
        before=_outcome(record.result),
        after=_outcome(result) if result else "",
        clauses_before=tuple(record.result.get("clauses", ())),
        clauses_after=tuple(result.get("clauses", ())),
        why=why,
    )


def _outcome(result: Mapping[str, Any]) -> str:
    if "outcome" in result:
        return str(result["outcome"])
    if "value" in result:
        value = result["value"]
        return str(value.get("due_before", canonical_json(value))) if isinstance(value, Mapping) else str(value)
    return f"undetermined ({', '.join(result.get('possible', ()))})"


def _plain(error: Exception) -> str:
    return str(error) if isinstance(error, NetPointError) else f"`{error}` is missing or has the wrong form"


def log_lines(store: StoreReader) -> Iterator[str]:
    """Yield the decision log of a store as JSON lines, in the order in which the decisions were made."""
    after: str | None = None
    while True:
        page = store.decisions(after)
        yield from (line_of(record) for record in page.items)
        after = page.after
        if after is None:
            return


def line_of(record: DecisionRecord) -> str:
    """Return a record as one line of JSON; the names are those of OPA's decision logs where they fit."""
    plain = {
        "decision_id": record.decision_id,
        "timestamp": None if record.timestamp is None else moment_text(record.timestamp),
        "path": record.path,
        "revision": record.revision,
        "labels": record.labels,
        "case_id": record.case_id,
        "observations": record.observations,
        "input": record.input,
        "result": record.result,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def read_log(lines: Iterable[str]) -> Iterator[DecisionRecord]:
    """Yield the records of a log; raises `UsageError` that names the first line which is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _record(json.loads(line[:_LONGEST_LINE]))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UsageError(
                f"line {number} of the log is no decision; give a log that `netpoint-stp desk log` wrote"
            ) from None


def _record(plain: Mapping[str, Any]) -> DecisionRecord:
    if not all(isinstance(plain[name], str) for name in _TEXTS):
        raise TypeError
    if not all(isinstance(plain[name], dict) for name in _TABLES):
        raise TypeError
    told = plain.get("timestamp")
    case_id = plain.get("case_id")
    return DecisionRecord(
        **{name: plain[name] for name in (*_TEXTS, *_TABLES)},
        case_id=None if case_id is None else str(case_id),
        timestamp=None if told is None else datetime.fromisoformat(told),
    )
