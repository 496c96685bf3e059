"""The registry of the text, read from the package's data on first use; for every clause."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from netpoint_stp.clauses.fingerprints import Anchor, from_plain
from netpoint_stp.clauses.ids import (
    CLAUSE_IDS,
    READING_IDS,
    TEXT_ENTRY_IDS,
    check_clause,
    check_reading,
    natural_key,
)
from netpoint_stp.clauses.languages import Language
from netpoint_stp.clauses.model import (
    Bearer,
    Clause,
    ClauseKind,
    ClauseLocation,
    Coverage,
    EntryForm,
    Reading,
    TextEntry,
    Texts,
)
from netpoint_stp.errors import UsageError, did_you_mean

_SECTIONS: Final = ("section_1", "section_2", "section_3", "section_4")
_READINGS: Final = ("readings_1", "readings_2", "readings_3")


def clause(clause_id: str) -> Clause:
    """Return the clause with that id; raise `UsageError` with the nearest known id when there is none."""
    return _clauses()[check_clause(clause_id)]


def clauses() -> tuple[Clause, ...]:
    """Return the 51 clauses in the order of the text."""
    return tuple(_clauses().values())


def clause_ids() -> tuple[str, ...]:
    """Return the ids of all clauses in the order of the text, without reading any file."""
    return CLAUSE_IDS


def text_entries() -> tuple[TextEntry, ...]:
    """Return what the document says besides clauses, in its order: title, headings, openings of lists."""
    return tuple(_text_entries().values())


def anchors() -> tuple[Anchor, ...]:
    """Return the fingerprints of the published text, sentence by sentence in its order."""
    return _anchors()


def duties(bearer: Bearer | str) -> tuple[Clause, ...]:
    """Return what that side must do. The Company's duties include those of the STP, which acts for it (1.4)."""
    return _borne(bearer, ClauseKind.DUTY)


def rights(bearer: Bearer | str) -> tuple[Clause, ...]:
    """Return what that side may do; the Company's rights include those of the STP (1.4)."""
    return _borne(bearer, ClauseKind.RIGHT)


def exemptions(bearer: Bearer | str) -> tuple[Clause, ...]:
    """Return what that side need not do or answer for; the Company's include those of the STP (1.4)."""
    return _borne(bearer, ClauseKind.EXEMPTION)


def conditions_of(clause_id: str) -> tuple[Clause, ...]:
    """Return the clauses that are parts of a clause: `3.9` gives the grounds 3.9.1 to 3.9.3.

    Empty where it has none; raises `UsageError` for an unknown id.
    """
    whole = check_clause(clause_id)
    return tuple(part for part in clauses() if part.parent == whole)


def reading(reading_id: str) -> Reading:
    """Return the reading with that id (`I-7`); raise `UsageError` with the nearest known id otherwise."""
    return _readings()[check_reading(reading_id)]


def readings(concerning: str | None = None) -> tuple[Reading, ...]:
    """Return the readings in the order of their numbers: all, or those that concern one clause.

    Raises `UsageError` for an unknown clause.
    """
    if concerning is None:
        return tuple(_readings().values())
    wanted = check_clause(concerning)
    return tuple(one for one in _readings().values() if wanted in one.concerns)


def words(group: str, language: Language) -> Mapping[str, str]:
    """Return the words in that language for the values of an enum, the parts of a place, or captions.

    Groups: `kind`, `bearer`, `handling`, `form`, `status` (keys are the values of the enums), `place`, and
    `report` (the captions of tables). `KeyError` for another group.
    """
    texts: dict[str, dict[Language, str]] = _toml("words")[group]
    return MappingProxyType({key: text[language] for key, text in texts.items()})


def place_in_words(place: ClauseLocation, language: Language) -> str:
    """Return where a clause stands, as a person says it: `section 3, paragraph 7, item 1`."""
    names = words("place", language)
    parts = [names["after" if place.after else "section"].format(place.section)]
    numbers = (("paragraph", place.paragraph), ("list", place.list), ("item", place.item))
    parts += [names[name].format(number) for name, number in numbers if number is not None]
    if place.note:
        parts.append(names["note"])
    return ", ".join(parts)


def _borne(bearer: Bearer | str, kind: ClauseKind) -> tuple[Clause, ...]:
    known = {member.value: member for member in Bearer}
    if bearer not in known:
        raise UsageError(f"party `{bearer}` is unknown{did_you_mean(bearer, known)}")
    side = {Bearer.COMPANY, Bearer.STP} if bearer == Bearer.COMPANY else {known[bearer]}
    return tuple(one for one in clauses() if one.kind is kind and one.bearer in side)


@cache
def _toml(name: str) -> dict[str, Any]:
    import pkgutil  # both only when the registry is first asked: a decision does not need it
    import tomllib

    content = pkgutil.get_data("netpoint_stp.clauses", f"data/{name}.toml")
    if content is None:
        raise FileNotFoundError(f"data/{name}.toml of the registry cannot be read; install the package anew")
    return tomllib.loads(content.decode())


@cache
def _anchors() -> tuple[Anchor, ...]:
    return tuple(from_plain(**one) for one in _toml("fingerprints")["anchor"])


def _anchors_of(entry_id: str) -> tuple[Anchor, ...]:
    return tuple(anchor for anchor in _anchors() if anchor.entry == entry_id)


@cache
def _clauses() -> Mapping[str, Clause]:
    rows = [row for section in _SECTIONS for row in _toml(section)["clause"]]
    return _by_id(rows, _clause, CLAUSE_IDS)


@cache
def _text_entries() -> Mapping[str, TextEntry]:
    return _by_id(_toml("entries")["entry"], _text_entry, TEXT_ENTRY_IDS)


@cache
def _readings() -> Mapping[str, Reading]:
    rows = [row for part in _READINGS for row in _toml(part)["reading"]]
    return _by_id(rows, _reading, READING_IDS)


def _by_id(
    rows: list[dict[str, Any]], make: Callable[[dict[str, Any]], Any], ids: tuple[str, ...]
) -> Mapping[str, Any]:
    made = {row["id"]: make(row) for row in rows}
    if len(made) != len(rows) or set(made) != set(ids):
        odd = sorted(set(made) ^ set(ids), key=natural_key)
        raise ValueError(f"the registry's data and ids differ: {', '.join(odd) or 'an id stands twice'}")
    return MappingProxyType({entry_id: made[entry_id] for entry_id in ids})


def _clause(row: dict[str, Any]) -> Clause:
    return Clause(
        id=row["id"],
        kind=ClauseKind(row["kind"]),
        bearer=Bearer(row["bearer"]),
        place=ClauseLocation(**row["place"]),
        summary=Texts(**row["summary"]),
        handling=frozenset(Coverage(way) for way in row["handling"]),
        breach_by=Bearer(row["breach_by"]) if "breach_by" in row else None,
        reason=Texts(**row["reason"]) if "reason" in row else None,
        fingerprints=_anchors_of(row["id"]),
    )


def _text_entry(row: dict[str, Any]) -> TextEntry:
    return TextEntry(
        id=row["id"],
        form=EntryForm(row["form"]),
        summary=Texts(**row["summary"]),
        fingerprints=_anchors_of(row["id"]),
    )


def _reading(row: dict[str, Any]) -> Reading:
    return Reading(
        id=row["id"],
        concerns=tuple(row["concerns"]),
        title=Texts(**row["title"]),
        doubt=Texts(**row["doubt"]),
        default=Texts(**row["default"]),
        why=Texts(**row["why"]),
        alternatives=Texts(**row["alternatives"]),
        settings=tuple(row["settings"]),
        choices=tuple(row["choices"]),
    )
