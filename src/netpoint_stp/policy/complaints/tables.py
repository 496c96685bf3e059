"""Complaints (3.10–3.12): the facts and rule tables on lodging, contents and answer."""

from typing import Final

from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable
from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing


class Lodging(FactEnum):
    """What became of a complaint that reached the Company (3.10)."""

    LODGED = "lodged"
    LODGED_IRREGULARLY = "lodged_irregularly"
    """Lodged, though at another mailbox of the Company: both terms are shown."""
    NOT_LODGED_TELL_ADDRESS = "not_lodged_tell_address"
    ANSWERED_WITHOUT_TERM = "answered_without_term"
    """Not by the subscriber, or not about requests: answered, told why no term runs."""
    HANDLED_AS_REQUEST = "handled_as_request"
    """At an address that serves other uses too, and nothing calls it a complaint."""


class Contents(FactEnum):
    """Whether a complaint names what it must (3.11)."""

    COMPLETE = "complete"
    ASK_FOR_THE_REST = "ask_for_the_rest"


class AnswerGiven(FactEnum):
    """What answer a complaint has had (reading I-14)."""

    NONE = "none"
    INTERIM = "interim"
    SUBSTANTIVE = "substantive"


class TermState(FactEnum):
    """Where a moment lies: of the substantive answer or, without one, the present."""

    WITHIN = "within"
    OVER = "over"


class ComplaintStatus(FactEnum):
    """How it stands with the answer to a complaint (3.12)."""

    ANSWERED_IN_TIME = "answered_in_time"
    ANSWERED_LATE = "answered_late"
    RUNNING = "running"
    OVERDUE = "overdue"
    NOT_LODGED = "not_lodged"
    NO_TERM = "no_term"


class Hearing(FactEnum):
    """Whether a complaint was dealt with as what it is (3.10)."""

    TAKEN_UP = "taken_up"
    TOLD = "told"
    """It is not lodged, and whoever complained was told of it."""
    STILL_TIME = "still_time"
    NOT_TOLD = "not_told"
    NO_COMPLAINT = "no_complaint"


class LodgingOfComplaint(Facts[Lodging]):
    """Who complains about what, and where to."""

    route: Fact[ComplaintRoute] = Fact("where the complaint went")
    marked: Fact[bool] = Fact("staff or its subject line call it a complaint")
    complainant: Fact[Standing] = Fact("how the complainant stands to the subscriber")
    about: Fact[ComplaintSubject] = Fact("what is complained of")
    refusal_counts: Fact[bool] = Fact("the profile counts a refusal as a way of carrying out a request")
    other_mailbox_counts: Fact[bool] = Fact("the profile lets a complaint be lodged at any mailbox of the Company")


class ContentsOfComplaint(Facts[Contents]):
    """What a complaint names."""

    request_date: Fact[bool] = Fact("it names the date on which the request was sent")
    taker_name: Fact[bool] = Fact("it names the employee who took the request")
    request_text: Fact[bool] = Fact("it says what the request was")


class AnswerToComplaint(Facts[ComplaintStatus]):
    """What became of a complaint, what answer it had, and whether the term was over by then."""

    lodging: Fact[Lodging] = Fact("what became of the complaint")
    answer: Fact[AnswerGiven] = Fact("what answer it has had")
    term: Fact[TermState] = Fact("whether the term was over when it was answered, or is over now")


class HearingOfComplaint(Facts[Hearing]):
    """What became of a complaint, and whether whoever made it heard of that."""

    lodging: Fact[Lodging] = Fact("what became of the complaint")
    told: Fact[bool] = Fact("something was sent to whoever complained")
    term: Fact[TermState] = Fact("whether the time in which a lodged complaint must be answered is over now")


_L, _C, _A = LodgingOfComplaint, ContentsOfComplaint, AnswerToComplaint
_H = HearingOfComplaint

