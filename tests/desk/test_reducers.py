"""What the desk reduces observations to is exact (3.6, 3.10, 3.1.4): what some completion gives, no other."""

from itertools import chain, combinations, product
from random import Random
from typing import Any

import attrs
import pytest
from tests.desk.scene import NOON, mail

from netpoint_stp.backends.memory import Account, MemoryDirectory
from netpoint_stp.channels.interaction import Destination, Party, PartyKind, Role
from netpoint_stp.desk.decisions.observing import compare, read
from netpoint_stp.policy.complaints.policy import complaint_route
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.identification.requirements import EVERYTHING, parse_requirement
from netpoint_stp.ports.accounts import compare_account
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import details_of
from netpoint_stp.regulation.judging import judge, judge_identity
from netpoint_stp.regulation.observations.accounts import AskingObservations, IdentityObservations
from netpoint_stp.rules import UNKNOWN, Decision, Undetermined, still_possible
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.complaints import ComplaintRoute
from netpoint_stp.subjects.people import Contract, Person, PersonKind, Subscriber

EXAMPLE = Regulation.example()
ACTIONS = {
    "either": parse_requirement("login | contract_number"),
    "both": parse_requirement("login & contract_number"),
    "address": parse_requirement("connection_address"),
    "all": EVERYTHING,
}
REGULATION = attrs.evolve(EXAMPLE, identification=attrs.evolve(EXAMPLE.identification, actions=ACTIONS))
NOTHING_STATED = read(mail("Перевірте лінію."), EXAMPLE, NOON).observations
STREETS = ("вул. Зразкова, буд. 1", "вул. Зразкова, буд. 1, кв. 2", "вул. Тиха, буд. 9")


def information(random: Random) -> AccountInformation:
    """Return account information of which any part may be there."""
    return AccountInformation(
        login=random.choice([None, "one", "two"]),
        contract_number=random.choice([None, "1", "2"]),
        connection_address=random.choice([None, *STREETS]),
    )


def subscribers(random: Random) -> list[Account]:
    """Return one or two subscribers with some contracts each."""
    made = []
    for number in range(random.choice([1, 1, 2])):
        contracts = [
            Contract(id=f"K-{number}-{each}", account=information(random), services={"internet"})
            for each in range(random.choice([1, 2, 3]))
        ]
        holder = Person(id=f"P-{number}", kind=PersonKind.NATURAL, name="Хтось")
        made.append(Account(subscriber=Subscriber(id=f"S-{number}", contracts=contracts, holder=holder)))
    return made


def meant(given: AccountInformation, accounts: list[Account]) -> list[tuple[str, dict[AccountDetail, Any]]]:
    """Return the contracts that may be meant, with their subscribers: those that agree most plainly."""
    every = [(each.subscriber.id, contract.account) for each in accounts for contract in each.subscriber.contracts]
    found = [(id_, compare_account(given, account)) for id_, account in every]
    found = [(id_, agreement) for id_, agreement in found if True in agreement.values()]
    whole = [(id_, agreement) for id_, agreement in found if False not in agreement.values()]
    return whole or found


class TestContracts:
    """Several contracts may be meant: each fact is what it is with some of them."""

    def test_every_fact_is_what_it_is_with_some_contract_that_may_be_meant(self) -> None:
        """3.6, 3.1.4: whether the details suffice, whether one is needed still or known; of one subscriber's alone."""
        random = Random(5)
        several = differing = 0
        for _ in range(1500):
            given, accounts = information(random), subscribers(random)
            compared = compare(given, MemoryDirectory(accounts))
            contracts = [agreement for _, agreement in meant(given, accounts)]
            if compared.candidates not in (Candidates.ONE, Candidates.CONTRACTS_OF_ONE):
                continue
            several += len(contracts) > 1
            for action, requirement in ACTIONS.items():
                identity = IdentityObservations(action=action, match=compared.match, contract_matters=False)
                found = judge_identity(identity, REGULATION).answer.facts["requirement_met"]
                met = set().union(*(_each(requirement.met(each)) for each in contracts))
                assert _each(found) == met, (given, contracts, action)
                differing += met == {True, False} and len(contracts) > 1
                for detail in AccountDetail:
                    asking = AskingObservations(action=action, match=compared.match, detail=detail, listed=True)
                    judged = judge(asking, REGULATION)
                    assert isinstance(judged, Decision | Undetermined)
                    facts = judged.facts
                    known = set().union(*(_each(each.get(detail, False)) for each in contracts))
                    assert _each(facts["known"]) == known, (given, contracts, detail)
            observations = attrs.evolve(NOTHING_STATED, match=compared.match)
            agreeing = [[detail for detail, agrees in each.items() if agrees is not False] for each in contracts]
            enough = {REGULATION.intake.details_stated(each) for each in agreeing}
            told_of = details_of(observations, REGULATION)
            assert (enough if told_of is UNKNOWN else {told_of}) == enough
            assert (told_of is UNKNOWN) is (len(enough) > 1)
        assert several > 100
        assert differing > 10


