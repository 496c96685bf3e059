"""Intake (2.1, 3.1–3.5): is what came in an official request, incomplete, or personal communication only."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.errors import UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.identification.requirements import (
    CONNECTION_ADDRESS,
    CONTRACT_NUMBER,
    EVERYTHING,
    LOGIN,
    PASSPORT,
    IdentificationRequirement,
    Ways,
)
from netpoint_stp.policy.intake.mail_services import MAIL_TROUBLE, MailLiability
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import (
    UNKNOWN,
    Composed,
    Decision,
    Explanation,
    Fact,
    FactEnum,
    Facts,
    Judged,
    Rule,
    RuleTable,
    Undetermined,
    Unknown,
    compose,
    in_order,
    still_possible,
)
from netpoint_stp.rules.explanation import tell, tell_fact, tell_grounds
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import Language, Message


def bound_to_one_address(channel: Channel) -> bool:
    """Return whether 3.2 binds a channel: it speaks of e-mail, and a channel names the clauses that list it."""
    return "3.2" in channel.clauses


class AddressedTo(FactEnum):
    """What the address that it was sent to is for."""

    REQUESTS = "requests"
    COMPLAINTS = "complaints"
    OTHER_OF_COMPANY = "other_of_company"
    """Another address among the Company's contact details."""
    UNLISTED = "unlisted"
    """An address of the Company's that is not among its contact details."""
    NOT_OF_COMPANY = "not_of_company"


class SubscriberDetails(FactEnum):
    """What the details in a message amount to: do they tell which subscriber it is about (3.1.4)?"""

    SUFFICIENT = "sufficient"
    LACKING = "lacking"
    AMBIGUOUS = "ambiguous"
    CONTRADICTORY = "contradictory"


class Task(FactEnum):
    """Whether what is to be done is stated (3.5)."""

    STATED = "stated"
    MISSING = "missing"


class Intake(FactEnum):
    """What became of something that came in."""

    OFFICIAL = "official"
    INCOMPLETE = "incomplete"
    UNOFFICIAL = "unofficial"
    COMPLAINT = "complaint"
    NOT_TAKEN = "not_taken"
    AUTOMATIC = "automatic"


class Form(FactEnum):
    """Whether it has the form that 3.1 wants of its channel."""

    PROPER = "proper"
    NOT_TAKEN = "not_taken"
    NOT_UNDER_OWN_ACCOUNT = "not_under_own_account"
    LACKS_DETAILS = "lacks_details"


class FormOfRequest(Facts[Form]):
    """The properties of the channel that concern form, and what the interaction shows of them."""

    person_needed: Fact[bool] = Fact("the channel is spoken")
    taken_by_person: Fact[bool] = Fact("a person of the service desk took it")
    own_account_needed: Fact[bool] = Fact("it must be registered under the client's own account")
    own_account: Fact[bool] = Fact("it is registered under the client's own account")
    details_needed: Fact[bool] = Fact("it must carry the details that identify the subscriber")
    details: Fact[SubscriberDetails] = Fact("what its details amount to")


class Incoming(Facts[Intake]):
    """Facts about something that came in."""

    automatic: Fact[bool] = Fact("no person wrote it")
    official: Fact[bool] = Fact("the channel is among the Company's contact details")
    addressed: Fact[bool] = Fact("a message by this channel has a destination")
    destination: Fact[AddressedTo] = Fact("what the address it was sent to is for")
    other_address_counts: Fact[bool] = Fact("the profile lets another listed address of this kind take requests")
    unlisted_address_counts: Fact[bool] = Fact("the profile lets an address that is not listed take requests")
    form: Fact[Form] = Fact("whether it has the form that its channel wants")
    task: Fact[Task] = Fact("whether the task is stated")


F, G = FormOfRequest, Incoming

