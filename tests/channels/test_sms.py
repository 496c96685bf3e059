"""SMS (2.1.4, 3.1.2; reading I-30): from every gateway's form, in one or several parts, delivered once or twice."""

import json
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.interaction import (
    Interaction,
    Quarantined,
    QuarantineReason,
    Remark,
    Role,
    Sameness,
    same_message,
)
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.channels.sms.forms import gammu_part, kannel_part, smstools_part
from netpoint_stp.channels.sms.reader import SmsPart, join_parts, read_sms
from netpoint_stp.errors import UsageError

NUMBER = "8(099)761-91-38"
SETTINGS = NumberSettings(numbers={NUMBER: frozenset({Role.REQUESTS}), "+380442840000": frozenset({Role.OTHER})})
SENDER = "+380501112233"
TEXT = "Не працює інтернет, логін ivanov"


def one(found: tuple[Interaction | Quarantined, ...]) -> Interaction:
    (interaction,) = found
    assert isinstance(interaction, Interaction)
    return interaction


def part(found: SmsPart | Quarantined) -> SmsPart:
    assert isinstance(found, SmsPart)
    return found


class TestClause_3_1_2:
    """An SMS to the Company's number."""

    @pytest.mark.parametrize(
        "to", ["099-761-91-38", "8(099)761-91-38", "+380997619138", "80997619138", "00380997619138"]
    )
    def test_one_number_in_its_spellings(self, to: str) -> None:
        """However the number is written, it is the one for requests."""
        found = read_sms({"from": SENDER, "to": to, "text": TEXT, "id": "7"}, SETTINGS)

        assert isinstance(found, Interaction)
        assert found.addressed_as == {Role.REQUESTS}
        assert found.destinations[0].party.normalised == "+380997619138"

    def test_other_number(self) -> None:
        """An SMS to a number of the Company that is not for this is kept, and says so."""
        found = read_sms({"from": SENDER, "to": "044 284 00 00", "text": TEXT}, SETTINGS)

        assert isinstance(found, Interaction)
        assert Remark.NOT_REQUESTS_NUMBER in found.remarks

    def test_sender_is_a_word(self) -> None:
        """A sender that is no number is kept as received, comparable with nobody."""
        found = read_sms(json.dumps({"from": "INFO", "to": NUMBER, "text": "sale"}), SETTINGS)

        assert isinstance(found, Interaction)
        assert found.sender is not None
        assert (found.sender.normalised, found.sender.received) == (None, "INFO")

    def test_moments(self) -> None:
        """The gateway's moment is the receipt; without a zone it is by the clock of the settings."""
        found = read_sms({"from": SENDER, "to": NUMBER, "text": TEXT, "received_at": "2026-11-20T15:00:00"}, SETTINGS)

        assert isinstance(found, Interaction)
        assert found.received_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)

    @pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"nonsense", b"{}", b'{"to": "1"}', b"\xff", b"[" * 100_000])
    def test_not_an_sms(self, raw: bytes) -> None:
        """What is no record is quarantined whole."""
        found = read_sms(raw, SETTINGS)

        assert isinstance(found, Quarantined)
        assert found.raw == raw

    def test_number_that_is_none(self) -> None:
        """A number in the settings that is none is an error that says what to give."""
        with pytest.raises(UsageError, match="country code"):
            NumberSettings(numbers={"abc": frozenset()})


