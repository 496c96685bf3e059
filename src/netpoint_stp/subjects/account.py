"""Account information (3.6, 4.3.2): the four details, what is known of them, when two spellings are one."""

import re
import unicodedata
from enum import Enum
from typing import Final

from attrs import field, frozen

from netpoint_stp.subjects.documents import PassportDigest

_TO_LATIN: Final = str.maketrans("авсеікмнортух", "abceikmhoptyx")
_NOISE: Final = re.compile(r"[\s#]+")
_DASHES: Final = re.compile(r"[‐‑‒–—―−﹣－]")


class AccountDetail(Enum):
    """The account information that 3.6 lists, and no other."""

    LOGIN = "login"
    CONTRACT_NUMBER = "contract_number"
    CONNECTION_ADDRESS = "connection_address"
    PASSPORT = "passport"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class AccountInformation:
    """What is known of an account, given by a client or registered in billing; None is "not known".

    Passport data only as a keyed digest. `repr` says which details are there, never their values.
    """

    login: str | None = field(default=None, repr=False)
    contract_number: str | None = field(default=None, repr=False)
    connection_address: str | None = field(default=None, repr=False)
    passport: PassportDigest | None = field(default=None, repr=False)

    @property
    def given(self) -> frozenset[AccountDetail]:
        """The details that are known; a blank text counts as not known."""
        values: dict[AccountDetail, object] = {
            AccountDetail.LOGIN: self.login and self.login.strip(),
            AccountDetail.CONTRACT_NUMBER: self.contract_number and self.contract_number.strip(),
            AccountDetail.CONNECTION_ADDRESS: self.connection_address and self.connection_address.strip(),
            AccountDetail.PASSPORT: self.passport,
        }
        return frozenset(detail for detail, value in values.items() if value)

    @property
    def missing(self) -> frozenset[AccountDetail]:
        """The details that are not known."""
        return frozenset(AccountDetail) - self.given

    def __repr__(self) -> str:
        names = ", ".join(detail.value for detail in AccountDetail if detail in self.given)
        return f"AccountInformation({names or 'nothing'} given)"


def comparable_login(login: str) -> str:
    """Return the form in which logins are compared.

    One letter case, no white space, no `№` or `#`, Cyrillic look-alikes as Latin. For comparing only: it is
    not a login to show or to look up as written.
    """
    plain = unicodedata.normalize("NFKC", login.replace("№", ""))
    return _NOISE.sub("", plain).casefold().translate(_TO_LATIN)


def comparable_contract_number(number: str) -> str:
    """Return the form in which contract numbers are compared: as logins, and with one kind of dash.

    Digits are kept exactly, leading zeros and slashes too: `12/7`, `127` and `0127` are three numbers.
    """
    return _DASHES.sub("-", comparable_login(number)).strip("-.")
