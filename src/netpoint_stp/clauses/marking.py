"""Marks that tie code to the clauses and readings that it carries out; for every clause."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from netpoint_stp.clauses.ids import CLAUSE_IDS, READING_IDS, unknown_ids
from netpoint_stp.errors import RuleError

Marked = TypeVar("Marked", bound=Callable[..., object])

_BY_CLAUSE: Final[dict[str, dict[str, None]]] = {}
_BY_READING: Final[dict[str, dict[str, None]]] = {}


def implements(*clauses: str, readings: Iterable[str] = ()) -> Callable[[Marked], Marked]:
    """Mark a function or class as carrying out `clauses`, under `readings` where it rests on any.

    The object comes back unchanged but for two attributes, `__clauses__` and `__readings__` (tuples of
    ids in the order given). Raises `RuleError`, naming every id that is unknown, when the module is
    imported, so a misspelt clause does not get as far as a test.
    """
    cited, rested_on = tuple(clauses), tuple(readings)
    _check(cited, rested_on)

    def mark(code: Marked) -> Marked:
        note_implementation(f"{code.__module__}.{code.__qualname__}", clauses=cited, readings=rested_on)
        for name, ids in (("__clauses__", cited), ("__readings__", rested_on)):
            setattr(code, name, ids)
        return code

    return mark


def note_implementation(code_name: str, *, clauses: Iterable[str], readings: Iterable[str] = ()) -> None:
    """Note that `code_name` (dotted, with its module) carries out `clauses`: for values such as rule tables.

    Noting the same again changes nothing. Raises `RuleError` for unknown ids, or where no clause is named.
    """
    cited, rested_on = tuple(clauses), tuple(readings)
    _check(cited, rested_on)
    for ids, noted in ((cited, _BY_CLAUSE), (rested_on, _BY_READING)):
        for entry_id in ids:
            noted.setdefault(entry_id, {})[code_name] = None


def implementations() -> Mapping[str, tuple[str, ...]]:
    """Return clause id → names of the code that carries it out, in the order of the text.

    Only modules imported so far are seen; a clause without code is absent.
    """
    return {i: tuple(_BY_CLAUSE[i]) for i in CLAUSE_IDS if i in _BY_CLAUSE}


def reading_implementations() -> Mapping[str, tuple[str, ...]]:
    """Return reading id → names of the code that rests on it; as `implementations` otherwise."""
    return {i: tuple(_BY_READING[i]) for i in READING_IDS if i in _BY_READING}


def _check(clauses: tuple[str, ...], readings: tuple[str, ...]) -> None:
    problems = unknown_ids(clauses, readings)
    if not clauses:
        problems = ("code is marked with no clause; name at least one", *problems)
    if problems:
        raise RuleError("; ".join(problems))
