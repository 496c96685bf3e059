"""Calls (2.1.1, 3.1.1; reading I-24): whether a person took it, whatever the exchange writes."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.evidence import CallDirection, Registration, Taken
from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Interaction, Quarantined, Remark, Role
from netpoint_stp.channels.phone.asterisk import read_cdr_csv, read_cdr_rows
from netpoint_stp.channels.phone.queue_log import read_queue_log
from netpoint_stp.channels.phone.reader import call_backs, joined_notes, read_call, with_note
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.errors import UsageError

DESK, SMS = "+380442840000", "+380997619138"
SETTINGS = NumberSettings(
    numbers={DESK: frozenset({Role.REQUESTS}), SMS: frozenset({Role.OTHER})}, area_code="44", zone="Europe/Kyiv"
)
CALLER = "0501112233"


def cdr(
    disposition: str = "ANSWERED",
    app: str = "Dial",
    dstchannel: str = "PJSIP/101-0000002a",
    *,
    src: str = CALLER,
    dst: str = "2840000",
    uniqueid: str = "1795179600.12",
    billsec: str = "60",
    start: str = "2026-11-20 15:00:00",
) -> str:
    fields = (
        "", src, dst, "from-trunk", f"Ivan <{src}>", "PJSIP/trunk-00000029", dstchannel, app, "x", start,
        "2026-11-20 15:00:10", "2026-11-20 15:01:10", "70", billsec, disposition, "DOCUMENTATION", uniqueid, "",
    )  # fmt: skip
    return ",".join(f'"{field}"' for field in fields) + "\n"


def calls(*lines: str, log: str | None = None) -> list[Interaction]:
    found = read_cdr_csv("".join(lines).encode(), SETTINGS, queue_log=log.encode() if log is not None else None)
    interactions = [entry for entry in found if isinstance(entry, Interaction)]
    assert len(interactions) == len(found)
    return interactions


def taken(*lines: str, log: str | None = None) -> Taken:
    (found,) = calls(*lines, log=log)
    assert found.call is not None
    return found.call.taken


class TestReading_I_24:
    """A call is an oral request when a person of the service desk took it."""

    @pytest.mark.parametrize(
        ("disposition", "app", "dstchannel", "outcome"),
        [
            ("ANSWERED", "Dial", "PJSIP/101-01", Taken.BY_PERSON),
            ("ANSWERED", "Queue", "PJSIP/101-01", Taken.BY_PERSON),
            ("ANSWERED", "Queue", "", Taken.LEFT_QUEUE),
            ("ANSWERED", "VoiceMail", "", Taken.VOICEMAIL),
            ("ANSWERED", "Playback", "", Taken.ANNOUNCEMENT_ONLY),
            ("ANSWERED", "BackGround", "", Taken.ANNOUNCEMENT_ONLY),
            ("ANSWERED", "Dial", "", Taken.UNKNOWN),
            ("ANSWERED", "", "", Taken.UNKNOWN),
            ("NO ANSWER", "Dial", "PJSIP/101-01", Taken.MISSED),
            ("BUSY", "Dial", "PJSIP/101-01", Taken.BUSY),
            ("FAILED", "Dial", "", Taken.FAILED),
            ("CONGESTION", "Dial", "", Taken.FAILED),
            ("SOMETHING", "Dial", "x", Taken.UNKNOWN),
        ],
    )
    def test_one_leg(self, disposition: str, app: str, dstchannel: str, outcome: Taken) -> None:
        """ANSWERED alone does not say who answered: an announcement, a voicemail, a queue are no person."""
        assert taken(cdr(disposition, app, dstchannel)) is outcome

    def test_hung_up_in_the_queue(self) -> None:
        """A caller who hangs up in the queue was taken by nobody, although the CDR says ANSWERED."""
        log = (
            "1795179610|1795179600.12|support|NONE|ENTERQUEUE||0501112233|1\n"
            "1795179700|1795179600.12|support|NONE|ABANDON|1|1|90\n"
        )

        assert taken(cdr("ANSWERED", "Queue", "PJSIP/101-01"), log=log) is Taken.LEFT_QUEUE

    def test_taken_from_the_queue(self) -> None:
        """The queue's CONNECT tells by whom and when."""
        log = "1795179640|1795179600.12|support|PJSIP/101|CONNECT|30|1795179630.13|5\n"
        (found,) = calls(cdr("ANSWERED", "Queue", ""), log=log)

        assert found.call is not None
        assert (found.call.taken, found.call.taken_by) == (Taken.BY_PERSON, "PJSIP/101")
        assert found.call.taken_at == datetime(2026, 11, 20, 13, 0, 40, tzinfo=UTC)

    def test_logged_queue_without_connect(self) -> None:
        """Where the queues are logged and the log has no CONNECT, nobody took the call."""
        assert taken(cdr("ANSWERED", "Queue", "PJSIP/101-01"), log="") is Taken.LEFT_QUEUE

    def test_log_of_other_days(self) -> None:
        """A log that was not kept while the call lasted says nothing about it: the records alone do."""
        earlier = "1795100000|1795100000.1|support|NONE|ENTERQUEUE||0501112244|1\n"
        around = earlier + "1795200000|1795200000.1|support|NONE|ENTERQUEUE||0501112244|1\n"

        assert taken(cdr("ANSWERED", "Queue", "PJSIP/101-01"), log=earlier) is Taken.BY_PERSON
        assert taken(cdr("ANSWERED", "Queue", "PJSIP/101-01"), log=around) is Taken.LEFT_QUEUE

    def test_legs_of_one_call(self) -> None:
        """Legs under one id are one call: rung at two places, taken at the second."""
        (found,) = calls(cdr("NO ANSWER", "Queue", "PJSIP/101-01"), cdr("ANSWERED", "Queue", "PJSIP/102-02"))

        assert found.call is not None
        assert (found.call.taken, found.call.taken_by) == (Taken.BY_PERSON, "PJSIP/102")

    def test_voicemail_after_the_queue(self) -> None:
        """Who left a queue and spoke to the voicemail spoke to no person."""
        assert taken(cdr("ANSWERED", "Queue", ""), cdr("ANSWERED", "VoiceMail", "")) is Taken.VOICEMAIL

    def test_id_used_again(self) -> None:
        """An id that comes again weeks later is another call; none is lost."""
        found = calls(cdr(), cdr(start="2026-12-24 10:00:00"))

        assert len(found) == 2
        assert found[0].identity.key == found[1].identity.key
        assert found[0].identity.content != found[1].identity.content

    def test_missed_call_is_kept(self) -> None:
        """A missed call is kept with its moment, number and outcome."""
        (found,) = calls(cdr("NO ANSWER"))

        assert found.received_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
        assert found.sender is not None
        assert found.sender.normalised == "+380501112233"

    def test_call_to_the_sms_number(self) -> None:
        """A voice call to the number for SMS is kept, and says that the number is not for calls."""
        (found,) = calls(cdr(dst="0997619138"))

        assert Remark.NOT_REQUESTS_NUMBER in found.remarks

    @pytest.mark.parametrize(
        ("src", "dst", "direction"),
        [
            (CALLER, "2840000", CallDirection.INCOMING),
            ("101", CALLER, CallDirection.CALL_BACK),
            ("101", "102", CallDirection.INTERNAL),
        ],
    )
    def test_direction(self, src: str, dst: str, direction: CallDirection) -> None:
        """From a number of the Company to somebody's it is a call-back, between two of its own internal."""
        (found,) = calls(cdr(src=src, dst=dst))

        assert found.call is not None
        assert found.call.direction is direction

    def test_call_back(self) -> None:
        """The calls by which a missed caller was called back and reached."""
        missed, *others = calls(
            cdr("NO ANSWER"),
            cdr(src="101", dst=CALLER, uniqueid="2", start="2026-11-20 15:30:00"),
            cdr("NO ANSWER", src="101", dst=CALLER, uniqueid="3", start="2026-11-20 15:20:00"),
            cdr(src="101", dst=CALLER, uniqueid="4", start="2026-11-20 14:00:00"),
            cdr(src="101", dst="0672223344", uniqueid="5", start="2026-11-20 16:00:00"),
        )

        assert [call.identity.key for call in call_backs(missed, others)] == ["2"]


