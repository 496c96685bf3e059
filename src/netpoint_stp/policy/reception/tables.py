"""What was made of what came in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1): the facts and rule tables."""

from typing import Final

from netpoint_stp.policy.intake.policy import AddressedTo, Form, Intake, Task
from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable


class MadeOf(FactEnum):
    """What was made of something that came in."""

    REQUEST = "request"
    """It led to a request, or joined one."""
    COMPLAINT = "complaint"
    """It lodged a complaint, or joined one."""
    PUT_ASIDE = "put_aside"
    """It could not be read, and was put aside whole."""
    NO_REQUEST = "no_request"
    """A person looked at it and found it to be no request: a wrong number, advertising."""
    NOTHING = "nothing"


class Basis(FactEnum):
    """What something that came in is as a ground for work, however clearly its task is stated (3.1, reading I-10)."""

    REQUEST = "request"
    COMPLAINT = "complaint"
    INCOMPLETE = "incomplete"
    NOTHING = "nothing"


class Reached(FactEnum):
    """Whether whoever called within service hours found somebody (2.1.5)."""

    SOMEBODY = "somebody"
    NOBODY = "nobody"
    NOT_ASKED = "not_asked"
    """Not a call, not an official number, or out of hours."""


class WorkGround(FactEnum):
    """What the work on a request rests on (3.1)."""

    REQUEST = "request"
    COMPLETED = "completed"
    """On what was incomplete, but was completed, or what lacked was asked for (reading I-5)."""
    COMPLAINT = "complaint"
    NO_WORK = "no_work"
    NONE = "none"


class MailTaken(FactEnum):
    """Whether an e-mail was rightly taken as a request, or rightly not (3.1.4)."""

    TAKEN = "taken"
    COMPLETED = "completed"
    LEFT = "left"
    """It is no complete request, and was not taken as one."""
    NO_WORK = "no_work"
    """It was taken as a request without the details, and nobody has worked on it."""
    WITHOUT_DETAILS = "without_details"
    COMPLETE_NOT_TAKEN = "complete_not_taken"
    JOINED = "joined"
    """It lacks the details, and was put with a request that rests on another message (reading I-22)."""
    COMPLAINT = "complaint"
    """It lacks the details, and was put with a complaint, which has rules of its own."""
    NOT_ASKED = "not_asked"
    """No e-mail to the address for requests that a person wrote."""


class Sent(FactEnum):
    """Whether a request by e-mail was sent to the address for requests (3.2)."""

    RIGHTLY = "rightly"
    ELSEWHERE = "elsewhere"
    NOT_ASKED = "not_asked"


class Personal(FactEnum):
    """Whether personal communication stayed what it is (3.4)."""

    LEFT = "left"
    ANSWERED = "answered"
    """It stayed personal, and was answered: where to turn can be told so."""
    JOINED = "joined"
    """It was put with a request that rests on another message (readings I-5, I-22)."""
    COMPLAINT = "complaint"
    """It was put with a complaint, which has rules of its own."""
    NO_WORK = "no_work"
    TAKEN_UP = "taken_up"
    OFFICIAL = "official"
    """It is no personal communication."""


class Acceptance(FactEnum):
    """Whether an enquiry was accepted (4.1.1)."""

    ACCEPTED = "accepted"
    LOST = "lost"
    MISSED = "missed"
    """A call within service hours that nobody took and that led to nothing (reading I-24)."""
    NOT_ASKED = "not_asked"


class Filed(FactEnum):
    """Whether what reached the address for complaints became one (3.10)."""

    FILED = "filed"
    TAKEN_AS_REQUEST = "taken_as_request"
    """Staff made a request of it: it may have been no complaint."""
    LOST = "lost"
    NOT_ASKED = "not_asked"


class AtTheDesk(Facts[Reached]):
    """Facts about somebody who tried to speak with the service desk."""

    official: Fact[bool] = Fact("the channel is among the Company's contact details")
    person_needed: Fact[bool] = Fact("the channel is spoken")
    within_hours: Fact[bool] = Fact("it came in within service hours")
    form: Fact[Form] = Fact("whether it has the form that its channel wants")


