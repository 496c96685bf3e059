"""Which reader a file is for, told by the file itself; nothing raises, nothing is lost (2.1, 3.1–3.4)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netpoint_stp.channels.evidence import Registration, Taken
from netpoint_stp.channels.files.forms import read_file, read_files
from netpoint_stp.channels.files.guess import OFFICIAL_NAMES, InputFormat, guess_form, guess_record_form
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason, Remark, Role
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.channels.settings import ReadingSettings

SETTINGS = ReadingSettings(
    sms=NumberSettings(numbers={"+380997619138": [Role.REQUESTS]}),
    calls=NumberSettings(numbers={"+380440000000": [Role.REQUESTS]}, area_code="44"),
)
MAIL = b"From: a@example.com\nTo: support@netpoint.example\nSubject: x\n\nwords\n"
SMSTOOLS = b"From: 380501112233\nFrom_SMSC: 380500000000\nReceived: 26-11-20 15:00:00\nAlphabet: ISO\n\nno internet\n"
CDR = (
    b'"","0501112233","100","support","""Ivan \xd0\x9f."" <0501112233>","SIP/a-1","SIP/100-2","Dial","SIP/100,20",'
    b'"2026-11-20 10:00:00","2026-11-20 10:00:05","2026-11-20 10:01:00","60","55","ANSWERED","DOCUMENTATION","1.1",""\n'
)
HEADING = (
    b"accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,"
    b"disposition,amaflags,uniqueid\n"
)
SMS = {"from": "0501112233", "to": "099-761-91-38", "text": "no internet", "id": "7"}
CALL = {"id": "c1", "from": "0501112233", "taken": "missed", "started_at": "2026-11-20T10:00:00Z"}
HELPDESK = {"id": "h1", "account": "ivan", "text": "no internet", "created_at": "2026-11-20T10:00:00Z"}
TMF = {"id": "t1", "@type": "TroubleTicket", "description": "no internet", "channel": {"id": "1", "name": "portal"}}
CHAT = {"from": "Olena", "text": "no internet", "date": "2026-11-20"}
EVENT = {
    "eventId": "9",
    "eventType": "TroubleTicketCreateEvent",
    "eventTime": "2026-11-20T10:00:00Z",
    "event": {"troubleTicket": {"id": "t1", "name": "no internet", "description": "no internet since morning"}},
}
KANNEL = {"p": "+380501112233", "P": "0997619138", "b": "no internet", "I": "k1"}
ROW = {
    "calldate": "2026-11-20 12:00:00", "src": "0501112233", "dst": "0440000000", "channel": "SIP/380501112233-1",
    "dstchannel": "SIP/100-2", "lastapp": "Queue", "billsec": 55, "disposition": "ANSWERED", "uniqueid": "1795168800.1",
}  # fmt: skip
TABLE = (",".join(ROW) + "\n" + ",".join(map(str, ROW.values())) + "\n").encode()
QUEUE_LOG = (
    b"1795168700|NONE|NONE|NONE|QUEUESTART|\n"
    b"1795168801|1795168800.1|support|NONE|ENTERQUEUE||0501112233|1\n"
    b"1795168860|1795168800.1|support|NONE|ABANDON|1|1|59\n"
    b"1795168901|1795168900.7|support|NONE|ENTERQUEUE||0501112244|1\n"
    b"1795168905|1795168900.7|support|SIP/100|CONNECT|4|1795168902.8|3\n"
)
OPEN_TICKET = {"id": "t2", "description": "no internet", "severity": "minor", "status": "acknowledged"}
KANNEL_POST = (
    "X-Kannel-From: +380501112233\r\nX-Kannel-To: 0997619138\r\nX-Kannel-ID: k7\r\n"
    "X-Kannel-Time: Fri, 20 Nov 2026 10:00:00 GMT\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nнема інтернету"
).encode()
KANNEL_GET = b"p=%2B380501112233&P=0997619138&b=%D0%BD%D0%B5%D0%BC%D0%B0+line&I=k8&t=2026-11-20+10:00&C=UTF-8\n"


def jsons(*records: object) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def one(name: str, raw: bytes, channel: str | None = None) -> Interaction:
    (found,) = read_file(name, raw, SETTINGS, channel=channel)
    assert isinstance(found, Interaction)
    return found


def all_of(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, Interaction | Quarantined]]:
    return list(read_files(files, SETTINGS))


