"""Cells of a source as questions of the engine: cleaned, their values understood, what cannot be read told apart."""

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from netpoint_stp.audit.choices import SEVERAL
from netpoint_stp.audit.frames.embedded import literal, literals
from netpoint_stp.audit.mapping.model import Cell
from netpoint_stp.audit.mapping.moments import read_moment
from netpoint_stp.audit.mapping.raw import CellKind, Raw
from netpoint_stp.audit.records.columns import UNKNOWN_CODE, Column, ColumnKind
from netpoint_stp.audit.records.provenance import ProblemKind

CODES: Final = {kind: number for number, kind in enumerate(ProblemKind, start=1)}
"""The number by which a column of problems names a kind."""
_BLANKS: Final = " \t\r\n\u00a0\ufeff"
_FLAGS: Final = {"true": ("true", "1"), "false": ("false", "0")}


@frozen(kw_only=True)
class Parts:
    """A cell in the steps in which the engine works it out: `text` cleaned, then what it means.

    `value` is that of a cell that is no moment, `aware` and `local` the microseconds of one that is; `problem` is the
    number of what is wrong, where the text alone tells it.
    """

    text: str
    value: str | None = None
    aware: str | None = None
    local: str | None = None
    problem: str | None = None


def parts_of(cell: Cell, column: Column, raw: Raw, empty: Iterable[str], *, decimal: str) -> Parts:
    """Return the steps of a cell that stands in columns of a raw table, or is the same in all rows."""
    kinds = {raw.column(name).kind for name in cell.columns}
    typed = kinds - {CellKind.TEXT}
    if column.kind is ColumnKind.MOMENT:
        if typed:  # of several columns, one with a type decides: they are brought to it
            name = raw.column(cell.columns[0])
            aware, local = read_moment(f"t_{column.name}", name.kind, (), fraction_comma=False)
            return Parts(text=name.name, aware=aware, local=local)
        aware, local = read_moment(f"t_{column.name}", CellKind.TEXT, cell.formats, fraction_comma=decimal == ",")
        return Parts(text=_text(cell, raw, empty), aware=aware, local=local)
    value, problem = _understood(cell, column, f"t_{column.name}", decimal)
    return Parts(text=_text(cell, raw, empty), value=value, problem=problem)


def cleaned(text: str, empty: Iterable[str]) -> str:
    """Return a text without blanks around it; empty where nothing is left or where it stands for nothing."""
    trimmed = f"nullif(trim({text}, {literal(_BLANKS)}), '')"
    # to see that there is nothing to take away is cheaper than to take it away, and to compare than to look at one sign
    bare = (
        f"CASE WHEN {text} IS NULL THEN NULL "
        f"WHEN {text} >= '!' AND {text} < '\x7f' AND {text}[-1] BETWEEN '!' AND '~' THEN {text} ELSE {trimmed} END"
    )
    none = sorted(each for each in empty if each)
    return f"CASE WHEN {bare} IN ({literals(none)}) THEN NULL ELSE {bare} END" if none else bare


def _text(cell: Cell, raw: Raw, empty: Iterable[str]) -> str:
    if cell.constant is not None:
        return literal(cell.constant)
    texts = [cleaned(_as_text(raw, name), empty) for name in cell.columns]
    return f"coalesce({', '.join(texts)})" if len(texts) > 1 else texts[0]


def _as_text(raw: Raw, name: str) -> str:
    column = raw.column(name)
    return column.name if column.kind is CellKind.TEXT else f"CAST({column.name} AS VARCHAR)"


def _understood(cell: Cell, column: Column, text: str, decimal: str) -> tuple[str, str | None]:
    """Return the value of a cleaned text, and the number of what is wrong with it; None where nothing can be."""
    meant, named = text, "true"
    if cell.values is not None:
        cases = " ".join(f"WHEN {literal(one)} THEN {literal(other)}" for one, other in cell.values.items() if one)
        rest = text if cell.keep else "NULL" if cell.otherwise is None else literal(cell.otherwise)
        meant = f"CASE {text} {cases} ELSE {rest} END" if cases else f"CASE WHEN {text} IS NOT NULL THEN {rest} END"
        if not cell.keep and cell.otherwise is None:
            named = f"{text} IN ({literals(cell.values)})"
        if (blank := cell.values.get("")) is not None:
            meant = f"CASE WHEN {text} IS NULL THEN {literal(blank)} ELSE {meant} END"
    if column.kind is ColumnKind.TEXT:
        meant = meant if cell.values is None else f"nullif({meant}, '')"
        return meant, None if named == "true" else _wrong(f"{text} IS NOT NULL AND NOT {named}")
    value, readable = _of_kind(column, text, meant, decimal)
    if column.kind is ColumnKind.NUMBER:
        wrong = f"{text} IS NOT NULL AND ({readable}) IS NOT TRUE"
        return value, _wrong(wrong, ProblemKind.UNREADABLE_NUMBER)
    unknown = f"coalesce(lower({meant}) = {literal(UNKNOWN_CODE)}, false)"
    return value, _wrong(f"{text} IS NOT NULL AND NOT {unknown} AND ({readable}) IS NOT TRUE")


def _of_kind(column: Column, text: str, meant: str, decimal: str) -> tuple[str, str]:
    """Return the value of what a text means, and whether it is one; what is not known of a filled cell says so."""
    if column.kind is ColumnKind.FLAG:
        yes, no = (f"lower({meant}) IN ({literals(_FLAGS[each])})" for each in ("true", "false"))
        return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END", f"{yes} OR {no}"
    if column.kind is ColumnKind.CODE:
        said = f"lower({meant})"
        if column.several:
            parts = f"string_split(regexp_replace({said}, ' *{SEVERAL} *', '{SEVERAL}', 'g'), '{SEVERAL}')"
            said = f"array_to_string(list_sort(list_distinct({parts})), '{SEVERAL}')"
        known = f"{said} IN ({literals(column.cells)})"
        rest = f" WHEN coalesce({text}, {meant}) IS NOT NULL THEN {literal(UNKNOWN_CODE)}" if column.blank_says else ""
        return f"CASE WHEN {known} THEN {said}{rest} END", known
    plain = f"replace({meant}, ' ', '')"
    dotted = f"replace(replace({plain}, '.', ''), ',', '.')" if decimal == "," else plain
    number = f"TRY_CAST({dotted} AS DECIMAL(30, 6))"
    whole = f"{number} = trunc({number})"
    return f"CASE WHEN {whole} THEN TRY_CAST({number} AS BIGINT) END", whole


def _wrong(condition: str, kind: ProblemKind = ProblemKind.UNKNOWN_VALUE) -> str:
    return f"CASE WHEN {condition} THEN {CODES[kind]} END"