class TestRingingAll:
    """A call that rings several telephones at once, where each leg has an id of its own and none joins them."""

    LEGS = tuple(
        cdr(
            disposition,
            dstchannel=f"PJSIP/10{number}-0000002{number}",
            uniqueid=f"1795179600.1{number}",
            billsec=billsec,
        )
        for number, (disposition, billsec) in enumerate(
            [("NO ANSWER", "0"), ("ANSWERED", "60"), ("NO ANSWER", "0"), ("NO ANSWER", "0")]
        )
    )

    def test_one_call(self) -> None:
        """One that a telephone took is one call that a person took, and no missed ones."""
        assert taken(*self.LEGS) is Taken.BY_PERSON

    def test_nobody(self) -> None:
        """One that rang everywhere in vain is missed once."""
        assert taken(*(leg.replace("ANSWERED", "NO ANSWER") for leg in self.LEGS)) is Taken.MISSED

    @pytest.mark.parametrize(
        "other",
        [
            cdr(dstchannel="PJSIP/109-00000099", uniqueid="1795179700.9", start="2026-11-20 15:00:30"),
            cdr(dstchannel="PJSIP/101-00000021", uniqueid="1795179700.9"),
            cdr(dstchannel="PJSIP/109-00000099", uniqueid="1795179700.9", src="0501112299"),
        ],
    )
    def test_another_call(self, other: str) -> None:
        """Another second, another caller, or the same telephone again is another call."""
        assert len(calls(*self.LEGS, other)) == 2