class TestGuess:
    """The file's name and first bytes tell."""

    @pytest.mark.parametrize(
        ("name", "raw", "form"),
        [
            ("a.eml", MAIL, InputFormat.EMAIL),
            ("no-name", MAIL, InputFormat.EMAIL),
            ("Master.csv", CDR, InputFormat.CDR),
            ("MASTER.CSV", HEADING + CDR, InputFormat.CDR),
            ("Master.csv", CDR.replace(b"\n", b"\r\n"), InputFormat.CDR),
            ("Master", CDR, InputFormat.CDR),
            ("export.csv", TABLE, InputFormat.CDR),
            ("export.csv", TABLE.replace(b",", b";"), InputFormat.CDR),
            ("a.eml", MAIL + CDR, InputFormat.EMAIL),
            ("queue_log", QUEUE_LOG, InputFormat.QUEUE_LOG),
            ("log.txt", QUEUE_LOG, InputFormat.QUEUE_LOG),
            ("post", KANNEL_POST, InputFormat.KANNEL),
            ("get", KANNEL_GET, InputFormat.KANNEL),
            ("note.txt", b"a=1&c=2\n", InputFormat.EMAIL),
            ("tickets.csv", b",".join([b"x"] * 17) + b"\n", InputFormat.EMAIL),
            ("GSM1.abc", SMSTOOLS, InputFormat.SMSTOOLS),
            ("IN20261120_150000_00_+380501112233_00.txt", b"words", InputFormat.GAMMU),
            ("spool/IN20261120_150000_00_+380501112233_00.txt", b"words", InputFormat.GAMMU),
            ("rubbish", b"\x00\x01", InputFormat.EMAIL),
        ],
    )
    def test_files(self, name: str, raw: bytes, form: InputFormat) -> None:
        """Spool files by their name or headers, call records by their columns, whatever quotes stand in a name."""
        assert guess_form(name, raw) is form

    @pytest.mark.parametrize(
        ("record", "form"),
        [
            (SMS, InputFormat.SMS), (CALL, InputFormat.CALL), (HELPDESK, InputFormat.HELPDESK),
            (TMF, InputFormat.TMF621), (KANNEL, InputFormat.KANNEL),
            (ROW, InputFormat.CDR), ({**ROW, "channel": "phone"}, InputFormat.CDR), (OPEN_TICKET, InputFormat.TMF621),
            ({"%p": "1", "%b": "x"}, InputFormat.KANNEL), ({**SMS, "channel": "Telegram "}, InputFormat.UNOFFICIAL),
            ({**SMS, "channel": " Phone"}, InputFormat.CALL), ({**TMF, "channel": "helpdesk"}, InputFormat.TMF621),
            ({**SMS, "channel": None}, InputFormat.SMS), ({**SMS, "channel": ""}, InputFormat.SMS),
            ({**SMS, "channel": {"name": "x"}}, InputFormat.SMS), ({}, InputFormat.UNNAMED),
            (CHAT, InputFormat.UNNAMED),
            ({**CHAT, "to": "Support"}, InputFormat.UNNAMED), ({**CHAT, "to": "380997619138"}, InputFormat.SMS),
            ({**CHAT, "channel": "sms"}, InputFormat.SMS), (EVENT, InputFormat.TMF621),
            ({**EVENT, "channel": "helpdesk"}, InputFormat.TMF621),
        ],
    )  # fmt: skip
    def test_records(self, record: dict[str, object], form: InputFormat) -> None:
        """By the channel that the record names; one that it leaves empty, or names as TMF621 does, is none."""
        assert guess_record_form(record) is form

    @pytest.mark.parametrize("channel", [" Email", "PHONE", "sms ", "helpdesk"])
    def test_the_caller_wins(self, channel: str) -> None:
        """The caller's channel counts before the record's own."""
        (found,) = read_file("x.json", jsons({**SMS, "channel": "icq", "id": "1"}), SETTINGS, channel=channel)

        assert found.channel == channel.strip().lower()


