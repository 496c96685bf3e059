"""What every kind of source gives: its tables by name, each read when it is asked for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from attrs import evolve, field, frozen

from netpoint_stp.audit.mapping.model import LogMapping, Source
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Opened(Protocol):
    """A source that was opened."""

    @property
    def name(self) -> str:
        """Return what it is called in errors and reports: never a path, never a password."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its tables, as a mapping may write them."""
        ...

    def raw(self, name: str) -> Raw:
        """Return a table; raise `UsageError` with the nearest where there is none of that name."""
        ...

    def of(self, source: Source) -> Raw:
        """Return what a mapping describes under `[sources]`; raise `UsageError` where it is of no use here."""
        ...


@frozen(kw_only=True)
class Tables:
    """Tables by name, each behind a function that reads it once."""

    name: str
    readers: Mapping[str, Callable[[], Raw]] = field(repr=False)
    query: Callable[[str], Raw] | None = field(default=None, repr=False)
    sheet: Callable[[str | None, str], Raw] | None = field(default=None, repr=False)
    """Reads a sheet of a file of the source."""
    engine: "Engine | None" = field(default=None, repr=False)
    """The database that it is, where it is one that SQLAlchemy reads."""
    _read: dict[str, Raw] = field(factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the tables."""
        return tuple(self.readers)

    def raw(self, name: str) -> Raw:
        """Return a table, read at its first use."""
        if name not in self.readers:
            raise UsageError(f"`{self.name}` has no table `{name}`{did_you_mean(name, self.readers)}")
        if name not in self._read:
            self._read[name] = self.readers[name]()
        return self._read[name]

    def of(self, source: Source) -> Raw:
        """Return a table, a query, a file or a sheet."""
        if source.query is not None:
            if self.query is None:
                raise UsageError(f"`{self.name}` is no database that can be asked a `query`; name a table or a file")
            return self.query(source.query)
        if source.sheet is not None and source.file is not None:
            if self.sheet is None:
                raise UsageError(f"`{self.name}` has no sheets; leave `sheet` out")
            return self.sheet(source.file, source.sheet)
        return self.raw(source.table or source.file or source.sheet or "")


def resolve(opened: Opened, mapping: LogMapping, named: str | None, table: str) -> Raw:
    """Return the raw table that fills a canonical one: by its name in the mapping, by its own, or the only one."""
    name = named or (table if table in opened.names or table in mapping.sources else None)
    if name is None:
        if len(opened.names) != 1:
            raise UsageError(
                f"`{opened.name}` has several tables; say in the mapping which one fills `{table}`, as `from = "
                f'"{opened.names[0] if opened.names else "…"}"`'
            )
        name = opened.names[0]
    if name in mapping.sources:
        raw = opened.of(mapping.sources[name])
        return evolve(raw, name=name, origin=evolve(raw.origin, name=name)) if raw.name == "query" else raw
    return opened.raw(name)
