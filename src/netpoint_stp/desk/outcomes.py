"""What the use cases of the desk answer: the case as it now stands, the grounds, the messages, who has to tell what."""

from collections.abc import Iterable
from enum import Enum

import attrs

from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.casebook.projection import Case
from netpoint_stp.casebook.records import Lease
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.decisions.decided import DeskDecision
from netpoint_stp.rules import in_order
from netpoint_stp.wording import Language, say


class Became(Enum):
    """What became of something that came in."""

    OFFICIAL = "official"
    INCOMPLETE = "incomplete"
    TRIAGE = "triage"
    """Only a person can tell; `waits_for` says what."""
    UNOFFICIAL = "unofficial"
    AUTOMATIC = "automatic"
    NOT_TAKEN = "not_taken"
    COMPLAINT = "complaint"
    JOINED = "joined"
    """It belongs to a case that is there."""
    COMPLETED = "completed"
    """It gave what a request lacked."""
    REOPENED = "reopened"
    REPEAT = "repeat"
    QUARANTINED = "quarantined"

    __hash__ = object.__hash__


class Why(Enum):
    """What only a person can tell, so that something waits for triage."""

    UNDETERMINED = "undetermined"
    MAY_BELONG = "may_belong"
    MAY_BE_COMPLAINT = "may_be_complaint"
    NO_EDITION = "no_edition"
    NO_QUEUE = "no_queue"
    FURTHER = "further"
    QUARANTINED = "quarantined"
    NOBODY_TO_ASK = "nobody_to_ask"
    """Something lacks, and nobody could be written to about it."""
    NOBODY_TO_TELL = "nobody_to_tell"
    """The client was to be told something, and nobody could be written to."""
    NOT_IDENTIFIED = "not_identified"
    """Billing could not be asked when it came in."""

    __hash__ = object.__hash__


def _tuple(values: Iterable[Why]) -> tuple[Why, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class Outcome:
    """What a use case came to: the case as it now stands, what was written, and on which grounds.

    `messages` were put into the outbox, `to_tell` are those that no gateway carries (a live call, a chat): a person
    says them. `repeat`: the same operation had been done before, and nothing was written. It is no answer of a rule,
    so it has the truth value of any object: `while outcome := desk.take_next(…)` ends when nothing is free.
    """

    case: Case | None = None
    became: Became | None = None
    interaction_id: str | None = None
    events: tuple[Event, ...] = ()
    grounds: tuple[DeskDecision, ...] = ()
    messages: tuple[Outgoing, ...] = ()
    to_tell: tuple[Outgoing, ...] = ()
    waits_for: tuple[Why, ...] = attrs.field(default=(), converter=_tuple)
    lease: Lease | None = None
    repeat: bool = False

    @property
    def case_id(self) -> str | None:
        """Return the id of the case, None where there is none."""
        return None if self.case is None else self.case.id

    @property
    def state(self) -> State | None:
        """Return where the case stands, None where there is none."""
        return None if self.case is None else self.case.state

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses behind what was written and decided, in the order of the text."""
        written = (clause for event in self.events for clause in event.clauses)
        return in_order((*written, *(clause for each in self.grounds for clause in each.clauses)))

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings on which it rests."""
        written = (reading for event in self.events for reading in event.readings)
        return in_order((*written, *(reading for each in self.grounds for reading in each.readings)))

    @property
    def purposes(self) -> tuple[str, ...]:
        """Return what the messages are for, in order."""
        return tuple(message.purpose for message in (*self.messages, *self.to_tell))

    def judged(self, path: str) -> DeskDecision | None:
        """Return the decision by a path, the last of several; None where there was none."""
        return next((each for each in reversed(self.grounds) if each.path == path), None)

    def explain(self, lang: Language) -> str:
        """Return the explanations of the grounds, one after the other, and what a person has to tell."""
        told = [str(each.explain(lang)) for each in self.grounds]
        told += [say("desk.waits", lang, what=say(f"desk.why.{why.value}", lang)) for why in self.waits_for]
        return "\n\n".join(told)
