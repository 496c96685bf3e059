"""What the desk observes of an interaction (3.1–3.6): the details stated and how they compare with billing, the rest.

Observations are what no edition changes, and hold no identifiers: not the sender, not a value of a detail, no text.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import attrs

from netpoint_stp.casebook.journal import Event, Json, canonical_json
from netpoint_stp.channels.interaction import Interaction, Party, PartyKind, Role, TimestampSource
from netpoint_stp.channels.stated import read_stated
from netpoint_stp.channels.task import TaskClassifier, TaskReading
from netpoint_stp.errors import BackendError
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.ports.accounts import AccountMatch
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import observe, speaks_of_complaint
from netpoint_stp.regulation.canonical import canonical
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.regulation.observations.arrivals import NOTHING_SAID, IntakeObservations, Said
from netpoint_stp.regulation.observations.form import as_json, from_json
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.subjects.fields import ids

_TRUSTED: Final = frozenset({TimestampSource.GIVEN, TimestampSource.OWN_SERVER, TimestampSource.RECORD})


@attrs.frozen(kw_only=True)
class AccountComparison:
    """What comparing the details given with billing comes to; ids are never shown.

    `agreement` is what all contracts that may be meant have in common, `contracts` what each of them says, where that
    differs.

    `subscriber_id` and `contract_id` are those of the one account that the details lead to, None where they lead to
    none or to several; `proposed` are the subscribers for whom the sender's address or number is registered (I-4).
    """

    agreement: Mapping[AccountDetail, bool | Unknown] = attrs.field(factory=dict, hash=False)
    contracts: tuple[Mapping[AccountDetail, bool | Unknown], ...] = attrs.field(default=(), hash=False)
    candidates: Candidates | Unknown = Candidates.NONE
    contradiction: bool = False
    subscriber_id: str | None = attrs.field(default=None, repr=False)
    contract_id: str | None = attrs.field(default=None, repr=False)
    proposed: tuple[str, ...] = attrs.field(default=(), converter=ids, repr=False)
    unavailable: bool = False
    """Billing could not be asked: it has to be asked again."""

    @property
    def match(self) -> BillingMatch:
        """Return it as observations hold it: which attributes matched, never their values."""
        return BillingMatch(
            agreement=self.agreement,
            contracts=self.contracts,
            candidates=self.candidates,
            contradiction=self.contradiction,
            sender_known=len(self.proposed) == 1,
        )

    @property
    def plain_match(self) -> dict[str, Json]:
        """Return the match as the journal and the log have it."""
        return as_json(self.match)


def compare(
    given: AccountInformation, directory: SubscriberDirectory | None, senders: Iterable[Party] = ()
) -> AccountComparison:
    """Compare the details given, and the sender's contacts, with billing; without a directory nothing agrees for sure.

    A contract with which a detail disagrees that another detail agrees with is no candidate while some other contract
    agrees with all; details that agree with different subscribers alone contradict each other.
    """
    candidates: Candidates | Unknown = UNKNOWN if given.given else Candidates.NONE
    if directory is None:
        return AccountComparison(agreement=dict.fromkeys(given.given, UNKNOWN), candidates=candidates)
    proposed = {each.subscriber_id for party in senders for each in directory.propose(party)}
    found = directory.find(given)
    whole = [match for match in found.matches if not any(agrees is False for agrees in match.agreement.values())]
    subscribers = {match.subscriber_id for match in found.matches}
    near = whole or list(found.matches)
    people = {match.subscriber_id for match in near}
    contradiction = not whole and len(subscribers) > 1
    candidates = _count(near, people)
    if not found.matches and found.unsearched >= given.given and given.given:
        candidates = UNKNOWN
    nowhere: bool | Unknown = UNKNOWN if candidates is UNKNOWN else False
    each_says = [dict(match.agreement) for match in near]
    differ = any(each != each_says[0] for each in each_says)
    one = len(people) == 1
    return AccountComparison(
        agreement=_in_common(each_says) if near else dict.fromkeys(given.given, nowhere),
        contracts=tuple(each_says) if differ else (),
        candidates=candidates,
        contradiction=contradiction,
        subscriber_id=near[0].subscriber_id if one else None,
        contract_id=near[0].contract_id if one and len(near) == 1 else None,
        proposed=sorted(proposed),
    )


def _in_common(contracts: list[dict[AccountDetail, bool | Unknown]]) -> dict[AccountDetail, bool | Unknown]:
    """Return of each detail what all contracts say of it; unknown where they differ: nobody knows which is meant."""
    values = {detail: {each[detail] for each in contracts} for detail in contracts[0]}
    return {detail: found.pop() if len(found) == 1 else UNKNOWN for detail, found in values.items()}


def compared(
    given: AccountInformation, directory: SubscriberDirectory | None, senders: Iterable[Party] = ()
) -> AccountComparison:
    """Compare as `compare` does; where billing cannot be asked nothing is known, and the comparison says so."""
    try:
        return compare(given, directory, senders)
    except BackendError:
        return attrs.evolve(compare(given, None, ()), unavailable=True)


def _count(matches: list[AccountMatch], people: set[str]) -> Candidates | Unknown:
    if not matches:
        return Candidates.NONE
    if len(people) > 1:
        return Candidates.SEVERAL
    return Candidates.ONE if len(matches) == 1 else Candidates.CONTRACTS_OF_ONE


@attrs.frozen(kw_only=True)
class ObservedInteraction:
    """An interaction as the desk reads it: what it states, and the observations for the log."""

    interaction: Interaction
    given: AccountInformation
    comparison: AccountComparison
    task: TaskReading
    complains: bool
    """Whether words of its writer call it a complaint."""
    counts_from: datetime
    """The moment of receipt that counts: by a clock of the Company, else when it was recorded."""
    observations: IntakeObservations = attrs.field(repr=False)

    @property
    def told(self) -> dict[str, Json]:
        """Return what a person said of it, for the journal of its case; empty where nobody said anything."""
        marked_as = self.observations.marked_as
        said: dict[str, Json] = {"marked_as": None if marked_as is None else marked_as.value}
        said |= as_json(self.observations.said)
        return {"told": said} if any(value is not None for value in said.values()) else {}


def told_of(events: Iterable[Event], interaction_id: str) -> tuple[Role | None, Said]:
    """Return how a person marked an interaction, and what was said of it last; `events` are those of its cases."""
    marked: Role | None = None
    said = NOTHING_SAID
    for event in events:
        told = event.data.get("told")
        if isinstance(told, Mapping) and interaction_id in (event.data.get("interactions") or ()):
            said = from_json(Said, told)
            marked = Role(told["marked_as"]) if told.get("marked_as") else marked
    return marked, said


def read(
    interaction: Interaction,
    regulation: Regulation,
    now: datetime,
    *,
    directory: SubscriberDirectory | None = None,
    key: DigestKey | None = None,
    classifier: TaskClassifier | None = None,
    marked_as: Role | None = None,
    said: Said = NOTHING_SAID,
    settings: Mapping[str, str] | None = None,
) -> ObservedInteraction:
    """Read an interaction: details, task, subject, moments.

    `key` is that under which billing digests passports, `settings` what `read_with` tells, where it is known already.
    """
    stated = read_stated(interaction, regulation.details, key=key, classifier=classifier)
    given = stated.given
    senders = () if interaction.sender is None else (interaction.sender,)
    comparison = compared(given, directory, senders)
    counts = counts_from(interaction, now)
    observations = observe(
        interaction,
        regulation,
        stated,
        marked_as=marked_as,
        said=said,
        match=comparison.match,
        counts_from=counts,
        read_with=read_with(regulation) if settings is None else settings,
    )
    return ObservedInteraction(
        interaction=interaction,
        given=given,
        comparison=comparison,
        task=stated.task,
        complains=speaks_of_complaint(interaction),
        counts_from=counts,
        observations=observations,
    )


def counts_from(interaction: Interaction, now: datetime) -> datetime:
    """Return the moment of receipt that counts: `now` where no clock of the Company tells one, or one after `now`."""
    received = interaction.received_at
    told = received is not None and interaction.clock in _TRUSTED and received <= now
    return received if told and received is not None else now


def read_with(regulation: Regulation) -> dict[str, str]:
    """Return digests of the settings with which messages are read: an edition that reads otherwise cannot replay them.

    The uses of the Company's addresses are left out, for the observations tell the addresses themselves.
    """
    email = attrs.evolve(regulation.reading.email, mailboxes={})
    numbers = attrs.evolve(regulation.reading.calls, numbers={})
    return {
        "details": _digest(regulation.details),
        "email": _digest(email),
        "records": _digest([numbers, regulation.reading.helpdesk.staff]),
    }


def _digest(value: Any) -> str:
    return sha256(canonical_json(_plain(canonical(value))).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return canonical settings without fractions, which no journal keeps."""
    match value:
        case float():
            return repr(value)
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case _:
            return value


def same_words(one: str, other: str) -> bool:
    """Return whether two texts say the same in the same words; letter case, punctuation and blanks do not matter."""
    first = _words(one)
    return bool(first) and first == _words(other)


def holds_words(text: str, words: str) -> bool:
    """Return whether a text holds these words, one after the other, as `same_words` compares them."""
    sought = " ".join(_words(words))
    return bool(sought) and f" {sought} " in f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def answerable(party: Party | None, regulation: Regulation) -> bool:
    """Return whether somebody can be written to: a known address that is not one of the Company's own."""
    if party is None or party.normalised is None:
        return False
    contacts = {point.address for channel in regulation.channels.values() for point in channel.contacts}
    if party.kind is PartyKind.EMAIL and regulation.email.roles_of(party.normalised):
        return False
    return party.normalised not in contacts