class TestRead:
    """Each form reaches its reader."""

    @pytest.mark.parametrize("record", [CHAT, {"from": "+380501112233", "text": "no internet"}, {}])
    def test_records_without_a_channel(self, record: dict[str, object]) -> None:
        """A record that does not say how it came is put aside, and says what to add; it is no SMS."""
        (found,) = read_file("chat.json", jsons(record), SETTINGS)

        assert isinstance(found, Quarantined)
        assert (found.channel, found.reason) == ("unknown", QuarantineReason.FIELDS_MISSING)
        assert "add `channel`" in found.detail

    def test_event_of_a_ticket(self) -> None:
        """The ticket in an event of TMF621 is read, made when the event happened where it does not say."""
        found = one("hook.json", jsons(EVENT))

        assert (found.channel, found.subject, found.text.own) == (
            "helpdesk",
            "no internet",
            "no internet since morning",
        )
        assert found.received_at == datetime(2026, 11, 20, 10, tzinfo=UTC)

    def test_outlook_message_files(self) -> None:
        """A file in the form of Outlook is put aside with the word what to do."""
        (found,) = read_file("mail.msg", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), SETTINGS)

        assert isinstance(found, Quarantined)
        assert ".eml" in found.detail

    def test_mail(self) -> None:
        """Mail is read as mail whatever its file is called."""
        assert one("message.txt", MAIL).text.own == "words"

    def test_call_records_with_quotes(self) -> None:
        """A line of Master.csv with a name in doubled quotes is a call that a person took."""
        call = one("Master.csv", CDR)

        assert call.call is not None
        assert call.call.taken is Taken.BY_PERSON
        assert call.sender is not None
        assert (call.sender.normalised, call.sender.name) == ("+380501112233", "Ivan П.")

    def test_a_broken_line_of_call_records_is_alone(self) -> None:
        """One line that is none is put aside; its neighbours are calls."""
        found = read_file("Master.csv", HEADING + CDR + b"x,y\n" + CDR.replace(b"1.1", b"2.1"), SETTINGS)

        assert [type(each) for each in found].count(Interaction) == 2
        assert [each.reason for each in found if isinstance(each, Quarantined)] == [QuarantineReason.NOT_A_MESSAGE]

    @pytest.mark.parametrize(("raw", "detail"), [(HEADING, "heading"), (b"", "empty"), (b"\r\n \n", "empty")])
    def test_call_records_without_any(self, raw: bytes, detail: str) -> None:
        """A table without rows, or an empty file, has its result too."""
        (found,) = read_file("Master.csv", raw, SETTINGS, channel="phone")

        assert isinstance(found, Quarantined)
        assert (found.channel, found.reason) == ("phone", QuarantineReason.EMPTY)
        assert detail in found.detail

    def test_smstools(self) -> None:
        """A spool file of smstools goes to the Company's only number."""
        sms = one("GSM1.abc", SMSTOOLS)

        assert (sms.channel, sms.text.own) == ("sms", "no internet")
        assert Role.REQUESTS in sms.addressed_as

    def test_spools_of_a_company_with_other_numbers(self) -> None:
        """A spool is of the number for requests, whatever other numbers the Company has."""
        numbers = NumberSettings(numbers={"+380440000000": [Role.OTHER], "+380997619138": [Role.REQUESTS]})
        for name, raw in [("GSM1.abc", SMSTOOLS), ("IN20261120_150000_00_+380501112233_00.txt", b"words")]:
            (found,) = read_file(name, raw, ReadingSettings(sms=numbers))

            assert isinstance(found, Interaction)
            assert found.addressed_as == {Role.REQUESTS}

    @pytest.mark.parametrize(
        ("raw", "text"), [(KANNEL_POST, "нема інтернету"), (KANNEL_GET, "нема line")], ids=["post", "get"]
    )
    @pytest.mark.parametrize("channel", [None, "sms"])
    def test_kannel_as_it_comes(self, raw: bytes, text: str, channel: str | None) -> None:
        """What Kannel sends to an address, kept as a file: its times are UTC."""
        found = one("x", raw, channel)

        assert (found.channel, found.text.own) == ("sms", text)
        assert found.sender is not None
        assert found.sender.normalised == "+380501112233"
        assert found.received_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
        assert Role.REQUESTS in found.addressed_as

    @pytest.mark.parametrize(
        ("name", "raw"),
        [
            ("x.json", jsons(ROW)),
            ("x.csv", TABLE),
            ("x.csv", b"\xef\xbb\xbf" + TABLE.replace(b",", b";")),
            ("x.tsv", TABLE.replace(b",", b"\t")),
        ],
    )
    def test_rows_of_the_exchange(self, name: str, raw: bytes) -> None:
        """Rows of Asterisk's table in their own order of columns: as JSON, parted by commas, semicolons, tabs."""
        call = one(name, raw)

        assert (call.channel, call.identity.key) == ("phone", "1795168800.1")
        assert call.received_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
        assert call.call is not None
        assert call.call.taken is Taken.BY_PERSON

    def test_no_call_records_at_all(self) -> None:
        """A file of many lines that are none is put aside once, whole."""
        (found,) = read_file("x", b"a\nb\nc\n", SETTINGS, channel="phone")

        assert isinstance(found, Quarantined)
        assert found.raw == b"a\nb\nc\n"

    def test_helpdesk_and_tmf621(self) -> None:
        """A message of the helpdesk; a ticket whose `channel` is TMF621's reference is no chat message."""
        assert one("x.json", jsons(HELPDESK)).registration is Registration.OWN_ACCOUNT
        assert one("x.json", jsons(TMF)).channel == "helpdesk"

    @pytest.mark.parametrize("name", ["\x1b[2J", "a\u202eb", "x" * 500, "\ud800", "Viber 067 123-45-67", "СК654321"])
    def test_a_channel_that_is_no_name(self, name: str) -> None:
        """What a record calls its channel is shown to people: control signs, essays, people's numbers are no names."""
        (found,) = read_file("x.json", json.dumps({**SMS, "channel": name}).encode(), SETTINGS)

        assert found.channel == "unknown"

    def test_utf8_mark_and_blank_lines(self) -> None:
        """What editors put before the first brace does not matter."""
        assert one("x.json", b"\xef\xbb\xbf\n " + jsons(SMS)).channel == "sms"


