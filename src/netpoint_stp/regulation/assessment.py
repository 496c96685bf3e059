"""Assessing what came in (2.1, 3.1–3.5): what is observed of an interaction, and the facts reduced from it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from netpoint_stp.channels.interaction import Destination, Interaction, PartyKind, Registration, Role, Taken
from netpoint_stp.channels.stated import Stated, read_stated
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.errors import MomentError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.complaints.policy import route_by_uses
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, IntakeAnswer, SubscriberDetails, Task
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.regulation.observations.arrivals import NOTHING_SAID, CompanyAddress, IntakeObservations, Said
from netpoint_stp.rules import UNKNOWN, Decision, Explanation, RuleResult, Undetermined, Unknown, still_possible
from netpoint_stp.rules.explanation import tell
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import Language, Message

if TYPE_CHECKING:
    from netpoint_stp.regulation.observations.complaints import LodgingObservations
    from netpoint_stp.regulation.regulation import Regulation

Uses: TypeAlias = Sequence[tuple[PartyKind, frozenset[Role]]]
"""The addresses that something went to: the kind of each and what the Company uses it for; no use: not its own."""

_COMPLAINT_STEMS: Final = (
    "жалоб", "скарг", "претензи", "претензі", "complaint", "рекламац", "скаржус", "скаржимо", "поскаржит", "скаржитис",
    "пожаловат", "жалуюсь", "жалуемся", "skarg", "skarzhus", "zhalob", "zhaluj", "pretenzi",
)  # fmt: skip
COMPLAINT_WORDS: Final = re.compile(
    rf"\b(?={'|'.join(_COMPLAINT_STEMS)}|(?:i|we|to|must|hereby) complain\b)"
    r"(?<!без )(?<!не )(?<!\bno )(?<!without )(?<!жодних )(?<!ніяких )(?<!никаких )"
    r"(?!(?:жалоб|скарг|претензий|претензій)(?: (?:до|к|у|на|по|щодо|вас|вам|нас|мене|меня|роботи|работе|вашої|вашей"
    r"|ми|мы|я)){0,4} (?:нет\b|нема|не ма[ює]|не име[юе]))",
    re.IGNORECASE,
)
"""Words that call something a complaint or make one, by their beginnings, and do not deny it (I-12)."""
ENVELOPE_FIELDS: Final = frozenset({"delivered-to", "x-original-to", "envelope-to", "given"})
"""The fields, in small letters, that tell to which address a message was delivered."""


@attrs.frozen(kw_only=True)
class Assessment(RuleResult):
    """The judgement on an interaction, and which details it states (never their values)."""

    interaction: Interaction
    intake: IntakeAnswer
    stated: frozenset[AccountDetail]
    may_be_complaint: bool = False
    """Whether words in it call something a complaint, and it would be lodged by where it went (reading I-12), while
    neither address nor subject nor staff made it one: only a person can tell."""

    unlisted: tuple[Message, ...] = ()
    """What names it came with that the profile does not have, though it has one like them."""

    @property
    def answer(self) -> Decision[Intake] | Undetermined[Intake]:
        """Return the decision, or what would settle it."""
        return self.intake.answer

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses that say so."""
        return self.intake.clauses

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings that the answer rests on."""
        return self.intake.readings

    @property
    def missing(self) -> frozenset[str]:
        """Return the unknown facts that can change the answer."""
        return self.intake.missing

    def counterfactual(self, outcome: Intake) -> tuple[Mapping[str, Any], ...]:
        """Return the smallest changes of facts that lead to `outcome`, named as `missing` names them."""
        return self.intake.counterfactual(outcome)

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this to the sender, in `ru`, `uk` or `en`."""
        explanation = self.intake.explain(lang)
        names = (tell(message, lang) for message in self.unlisted)
        return attrs.evolve(explanation, because=(*explanation.because, *names))


def observe(
    interaction: Interaction,
    regulation: "Regulation",
    stated: Stated,
    *,
    marked_as: Role | None = None,
    said: Said = NOTHING_SAID,
    match: BillingMatch | None = None,
    counts_from: datetime | None = None,
    read_with: Mapping[str, str] | None = None,
) -> IntakeObservations:
    """Return what is observed of an interaction: all that `judge_intake` looks at, and no identifiers.

    `stated` is what it states, as `read_stated` read it; `match` how that compares with billing, None if nobody asked.
    Of an address that is a contact of the Company, the judging edition looks up the uses anew among the contacts of
    the channel; the uses that the reader gave it count for any other address alone.
    """
    contacts = {point.address for channel in regulation.channels.values() for point in channel.contacts}
    return IntakeObservations(
        channel=interaction.channel,
        received_at=interaction.received_at,
        clock=interaction.clock,
        counts_from=counts_from,
        automatic=tuple(sorted({sign.reason for sign in interaction.automatic}, key=_code)),
        addresses=tuple(_address(each, contacts) for each in interaction.destinations if each.roles),
        other_addresses=sum(not each.roles for each in interaction.destinations),
        delivery_known=_delivery_known(interaction.destinations),
        subject_complains=_complains(interaction.subject),
        marked_as=marked_as,
        call=None if interaction.call is None else interaction.call.taken,
        registration=interaction.registration,
        stated=tuple(detail for detail in AccountDetail if detail in stated.given.given),
        contradictory=tuple(detail for detail in AccountDetail if detail in stated.contradictory),
        match=match,
        task=stated.task,
        said=said,
        read_with=read_with or {},
    )