class GroundOfWork(Facts[WorkGround]):
    """Facts about a request that was recorded."""

    worked: Fact[bool] = Fact("somebody worked on the request")
    basis: Fact[Basis] = Fact("the best ground for work that its messages are")
    made_good: Fact[bool] = Fact("what lacked was asked for, or came in")


class MailAsRequest(Facts[MailTaken]):
    """Facts about an e-mail and what was made of it."""

    details_needed: Fact[bool] = Fact("it must carry the details that identify the subscriber")
    counts_as: Fact[Intake] = Fact("what it is, however clearly its task is stated")
    task: Fact[Task] = Fact("whether the task is stated")
    made_of: Fact[MadeOf] = Fact("what was made of it")
    worked: Fact[bool] = Fact("somebody worked on the request")
    made_good: Fact[bool] = Fact("what lacked was asked for, or came in")
    beside: Fact[Basis] = Fact("the best ground for work that other messages of the same request are")


class SentTo(Facts[Sent]):
    """Facts about where a request was sent."""

    automatic: Fact[bool] = Fact("no person wrote it")
    one_address: Fact[bool] = Fact("requests by this channel must be sent to one given address")
    destination: Fact[AddressedTo] = Fact("what the address it was sent to is for")


class PersonalTalk(Facts[Personal]):
    """Facts about personal communication and what was made of it."""

    intake: Fact[Intake] = Fact("what it is")
    made_of: Fact[MadeOf] = Fact("what was made of it")
    worked: Fact[bool] = Fact("somebody worked on the request")
    made_good: Fact[bool] = Fact("what lacked was asked for, or came in")
    beside: Fact[Basis] = Fact("the best ground for work that other messages of the same request are")
    answered: Fact[bool] = Fact("somebody answered it")


class Filing(Facts[Filed]):
    """Facts about a message to the address for complaints and what was made of it."""

    intake: Fact[Intake] = Fact("what it is")
    made_of: Fact[MadeOf] = Fact("what was made of it")


class Accepting(Facts[Acceptance]):
    """Facts about an enquiry and what was made of it."""

    intake: Fact[Intake] = Fact("what it is")
    made_of: Fact[MadeOf] = Fact("what was made of it")
    within_hours: Fact[bool] = Fact("it came in within service hours")


A, G, M, S, P, E = AtTheDesk, GroundOfWork, MailAsRequest, SentTo, PersonalTalk, Accepting

AT_THE_DESK: Final = RuleTable(
    "somebody at the desk",
    AtTheDesk,
    Rule(("2.1.5", "I-24"), Reached.NOT_ASKED, when=~A.official | ~A.person_needed | ~A.within_hours),
    Rule(("2.1.5", "I-24"), Reached.NOBODY, when=A.form.is_in(Form.NOT_TAKEN)),
    Rule("2.1.5", Reached.SOMEBODY),
)

GROUND_OF_WORK: Final = RuleTable(
    "ground for work",
    GroundOfWork,
    Rule("3.1", WorkGround.NO_WORK, when=~G.worked),
    Rule("3.1", WorkGround.REQUEST, when=G.basis.is_in(Basis.REQUEST)),
    Rule(("3.1", "3.10"), WorkGround.COMPLAINT, when=G.basis.is_in(Basis.COMPLAINT)),
    Rule(("3.1", "I-5"), WorkGround.COMPLETED, when=G.basis.is_in(Basis.INCOMPLETE) & G.made_good),
    Rule("3.1", WorkGround.NONE),
)

