"""What is wrong with settings, in words: one sentence for each kind of fault, with its place as TOML writes it.

Values are shown on one line, cut, and without signs that a terminal obeys; secrets are not shown at all.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Final

from netpoint_stp.errors import NetPointError, did_you_mean, one_line

NOT_SHOWN: Final = "this value (not shown)"
_LONGEST: Final = 60
_BARE: Final = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_SECRET_KEY: Final = re.compile(r"pass(word|wd|phrase)|secret|token|credential|url|dsn|query|private", re.IGNORECASE)
_SECRET_TEXT: Final = re.compile(r"://[^\s/]*@")
"""The part of a database's URL that holds the account and the password."""


class WrongValueError(NetPointError, ValueError):
    """A value that does not fit; gathered into a `ProfileError`, never raised by itself.

    `told` goes on from the value: `is not a text; put it into quotes`.
    """

    def __init__(self, value: object, told: str) -> None:
        self.value = value
        self.told = told
        super().__init__(told)


def shown(value: object) -> str:
    """Return a value in backticks, as TOML writes it: on one line, cut, printable; not at all if it holds a secret."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return "`a number of too many digits`"
    text = _plain(value) if _is_plain(value) else _compound(value)
    return NOT_SHOWN if _SECRET_TEXT.search(text) else f"`{one_line(text, _LONGEST)}`"


def _is_plain(value: object) -> bool:
    return not isinstance(value, dict | list | tuple)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _compound(value: object) -> str:
    """Return a list or table as TOML begins to write it; what is nested further is left out."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = …" for key in [*value][:3]) + " }"
    parts = value if isinstance(value, list | tuple) else ()
    return "[" + ", ".join(shown(part).strip("`") if _is_plain(part) else "…" for part in parts[:3]) + "]"


def _key(key: object) -> str:
    """Return a key as TOML writes it: in quotes, unless it is a plain word."""
    text = key if isinstance(key, str) else str(key)
    if _BARE.fullmatch(text):
        return text
    return json.dumps(one_line(text, _LONGEST), ensure_ascii=False).replace("\\\\", "\\")


def place_of(path: Sequence[str | int]) -> str:
    """Return a place as TOML writes it, entries of lists counted from 1: `channels.email.contacts[2].address`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def at(place: str, told: str) -> str:
    """Return a problem with its place in front; what is wrong on the top has none."""
    return f"`{place}`: {told}" if place else told


def is_secret(path: Sequence[str | int]) -> bool:
    """Say whether what stands at a place may be a password, or a URL or query that holds one."""
    return any(isinstance(step, str) and _SECRET_KEY.search(step) for step in path)


def unknown_key(key: object, known: Iterable[str]) -> str:
    """Return the problem of a key that there is not."""
    text = str(key)
    return f"there is no key `{one_line(text, _LONGEST)}`{did_you_mean(text[: 2 * _LONGEST], known)}"


def missing_key(key: str) -> str:
    """Return the problem of a key that has to be there."""
    return f"the key `{key}` is missing; give it"


def no_choice(value: object, known: Iterable[str]) -> WrongValueError:
    """Return the problem of a word that is not among the ones to choose from."""
    return WrongValueError(value, f"is no choice here{did_you_mean(str(value)[:80], known)}")
