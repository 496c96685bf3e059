"""A first draft of a mapping, from the names of columns and some values; comments say what was guessed from what."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.audit.records import REQUESTS

_FORMS: Final = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|UTC|[+-]\d\d(:?\d\d)?)", "iso with offset", ""),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?", "iso", ""),
    (r"\d\d\.\d\d\.\d{4} \d{1,2}:\d\d:\d\d", "local", "%d.%m.%Y %H:%M:%S"),
    (r"\d\d\.\d\d\.\d{4} \d{1,2}:\d\d", "local", "%d.%m.%Y %H:%M"),
    (r"\d\d/\d\d/\d{4} \d{1,2}:\d\d:\d\d", "local", "%d/%m/%Y %H:%M:%S"),
    (r"\d\d/\d\d/\d{4} \d{1,2}:\d\d", "local", "%d/%m/%Y %H:%M"),
    (r"\d{4}/\d\d/\d\d \d{1,2}:\d\d:\d\d", "local", "%Y/%m/%d %H:%M:%S"),
    (r"1[0-9]{9}", "unix", "unix_seconds"),
    (r"1[0-9]{12}", "unix", "unix_milliseconds"),
)
_LONGEST_VALUE: Final = 60
"""Characters of a value that a draft may repeat: longer ones are no codes."""


@frozen
class SampledColumn:
    """A column of a source: its name, whether it holds moments by its type, and some of its values, no two alike.

    `complete`: the values are all there are.
    """

    name: str
    values: tuple[str, ...] = field(repr=False)
    complete: bool
    typed: str = ""
    """`instant` or `local` where it has the type of a moment."""


@frozen
class SampledTable:
    """A table of a source, with how many rows it has at most looked at, and how many different values each column."""

    name: str
    rows: int
    columns: tuple[SampledColumn, ...]


@cache
def _synonyms() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "synonyms.toml").read_text(encoding="utf-8"))


def suggestion(source: str, tables: Sequence[SampledTable]) -> str:
    """Return a mapping in TOML for the table that looks most like requests, or like an event log.

    What could not be guessed stands there as a comment, to be filled in by somebody who knows the source.
    """
    drafts = [_draft(table) for table in tables]
    best = max(drafts, key=lambda draft: draft.fits, default=None)
    lines = [
        "# A first draft, guessed from the names of columns and some of their values: look at every line, and put",
        "# right what is wrong. Lines that begin with # are not read.",
        f"name = {_text(source)}",
    ]
    if best is None or best.fits == 0:
        told = ", ".join(f"{table.name}: {', '.join(column.name for column in table.columns)}" for table in tables)
        return "\n".join([*lines, "", "# Nothing looks like requests. There is:", *_comment(told), "# [requests]", ""])
    if best.local:
        lines += [
            "",
            "# Some moments have no offset: say by which clock they were written. Without it they cannot be read.",
            '# zone = "Europe/Kyiv"',
        ]
    return "\n".join([*lines, "", *best.lines, ""])


@frozen
class _Draft:
    fits: int
    lines: list[str]
    local: bool


def _draft(table: SampledTable) -> _Draft:
    log = _matched(table, "log")
    names = _matched(table, "requests")
    if {"case", "activity", "at"} <= log.keys() and not log["case"].complete_ids(table):
        return _of_log(table, log)
    lines, local = [f"[requests]{_from(table)}"], False
    tables: list[str] = []
    for name, column in names.items():
        told, is_local = _column(name, column)
        if told[0].startswith("["):  # in TOML, what has a table of its own stands behind what has none
            tables += ["", *told]
        else:
            lines += told
        local = local or is_local
    for required in REQUESTS.required:
        if required not in names:
            lines.append(f'# {required} = "…"   # required, and no column has a name like it')
    lines += tables
    left = [column.name for column in table.columns if column not in [found.column for found in names.values()]]
    if left:
        lines += ["", *_comment(f"Not used: {', '.join(left)}")]
    required_found = sum(name in names for name in REQUESTS.required)
    return _Draft(required_found * 10 + len(names), lines, local)


@frozen
class _Found:
    column: SampledColumn
    word: str

    def complete_ids(self, table: SampledTable) -> bool:
        """Return whether no value comes twice: then it is no case of an event log."""
        return len(self.column.values) >= table.rows


def _matched(table: SampledTable, kind: str) -> dict[str, _Found]:
    """Return the columns by what they look like: exact names before parts of names, each column once."""
    found: dict[str, _Found] = {}
    used: set[str] = set()
    for exact in (True, False):
        for name, words in _synonyms()["columns"][kind].items():
            if name in found:
                continue
            for word in words:
                column = next(
                    (each for each in table.columns if each.name not in used and _like(each, word, exact)), None
                )
                if column is not None and _holds(name, column):
                    found[name] = _Found(column, word)
                    used.add(column.name)
                    break
    return found


def _like(column: SampledColumn, word: str, exact: bool) -> bool:
    name = re.sub(r"[\s_\-.]+", " ", column.name.strip().lower())
    plain = word.replace("_", " ")
    return name == plain if exact else len(plain) > 3 and re.search(rf"\b{re.escape(plain)}\b", name) is not None


def _holds(name: str, column: SampledColumn) -> bool:
    """Return whether a column that is to hold moments does."""
    return not (name.endswith("_at") or name == "at") or bool(column.typed) or _form(column) is not None


def _form(column: SampledColumn) -> tuple[str, str] | None:
    values = [value for value in column.values if value]
    if not values:
        return None
    for pattern, kind, form in _FORMS:
        if sum(re.fullmatch(pattern, value) is not None for value in values) * 10 >= len(values) * 9:
            return kind, form
    return None


def _column(name: str, found: _Found) -> tuple[list[str], bool]:
    column = found.column
    why = f"   # from its name, like “{found.word}”"
    if name.endswith("_at") or name == "at":
        kind, form = (column.typed, "") if column.typed else _form(column) or ("", "")
        local = kind in ("iso", "local")
        if form:
            return [f"{name} = {{ column = {_text(column.name)}, format = {_text(form)} }}{why}, and its values"], local
        return [f"{name} = {_text(column.name)}{why}"], local
    meanings = _synonyms()["values"].get(name)
    if meanings is None or not column.complete:
        return [f"{name} = {_text(column.name)}{why}"], False
    return [f"[requests.{name}]{why}", *_values(column, meanings, name)], False


def _values(column: SampledColumn, meanings: Mapping[str, Sequence[str]], name: str) -> Iterator[str]:
    yield f"column = {_text(column.name)}"
    if name == "channel":
        yield "keep = true   # any other stays as it is; one that the profile does not list is unofficial (3.4)"
    yield f"[requests.{name}.values]"
    yield from _meant(column.values, meanings)


def _meant(values: Sequence[str], meanings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for value in values:
        if not value or len(value) > _LONGEST_VALUE:
            continue
        plain = value.strip().lower()
        found = next((meant for meant, words in meanings.items() if plain in words), None)
        if found is None:
            choices = ", ".join(meanings)
            yield f'# {_text(value)} = "…"   # one of {choices}'
        else:
            yield f"{_text(value)} = {_text(found)}"


def _of_log(table: SampledTable, log: Mapping[str, _Found]) -> _Draft:
    lines = [f"[log]{_from(table)}"]
    told, local = _column("at", log["at"])
    lines += [
        f"{name} = {_text(log[name].column.name)}   # from its name, like “{log[name].word}”"
        for name in ("case", "activity", "actor")
        if name in log
    ]
    lines += told
    activities = log["activity"].column
    kinds = list(_meant(activities.values, _synonyms()["values"]["kind"]))
    lines += ['# activities that mean nothing here go into a list: ignored = ["…"]', "", "[log.kinds]", *kinds]
    meant = {line.rpartition(" = ")[2].strip('"') for line in kinds if not line.startswith("#")}
    lines += [
        "",
        "[requests]",
        "# where an activity says that the request came in, take that, and leave `proxy` out",
        'received_at = { first = "*", proxy = "the first event of the case" }',
    ]
    for column, kind, way in (("taken_at", "taken", "first_event"), ("closed_at", "closed", "last_event")):
        if kind in meant:
            lines.append(f'{column} = {{ {way} = "{kind}" }}')
    return _Draft(40 + len(log), lines, local)


def _from(table: SampledTable) -> str:
    return f"\nfrom = {_text(table.name)}" if table.name else ""


def _comment(text: str) -> list[str]:
    return [f"# {text[at : at + 110]}" for at in range(0, len(text), 110)]


def _text(value: str) -> str:
    """Return a text as TOML has it."""
    plain = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in plain) + '"'