class TestSeveral:
    """Files of many records, many files of one text."""

    @pytest.mark.parametrize("raw", [jsons(SMS, CALL, TMF), json.dumps([SMS, CALL, TMF], indent=1).encode()])
    def test_records_by_line_or_listed(self, raw: bytes) -> None:
        """JSON lines and a JSON list give one result each, numbered."""
        found = all_of([("x.json", raw)])

        assert [name for name, _ in found] == ["x.json#1", "x.json#2", "x.json#3"]
        assert [each.channel for _, each in found] == ["sms", "phone", "helpdesk"]

    def test_lines_of_every_channel(self) -> None:
        """A first record that is no good, such as mail written as JSON, does not spoil the ones below."""
        found = [each for _, each in all_of([("x.jsonl", jsons({"channel": "email"}, SMS, {"channel": "icq"}, CALL))])]

        assert [type(each) for each in found] == [Quarantined, Interaction, Quarantined, Interaction]

    def test_a_broken_line_is_alone(self) -> None:
        """A line that is cut off is put aside with its own bytes; the others are read."""
        found = [
            each for _, each in all_of([("x.jsonl", jsons(SMS) + b'\n{"from": "05\n' + jsons({**SMS, "id": "8"}))])
        ]

        assert [type(each) for each in found] == [Interaction, Quarantined, Interaction]
        assert isinstance(found[1], Quarantined)
        assert (found[1].channel, found[1].raw) == ("sms", b'{"from": "05')

    def test_parts_in_lines(self) -> None:
        """The parts of one SMS are put together across lines and files, in any order; other texts stand alone."""
        first = {**KANNEL, "b": "no inter", "u": "050003010201"}
        second = {**KANNEL, "b": "net", "I": "k2", "u": "050003010202"}
        found = all_of([("a.jsonl", jsons(second, SMS)), ("b.jsonl", jsons(first))])

        assert [name for name, _ in found] == ["a.jsonl#2", "a.jsonl#1"]
        assert isinstance(found[1][1], Interaction)
        assert found[1][1].text.own == "no internet"

    def test_gammu_parts_in_files(self) -> None:
        """A text over several files of gammu-smsd is one; a gap is noticed; another sender's is another."""
        name = "IN20261120_150000_00_+38050111223{}_0{}.txt"
        found = all_of(
            [
                (name.format(3, 1), b"net"), (name.format(3, 0), b"no inter"),
                (name.format(4, 1), b"late"), ("a.eml", MAIL),
            ]
        )  # fmt: skip
        texts = {each.text.own: each.remarks for _, each in found if isinstance(each, Interaction)}

        assert set(texts) == {"no internet", "late", "words"}
        assert Remark.PARTS_MISSING not in texts["no internet"]
        assert Remark.PARTS_MISSING in texts["late"]

    @pytest.mark.parametrize("turned", [False, True])
    def test_call_records_with_their_queue_log(self, *, turned: bool) -> None:
        """A log beside the records says who was really taken, and of calls that no record tells; each is told once."""
        files = [("Master.csv", TABLE), ("queue_log", QUEUE_LOG)]
        found = dict(all_of(files[::-1] if turned else files))

        assert {
            name: each.call.taken for name, each in found.items() if isinstance(each, Interaction) and each.call
        } == {
            "Master.csv": Taken.LEFT_QUEUE,
            "queue_log": Taken.BY_PERSON,
        }

    def test_queue_log_alone(self) -> None:
        """Without records the log tells of the calls through its queues: the caller, and who took it."""
        calls = [each for _, each in all_of([("queue_log", QUEUE_LOG)]) if isinstance(each, Interaction)]

        assert [each.sender.normalised for each in calls if each.sender] == ["+380501112233", "+380501112244"]
        assert [each.call.taken for each in calls if each.call] == [Taken.LEFT_QUEUE, Taken.BY_PERSON]

    def test_call_over_two_logs(self) -> None:
        """A call that was waiting while the log was turned is one call."""
        lines = QUEUE_LOG.splitlines(keepends=True)
        found = all_of([("queue_log.1", b"".join(lines[:4])), ("queue_log", b"".join(lines[4:]))])

        assert [name for name, _ in found] == ["queue_log.1", "queue_log.1"]

    def test_log_without_calls(self) -> None:
        """A log that tells of no call has its result too."""
        ((_, found),) = all_of([("queue_log", b"1795168700|NONE|NONE|NONE|QUEUESTART|\n")])

        assert isinstance(found, Quarantined)
        assert found.reason is QuarantineReason.EMPTY

    def test_a_mixed_folder(self) -> None:
        """Mail, spools, call records and chat lie together; each reaches its channel, calls last."""
        files = [
            ("a.eml", MAIL),
            ("GSM1.x", SMSTOOLS),
            ("Master.csv", CDR),
            ("c.json", jsons({**SMS, "channel": "ICQ"})),
        ]

        assert [each.channel for _, each in all_of(files)] == ["email", "sms", "icq", "phone"]


