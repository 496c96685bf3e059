"""The subjects are plain frozen data: aware moments, spans that go forwards, no personal data in any repr."""

import math
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.subjects.interruptions import (
    Agreement,
    Extent,
    InterruptionKind,
    NoticedBy,
    Outage,
    PlannedMaintenance,
    ServiceInterruption,
    TroubleWith,
)
from netpoint_stp.subjects.people import Client, Contract, Person, PersonKind, Standing, Subscriber
from netpoint_stp.subjects.requests import Hold, Request, Severity, SeverityLevel, SpecialNeed, WhoseTime

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NAIVE = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - a moment without a zone is what is tested
CANARY = "canary-7713"

ACCOUNT = AccountInformation(
    login=CANARY,
    contract_number=CANARY,
    connection_address=CANARY,
    passport=DigestKey(bytes(32)).digest("МЕ771377"),
)
SEVERITY = Severity(
    level=SeverityLevel.CRITICAL,
    reason=CANARY,
    set_by=CANARY,
    set_at=NOON,
    needs=frozenset({SpecialNeed.EMERGENCY_ACTION}),
)
REQUEST = Request(
    id="r-1",
    received_at=NOON,
    channel="email",
    interactions=(CANARY,),
    subscriber_id=CANARY,
    contract_id=CANARY,
    task=CANARY,
    taken_by=CANARY,
    severity=SEVERITY,
    holds=(Hold(whose=WhoseTime.CLIENT, start=NOON, reason=CANARY),),
)
COMPLAINT = Complaint(
    id="c-1",
    lodged_at=NOON,
    channel="email",
    sent_to=CANARY,
    complainant=Standing.HOLDER,
    subscriber_id=CANARY,
    request_date=date(2026, 3, 1),
    taker_name=CANARY,
    request_text=CANARY,
)
PERSON = Person(id=CANARY, name=CANARY, kind=PersonKind.LEGAL)
SUBSCRIBER = Subscriber(id=CANARY, contracts=(Contract(id=CANARY, account=ACCOUNT),), holder=PERSON)
CLIENT = Client(person=PERSON, subscriber=SUBSCRIBER, standing=Standing.USER)
BREAK = ServiceInterruption(
    service="internet",
    kind=InterruptionKind.DEBT_SUSPENSION,
    start=NOON,
    reason=CANARY,
    agreement=Agreement.BY_CONTRACT,
)


def test_account_details_are_the_list_of_the_text() -> None:
    """The account information is login, contract number, connection address and passport, nothing else."""
    assert [detail.name for detail in AccountDetail] == [
        "LOGIN",
        "CONTRACT_NUMBER",
        "CONNECTION_ADDRESS",
        "PASSPORT",
    ]


def test_given_and_missing_part_the_list() -> None:
    """What is given and what is missing make up the whole list; a blank text gives nothing."""
    some = AccountInformation(login="olena", contract_number="  ")

    assert some.given == {AccountDetail.LOGIN}
    assert some.missing == set(AccountDetail) - {AccountDetail.LOGIN}
    assert ACCOUNT.given == set(AccountDetail)
    assert repr(some) == "AccountInformation(login given)"
    assert repr(AccountInformation()) == "AccountInformation(nothing given)"


@pytest.mark.parametrize("subject", [ACCOUNT, SEVERITY, REQUEST, COMPLAINT, PERSON, SUBSCRIBER, CLIENT, BREAK])
def test_no_repr_shows_personal_data(subject: object) -> None:
    """Names, ids, logins, addresses and texts are in no repr, however deep they lie."""
    assert CANARY not in repr(subject)
    assert "771377" not in repr(subject)


