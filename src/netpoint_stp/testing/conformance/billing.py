"""What a directory on trial is to hold (1.2, 3.6): accounts as billing has them, passports in clear only here."""

from datetime import UTC, datetime
from typing import Final

from attrs import field, frozen
from hypothesis import strategies as st

from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.ports.accounts import Representative
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.documents import DigestKey, canonical_document
from netpoint_stp.subjects.interruptions import ServiceInterruption
from netpoint_stp.subjects.people import PersonKind

NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@frozen(kw_only=True)
class Place:
    """A connection address in its parts; `text` is one way of writing it."""

    city: str = "Київ"
    street: str
    building: str
    flat: str

    @property
    def text(self) -> str:
        """Return the address in one line."""
        return f"м. {self.city}, вул. {self.street}, буд. {self.building}, кв. {self.flat}"


@frozen(kw_only=True)
class BilledAccount:
    """One contract of one subscriber, as billing has it; None is not registered.

    `passport` and the phones stand as somebody typed them. The first row of a subscriber gives the holder's kind and
    the representatives; contacts of any row are the subscriber's.
    """

    subscriber_id: str
    contract_id: str
    login: str
    contract_number: str | None = None
    place: Place | None = None
    passport: str | None = field(default=None, repr=False)
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    support_level: str | None = None
    holder: PersonKind = PersonKind.NATURAL
    representatives: tuple[Representative, ...] = ()
    interruptions: tuple[ServiceInterruption, ...] = ()

    def information(self, key: DigestKey) -> AccountInformation:
        """Return the account information, passports as digests under the key; what is no passport is none."""
        known = self.passport is not None and canonical_document(self.passport) is not None
        return AccountInformation(
            login=self.login,
            contract_number=self.contract_number,
            connection_address=None if self.place is None else self.place.text,
            passport=key.digest(self.passport) if known and self.passport is not None else None,
        )


@frozen(kw_only=True)
class Billing:
    """All accounts, and the key under which the directory is to digest passports."""

    accounts: tuple[BilledAccount, ...]
    key: DigestKey


def phone(number: str) -> Party:
    """Return a phone number as the sender of a call."""
    return Party(kind=PartyKind.PHONE, normalised=number, received=number)


def email(address: str) -> Party:
    """Return an e-mail address as a sender."""
    return Party(kind=PartyKind.EMAIL, normalised=address, received=address)


def account(login: str) -> Party:
    """Return a helpdesk account as a sender."""
    return Party(kind=PartyKind.ACCOUNT, normalised=login, received=login)


LOGINS: Final = ("ivan", "olha.k", "petro-2", "d'arc")
NUMBERS: Final = ("12/7", "127", "№ A-7", "0127")
PLACES: Final = (
    Place(street="Садова", building="12", flat="5"),
    Place(street="Садова", building="12", flat="6"),
    Place(street="Садова", building="12А", flat="5"),
    Place(city="Буча", street="Тараса Шевченка", building="3", flat="17"),
)
PASSPORTS: Final = ("МЕ 123456", "me№123456", "СН654321", "123456789", "немає", "NULL", "")
PHONES: Final = ("8(099)761-91-38", "+380 99 761 91 38", "044 284-90-91/92", "немає", "", "0", "+48 22 123 45 67")
EMAILS: Final = ("Ivan@Example.com", "olha@example.org", "olha@пошта.укр", "-", "")


@st.composite
def billed(draw: st.DrawFn, index: int, *, several: bool) -> BilledAccount:
    """Draw an account; `index` makes ids and logins its own. With `several`, subscribers may have more contracts."""
    subscriber = draw(st.integers(0, index)) if several else index
    return BilledAccount(
        subscriber_id=f"s{subscriber}",
        contract_id=f"c{index}",
        login=f"{draw(st.sampled_from(LOGINS))}{index}",
        contract_number=draw(st.none() | st.sampled_from(NUMBERS)),
        place=draw(st.none() | st.sampled_from(PLACES)),
        passport=draw(st.none() | st.sampled_from(PASSPORTS)),
        phones=tuple(draw(st.lists(st.sampled_from(PHONES), max_size=2))),
        emails=tuple(draw(st.lists(st.sampled_from(EMAILS), max_size=1))),
        services=tuple(draw(st.lists(st.sampled_from(("internet", "tv")), max_size=2, unique=True))),
    )
