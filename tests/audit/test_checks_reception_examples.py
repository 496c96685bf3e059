"""What came in and what was made of it, case by case: the edges of each question (2.1.5, 3.1–3.4, 4.1.1)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.audit.arrivals import Arrival, Recorded, arrival_columns, recorded_columns
from tests.audit.engines import ENGINES, engines, rows
from tests.audit.objects import START

from netpoint_stp.audit.checks.check import Case, Check
from netpoint_stp.audit.checks.intake import arrivals as intake
from netpoint_stp.audit.checks.intake import grounds
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.policy.intake.policy import AddressedTo, SubscriberDetails, Task
from netpoint_stp.regulation import Regulation

PUBLISHED = Regulation.published()
KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2024, 12, 31, tzinfo=UTC)
NOON = START + timedelta(hours=10)
MISSED: dict[str, Any] = {"channel": "phone", "taken_by_person": False}
LACKING: dict[str, Any] = {"channel": "email", "details": SubscriberDetails.LACKING}


def log(
    *arrivals: Arrival, requests: tuple[Recorded, ...] = (), engine: str = "polars", without: tuple[str, ...] = ()
) -> Log:
    """Return a log of these records, without some of the columns."""
    make = ENGINES[engine]
    came = {name: cells for name, cells in arrival_columns(arrivals).items() if name not in without}
    tables = {"interactions": make(came)}
    if requests:
        tables["requests"] = make({n: cells for n, cells in recorded_columns(requests).items() if n not in without})
    return log_of(tables)


def came(id_: str = "m1", **facts: Any) -> Arrival:
    """Return something that came in at noon by e-mail and is a request in all that is not said."""
    return Arrival(id=id_, **{"received_at": NOON, "channel": "email", **facts})


def request(id_: str = "r1", *, worked: bool = True, **moments: Any) -> Recorded:
    """Return a request on which somebody worked."""
    taken = NOON + timedelta(hours=1) if worked else None
    return Recorded(id=id_, received_at=NOON, taken_at=taken, **moments)


def ask(check: Check, records: Log, regulation: Regulation = PUBLISHED) -> dict[str, tuple[str, str]]:
    """Return answer and outcome of each record."""
    assert check.not_observable(records) == ()
    found = rows(check.judge(Case(log=records, regulation=regulation, now=microseconds(NOW))).rows, by="id")
    return {row["id"]: (row["answer"], row["outcome"]) for row in found}


@pytest.mark.parametrize("day", ["2024-03-30", "2024-03-31", "2024-10-26", "2024-10-27", "2024-06-01", "2024-12-01"])
@engines
def test_a_missed_call_is_a_breach_from_eight_to_midnight(engine: str, day: str) -> None:
    """08:00 to the microsecond opens, 24:00 closes, in the time of Kyiv, also when its clocks change (I-24, I-29)."""
    opens = datetime.fromisoformat(day).replace(hour=8, tzinfo=KYIV)
    closes = (opens + timedelta(days=1)).replace(hour=0)
    tick = timedelta(microseconds=1)
    moments = {
        "before": opens.astimezone(UTC) - tick,
        "opens": opens,
        "last": closes.astimezone(UTC) - tick,
        "midnight": closes,
        "night": opens.astimezone(UTC) - timedelta(hours=4),
    }
    calls = [came(id_, received_at=moment.astimezone(UTC), **MISSED) for id_, moment in moments.items()]
    records = log(*calls, engine=engine)

    broken = {"opens", "last"}
    for check, outcome in ((intake.SOMEBODY_THERE, "nobody"), (intake.ACCEPTED, "missed")):
        found = ask(check, records)
        assert {id_ for id_, said in found.items() if said == ("broken", outcome)} == broken
        assert {
            id_ for id_, said in found.items() if said == ("not_applicable", "not_asked")
        } == moments.keys() - broken


def test_only_a_call_to_an_official_number_asks_for_somebody() -> None:
    """A call taken at noon keeps 2.1.5; one taken at night, a letter and a messenger are not asked (I-24)."""
    found = ask(
        intake.SOMEBODY_THERE,
        log(
            came("noon", channel="phone"),
            came("night", channel="phone", received_at=NOON - timedelta(hours=8)),
            came("letter"),
            came("messenger", channel="viber", taken_by_person=False),
            came("not told", channel="phone", taken_by_person=None),
            came("out", direction="outgoing", **MISSED),
        ),
    )

    assert found == {
        "noon": ("kept", "somebody"),
        "night": ("not_applicable", "not_asked"),
        "letter": ("not_applicable", "not_asked"),
        "messenger": ("not_applicable", "not_asked"),
        "not told": ("undetermined", "undetermined"),
    }


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ("kept", "request")),
        ({"task": Task.MISSING}, ("kept", "request")),
        ({"channel": "sms"}, ("kept", "request")),
        ({"channel": "phone"}, ("kept", "request")),
        ({"automatic": True}, ("broken", "none")),
        (MISSED, ("broken", "none")),
        ({"channel": "icq"}, ("broken", "none")),
        ({"destination": AddressedTo.OTHER_OF_COMPANY}, ("kept", "request")),
        ({"channel": "sms", "destination": AddressedTo.OTHER_OF_COMPANY}, ("broken", "none")),
        ({"destination": AddressedTo.UNLISTED}, ("broken", "none")),
        ({"channel": "helpdesk", "own_account": False}, ("broken", "none")),
        (LACKING, ("broken", "none")),
        ({"destination": AddressedTo.COMPLAINTS}, ("not_applicable", "complaint")),
        ({"destination": None}, ("undetermined", "undetermined")),
    ],
)
def test_work_rests_on_a_request(facts: dict[str, Any], said: tuple[str, str]) -> None:
    """3.1: the four forms are a ground, an unclear task among them (I-10); nothing else is."""
    records = log(came(request="r1", **facts), requests=(request(),))

    assert ask(grounds.GROUND, records) == {"r1": said}


@engines
def test_the_best_message_of_a_request_is_its_ground(engine: str) -> None:
    """A bounce and a line from a messenger may join a request; alone they are none (I-22, I-33)."""
    alone, joined = (
        (came("b1", request="r1", automatic=True), came("c1", request="r1", channel="icq")),
        (came("b2", request="r2", automatic=True), came("c2", request="r2", channel="icq"), came("m2", request="r2")),
    )
    records = log(*alone, *joined, requests=(request("r1"), request("r2")), engine=engine)

    assert ask(grounds.GROUND, records) == {"r1": ("broken", "none"), "r2": ("kept", "request")}
    personal = ask(grounds.PERSONAL, records)
    assert personal["c1"] == ("broken", "taken_up")
    assert personal["c2"] == ("kept", "joined")
    assert personal["b1"] == personal["m2"] == ("not_applicable", "official")


OFFICIAL_MAIL: dict[str, Any] = {"channel": "email"}
COMPLAINT_MAIL: dict[str, Any] = {"channel": "email", "destination": AddressedTo.COMPLAINTS}
OPEN_MAIL: dict[str, Any] = {"channel": "email", "details": None}


@pytest.mark.parametrize(
    ("others", "moments", "said", "mail"),
    [
        ([], {}, ("broken", "taken_up"), ("broken", "without_details")),
        ([OFFICIAL_MAIL], {}, ("kept", "joined"), ("kept", "joined")),
        ([{"channel": "phone"}], {}, ("kept", "joined"), ("kept", "joined")),
        ([LACKING], {}, ("broken", "taken_up"), ("broken", "without_details")),
        ([LACKING], {"asked_at": NOON}, ("kept", "joined"), ("kept", "completed")),
        ([LACKING], {"completed_at": NOON}, ("kept", "joined"), ("kept", "completed")),
        ([LACKING, {"channel": "icq"}], {"completed_at": NOON}, ("kept", "joined"), ("kept", "completed")),
        ([{"channel": "helpdesk", "own_account": False}], {"completed_at": NOON}, ("kept", "joined"), None),
        ([LACKING], {"completed_at": NOW + timedelta(1)}, ("broken", "taken_up"), ("broken", "without_details")),
        ([{"channel": "icq"}], {"completed_at": NOON}, ("broken", "taken_up"), ("kept", "completed")),
        ([COMPLAINT_MAIL], {}, ("not_applicable", "complaint"), ("not_applicable", "complaint")),
        ([COMPLAINT_MAIL, OFFICIAL_MAIL], {}, ("kept", "joined"), ("kept", "joined")),
        ([OPEN_MAIL], {}, ("undetermined", "undetermined"), ("undetermined", "undetermined")),
        ([OPEN_MAIL], {"asked_at": NOON}, ("kept", "joined"), ("kept", "completed")),
        ([{"channel": "email", "destination": None}], {"asked_at": NOON}, ("undetermined", "undetermined"), None),
    ],
)
def test_work_may_rest_on_what_stands_beside(
    others: list[dict[str, Any]],
    moments: dict[str, Any],
    said: tuple[str, str],
    mail: tuple[str, str] | None,
) -> None:
    """Personal words, or a mail that lacks details, may join what is a ground for work by itself (3.1; I-5, I-22)."""
    beside = [
        came(f"other {number}", request=id_, **facts) for id_ in ("r1", "r2") for number, facts in enumerate(others)
    ]
    own = (came("talk", request="r1", destination=AddressedTo.UNLISTED), came("lacking", request="r2", **LACKING))
    records = log(*own, *beside, requests=(request("r1", **moments), request("r2", **moments)))

    assert ask(grounds.PERSONAL, records)["talk"] == said
    if mail is not None:
        assert ask(grounds.MAIL, records)["lacking"] == mail


def test_what_was_recorded_and_never_worked_on_needs_no_ground() -> None:
    """Junk that a system recorded by itself, and that was closed unread, is no work (3.1, 3.1.4, 3.4)."""
    records = log(
        came("junk", request="r1", automatic=True),
        came("lacking", request="r2", **LACKING),
        came("talk", request="r3", channel="icq"),
        requests=tuple(request(id_, worked=False) for id_ in ("r1", "r2", "r3")),
    )

    assert set(ask(grounds.GROUND, records).values()) == {("not_applicable", "no_work")}
    assert ask(grounds.MAIL, records)["lacking"] == ("not_applicable", "no_work")
    assert ask(grounds.PERSONAL, records)["talk"] == ("not_applicable", "no_work")


@pytest.mark.parametrize("moment", ["asked_at", "completed_at"])
def test_what_lacks_is_asked_for_and_nothing_is_lost(moment: str) -> None:
    """An e-mail without details may be taken to ask for them (I-5); work on it without that is a breach of 3.1.4."""
    soon = NOON + timedelta(hours=2)
    records = log(
        came("asked", request="r1", **LACKING),
        came("silent", request="r2", **LACKING),
        came("later", request="r3", **LACKING),
        requests=(
            request("r1", **dict[str, Any]({moment: soon})),
            request("r2"),
            request("r3", **dict[str, Any]({moment: NOW + timedelta(1)})),
        ),
    )

    assert ask(grounds.MAIL, records) == {
        "asked": ("kept", "completed"),
        "silent": ("broken", "without_details"),
        "later": ("broken", "without_details"),
    }
    assert ask(grounds.GROUND, records) == {
        "r1": ("kept", "completed"),
        "r2": ("broken", "none"),
        "r3": ("broken", "none"),
    }


@pytest.mark.parametrize(
    ("facts", "said", "accepted"),
    [
        ({}, ("broken", "complete_not_taken"), ("broken", "lost")),
        ({"request": "r1"}, ("kept", "taken"), ("kept", "accepted")),
        ({"task": Task.MISSING}, ("kept", "left"), ("not_applicable", "not_asked")),
        (LACKING, ("kept", "left"), ("not_applicable", "not_asked")),
        ({"automatic": True}, ("not_applicable", "not_asked"), ("not_applicable", "not_asked")),
        ({"quarantined": True}, ("not_applicable", "not_asked"), ("not_applicable", "not_asked")),
        ({"complaint": "c1"}, ("not_applicable", "not_asked"), ("not_applicable", "not_asked")),
        (
            {"destination": AddressedTo.NOT_OF_COMPANY},
            ("not_applicable", "not_asked"),
            ("not_applicable", "not_asked"),
        ),
        ({"channel": "sms"}, ("not_applicable", "not_asked"), ("broken", "lost")),
        ({"channel": "phone"}, ("not_applicable", "not_asked"), ("broken", "lost")),
        ({"channel": "helpdesk"}, ("not_applicable", "not_asked"), ("broken", "lost")),
        (
            {"channel": "helpdesk", "own_account": False},
            ("not_applicable", "not_asked"),
            ("not_applicable", "not_asked"),
        ),
        ({"channel": "icq"}, ("not_applicable", "not_asked"), ("not_applicable", "not_asked")),
        ({"task": None}, ("undetermined", "undetermined"), ("undetermined", "undetermined")),
    ],
)
def test_what_is_a_request_leads_to_one(
    facts: dict[str, Any], said: tuple[str, str], accepted: tuple[str, str]
) -> None:
    """4.1.1 of all official ways, and 3.1.4 of e-mail: nothing complete is lost, and nothing else need be taken."""
    records = log(came(**facts), requests=(request(),))

    assert ask(grounds.MAIL, records) == {"m1": said}
    assert ask(intake.ACCEPTED, records) == {"m1": accepted}


@pytest.mark.parametrize("setting", ["unofficial", "official_irregular"])
def test_the_client_sends_e_mail_to_the_one_address(setting: Any) -> None:
    """3.2 binds the client under either reading of I-32, and for e-mail alone."""
    policy = attrs.evolve(PUBLISHED.intake, other_mailbox=setting)
    found = ask(
        intake.ADDRESS,
        log(
            came("right"),
            came("sales", destination=AddressedTo.OTHER_OF_COMPANY),
            came("nowhere", destination=AddressedTo.UNLISTED),
            came("stranger", destination=AddressedTo.NOT_OF_COMPANY),
            came("complaint", destination=AddressedTo.COMPLAINTS),
            came("robot", destination=AddressedTo.OTHER_OF_COMPANY, automatic=True),
            came("number", channel="sms", destination=AddressedTo.OTHER_OF_COMPANY),
            came("not told", destination=None),
        ),
        attrs.evolve(PUBLISHED, intake=policy),
    )

    assert found == {
        "right": ("kept", "rightly"),
        "sales": ("broken", "elsewhere"),
        "nowhere": ("broken", "elsewhere"),
        "stranger": ("broken", "elsewhere"),
        "complaint": ("not_applicable", "not_asked"),
        "robot": ("not_applicable", "not_asked"),
        "number": ("not_applicable", "not_asked"),
        "not told": ("undetermined", "undetermined"),
    }


def test_personal_communication_may_be_answered_or_not() -> None:
    """3.4 makes nobody answer a messenger; whether somebody did is told, and breaks nothing either way."""
    found = ask(
        grounds.PERSONAL,
        log(
            came("answered", channel="icq", answered=True),
            came("left", channel="icq", answered=False),
            came("not told", channel="icq"),
            came("sales", destination=AddressedTo.UNLISTED, answered=True),
            requests=(request(),),
        ),
    )

    assert found == {
        "answered": ("kept", "answered"),
        "left": ("kept", "left"),
        "not told": ("kept", "undetermined"),
        "sales": ("kept", "answered"),
    }


def test_a_request_without_any_message_may_rest_on_one_that_the_log_lacks() -> None:
    """A log that holds no word of a request cannot show that its work had no ground."""
    records = log(came("other", request="r2"), requests=(request("r1"), request("r2")))

    assert ask(grounds.GROUND, records)["r1"] == ("undetermined", "undetermined")


@engines
def test_columns_that_are_lacking_are_not_known(engine: str) -> None:
    """Without the columns of the facts hardly anything is settled, and what could settle it is named."""
    records = log(
        came("taken", request="r1"),
        came("not taken"),
        requests=(request(),),
        engine=engine,
        without=("automatic", "destination", "details", "task", "own_account", "complaint_id", "quarantined"),
    )
    result = audit(records, PUBLISHED, now=NOW)

    assert result.by_clause("3.1.4").not_observable == ("interactions.details",)
    assert result.by_clause("3.2").not_observable == ("interactions.destination",)
    assert {answer.value: n for answer, n in result.by_clause("4.1.1").counts.items() if n} == {
        "kept": 1,
        "undetermined": 1,
    }
    assert set(result.by_clause("4.1.1").missing) == {"automatic", "destination", "details", "task"}


@pytest.mark.parametrize("lacking", ["asked_at", "completed_at", "reacted_at"])
def test_what_lacked_may_have_been_asked_for_where_no_column_tells(lacking: str) -> None:
    """What was asked and what came in are two columns, and each may hold the excuse; work is told by one of two."""
    records = log(came(request="r1", **LACKING), requests=(request(),), without=(lacking,))

    broken = lacking == "reacted_at"
    assert ask(grounds.GROUND, records) == {"r1": ("broken", "none") if broken else ("undetermined", "undetermined")}
    assert ask(grounds.MAIL, records)["m1"][0] == ("broken" if broken else "undetermined")


def test_a_log_of_requests_alone_shows_nothing_of_what_came_in() -> None:
    """All six say which columns they would need."""
    columns = recorded_columns([request()])
    records = log_of({"requests": ENGINES["polars"](columns)})

    for check in (intake.SOMEBODY_THERE, grounds.MAIL, intake.ADDRESS, grounds.PERSONAL, intake.ACCEPTED):
        assert "interactions.interaction_id" in check.not_observable(records)
    assert grounds.GROUND.not_observable(records) == ("interactions.channel", "interactions.request_id")


def test_a_log_without_requests_leaves_open_whether_somebody_worked() -> None:
    """Who has the mail alone sees that a messenger's line led to a request, and not what was done."""
    records = log(came(channel="icq", request="r1"))

    assert ask(grounds.PERSONAL, records) == {"m1": ("undetermined", "undetermined")}
    assert ask(intake.ACCEPTED, records) == {"m1": ("kept", "accepted")}


def test_no_message_is_its_own_ground() -> None:
    """A letter of which nobody knows where it went is no other message, though it may be a request itself."""
    letter = came("letter", request="r1", destination=None)
    alone = log(letter, requests=(request(worked=False),))
    beside = log(letter, came("proper", request="r1"), requests=(request(worked=False),))

    assert ask(grounds.PERSONAL, alone)["letter"][0] == "not_applicable"
    assert ask(grounds.PERSONAL, beside)["letter"][0] == "undetermined"
