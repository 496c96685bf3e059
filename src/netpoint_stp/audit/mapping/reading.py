"""Mapping files: presets, files that change single keys of them, and what a mapping means as a whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from netpoint_stp.audit.mapping.cell_reading import CellReader
from netpoint_stp.audit.mapping.model import ANY, Activity, EventLog, FileForm, LogMapping, Source, TableMapping
from netpoint_stp.audit.mapping.written import ActivityData, FileData, GeneralData, LogData, MappingData, texts
from netpoint_stp.audit.records.tables import EVENTS, TABLES
from netpoint_stp.errors import ProfileError, UsageError, did_you_mean
from netpoint_stp.settings_files import Presets, load_toml, parse_toml, structure
from netpoint_stp.settings_files.files import Table

LARGEST_MAPPING: Final = 256 * 1024
"""Bytes; a mapping is a page."""
_PRESETS: Final = Presets(__package__)
presets: Final = _PRESETS.names
preset_text: Final = _PRESETS.text


def preset(name: str) -> LogMapping:
    """Return a shipped mapping; raises `UsageError` for a name that there is not."""
    return read_mapping(preset_text(name), source=name)


def load_mapping(path: Path) -> LogMapping:
    """Return the mapping of a file (TOML, UTF-8); raises `ProfileError` that lists everything wrong.

    With `extends`, its tables are laid over those of a preset key by key.
    """
    return _mapping(_PRESETS.extended(load_toml(path, largest=LARGEST_MAPPING), path.name), path.name)


def read_mapping(text: str, *, source: str = "mapping") -> LogMapping:
    """Return the mapping given as TOML text; as `load_mapping`."""
    return _mapping(_PRESETS.extended(parse_toml(text, source), source), source)


def _mapping(table: Table, source: str) -> LogMapping:
    read = structure(MappingData, table)
    reader = _MappingReader(read)
    made = reader.mapping(source)
    if problems := read.problems + reader.problems:
        raise ProfileError(source, problems)
    return made


class _MappingReader(CellReader):
    """One reading of a mapping."""

    def mapping(self, source: str) -> LogMapping:
        """Return the mapping without what is wrong."""
        data = self.read.data
        log = None if data.log is None else self._log(data.log)
        parts = tuple(self._parts(data))
        self._check({part.table for part in parts}, parts, log)
        return LogMapping(
            name=source if data.name is None else data.name,
            zone=data.zone,
            empty=frozenset(texts(data.empty)),
            silence=data.silence,
            file=_file(data.file),
            sources=dict(self._sources(data)),
            tables=parts,
            log=log,
        )

    def _check(self, named: set[str], parts: tuple[TableMapping, ...], log: EventLog | None) -> None:
        """Note what only the whole mapping shows, unless a table of it could not be read."""
        broken = {name for name in ("log", *TABLES) if not self.read.is_whole(name)} - named
        of_events = any(cell.of_events for part in parts for cell in part.cells.values())
        if log is None and not named and not broken:
            self.wrong((), "it fills no table; map `requests` at least")
        if of_events and log is None and not (named | broken) & {"events", "log"}:
            self.wrong((), "moments are to be taken from events, and the mapping makes none; map the table `events`")
        if log is not None and "requests" not in named | broken:
            self.wrong(("log",), "its cases need a table `requests` that says at least which moment is `received_at`")

    def _parts(self, data: GeneralData) -> Iterator[TableMapping]:
        for name, table in TABLES.items():
            given, of_log = getattr(data, name), data.log is not None and name == "requests"
            if isinstance(given, list):
                for number, each in enumerate(given, 1):
                    yield self.table(table, each, (name, number), of_log=of_log)
            elif given is not None:
                yield self.table(table, given, (name,), of_log=of_log)

    def _log(self, data: LogData) -> EventLog:
        if ANY in data.kinds:
            self.wrong(("log", "kinds"), f"`{ANY}` stands for any activity, and cannot be one")
        return EventLog(
            source=data.source or None,
            case=data.case,
            activity=data.activity,
            at=self.cell(EVENTS.column("at"), data.at, ("log", "at"), of_log=False),
            actor=data.actor or None,
            kinds={
                name: Activity(kind=kind.kind, whose=kind.whose)
                if isinstance(kind, ActivityData)
                else Activity(kind=kind)
                for name, kind in data.kinds.items()
            },
            ignored=texts(data.ignored or []),
        )

    def _sources(self, data: GeneralData) -> Iterator[tuple[str, Source]]:
        for name, each in data.sources.items():
            given: dict[str, Any] = {key: getattr(each, key) or None for key in ("table", "query", "file", "sheet")}
            ways = sum(given[key] is not None for key in ("table", "query")) + bool(given["file"] or given["sheet"])
            if ways != 1 and self.read.is_whole("sources", name):
                self.wrong(("sources", name), "give one of `table`, `query`, or `file` and `sheet`")
            yield name, Source(**given)


def _file(data: FileData) -> FileForm:
    return FileForm(
        encoding=data.encoding or None,
        delimiter=data.delimiter or None,
        quote=data.quote or '"',
        decimal=data.decimal,
        skip=data.skip,
    )


def mapping_of(given: "LogMapping | Path | str | None") -> LogMapping | None:
    """Return a mapping by what names it: itself, a file, or a preset; raise `UsageError` where there is none."""
    if given is None or isinstance(given, LogMapping):
        return given
    if isinstance(given, str) and given in presets():
        return preset(given)
    path = Path(given)
    if not path.is_file():
        raise UsageError(
            f"there is no mapping `{path.name}`{did_you_mean(path.name, presets())}; give a TOML file or a preset"
        )
    return load_mapping(path)
