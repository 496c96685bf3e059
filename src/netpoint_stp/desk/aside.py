"""What was put aside whole, for a person to read (4.1.1): nothing that came in is out of reach."""

from typing import Protocol, runtime_checkable

from netpoint_stp.casebook.journal import Event, NewEvent
from netpoint_stp.casebook.records import QUARANTINE_LETTER
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.desk.room import Room, staff
from netpoint_stp.errors import NotFoundError


@runtime_checkable
class KeepsOwnJournal(Protocol):
    """A transaction of a store that writes into the journal of the store itself; a stranger's need not."""

    def store_event(self, new: NewEvent) -> Event:
        """Write an event into it."""


class PuttingAside(Room):
    """The use cases of what no message could be made of."""

    def read_aside(self, item_id: str, *, by: str) -> bytes:
        """Return the bytes of an item that was put aside, as they came; the store's own journal keeps who looked.

        Raises `NotFoundError` for one that is not there, was given without its bytes, or was erased since.
        """
        with self.store.transaction() as tx:
            item = item_id.strip().upper()
            raw = tx.raw(item) if item.startswith(QUARANTINE_LETTER) else None
            if raw is None:
                raise NotFoundError(f"there is nothing left of `{item_id}`; `aside` lists what was put aside")
            if isinstance(tx, KeepsOwnJournal):
                tx.store_event(NewEvent(kind=EventKind.NOTED, by=staff(by), data={"read": item}))
            return raw
