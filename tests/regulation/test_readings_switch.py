"""Each key that the registry names for a reading really switches what is decided (docs/interpretations.md)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from attrs import fields_dict, frozen

from netpoint_stp.clauses import readings
from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.policy.complaints.tables import Lodging
from netpoint_stp.policy.errors_notified.notes import ErrorNotification, Instruction
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, SubscriberDetails, Task
from netpoint_stp.policy.notices import NoticeDuty
from netpoint_stp.policy.queue.overtaking import overtaken
from netpoint_stp.policy.queue.tables import Arrival, Serving
from netpoint_stp.policy.reaction.tables import Reaction
from netpoint_stp.policy.refusal.policy import Asked, BreakInService, GroundVerdict
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.regulation.profile import read_profile
from netpoint_stp.regulation.profile_data import ReadingsData
from netpoint_stp.rules import UNKNOWN, Unknown, still_possible
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.course import CourseStep, Happening
from netpoint_stp.subjects.interruptions import Agreement, Outage, PlannedMaintenance, Silence, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import Request

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 7, 1, 0, tzinfo=UTC)  # 03:00 in Kyiv
NOON = datetime(2026, 7, 1, 9, tzinfo=UTC)  # 12:00 in Kyiv


@frozen
class Switch:
    """One key: TOML under which a question has the first answer (nothing: the default), and TOML for the second."""

    reading: str
    key: str
    first: str
    answer: object
    second: str
    other: object
    ask: Callable[[Regulation], object]


def only(answer: Any) -> object:
    """Return the one outcome left open, or UNKNOWN where there are several."""
    possible = still_possible(getattr(answer, "judgement", answer))
    return next(iter(possible)) if len(possible) == 1 else UNKNOWN


def intake(channel: str, **facts: Any) -> Callable[[Regulation], object]:
    """Judge what came in by a channel, proper in all that is not said."""
    known: dict[str, Any] = {
        "automatic": False,
        "destination": AddressedTo.REQUESTS,
        "taken_by_person": True,
        "within_hours": True,
        "own_account": True,
        "details": SubscriberDetails.SUFFICIENT,
        "task": Task.STATED,
    }
    return lambda regulation: only(regulation.intake.judge(regulation.channel(channel), **known | facts))


def stated(regulation: Regulation) -> object:
    """Say what a login alone amounts to in an e-mail."""
    return regulation.intake.details_stated({AccountDetail.LOGIN})


def identified(**facts: Any) -> Callable[[Regulation], object]:
    """Identify somebody for a change of tariff."""
    known: dict[str, Any] = {"matched": {}, "candidates": Candidates.ONE, "contract_matters": False}
    return lambda regulation: only(regulation.identification.identify("change tariff", **known | facts).answer)


def lodged(route: ComplaintRoute, about: ComplaintSubject) -> Callable[[Regulation], object]:
    """Say what becomes of the holder's complaint."""
    return lambda regulation: only(
        regulation.complaints.lodge(route=route, marked=True, complainant=Standing.HOLDER, about=about)
    )


def break_for_debt(regulation: Regulation) -> object:
    """Judge a suspension for debt of which the record says nothing of an agreement."""
    broken = BreakInService(same_service=True, reasoned=True, agreement=Agreement.NOT_AGREED, for_debt=True)
    return only(regulation.refusal.judge_break(broken))


def request(number: int = 1, **fields: Any) -> Request:
    """Return a request by e-mail, received at noon."""
    return Request(**{"id": str(number), "received_at": NOON, "channel": "email", **fields})


def number_overtaken(regulation: Regulation) -> object:
    """Count what was overtaken where the later of two was taken a minute before the earlier."""
    pair = (
        request(1, taken_at=NOON + HOUR),
        request(2, received_at=NOON + timedelta(minutes=1), taken_at=NOON + timedelta(minutes=59)),
    )
    return len(overtaken(regulation.queue, pair, NOON + 2 * HOUR).value)


def last_day(regulation: Regulation) -> object:
    """Return the last day of a complaint lodged before Independence Day."""
    return regulation.complaint_deadline(datetime(2026, 8, 21, 9, tzinfo=UTC)).value.last_day