class TestForms:
    """CDR as CSV and as rows, and neutral records."""

    def test_rows(self) -> None:
        """Rows of the table are read by their column names, naive moments by the clock of the settings."""
        row: dict[str, object] = {
            "calldate": datetime(2026, 11, 20, 15, 0), "src": CALLER, "dst": "2840000", "lastapp": "Dial",  # noqa: DTZ001
            "dstchannel": "PJSIP/101-1", "disposition": "ANSWERED", "billsec": 60, "uniqueid": "1.2", "linkedid": "1.1",
        }  # fmt: skip
        (found,) = read_cdr_rows([row], SETTINGS)

        assert isinstance(found, Interaction)
        assert found.received_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
        assert found.identity.key == "1.1"

    def test_hour_shown_twice(self) -> None:
        """In the hour that the clocks show twice the exchange's id tells which it was."""
        (found,) = calls(cdr(start="2026-10-25 03:30:00", uniqueid="1792891800.1"))

        assert found.received_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    def test_broken_line(self) -> None:
        """A broken line is quarantined alone; the others are read."""
        found = read_cdr_csv((cdr() + "broken\n" + cdr(uniqueid="9.9")).encode(), SETTINGS)

        assert [type(entry).__name__ for entry in found] == ["Interaction", "Quarantined", "Interaction"]

    def test_row_of_something_else(self) -> None:
        """A row without any field of a call is quarantined."""
        (found,) = read_cdr_rows([{"name": "x"}], SETTINGS)

        assert isinstance(found, Quarantined)

    def test_neutral(self) -> None:
        """A neutral record says by itself who took the call; the operator's note is the text."""
        record = {
            "id": "c1",
            "from": CALLER,
            "to": DESK,
            "started_at": "2026-11-20T15:00:00+02:00",
            "taken_by": "anna",
            "note": "no link",
        }
        found = read_call(json.dumps(record), SETTINGS)

        assert isinstance(found, Interaction)
        assert found.call is not None
        assert (found.call.taken, found.text.own) == (Taken.BY_PERSON, "no link")

    @pytest.mark.parametrize(
        ("value", "outcome"),
        [(True, Taken.BY_PERSON), (False, Taken.MISSED), ("voicemail", Taken.VOICEMAIL), (None, Taken.UNKNOWN)],
    )
    def test_neutral_outcomes(self, value: object, outcome: Taken) -> None:
        """Told as a word, as true or false, or not at all."""
        found = read_call({"id": "c1", "from": CALLER, "taken": value}, SETTINGS)

        assert isinstance(found, Interaction)
        assert found.call is not None
        assert found.call.taken is outcome

    @pytest.mark.parametrize("record", [{"id": "c1", "taken": "perhaps"}, {}, {"id": "1", "direction": "up"}])
    def test_neutral_quarantine(self, record: dict[str, object]) -> None:
        """An unknown word is never guessed at, a record of nothing is none: both are quarantined."""
        assert isinstance(read_call(record, SETTINGS), Quarantined)

    @given(st.binary(max_size=300), st.binary(max_size=300))
    def test_never_raises(self, raw: bytes, log: bytes) -> None:
        """Any bytes as CDR and queue_log become interactions or quarantined lines."""
        found = read_cdr_csv(cdr().encode() + raw, SETTINGS, queue_log=log)

        assert all(isinstance(entry, Interaction | Quarantined) for entry in found)
        assert isinstance(read_queue_log(raw), tuple)

    @given(
        st.dictionaries(
            st.sampled_from(["id", "from", "to", "taken", "started_at", "note"]),
            st.one_of(
                st.none(),
                st.integers(),
                st.floats(),
                st.text(max_size=20),
                st.booleans(),
                st.lists(st.integers(), max_size=2),
            ),
        )
    )
    def test_neutral_never_raises(self, record: dict[str, object]) -> None:
        """Any values in the fields of a record become an interaction or are quarantined."""
        assert isinstance(read_call(record, SETTINGS), Interaction | Quarantined)


