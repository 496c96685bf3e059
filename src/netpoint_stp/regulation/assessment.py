"""Assessing what came in (2.1, 3.1–3.5): what is observed of an interaction, and the facts reduced from it."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.interaction import Destination, Interaction, PartyKind, Registration, Role, Taken
from netpoint_stp.channels.stated import read_stated
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.errors import MomentError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.complaints.policy import complaint_route
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, IntakeAnswer, IntakePolicy, SubscriberDetails, Task
from netpoint_stp.rules import UNKNOWN, Answer, Decision, Explanation, Undetermined, Unknown, still_possible
from netpoint_stp.rules.explanation import tell
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.complaints import ComplaintRoute
from netpoint_stp.wording import Language, Message

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
class Assessment(Answer):
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


def assess(
    interaction: Interaction,
    *,
    channel: Channel,
    intake: IntakePolicy,
    hours: ServiceHours,
    patterns: DetailPatterns,
    details: SubscriberDetails | Unknown | None,
    task: Task | Unknown | None,
    marked_as: Role | None,
    complaint_routes: Collection[ComplaintRoute],
    unlisted: tuple[Message, ...] = (),
) -> Assessment:
    """Observe an interaction and judge it; see `Regulation.assess`.

    `complaint_routes` are those by which a complaint is lodged.
    """
    read = read_stated(interaction, patterns)
    stated = read.given.given
    if details is None:
        details = SubscriberDetails.CONTRADICTORY if read.contradictory else intake.details_stated(stated)
    if task is None:
        task = task_of(read.task, spoken=interaction.call is not None)
    answer = intake.judge(
        channel,
        automatic=interaction.is_automatic,
        destination=destination_of(interaction, marked_as),
        taken_by_person=_taken(interaction),
        within_hours=_within(hours, interaction.received_at),
        own_account=_own_account(interaction),
        details=details,
        task=task,
    )
    unmarked = marked_as is None and not still_possible(answer.judgement) & {Intake.COMPLAINT, Intake.AUTOMATIC}
    route = complaint_route(channel, interaction.destinations)
    lodging = route in complaint_routes  # what was sent to nobody knows whom is left open by the intake itself
    return Assessment(
        interaction=interaction,
        intake=answer,
        stated=stated,
        unlisted=unlisted,
        may_be_complaint=unmarked and lodging and speaks_of_complaint(interaction),
    )


def speaks_of_complaint(interaction: Interaction) -> bool:
    """Return whether words of the writer call something a complaint (I-12): subject, own words or signature."""
    written = (interaction.subject, interaction.text.own, interaction.text.signature)
    return any(_has_stem(part) and COMPLAINT_WORDS.search(part) is not None for part in written)


def _has_stem(text: str) -> bool:
    """Whether a text has what each of those words begins with: much faster to say than where such a word stands."""
    folded = text.casefold()
    return any(stem in folded for stem in (*_COMPLAINT_STEMS, "complain"))


def destination_of(interaction: Interaction, marked_as: Role | None) -> AddressedTo | Unknown | frozenset[AddressedTo]:
    """Reduce the addresses that it was sent to, to the one notion that rules look at (readings I-12, I-32).

    A message to both kinds of address, or to one that serves both, is told apart by a mark of staff, else by its
    subject; to both without either, it is one of the two. What staff mark as a complaint is one at any address of the
    Company; a request at the address for complaints went to the wrong one. Complaints go by e-mail (3.10): a number
    that is said to be for them is another address. Where the headers name only strangers, it came as a blind copy: to
    which address is not known.
    """
    roles = {role for destination in interaction.destinations for role in _uses(destination)}
    if roles >= {Role.REQUESTS, Role.COMPLAINTS}:
        return _of_both(interaction, marked_as)
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
    return AddressedTo.NOT_OF_COMPANY if _delivery_known(interaction.destinations) else UNKNOWN


def _uses(destination: Destination) -> frozenset[Role]:
    """Return what an address is for, as far as the text lets an address of its kind be for it."""
    if destination.party.kind is PartyKind.EMAIL or Role.COMPLAINTS not in destination.roles:
        return destination.roles
    return destination.roles - {Role.COMPLAINTS} or frozenset({Role.OTHER})


def _of_both(interaction: Interaction, marked_as: Role | None) -> AddressedTo | frozenset[AddressedTo]:
    if marked_as is not None:
        return AddressedTo.COMPLAINTS if marked_as is Role.COMPLAINTS else AddressedTo.REQUESTS
    if COMPLAINT_WORDS.search(interaction.subject):
        return AddressedTo.COMPLAINTS
    shared = any({Role.REQUESTS, Role.COMPLAINTS} <= destination.roles for destination in interaction.destinations)
    return AddressedTo.REQUESTS if shared else frozenset({AddressedTo.REQUESTS, AddressedTo.COMPLAINTS})


def _delivery_known(destinations: Iterable[Destination]) -> bool:
    return any(destination.via.lower() in ENVELOPE_FIELDS for destination in destinations)


def _within(hours: ServiceHours, moment: datetime | None) -> bool | Unknown:
    """Return whether the desk was open then; not known for moments that no clock of records can have shown."""
    try:
        return UNKNOWN if moment is None else hours.contains(moment)
    except MomentError:
        return UNKNOWN


def _taken(interaction: Interaction) -> bool | Unknown:
    if interaction.call is None or interaction.call.taken is Taken.UNKNOWN:
        return UNKNOWN
    return interaction.call.taken is Taken.BY_PERSON


def task_of(reading: TaskReading, *, spoken: bool) -> Task | Unknown:
    """Reduce what the words say; of a call the words are only a note, and without a task in it none is known."""
    if reading in (TaskReading.STATED, TaskReading.ANSWER):
        return Task.STATED
    return UNKNOWN if spoken else Task.MISSING


def _own_account(interaction: Interaction) -> bool | Unknown:
    if interaction.registration is None or interaction.registration is Registration.UNKNOWN:
        return UNKNOWN
    return interaction.registration is Registration.OWN_ACCOUNT