LODGING: Final = RuleTable(
    "lodging of a complaint",
    LodgingOfComplaint,
    Rule(
        ("3.4", "3.10", "I-12"),
        Lodging.NOT_LODGED_TELL_ADDRESS,
        when=_L.route.is_in(ComplaintRoute.UNOFFICIAL_CHANNEL),
    ),
    Rule(
        ("3.10", "I-12"),
        Lodging.HANDLED_AS_REQUEST,
        when=_L.route.is_in(ComplaintRoute.SHARED_ADDRESS) & ~_L.marked,
    ),
    Rule(
        ("3.10", "I-1", "I-11"),
        Lodging.ANSWERED_WITHOUT_TERM,
        when=_L.complainant.is_in(Standing.USER, Standing.OUTSIDER),
    ),
    Rule(
        ("3.10", "I-11"),
        Lodging.ANSWERED_WITHOUT_TERM,
        when=_L.about.is_in(ComplaintSubject.SOMETHING_ELSE)
        | _L.about.is_in(ComplaintSubject.REFUSAL) & ~_L.refusal_counts,
    ),
    Rule(
        ("3.10", "I-12"),
        Lodging.NOT_LODGED_TELL_ADDRESS,
        when=_L.route.is_in(ComplaintRoute.OTHER_OFFICIAL_CHANNEL)
        | _L.route.is_in(ComplaintRoute.OTHER_MAILBOX) & ~_L.other_mailbox_counts,
    ),
    Rule(
        ("3.10", "I-11", "I-12"),
        Lodging.LODGED_IRREGULARLY,
        when=_L.route.is_in(ComplaintRoute.OTHER_MAILBOX),
    ),
    Rule(("3.10", "I-11"), Lodging.LODGED),
)

CONTENTS: Final = RuleTable(
    "contents of a complaint",
    ContentsOfComplaint,
    Rule("3.11", Contents.COMPLETE, when=_C.request_date & _C.taker_name & _C.request_text),
    Rule(("3.11", "I-13"), Contents.ASK_FOR_THE_REST),
)

STATUS: Final = RuleTable(
    "answer to a complaint",
    AnswerToComplaint,
    Rule(
        ("3.10", "I-12"),
        ComplaintStatus.NOT_LODGED,
        when=_A.lodging.is_in(Lodging.NOT_LODGED_TELL_ADDRESS, Lodging.HANDLED_AS_REQUEST),
    ),
    Rule(("3.10", "I-11"), ComplaintStatus.NO_TERM, when=_A.lodging.is_in(Lodging.ANSWERED_WITHOUT_TERM)),
    Rule(
        ("3.12", "I-14"),
        ComplaintStatus.ANSWERED_IN_TIME,
        when=_A.answer.is_in(AnswerGiven.SUBSTANTIVE) & _A.term.is_in(TermState.WITHIN),
    ),
    Rule(("3.12", "I-14"), ComplaintStatus.ANSWERED_LATE, when=_A.answer.is_in(AnswerGiven.SUBSTANTIVE)),
    Rule(("3.12", "I-13", "I-14"), ComplaintStatus.RUNNING, when=_A.term.is_in(TermState.WITHIN)),
    Rule(("3.12", "I-13", "I-14"), ComplaintStatus.OVERDUE),
)

HEARING: Final = RuleTable(
    "hearing of a complaint",
    HearingOfComplaint,
    Rule(("3.10", "I-12"), Hearing.NO_COMPLAINT, when=_H.lodging.is_in(Lodging.HANDLED_AS_REQUEST)),
    Rule(
        ("3.10", "I-12"),
        Hearing.TAKEN_UP,
        when=_H.lodging.is_in(Lodging.LODGED, Lodging.LODGED_IRREGULARLY),
    ),
    Rule(("3.10", "I-11", "I-12"), Hearing.TOLD, when=_H.told),
    Rule(("3.10", "3.12", "I-12"), Hearing.STILL_TIME, when=_H.term.is_in(TermState.WITHIN)),
    Rule(("3.10", "I-11", "I-12"), Hearing.NOT_TOLD),
)
