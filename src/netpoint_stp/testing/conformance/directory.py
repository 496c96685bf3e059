"""The conformance suite of the port `SubscriberDirectory` (1.2, 3.6, 3.9.3)."""

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.errors import NotFoundError
from netpoint_stp.ports.accounts import PassportCheck, Representative
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.subjects.interruptions import InterruptionKind, ServiceInterruption
from netpoint_stp.subjects.people import Person, PersonKind
from netpoint_stp.testing.conformance import directory_model
from netpoint_stp.testing.conformance.billing import NOON, BilledAccount, Billing, Place, account, email, phone
from netpoint_stp.testing.conformance.suite import Conformance, equal, holds, promise, promise_of, refused

C = DirectoryCapability
_KEY = DigestKey(b"a key for trials only, 32 bytes.")
_OTHER_KEY = DigestKey(b"another key for trials, 32 bytes")
_D = AccountDetail
_HOUR = timedelta(hours=1)


class SubscriberDirectoryConformance(Conformance):
    """Every promise of `ports.SubscriberDirectory`.

    Subclass it, say `capabilities`, and return from `make(billing)` a directory over exactly these accounts, which
    digests passports under `billing.key`. Where the system has ids of its own, override `subscriber_id` and
    `contract_id`. Every test gives the accounts whole; leave out what your system has no place for.
    """

    capabilities: ClassVar[frozenset[DirectoryCapability]]

    def make(self, billing: Billing) -> SubscriberDirectory:
        """Return a directory over these accounts; called anew for every trial."""
        raise NotImplementedError

    def subscriber_id(self, row: BilledAccount) -> str:
        """Return the id under which the directory knows the subscriber of a row."""
        return row.subscriber_id

    def contract_id(self, row: BilledAccount) -> str:
        """Return the id under which the directory knows the contract of a row."""
        return row.contract_id

    def over(self, *rows: BilledAccount) -> SubscriberDirectory:
        """Return a directory over these rows."""
        return self.make(Billing(accounts=rows, key=_KEY))

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The directory itself says the capabilities that its suite was told."""
        equal(self.over().capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_an_empty_directory_finds_nothing(self) -> None:
        """Without accounts nothing is found, proposed or read, and nothing fails."""
        directory = self.over()

        equal(directory.find(AccountInformation(login="ivan")).matches, (), "nothing is found")
        equal(directory.propose(phone("+380997619138")), (), "nobody is proposed")
        equal(directory.subscriber("s1"), None, "nobody is there")

    @promise
    def test_nothing_given_nothing_found(self) -> None:
        """Without account information, or with blank texts for it, nothing is found."""
        directory = self.over(_row(1))

        equal(directory.find(AccountInformation()).matches, (), "nothing given")
        equal(directory.find(AccountInformation(login="  ", contract_number="")).matches, (), "blank texts")

    @promise_of(C.FIND_BY_LOGIN)
    def test_finds_by_login_in_any_spelling(self) -> None:
        """A login agrees in any letter case, with blanks, and with Cyrillic letters that look Latin."""
        row, other = _row(1, login="cat.ivan"), _row(2, login="cat.ivan2")
        directory = self.over(row, other)

        for spelling in ("cat.ivan", " CAT.Ivan ", "саt.ivаn"):
            found = directory.find(AccountInformation(login=spelling))
            equal([each.contract_id for each in found.matches], [self.contract_id(row)], f"`{spelling}`")
            equal(dict(found.matches[0].agreement), {_D.LOGIN: True}, "it agrees")

    @promise_of(C.FIND_BY_CONTRACT_NUMBER)
    def test_several_matches_are_all_given(self) -> None:
        """Where one contract number stands at several accounts, all are found, in the order of ids."""
        rows = [_row(n, contract_number="12/7") for n in (3, 1, 2)]
        found = self.over(*rows).find(AccountInformation(contract_number="№12/7"))

        expected = sorted((self.subscriber_id(row), self.contract_id(row)) for row in rows)
        equal([(each.subscriber_id, each.contract_id) for each in found.matches], expected, "never the first alone")

    @promise_of(C.FIND_BY_CONTRACT_NUMBER)
    def test_contract_numbers_are_kept_exactly(self) -> None:
        """`12/7`, `127` and `0127` are three numbers."""
        rows = [_row(n, contract_number=number) for n, number in enumerate(("12/7", "127", "0127"))]
        directory = self.over(*rows)

        for row in rows:
            found = directory.find(AccountInformation(contract_number=row.contract_number))
            equal([each.contract_id for each in found.matches], [self.contract_id(row)], "each finds its own")

    @promise_of(C.FIND_BY_LOGIN, C.FIND_BY_CONTRACT_NUMBER)
    def test_details_of_different_accounts_are_told_apart(self) -> None:
        """A login of one account and a contract number of another lead to both, and neither agrees wholly."""
        one, other = _row(1, contract_number="A-1"), _row(2, contract_number="A-2")
        found = self.over(one, other).find(AccountInformation(login=one.login, contract_number="A-2"))

        agreements = {each.contract_id: dict(each.agreement) for each in found.matches}
        equal(agreements[self.contract_id(one)], {_D.LOGIN: True, _D.CONTRACT_NUMBER: False}, "the login's")
        equal(agreements[self.contract_id(other)], {_D.LOGIN: False, _D.CONTRACT_NUMBER: True}, "the number's")

    @promise_of(C.FIND_BY_LOGIN)
    def test_what_is_not_registered_is_unknown(self) -> None:
        """A detail that billing does not have is neither right nor wrong."""
        row = _row(1, contract_number=None, place=None, passport=None)
        given = AccountInformation(
            login=row.login,
            contract_number="A-1",
            connection_address="вул. Садова, 1, кв. 2",
            passport=_KEY.digest("МЕ 123456"),
        )
        found = self.over(row).find(given)

        told = dict(found.matches[0].agreement)
        holds(told.pop(_D.LOGIN) is True, "the login agrees")
        equal(set(told.values()), {UNKNOWN}, "the others are unknown")

    @promise_of(C.FIND_BY_ADDRESS)
    def test_finds_by_address_in_any_spelling(self) -> None:
        """An address agrees in Russian and in Ukrainian and however it is abbreviated; numbers have to be the same."""
        row = _row(1, place=Place(street="Садова", building="12", flat="5"))
        near = _row(2, place=Place(street="Садова", building="12А", flat="5"))
        directory = self.over(row, near)

        for spelling in ("вул. Садова, буд. 12, кв. 5", "Киев, ул. Садовая 12/5", "садова 12 кв 5"):
            found = directory.find(AccountInformation(connection_address=spelling))
            equal([each.contract_id for each in found.matches], [self.contract_id(row)], f"`{spelling}`")
        unfinished = directory.find(AccountInformation(connection_address="Садова 12"))
        equal(unfinished.matches, (), "an address without a flat leads to nobody by itself")

    @promise_of(C.FIND_BY_PASSPORT, C.VERIFY_PASSPORT)
    def test_finds_by_passport(self) -> None:
        """A passport leads to its account in whatever spelling billing has it, and only under the directory's key."""
        row, other = _row(1, passport="me№123456"), _row(2, passport="СН 654321")
        directory = self.over(row, other)
        found = directory.find(AccountInformation(passport=_KEY.digest("МЕ-123456")))

        equal([each.contract_id for each in found.matches], [self.contract_id(row)], "one account")
        strange = AccountInformation(passport=_OTHER_KEY.digest("МЕ-123456"))
        equal(directory.find(strange).matches, (), "a digest under another key leads nowhere")

    @promise_of(C.VERIFY_PASSPORT)
    def test_verifies_passports(self) -> None:
        """A passport agrees, differs, is not registered or not comparable; nothing of it is given away."""
        row, without, rubbish = _row(1, passport="МЕ 123456"), _row(2), _row(3, passport="немає")
        directory = self.over(row, without, rubbish)
        check = directory.verify_passport
        given = _KEY.digest("ME123456")

        equal(check(self.contract_id(row), given), PassportCheck.AGREES, "in another spelling")
        equal(check(self.contract_id(row), _KEY.digest("МЕ 123457")), PassportCheck.DIFFERS, "another number")
        equal(check(self.contract_id(row), _OTHER_KEY.digest("МЕ 123456")), PassportCheck.NOT_COMPARABLE, "key")
        equal(check(self.contract_id(without), given), PassportCheck.NOT_REGISTERED, "none")
        equal(check(self.contract_id(rubbish), given), PassportCheck.NOT_REGISTERED, "something else")
        shown = repr((directory.subscriber(self.subscriber_id(row)), directory))
        holds("123456" not in shown, "no `repr` shows it")

    @promise
    def test_what_cannot_be_observed_is_said(self) -> None:
        """Without a capability the answer is `UNKNOWN`, not observable or unsearched: never a guess."""
        row = _row(1, passport="МЕ 123456", services=("internet",), support_level="gold")
        directory = self.over(row)
        subscriber_id, contract_id = self.subscriber_id(row), self.contract_id(row)
        given = row.information(_KEY)
        unsearched = {each for each, needed in directory_model.SEARCHED_BY.items() if needed not in self.capabilities}

        equal(directory.find(given).unsearched, unsearched & given.given, "what it cannot search by")
        if C.VERIFY_PASSPORT not in self.capabilities:
            check = directory.verify_passport(contract_id, _KEY.digest("МЕ 123456"))
            equal(check, PassportCheck.NOT_OBSERVABLE, "passports")
        for capability, answer in (
            (C.SERVICES, partial(directory.covers, contract_id, "internet")),
            (C.REPRESENTATIVES, partial(directory.representatives, subscriber_id)),
            (C.INTERRUPTIONS, partial(directory.interruptions, contract_id, NOON)),
        ):
            equal(answer() is UNKNOWN, capability not in self.capabilities, f"`{capability.value}`")
        found = directory.subscriber(subscriber_id)
        contract = found.contracts[0] if found else None
        holds(contract is not None, "the subscriber is there")
        if contract is not None:
            passport = C.VERIFY_PASSPORT in self.capabilities
            equal(contract.account.passport is not None, passport, "passports as digests, if at all")
            equal(contract.support_level is not None, C.SUPPORT_LEVELS in self.capabilities, "levels")
            equal(bool(contract.services), C.SERVICES in self.capabilities, "services")

    @promise
    def test_an_unknown_id_is_said(self) -> None:
        """Asking about a contract or subscriber that is not there is refused, without showing the id."""
        directory = self.over(_row(1))
        for call in (
            partial(directory.covers, "absent-77", "internet"),
            partial(directory.interruptions, "absent-77", NOON),
            partial(directory.verify_passport, "absent-77", _KEY.digest("МЕ 123456")),
            partial(directory.representatives, "absent-77"),
        ):
            holds("absent-77" not in refused(NotFoundError, call, "it is not there"), "no id is shown")
        equal(directory.subscriber("absent-77"), None, "reading gives None")

    @promise
    def test_hostile_texts_find_nothing(self) -> None:
        """Quotes, wildcards, NUL and half surrogate pairs are texts like any other: nothing is found or harmed."""
        row = _row(1, contract_number="A-1")
        directory = self.over(row)
        for text in ("' OR '1'='1", "%", "_", "ivan\0", "\ud83d", "\\", ";--", "x" * 100_000, "\u202e", "*"):
            given = AccountInformation(login=text, contract_number=text, connection_address=text)
            equal(directory.find(given).matches, (), "nothing is found")
            for party in (phone(text), email(text), account(text)):
                equal(directory.propose(party), (), "nobody is proposed")
            equal(directory.subscriber(text), None, "nobody is there")
        holds(directory.subscriber(self.subscriber_id(row)), "the account is still there")

    @promise_of(C.PROPOSE_BY_PHONE)
    def test_proposes_everybody_with_the_phone(self) -> None:
        """All subscribers with the number are proposed, in whatever spelling it stands, rubbish beside it or not."""
        rows = [
            _row(1, phones=("8(099)761-91-38",)),
            _row(2, phones=("немає", "+380 99 761 91 38")),
            _row(3, phones=("", "0", "NULL")),
            _row(4, phones=("+380501112233",)),
        ]
        found = self.over(*rows).propose(phone("+380997619138"))

        equal([each.subscriber_id for each in found], sorted(map(self.subscriber_id, rows[:2])), "both")
        equal(found[0].contract_ids, (self.contract_id(rows[0]),), "with their contracts")

    @promise_of(C.PROPOSE_BY_EMAIL)
    def test_proposes_everybody_with_the_address(self) -> None:
        """All subscribers with the address are proposed, letter case aside."""
        rows = [_row(1, emails=("Ivan@Example.com",)), _row(2, emails=("ivan@example.com",)), _row(3, emails=("-",))]
        found = self.over(*rows).propose(email("IVAN@EXAMPLE.COM"))

        equal([each.subscriber_id for each in found], sorted(map(self.subscriber_id, rows[:2])), "both")

    @promise_of(C.FIND_BY_LOGIN)
    def test_proposes_by_a_helpdesk_account(self) -> None:
        """Whose login the account is, in any letter case and with look-alikes, is proposed with that contract."""
        row = _row(1, login="cat.ivan")
        directory = self.over(row, _row(2, login="cat.ivan2"))

        for spelling in ("cat.ivan", "CAT.Ivan", "саt.ivаn"):
            found = directory.propose(account(spelling))
            equal([each.subscriber_id for each in found], [self.subscriber_id(row)], f"`{spelling}`")
            equal(found[0].contract_ids, (self.contract_id(row),), "with its contract")
        equal(directory.propose(account("nobody")), (), "nobody's login")

    @promise
    def test_proposes_nobody_by_a_name(self) -> None:
        """A name, and what cannot be compared, propose nobody."""
        directory = self.over(_row(1, login="ivan", emails=("ivan@example.com",), phones=("+380997619138",)))

        equal(directory.propose(Party(kind=PartyKind.NAME, normalised="ivan", received="ivan")), (), "a name")
        equal(directory.propose(Party(kind=PartyKind.PHONE, normalised=None, received="anonymous")), (), "nothing")

    @promise_of(C.SEVERAL_CONTRACTS)
    def test_several_contracts_are_one_subscriber(self) -> None:
        """A subscriber with several contracts is one proposal, and is read with all of them in the order of ids."""
        phones = ("+380997619138",)
        rows = [_row(n, subscriber_id="s1", phones=phones) for n in (3, 1, 2)]
        directory = self.over(*rows)
        contracts = sorted(self.contract_id(row) for row in rows)
        found = directory.subscriber(self.subscriber_id(rows[0]))

        equal(found and [each.id for each in found.contracts], contracts, "all contracts")
        if C.PROPOSE_BY_PHONE in self.capabilities:
            equal(
                [each.contract_ids for each in directory.propose(phone(phones[0]))], [tuple(contracts)], "one proposal"
            )

    @promise_of(C.SERVICES)
    def test_tells_what_a_contract_covers(self) -> None:
        """A service is covered or not."""
        row = _row(1, services=("internet",))
        directory = self.over(row)

        holds(directory.covers(self.contract_id(row), "internet") is True, "it is")
        holds(directory.covers(self.contract_id(row), "telephony") is False, "it is not")

    @promise_of(C.HOLDER)
    def test_tells_who_the_holder_is(self) -> None:
        """A natural person and a legal one are told apart."""
        rows = [_row(1), _row(2, holder=PersonKind.LEGAL)]
        directory = self.over(*rows)
        for row in rows:
            found = directory.subscriber(self.subscriber_id(row))
            equal(found and found.holder and found.holder.kind, row.holder, "the kind of holder")

    @promise_of(C.REPRESENTATIVES)
    def test_lists_representatives(self) -> None:
        """All representatives are listed, past ones too, in the order of their ids; none is an empty list."""
        past = Representative(person=Person(id="p2"), until=date(2025, 1, 1))
        present = Representative(person=Person(id="p1"), since=date(2026, 1, 1))
        row, other = _row(1, representatives=(past, present)), _row(2)
        directory = self.over(row, other)

        equal(directory.representatives(self.subscriber_id(row)), (present, past), "both, in order")
        equal(directory.representatives(self.subscriber_id(other)), (), "none")

    @promise_of(C.INTERRUPTIONS)
    def test_lists_interruptions(self) -> None:
        """Breaks that cover the moment are listed, by start and service: from the start, until before the end."""
        first = _break("tv", -2)
        second = _break("internet", -1, ends=1)
        row = _row(1, interruptions=(second, first, _break("internet", 5)))
        directory = self.over(row, _row(2))
        listed = partial(directory.interruptions, self.contract_id(row))

        equal(listed(NOON), (first, second), "those that cover it")
        equal(listed(NOON - _HOUR), (first, second), "from the start")
        equal(listed(NOON + _HOUR), (first,), "until before the end")
        equal(directory.interruptions(self.contract_id(_row(2)), NOON), (), "none")

    @promise
    def test_whatever_billing_holds_agrees_with_the_model(self) -> None:
        """Whatever accounts there are and however somebody asks, the answers are those of a simple model."""
        trials = self.trials(stateful_step_count=15)
        directory_model.run(self.make, self.capabilities, self.subscriber_id, self.contract_id, trials)


def _row(number: int, **changes: object) -> BilledAccount:
    told: dict[str, object] = {
        "subscriber_id": f"s{number}",
        "contract_id": f"c{number}",
        "login": f"login{number}",
    }
    return BilledAccount(**(told | changes))  # type: ignore[arg-type]  # fields by their names


def _break(service: str, starts: int, ends: int | None = None) -> ServiceInterruption:
    return ServiceInterruption(
        service=service,
        kind=InterruptionKind.MAINTENANCE,
        start=NOON + starts * _HOUR,
        end=None if ends is None else NOON + ends * _HOUR,
    )
