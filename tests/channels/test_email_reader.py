"""The e-mail reader as a whole (3.1.4, 3.2, 3.10): any bytes in; identity, destinations, senders, moments out."""

import base64
import quopri
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.interaction import (
    Interaction,
    MessageKey,
    Quarantined,
    Remark,
    Role,
    Sameness,
    SenderCheck,
    TimestampSource,
    same_message,
)
from netpoint_stp.errors import MomentError, UsageError

EXAMPLES = Path(__file__).parents[2] / "examples" / "mail"
SETTINGS = EmailSettings(
    mailboxes={
        "support@netpoint.example": [Role.REQUESTS],
        "complaints@netpoint.example": [Role.COMPLAINTS],
        "office@netpoint.example": [Role.REQUESTS, Role.COMPLAINTS],
    },
    company_domains=["netpoint.example"],
    own_hosts=["mx.netpoint.example"],
    trusted_servers=["mx.netpoint.example"],
    colleague_domains=["netpoint.example"],
)
HEAD = "From: Ivan <ivan@example.com>\nSubject: no link\nDate: Fri, 20 Nov 2026 15:00:00 +0200\n"


def read(raw: str | bytes, reader: EmailSettings = SETTINGS) -> Interaction:
    found = read_email(raw.encode() if isinstance(raw, str) else raw, reader)
    assert isinstance(found, Interaction)
    return found


PIECES = """From: a@b.example
To: support@netpoint.example
Subject: =?utf-8?B?0JQ=?=
Subject: Fwd: x
From: x@netpoint.example
Date: x
Message-ID: <
Received: from x by mx.netpoint.example; Fri, 20 Nov 2026 15:00:00 +0200
Authentication-Results: mx.netpoint.example; dmarc=pass
Content-Type: text/html
Content-Type: text/plain; charset=utf-16
Content-Type: multipart/mixed; boundary=b
Content-Type: multipart/alternative; boundary=b
Content-Type: multipart/report; report-type=
Content-Type: message/rfc822
Content-Transfer-Encoding: base64
Content-Transfer-Encoding: quoted-printable
Content-Disposition: attachment; filename*=x
--b
--b--
> quoted
--\x20
Sent: x
To: y
<blockquote><p>
0JQ=
"""
pieces = st.one_of(
    st.sampled_from([line.encode() for line in PIECES.split("\n")]),
    st.sampled_from([b"", b"\r", b"\xff\xfe", b"\x00\x04"]),
)


class TestAnyBytes:
    """Promise 8: any bytes become an interaction or a quarantined item, never an exception."""

    @given(st.binary(max_size=2000))
    def test_noise(self, raw: bytes) -> None:
        """Noise."""
        assert isinstance(read_email(raw, SETTINGS), Interaction | Quarantined)

    @settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.one_of(pieces, st.binary(max_size=30)), max_size=40), st.sampled_from([b"\n", b"\r\n"]))
    def test_lines_of_mail(self, lines: list[bytes], end: bytes) -> None:
        """Lines that mail is made of, in any order; read twice, the answer is the same."""
        raw = end.join(lines)
        found = read_email(raw, SETTINGS)

        assert found == read_email(raw, SETTINGS)

    @settings(max_examples=100)
    @given(st.data())
    def test_broken_examples(self, data: st.DataObject) -> None:
        """Real mail with a piece cut out, doubled, or overwritten."""
        raw = data.draw(st.sampled_from(sorted(EXAMPLES.glob("*.eml")))).read_bytes()
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 300)))
        middle = data.draw(st.one_of(st.just(b""), st.just(raw[start:end] * 2), st.binary(max_size=50)))

        assert isinstance(read_email(raw[:start] + middle + raw[end:], SETTINGS), Interaction | Quarantined)

    @pytest.mark.parametrize(
        "raw",
        [
            b"From: " + b"(" * 100_000,
            b"From: a@b\nReceived: from " + b"(" * 100_000 + b" by x",
            b'From: a@b\nContent-Type: text/plain; x="' + b"\\" * 100_000,
            b"From: a@b\nSubject: " + b"=?utf-8?q?=?=" * 10_000,
            b"From: a@b\n\n" + b"x wrote:\n" * 100_000,
            b"From: a@b\n\n" + b"From: a\nTo: b\n" * 60_000,
            b"From: a@b\n\n" + b"> " * 100_000,
            b"From: a@b\nContent-Type: text/html\n\n" + b"<div>" * 50_000,
            b"From: a@b\nContent-Type: text/html\n\n" + b"<" * 100_000,
            b"From: a@b\nAuthentication-Results: mx.netpoint.example; " + b"(" * 50_000,
        ],
        ids=lambda raw: raw[-12:].hex(),
    )
    def test_hostile_repetition(self, raw: bytes) -> None:
        """What makes careless patterns explode takes less than two seconds of the processor."""
        started = time.process_time()
        read_email(raw, SETTINGS)

        assert time.process_time() - started < 2

    def test_given_moment_without_zone(self) -> None:
        """The one error is the caller's: a moment without a zone."""
        with pytest.raises(MomentError, match="zone"):
            read_email(b"From: a@b\n\n", received_at=datetime(2026, 11, 20))  # noqa: DTZ001 - the mistake itself


