"""The canonical records of the audit: what a log is brought to before any clause is asked of it.

Every table but `requests` may be absent, and every column but those required: what is absent is not known, and what
hangs on it is undetermined or not observable, never "fine".
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from netpoint_stp.audit.records.columns import RecordTable, codes, flag, moment, number, text
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.intake.policy import AddressedTo, SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Demand, Ground
from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.interruptions import Agreement, Extent, InterruptionKind, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, WhoseTime


class ActivityKind(Enum):
    """What happened to a request."""

    TAKEN = "taken"
    """A person took it up."""
    ASKED = "asked"
    """The client was asked for account information; `action` says for what."""
    COMPLETED = "completed"
    """The last detail that it lacked came in."""
    INFORMATION = "information"
    """Further information from the client came in (3.19)."""
    REACTED = "reacted"
    """A person did something about it that is none of the others."""
    ACKNOWLEDGED = "acknowledged"
    """An automatic message went out: an acknowledgement, or what lacks was asked for (3.1.4); no reaction (I-17)."""
    ANSWERED = "answered"
    ADVICE_DECLINED = "advice_declined"
    """Advice that is not owed was declined (reading I-9)."""
    NOT_A_REQUEST = "not_a_request"
    """A person found it to be no request."""
    HELD = "held"
    """It began to wait for somebody; `whose` says for whom."""
    RESUMED = "resumed"
    """The wait was over."""
    INSTRUCTED = "instructed"
    """The client was told to do something that helps to find the causes of an error (4.2.2)."""
    FOLLOWED = "followed"
    """The client did it; `refers_to` is the id of the instruction, where several stand open."""
    OUT_OF_LINE = "out_of_line"
    """It is not in its line: it has to be looked at first, or stands in another one (3.13)."""
    IN_LINE = "in_line"
    """It is in its line, free to be taken."""
    SEVERITY_SET = "severity_set"
    REFUSED = "refused"
    VISITED = "visited"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"

    __hash__ = object.__hash__


class NamedGround(Enum):
    """A ground that a refusal names: a main one of 3.9, as the rules call it, or another."""

    INFORMATION_ABSENT = Ground.INFORMATION_ABSENT.value
    OUTSIDE_CONTRACT = Ground.OUTSIDE_CONTRACT.value
    AGREED_INTERRUPTION = Ground.AGREED_INTERRUPTION.value
    OTHER = "other"

    __hash__ = object.__hash__


class Direction(Enum):
    """Who called whom, or wrote to whom."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"

    __hash__ = object.__hash__


class WorksKind(Enum):
    """What a notice on the site is about (4.5)."""

    MAINTENANCE = "maintenance"
    FAILURE = "failure"

    __hash__ = object.__hash__


class RecordedDisposition(Enum):
    """What somebody found a request to be, instead of one of its own."""

    MERGED = "merged"
    """The same thing as another request, as which it goes on (reading I-23)."""
    NO_REQUEST = "no_request"

    __hash__ = object.__hash__


