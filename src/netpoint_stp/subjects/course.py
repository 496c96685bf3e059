"""The course of a request (3.17, 3.19): what happened to it, as far as it bears on reactions (I-5, I-17, I-22)."""

from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple


class Happening(Enum):
    """What can happen to a request that bears on reactions: acts of people, information, ends."""

    TAKEN = "taken"
    REACTED = "reacted"
    """Somebody said that they have begun to deal with it."""
    ASKED = "asked"
    ANSWERED = "answered"
    INSTRUCTED = "instructed"
    HELD = "held"
    """Put on hold for a reason that was told."""
    VISITED = "visited"
    """A visit was arranged."""
    ADVICE_DECLINED = "advice_declined"
    RESOLVED = "resolved"
    REFUSED = "refused"
    NOT_A_REQUEST = "not_a_request"
    RETURNED = "returned"
    """Given back: it waits in its line again. What was done stays done."""
    ARRIVED = "arrived"
    """It reached the Company and lacked nothing."""
    LACKING = "lacking"
    """It was found to lack what its sender has to give (I-5)."""
    COMPLETED = "completed"
    INFORMATION = "information"
    """Further information from the client reached the Company."""
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    """It was joined to another request, which goes on."""

    __hash__ = object.__hash__


H = Happening

ACTS: Final = frozenset(
    {
        *(H.TAKEN, H.REACTED, H.ASKED, H.ANSWERED, H.INSTRUCTED, H.HELD, H.VISITED),
        *(H.ADVICE_DECLINED, H.RESOLVED, H.REFUSED, H.NOT_A_REQUEST),
    }
)
"""What a person does on the matter of a request, each a reaction (I-17); done by the library or the client, none is."""
INFORMATION: Final = frozenset({H.COMPLETED, H.INFORMATION, H.REOPENED})
"""What a reaction is owed to beside the arrival itself."""
LAPSES: Final = frozenset({H.LACKING, H.MERGED})
"""After which nothing is owed to what was there before: the time is the client's, or another request goes on."""
ENDS: Final = frozenset({H.CLOSED, H.RESOLVED, H.REFUSED, H.NOT_A_REQUEST, H.MERGED})
"""After which information is a request of its own (I-22)."""


class CourseStep(NamedTuple):
    """That something happened, and when: of a message its receipt, of an act of a person the act.

    Steps stand in the order in which they were written down, which need not be that of their moments.
    """

    what: Happening
    at: datetime