def in_force(regulation: Regulation) -> object:
    """Return the name of the edition in force in summer, or that there is none."""
    try:
        return RegulationHistory((regulation,)).at(NOON).edition.name
    except MomentError:
        return "none"


def told(moment: object) -> object:
    """Return a moment by its hour in Kyiv, and anything else as it is."""
    return moment.strftime("%d %H:%M") if isinstance(moment, datetime) else moment


OUTAGE = Outage(id="1", noticed_at=NIGHT, trouble_with=TroubleWith.EQUIPMENT)
MAINTENANCE = PlannedMaintenance(id="1", start=NOON, end=NOON + HOUR)
INSTRUCTION = Instruction(id="1", given_at=NOON)
NOTE = ErrorNotification(id="1", given={"what": "no link"})
TAKEN = Request(
    id="R-1",
    received_at=NOON,
    channel="email",
    support_level="gold",
    course=(CourseStep(Happening.ARRIVED, NOON), CourseStep(Happening.TAKEN, NOON)),
)
LEVEL = 'levels.gold.max_reaction = "1h"\n'
ACTION = 'actions."change tariff" = "login"\n'
GOOD_TIME = 'alerts.good_time = "30m"\n'
ROSTER = 'alerts.roster = [{ role = "engineer on duty" }]\n'
OWN_CHANNEL = """
[channels.email]
official = true
addressed = true
details_needed = true
clauses = ["2.1.3", "3.1.4"]
contacts = [{ address = "help@isp.com.ua" }]
[[queues]]
name = "mail"
channels = ["email"]
"""
BY_MAIL = 'queues = [{ name = "mail", channels = ["email"] }]'

