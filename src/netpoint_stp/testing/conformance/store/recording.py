"""Promises of `RequestStore` on what is recorded (3.1, 3.13): once, redacted, raw messages apart, erased in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.records import STORE_CASE, DecisionRecord, RecordResult, Repeat
from netpoint_stp.casebook.redaction import Redaction
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.identity import MessageKey, Sameness, same_message
from netpoint_stp.channels.interaction import (
    Attachment,
    Forward,
    ForwardKind,
    Interaction,
    Party,
    PartyKind,
    Quarantined,
    QuarantineReason,
    Remark,
    Text,
)
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.testing.conformance.suite import Conformance, equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, STAFF, START, Trial, message, outgoing

ODD_TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from(
        [
            "a\0b",
            "\ud83d",
            "👍🏽",
            "\u202eabc\u202c",
            "'; DROP TABLE requests; --",
            "ї" * 70_000,
            "%s %(x)s {x} \\",
            " x ",
        ]
    ),
)
"""Texts that stores stumble over: NUL, half a surrogate pair, right-to-left marks, quotes, very long ones."""


class StoreSuite(Conformance):
    """What the parts of the suite share: a fresh store for every trial."""

    def make(self, clock: SetClock) -> RequestStore:
        """Return an empty store that uses this clock as its own; called for every trial, closed after it."""
        raise NotImplementedError

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """Give a fresh store."""
        clock = SetClock(START)
        store = self.make(clock)
        try:
            yield Trial(store, clock)
        finally:
            store.close()


class RecordingPromises(StoreSuite):
    """What arrives."""

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The store itself says the capabilities that its suite was told."""
        with self.trial() as trial:
            equal(trial.store.capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_records_an_interaction(self) -> None:
        """A recording has an id, an arrival number and the store's moment, and the interaction can be read again."""
        with self.trial() as trial:
            sent = message("<1@example.com>")
            found = trial.record(sent, b"raw bytes")

            equal(found.repeat, Repeat.FIRST, "it is the first")
            equal(found.recorded_at, START, "it bears the store's moment")
            kept = trial.store.interaction(found.id)
            holds(kept is not None, "it can be read again")
            if kept is not None:
                equal(kept.interaction, sent, "it is as it was given")
                equal((kept.arrival_number, kept.recorded_at), (found.arrival_number, START), "it has the same number")
            equal(trial.store.raw(found.id), b"raw bytes", "the raw message is kept")
            equal(trial.store.interaction("I-999"), None, "an unknown id is None")

    @promise
    def test_keeps_every_part_of_an_interaction(self) -> None:
        """An interaction with attachments, a forward, remarks and other parts comes back equal."""
        party = Party(kind=PartyKind.EMAIL, normalised="a@example.com", received="A@example.com", name="А. Б.")
        rich = Interaction(
            channel="email",
            sender=None,
            reply_to=(party,),
            attachments=(Attachment(name="фото.jpg", type="image/jpeg", size=3, digest="0" * 64),),
            identity=MessageKey(channel="email", key="<rich@example.com>", content="c"),
            remarks=frozenset({Remark.DATE_ABSENT, Remark.NO_SENDER}),
            forward=Forward(by=party, kind=ForwardKind.INLINE, note="look"),
            references=("<0@example.com>",),
            raw_digest="d",
            raw_size=1,
        )
        with self.trial() as trial:
            kept = trial.store.interaction(trial.record(rich).id)

            equal(kept and kept.interaction, rich, "nothing of it is lost")

    @promise
    def test_a_repeat_writes_nothing(self) -> None:
        """The same message delivered again has the id and number of the first."""
        with self.trial() as trial:
            first = trial.record(message("<1@example.com>"))
            trial.clock.advance(HOUR)
            again = trial.record(message("<1@example.com>"))

            equal((again.id, again.arrival_number), (first.id, first.arrival_number), "it is the first one")
            equal((again.repeat, again.recorded_at), (Repeat.REPEAT, START), "and said to be a repeat")

    @promise
    def test_another_message_under_a_used_id_is_kept(self) -> None:
        """Another content under an id that was used is an interaction of its own, linked with the first."""
        with self.trial() as trial:
            first = trial.record(message("<1@example.com>"))
            other = trial.record(message("<1@example.com>", "something else"))

            equal((other.repeat, other.reused_id_of), (Repeat.REUSED_ID, first.id), "it is linked")
            holds(other.arrival_number > first.arrival_number, "it has a later number")
            equal(trial.record(message("<1@example.com>", "something else")).id, other.id, "and is known from now on")

    @promise
    def test_sameness_is_that_of_the_channels(self) -> None:
        """Whatever is delivered in whatever order, a repeat is what `same_message` says it is."""

        @self.trials()
        @given(
            st.lists(
                st.tuples(
                    st.sampled_from("ab"), st.sampled_from("xy"), st.booleans(), st.sampled_from(["email", "sms"])
                ),
                max_size=8,
            )
        )
        def any_deliveries(deliveries: list[tuple[str, str, bool, str]]) -> None:
            with self.trial() as trial:
                known: list[tuple[MessageKey, RecordResult]] = []
                for key, text, suffices, channel in deliveries:
                    sent = message(key, text, suffices=suffices, channel=channel)
                    found = trial.record(sent)
                    sames = [each for one, each in known if same_message(one, sent.identity) is Sameness.SAME]
                    reused = [each for one, each in known if same_message(one, sent.identity) is Sameness.REUSED_ID]
                    if sames:
                        equal(
                            (found.id, found.repeat),
                            (sames[0].id, Repeat.REPEAT),
                            "it is the earliest that is the same",
                        )
                        continue
                    equal(found.reused_id_of, reused[0].id if reused else None, "it is linked with the first of its id")
                    last = max((each.arrival_number for _, each in known), default=0)
                    holds(found.arrival_number > last, "arrival numbers grow")
                    known.append((sent.identity, found))

        any_deliveries()

    @promise
    def test_odd_texts_come_back_or_are_refused(self) -> None:
        """Any text in any field comes back as it was, or is refused with the reason and nothing is written."""

        @self.trials()
        @given(ODD_TEXTS, ODD_TEXTS)
        @example("a\0b", "\udcff")
        def any_texts(key: str, text: str) -> None:
            sent = message(f"<{key}>", text, subject=text[:200], sender=key or "x")
            with self.trial() as trial:
                try:
                    found = trial.record(sent, text.encode("utf-8", "surrogatepass"))
                except UsageError:
                    return
                kept = trial.store.interaction(found.id)
                equal(kept and kept.interaction, Redaction().interaction(sent), "the texts are as they were")
                equal(trial.record(sent).repeat, Repeat.REPEAT, "and a repeat is known")

        any_texts()

    @promise
    def test_blanks_passports(self) -> None:
        """Passport data in subject and text is not kept, and the raw message lies apart."""
        number = "МЕ 123456"
        with self.trial() as trial:
            sent = message("<1@example.com>", f"мой паспорт {number}", subject=f"паспорт {number}")
            kept = trial.store.interaction(trial.record(sent, number.encode()).id)

            holds(kept is not None, "it is kept")
            if kept is not None:
                shown = (kept.interaction.subject, kept.interaction.text.full)
                holds(not any("123456" in each for each in shown), "the number is blanked")
                holds("паспорт" in kept.interaction.text.own, "the words around it stay")
                equal(kept.interaction.identity, sent.identity, "a repeat can still be told")

    @promise
    def test_blanks_passports_in_all_that_it_keeps(self) -> None:
        """Words of events, decisions and messages too, by its own patterns and by those of a unit of work."""
        said = "мой паспорт МЕ 123456, пропуск 654321"
        own = DetailPatterns(passport_words=(*DetailPatterns().passport_words, "пропуск"))
        with self.trial() as trial:
            case_id = trial.open(note=said)
            record = DecisionRecord(decision_id="d", path="refusal", observations={"action": said}, input={"why": said})
            with trial.store.transaction((own,)) as work:
                kept = work.record(message("<2@example.com>", said)).interaction
                written = work.append(case_id, NewEvent(kind=EventKind.NOTED, by=STAFF, data={"note": [said]}))
                logged = work.log(record)
                posted = work.post(outgoing("k", subject=said, text=said)).message
                equal(work.redacted({"note": said, "id": "ab"})["id"], "ab", "what is no words stays")
                stored = {*work.redacted({"note": said}).values(), posted.text, posted.subject, kept and kept.text.own}
                stored |= {*written.data["note"], logged.observations["action"], logged.input["why"]}
            equal(len(stored), 1, "a text is kept in one form, wherever it stands")
            shown = f"{stored} {trial.store.events(case_id)[0].data}"
            holds("123456" not in shown, "the number is blanked")
            holds("654321" not in f"{stored}", "so is one that the patterns of the unit of work name")
            holds("паспорт" in shown, "the words around it stay")

    @promise
    def test_quarantines_once(self) -> None:
        """What no interaction could be made of is kept with its reason, once per channel and content."""
        item = Quarantined.of("email", QuarantineReason.NOT_A_MESSAGE, "no header line", b"\x00\xff rubbish")
        with self.trial() as trial:
            with trial.work() as work:
                first = work.quarantine(item)
                again = work.quarantine(item)
            with trial.work() as work:
                other = work.quarantine(Quarantined.of("sms", QuarantineReason.EMPTY, "empty", b"\x00\xff rubbish"))

            equal((again.id, again.repeat), (first.id, Repeat.REPEAT), "a repeat is the first")
            holds(other.id != first.id, "another channel is another item")
            page = trial.store.quarantined()
            equal([each.id for each in page.items], [first.id, other.id], "they are listed in order")
            equal(page.items[0].item.digest, sha256(item.raw).hexdigest(), "with their digests")
            equal(page.items[0].reason, QuarantineReason.NOT_A_MESSAGE, "and reasons")
            equal(trial.store.raw(first.id), item.raw, "the content is kept")

    @promise
    def test_purges_what_is_old(self) -> None:
        """What was recorded before a moment loses its raw message, and is still known when it is delivered again."""
        with self.trial() as trial:
            old = trial.record(message("<1@example.com>"), b"old raw")
            with trial.work() as work:
                odd = work.quarantine(Quarantined.of("email", QuarantineReason.EMPTY, "empty", b"old odd"))
            trial.clock.advance(HOUR)
            new = trial.record(message("<2@example.com>", "new"), b"new raw")
            refused(
                UsageError, lambda: trial.store.purge(START + 2 * HOUR, by=STAFF), "a moment still to come is refused"
            )
            done = trial.store.purge(START + HOUR, by=STAFF)

            equal((done.raw_messages, done.quarantined), (1, 1), "it says how many")
            equal((trial.store.raw(old.id), trial.store.raw(odd.id)), (None, None), "they are gone")
            equal(trial.store.raw(new.id), b"new raw", "one recorded at the very moment stays")
            kept = trial.store.interaction(old.id)
            equal(
                kept and (kept.raw_kept, kept.interaction.text),
                (False, Text(own="the router is dead")),
                "the rest stays",
            )
            equal(trial.record(message("<1@example.com>")).repeat, Repeat.REPEAT, "it is still known")
            again = trial.store.purge(START + HOUR, by=STAFF)
            equal((again.raw_messages, again.quarantined), (0, 0), "again, there is nothing left to erase")
            holds(trial.store.events(STORE_CASE), "the store's own journal tells of it")
            equal(trial.store.verify(), (), "and holds")

    @promise
    def test_a_message_without_raw_bytes_has_none(self) -> None:
        """Where no raw message was given, there is none, and nothing to purge."""
        with self.trial() as trial:
            found: Any = trial.record(message("<1@example.com>"), None)

            equal(trial.store.raw(found.id), None, "there is none")
            trial.clock.advance(HOUR)
            equal(trial.store.purge(START + HOUR, by=STAFF).raw_messages, 0, "none is erased")