@pytest.mark.parametrize("subject", [ACCOUNT, REQUEST, COMPLAINT, SUBSCRIBER, BREAK])
def test_subjects_are_frozen(subject: attrs.AttrsInstance) -> None:
    """A subject is changed by making a new one."""
    name = attrs.fields(type(subject))[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(subject, name, None)


@pytest.mark.parametrize(
    ("make", "label"),
    [
        (lambda at: attrs.evolve(REQUEST, received_at=at), "received at of the request"),
        (lambda at: attrs.evolve(REQUEST, taken_at=at), "taken at of the request"),
        (lambda at: attrs.evolve(SEVERITY, set_at=at), "set at of the severity"),
        (lambda at: Hold(whose=WhoseTime.DESK, start=at), "start of the hold"),
        (lambda at: Hold(whose=WhoseTime.DESK, start=NOON, end=at), "end of the hold"),
        (lambda at: attrs.evolve(COMPLAINT, lodged_at=at), "lodged at of the complaint"),
        (lambda at: attrs.evolve(COMPLAINT, answered_at=at), "answered at of the complaint"),
        (lambda at: attrs.evolve(BREAK, start=at), "start of the service interruption"),
        (
            lambda at: Outage(id="o", noticed_at=at, trouble_with=TroubleWith.SOFTWARE),
            "noticed at of the outage",
        ),
        (lambda at: PlannedMaintenance(id="m", start=NOON, end=at), "end of the planned maintenance"),
    ],
)
def test_moments_must_have_a_zone(make: object, label: str) -> None:
    """A moment without a zone is refused everywhere, saying what to do; a plain date is no moment."""
    assert callable(make)
    with pytest.raises(MomentError, match=f"{label} `2026-03-02T12:00:00` has no zone; add one"):
        make(NAIVE)
    with pytest.raises(MomentError, match="is not a moment"):
        make(date(2026, 3, 2))


def test_a_moment_is_no_date() -> None:
    """The date of a complained-of request is a date: a moment in its place is refused."""
    with pytest.raises(MomentError, match="request date of the complaint is not a plain date"):
        attrs.evolve(COMPLAINT, request_date=NOON)


def test_spans_go_forwards() -> None:
    """An end before its start is refused; an empty span and an open one pass."""
    with pytest.raises(MomentError, match="before it starts"):
        Hold(whose=WhoseTime.DESK, start=LATER, end=NOON)
    with pytest.raises(MomentError, match="before it starts"):
        PlannedMaintenance(id="m", start=LATER, end=NOON)
    with pytest.raises(MomentError, match="before it starts"):
        attrs.evolve(BREAK, start=LATER, end=NOON)
    with pytest.raises(MomentError, match="before it starts"):
        Outage(
            id="o",
            noticed_at=LATER,
            trouble_with=TroubleWith.EQUIPMENT,
            extent=Extent.BACKBONE,
            began_at=LATER,
            ended_at=NOON,
        )
    assert Hold(whose=WhoseTime.DESK, start=NOON, end=NOON).end == NOON
    assert BREAK.end is None


def test_one_text_is_not_several_names() -> None:
    """A text in place of a list of names is refused: it would be read letter by letter."""
    with pytest.raises(UsageError, match="put it into brackets"):
        Contract(id="k", services="internet")
    assert Contract(id="k", services=["internet"]).services == {"internet"}


def test_names_are_not_blank() -> None:
    """A request without an id or a severity without a reason is refused."""
    with pytest.raises(UsageError, match="id of the request is empty"):
        attrs.evolve(REQUEST, id=" ")
    with pytest.raises(UsageError, match="reason of the severity is empty"):
        attrs.evolve(SEVERITY, reason="")


def test_holds_lie_in_order() -> None:
    """Holds are kept by their start, whatever the order in which they are given."""
    first, second = Hold(whose=WhoseTime.DESK, start=NOON), Hold(whose=WhoseTime.CLIENT, start=LATER)

    assert attrs.evolve(REQUEST, holds=[second, first]).holds == (first, second)


def test_the_company_noticed_what_its_watch_or_its_staff_did() -> None:
    """2.4: whoever else noticed it had to tell the Company."""
    assert {who for who in NoticedBy if who.by_own_watch} == {NoticedBy.MONITORING, NoticedBy.STAFF}


def test_reaction_clock_starts_at_completion() -> None:
    """The clock runs from receipt, or from the moment the last detail came in."""
    assert REQUEST.complete_from == NOON
    assert attrs.evolve(REQUEST, completed_at=LATER).complete_from == LATER


def test_complaint_says_what_it_lacks() -> None:
    """A complaint lacks what it does not name; blank words name nothing."""
    assert COMPLAINT.lacking == frozenset()
    assert attrs.evolve(COMPLAINT, request_date=None, taker_name=" ").lacking == {
        ComplaintElement.REQUEST_DATE,
        ComplaintElement.TAKER_NAME,
    }
    assert attrs.evolve(COMPLAINT, request_text=None).lacking == {ComplaintElement.REQUEST_TEXT}


@pytest.mark.parametrize("login", ["Olena", "olena ", "ＯＬＥＮＡ", "оlеnа", "OLENA"])
def test_comparable_logins(login: str) -> None:
    """Letter case, width, stray spaces and Cyrillic look-alikes make no other login."""
    assert comparable_login(login) == "olena"


@pytest.mark.parametrize("number", ["№ АБ-12/7", "аб–12/7", "АБ - 12/7.", "#АБ−12/7"])
def test_comparable_contract_numbers(number: str) -> None:
    """Dashes, spaces, the number sign and letter case make no other contract."""
    assert comparable_contract_number(number) == "aб-12/7"


def test_contract_digits_are_exact() -> None:
    """Leading zeros and slashes make another contract."""
    assert len({comparable_contract_number(number) for number in ("12/7", "127", "0127")}) == math.comb(3, 1)
