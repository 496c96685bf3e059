"""What a mapping says of an export: which column is what, which values mean what, and what stands in for what lacks."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import WhoseTime

ANY: Final = "*"
"""In the place of the names of activities: whichever it is."""
UNIX: Final[Mapping[str, int]] = {
    "unix_seconds": 1_000_000,
    "unix_milliseconds": 1_000,
    "unix_microseconds": 1,
}
"""The forms of moments that are numbers since 1970, each with its microseconds."""


def _texts(values: Any) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


@frozen(kw_only=True)
class Cell:
    """What a canonical column is filled from: `columns` of the source, the first that is filled; or `constant`.

    In place of both, `first` or `last` are activities of an event log, `first_event` or `last_event` kinds of the
    mapped events: the moment is that of the first or last of them in the request's time.
    """

    columns: tuple[str, ...] = field(default=(), converter=_texts)
    constant: str | None = None
    values: Mapping[str, str] | None = field(default=None, hash=False)
    """What each value of the source means; None: they are what they say."""
    otherwise: str | None = None
    """What a value means that `values` does not name; None: nobody knows, and it is a problem of the row."""
    keep: bool = False
    """A value that `values` does not name stays as it is."""
    formats: tuple[str, ...] = field(default=(), converter=_texts)
    """How moments are written, as in `%d.%m.%Y %H:%M`, or a key of `UNIX`; none: ISO 8601."""
    zone: str | None = None
    """For moments without an offset, where it is another than the mapping's."""
    first: tuple[str, ...] = field(default=(), converter=_texts)
    last: tuple[str, ...] = field(default=(), converter=_texts)
    first_event: tuple[str, ...] = field(default=(), converter=_texts)
    last_event: tuple[str, ...] = field(default=(), converter=_texts)
    proxy: str | None = None
    """What is taken in place of what the log lacks, in words; None: it is what the column says."""

    @property
    def of_activities(self) -> tuple[str, ...]:
        """Return the activities that it looks for."""
        return self.first or self.last

    @property
    def of_events(self) -> tuple[str, ...]:
        """Return the kinds of events that it looks for."""
        return self.first_event or self.last_event


@frozen(kw_only=True)
class TableMapping:
    """How a canonical table is filled from one table of the source."""

    table: str
    source: str | None = None
    """The table, file, sheet or query of the source; None: the one of the same name, or the only one."""
    only: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    """Rows count whose column has one of these values; an empty text stands for an empty cell."""
    without: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    """Rows whose column has one of these values do not count."""
    cells: Mapping[str, Cell] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Activity:
    """What an activity of an event log is: an event of the audit."""

    kind: ActivityKind
    whose: WhoseTime | None = None
    """For whom it waits, where the event is that it began to wait."""


@frozen(kw_only=True)
class EventLog:
    """An event log: a row for each activity of a case. Its cases become requests, its activities their events."""

    source: str | None = None
    case: str
    activity: str
    at: Cell
    actor: str | None = None
    kinds: Mapping[str, Activity] = field(factory=dict, hash=False)
    ignored: tuple[str, ...] = field(default=(), converter=_texts)
    """Activities that mean nothing here; one that is named nowhere is a problem of the row."""


@frozen(kw_only=True)
class FileForm:
    """How the files of the source are written, where it is not left to be found out."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    decimal: str = "."
    skip: int = 0
    """How many lines stand before the header."""


@frozen(kw_only=True)
class Source:
    """A table of the source under a name of its own: a table, a query, a file of the folder, or a sheet."""

    table: str | None = None
    query: str | None = None
    file: str | None = None
    sheet: str | None = None


@frozen(kw_only=True)
class LogMapping:
    """A whole mapping."""

    name: str
    zone: str | None = None
    """For moments without an offset; None: such a moment cannot be read."""
    empty: frozenset[str] = frozenset()
    """Texts that stand for nothing, beside the empty one."""
    silence: Silence = Silence.NOT_YET
    """What an empty moment of something done means."""
    file: FileForm = field(factory=FileForm)
    sources: Mapping[str, Source] = field(factory=dict, hash=False)
    tables: tuple[TableMapping, ...] = ()
    log: EventLog | None = None

    def of(self, table: str) -> tuple[TableMapping, ...]:
        """Return what fills a canonical table, in order."""
        return tuple(each for each in self.tables if each.table == table)