NOTE: dict[str, object] = {
    "id": "n1",
    "call_id": " 1795179600.12 ",
    "entered_by": "anna",
    "text": "no link since yesterday",
    "created_at": "2026-11-20T15:05:00+02:00",
}


class TestNotes:
    """A note typed into the helpdesk about a call is the same interaction, not a second one."""

    def _note(self) -> Interaction:
        found = read_helpdesk(NOTE)
        assert isinstance(found, Interaction)
        return found

    def test_joined(self) -> None:
        """Joined, it is one interaction: the call's moment and number, the note's words and who entered it."""
        (call,) = calls(cdr())
        (found,) = joined_notes([call, self._note()])

        assert (found.received_at, found.text.own) == (call.received_at, "no link since yesterday")
        assert (found.identity, found.registration) == (call.identity, Registration.ON_BEHALF)

    def test_call_comes_later(self) -> None:
        """The order in which call and note are read does not matter."""
        (call,) = calls(cdr())

        assert joined_notes([self._note(), call]) == joined_notes([call, self._note()])

    def test_call_unknown(self) -> None:
        """A note whose call is not there stays, nothing is lost."""
        assert joined_notes([self._note()]) == (self._note(),)

    def test_other_call(self) -> None:
        """A note is not joined to another call."""
        (call,) = calls(cdr(uniqueid="5.5"))

        with pytest.raises(UsageError, match="not on this call"):
            with_note(call, self._note())


class TestDefectsOfOthers:
    """What other helpdesks have had again and again."""

    def test_one_number_in_three_spellings_is_one_person(self) -> None:
        """One telephone number in three spellings is one sender."""
        found = calls(
            *(
                cdr(src=src, uniqueid=f"{n}.1")
                for n, src in enumerate(("0501112233", "380501112233", "+38 050 111-22-33"))
            )
        )

        assert {call.sender.normalised for call in found if call.sender is not None} == {"+380501112233"}