def _each(value: object) -> set[object]:
    return {True, False} if value is UNKNOWN else {value}


class TestRouteOfComplaint:
    """3.10, I-12: where a complaint went of which no address of the Company is told, such as a blind copy."""

    @pytest.mark.parametrize("regulation", [EXAMPLE, Regulation.published()], ids=["example", "published"])
    def test_it_is_each_that_some_addresses_of_the_channel_would_give(self, regulation: Regulation) -> None:
        """For every channel, with its own contacts, fewer of them, or one that serves both uses."""
        for channel in regulation.channels.values():
            contacts = channel.contacts
            shared = tuple(attrs.evolve(each, roles={Role.REQUESTS, Role.COMPLAINTS}) for each in contacts[:1])
            for some in (*chain.from_iterable(combinations(contacts, n) for n in range(1, 3)), shared):
                here = attrs.evolve(channel, contacts=some)
                stranger = Destination(party=Party(kind=PartyKind.EMAIL, normalised="x", received="x"), via="To")
                found = complaint_route(here, (stranger,))
                points = [(each.kind, each.roles) for each in some]
                if any(each.kind is PartyKind.EMAIL for each in some):
                    points.append((PartyKind.EMAIL, frozenset({Role.UNLISTED})))
                possible = {
                    complaint_route(here, tuple(_to(kind, roles) for kind, roles in each))
                    for each in chain.from_iterable(combinations(points, n) for n in range(1, len(points) + 1))
                }
                assert (found if isinstance(found, frozenset) else {found}) == possible, (channel.name, some)

    def test_that_the_term_runs_is_certain_where_every_route_lets_it_run(self) -> None:
        """A blind copy that staff call a complaint went to some mailbox, and each of them lodges it."""
        route = complaint_route(EXAMPLE.channels["email"], ())
        assert isinstance(route, frozenset)
        assert ComplaintRoute.UNOFFICIAL_CHANNEL not in route
        lodging = EXAMPLE.complaints.lodge(route=route, marked=True, complainant=UNKNOWN, about=UNKNOWN)
        by_each = (
            EXAMPLE.complaints.lodge(route=each, marked=True, complainant=UNKNOWN, about=UNKNOWN) for each in route
        )
        assert still_possible(lodging) == set().union(*map(still_possible, by_each))


def _to(kind: PartyKind, roles: frozenset[Role]) -> Destination:
    return Destination(party=Party(kind=kind, normalised="x", received="x"), via="given", roles=roles)


class TestAddress:
    """3.6: an address that lacks a part is every address that it may be; one that differs in a part is no other."""

    CITIES = ("Київ", "Львів")
    NAMES = ("Зразкова", "Тиха")
    NUMBERS = ("1", "12А")
    FLATS = ("3", "40")

    def test_it_agrees_as_every_completion_of_it_does(self) -> None:
        """Parts that only one side names may be the same there or not; what both name settles it."""
        places = [*product(self.NAMES, self.NUMBERS, (None, *self.CITIES), (None, *self.FLATS))]
        random = Random(3)
        for _ in range(400):
            one, other = random.choice(places), random.choice(places)
            given = AccountInformation(connection_address=_written(*one))
            registered = AccountInformation(connection_address=_written(*other))
            found = compare_account(given, registered)[AccountDetail.CONNECTION_ADDRESS]
            # a city that one side leaves out is the Company's own
            parts = [(here, there) for here, there in zip(one, other, strict=True) if here and there]
            certain = all(here == there for here, there in parts)
            lacks = (one[3] is None) is not (other[3] is None)
            expected = {False} if not certain else {True, False} if lacks else {True}
            assert _each(found) == expected, (one, other)


def _written(street: str, building: str, city: str | None, flat: str | None) -> str:
    parts = [f"м. {city}" if city else "", f"вул. {street}", f"буд. {building}", f"кв. {flat}" if flat else ""]
    return ", ".join(part for part in parts if part)
