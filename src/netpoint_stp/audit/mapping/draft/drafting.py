"""The lines of a drafted mapping: cells, values and comments as TOML has them, each with what it was guessed from."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Final

from attrs import frozen

from netpoint_stp.audit.mapping.draft.forms import form_of
from netpoint_stp.audit.mapping.draft.likeness import ColumnGuess, holds_moments, matched, meaning_of, synonyms
from netpoint_stp.audit.mapping.draft.sample import SampledColumn, SampledTable
from netpoint_stp.audit.records.tables import record_table

_MOST_CODES: Final = 60
"""How many values a column may have whose values a draft repeats: more are no codes."""
_LONGEST_VALUE: Final = 60
"""Characters of a value that a draft may repeat: longer ones are no codes."""
_WIDTH: Final = 110
_DAYS: Final = "a day without its time, taken as its first moment"
_ONE_LINE: Final = "one line for all, since the source names none"


@frozen(kw_only=True)
class Names:
    """What a draft takes from a regulation: its zone, and the names of its queues and support levels."""

    zone: str
    queues: tuple[str, ...]
    support_levels: tuple[str, ...]

    def of(self, column: str) -> tuple[str, ...] | None:
        """Return the names that a column may have; None where the profile names none."""
        return {"queue": self.queues, "support_level": self.support_levels}.get(column)


@frozen(kw_only=True)
class Cells:
    """Lines of one table: those of its cells, those that are tables of their own, and whether moments lack offsets."""

    lines: tuple[str, ...]
    tables: tuple[str, ...] = ()
    local: bool = False
    filled: frozenset[str] = frozenset()
    """The columns that are not left as comments."""


def found_of(table: SampledTable, kind: str) -> dict[str, ColumnGuess]:
    """Return the columns of a canonical table; a required one whose name tells nothing by its values alone."""
    found = matched(table, kind)
    canonical = record_table(kind)
    left = [column for column in table.columns if column not in [each.column for each in found.values()]]
    moments = [column for column in left if column.filled and holds_moments(column)]
    ids = [column for column in left if column not in moments and column.different == table.rows > 1]
    if canonical.moment not in found and len(moments) == 1:
        found[canonical.moment] = ColumnGuess(moments[0])
    if canonical.key is not None and canonical.key not in found and ids:
        found[canonical.key] = ColumnGuess(ids[0])
    return {name: found[name] for name in canonical.columns if name in found}


def cells(kind: str, found: Mapping[str, ColumnGuess], names: Names) -> Cells:
    """Return the lines of the cells of a canonical table."""
    lines: list[str] = []
    tables: list[str] = []
    local, filled = False, set[str]()
    for name, each in found.items():
        if name.endswith("_at"):
            told, is_local = moment(name, each)
            lines.append(told)
            local = local or is_local
        elif (known := names.of(name)) is not None and not set(each.column.values) <= set(known):
            lines += comments(f"{name} = {text_of(each.column.name)}   # it does not have the names of the profile")
            continue
        elif (meanings := synonyms()["values"].get(name)) is not None and each.column.different <= _MOST_CODES:
            tables += ["", f"[{kind}.{name}]{_why(each)}", *_values(each.column, meanings, name)]
        else:
            lines.append(f"{name} = {text_of(each.column.name)}{_why(each)}")
        filled.add(name)
    return Cells(lines=tuple(lines), tables=tuple(tables), local=local, filled=frozenset(filled))


def one_line(filled: frozenset[str], names: Names) -> Iterator[str]:
    """Yield the line for the queue where neither queue nor channel is known: order of arrival is judged by a proxy."""
    if names.queues and not filled & {"queue", "channel"}:
        yield f"queue = {{ constant = {text_of(names.queues[0])}, proxy = {text_of(_ONE_LINE)} }}"


def moment(name: str, found: ColumnGuess) -> tuple[str, bool]:
    """Return the line of a column of moments, and whether they have no offset."""
    column = found.column
    form = None if column.typed else form_of(column.values)
    if form is None:
        return f"{name} = {text_of(column.name)}{_why(found)}", column.typed == "local"
    if not form.formats:
        return f"{name} = {text_of(column.name)}{_why(found)}", form.local
    several = ", ".join(map(text_of, form.formats))
    way = f"format = {several}" if len(form.formats) == 1 else f"formats = [{several}]"
    proxy = f", proxy = {text_of(_DAYS)}" if form.days else ""
    doubt = "; day or month first? nothing tells" if form.doubt else ""
    why = f"{_why(found)}, and its values" if found.word else _why(found)
    return f"{name} = {{ column = {text_of(column.name)}, {way}{proxy} }}{why}{doubt}", form.local


def _why(found: ColumnGuess) -> str:
    return f"   # from its name, like “{found.word}”" if found.word else "   # from its values alone"


def _values(column: SampledColumn, meanings: Mapping[str, Sequence[str]], name: str) -> Iterator[str]:
    yield f"column = {text_of(column.name)}"
    if name == "channel":
        yield "keep = true   # any other stays as it is; one that the profile does not list is unofficial (3.4)"
    yield f"[requests.{name}.values]"
    for value in codes_of(column):
        meant = meaning_of(value, meanings)
        yield (
            f"{text_of(value)} = {text_of(meant)}"
            if meant is not None
            else f'# {text_of(value)} = "…"   # one of {", ".join(meanings)}'
        )


def codes_of(column: SampledColumn) -> tuple[str, ...]:
    """Return the values of a column that a draft may repeat."""
    return tuple(value for value in column.values if value and len(value) <= _LONGEST_VALUE)


def comments(text: str) -> list[str]:
    """Return a text as lines of comment; what TOML allows in none is written as it is in its texts."""
    return [f"# {line}" for line in wrap(_printable(text), _WIDTH)]


def text_of(value: str) -> str:
    """Return a text as TOML has it."""
    return '"' + _printable(value.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in text)
