"""Accounts looked for in billing (3.6, I-4): the database narrows down, every candidate is compared by the library."""

from collections.abc import Callable, Iterator
from typing import assert_never

from sqlalchemy import ColumnElement, Connection

from netpoint_stp.backends.billing.accounts import Accounts
from netpoint_stp.backends.billing.mapping.model import Address, Detail, Value
from netpoint_stp.backends.billing.narrowing import Narrowing
from netpoint_stp.backends.billing.schema import Schema
from netpoint_stp.backends.billing.values import emails_of, phones_of, text_of
from netpoint_stp.channels.contacts.addresses import PhoneNumber, phone_or_none
from netpoint_stp.channels.contacts.streets import AddressOutcome, compare_addresses
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)


class Search:
    """Searches by details and contacts; yields account keys as the tables spell them, some more than once."""

    def __init__(self, schema: Schema, accounts: Accounts, kind: str) -> None:
        self._schema = schema
        self._mapping = schema.mapping
        self._accounts = accounts
        self._narrowing = Narrowing(schema, kind)

    def agreeing(self, connection: Connection, detail: AccountDetail, given: AccountInformation) -> Iterator[str]:
        """Yield the keys of the accounts that have a value which agrees with a detail given."""
        match detail:
            case AccountDetail.LOGIN:
                yield from self._written_as(connection, Detail.LOGIN, comparable_login(given.login or ""))
            case AccountDetail.CONTRACT_NUMBER:
                number = comparable_contract_number(given.contract_number or "")
                yield from self._written_as(connection, Detail.CONTRACT_NUMBER, number)
            case AccountDetail.CONNECTION_ADDRESS:
                yield from self._at_address(connection, given.connection_address or "")
            case AccountDetail.PASSPORT:
                yield from self._rows(
                    connection,
                    Detail.PASSPORT,
                    lambda _: None,
                    lambda text: self._accounts.passport(text) == given.passport,
                )
            case _:
                assert_never(detail)

    def _written_as(self, connection: Connection, detail: Detail, comparable: str) -> Iterator[str]:
        compared = comparable_login if detail is Detail.LOGIN else comparable_contract_number
        if comparable:
            yield from self._rows(
                connection,
                detail,
                lambda value: self._narrowing.written_as(comparable, value),
                lambda text: compared(text) == comparable,
            )

    def _at_address(self, connection: Connection, given: str) -> Iterator[str]:
        seen: dict[str, bool] = {}

        def same(text: str) -> bool:
            if text not in seen:
                seen[text] = compare_addresses(given, text).outcome is AddressOutcome.SAME
            return seen[text]

        if self._narrowing.may_be_same(given):
            yield from self._rows(
                connection, Detail.CONNECTION_ADDRESS, lambda value: self._narrowing.address(given, value), same
            )

    def reached_by(self, connection: Connection, contact: Party) -> Iterator[str]:
        """Yield the keys of the accounts for which a phone number, an e-mail address or a login is registered."""
        if contact.normalised is None:
            return
        match contact.kind:
            case PartyKind.PHONE:
                number = phone_or_none(contact.normalised, area_code=self._mapping.area_code)
                if number is not None:
                    yield from self._with_phone(connection, number)
            case PartyKind.EMAIL:
                addresses = emails_of(contact.normalised)
                if len(addresses) == 1:
                    yield from self._with_email(connection, addresses[0])
            case PartyKind.ACCOUNT:
                login = comparable_login(contact.normalised)
                yield from self._written_as(connection, Detail.LOGIN, login)
            case PartyKind.NAME:
                return
            case _:
                assert_never(contact.kind)

    def _with_email(self, connection: Connection, address: str) -> Iterator[str]:
        yield from self._rows(
            connection,
            Detail.EMAIL,
            lambda value: self._narrowing.email(address, value),
            lambda text: address in emails_of(text),
        )

    def _with_phone(self, connection: Connection, number: PhoneNumber) -> Iterator[str]:
        code = self._mapping.area_code
        yield from self._rows(
            connection,
            Detail.PHONE,
            lambda value: self._narrowing.phone(number, value),
            lambda text: any(one.e164 == number.e164 for one in phones_of(text, code)),
        )

    def _rows(
        self,
        connection: Connection,
        detail: Detail,
        narrowed: Callable[[Value | Address], ColumnElement[bool] | None],
        agrees: Callable[[str], bool],
    ) -> Iterator[str]:
        """Yield the keys of the accounts that have a value of a detail which agrees, of the rows narrowed down to."""
        for value in self._mapping.details.get(detail, ()):
            for key, row in self._schema.rows(connection, value.columns, narrowed(value)):
                text = text_of(value, row, self._mapping)
                if text is not None and agrees(text):
                    yield key
