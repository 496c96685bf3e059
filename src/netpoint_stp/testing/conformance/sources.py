"""Conformance suites of the ports that give: `Mailbox`, `CallLog`, `MonitoringSource`, `DecisionLog`, `Clock`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.casebook.messages import Fetched
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.channels.task import TaskClassifier
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.capabilities import SourceCapability
from netpoint_stp.ports.directories import Clock
from netpoint_stp.ports.gateways import CallLog, Mailbox, MonitoringSource
from netpoint_stp.ports.stores import DecisionLog
from netpoint_stp.subjects.interruptions import Outage, TroubleWith
from netpoint_stp.testing.conformance.suite import Conformance, equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import START

_HOUR = timedelta(hours=1)


class Inbox(Conformance):
    """What everything promises to which messages come: a mailbox, an SMS gateway."""

    def fresh(self) -> Any:
        """Return one to which nothing has come."""
        raise NotImplementedError

    def put(self, box: Any, raw: bytes, received_at: datetime) -> None:
        """Let a message come in at a moment."""
        raise NotImplementedError

    @promise
    def test_gives_what_came_in(self) -> None:
        """Messages come the earliest first, byte for byte, the same again until they are done, up to the limit."""
        box = self.fresh()
        raws = [f"Subject: {number}\r\n\r\nтекст".encode() + b"\xff\x00" for number in range(3)]
        for number, raw in enumerate(raws):
            self.put(box, raw, START + number * _HOUR)
        found = box.fetch()

        equal([each.raw for each in found], raws, "all, in order")
        equal(box.fetch(), found, "again until they are done")
        equal(box.fetch(2), found[:2], "up to the limit")
        equal(len({each.id for each in found}), 3, "each with an id of its own")
        told = [each.received_at for each in found]
        own = SourceCapability.OWN_RECEIPT_TIME in self.capabilities
        equal(told, [START + number * _HOUR for number in range(3)] if own else [None] * 3, "when, if it can tell")

    @promise
    def test_what_is_done_is_not_given_again(self) -> None:
        """What is done is not given again; noting it twice, or for an unknown id, is safe."""
        box = self.fresh()
        for number in range(3):
            self.put(box, b"message %d" % number, START + number * _HOUR)
        middle = box.fetch()[1]
        box.done(middle.id)
        box.done(middle.id)
        box.done("unknown")

        equal([each.raw for each in box.fetch()], [b"message 0", b"message 2"], "the others are")

    @promise
    def test_an_empty_one_gives_nothing(self) -> None:
        """Where nothing has come, nothing is given; a limit that is none is refused."""
        box = self.fresh()

        equal(box.fetch(), (), "nothing")
        refused(UsageError, partial(box.fetch, 0), "no number of messages")


class MailboxConformance(Inbox):
    """Every promise of `ports.Mailbox`; return an empty one from `make()`, and let mail come in by `put`."""

    capabilities: ClassVar[frozenset[SourceCapability]]

    def make(self) -> Mailbox:
        """Return an empty mailbox."""
        raise NotImplementedError

    def fresh(self) -> Any:
        """As `make`."""
        return self.make()

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The mailbox itself says the capabilities that its suite was told."""
        equal(self.make().capabilities, self.capabilities, "the capabilities are those declared")