REQUESTS: Final = RecordTable(
    name="requests",
    about="one row for each request: what counts as one (3.1), and when what was done about it",
    key="request_id",
    moment="received_at",
    columns=(
        text("request_id", "the number or id of the request", required=True),
        moment("received_at", "when it first reached the Company (readings I-5, I-14)", required=True),
        number("arrival_number", "what tells apart the order of those that arrived at one moment"),
        moment("placed_at", "the moment by which it stands in its line, where that was put right (I-5, I-23)"),
        flag("in_line", "it ever stood free in its line; what lacked something all the time did not (I-5)"),
        moment("left_line_at", "when it was taken from its line, where `in_line` says that it stood there (I-20)"),
        text("channel", "how it came: a channel of the profile, or any other name, which is unofficial (3.4)"),
        text("queue", "in which queue of the profile it was put, where the log says so"),
        text("support_level", "its support level, as the profile names it (3.19)"),
        moment("completed_at", "when the last detail that it lacked came in (reading I-5)"),
        moment("asked_at", "when account information was first asked for (reading I-7)"),
        moment("asked_last_at", "when what still lacked at its refusal was last asked for (reading I-7)"),
        moment("taken_at", "when a person took it up"),
        moment("reacted_at", "when a person first did something else about it (reading I-17)"),
        moment("refused_at", "when it was refused (3.9)"),
        moment("closed_at", "when it was closed"),
        moment("owed_from", "from when a first reaction was owed, where a journal tells (readings I-5, I-17)"),
        moment("lapsed_at", "from when none was owed any more; without `owed_from` none ever was (readings I-5, I-17)"),
        codes(
            "became",
            RecordedDisposition,
            "what it was found to be, where it is none of its own: nothing but 3.19 asks of it then",
        ),
        text("messages_of", "the request whose messages are its own too: split off, or joined and reopened (I-23)"),
        text("bulk", "the one act by which it was taken with others (reading I-20)"),
        codes(
            *("severity", SeverityLevel, "how critical staff found it; empty where nobody said so (3.14)"),
            blank_says=True,
        ),
        moment("severity_set_at", "when staff recorded that, with the reason (reading I-21)"),
        flag("emergency_action", "it needs emergency action"),
        flag("specialist_advice", "it needs the advice of a specialist"),
        text("action", "what is asked for, as the profile's table of actions names it (3.6)"),
        text("service", "the service it is about, as the profile names it"),
        text("contract_id", "the contract it is about"),
        codes(
            *("identity", Identity, "what the account information given amounted to when it was last looked at"),
            several=True,
        ),
        codes("demand", Demand, "how what was demanded stands to the contract (3.7, 3.9.2)"),
        flag("refusal_reason", "a reason other than those of 3.9 was recorded with the refusal (reading I-6)"),
        text("taken_by", "who of the staff took it up", personal=True),
    ),
)

EVENTS: Final = RecordTable(
    name="events",
    about="one row for each thing that happened to a request, in any order",
    key=None,
    moment="at",
    columns=(
        text("request_id", "the request it happened to", required=True),
        codes("kind", ActivityKind, "what happened", required=True),
        moment("at", "when", required=True),
        text("event_id", "the number or id of the event"),
        codes("whose", WhoseTime, "for whom it waits, where the event is that it began to wait; empty: nobody knows"),
        text("action", "for which action account information was asked, as the profile names it"),
        text("asked_for", "which account information was asked for: `login`, `passport` and so on, joined by `&`"),
        text("refers_to", "the event that this one answers"),
        codes("ground", NamedGround, "the ground that a refusal names (3.9); one that names several is as many events"),
        flag("helps", "the instruction helps to find the cause of an error (4.2.2)"),
        flag("emergency_action", "the severity set says that emergency action is needed"),
        flag("specialist_advice", "the severity set says that the advice of a specialist is needed"),
        moment("lapsed_at", "from when no reaction to the information was owed any more (readings I-5, I-17)"),
        flag("automatic", "a program did it, no person (reading I-17); all that is left out a person may have done"),
        text("actor", "who did it", personal=True),
    ),
)

INTERACTIONS: Final = RecordTable(
    name="interactions",
    about="one row for everything that came in, whether or not a request was made of it (3.1, 4.1.1)",
    key="interaction_id",
    moment="received_at",
    columns=(
        text("interaction_id", "the id of the message or call", required=True),
        moment("received_at", "when it reached the Company", required=True),
        codes("direction", Direction, "whether it came in; all that is left out did"),
        text("channel", "how it came: a channel of the profile, or any other name"),
        text("request_id", "the request that it led to or belongs to; empty where it led to none"),
        text("complaint_id", "the complaint that it lodged or belongs to; empty where it has to do with none"),
        flag("quarantined", "it could not be read and was put aside whole; all that is left out was not"),
        flag("dismissed", "a person found it to be no request; all that is left out was not"),
        flag("automatic", "no person wrote it"),
        codes("destination", AddressedTo, "what the address that it was sent to is for", several=True),
        flag("taken_by_person", "a person of the service desk took the call"),
        flag("own_account", "it is registered under the client's own account"),
        codes("details", SubscriberDetails, "what its details amount to (3.1.4)"),
        codes("task", Task, "whether the task is stated (3.5)"),
        flag("answered", "somebody answered it"),
        text("sender", "who sent it", personal=True),
    ),
)

