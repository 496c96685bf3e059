"""Contact points and channels (2.1, 3.1–3.4): whose address is what, and the properties that rules look at."""

from collections.abc import Iterable

from attrs import field, frozen

from netpoint_stp.channels.pieces import PartyKind, Role
from netpoint_stp.clauses.ids import unknown_ids
from netpoint_stp.clauses.marking import implements
from netpoint_stp.errors import UsageError
from netpoint_stp.kinds import of_declared_kinds


def _roles(roles: Iterable[Role]) -> frozenset[Role]:
    return frozenset(roles)


@implements("2.1", "3.2", "3.10", readings=("I-30", "I-31"))
@frozen(kw_only=True, field_transformer=of_declared_kinds)
class ContactPoint:
    """An address of the Company: a mailbox, a number, a helpdesk, and what it is for (2.1, 3.2, 3.10).

    `address` is the comparable form (E.164, canonical mailbox, URL). `is_example` marks the reserved values that ship
    in place of the masked ones (reading I-31): they are refused where a real decision is asked for.
    """

    kind: PartyKind
    address: str
    roles: frozenset[Role] = field(default=frozenset({Role.REQUESTS}), converter=_roles)
    is_example: bool = False

    def __attrs_post_init__(self) -> None:
        if Role.UNLISTED in self.roles:
            raise UsageError("a contact point is a listed address; give it another role than `unlisted`")


def _points(contacts: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    return tuple(contacts)


def _clauses(cites: Iterable[str]) -> tuple[str, ...]:
    return tuple(cites)


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class Channel:
    """A way to reach the Company, by its properties; no rule ever looks at its name.

    A new channel is a new line of a profile: its properties say how it is judged.
    """

    name: str
    official: bool
    """Whether it is among the Company's contact details (2.1, 3.4)."""
    addressed: bool = False
    """Whether a message by it has a destination, which must be the right one (3.1.2, 3.1.4, 3.2)."""
    own_account_needed: bool = False
    """Whether it must be registered under the client's own account (3.1.3)."""
    details_needed: bool = False
    """Whether it must carry the details that identify the subscriber (3.1.4, reading I-2)."""
    person_needed: bool = False
    """Whether it is spoken, so that a person of the service desk must have taken it (3.1.1, reading I-24)."""
    clauses: tuple[str, ...] = field(default=(), converter=_clauses)
    """The clauses that list it, such as `2.1.3` and `3.1.4`."""
    contacts: tuple[ContactPoint, ...] = field(default=(), converter=_points)

    def __attrs_post_init__(self) -> None:
        problems = list(unknown_ids(clauses=self.clauses))
        if not self.name.strip():
            problems.append("a channel has no name; give it one")
        if self.official and not self.clauses:
            problems.append(f"channel `{self.name}` is official but names no clause; name the one that lists it")
        if problems:
            raise UsageError("; ".join(problems))


def unofficial(name: str) -> Channel:
    """Return a channel that is not among the contact details (3.4), such as a messenger or a forum."""
    return Channel(name=name, official=False, clauses=("3.4",))