class TestParts:
    """Long texts come in parts."""

    PARTS = tuple(
        SmsPart(sender=SENDER, destination=NUMBER, text=text, reference="a1", number=number, total=3, raw=text.encode())
        for number, text in enumerate(("Не працює ", "інтернет, ", "логін ivanov"), 1)
    )

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_any_order(self, order: tuple[int, ...]) -> None:
        """In whatever order the parts come, the text is whole."""
        found = one(join_parts([self.PARTS[place] for place in order], SETTINGS))

        assert found.text.own == TEXT
        assert Remark.PARTS_MISSING not in found.remarks

    def test_part_twice(self) -> None:
        """A part delivered twice stands once."""
        assert one(join_parts([*self.PARTS, self.PARTS[1]], SETTINGS)).text.own == TEXT

    def test_missing(self) -> None:
        """Of a text with a part missing, what came is kept and remarked."""
        found = one(join_parts([self.PARTS[0], self.PARTS[2]], SETTINGS))

        assert found.text.own == "Не працює логін ivanov"
        assert Remark.PARTS_MISSING in found.remarks

    def test_two_texts_at_once(self) -> None:
        """Parts of two texts that arrive mixed are told apart by reference and sender."""
        other = [
            SmsPart(sender="+380671112233", destination=NUMBER, text=f"t{n}", reference="a1", number=n, total=2)
            for n in (1, 2)
        ]
        found = join_parts([self.PARTS[0], other[0], self.PARTS[1], other[1], self.PARTS[2]], SETTINGS)

        assert [entry.text.own for entry in found if isinstance(entry, Interaction)] == [TEXT, "t1t2"]

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 3, 2), (1, 0, 2, 3)])
    def test_texts_under_one_reference_mixed(self, order: tuple[int, ...]) -> None:
        """Parts of two texts that come mixed under one reference lose nothing, and both say that they may be mixed."""
        parts = [
            SmsPart(sender=SENDER, destination=NUMBER, text=text, reference="a1", number=number, total=2)
            for number in (1, 2)
            for text in (f"one{number}", f"two{number}")
        ]
        found = join_parts([parts[place] for place in order], SETTINGS)

        assert [entry.text.own[3] for entry in found if isinstance(entry, Interaction)] == ["1", "1"]
        assert all(isinstance(entry, Interaction) and Remark.PARTS_MIXED in entry.remarks for entry in found)

    def test_texts_told_by_their_moments(self) -> None:
        """Where the network's moments tell the texts, each part goes to its own."""
        moments = {"one": datetime(2026, 11, 20, 10, 0, tzinfo=UTC), "two": datetime(2026, 11, 20, 10, 1, tzinfo=UTC)}
        parts = [
            SmsPart(
                sender=SENDER,
                destination=NUMBER,
                text=f"{text}{number}",
                reference="a1",
                number=number,
                total=2,
                sent_at=moments[text],
            )
            for text, number in (("one", 1), ("two", 1), ("two", 2), ("one", 2))
        ]
        texts = [entry.text.own for entry in join_parts(parts, SETTINGS) if isinstance(entry, Interaction)]

        assert texts == ["one1one2", "two1two2"]

    def test_reference_used_again(self) -> None:
        """A later text under the same reference is another text, nothing of either is lost."""
        later = [
            SmsPart(sender=SENDER, destination=NUMBER, text=f"later {n} ", reference="a1", number=n, total=3)
            for n in (1, 2, 3)
        ]
        found = join_parts([*self.PARTS, *later], SETTINGS)

        assert [entry.text.own for entry in found if isinstance(entry, Interaction)] == [
            TEXT,
            "later 1 later 2 later 3 ",
        ]

    @given(
        st.lists(
            st.tuples(st.integers(1, 3), st.sampled_from("ab"), st.text("xyz", min_size=1, max_size=3)), max_size=12
        )
    )
    def test_nothing_lost(self, arrivals: list[tuple[int, str, str]]) -> None:
        """Every text that arrives stands in some interaction."""
        parts = [
            SmsPart(sender=SENDER, destination=NUMBER, text=f"<{text}{n}>", reference=reference, number=n, total=3)
            for n, reference, text in arrivals
        ]
        texts = "".join(entry.text.own for entry in join_parts(parts, SETTINGS) if isinstance(entry, Interaction))

        assert all(part.text in texts for part in parts)


class TestRepeats:
    """Repeated delivery."""

    def _sms(self, **fields: str) -> Interaction:
        found = read_sms({"from": SENDER, "to": NUMBER, "text": TEXT, **fields}, SETTINGS)
        assert isinstance(found, Interaction)
        return found

    def test_same_id(self) -> None:
        """The same id and text is the same SMS."""
        assert same_message(self._sms(id="7").identity, self._sms(id="7").identity) is Sameness.SAME

    def test_another_id_same_moment(self) -> None:
        """Delivered again by the network under another id of the gateway, it is told by the network's moment."""
        one_, other = (self._sms(id=id_, sent_at="2026-11-20T15:00:00+02:00") for id_ in ("7", "8"))

        assert same_message(one_.identity, other.identity) is Sameness.SAME

    def test_same_words_another_day(self) -> None:
        """The same words on another day are another SMS."""
        one_ = self._sms(sent_at="2026-11-20T15:00:00+02:00")
        other = self._sms(sent_at="2026-11-21T15:00:00+02:00")

        assert same_message(one_.identity, other.identity) is Sameness.DIFFERENT

    def test_reused_id(self) -> None:
        """Another text under a used id is kept as another, linked."""
        assert same_message(self._sms(id="7").identity, self._sms(id="7", text="x").identity) is Sameness.REUSED_ID


