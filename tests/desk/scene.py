"""A desk for tests: a store in memory, a clock set by hand, and mails as short as they can be."""

from datetime import datetime, timedelta
from typing import Any

from tests.situations.cast import KEY, directory

from netpoint_stp import Interaction, Regulation, RegulationHistory, read_email
from netpoint_stp.backends.memory import MemoryStore, SetClock
from netpoint_stp.channels.interaction import Quarantined
from netpoint_stp.desk.office import Desk
from netpoint_stp.ports.stores import RequestStore

NOON = datetime.fromisoformat("2026-11-23T12:00:00+02:00")
REGULATION = Regulation.example()


def clock() -> SetClock:
    """Return a clock that stands at noon of Monday, 23 November 2026."""
    return SetClock(NOON)


def desk(
    store: RequestStore | None = None, regulation: Regulation | RegulationHistory = REGULATION, **settings: Any
) -> Desk:
    """Return a desk; subscribers are those of the situations."""
    given: dict[str, Any] = {"directory": directory(), "passport_key": KEY, "lease": timedelta(hours=2)} | settings
    return Desk(regulation, store or MemoryStore(clock=clock()), **given)


def mail(
    text: str = "Договір 100245, перевірте лінію.",
    *,
    subject: str = "Не працює інтернет",
    sender: str = "ivan.pryklad@mail.example",
    to: str = "support@netpoint.example",
    id_: str = "m1",
    at: datetime = NOON - timedelta(hours=1),
    headers: str = "",
    answers: str | None = None,
) -> Interaction:
    """Return a mail as it was read."""
    data = raw(text, subject=subject, sender=sender, to=to, id_=id_, at=at, headers=headers, answers=answers)
    found = read_email(data, REGULATION.email)
    assert not isinstance(found, Quarantined)
    return found


def raw(
    text: str,
    *,
    subject: str,
    sender: str,
    to: str,
    id_: str,
    at: datetime,
    headers: str = "",
    answers: str | None = None,
) -> bytes:
    """Return the bytes of a mail."""
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S %z")
    lines = [
        f"Received: from relay.example by mx.netpoint.example with ESMTPS for <{to}>; {stamp}",
        f"From: <{sender}>",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <{id_}@mail.example>",
        *([f"In-Reply-To: <{answers}>"] if answers else []),
        *([headers] if headers else []),
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return ("\n".join(lines) + f"\n\n{text}\n").encode()