class CallLogConformance(Conformance):
    """Every promise of `ports.CallLog`; return an empty one from `make()`, and let the exchange write by `put`."""

    capabilities: ClassVar[frozenset[SourceCapability]]

    def make(self) -> CallLog:
        """Return an empty log."""
        raise NotImplementedError

    def put(self, log: CallLog, raw: bytes) -> None:
        """Let the exchange write a record."""
        raise NotImplementedError

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The log itself says the capabilities that its suite was told."""
        equal(self.make().capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_gives_records_from_a_cursor_on(self) -> None:
        """Records come in the order of writing; from a cursor on come those after it, also those written since."""
        log = self.make()
        equal(log.calls(), (), "an empty log has none")
        for number in range(4):
            self.put(log, b"call %d" % number)
        first = log.calls(limit=2)
        rest = log.calls(first[-1].cursor)

        equal([each.raw for each in first + rest], [b"call %d" % number for number in range(4)], "all, in order")
        equal(log.calls(first[-1].cursor), rest, "the same cursor gives the same")
        equal(log.calls(rest[-1].cursor), (), "at the end there are none")
        self.put(log, b"call 4")
        equal([each.raw for each in log.calls(rest[-1].cursor)], [b"call 4"], "until one is written")


class MonitoringSourceConformance(Conformance):
    """Every promise of `ports.MonitoringSource`; return from `make(outages)` a source that has found exactly these."""

    capabilities: ClassVar[frozenset[SourceCapability]]

    def make(self, outages: Iterable[Outage]) -> MonitoringSource:
        """Return a source that has found these outages."""
        raise NotImplementedError

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The source itself says the capabilities that its suite was told."""
        equal(self.make(()).capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_gives_what_was_noticed_or_ended_since(self) -> None:
        """Outages noticed or ended at the moment or later come in the order of noticing, then of ids."""
        old = Outage(id="o1", noticed_at=START - 3 * _HOUR, trouble_with=TroubleWith.EQUIPMENT)
        ended = evolve(old, id="o0", ended_at=START)
        new = [Outage(id=name, noticed_at=START, trouble_with=TroubleWith.SOFTWARE) for name in ("o3", "o2")]
        source = self.make([*new, old, ended])
        found = source.outages(START)

        equal([each.id for each in found], ["o0", "o2", "o3"], "in order")
        equal(found[0], ended, "with all that is known")
        equal(source.outages(START + timedelta(microseconds=1)), (), "nothing since")
        equal(len(source.outages(START - 3 * _HOUR)), 4, "everything since then")


class DecisionLogConformance(Conformance):
    """Every promise of `ports.DecisionLog` for one that stands by itself; return an empty one from `make()`."""

    def make(self) -> DecisionLog:
        """Return an empty log."""
        raise NotImplementedError

    @promise
    def test_writes_once_in_order(self) -> None:
        """A decision is written once per id with an aware moment; pages come in order, to the end."""
        log = self.make()
        written = [log.log(DecisionRecord(decision_id=f"d{n}", path="intake", input={"n": n})) for n in (2, 1, 3)]

        equal(log.log(DecisionRecord(decision_id="d1", path="intake", input={"n": 1})), written[1], "a repeat")
        page = log.decisions(limit=2)
        equal((*page.items, *log.decisions(page.after).items), tuple(written), "in order, each once")
        holds(all(each.timestamp and each.timestamp.utcoffset() is not None for each in written), "aware moments")

    @promise
    def test_refuses_another_content(self) -> None:
        """Another content under an id that is there is refused, and so is what cannot be kept exactly."""
        log = self.make()
        log.log(DecisionRecord(decision_id="d", path="intake"))

        refused(UsageError, partial(log.log, DecisionRecord(decision_id="d", path="refusal")), "another content")
        odd = DecisionRecord(decision_id="e", path="intake", result={"share": 0.1})
        refused(UsageError, partial(log.log, odd), "a fraction")
        equal(len(log.decisions().items), 1, "nothing was written")


class ClockConformance(Conformance):
    """Every promise of `ports.Clock`."""

    def make(self) -> Clock:
        """Return a clock."""
        raise NotImplementedError

    @promise
    def test_tells_aware_moments(self) -> None:
        """The moment has a zone."""
        holds(self.make().now().utcoffset() is not None, "it is aware")


class TaskClassifierConformance(Conformance):
    """Every promise of `ports.TaskClassifier`."""

    def make(self) -> TaskClassifier:
        """Return a classifier."""
        raise NotImplementedError

    @promise
    def test_has_an_opinion_or_none_on_any_text(self) -> None:
        """For any subject and text the answer is yes, no or no opinion, and nothing is raised."""
        classifier = self.make()

        @self.trials()
        @given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
        def any_text(subject: str, text: str) -> None:
            holds(classifier.task_stated(subject, text) in (True, False, None), "an opinion or none")

        any_text()


def fetched(identity: str, raw: bytes, channel: str = "email", received_at: datetime | None = None) -> Fetched:
    """Return something that has come in, for backends that are given such."""
    return Fetched(id=identity, raw=raw, channel=channel, received_at=received_at)