class TestForms:
    """The forms in which gateways hand over SMS."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"p": SENDER, "P": NUMBER, "b": TEXT, "I": "42", "T": "1795179600"},
            {"%p": SENDER, "%P": NUMBER, "%b": TEXT, "%I": "42", "%T": "1795179600"},
            {"from": SENDER, "to": NUMBER, "text": TEXT, "id": "42", "time": "1795179600"},
            {
                "X-Kannel-From": SENDER,
                "X-Kannel-To": NUMBER,
                "text": TEXT,
                "id": "42",
                "X-Kannel-Time": "2026-11-20 13:00:00",
            },
            {"p": SENDER, "P": NUMBER, "b": TEXT.encode("utf-16-be"), "C": "UTF-16BE", "I": "42", "T": "1795179600"},
        ],
    )
    def test_kannel(self, fields: dict[str, object]) -> None:
        """Kannel's escape codes, usual names and headers are one SMS; the time in its headers is UTC."""
        found = one(join_parts([kannel_part(fields, SETTINGS)], SETTINGS))

        assert (found.text.own, found.identity.own_id) == (TEXT, "42")
        assert found.sent_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)

    @pytest.mark.parametrize("udh", ["0500035D020{}", "060804005D020{}", "%05%00%03%5D%02%0{}"])
    def test_kannel_parts(self, udh: str) -> None:
        """The user data header tells the parts, with short and long references."""
        parts = [kannel_part({"p": SENDER, "P": NUMBER, "b": f"p{n}", "u": udh.format(n)}, SETTINGS) for n in (2, 1)]

        assert one(join_parts(parts, SETTINGS)).text.own == "p1p2"

    def test_kannel_without_anything(self) -> None:
        """Fields without sender and text are quarantined."""
        found = kannel_part({"T": "1"}, SETTINGS)

        assert isinstance(found, Quarantined)
        assert found.reason is QuarantineReason.FIELDS_MISSING

    @pytest.mark.parametrize(
        ("alphabet", "body"),
        [
            ("UCS2", TEXT.encode("utf-16-be")),
            ("UTF-8", TEXT.encode()),
            ("UCS2", "№ 5 — €".encode("utf-16-be")),
            ("ISO", b"no link"),
            ("GSM", b"no link"),
        ],
    )
    def test_smstools(self, alphabet: str, body: bytes) -> None:
        """A spool file of smstools, in each alphabet; its times are by the clock of the settings."""
        head = (
            "From: 380501112233\nSent: 26-11-20 15:00:00\nReceived: 26-11-20 15:00:04\n"
            f"Subject: GSM1\nAlphabet: {alphabet}\n\n"
        )
        only = NumberSettings(numbers={NUMBER: frozenset({Role.REQUESTS})})
        found = one(join_parts([smstools_part(head.encode() + body, only)], only))

        expected = "№ 5 — €" if len(body) == 14 else TEXT if alphabet.startswith("U") else "no link"
        assert found.text.own == expected
        assert found.sender is not None
        assert found.sender.normalised == SENDER
        assert found.received_at == datetime(2026, 11, 20, 13, 0, 4, tzinfo=UTC)
        assert found.addressed_as == {Role.REQUESTS}

    def test_smstools_parts(self) -> None:
        """The parts of a long text by their UDH-DATA."""
        parts = [
            smstools_part(
                f"From: 380501112233\nUDH: true\nUDH-DATA: 05 00 03 CC 02 0{n}\nAlphabet: ISO\n\np{n}".encode(),
                SETTINGS,
            )
            for n in (1, 2)
        ]

        assert one(join_parts(parts, SETTINGS)).text.own == "p1p2"

    @pytest.mark.parametrize("raw", [b"", b"hello", b"From: 1\nAlphabet: binary\n\nx", b"\x00" * 100])
    def test_smstools_refuses(self, raw: bytes) -> None:
        """What is no text is quarantined whole."""
        found = smstools_part(raw, SETTINGS)

        assert isinstance(found, Quarantined)
        assert found.raw == raw

    def test_gammu(self) -> None:
        """Spool files of gammu-smsd: moment and sender from the name, the parts in their order, any charset."""
        parts = [
            part(gammu_part(f"inbox/IN20261120_150000_00_{SENDER}_0{n}.txt", text.encode(charset), SETTINGS))
            for n, text, charset in ((1, "інтернет", "utf-8"), (0, "Не працює ", "utf-16"))
        ]
        found = one(join_parts(parts, SETTINGS))

        assert found.text.own == "Не працює інтернет"
        assert found.received_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)

    def test_gammu_gap(self) -> None:
        """A gap in the part numbers is noticed."""
        parts = [gammu_part(f"IN20261120_150000_00_{SENDER}_0{n}.txt", b"x%d" % n, SETTINGS) for n in (0, 2)]

        assert Remark.PARTS_MISSING in one(join_parts(parts, SETTINGS)).remarks

    def test_gammu_backup(self) -> None:
        """The detailed form carries the text in hexadecimal."""
        first, second = (half.encode("utf-16-be").hex() for half in (TEXT[:10], TEXT[10:]))
        raw = f'[SMSBackup000]\nNumber = "{SENDER}"\nText00 = {first}\nText01 = {second}\n'

        assert part(gammu_part(f"IN20261120_150000_00_{SENDER}_00.smsbackup", raw.encode(), SETTINGS)).text == TEXT

    @pytest.mark.parametrize("name", ["x.txt", "OUT1.txt", "IN20261120_150000_00_1_00.bin", ""])
    def test_gammu_refuses(self, name: str) -> None:
        """Other names and binary messages are quarantined."""
        assert isinstance(gammu_part(name, b"x", SETTINGS), Quarantined)

    @given(st.binary(max_size=300), st.text(max_size=40))
    def test_never_raises(self, raw: bytes, name: str) -> None:
        """Any bytes and names are a part or quarantined, and joining them never fails."""
        found = [
            smstools_part(raw, SETTINGS),
            gammu_part(f"IN20261120_150000_00_{name}_00.txt", raw, SETTINGS),
            kannel_part({"p": name, "b": raw, "u": name, "T": name}, SETTINGS),
        ]

        assert len(join_parts(found, SETTINGS)) == 3