class TestIdentity:
    """A repeat is recognised, and nothing is lost to a clash."""

    BODY = "Не працює інтернет."

    def _message(self, message_id: str = "<ab@example.com>", above: str = "", body: str = BODY) -> Interaction:
        text = base64.b64encode(body.encode()).decode()
        return read(
            f"{above}{HEAD}Message-ID: {message_id}\nContent-Type: text/plain; charset=utf-8\n"
            f"Content-Transfer-Encoding: base64\n\n{text}\n"
        )

    @pytest.mark.parametrize(
        "spelling", ["<ab@example.com>", "<AB@Example.COM>", "ab@example.com", " <ab@example.com>  "]
    )
    def test_other_spelling_of_its_id(self, spelling: str) -> None:
        """The same message under another spelling of its id is the same message."""
        assert same_message(self._message().identity, self._message(spelling).identity) is Sameness.SAME

    def test_two_folders(self) -> None:
        """Found in two folders, delivered by other ways, it is the same message."""
        elsewhere = self._message(
            above="Delivered-To: other@netpoint.example\nReceived: by z; Fri, 20 Nov 2026 16:00:00 +0200\n"
        )

        assert same_message(self._message().identity, elsewhere.identity) is Sameness.SAME

    def test_other_transfer_encoding(self) -> None:
        """A relay that encodes the body otherwise makes no other message."""
        body = quopri.encodestring(self.BODY.encode("koi8-u")).decode()
        other = read(
            f"{HEAD}Message-ID: <ab@example.com>\nContent-Type: text/plain; charset=koi8-u\n"
            f"Content-Transfer-Encoding: quoted-printable\n\n{body}\n"
        )

        assert same_message(self._message().identity, other.identity) is Sameness.SAME

    def test_other_spelling_of_its_date(self) -> None:
        """A relay that writes the sender's moment otherwise makes no other message; another moment does."""
        written = (
            "Fri, 6 Nov 2026 15:00:00 +0200",
            "06 Nov 2026 13:00:00 +0000 (UTC)",
            "Fri, 6 Nov 2026 15:00:01 +0200",
        )
        one, other, later = (
            read(f"From: a@example.com\nMessage-ID: <ab@example.com>\nDate: {date}\n\nno link\n").identity
            for date in written
        )

        assert same_message(one, other) is Sameness.SAME
        assert same_message(one, later) is Sameness.REUSED_ID

    def test_reused_id(self) -> None:
        """A different message under a used id is another message, linked by the id."""
        other = self._message(body="Усе вже працює, дякую.")

        assert same_message(self._message().identity, other.identity) is Sameness.REUSED_ID

    def test_lost_or_replaced_id(self) -> None:
        """A copy whose id a relay lost or replaced is told by its content, which holds the sender's moment."""
        for copy in (self._message(""), self._message("<other@relay.example>")):
            assert same_message(self._message().identity, copy.identity) is Sameness.SAME

    @pytest.mark.parametrize(
        "above", ["List-Id: <talk.example.org>\nPrecedence: list\n", "Auto-Submitted: auto-forwarded\n"]
    )
    @pytest.mark.parametrize("message_id", ["<ab@example.com>", "<other@example.org>"])
    def test_a_copy_that_a_list_sent_on(self, above: str, message_id: str) -> None:
        """What came through a list or a program is never answered: the message that comes directly is no copy of it."""
        through, direct = self._message(message_id, above), self._message()

        assert through.automatic
        assert not direct.automatic
        assert same_message(through.identity, direct.identity) is not Sameness.SAME
        assert same_message(through.identity, self._message(message_id, above).identity) is Sameness.SAME

    def test_same_words_to_another_address(self) -> None:
        """A program that writes to both boxes in one second wrote two messages; one to both boxes comes as it is."""
        request, complaint, both = (
            read(f"From: a@example.com\nTo: {to}\nMessage-ID: <{key}@x>\nDate: 6 Nov 2026 15:00 +0200\n\nno link\n")
            for to, key in (
                ("support@netpoint.example", "one"),
                ("complaints@netpoint.example", "two"),
                ("Complaints <complaints@NETPOINT.example>", "three"),
            )
        )

        assert same_message(request.identity, complaint.identity) is Sameness.DIFFERENT
        assert same_message(complaint.identity, both.identity) is Sameness.SAME

    def test_same_words_without_a_date(self) -> None:
        """Two messages of the same words without a date, under two ids, are two."""
        one, other = (read(f"From: a@example.com\nMessage-ID: <{name}@x>\n\nno link\n") for name in ("one", "two"))

        assert same_message(one.identity, other.identity) is Sameness.DIFFERENT

    @given(st.sampled_from("ab"), st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("xy"), st.booleans())
    def test_symmetric(self, key: str, other_key: str, content: str, other_content: str, suffices: bool) -> None:
        """The answer does not depend on which message came first."""
        one = MessageKey(channel="email", key=key, content=content, content_suffices=suffices)
        other = MessageKey(channel="email", key=other_key, content=other_content, content_suffices=suffices)

        assert same_message(one, other) is same_message(other, one)
        assert same_message(one, one) is Sameness.SAME


