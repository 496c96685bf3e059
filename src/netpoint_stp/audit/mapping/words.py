"""The words of a mapping file: tables, cells and event logs, each mistake noted with its place and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from netpoint_stp.audit.mapping.model import ANY, UNIX, Activity, Cell, EventLog, TableMapping
from netpoint_stp.audit.records.columns import UNKNOWN_CODE, Column, ColumnKind, RecordTable
from netpoint_stp.audit.records.tables import EVENTS, EventKind
from netpoint_stp.errors import MomentError, did_you_mean
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.subjects.requests import WhoseTime

T = TypeVar("T")
_ABOUT_ROWS: Final = ("from", "only", "without")
_WAYS: Final = ("column", "columns", "constant", "first", "last", "first_event", "last_event")
_CELL: Final = (*_WAYS, "values", "otherwise", "keep", "format", "formats", "zone", "proxy")
_KINDS: Final = {kind.value: kind for kind in EventKind}
_WHOSE: Final = {whose.value: whose for whose in WhoseTime}


class Words:
    """Values taken out of tables of TOML; `problems` are those that could not be."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def wrong(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def only_keys(self, given: Mapping[str, Any], place: str, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        words = tuple(known)
        where = f"`{place.removesuffix('.')}`: " if place else ""
        for key in given:
            if key not in words:
                self.wrong(f"{where}there is no key `{key}`{did_you_mean(key, words)}")

    def table(self, given: Mapping[str, Any], key: str, place: str) -> dict[str, Any] | None:
        """Return the table under a key, None where there is none."""
        value = given.get(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(f"`{place}{key}` is no table; write it as `[{place}{key}]`")
            return None
        return value

    def text(self, given: Mapping[str, Any], key: str, place: str, otherwise: str) -> str:
        """Return the text under a key."""
        value = given.get(key, otherwise)
        if not isinstance(value, str):
            self.wrong(f"`{place}{key}`: `{value}` is not a text; put it into quotes")
            return otherwise
        return value

    def texts(self, given: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """Return the text or the list of texts under a key."""
        value = given.get(key, [])
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in several):
            self.wrong(f"`{place}{key}` holds what is no text; put each into quotes")
            return ()
        return tuple(several)

    def one_sign(self, given: Mapping[str, Any], key: str, place: str) -> str:
        """Return the one ASCII sign under a key."""
        value = self.text(given, key, place, "")
        if value and (len(value) != 1 or not value.isascii() or value in "\r\n\0"):
            self.wrong(f'`{place}{key}`: give one sign, such as `";"`')
            return ""
        return value

    def number(self, given: Mapping[str, Any], key: str, place: str) -> int:
        """Return the whole number from 0 under a key."""
        value = given.get(key, 0)
        if type(value) is not int or not 0 <= value <= 1000:
            self.wrong(f"`{place}{key}`: `{value}` is no whole number from 0 to 1000")
            return 0
        return value

    def flag(self, given: Mapping[str, Any], key: str, place: str) -> bool:
        """Return the yes or no under a key."""
        value = given.get(key, False)
        if not isinstance(value, bool):
            self.wrong(f"`{place}{key}`: `{value}` is not true or false")
            return False
        return value

    def choice(self, given: Mapping[str, Any], key: str, place: str, known: Mapping[str, T], otherwise: T) -> T:
        """Return what the word under a key stands for."""
        if key not in given:
            return otherwise
        value = given[key]
        if not isinstance(value, str) or value not in known:
            self.wrong(f"`{place}{key}`: `{value}` is no choice here{did_you_mean(str(value), known)}")
            return otherwise
        return known[value]

    def zone(self, given: Mapping[str, Any], key: str, place: str) -> str | None:
        """Return the name of the zone under a key, None where there is none."""
        value = self.text(given, key, place, "")
        if not value:
            return None
        try:
            return zone_named(value).key
        except MomentError as error:
            self.wrong(f"`{place}{key}`: {error}")
            return None


def table_mapping(
    table: RecordTable, given: Mapping[str, Any], words: Words, place: str, *, of_log: bool
) -> TableMapping:
    """Return how a canonical table is filled; `of_log`: it is that of the cases of an event log."""
    words.only_keys(given, place, (*_ABOUT_ROWS, *table.columns))
    cells = {
        name: made
        for name in table.columns
        if name in given and (made := _cell(table.column(name), given[name], words, f"{place}{name}", of_log=of_log))
    }
    told = place.removesuffix(".")
    for name in table.required:
        if name not in given and not (of_log and name == table.key):
            words.wrong(f"`{told}`: the column `{name}` is required; say what it is filled from")
    for name, cell in cells.items():
        if (cell.of_activities or cell.of_events) and table.name != "requests":
            words.wrong(f"`{place}{name}`: only moments of `requests` are those of events")
    return TableMapping(
        table=table.name,
        source=words.text(given, "from", place, "") or None,
        only=_conditions(given, "only", words, place),
        without=_conditions(given, "without", words, place),
        cells=cells,
    )


def _conditions(given: Mapping[str, Any], key: str, words: Words, place: str) -> dict[str, tuple[str, ...]]:
    table = words.table(given, key, place) or {}
    return {column: words.texts(table, column, f"{place}{key}.") for column in table}


def _cell(column: Column, given: Any, words: Words, place: str, *, of_log: bool) -> Cell | None:
    if isinstance(given, str):
        return Cell(columns=(given,))
    if not isinstance(given, dict):
        words.wrong(f"`{place}` is neither the name of a column nor a table")
        return None
    inner = f"{place}."
    words.only_keys(given, inner, _CELL)
    ways = [way for way in _WAYS if way in given]
    if len(ways) != 1:
        words.wrong(f"`{place}`: give one of {', '.join(f'`{way}`' for way in _WAYS)}")
    moment = column.kind is ColumnKind.MOMENT
    for key in ("first", "last", "first_event", "last_event", "format", "formats", "zone"):
        if key in given and not moment:
            words.wrong(f"`{inner}{key}` is for moments, and `{column.name}` holds {column.kind.value}s")
    if moment and (bad := [key for key in ("values", "otherwise", "keep", "constant") if key in given]):
        words.wrong(f"`{place}`: {', '.join(f'`{key}`' for key in bad)} is nothing for a moment")
    if ("first" in given or "last" in given) and not of_log:
        words.wrong(f"`{place}`: activities are those of an event log; describe it under `[log]`, or use `first_event`")
    for key in ("first_event", "last_event"):
        for kind in words.texts(given, key, inner):
            if kind not in _KINDS:
                words.wrong(f"`{inner}{key}`: there is no kind of event `{kind}`{did_you_mean(kind, _KINDS)}")
    made = Cell(
        columns=words.texts(given, "columns", inner) or words.texts(given, "column", inner),
        constant=_meaning(column, given, "constant", words, inner),
        values=_values(column, given, words, inner),
        otherwise=_meaning(column, given, "otherwise", words, inner),
        keep=words.flag(given, "keep", inner),
        formats=words.texts(given, "formats", inner) or words.texts(given, "format", inner),
        zone=words.zone(given, "zone", inner),
        first=words.texts(given, "first", inner),
        last=words.texts(given, "last", inner),
        first_event=words.texts(given, "first_event", inner),
        last_event=words.texts(given, "last_event", inner),
        proxy=words.text(given, "proxy", inner, "") or None,
    )
    for form in made.formats:
        _check_format(form, words, inner)
    return made


def _check_format(form: str, words: Words, place: str) -> None:
    if form in UNIX:
        return
    if "%" not in form:
        words.wrong(
            f"`{place}format`: `{form}` is no form of a moment{did_you_mean(form, UNIX)}; or write `%d.%m.%Y %H:%M`"
        )
        return
    if not any(sign in form for sign in ("%Y", "%y", "%x", "%c")):
        words.wrong(f"`{place}format`: `{form}` names no year")


def _values(column: Column, given: Mapping[str, Any], words: Words, place: str) -> dict[str, str] | None:
    table = words.table(given, "values", place)
    if table is None:
        return None
    found = {}
    for value in table:
        meant = _meaning(column, table, value, words, f"{place}values.")
        if meant is not None:
            found[value] = meant
    return found


def _meaning(column: Column, given: Mapping[str, Any], key: str, words: Words, place: str) -> str | None:
    """Return what a value is to mean, as the column writes it; yes and no may be written without quotes."""
    if key not in given:
        return None
    value = given[key]
    if column.kind is ColumnKind.FLAG and isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        words.wrong(f"`{place}{key}`: `{value}` is not a text; put it into quotes")
        return None
    known = {ColumnKind.FLAG: ("true", "false"), ColumnKind.CODE: column.cells}.get(column.kind)
    if known is not None and value not in (*known, UNKNOWN_CODE):
        words.wrong(f"`{place}{key}`: `{value}` is nothing that `{column.name}` can be{did_you_mean(value, known)}")
        return None
    return value


def event_log(given: Mapping[str, Any], words: Words) -> EventLog:
    """Return what a mapping says of an event log."""
    place = "log."
    words.only_keys(given, place, ("from", "case", "activity", "at", "actor", "kinds", "ignored"))
    for name in ("case", "activity", "at"):
        if name not in given:
            words.wrong(f"`log`: the key `{name}` is missing; say which column holds it")
    kinds = words.table(given, "kinds", place) or {}
    return EventLog(
        source=words.text(given, "from", place, "") or None,
        case=words.text(given, "case", place, "case"),
        activity=words.text(given, "activity", place, "activity"),
        at=_cell(EVENTS.column("at"), given.get("at", "at"), words, "log.at", of_log=False) or Cell(columns=("at",)),
        actor=words.text(given, "actor", place, "") or None,
        kinds={name: made for name in kinds if (made := _activity(kinds, name, words)) is not None},
        ignored=words.texts(given, "ignored", place),
    )


def _activity(kinds: Mapping[str, Any], name: str, words: Words) -> Activity | None:
    value, place = kinds[name], f"log.kinds.{name}."
    given = {"kind": value} if isinstance(value, str) else value
    if not isinstance(given, dict):
        words.wrong(f"`{place.removesuffix('.')}` is neither a kind of event nor a table")
        return None
    words.only_keys(given, place, ("kind", "whose"))
    if name == ANY:
        words.wrong(f"`log.kinds`: `{ANY}` stands for any activity, and cannot be one")
    kind: EventKind | None = words.choice(given, "kind", place, _KINDS, None) if "kind" in given else None
    if "kind" not in given:
        words.wrong(f"`{place}kind` is missing; say what kind of event it is")
    whose: WhoseTime | None = words.choice(given, "whose", place, _WHOSE, None)
    return None if kind is None else Activity(kind=kind, whose=whose)
