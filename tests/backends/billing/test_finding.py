"""Finding subscribers in billing as it is: several matches, odd spellings, absent values in all forms (3.6, I-4)."""

import re
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backends.billing.databases import ABILLS, KEY, UBILLING, Billed, SqliteFiles, subscriber, together

from netpoint_stp.backends.billing.directory import BillingDirectory
from netpoint_stp.backends.billing.mapping.files import read_mapping
from netpoint_stp.channels.contacts.addresses import parse_phones
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.accounts import PassportCheck
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)
from netpoint_stp.subjects.documents import DigestKey

D = AccountDetail
NUMBER: Final = "+380997619138"


def contracts(directory: BillingDirectory, **given: Any) -> list[str]:
    """Return the ids of the contracts found."""
    return [match.contract_id for match in directory.find(AccountInformation(**given)).matches]


def proposed(directory: BillingDirectory, kind: PartyKind, value: str) -> list[str]:
    """Return the ids of the subscribers proposed."""
    party = Party(kind=kind, normalised=value, received=value)
    return [proposal.subscriber_id for proposal in directory.propose(party)]


class TestSeveral:
    def test_one_contract_number_at_several_logins_finds_all_of_them(self, billed: Billed) -> None:
        """Contract numbers are not unique in Ubilling: every account that has one is found, in the order of ids."""
        rows = [subscriber(login, n, contract="77/1") for n, login in enumerate(("zoya", "anna", "mark"), 1)]
        directory = billed.fill(UBILLING, together(*rows)).read_as("ubilling")

        assert contracts(directory, contract_number="77/1") == ["anna", "mark", "zoya"]

    def test_several_numbers_of_one_login_are_contracts_of_one_subscriber(self, sqlite: Billed) -> None:
        """A login with two contract numbers is one subscriber with two contracts, and each number finds its own."""
        rows = subscriber("anna", 1, contract=("A-1", "B/2#", "№ a-1"))
        directory = sqlite.fill(UBILLING, together(rows)).read_as("ubilling")
        found = directory.subscriber("anna")

        assert found is not None
        assert [contract.account.contract_number for contract in found.contracts] == ["A-1", "B/2#"]
        assert len({contract.id for contract in found.contracts}) == 2
        assert contracts(directory, contract_number="b/2") == [found.contracts[1].id]
        assert contracts(directory, login="anna") == [contract.id for contract in found.contracts]
        assert all(directory.covers(contract.id, "internet") is UNKNOWN for contract in found.contracts)
        assert directory.covers("anna", "internet") is UNKNOWN

    def test_ids_of_contracts_do_not_meet(self, sqlite: Billed) -> None:
        """A login that looks like the id of another login's contract has an id of its own."""
        rows = together(subscriber("a", 1, contract=("1", "2")), subscriber("a/#1", 2), subscriber("a/#1/#2", 3))
        directory = sqlite.fill(UBILLING, rows).read_as("ubilling")
        ids = [found for login in ("a", "a/#1", "a/#1/#2") for found in contracts(directory, login=login)]

        assert len(set(ids)) == len(ids) == 4
        for contract_id in ids:
            assert directory.covers(contract_id, "internet") is UNKNOWN

    def test_several_addresses_of_one_login_all_count_and_none_is_the_first(self, sqlite: Billed) -> None:
        """An account with two connection addresses agrees with either, and is read with neither."""
        rows = subscriber("anna", 1, address=("Київ", "Садова", "12", "5"))
        other = subscriber("anna", 2, address=("Київ", "Лугова", "3", "7"))
        rows = together(rows, other | {"users": []})
        directory = sqlite.fill(UBILLING, rows).read_as("ubilling")

        for address in ("Садова 12 кв 5", "ул. Луговая 3/7"):
            assert contracts(directory, connection_address=address) == ["anna"]
        found = directory.subscriber("anna")
        assert found is not None
        assert found.contracts[0].account.connection_address is None

    def test_everybody_with_a_phone_is_proposed(self, billed: Billed) -> None:
        """One number in many spellings, alone or among others, proposes everybody who has it and nobody else."""
        spellings = [
            "8(099)761-91-38", "099-761-91-38", "80997619138", "+380 99 761 91 38", "моб. 099 761 91 38 (мама)",
            "0501112233, 0997619138", "0997619137/38", "О99-761-9I-З8", "099 761 91 38 доб. 12",
        ]  # fmt: skip
        others = ["0997619139", "099 761 91", "ні", "NULL", "0", "", "38099"]
        rows = [subscriber(f"y{n}", n, phone=text) for n, text in enumerate(spellings)]
        rows += [subscriber(f"n{n}", 100 + n, mobile=text) for n, text in enumerate(others)]
        rows.append(subscriber("y9", 200, mobile=[None, "0997619138"]))
        directory = billed.fill(UBILLING, together(*rows)).read_as("ubilling")
        readable = [text for text in spellings if _reads(text)]

        found = proposed(directory, PartyKind.PHONE, NUMBER)

        assert {f"y{spellings.index(text)}" for text in readable} | {"y9"} <= set(found)
        assert not [login for login in found if login.startswith("n")]

    def test_a_local_number_needs_the_area_code_of_the_mapping(self, sqlite: Billed) -> None:
        """Seven digits are a number only with an area code, and then agree with the whole number."""
        rows = together(subscriber("anna", 1, phone="284-90-91"), subscriber("ivan", 2, phone="044 2849091"))
        sqlite.fill(UBILLING, rows)
        plain = sqlite.read_as("ubilling")
        kyiv = sqlite.read_as("billing", mapping=read_mapping('name = "kyiv"\nextends = "ubilling"\narea_code = "44"'))

        assert proposed(plain, PartyKind.PHONE, "+380442849091") == ["ivan"]
        assert proposed(kyiv, PartyKind.PHONE, "+380442849091") == ["anna", "ivan"]

    def test_several_addresses_in_one_field_are_each_read(self, billed: Billed) -> None:
        """A field with two e-mail addresses, or with a name, proposes by each of them, letter case aside."""
        fields = ["Anna@Example.com; anna@example.org", "Анна <ANNA@example.org>", "xanna@example.org", "NULL"]
        rows = [subscriber(f"s{n}", n, email=text) for n, text in enumerate(fields)]
        directory = billed.fill(UBILLING, together(*rows)).read_as("ubilling")

        assert proposed(directory, PartyKind.EMAIL, "anna@EXAMPLE.org") == ["s0", "s1"]


