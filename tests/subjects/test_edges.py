"""What only shows at an edge: blanks for texts, the first and last month, a digest under another key."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement
from netpoint_stp.subjects.documents import _LONGEST, DigestKey, DocumentKind, PassportDigest, canonical_document
from netpoint_stp.subjects.interruptions import Outage, TroubleWith

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = DigestKey(bytes(range(32)))


class TestBlanks:
    """A text of blanks says nothing."""

    @pytest.mark.parametrize("detail", [each for each in AccountDetail if each is not AccountDetail.PASSPORT])
    @pytest.mark.parametrize("blank", [None, "", " ", "\t\n", "\u00a0"])
    def test_a_detail(self, detail: AccountDetail, blank: str | None) -> None:
        """It is not given."""
        fields: dict[str, Any] = {"login": "own", "contract_number": "7", "connection_address": "Kyiv, 1"}
        given = AccountInformation(**(fields | {detail.value: blank}))

        assert given.missing == {detail, AccountDetail.PASSPORT}

    @pytest.mark.parametrize("blank", [None, "", " ", "\t\n"])
    def test_what_a_complaint_names(self, blank: str | None) -> None:
        """3.11: it lacks that."""
        full = Complaint(
            id="c", lodged_at=NOON, channel="email", request_date=date(2026, 1, 1), taker_name="A", request_text="B"
        )

        assert full.lacking == frozenset()
        assert attrs.evolve(full, taker_name=blank).lacking == {ComplaintElement.TAKER_NAME}
        assert attrs.evolve(full, request_text=blank).lacking == {ComplaintElement.REQUEST_TEXT}
        assert attrs.evolve(full, request_date=None).lacking == {ComplaintElement.REQUEST_DATE}

    @pytest.mark.parametrize("blank", [None, "", " "])
    def test_an_id(self, blank: Any) -> None:
        """It is refused with a sentence."""
        with pytest.raises(UsageError, match="is empty; give it a value"):
            Complaint(id=blank, lodged_at=NOON, channel="email")

    @pytest.mark.parametrize("wrong", ["2026-01-01", NOON, 20260101])
    def test_a_day(self, wrong: Any) -> None:
        """Neither a text nor a moment is one."""
        with pytest.raises(MomentError, match="is not a plain date"):
            Complaint(id="c", lodged_at=NOON, channel="email", request_date=wrong)


class TestDocuments:
    """Shapes at their edges."""

    @pytest.mark.parametrize(
        ("month", "day", "fine"),
        [("01", "01", True), ("12", "31", True), ("12", "01", True), ("01", "31", True), ("00", "15", False),
         ("13", "15", False), ("06", "00", False), ("06", "32", False)],
    )  # fmt: skip
    def test_a_record_begins_with_a_day(self, month: str, day: str, fine: bool) -> None:
        """Months 01 to 12, days 01 to 31, both ends included."""
        value = f"1990{month}{day}12345"

        assert (canonical_document(value) is not None) is fine
        assert canonical_document(value[:-1]) is None
        assert canonical_document(f"{value}1") is None

    def test_how_long_a_value_may_be(self) -> None:
        """The longest that is looked at, and one sign more."""
        assert canonical_document("123456789".ljust(_LONGEST)) == (DocumentKind.ID_CARD, "123456789")
        assert canonical_document("123456789".ljust(_LONGEST + 1)) is None

    def test_a_digest_is_kept_and_read_back(self) -> None:
        """With the name of its key, eight digits long."""
        digest = KEY.digest("123456789")

        assert len(KEY.id) == 8
        assert PassportDigest.from_stored(digest.stored()) == digest

    @pytest.mark.parametrize(
        "change",
        [{"key_id": "00000000"}, {"kind": DocumentKind.RECORD}, {"value": "0" * 64}],
        ids=lambda each: next(iter(each)),
    )
    def test_digests_that_differ_in_one_thing_differ(self, change: dict[str, Any]) -> None:
        """Key, kind or value."""
        digest = KEY.digest("123456789")

        assert attrs.evolve(digest, **change) != digest
        assert attrs.evolve(digest) == digest
        assert digest.comparable(attrs.evolve(digest, **change)) is ("key_id" not in change)


class TestOutages:
    """What ends begins before."""

    @pytest.mark.parametrize("began", [None, NOON - HOUR, NOON + HOUR])
    def test_an_end_lies_after_the_beginning_or_else_after_the_noticing(self, began: datetime | None) -> None:
        """A failure may end before it is noticed, where it is known when it began."""
        start = began or NOON

        assert (
            Outage(id="o", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, began_at=began, ended_at=start).ended_at
            == start
        )
        with pytest.raises(MomentError, match="before it starts"):
            Outage(
                id="o", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, began_at=began, ended_at=start - HOUR / 60
            )