FORM = RuleTable(
    "form of a request",
    FormOfRequest,
    Rule(("3.1.1", "I-24"), Form.NOT_TAKEN, when=F.person_needed & ~F.taken_by_person),
    Rule("3.1.3", Form.NOT_UNDER_OWN_ACCOUNT, when=F.own_account_needed & ~F.own_account),
    Rule(
        ("3.1.4", "I-2", "I-5"),
        Form.LACKS_DETAILS,
        when=F.details_needed & ~F.details.is_in(SubscriberDetails.SUFFICIENT),
    ),
    Rule("3.1", Form.PROPER),
)

INTAKE = RuleTable(
    "intake",
    Incoming,
    Rule(("3.1", "I-33"), Intake.AUTOMATIC, when=G.automatic),
    Rule("3.4", Intake.UNOFFICIAL, when=~G.official),
    Rule("3.10", Intake.COMPLAINT, when=G.addressed & G.destination.is_in(AddressedTo.COMPLAINTS)),
    Rule(
        ("3.2", "3.4", "I-32"),
        Intake.UNOFFICIAL,
        when=G.addressed
        & (
            G.destination.is_in(AddressedTo.NOT_OF_COMPANY)
            | G.destination.is_in(AddressedTo.OTHER_OF_COMPANY) & ~G.other_address_counts
            | G.destination.is_in(AddressedTo.UNLISTED) & ~G.unlisted_address_counts
        ),
    ),
    Rule(("3.1.1", "I-24"), Intake.NOT_TAKEN, when=G.form.is_in(Form.NOT_TAKEN)),
    Rule("3.1", Intake.INCOMPLETE, when=~G.form.is_in(Form.PROPER)),
    Rule(("3.5", "I-10"), Intake.INCOMPLETE, when=G.task.is_in(Task.MISSING)),
    Rule(
        ("2.1", "3.1", "4.1.1", "I-32"),
        Intake.OFFICIAL,
        when=G.addressed & G.destination.is_in(AddressedTo.OTHER_OF_COMPANY, AddressedTo.UNLISTED),
    ),
    Rule(("2.1", "3.1", "4.1.1"), Intake.OFFICIAL),
)


class Ask(FactEnum):
    """What the sender is asked for, so that what came in becomes an official request."""

    DETAILS = "details"
    TASK = "task"
    OWN_ACCOUNT = "own_account"
    OFFICIAL_CHANNEL = "official_channel"


OtherAddress = Literal["official_irregular", "unofficial"]
"""What a message to another address than the one for requests is (reading I-32)."""
OtherDestination = Literal[AddressedTo.OTHER_OF_COMPANY, AddressedTo.UNLISTED]
_CITED: Final[Mapping[Ask, tuple[str, ...]]] = {
    Ask.DETAILS: ("3.1.4", "I-2", "I-5"),
    Ask.TASK: ("3.5", "I-10"),
    Ask.OWN_ACCOUNT: ("3.1.3",),
    Ask.OFFICIAL_CHANNEL: ("3.4",),
}
"""Where each question comes from: what lacks beside the first thing found lacking has its grounds too."""
_ASKING: Final[Mapping[object, str]] = {
    SubscriberDetails.AMBIGUOUS: "intake.ask.details_ambiguous",
    SubscriberDetails.CONTRADICTORY: "intake.ask.details_contradictory",
}
"""How to ask for details that were given, but do not tell the subscriber; whoever gave none is asked plainly."""