class TestAbsent:
    @pytest.mark.parametrize("nothing", [None, "", "  ", "NULL", "0000-00-00", "-", "0"])
    def test_nothing_in_any_form_is_not_registered(self, billed: Billed, nothing: str | None) -> None:
        """NULL, blanks, the word NULL, zero dates, dashes and a zero stand for nothing, and agree with nothing."""
        rows = subscriber("anna", 1, contract=[nothing], passport=[nothing], phone=[nothing], email=[nothing])
        asked = (nothing or "").strip() or "0"
        directory = billed.fill(UBILLING, together(rows)).read_as("ubilling")
        details = AccountInformation(
            login="anna", contract_number=asked, connection_address="Садова 1", passport=KEY.digest("МЕ123456")
        )
        (match,) = directory.find(details).matches

        assert {detail: agrees for detail, agrees in match.agreement.items() if detail is not D.LOGIN} == {
            D.CONTRACT_NUMBER: UNKNOWN,
            D.CONNECTION_ADDRESS: UNKNOWN,
            D.PASSPORT: UNKNOWN,
        }
        assert contracts(directory, contract_number=asked) == []
        assert directory.verify_passport("anna", KEY.digest("МЕ123456")) is PassportCheck.NOT_REGISTERED

    def test_an_account_without_any_row_beside_it_is_there(self, sqlite: Billed) -> None:
        """A login with no contract, phone or address row is an account all the same."""
        directory = sqlite.fill(UBILLING, together(subscriber("anna", 1))).read_as("ubilling")
        found = directory.subscriber("anna")

        assert found is not None
        assert [contract.id for contract in found.contracts] == ["anna"]
        assert found.contracts[0].account.missing == frozenset(D) - {D.LOGIN}

    def test_rows_of_accounts_that_are_gone_lead_nowhere(self, billed: Billed) -> None:
        """A contract, phone or address left over from a deleted login finds nobody."""
        rows = subscriber("gone", 1, contract="A-1", phone="0997619138", address=("Київ", "Садова", "12", "5"))
        directory = billed.fill(UBILLING, together(rows | {"users": []})).read_as("ubilling")

        assert contracts(directory, contract_number="A-1", connection_address="Садова 12 кв 5") == []
        assert proposed(directory, PartyKind.PHONE, NUMBER) == []

    def test_deleted_accounts_of_abills_do_not_count(self, billed: Billed) -> None:
        """In ABillS an account that is marked as deleted is none; one where the mark is NULL is one."""
        users = [
            {"uid": n, "id": f"u{n}", "disable": 0, "deleted": mark, "company_id": 0}
            for n, mark in enumerate((0, 1, None))
        ]
        directory = billed.fill(ABILLS, {"users": users}).read_as("abills")

        assert [contracts(directory, login=f"u{n}") for n in range(3)] == [["0"], [], ["2"]]
        assert directory.subscriber("account:1") is None

    def test_house_of_its_own_has_no_flat(self, sqlite: Billed) -> None:
        """Flat `0` is no flat, so that a house is found by street and building alone."""
        rows = together(subscriber("anna", 1, address=("с. Гора", "Центральна", "12", "0")))
        directory = sqlite.fill(UBILLING, rows).read_as("ubilling")

        assert contracts(directory, connection_address="с. Гора, вул. Центральна, буд. 12") == ["anna"]
        assert contracts(directory, connection_address="вул. Центральна, буд. 12, кв. 1") == []

    def test_a_passport_under_another_key_is_not_searched_for(self, sqlite: Billed) -> None:
        """A digest under a key that the directory does not have says nothing, and the answer says that."""
        directory = sqlite.fill(UBILLING, together(subscriber("anna", 1, passport="МЕ 123456"))).read_as("ubilling")
        strange = DigestKey.fresh().digest("МЕ 123456")
        found = directory.find(AccountInformation(login="anna", passport=strange))

        assert found.unsearched == {D.PASSPORT}
        assert found.matches[0].agreement[D.PASSPORT] is UNKNOWN
        assert directory.verify_passport("anna", strange) is PassportCheck.NOT_COMPARABLE


