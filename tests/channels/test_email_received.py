"""When a message reached the Company, and by whose clock (3.12, 3.13; reading I-14)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.email.received import mail_date, receipt
from netpoint_stp.channels.interaction import TimestampSource

OWN = frozenset({"mx.netpoint.example", "store.netpoint.example", "192.0.2.1"})
ENTRY = (
    b"from mail.example.com (mail.example.com [203.0.113.5]) by mx.netpoint.example with ESMTPS;"
    b" Fri, 20 Nov 2026 15:00:00 +0200"
)
INNER = (
    b"from mx.netpoint.example (mx.netpoint.example [192.0.2.1]) by store.netpoint.example with LMTP;"
    b" Fri, 20 Nov 2026 15:00:05 +0200"
)
OUTSIDE = b"from [10.0.0.1] by mail.example.com; Fri, 20 Nov 2026 14:59:00 +0200"
AT_ENTRY = datetime(2026, 11, 20, 13, 0, 0, tzinfo=UTC)


class TestOwnServer:
    """The line that the Company's own server wrote."""

    def test_entry(self) -> None:
        """The own server's line tells the moment of receipt."""
        told = receipt([ENTRY, OUTSIDE], OWN)

        assert (told.at, told.clock) == (AT_ENTRY, TimestampSource.OWN_SERVER)

    def test_first_own_server_counts(self) -> None:
        """Passed on within the Company, it was received when it first came in."""
        told = receipt([INNER, ENTRY, OUTSIDE], OWN)

        assert told.at == AT_ENTRY

    def test_loopback_is_own(self) -> None:
        """A line of the own server about itself does not end the own lines."""
        local = b"from localhost (localhost [127.0.0.1]) by mx.netpoint.example; Fri, 20 Nov 2026 15:00:09 +0200"

        assert receipt([local, ENTRY], OWN).at == AT_ENTRY

    def test_forged_line_below(self) -> None:
        """A line that the sender put below in the own server's name does not make the message older."""
        forged = b"from mail.example.com by mx.netpoint.example; Mon, 1 Jun 2026 10:00:00 +0300"

        assert receipt([ENTRY, forged], OWN).at == AT_ENTRY

    def test_own_line_below_a_foreign_one(self) -> None:
        """A line in the own server's name below another server's line is not the Company's."""
        told = receipt([OUTSIDE, ENTRY], OWN)

        assert told.clock is TimestampSource.SOME_SERVER

    def test_greeting_is_not_believed(self) -> None:
        """A sender who greets with the own server's name is told by the address that was seen."""
        greeting = (
            b"from mx.netpoint.example (unknown [203.0.113.9]) by mx.netpoint.example; Fri, 20 Nov 2026 15:00:00 +0200"
        )
        forged = b"from a.example by mx.netpoint.example; Mon, 1 Jun 2026 10:00:00 +0300"

        assert receipt([greeting, forged], OWN).at == AT_ENTRY

    def test_unknown_server(self) -> None:
        """Where no line is the Company's, the newest line tells, and says that it is not known as own."""
        told = receipt([OUTSIDE], OWN)

        assert told.clock is TimestampSource.SOME_SERVER

    def test_nothing_tells(self) -> None:
        """Without a readable line the moment is not told."""
        assert receipt([b"from a by b; sometime"], OWN).at is None
        assert receipt([], OWN).clock is TimestampSource.NONE


class TestDates:
    """Dates of headers."""

    @pytest.mark.parametrize(
        ("text", "hour"),
        [
            ("Fri, 20 Nov 2026 15:00:00 +0200", 13),
            ("20 Nov 2026 15:00 +0200", 13),
            ("Fri, 20 Nov 2026 15:00:00 GMT", 15),
            ("Fri, 20 Nov 2026 15:00:00 -0000", 15),
            ("Fri, 20 Nov 2026 15:00:00 +0200 (EET)", 13),
            ("Fri, 20 Nov 2026 08:00:00 EST", 13),
            ("Fri, 20 Nov 2026 15:00:60 +0200", 13),
            ("Fri, 20 Nov 2026 15:00:00 (EET)", 13),
        ],
    )
    def test_read(self, text: str, hour: int) -> None:
        """The forms that mail has are read, into UTC."""
        found = mail_date(text)

        assert found is not None
        assert (found.day, found.hour, found.tzinfo) == (20, hour, UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "", "yesterday", "Fri, 20 Nov 2026 15:00:00", "Fri, 20 Nov 2026 15:00:00 XYZ",
            "Fri, 32 Nov 2026 15:00:00 +0200",
            "Fri, 20 Nov 0026 15:00:00 +9900", "Fri, 20 Nov 9999 15:00:00 +0000", "Thu, 1 Jan 1970 00:00:00 +0000",
            "Fri, 20 Nov 2026 25:00:00 +0200",
        ],
    )  # fmt: skip
    def test_not_told(self, text: str) -> None:
        """Unreadable, absurd or without a known zone: the moment is not told, never guessed."""
        assert mail_date(text) is None

    @given(st.text(max_size=100))
    def test_never_raises(self, text: str) -> None:
        """Any text is a date or none."""
        found = mail_date(text)

        assert found is None or found.tzinfo is UTC

    @given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
    def test_round_trip(self, local: datetime, minutes: int) -> None:
        """A date with its offset is the moment that it says."""
        sign = "-" if minutes < 0 else "+"
        text = (
            f"{local.day} {local:%b} {local.year} {local:%H:%M:%S} {sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
        )
        found = mail_date(text)

        assert found is not None
        assert round((local.replace(microsecond=0, tzinfo=UTC) - found).total_seconds() / 60) == minutes