SWITCHES = [
    Switch(
        "I-2",
        "readings.email_details",
        "",
        SubscriberDetails.SUFFICIENT,
        'readings.email_details = "always_full"',
        SubscriberDetails.LACKING,
        stated,
    ),
    Switch(
        "I-2",
        "intake.determinable",
        "",
        SubscriberDetails.SUFFICIENT,
        'intake.determinable = "passport"',
        SubscriberDetails.LACKING,
        stated,
    ),
    Switch("I-3", "actions", "", UNKNOWN, ACTION, Identity.IDENTIFIED, identified(matched={AccountDetail.LOGIN: True})),
    Switch(
        "I-4",
        "readings.sender_identifies",
        ACTION,
        Identity.ABSENT,
        ACTION + 'readings.sender_identifies = "suffices"',
        Identity.IDENTIFIED,
        identified(sender_known=True),
    ),
    Switch(
        "I-5",
        "intake.completion_time",
        "",
        UNKNOWN,
        'intake.completion_time = "1d"',
        Arrival.FIRST_MOMENT,
        lambda regulation: only(regulation.queue.arrival_of(request(completed_at=NOON + HOUR))),
    ),
    Switch(
        "I-7",
        "refusal.answer_time",
        "",
        frozenset({Asked.WAITING, Asked.AND_WAITED}),
        'refusal.answer_time = "1h"',
        Asked.AND_WAITED,
        lambda regulation: regulation.refusal.asked(NOON, NOON + HOUR),
    ),
    Switch(
        "I-8",
        "readings.debt_suspension_agreed",
        "",
        GroundVerdict.DOES_NOT_HOLD,
        "readings.debt_suspension_agreed = true",
        GroundVerdict.HOLDS,
        break_for_debt,
    ),
    Switch(
        "I-11",
        "readings.complaint_about_refusal",
        "",
        Lodging.LODGED,
        "readings.complaint_about_refusal = false",
        Lodging.ANSWERED_WITHOUT_TERM,
        lodged(ComplaintRoute.COMPLAINTS_ADDRESS, ComplaintSubject.REFUSAL),
    ),
    Switch(
        "I-12",
        "readings.complaint_other_mailbox",
        "",
        Lodging.LODGED_IRREGULARLY,
        'readings.complaint_other_mailbox = "not_lodged"',
        Lodging.NOT_LODGED_TELL_ADDRESS,
        lodged(ComplaintRoute.OTHER_MAILBOX, ComplaintSubject.CARRYING_OUT),
    ),
    Switch(
        "I-15",
        "complaints.calendar",
        "",
        date(2026, 9, 1),
        'complaints.calendar = "ukraine_peacetime"',
        date(2026, 9, 2),
        last_day,
    ),
    Switch(
        "I-16",
        "readings.hours_bind_alerts",
        GOOD_TIME,
        "01 03:30",
        GOOD_TIME + "readings.hours_bind_alerts = true",
        "01 08:30",
        lambda regulation: told(regulation.alerts.alert_due(OUTAGE).value),
    ),
    Switch(
        "I-17",
        "reaction.acts",
        LEVEL,
        Reaction.KEPT,
        LEVEL + 'reaction.acts = ["answered"]',
        Reaction.BROKEN,
        lambda regulation: only(regulation.reaction.first_reaction(TAKEN, NOON + 3 * HOUR)),
    ),
    Switch(
        "I-18",
        "readings.reaction_clock",
        LEVEL,
        "01 09:00",
        LEVEL + 'readings.reaction_clock = "clock_time"',
        "01 04:00",
        lambda regulation: told(regulation.reaction.reaction_due(NIGHT, "gold").value),
    ),
    Switch(
        "I-19",
        "readings.maximum_applies_to_first_reaction",
        LEVEL,
        Reaction.RUNNING,
        LEVEL + "readings.maximum_applies_to_first_reaction = false",
        Reaction.NO_MAXIMUM,
        lambda regulation: only(regulation.reaction.first_reaction(request(support_level="gold"), NOON)),
    ),
    Switch(
        "I-19",
        "levels",
        "",
        UNKNOWN,
        LEVEL,
        "01 13:00",
        lambda regulation: told(regulation.reaction.reaction_due(NOON, "gold").value),
    ),
    Switch(
        "I-20",
        "queues",
        "",
        Serving.WAITS_IN_QUEUE,
        BY_MAIL,
        Serving.NO_QUEUE,
        lambda regulation: only(regulation.queue.served(request(channel="sms"))),
    ),
    Switch("I-20", "queue.tie_tolerance", "", 1, 'queue.tie_tolerance = "1m"', 0, number_overtaken),
    Switch(
        "I-20",
        "queue.live_channels",
        BY_MAIL,
        Serving.NO_QUEUE,
        BY_MAIL + '\nqueue.live_channels = ["phone", "sms"]',
        Serving.SERVED_AS_IT_RINGS,
        lambda regulation: only(regulation.queue.served(request(channel="sms"))),
    ),
    Switch(
        "I-24",
        "readings.call_out_of_hours",
        "",
        Intake.OFFICIAL,
        'readings.call_out_of_hours = "not_a_request"',
        Intake.NOT_TAKEN,
        intake("phone", within_hours=False),
    ),
    Switch(
        "I-25",
        "alerts.good_time",
        "",
        UNKNOWN,
        GOOD_TIME,
        "01 03:30",
        lambda regulation: told(regulation.alerts.alert_due(OUTAGE).value),
    ),
    Switch(
        "I-25",
        "notices.lead_time",
        "",
        UNKNOWN,
        'notices.lead_time = "1h"',
        "01 11:00",
        lambda regulation: told(regulation.notices.notice_due(MAINTENANCE).value),
    ),
    Switch(
        "I-25",
        "notices.failure_time",
        "",
        UNKNOWN,
        'notices.failure_time = "1h"',
        "01 04:00",
        lambda regulation: told(regulation.notices.notice_due(OUTAGE).value),
    ),
    Switch(
        "I-25",
        "error_notification.instruction_time",
        "",
        UNKNOWN,
        'error_notification.instruction_time = "1h"',
        "01 13:00",
        lambda regulation: told(regulation.errors_notified.instruction_due(INSTRUCTION).value),
    ),
    Switch(
        "I-26",
        "alerts.roster",
        "",
        UNKNOWN,
        ROSTER,
        ["engineer on duty"],
        lambda regulation: roles(regulation.alerts.who(OUTAGE).value),
    ),
    Switch(
        "I-27",
        "error_notification.fields",
        "",
        ["since_when", "where", "what_was_tried", "message_shown"],
        'error_notification.fields = ["what", "since_when"]',
        ["since_when"],
        lambda regulation: [field.code for field in regulation.errors_notified.ask(NOTE).value],
    ),
    Switch("I-28", "in_force_from", "", "x", "in_force_from = 2026-07-02", "none", in_force),
    Switch(
        "I-29",
        "zone",
        "",
        False,
        'zone = "Europe/London"',
        True,
        lambda regulation: regulation.hours.contains(NIGHT - 2 * HOUR),
    ),
    Switch("I-31", "channels", "", True, OWN_CHANNEL, False, lambda regulation: bool(regulation.example_contacts)),
    Switch(
        "I-31",
        "purpose",
        "",
        True,
        'purpose = "real"',
        "refused",
        lambda regulation: bool(regulation.example_contacts),
    ),
    Switch(
        "I-32",
        "readings.other_mailbox",
        "",
        Intake.OFFICIAL,
        'readings.other_mailbox = "unofficial"',
        Intake.UNOFFICIAL,
        intake("email", destination=AddressedTo.OTHER_OF_COMPANY),
    ),
    Switch(
        "I-32",
        "readings.unlisted_mailbox",
        "",
        Intake.UNOFFICIAL,
        'readings.unlisted_mailbox = "official_irregular"',
        Intake.OFFICIAL,
        intake("email", destination=AddressedTo.UNLISTED),
    ),
    Switch(
        "I-32",
        "readings.other_number",
        "",
        Intake.UNOFFICIAL,
        'readings.other_number = "official_irregular"',
        Intake.OFFICIAL,
        intake("sms", destination=AddressedTo.OTHER_OF_COMPANY),
    ),
    Switch(
        "I-35",
        "readings.notices_in_emergencies",
        "notices.lead_time = '1d'",
        NoticeDuty.OVERDUE,
        "notices.lead_time = '1d'\nreadings.notices_in_emergencies = 'maintenance_too'",
        NoticeDuty.NOT_REQUIRED,
        lambda regulation: only(
            regulation.notices.judge(
                PlannedMaintenance(id="w", start=NOON, end=NOON + HOUR),
                now=NOON,
                emergency=False,
                silence=Silence.NOT_YET,
            )
        ),
    ),
]