class TestDestinations:
    """To which of the Company's mailboxes it was sent (3.2, 3.10; reading I-12)."""

    @pytest.mark.parametrize(
        ("headers", "roles"),
        [
            ("To: support@netpoint.example", {Role.REQUESTS}),
            ("To: Support <SUPPORT@NetPoint.Example>", {Role.REQUESTS}),
            ("To: Support <support@NetPoint.Example>", {Role.REQUESTS}),
            ("Cc: complaints@netpoint.example\nTo: x@example.com", {Role.COMPLAINTS}),
            ("To: support@netpoint.example, complaints@netpoint.example", {Role.REQUESTS, Role.COMPLAINTS}),
            ("To: office@netpoint.example", {Role.REQUESTS, Role.COMPLAINTS}),
            ("To: sales@netpoint.example", {Role.UNLISTED}),
            ("To: x@example.com", set()),
            ("To: undisclosed-recipients:;\nDelivered-To: support@netpoint.example", {Role.REQUESTS}),
            ("X-Original-To: complaints@netpoint.example", {Role.COMPLAINTS}),
            ("Envelope-To: support@netpoint.example", {Role.REQUESTS}),
        ],
    )
    def test_roles(self, headers: str, roles: set[Role]) -> None:
        """The role follows from the address, wherever it stands, in whatever letter case."""
        found = read(f"{HEAD}{headers}\n\nx").addressed_as

        assert found == roles

    def test_via(self) -> None:
        """Each destination says by which header it is known; an address named twice stands once."""
        found = read(f"{HEAD}Delivered-To: support@netpoint.example\nTo: support@netpoint.example\n\nx")

        assert [destination.via for destination in found.destinations] == ["To"]

    def test_none(self) -> None:
        """Without any destination the message says so."""
        assert Remark.NO_DESTINATION in read(f"{HEAD}\nx").remarks

    def test_mailbox_that_is_none(self) -> None:
        """A mailbox in the settings that is no address is an error that says what to give."""
        with pytest.raises(UsageError, match="name@domain"):
            EmailSettings(mailboxes={"support": [Role.REQUESTS]})