def _code(member: Enum) -> str:
    return str(member.value)


def _address(destination: Destination, contacts: Collection[str]) -> CompanyAddress:
    """Return an address of the Company with its uses; for a mailbox that is not a contact, only its uses."""
    address = destination.party.normalised
    return CompanyAddress(
        address=address if address in contacts else None,
        kind=destination.party.kind,
        roles=tuple(sorted(destination.roles, key=_code)),
    )


def judge_intake(observations: IntakeObservations, regulation: "Regulation") -> IntakeAnswer:
    """Judge whether what came in is a request, with what the sender is to be asked for (3.1–3.5)."""
    uses = uses_of(observations, regulation)
    subject, delivered = observations.subject_complains, observations.delivery_known
    return regulation.intake.judge(
        regulation.channel(observations.channel),
        automatic=bool(observations.automatic),
        destination=_addressed_to(uses, observations.marked_as, subject_complains=subject, delivery_known=delivered),
        taken_by_person=_taken(observations.call),
        within_hours=_within(regulation.hours, observations.received_at),
        own_account=_own_account(observations.registration),
        details=details_of(observations, regulation),
        task=task_of(observations),
    )


def uses_of(observations: "IntakeObservations | LodgingObservations", regulation: "Regulation") -> Uses:
    """Return the kinds of the addresses that something went to, and the uses that an edition gives them.

    The uses of a contact are those among the contacts of the channel; of another mailbox of the Company what the
    settings for mail say. Addresses that are not the Company's have no use.
    """
    channel = regulation.channel(observations.channel)
    contacts = {point.address: point.roles for point in channel.contacts}
    uses = [(each.kind, _roles(each, contacts, regulation)) for each in observations.addresses]
    return (*uses, *([(PartyKind.EMAIL, frozenset[Role]())] if observations.other_addresses else ()))


def _roles(
    address: CompanyAddress, contacts: Mapping[str, frozenset[Role]], regulation: "Regulation"
) -> frozenset[Role]:
    if address.address is None:
        return frozenset(address.roles)
    if address.address in contacts:
        return contacts[address.address]
    if address.kind is PartyKind.EMAIL:
        return regulation.email.roles_of(address.address)
    return frozenset(address.roles)


def details_of(observations: IntakeObservations, regulation: "Regulation") -> SubscriberDetails | Unknown:
    """Reduce the details stated, and how they compare with billing, to the fact of 3.1.4."""
    if observations.said.details is not None:
        return observations.said.details
    if observations.contradictory:
        return SubscriberDetails.CONTRADICTORY
    match = observations.match
    if match is None or match.candidates is UNKNOWN:
        return regulation.intake.details_stated(observations.stated)
    if match.contradiction is True:
        return SubscriberDetails.CONTRADICTORY
    if match.candidates is Candidates.SEVERAL:
        return SubscriberDetails.AMBIGUOUS
    if match.candidates is Candidates.NONE:
        return SubscriberDetails.LACKING
    by_contract = {
        regulation.intake.details_stated(detail for detail, agrees in each.items() if agrees is not False)
        for each in match.each_contract
    }
    return by_contract.pop() if len(by_contract) == 1 else UNKNOWN


def task_of(observations: IntakeObservations) -> Task | Unknown:
    """Reduce what the words say to the fact of 3.5.

    Of a call the words are only a note: without a task in it none is known.
    """
    if observations.said.task is not None:
        return observations.said.task
    if observations.task in (TaskReading.STATED, TaskReading.ANSWER):
        return Task.STATED
    return Task.MISSING if observations.call is None else UNKNOWN


def assess(
    interaction: Interaction,
    regulation: "Regulation",
    *,
    details: SubscriberDetails | Unknown | None,
    task: Task | Unknown | None,
    marked_as: Role | None,
    unlisted: tuple[Message, ...] = (),
) -> Assessment:
    """Observe an interaction and judge that; see `Regulation.assess`."""
    stated = read_stated(interaction, regulation.details)
    said = NOTHING_SAID if details is None and task is None else Said(details=details, task=task)
    observations = observe(interaction, regulation, stated, marked_as=marked_as, said=said)
    answer = judge_intake(observations, regulation)
    unmarked = marked_as is None and not still_possible(answer.judgement) & {Intake.COMPLAINT, Intake.AUTOMATIC}
    route = route_by_uses(regulation.channel(interaction.channel), uses_of(observations, regulation))
    lodging = route in regulation.complaints.lodging_routes  # sent to nobody knows whom: the intake leaves that open
    return Assessment(
        interaction=interaction,
        intake=answer,
        stated=stated.given.given,
        unlisted=unlisted,
        may_be_complaint=unmarked and lodging and speaks_of_complaint(interaction),
    )


