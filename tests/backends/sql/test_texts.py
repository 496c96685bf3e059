"""Any text through every field: given back as it was; nothing in it is ever taken for SQL."""

from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import inspect

from netpoint_stp.backends.digests import lookup_digest
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.columns import AnyText
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, ActorKind, NewEvent
from netpoint_stp.casebook.messages import Receipt
from netpoint_stp.casebook.records import DecisionRecord, Query
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message, outgoing

NASTY = {
    "quote": "'; DROP TABLE stp_journal; --",
    "double": '"; DELETE FROM stp_cases; --',
    "comment": "x' OR '1'='1' /* ` */ #",
    "backslash": "\\'; DROP TABLE stp_raws; \\",
    "placeholders": "%s %(name)s :name ? {0} $1",
    "nul": "a\0b",
    "half a pair": "\ud83d and \udc4d",
    "escaped": "\\u0000 \\ud83d",
    "emoji": "👩🏽‍🚒🇺🇦",
    "right to left": "\u202eabc\u202c \u2066x\u2069",
    "blanks": " \t x \r\n ",
    "combining": "и\u0306 й İ ß ſ",
    "long": "ї" * 200_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_every_text_field_keeps_any_text(store: SqlStore, text: str) -> None:
    """Ids, keys, names, queues, workers, notes, clauses, purposes, receipts: each comes back as it was given."""
    sent = message(f"<{text}>", text, channel=f"mail {text}", subject=text, sender=text)
    by = Actor(ActorKind.STAFF, text)
    trial = Trial(store, SetClock(START))
    recorded = trial.record(sent, text.encode("utf-8", "surrogatepass"))
    data = {
        "channel": text,
        "queue": text,
        "received_at": moment_text(START),
        "arrival_number": 1,
        "interactions": [recorded.id],
        "subscriber_id": text,
        f"field {text}": text,
    }
    opening = NewEvent(
        kind=EventKind.OPENED,
        to=State.WAITING,
        by=by,
        data=data,
        clauses=(text,),
        readings=(text,),
        edition=text,
        decision_id=text,
        key=text,
    )
    item = Quarantined.of(text, QuarantineReason.EMPTY, text, text.encode("utf-8", "surrogatepass"))
    decision = DecisionRecord(
        decision_id=text, path=text, revision=text, labels={text: text}, input={text: text}, case_id=text
    )
    with trial.work() as work:
        opened = work.open_case(opening)
        lease = work.take_next(text, text, HOUR)
        work.quarantine(item)
        logged = work.log(decision)
        posted = work.post(outgoing(text, text=text, subject=text, message_id=text, case_id=opened.case_id))
        failed = work.mark_failed(posted.id, text, START)
        sent_item = work.mark_sent(posted.id, Receipt(id=text, at=START))
    kept = store.interaction(recorded.id)
    event = store.events(opened.case_id)[0]

    assert kept is not None
    assert kept.interaction == sent
    assert store.raw(recorded.id) == text.encode("utf-8", "surrogatepass")
    assert (event, event.data, event.key, event.by.id) == (opened, data, text, text)
    assert lease is not None
    assert (lease.queue, lease.worker, store.leases(text)) == (text, text, (lease,))
    assert store.quarantined().items[0].item.detail == text
    assert store.decisions().items == (logged,)
    assert (failed.trouble, sent_item.receipt) == (text, text)
    assert store.outbox(pending=False).items == (sent_item,)
    for query in (
        Query(subscriber_id=text),
        Query(sender=text),
        Query(thread=(f"<{text}>",), channel=f"mail {text}"),
        Query(thread=(text,)),
    ):
        assert [found.id for found in store.find(query)] == [opened.case_id]
    assert store.event_under(opened.case_id, text) == opened
    assert trial.record(sent).id == recorded.id
    assert store.verify() == ()


def test_texts_that_a_collation_would_take_for_one_are_two(store: SqlStore) -> None:
    """Letter case, trailing blanks, accents and composed letters make other keys, queues and senders."""
    trial = Trial(store, SetClock(START))
    spellings = ("a", "A", "a ", "á", "a\u0301", "а", "ａ", "ß", "ss", "")
    ids = {text: trial.record(message(f"<{text}>", sender=text)).id for text in spellings}
    opened = {
        text: trial.open(queue=text, interactions=[ids[text]], subscriber_id=text, key=f"k{text}") for text in spellings
    }

    assert len(set(ids.values())) == len(spellings)
    assert len(set(opened.values())) == len(spellings)
    for text in spellings:
        assert [found.id for found in store.waiting(text)] == [opened[text]]
        assert [found.id for found in store.find(Query(sender=text, interaction=ids[text]))] == [opened[text]]


def test_no_text_of_a_caller_reaches_the_statements(url: str) -> None:
    """Whatever is given is bound: no statement that reaches a driver has it in its text."""
    marker = "zqx'marker"
    seen: list[str] = []

    class Noting(Session):
        def _execute(self, cursor: Any, sql: str, rows: list[Any]) -> None:
            seen.append(sql)
            super()._execute(cursor, sql, rows)

    with patch("netpoint_stp.backends.sql.store.Session", Noting):
        store = SqlStore(url)
        trial = Trial(store, SetClock(START))
        recorded = trial.record(message(marker, marker, channel=marker, sender=marker))
        trial.open(queue=marker, key=marker, interactions=[recorded.id], subscriber_id=marker)
        trial.taken(queue=marker, worker=marker)
        store.find(Query(sender=marker, thread=(marker,), subscriber_id=marker, channel=marker))
        store.close()

    assert len(seen) > 20
    assert not [text for text in seen if "zqx" in text]


def test_the_tables_are_all_there_after_all_of_it(store: SqlStore, url: str) -> None:
    """Nothing that was stored has dropped a table."""
    trial = Trial(store, SetClock(START))
    for text in NASTY.values():
        trial.open(queue=text, note=text)
    database = connected(url)
    tables = set(inspect(database.reader).get_table_names())
    database.close()

    assert {"stp_journal", "stp_cases", "stp_raws"} <= tables
    assert len(store.requests(limit=1000).items) == len(NASTY)


def test_what_the_database_does_not_take_at_once_is_refused_with_the_bound(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text beyond the bound is refused before it is sent, and the unit of work goes on."""
    trial = Trial(store, SetClock(START))
    monkeypatch.setattr(store, "_largest", 100_000)
    with trial.work() as work:
        with pytest.raises(UsageError, match="takes 100000 at once"):
            work.record(message("<1>", "и" * 50_000))
        kept = work.record(message("<2>", "и" * 500))

    assert store.interaction(kept.id) is not None


def test_escaping_is_undone_exactly() -> None:
    """What stands escaped in a column comes back, and what merely looks escaped does too."""
    column = AnyText()
    dialect = connected("sqlite:////nowhere/x.db").writer.dialect
    for text in (*NASTY.values(), "\\", "\\\\u0041", "plain"):
        bound = column.process_bind_param(text, dialect)
        assert bound is not None
        assert "\0" not in bound
        bound.encode("utf-8")
        assert column.process_result_value(bound, dialect) == text


def test_what_is_looked_up_tells_its_parts_apart() -> None:
    """No two lists of texts share a digest by how they are joined."""
    assert (
        len({lookup_digest("a", "bc"), lookup_digest("ab", "c"), lookup_digest("abc"), lookup_digest("a", "b", "c")})
        == 4
    )
