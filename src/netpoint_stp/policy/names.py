"""Names that the profile defines (2.1, 3.6, 3.19): what to say of one that it does not have."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, Literal

from netpoint_stp.wording import Message

_LIKENESS: Final = 0.6
"""The least likeness at which another name is offered; that of `did_you_mean` in errors."""


def not_in_profile(kind: Literal["action", "level", "channel"], name: str, known: Iterable[str]) -> Message:
    """Return the sentence that the profile has no such name, with the nearest that it has; nothing is guessed by it."""
    near = nearest(name, known)
    if near is None:
        return Message(f"names.{kind}.unlisted", {"name": name})
    return Message(f"names.{kind}.near", {"name": name, "near": near})


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like another one; None if no name is."""
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=_LIKENESS)), None)