NAMES = st.text(max_size=12) | st.sampled_from(
    [
        "a.eml",
        "Master.csv",
        "x.json",
        "IN20261120_150000_00_+380501112233_00.txt",
        "IN20261120_150000_00__00.bin",
        "#",
        "/",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OTHER_KEYS = ("channel", "@type", "relatedParty", "taken", "%p", "u", "attachments", "note")
KEYS = st.sampled_from(sorted({*OTHER_KEYS, *SMS, *CALL, *HELPDESK, *KANNEL, *ROW}))
RECORDS = st.dictionaries(KEYS, VALUES, max_size=6)
BYTES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([MAIL, SMSTOOLS, CDR, HEADING, HEADING + CDR, TABLE, QUEUE_LOG, KANNEL_POST, KANNEL_GET]),
    st.lists(RECORDS | VALUES, min_size=1, max_size=4).map(lambda found: jsons_of(found)),
    RECORDS.map(lambda found: jsons_of([found])),
    st.lists(st.sampled_from([b"{", b"[", b'"', b",", b"\n", b'{"a":1}', b"From: a@b\n"])).map(b"".join),
)  # fmt: skip
CHANNELS = st.none() | st.sampled_from([*OFFICIAL_NAMES, "icq", "", " ", "EMAIL"]) | st.text(max_size=6)


def jsons_of(found: Sequence[object]) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in found)


@given(name=NAMES, raw=BYTES, channel=CHANNELS)
@example(name="x", raw=b"", channel="phone")
@example(name="x", raw=b'{"channel": "\\ud800"}', channel=None)
@example(name="x", raw=b'{"a":' * 100_000, channel=None)
@example(name="x", raw=b"[" * 100_000, channel="sms")
@example(name="x.csv", raw=b'"' * 100_000, channel=None)
def test_any_bytes_under_any_name_by_any_channel(name: str, raw: bytes, channel: str | None) -> None:
    """At least one result, the same when read again, with the bytes where it is quarantined; nothing raises."""
    found = read_file(name, raw, SETTINGS, channel=channel)

    assert found
    assert found == read_file(name, raw, SETTINGS, channel=channel)
    assert all(isinstance(each, Interaction | Quarantined) for each in found)
    assert all(each.channel.isprintable() for each in found)
    assert all(each.raw or not raw.strip() for each in found if isinstance(each, Quarantined))


@given(st.lists(st.tuples(NAMES, BYTES), max_size=5))
def test_no_file_is_lost(files: list[tuple[str, bytes]]) -> None:
    """Every file of a folder has a result of its own, but for later parts of an SMS and logs of calls told already."""
    numbered = [(f"{number}/{name}", raw) for number, (name, raw) in enumerate(files)]
    found = {name.split("/")[0] for name, _ in read_files(numbered, SETTINGS)}
    parts = [name for name, raw in numbered if b'"u"' in raw or guess_form(name, raw) is InputFormat.GAMMU]
    logs = [name for name, raw in numbered if guess_form(name, raw) is InputFormat.QUEUE_LOG]

    assert len(found) >= len(numbered) - max(len(parts) - 1, 0) - len(logs)
    assert found or not files