class TestSendersAndMoments:
    """Who wrote it and when, when the headers disagree."""

    def test_several_from(self) -> None:
        """Of several writers the one who sent it is the sender, the others stand beside."""
        found = read("From: a@example.com, b@example.com\nSender: b@example.com\nSubject: x\n\nx")

        assert found.sender is not None
        assert found.sender.normalised == "b@example.com"
        assert [party.normalised for party in found.other_senders] == ["a@example.com"]
        assert Remark.SEVERAL_SENDERS in found.remarks

    def test_no_from(self) -> None:
        """Without `From:` the envelope's sender is taken, and remarked."""
        found = read("Return-Path: <a@example.com>\nSubject: x\n\nx")

        assert found.sender is not None
        assert found.sender.normalised == "a@example.com"
        assert Remark.NO_SENDER in found.remarks

    def test_given_moment_wins(self) -> None:
        """A moment that the caller gives wins over what the message says."""
        at = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
        found = read_email(HEAD.encode() + b"\nx", SETTINGS, received_at=at)

        assert isinstance(found, Interaction)
        assert (found.received_at, found.clock) == (at, TimestampSource.GIVEN)

    def test_senders_clock(self) -> None:
        """Where nothing but `Date:` tells, that is said to be the sender's clock."""
        found = read(f"{HEAD}\nx")

        assert (found.clock, found.received_at) == (TimestampSource.SENDER, datetime(2026, 11, 20, 13, 0, tzinfo=UTC))

    @pytest.mark.parametrize(
        "date", ["Date: Fri, 20 Nov 2099 15:00:00 +0200", "Date: Sat, 1 Jan 2000 00:00:00 +0000", "Date: soon"]
    )
    def test_absurd_date(self, date: str) -> None:
        """A date far from the receipt, or none, is remarked; the moment of receipt is the server's."""
        received = "Received: from x ([203.0.113.5]) by mx.netpoint.example; Fri, 20 Nov 2026 15:00:00 +0200\n"
        found = read(f"{received}From: a@example.com\n{date}\n\nx")

        assert Remark.DATE_ABSURD in found.remarks
        assert found.clock is TimestampSource.OWN_SERVER

    def test_thread(self) -> None:
        """The message answered comes first among the references, then the thread from the nearest."""
        found = read(f"{HEAD}In-Reply-To: <c@x>\nReferences: <a@x> <b@x> <c@x>\n\nx")

        assert found.references == ("c@x", "b@x", "a@x")


class TestExamples:
    """The project's own sample mails are read as their names say."""

    def test_all(self) -> None:
        """Each is an interaction to a mailbox of the Company, its characters surely right."""
        files = sorted(EXAMPLES.glob("*.eml"))
        assert len(files) >= 12
        for file in files:
            found = read(file.read_bytes())
            assert found.clock is TimestampSource.OWN_SERVER, file.name
            assert Remark.CHARSET_UNCERTAIN not in found.remarks, file.name
            assert found.is_automatic == (file.stem in ("auto-reply", "bounce")), file.name
            assert (found.forward is not None) == (file.stem == "forward-by-colleague"), file.name
            assert (Role.COMPLAINTS in found.addressed_as) == (file.stem == "complaint"), file.name


class TestDefectsOfOthers:
    """What other helpdesks have had again and again, as far as it concerns mail."""

    def test_undecodable_mail_dropped(self) -> None:
        """Mail in an unknown charset, with bytes that nothing can read, is kept, its readable words read."""
        found = read(
            HEAD.encode()
            + b"Content-Type: text/plain; charset=x-nobody-knows\n\n\x81\x8d\x90 login ivanov \xff\xfe\x00\n"
        )

        assert "login ivanov" in found.text.own
        assert Remark.CHARSET_UNCERTAIN in found.remarks

    def test_auto_replies_made_into_tickets(self) -> None:
        """An automatic answer in a thread says that it is automatic, although it refers to an open request."""
        found = read(f"{HEAD}Auto-Submitted: auto-replied\nIn-Reply-To: <t1@netpoint.example>\n\nAway.\n")

        assert found.is_automatic
        assert found.references == ("t1@netpoint.example",)

    def test_someone_elses_mail_threaded_into_an_old_ticket(self) -> None:
        """A message that refers to somebody's thread keeps its own sender: the reference is only what it claims."""
        found = read("From: eve@example.net\nIn-Reply-To: <t1@netpoint.example>\n\nChange the password.\n")

        assert found.sender is not None
        assert found.sender.normalised == "eve@example.net"

    def test_spoofed_from_taken_for_the_client(self) -> None:
        """A client's address in `From:` without the own server's word is not verified."""
        assert read(f"{HEAD}\nChange the password.\n").authentication.sender is SenderCheck.NOT_VERIFIED

    def test_two_people_with_one_address(self) -> None:
        """Two names at one address are one address with two names: the name neither parts nor joins."""
        one, other = (read(f"From: {name} <home@example.com>\n\nx") for name in ("Ivan", "Olha"))

        assert one.sender is not None
        assert other.sender is not None
        assert one.sender.normalised == other.sender.normalised
        assert one.sender.name != other.sender.name