MAIL_AS_REQUEST: Final = RuleTable(
    "e-mail taken as a request",
    MailAsRequest,
    Rule(
        "3.1.4",
        MailTaken.NOT_ASKED,
        when=~M.details_needed
        | ~M.counts_as.is_in(Intake.OFFICIAL, Intake.INCOMPLETE)
        | M.made_of.is_in(MadeOf.COMPLAINT, MadeOf.PUT_ASIDE, MadeOf.NO_REQUEST),
    ),
    Rule(
        "3.1.4",
        MailTaken.TAKEN,
        when=M.counts_as.is_in(Intake.OFFICIAL) & M.made_of.is_in(MadeOf.REQUEST),
    ),
    Rule("3.1.4", MailTaken.COMPLETE_NOT_TAKEN, when=M.counts_as.is_in(Intake.OFFICIAL) & M.task.is_in(Task.STATED)),
    Rule(("3.1.4", "I-10"), MailTaken.LEFT, when=M.made_of.is_in(MadeOf.NOTHING)),
    Rule(("3.1.4", "I-5"), MailTaken.COMPLETED, when=M.made_good),
    Rule(("3.1.4", "I-22", "I-23"), MailTaken.JOINED, when=M.beside.is_in(Basis.REQUEST)),
    Rule(("3.1.4", "3.10"), MailTaken.COMPLAINT, when=M.beside.is_in(Basis.COMPLAINT)),
    Rule("3.1.4", MailTaken.NO_WORK, when=~M.worked),
    Rule(("3.1.4", "I-2"), MailTaken.WITHOUT_DETAILS),
)

SENT_TO: Final = RuleTable(
    "address of a request",
    SentTo,
    Rule(
        ("3.2", "I-33"),
        Sent.NOT_ASKED,
        when=S.automatic | ~S.one_address | S.destination.is_in(AddressedTo.COMPLAINTS),
    ),
    Rule("3.2", Sent.RIGHTLY, when=S.destination.is_in(AddressedTo.REQUESTS)),
    Rule(("3.2", "I-32"), Sent.ELSEWHERE),
)

PERSONAL_TALK: Final = RuleTable(
    "personal communication",
    PersonalTalk,
    Rule("3.4", Personal.OFFICIAL, when=~P.intake.is_in(Intake.UNOFFICIAL)),
    Rule("3.4", Personal.ANSWERED, when=~P.made_of.is_in(MadeOf.REQUEST) & P.answered),
    Rule("3.4", Personal.LEFT, when=~P.made_of.is_in(MadeOf.REQUEST)),
    Rule(("3.4", "I-22", "I-23"), Personal.JOINED, when=P.beside.is_in(Basis.REQUEST)),
    Rule(("3.4", "3.10"), Personal.COMPLAINT, when=P.beside.is_in(Basis.COMPLAINT)),
    Rule(("3.4", "I-5", "I-22"), Personal.JOINED, when=P.beside.is_in(Basis.INCOMPLETE) & P.made_good),
    Rule("3.4", Personal.NO_WORK, when=~P.worked),
    Rule(("3.4", "I-32"), Personal.TAKEN_UP),
)

ACCEPTING: Final = RuleTable(
    "acceptance of enquiries",
    Accepting,
    Rule("4.1.1", Acceptance.ACCEPTED, when=E.made_of.is_in(MadeOf.REQUEST)),
    Rule("4.1.1", Acceptance.NOT_ASKED, when=E.made_of.is_in(MadeOf.COMPLAINT, MadeOf.PUT_ASIDE, MadeOf.NO_REQUEST)),
    Rule("4.1.1", Acceptance.LOST, when=E.intake.is_in(Intake.OFFICIAL)),
    Rule(("4.1.1", "I-24"), Acceptance.MISSED, when=E.intake.is_in(Intake.NOT_TAKEN) & E.within_hours),
    Rule("4.1.1", Acceptance.NOT_ASKED),
)

FILING: Final = RuleTable(
    "message to the address for complaints",
    Filing,
    Rule(
        "3.10",
        Filed.NOT_ASKED,
        when=~Filing.intake.is_in(Intake.COMPLAINT) | Filing.made_of.is_in(MadeOf.PUT_ASIDE),
    ),
    Rule("3.10", Filed.FILED, when=Filing.made_of.is_in(MadeOf.COMPLAINT)),
    Rule(("3.10", "I-12"), Filed.TAKEN_AS_REQUEST, when=Filing.made_of.is_in(MadeOf.REQUEST, MadeOf.NO_REQUEST)),
    Rule("3.10", Filed.LOST),
)