def roles(entries: object) -> object:
    """Return the roles of a roster's entries, or what stands in their place."""
    return entries if isinstance(entries, Unknown) else [entry.role for entry in entries]  # type: ignore[attr-defined]  # entries of a roster


def answered(switch: Switch, text: str) -> object:
    """Return the answer under a profile; that a profile is refused is an answer too."""
    purpose = "" if "purpose" in text else 'purpose = "example"\n'
    try:
        return switch.ask(read_profile(f'name = "x"\n{purpose}{text}'))
    except ProfileError:
        return "refused"


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: f"{switch.reading} {switch.key}")
def test_the_key_switches_the_reading(switch: Switch) -> None:
    """The same question has one answer under the one setting and another under the other."""
    assert answered(switch, switch.first) == switch.answer
    assert answered(switch, switch.second) == switch.other
    assert switch.answer != switch.other


def test_every_key_that_a_reading_names_is_tried() -> None:
    """None that switches nothing, and none that is not there."""
    named = {(one.id, key) for one in readings() for key in one.settings}

    assert {(switch.reading, switch.key) for switch in SWITCHES} == named


def test_what_can_be_chosen_is_what_the_profile_takes() -> None:
    """The choices of a reading are those of its keys; the default is told first, or of a further key in its words."""
    hints, defaults = get_type_hints(ReadingsData), fields_dict(ReadingsData)
    chosen = {key.removeprefix("readings."): one.choices for one in readings() for key in one.settings}
    further = {key.removeprefix("readings."): one for one in readings() for key in one.settings[1:]}

    for name, hint in hints.items():
        taken = ("true", "false") if hint is bool else get_args(hint)
        assert sorted(chosen[name]) == sorted(taken), name
        default = str(defaults[name].default).lower()
        if name in further:
            assert all(f"`{default}`" in text for text in further[name].default.values()), name
        else:
            assert chosen[name][0] == default, name
