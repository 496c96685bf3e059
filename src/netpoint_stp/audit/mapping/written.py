"""Mappings as TOML writes them: tables of the audit, their cells, event logs, files and sources."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from attrs import field, frozen, make_class

from netpoint_stp.audit.records.columns import RecordTable
from netpoint_stp.audit.records.tables import TABLES, ActivityKind
from netpoint_stp.settings_files import WholeNumber, ZoneName, needed
from netpoint_stp.settings_files.problems import WrongValueError
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import WhoseTime

Texts: TypeAlias = str | list[str]


def texts(given: Texts | None) -> tuple[str, ...]:
    """Return one text or several as several; none for None."""
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _one_sign(text: str) -> str:
    if text and (len(text) != 1 or not text.isascii() or text in "\r\n\0"):
        raise WrongValueError(text, 'is not one sign; give one, such as `";"`')
    return text


OneSign = Annotated[str, _one_sign]


@frozen(kw_only=True)
class CellData:
    """What a column is filled from, if not from one column that has its meaning already."""

    column: Texts | None = None
    columns: Texts | None = None
    constant: str | bool | None = None
    first: Texts | None = None
    last: Texts | None = None
    first_event: ActivityKind | list[ActivityKind] | None = None
    last_event: ActivityKind | list[ActivityKind] | None = None
    values: dict[str, str | bool] | None = None
    otherwise: str | bool | None = None
    keep: bool | None = None
    format: Texts | None = None
    formats: Texts | None = None
    zone: ZoneName | None = None
    proxy: str | None = None


@frozen(kw_only=True)
class RowsData:
    """Which rows of which table of the source fill a table of the audit; its columns are keys beside these."""

    source: str | None = field(default=None, metadata={"key": "from"})
    only: dict[str, Texts] = field(factory=dict)
    without: dict[str, Texts] = field(factory=dict)


@frozen(kw_only=True)
class ActivityData:
    """What an activity is; `whose`: for whom it waits."""

    kind: ActivityKind = needed(stand_in=ActivityKind.REACTED)
    whose: WhoseTime | None = None


@frozen(kw_only=True)
class LogData:
    """An event log: a row for each activity of a case."""

    source: str | None = field(default=None, metadata={"key": "from"})
    case: str = needed(stand_in="case")
    activity: str = needed(stand_in="activity")
    at: str | CellData = needed(stand_in="at")
    actor: str | None = None
    kinds: dict[str, ActivityKind | ActivityData] = field(factory=dict)
    ignored: Texts = ""


@frozen(kw_only=True)
class FileData:
    """How files are written."""

    encoding: str | None = None
    delimiter: OneSign | None = None
    quote: OneSign | None = None
    decimal: Literal[",", "."] = "."
    skip: WholeNumber = 0


@frozen(kw_only=True)
class SourceData:
    """A table of the source under a name of its own."""

    table: str | None = None
    query: str | None = None
    file: str | None = None
    sheet: str | None = None


@frozen(kw_only=True)
class GeneralData:
    """A mapping without its tables."""

    name: str | None = None
    extends: str | None = None
    zone: ZoneName | None = None
    empty: Texts = field(factory=list)
    silence: Silence = Silence.NOT_YET
    file: FileData = field(factory=FileData)
    sources: dict[str, SourceData] = field(factory=dict)
    log: LogData | None = None


def _rows(table: RecordTable) -> Any:
    """Return the class of a table of the audit: a key for each of its columns."""
    filled: Any = str | CellData | None
    cells = {column.name: field(default=None, type=filled) for column in table}
    return make_class(f"{table.name.title()}Data", cells, bases=(RowsData,), frozen=True, kw_only=True, slots=True)


def _one_or_several(rows: Any) -> Any:
    return rows | list[rows] | None


def _whole() -> type[GeneralData]:
    keys = {name: field(default=None, type=_one_or_several(_rows(table))) for name, table in TABLES.items()}
    return make_class("MappingData", keys, bases=(GeneralData,), frozen=True, kw_only=True, slots=True)


MappingData: Final = _whole()
"""A whole mapping: `GeneralData`, and a key for each table of the audit."""