def speaks_of_complaint(interaction: Interaction) -> bool:
    """Return whether words of the writer call something a complaint (I-12): subject, own words or signature."""
    written = (interaction.subject, interaction.text.own, interaction.text.signature)
    return any(map(_complains, written))


def _complains(text: str) -> bool:
    """Return whether a text has one of those words; what each begins with is looked for first, for that is faster."""
    folded = text.casefold()
    may = any(stem in folded for stem in (*_COMPLAINT_STEMS, "complain"))
    return may and COMPLAINT_WORDS.search(text) is not None


def destination_of(interaction: Interaction, marked_as: Role | None) -> AddressedTo | Unknown | frozenset[AddressedTo]:
    """Reduce the addresses of an interaction, with the uses that its reader gave them, as the intake does."""
    return _addressed_to(
        [(each.party.kind, each.roles) for each in interaction.destinations],
        marked_as,
        subject_complains=_complains(interaction.subject),
        delivery_known=_delivery_known(interaction.destinations),
    )


def _addressed_to(
    uses: Uses, marked_as: Role | None, *, subject_complains: bool, delivery_known: bool
) -> AddressedTo | Unknown | frozenset[AddressedTo]:
    """Reduce the addresses that it was sent to, to the one notion that rules look at (readings I-12, I-32).

    A message to both kinds of address, or to one that serves both, is told apart by a mark of staff, else by its
    subject; to both without either, it is one of the two. What staff mark as a complaint is one at any address of the
    Company; a request at the address for complaints went to the wrong one. Complaints go by e-mail (3.10): a number
    that is said to be for them is another address. Where the headers name only strangers, it came as a blind copy: to
    which address is not known.
    """
    roles = {role for kind, of_address in uses for role in _allowed(kind, of_address)}
    if roles >= {Role.REQUESTS, Role.COMPLAINTS}:
        return _of_both(uses, marked_as, subject_complains=subject_complains)
    if roles and marked_as is Role.COMPLAINTS:
        return AddressedTo.COMPLAINTS
    if Role.COMPLAINTS in roles and marked_as is Role.REQUESTS:
        return AddressedTo.OTHER_OF_COMPANY
    if Role.REQUESTS in roles:
        return AddressedTo.REQUESTS
    if Role.COMPLAINTS in roles:
        return AddressedTo.COMPLAINTS
    if roles:
        return AddressedTo.UNLISTED if roles == {Role.UNLISTED} else AddressedTo.OTHER_OF_COMPANY
    return AddressedTo.NOT_OF_COMPANY if delivery_known else UNKNOWN


def _allowed(kind: PartyKind, roles: frozenset[Role]) -> frozenset[Role]:
    """Return what an address is for, as far as the text lets an address of its kind be for it."""
    if kind is PartyKind.EMAIL or Role.COMPLAINTS not in roles:
        return roles
    return roles - {Role.COMPLAINTS} or frozenset({Role.OTHER})


def _of_both(uses: Uses, marked_as: Role | None, *, subject_complains: bool) -> AddressedTo | frozenset[AddressedTo]:
    if marked_as is not None:
        return AddressedTo.COMPLAINTS if marked_as is Role.COMPLAINTS else AddressedTo.REQUESTS
    if subject_complains:
        return AddressedTo.COMPLAINTS
    shared = any({Role.REQUESTS, Role.COMPLAINTS} <= roles for _, roles in uses)
    return AddressedTo.REQUESTS if shared else frozenset({AddressedTo.REQUESTS, AddressedTo.COMPLAINTS})


def _delivery_known(destinations: Iterable[Destination]) -> bool:
    return any(destination.via.lower() in ENVELOPE_FIELDS for destination in destinations)


def _within(hours: ServiceHours, moment: datetime | None) -> bool | Unknown:
    """Return whether the desk was open then; not known for moments that no clock of records can have shown."""
    try:
        return UNKNOWN if moment is None else hours.contains(moment)
    except MomentError:
        return UNKNOWN


def _taken(call: Taken | None) -> bool | Unknown:
    return UNKNOWN if call in (None, Taken.UNKNOWN) else call is Taken.BY_PERSON


def _own_account(registration: Registration | None) -> bool | Unknown:
    return UNKNOWN if registration in (None, Registration.UNKNOWN) else registration is Registration.OWN_ACCOUNT
