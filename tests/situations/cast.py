"""Who appears in the situations: invented subscribers with their contracts, strangers, and the service desk's staff."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from netpoint_stp.backends.memory import Account, MemoryDirectory
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind, ServiceInterruption
from netpoint_stp.subjects.people import Contract, Person, PersonKind, Subscriber

KEY: Final = DigestKey(b"a key for situations, 32 bytes or more")
_LONG_AGO: Final = datetime(2026, 10, 1, tzinfo=UTC)

PASSPORTS: Final = ("МЕ 123456", "МЕ123456")
"""Passport data that appears in the situations and may never be found again."""


@frozen(kw_only=True)
class Somebody:
    """Somebody who writes or calls."""

    name: str
    email: str
    phone: str


PEOPLE: Final[Mapping[str, Somebody]] = {
    "ivan": Somebody(name="Іван Приклад", email="ivan.pryklad@mail.example", phone="+380501112233"),
    "olena": Somebody(name="Олена Приклад", email="olena.pryklad@post.example", phone="+380501112233"),
    "office": Somebody(name="Sample Ltd.", email="office@firm.example", phone="+380442223344"),
    "petro": Somebody(name="Пётр Примеров", email="primerov@mail.example", phone="+380503334455"),
    "maria": Somebody(name="Марія Взірець", email="maria.vzirets@mail.example", phone="+380504445566"),
    "halyna": Somebody(name="Ґалина Зразок", email="halyna.zrazok@mail.example", phone="+380505556677"),
    "stranger": Somebody(name="Хтось Інший", email="someone@else.example", phone="+380670000001"),
}


def _contract(number: str, login: str, address: str, level: str = "standard", **more: str) -> Contract:
    passport = KEY.digest(more["passport"]) if "passport" in more else None
    account = AccountInformation(login=login, contract_number=number, connection_address=address, passport=passport)
    return Contract(id=f"K-{number}", account=account, services={"internet"}, support_level=level)


def _break(kind: InterruptionKind, reason: str, agreement: Agreement | None) -> ServiceInterruption:
    return ServiceInterruption(service="internet", kind=kind, start=_LONG_AGO, reason=reason, agreement=agreement)


def directory() -> MemoryDirectory:
    """Return the subscribers as billing has them."""
    home = _contract("100245", "prykladko", "м. Київ, вул. Зразкова, буд. 12, кв. 34", passport="МЕ 123456")
    offices = [
        _contract(number, f"office-{letter}", f"м. Київ, вул. Ділова, буд. {number[-1]}", level="business")
        for number, letter in (("100402", "a"), ("100403", "b"), ("100404", "c"))
    ]
    debtor = _contract("100198", "primerov", "м. Київ, вул. Образцова, буд. 3, кв. 15")
    away = _contract("100500", "vzirets", "м. Київ, вул. Тиха, буд. 1, кв. 2")
    tenant = _contract("100311", "zrazok7", "м. Київ, вул. Зразкова, буд. 7, кв. 8")
    debt = _break(InterruptionKind.DEBT_SUSPENSION, "debt", Agreement.BY_CONTRACT)
    wish = _break(InterruptionKind.ON_CLIENTS_WISH, "away until December", Agreement.INDIVIDUALLY)
    return MemoryDirectory(
        [
            _account("S-1", [home], "ivan"),
            _account("S-2", offices, "office", PersonKind.LEGAL),
            _account("S-3", [debtor], "petro", breaks={debtor.id: (debt,)}),
            _account("S-4", [away], "maria", breaks={away.id: (wish,)}),
            _account("S-5", [tenant], "halyna"),
        ]
    )


def _account(
    subscriber_id: str,
    contracts: list[Contract],
    who: str,
    kind: PersonKind = PersonKind.NATURAL,
    breaks: Mapping[str, tuple[ServiceInterruption, ...]] | None = None,
) -> Account:
    person = PEOPLE[who]
    holder = Person(id=f"P-{subscriber_id}", kind=kind, name=person.name)
    subscriber = Subscriber(id=subscriber_id, contracts=contracts, holder=holder)
    return Account(subscriber=subscriber, phones=(person.phone,), emails=(person.email,), interruptions=breaks or {})
