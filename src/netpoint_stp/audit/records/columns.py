"""The types of the canonical records of the audit: columns, and the tables made of them."""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from netpoint_stp.audit.choices import joined_choices
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.rules import UNKNOWN, code

UNKNOWN_CODE: Final = UNKNOWN.value
"""What a column of codes may say where something is not known; but for `blank_says` the same as leaving it out."""


class ColumnKind(Enum):
    """What the cells of a column are. Everywhere an empty cell says "not known", never "no"."""

    TEXT = "text"
    """Any text; a name of the profile (a channel, an action, a service) where the column says so."""
    CODE = "code"
    """One of the codes that the column lists."""
    FLAG = "flag"
    """Yes or no."""
    MOMENT = "moment"
    """An instant, to the microsecond: in frames as a timestamp in UTC without zone."""
    NUMBER = "number"
    """A whole number."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Column:
    """A column: what its cells are, in words and by kind; `domain` is the enumeration whose codes they are.

    `required` columns must be there and filled in every row. `personal` ones hold what tells a person, and never get
    into a report. `blank_says`: an empty cell says that nothing was recorded; what is not known is `unknown` there.
    `several`: a cell may name several of the codes, joined by `&` in the order of their letters, where it is one of
    these and nobody knows which.
    """

    name: str
    kind: ColumnKind
    about: str
    domain: type[Enum] | None = None
    required: bool = False
    personal: bool = False
    blank_says: bool = False
    several: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.kind is ColumnKind.CODE) != (self.domain is not None):
            raise UsageError(f"column `{self.name}` has codes and no list of them, or the other way round")

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that a cell can have; none where it is no column of codes."""
        return () if self.domain is None else tuple(str(code(value)) for value in self.domain)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return all that a cell of codes can say: each code and, where it may name several, each choice of them."""
        return joined_choices(self.codes) if self.several else self.codes


def _by_name(columns: "tuple[Column, ...]") -> Mapping[str, Column]:
    found = {column.name: column for column in columns}
    if len(found) != len(columns):
        raise UsageError("two columns of a table have one name; rename one")
    return MappingProxyType(found)


@frozen(kw_only=True)
class RecordTable:
    """A table of records: `key` is the column whose values tell its rows apart, None where several share one.

    `moment` is the column that says when a row happened: by it rows are cut into editions, and to a span of time.
    """

    name: str
    about: str
    key: str | None
    moment: str
    columns: Mapping[str, Column] = field(converter=_by_name)

    def __attrs_post_init__(self) -> None:
        for name in (self.key, self.moment):
            if name is not None and not self.columns[name].required:
                raise UsageError(f"column `{name}` tells rows of `{self.name}` apart or when they were; require it")

    @property
    def required(self) -> tuple[str, ...]:
        """Return the names of the columns that must be there."""
        return tuple(column.name for column in self if column.required)

    def column(self, name: str) -> Column:
        """Return the column of that name; raise `UsageError` with the nearest one where there is none."""
        if name not in self.columns:
            raise UsageError(f"table `{self.name}` has no column `{name}`{did_you_mean(name, self.columns)}")
        return self.columns[name]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns.values())


def text(name: str, about: str, *, required: bool = False, personal: bool = False) -> Column:
    """Return a column of texts."""
    return Column(name=name, kind=ColumnKind.TEXT, about=about, required=required, personal=personal)


def moment(name: str, about: str, *, required: bool = False) -> Column:
    """Return a column of moments."""
    return Column(name=name, kind=ColumnKind.MOMENT, about=about, required=required)


def flag(name: str, about: str) -> Column:
    """Return a column of yes or no."""
    return Column(name=name, kind=ColumnKind.FLAG, about=about)


def number(name: str, about: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name=name, kind=ColumnKind.NUMBER, about=about)


def codes(
    name: str,
    domain: type[Enum],
    about: str,
    *,
    required: bool = False,
    blank_says: bool = False,
    several: bool = False,
) -> Column:
    """Return a column of the codes of an enumeration."""
    told = {"required": required, "blank_says": blank_says, "several": several}
    return Column(name=name, kind=ColumnKind.CODE, about=about, domain=domain, **told)
