"""A directory of subscribers as the desk asks it (4.1.1): whatever goes wrong in it, the desk hears one kind of error.

What a driver raises may hold the question, and with it account information: its text goes no further.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from netpoint_stp.channels.interaction import Party
from netpoint_stp.errors import NetPointError, UnavailableError
from netpoint_stp.ports.accounts import Found, PassportCheck, Proposal, Representative
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.documents import PassportDigest
from netpoint_stp.subjects.interruptions import ServiceInterruption
from netpoint_stp.subjects.people import Subscriber

T = TypeVar("T")


class GuardedDirectory:
    """A directory of which every call either answers or raises an error of this library.

    Errors of the library pass; any other becomes `UnavailableError`, which names its kind alone. Opening it can
    fail too: it is tried again until it succeeds.
    """

    def __init__(self, opening: Callable[[], SubscriberDirectory]) -> None:
        """Take what opens the directory."""
        self._opening = opening
        self._opened: SubscriberDirectory | None = None

    def open(self) -> None:
        """Open it, if it is not; raises what opening it raises."""
        self._ask(lambda directory: None)

    @property
    def capabilities(self) -> frozenset[DirectoryCapability]:
        """What the directory can observe."""
        return self._ask(lambda directory: directory.capabilities)

    def find(self, given: AccountInformation) -> Found:
        """Return the contracts with which some detail agrees."""
        return self._ask(lambda directory: directory.find(given))

    def propose(self, contact: Party) -> tuple[Proposal, ...]:
        """Return whose contact this is."""
        return self._ask(lambda directory: directory.propose(contact))

    def subscriber(self, subscriber_id: str) -> Subscriber | None:
        """Return a subscriber."""
        return self._ask(lambda directory: directory.subscriber(subscriber_id))

    def verify_passport(self, contract_id: str, given: PassportDigest) -> PassportCheck:
        """Compare a passport."""
        return self._ask(lambda directory: directory.verify_passport(contract_id, given))

    def representatives(self, subscriber_id: str) -> tuple[Representative, ...] | Unknown:
        """Return who may act for a subscriber."""
        return self._ask(lambda directory: directory.representatives(subscriber_id))

    def covers(self, contract_id: str, service: str) -> bool | Unknown:
        """Return whether a contract covers a service."""
        return self._ask(lambda directory: directory.covers(contract_id, service))

    def interruptions(self, contract_id: str, at: datetime) -> tuple[ServiceInterruption, ...] | Unknown:
        """Return the breaks in the services of a contract."""
        return self._ask(lambda directory: directory.interruptions(contract_id, at))

    def _ask(self, question: Callable[[SubscriberDirectory], T]) -> T:
        try:
            if self._opened is None:
                self._opened = self._opening()
            return question(self._opened)
        except NetPointError:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's directory may raise anything
            kind = type(error).__name__
            raise UnavailableError(f"billing could not be asked ({kind}); nothing was done, try again") from None


def guarded(directory: SubscriberDirectory | None) -> SubscriberDirectory | None:
    """Attrs converter: the directory, guarded; None stays None."""
    if directory is None or isinstance(directory, GuardedDirectory):
        return directory
    return GuardedDirectory(lambda: directory)