class TestKeys:
    def test_logins_in_another_letter_case_are_one_account_where_the_database_says_so(self, mariadb: Billed) -> None:
        """MariaDB joins `Anna` with `anna`: what other tables have for her is hers."""
        rows = subscriber("anna", 1, contract="A-1", phone="0997619138", passport="МЕ123456")
        for name in ("contracts", "phones", "passportdata"):
            rows[name][0]["login"] = "Anna"
        directory = mariadb.fill(UBILLING, together(rows)).read_as("ubilling")

        assert contracts(directory, contract_number="A-1") == ["anna"]
        assert proposed(directory, PartyKind.PHONE, NUMBER) == ["anna"]
        assert directory.verify_passport("anna", KEY.digest("МЕ123456")) is PassportCheck.AGREES
        assert directory.subscriber("ANNA") is None

    def test_ids_are_exact(self, billed: Billed) -> None:
        """An id in other letters, with blanks, or that a number only begins with, is an unknown one."""
        users = [{"uid": 12, "id": "anna", "disable": 0, "deleted": 0, "company_id": 0}]
        directory = billed.fill(ABILLS, {"users": users}).read_as("abills")

        assert directory.subscriber("account:12") is not None
        for strange in ("12", "account:12abc", "account:012", "account: 12", "account:12.0", "account:" + "9" * 40):
            assert directory.subscriber(strange) is None

    def test_company_and_account_with_one_number_are_two_subscribers(self, sqlite: Billed) -> None:
        """Company 5 and the account 5 of a private person have ids of their own."""
        users = [
            {"uid": 5, "id": "anna", "disable": 0, "deleted": 0, "company_id": 0},
            {"uid": 6, "id": "office", "disable": 0, "deleted": 0, "company_id": 5},
            {"uid": 7, "id": "shop", "disable": 0, "deleted": 0, "company_id": 5},
        ]
        directory = sqlite.fill(ABILLS, {"users": users}).read_as("abills")
        company, person = directory.subscriber("5"), directory.subscriber("account:5")

        assert company is not None
        assert person is not None
        assert [contract.id for contract in company.contracts] == ["6", "7"]
        assert [contract.id for contract in person.contracts] == ["5"]


