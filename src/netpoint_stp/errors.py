"""What can go wrong when the library is misused or a backend fails; a refusal is a value and never stands here."""

from collections.abc import Iterable
from difflib import get_close_matches


class NetPointError(Exception):
    """The root of all exceptions of this library."""


class UsageError(NetPointError, ValueError):
    """Input that a person can put right: the text says what is wrong and what to do."""


class MomentError(UsageError):
    """A moment, date, duration or zone that cannot be understood."""


class ProfileError(UsageError):
    """A profile that cannot be used; `problems` lists all that is wrong with it, not only the first."""

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        lines = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"{source} cannot be used, {len(self.problems)} to put right:{lines}")


class RuleError(UsageError):
    """A rule table that contradicts itself, its facts or the text."""


class ForbiddenStepError(NetPointError):
    """A step that a clause does not allow: nothing was written; `clauses` are those that say so."""

    def __init__(self, text: str, clauses: Iterable[str] = ()) -> None:
        self.clauses = tuple(clauses)
        super().__init__(f"{text} ({', '.join(self.clauses)})" if self.clauses else text)


class BackendError(NetPointError):
    """A store, directory or gateway that did not do what its port promises."""


class UnavailableError(BackendError):
    """It cannot be reached, is full or too busy: nothing was done, and the same may be tried again later."""


class SchemaMismatchError(BackendError):
    """What it holds was laid out by another version: it has to be migrated, or the library updated."""


class ClockJumpError(BackendError):
    """The store's clock is too far from the newest entry for anything to be written: put it right, or accept it."""


class NotFoundError(BackendError):
    """It holds nothing of the id that was named."""


class LeaseLostError(BackendError):
    """The one who acts on a request does not hold it, or no longer: nothing was written."""


class IllegalStepError(BackendError):
    """A step that cannot follow upon the state of its case: nothing was written."""


class DeliveryRefusedError(BackendError):
    """A message that will never be delivered as it is: the address or the content has to change."""


def one_line(text: str, most: int) -> str:
    """Return a text as an error quotes it: on one line, cut after `most` signs, with no sign that a terminal obeys."""
    start = text[: 4 * most]
    line = " ".join(start.split()) or start
    line = f"{line[:most]}…" if len(line) > most or len(text) > len(start) else line
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `"; did you mean `x`?"` for the nearest known word, or the known words where none is near."""
    choices = sorted(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; known are {', '.join(f'`{choice}`' for choice in choices)}" if choices else ""