COMPLAINTS: Final = RecordTable(
    name="complaints",
    about="one row for each complaint (3.10)",
    key="complaint_id",
    moment="lodged_at",
    columns=(
        text("complaint_id", "the number or id of the complaint", required=True),
        moment("lodged_at", "when the Company's own mail server received it (reading I-14)", required=True),
        moment("answered_at", "when a substantive answer was sent"),
        moment("interim_answer_at", "when an interim answer was sent, which is none (reading I-14)"),
        codes("route", ComplaintRoute, "where it went", several=True),
        flag("marked", "staff or its subject line call it a complaint"),
        codes("complainant", Standing, "how the complainant stands to the subscriber"),
        codes("about", ComplaintSubject, "what is complained of"),
        flag("names_request_date", "it names the date on which the request was sent (3.11)"),
        flag("names_taker", "it names the employee who took the request"),
        flag("names_request_text", "it says what the request said"),
        text("request_id", "the request that it is about"),
        text("interaction_id", "the message by which it came (3.10)"),
    ),
)

INTERRUPTIONS: Final = RecordTable(
    name="interruptions",
    about="one row for each break in a service (3.9.3)",
    key="interruption_id",
    moment="began_at",
    columns=(
        text("interruption_id", "the id of the break", required=True),
        moment("began_at", "when it began", required=True),
        moment("ended_at", "when it ended; empty while it lasts"),
        text("service", "the service that stands still"),
        text("contract_id", "the contract it is for; empty where it is for all"),
        codes("kind", InterruptionKind, "why the service stands still"),
        flag("reasoned", "a reason is recorded"),
        codes("agreement", Agreement, "whether the client agreed to it, and how (reading I-8)"),
    ),
)

CONTRACTS: Final = RecordTable(
    name="contracts",
    about="one row for each service of each contract (2.2, 3.9.2)",
    key=None,
    moment="since",
    columns=(
        text("contract_id", "the contract", required=True),
        moment("since", "from when it covers the service", required=True),
        moment("until", "until when; empty while it does"),
        text("service", "a service that it covers"),
        text("support_level", "the support level that it gives (3.19)"),
    ),
)

INCIDENTS: Final = RecordTable(
    name="incidents",
    about="one row for each problem with equipment or software (2.4, 2.5, 4.1.3, 4.5)",
    key="incident_id",
    moment="noticed_at",
    columns=(
        text("incident_id", "the id of the problem", required=True),
        moment("noticed_at", "when the Company noticed it", required=True),
        moment("began_at", "when it began, as found out later"),
        moment("ended_at", "when it was over"),
        flag("established", "it turned out to be a problem"),
        flag("noticed_by_monitoring", "the Company's own monitoring noticed it, not a client (2.4, 4.1.2)"),
        codes("owner", EquipmentOwner, "whose the equipment or software is"),
        codes("trouble_with", TroubleWith, "what has the problem"),
        codes("extent", Extent, "how far it reaches (4.5)"),
        flag("emergency", "it is an emergency (4.5)"),
        text("service", "the service that it concerns"),
    ),
)

ALERTS: Final = RecordTable(
    name="alerts",
    about="one row for each time that a person concerned was told of a problem (2.5, 4.1.3)",
    key=None,
    moment="sent_at",
    columns=(
        text("incident_id", "the problem", required=True),
        moment("sent_at", "when they were told", required=True),
        text("role", "who, by the role that the profile's roster names"),
    ),
)

WORKS: Final = RecordTable(
    name="works",
    about="one row for each planned maintenance (4.5)",
    key="works_id",
    moment="began_at",
    columns=(
        text("works_id", "the id of the maintenance", required=True),
        moment("began_at", "when it begins", required=True),
        moment("ended_at", "when it ends"),
        text("service", "the service that it concerns"),
        flag("emergency", "whether it is one of an emergency"),
    ),
)

NOTICES: Final = RecordTable(
    name="notices",
    about="one row for each notice published on the Company's site (4.5)",
    key=None,
    moment="published_at",
    columns=(
        text("about_id", "the maintenance or problem that it is about", required=True),
        codes("about", WorksKind, "which of the two it is about", required=True),
        moment("published_at", "when it was published", required=True),
    ),
)

TABLES: Final[Mapping[str, RecordTable]] = MappingProxyType(
    {
        table.name: table
        for table in (
            *(REQUESTS, EVENTS, INTERACTIONS, COMPLAINTS, INTERRUPTIONS, CONTRACTS),
            *(INCIDENTS, ALERTS, WORKS, NOTICES),
        )
    }
)


def record_table(name: str) -> RecordTable:
    """Return the table of that name; raise `UsageError` with the nearest one where there is none."""
    if name not in TABLES:
        raise UsageError(f"there is no table of records `{name}`{did_you_mean(name, TABLES)}")
    return TABLES[name]