ODD: Final = "№# -–./()'\"\\%_*?[]^$,;|&\u00a0\u200b\u0301０１２АaаBвКkІiiZжßﬁ①²"
SPELLED: Final = st.text(alphabet=st.sampled_from("anzАаІi01379" + ODD), max_size=12)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Where the databases of examples lie."""
    return SqliteFiles(tmp_path_factory.mktemp("narrowing"))


class TestNarrowing:
    @given(texts=st.lists(SPELLED, min_size=1, max_size=8), wanted=st.integers(0, 7))
    def test_nothing_that_agrees_is_left_out(self, files: SqliteFiles, texts: list[str], wanted: int) -> None:
        """Whatever stands in billing, asking for it finds every account where it agrees once compared."""
        sought = texts[wanted % len(texts)]
        users = [{"uid": n, "id": text, "disable": 0, "deleted": 0, "company_id": 0} for n, text in enumerate(texts)]
        numbers = [{"uid": n, "contract_id": text} for n, text in enumerate(texts)]
        directory = Billed(files()).fill(ABILLS, {"users": users, "users_pi": numbers}).read_as("abills")
        blank = re.compile(r"[\W_]*|\s*0000-00-00\s*")  # nothing, and a zero date, which is nothing too
        if blank.fullmatch(sought):
            return
        told = [n for n, text in enumerate(texts) if not blank.fullmatch(text)]
        logins = {str(n) for n in told if comparable_login(texts[n]) == comparable_login(sought)}
        number = comparable_contract_number(sought)
        numbered = {
            str(n) for n in told if comparable_contract_number(texts[n]) == number and texts[n].strip().strip("0")
        }

        assert logins <= set(contracts(directory, login=sought))
        assert numbered <= set(contracts(directory, contract_number=sought))
        directory.close()

    @given(
        texts=st.lists(
            st.text(st.sampled_from("0123456789" * 3 + " -()+/,;|." + "oОзlіI№" + "０９٣" + "abтелдоб."), max_size=24),
            min_size=1,
            max_size=8,
        )
    )
    def test_no_field_with_the_number_is_left_out(self, files: SqliteFiles, texts: list[str]) -> None:
        """Whatever phone fields hold, asking for any number in them finds every account that has it."""
        fields = [*texts, "8(099)761-91-38", "0997619137/38"]
        users = [{"uid": n, "id": f"u{n}", "disable": 0, "deleted": 0, "company_id": 0} for n in range(len(fields))]
        rows = {"users": users, "users_pi": [{"uid": n, "phone": text} for n, text in enumerate(fields)]}
        directory = Billed(files()).fill(ABILLS, rows).read_as("abills")
        known = {n: _reads(text) for n, text in enumerate(fields)}

        for number in {one for numbers in known.values() for one in numbers}:
            expected = {f"account:{n}" for n, numbers in known.items() if number in numbers}
            assert expected <= set(proposed(directory, PartyKind.PHONE, number))
        directory.close()

    @pytest.mark.parametrize("number", ["0670123456", "0677890123"])
    def test_letters_that_stand_for_digits_hide_no_number(self, billed: Billed, number: str) -> None:
        """A number with any one digit typed as a letter that looks like it, or is on its key, proposes all the same."""
        letters = "oOоОlLiIіІ|зЗabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        fields = [number[:place] + sign + number[place + 1 :] for place in range(3, 10) for sign in letters]
        rows = {"users_pi": [{"uid": n, "phone": text} for n, text in enumerate(fields)]}
        rows["users"] = [{"uid": n, "id": f"u{n}", "deleted": 0, "company_id": 0} for n in range(len(fields))]
        directory = billed.fill(ABILLS, rows).read_as("abills")
        expected = {f"account:{n}" for n, text in enumerate(fields) if f"+38{number}" in _reads(text)}

        assert set(proposed(directory, PartyKind.PHONE, f"+38{number}")) == expected
        assert len(expected) > len(number)

    def test_every_database_narrows_alike(self, billed: Billed) -> None:
        """Full-width digits, look-alike letters, signs without width and quotes are found on each database."""
        spelled = [
            "ДГ-１２/3",
            "дг-12/3",
            "ДГ –12/3",
            "Д Г-12/3",
            "DГ-12/3",
            "ДГ-12/4",
            "ДГ-1\u200b2/3",
            "ДГ-12/3'",
            "ДГ-1%",
        ]
        rows = [subscriber(f"s{n}", n, contract=text) for n, text in enumerate(spelled)]
        directory = billed.fill(UBILLING, together(*rows)).read_as("ubilling")
        sought = comparable_contract_number("ДГ-12/3")
        expected = [f"s{n}" for n, text in enumerate(spelled) if comparable_contract_number(text) == sought]

        assert contracts(directory, contract_number="ДГ-12/3") == expected
        assert len(expected) > 3

    def test_columns_in_an_old_charset_are_read(self, mariadb: Billed) -> None:
        """Tables in koi8u and latin1, as old installations have them, are compared like any other."""
        mariadb.fill(UBILLING)
        mariadb.run(
            "ALTER TABLE street CONVERT TO CHARACTER SET koi8u",
            "ALTER TABLE contracts CONVERT TO CHARACTER SET koi8u",
            "ALTER TABLE users CONVERT TO CHARACTER SET latin1",
            "ALTER TABLE emails CONVERT TO CHARACTER SET ascii",
            "ALTER TABLE phones CONVERT TO CHARACTER SET latin1",
        )
        rows = subscriber(
            "anna",
            1,
            contract="ДГ-12",
            address=("Київ", "Садова", "12", "5"),
            phone="0997619138",
            email="a@example.com",
        )
        directory = mariadb.fill(UBILLING, together(rows)).read_as("ubilling")

        assert contracts(directory, contract_number="дг 12") == []
        assert contracts(directory, contract_number="дг-12") == ["anna"]
        assert contracts(directory, connection_address="Киев, ул. Садовая 12 кв. 5") == ["anna"]
        assert contracts(directory, login="аnnа") == ["anna"]
        assert proposed(directory, PartyKind.PHONE, NUMBER) == ["anna"]
        assert proposed(directory, PartyKind.EMAIL, "a@example.com") == ["anna"]


def _reads(text: str) -> set[str]:
    try:
        return {number.e164 for number in parse_phones(text)}
    except UsageError:
        return set()
