"""A bound on the work of a profile's regular expression, worked out from the expression before it is ever used.

`re` tries one way of matching after the other. `ways` counts them: an expression passes only if at most
`MOST_WAYS` can be tried from one place, whatever the text. So every repetition needs an upper bound, or is
possessive (`*+`).
"""

import importlib
import re
import warnings
from typing import Any, Final

MOST_WAYS: Final = 20_000
LONGEST_PATTERN: Final = 500

# The parser of `re` has no public name and no types; the alternative would be a second parser of our own.
_parser: Final[Any] = importlib.import_module("re._parser")
_codes: Final[Any] = importlib.import_module("re._constants")

_LITERALS: Final = frozenset({_codes.LITERAL, _codes.NOT_LITERAL, _codes.ANY, _codes.IN, _codes.AT})
_REPEATS: Final = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT})


def problem_of(pattern: str) -> str | None:
    """Return what is wrong with a regular expression of a profile, or None where it can be used.

    Wrong are: too long, not well formed, no text matched or empty text matched, references back to a group,
    a repetition without an upper bound, more than `MOST_WAYS` ways to match.
    """
    if len(pattern) > LONGEST_PATTERN:
        return f"has more than {LONGEST_PATTERN} characters; make it shorter"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            parsed = _parser.parse(pattern)
            compiled = re.compile(pattern)
    except FutureWarning as warning:
        return f"will mean something else in a later Python ({str(warning).lower()}); write a backslash before the sign"
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({str(error).lower()}); correct it"
    try:
        ways = _ways(parsed)
    except _Refused as refused:
        return str(refused)
    if ways > MOST_WAYS:
        return f"can be tried in more than {MOST_WAYS} ways on one text; give smaller bounds, such as {{0,20}}"
    if compiled.match(""):
        return "matches an empty text; ask for at least one character"
    return None


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """What an expression may not have."""


def _ways(items: Any) -> int:
    """Return an upper bound on the ways to match a sequence, capped just above `MOST_WAYS`."""
    ways = 1
    for code, argument in items:
        ways = min(ways * _ways_of_one(code, argument), MOST_WAYS + 1)
    return ways


def _ways_of_one(code: Any, argument: Any) -> int:
    if code in _LITERALS:
        return 1
    if code in _REPEATS:
        least, most, body = argument
        inner = _ways(body)
        if code is _codes.POSSESSIVE_REPEAT:
            # The matcher of Python 3.11 goes wrong on whole groups repeated possessively.
            if len(body) != 1 or body[0][0] not in _LITERALS:
                raise _Refused("repeats a group possessively; repeat it with plain bounds, such as {0,5}")
            return 1
        if most is _codes.MAXREPEAT:
            raise _Refused("repeats without an upper bound; write {0,20} for *, or *+")
        ways = 0
        for count in range(least, most + 1):
            ways += inner**count if count * (inner.bit_length() - 1) < 20 else MOST_WAYS + 1
            if ways > MOST_WAYS:
                return MOST_WAYS + 1
        return ways
    if code is _codes.BRANCH:
        return min(sum(_ways(branch) for branch in argument[1]), MOST_WAYS + 1)
    if code is _codes.SUBPATTERN:
        return _ways(argument[3])
    if code in {_codes.ASSERT, _codes.ASSERT_NOT}:
        return _ways(argument[1])
    raise _Refused("refers back to a group or has an atomic one; write the part out plainly")
