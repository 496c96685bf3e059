"""What only shows at an edge: one kind of detail blanked, ids without brackets, names held back in a field."""

import pytest

from netpoint_stp.channels.contacts.addresses import parse_email, parse_phone
from netpoint_stp.channels.details.reader import find_details, redact
from netpoint_stp.channels.email.addressing import address_list, message_ids
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.account import AccountDetail

VALUES = {
    AccountDetail.CONTRACT_NUMBER: "100245",
    AccountDetail.LOGIN: "zrazok7",
    AccountDetail.PASSPORT: "123456",
    AccountDetail.CONNECTION_ADDRESS: "Зразкова",
}
TEXT = "Договір 100245, логін zrazok7, паспорт МЕ123456, вул. Зразкова, буд. 5, кв. 7."


class TestDetails:
    """Only what is asked for is blanked."""

    @pytest.mark.parametrize("details", [set(), *({each} for each in AccountDetail), set(AccountDetail)])
    def test_of_a_text_with_all_kinds(self, details: set[AccountDetail]) -> None:
        """Each alone, all, and none."""
        left = redact(TEXT, details=details)

        assert {detail for detail, value in VALUES.items() if value not in left} == details
        assert len(left) == len(TEXT)
        assert {each.detail for each in find_details(TEXT)} == set(AccountDetail)


class TestAddressFields:
    """What breaks the rules of RFC 5322, and is read all the same."""

    @pytest.mark.parametrize(
        ("value", "parties"),
        [
            (b"Koval, Olena <o@mail.example>", [("Koval, Olena", "o@mail.example")]),
            (b"Koval, Olena <no address>, a@mail.example", [("Koval", None), ("Olena", None), ("", "a@mail.example")]),
            (b"Koval, a@mail.example", [("Koval", None), ("", "a@mail.example")]),
            (b"Olena o@mail.example", [("Olena", "o@mail.example")]),
            (b"o@mail.example (Olena)", [("Olena", "o@mail.example")]),
            (
                b"Staff: a@mail.example, b@mail.example; c@mail.example",
                [("", f"{each}@mail.example") for each in "abc"],
            ),
            (b"Koval; Olena <o@mail.example>", [("Koval, Olena", "o@mail.example")]),
            (b"Staff: Koval; Olena <o@mail.example>", [("Koval", None), ("Olena", "o@mail.example")]),
        ],
    )
    def test_names_and_addresses(self, value: bytes, parties: list[tuple[str, str | None]]) -> None:
        """Words before a comma belong to the address behind them, and to nothing where there is none."""
        read = address_list(value)

        assert [each.normalised for each in read] == [address for _, address in parties]
        shown = [each.name or ("" if each.normalised else each.received) for each in read]
        assert shown == [name for name, _ in parties]

    @pytest.mark.parametrize(
        ("value", "ids"),
        [
            (b"<a@b.example> <c@d.example>", ("a@b.example", "c@d.example")),
            (b"a@b.example c@d.example", ("a@b.example", "c@d.example")),
            (b"my message of Monday", ()),
            (b"<a@b.example> c@d.example", ("a@b.example",)),
            (b"", ()),
        ],
    )
    def test_ids_of_messages(self, value: bytes, ids: tuple[str, ...]) -> None:
        """In angle brackets; without any, whatever has an at sign."""
        assert message_ids(value) == ids


class TestContacts:
    """Numbers and addresses that people write."""

    def test_an_extension_stands_at_the_end_behind_a_number(self) -> None:
        """One in the middle, or without a number before it, is none."""
        assert parse_phone("+380 44 000 00 00 ext. 12").extension == "12"
        with pytest.raises(UsageError):
            parse_phone("ext. 12 ")

    @pytest.mark.parametrize(("text", "shown"), [("a b@mail.example", "•••@mail.example"), ("nobody at home", "`•••`")])
    def test_a_refused_address_is_shown_by_its_domain_alone(self, text: str, shown: str) -> None:
        """Where it has one."""
        with pytest.raises(UsageError, match="is no address") as told:
            parse_email(text)

        assert shown in str(told.value)
        assert text not in str(told.value)