@attrs.frozen(kw_only=True)
class IntakeAnswer(Judged[Intake]):
    """The judgement on something that came in: the answer, by which channel it came, and what to ask the sender for.

    `asks` names what is known to lack, and only where the sender may be answered at all; `details_wanted` are the sets
    of details of which one would do.
    """

    channel: Channel
    asks: tuple[Ask, ...]
    details_wanted: tuple[frozenset[AccountDetail], ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses: those of the rules, of what is asked for, and those that list the channel.

        The last only where its form mattered: not for complaints, nor for what no person wrote.
        """
        asked = (id_ for id_ in self._asked if not id_.startswith("I-"))
        formless = still_possible(self.judgement) <= {Intake.COMPLAINT, Intake.AUTOMATIC}
        return in_order((*self.judgement.clauses, *asked, *(() if formless else self.channel.clauses)))

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings that the answer and the questions rest on."""
        return in_order((*self.judgement.readings, *(id_ for id_ in self._asked if id_.startswith("I-"))))

    @property
    def _asked(self) -> tuple[str, ...]:
        return tuple(id_ for ask in self.asks for id_ in _CITED[ask])

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this to the sender: all that lacks, and what to give."""
        told = self.judgement.explain(lang)
        lacking = self._lacking(lang) if isinstance(self.answer, Decision) else ()
        return attrs.evolve(
            told,
            because=tuple(dict.fromkeys((*told.because, *lacking))),
            to_do=self.asked(lang),
            grounds=tell_grounds(self.clauses, self.readings, lang, self.edition),
        )

    def asked(self, lang: Language) -> tuple[str, ...]:
        """Return what the sender is asked for, a sentence for each of `asks`."""
        return tuple(tell(self._asking(ask), lang) for ask in self.asks)

    def _asking(self, ask: Ask) -> Message:
        """Return the sentence that asks for something: by what lacks, and by the channels of the edition."""
        match ask:
            case Ask.DETAILS:
                details = Ways(self.details_wanted)
                return Message(_ASKING.get(self._details, "intake.ask.details"), {"details": details})
            case Ask.OFFICIAL_CHANNEL if (channels := self.edition.statements.get("official_channels")) is not None:
                return Message("intake.ask.official_channel", {"channels": channels})
            case Ask.OFFICIAL_CHANNEL:
                return Message("intake.ask.published_channels")
            case _:
                return Message(f"intake.ask.{ask.value}")

    @property
    def _details(self) -> object:
        form = self.judgement.parts["form"]
        return None if isinstance(form, Composed) else form.facts["details"]

    def _lacking(self, lang: Language) -> Iterator[str]:
        form = self.judgement.parts["form"]
        for ask in self.asks:
            if ask is Ask.TASK:
                yield tell_fact(self.answer.table, "task", Task.MISSING, lang)
            elif ask is Ask.DETAILS and not isinstance(form, Composed):
                yield tell_fact(form.table, "details", form.facts["details"], lang)


def _tells_something(_policy: object, _field: object, requirement: IdentificationRequirement) -> None:
    if getattr(requirement, "is_nothing", False):
        raise UsageError("an e-mail must tell the subscriber (3.1.4); name at least one detail that does")


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class IntakePolicy(Topic):
    """Which interactions are official requests (2.1, 3.1–3.5).

    `determinable` are the details that let the subscriber be told (reading I-2). How long an incomplete request keeps
    its place while the sender is asked (reading I-5) is a figure of the queue. What a message to another address than
    the one for requests is (I-32) say `other_mailbox` and `unlisted_mailbox` of mail, `other_number` of other channels.
    """

    determinable: IdentificationRequirement = attrs.field(
        default=LOGIN | CONTRACT_NUMBER | CONNECTION_ADDRESS | PASSPORT, validator=_tells_something
    )
    email_details: Literal["determinable", "always_full"] = "determinable"
    other_mailbox: OtherAddress = "official_irregular"
    unlisted_mailbox: OtherAddress = "unofficial"
    other_number: OtherAddress = "unofficial"
    call_out_of_hours: Literal["request", "not_a_request"] = "request"
    form: RuleTable[..., Form] = FORM
    intake: RuleTable[..., Intake] = INTAKE
    mail_trouble: RuleTable[..., MailLiability] = MAIL_TROUBLE

    def judge(
        self,
        channel: Channel,
        *,
        automatic: bool | Unknown,
        destination: AddressedTo | Unknown | frozenset[AddressedTo],
        taken_by_person: bool | Unknown,
        within_hours: bool | Unknown,
        own_account: bool | Unknown,
        details: SubscriberDetails | Unknown,
        task: Task | Unknown,
    ) -> IntakeAnswer:
        """Judge what came in by a channel; each fact may be `UNKNOWN`, `destination` also a set: one of several.

        Facts that the channel's properties make irrelevant (the destination of a call) may be left `UNKNOWN`.
        """
        taken = taken_by_person
        if self.call_out_of_hours == "not_a_request":
            taken = _both(taken_by_person, within_hours)
        form = self.form.decide(
            person_needed=channel.person_needed,
            taken_by_person=taken,
            own_account_needed=channel.own_account_needed,
            own_account=own_account,
            details_needed=channel.details_needed,
            details=details,
        )
        judgement = compose(
            self.intake,
            {"form": form},
            automatic=automatic,
            official=channel.official,
            addressed=channel.addressed,
            destination=destination,
            other_address_counts=self.counts(channel, AddressedTo.OTHER_OF_COMPANY),
            unlisted_address_counts=self.counts(channel, AddressedTo.UNLISTED),
            task=task,
        )
        return IntakeAnswer(
            judgement=judgement,
            channel=channel,
            asks=tuple(_asks(judgement, channel, details, task)),
            details_wanted=_wanted(self._details_needed),
        )

    def counts(self, channel: Channel, destination: OtherDestination) -> bool:
        """Return whether a message by this channel to another address of the Company may be a request (I-32).

        Mail is what 3.2 binds to one address, and the text counts mail to any of the Company's contact details (3.1);
        of SMS it names the one number (3.1.2).
        """
        if not bound_to_one_address(channel):
            return self.other_number == "official_irregular"
        listed = destination is AddressedTo.OTHER_OF_COMPANY
        return (self.other_mailbox if listed else self.unlisted_mailbox) == "official_irregular"

    def details_stated(self, stated: Iterable[AccountDetail]) -> SubscriberDetails:
        """Return what the details stated in a message amount to, before anybody has compared them with billing."""
        met = self._details_needed.met(dict.fromkeys(stated, True)) is True
        return SubscriberDetails.SUFFICIENT if met else SubscriberDetails.LACKING

    @property
    def _details_needed(self) -> IdentificationRequirement:
        return EVERYTHING if self.email_details == "always_full" else self.determinable

    def answerable_for_mail(
        self, *, third_party: bool | Unknown
    ) -> Decision[MailLiability] | Undetermined[MailLiability]:
        """Answer whether the Company answers for a mail service that failed (3.3)."""
        return self.mail_trouble.decide(third_party=third_party)


def _asks(
    judgement: Composed[Intake], channel: Channel, details: SubscriberDetails | Unknown, task: Task | Unknown
) -> Iterator[Ask]:
    possible = still_possible(judgement)
    if possible == {Intake.UNOFFICIAL}:
        yield Ask.OFFICIAL_CHANNEL
    if not possible <= {Intake.INCOMPLETE, Intake.OFFICIAL}:
        return
    form = still_possible(judgement.parts["form"])
    if form == {Form.NOT_UNDER_OWN_ACCOUNT}:
        yield Ask.OWN_ACCOUNT
    if channel.details_needed and details not in (UNKNOWN, SubscriberDetails.SUFFICIENT):
        yield Ask.DETAILS
    if task is Task.MISSING:
        yield Ask.TASK


def _wanted(requirement: IdentificationRequirement) -> tuple[frozenset[AccountDetail], ...]:
    """Return the sets of details to ask for; nobody is asked for passport data where something else will do."""
    ways = requirement.ways()
    return tuple(way for way in ways if AccountDetail.PASSPORT not in way) or ways


def _both(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    if one is False or other is False:
        return False
    return UNKNOWN if UNKNOWN in (one, other) else True
