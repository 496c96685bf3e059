"""From a table to the attrs class that describes it, by its type hints: what fits is taken, the rest named.

cattrs finds the hook of each type and keeps it. The hooks of classes, lists and tables are our own, as its own stop at
the first level at which something is wrong: here every problem is noted with its place, and what is right is read all
the same, so that what the values mean together can be looked at in the same turn.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, Literal, TypeVar, Union, get_args, get_origin

import attrs

from netpoint_stp.errors import ProfileError, UsageError
from netpoint_stp.settings_files import problems as told
from netpoint_stp.settings_files.kinds import KEY, NEEDED, PLAIN
from netpoint_stp.settings_files.problems import WrongValueError, no_choice, place_of

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
Made = TypeVar("Made")
Hook = Callable[[Any, Any], Any]


@attrs.frozen
class Structured(Generic[T]):
    """The data of a table as far as they could be read; what could not has its default.

    `problems` says what is wrong; `unread` are the places, as paths, of which the value is not in `data`.
    """

    data: T
    problems: list[str]
    unread: frozenset[tuple[str | int, ...]]

    def is_whole(self, *path: str | int) -> bool:
        """Say whether everything at and below a place could be read, if it was given at all."""
        return not any(unread[: len(path)] == path for unread in self.unread)

    def made(self, source: str, make: Callable[[T], Made]) -> Made:
        """Return what `make` makes of the data; raise `ProfileError` in the name of `source` if anything is wrong.

        Its problems are those of the reading, and those that `make` raises besides.
        """
        try:
            made = make(self.data)
        except ProfileError as error:
            raise ProfileError(source, [*self.problems, *error.problems]) from None
        if self.problems:
            raise ProfileError(source, self.problems)
        return made

    def or_raise(self, source: str) -> T:
        """Return the data; raise `ProfileError` in the name of `source` if anything is wrong with them."""
        return self.made(source, lambda data: data)


@attrs.define
class _Reading:
    """One reading: where it is, and what it noted."""

    shows_values: bool
    path: list[str | int] = attrs.field(factory=list)
    problems: list[str] = attrs.field(factory=list)
    unread: set[tuple[str | int, ...]] = attrs.field(factory=set)

    def note(self, problem: str) -> None:
        self.problems.append(told.at(place_of(self.path), problem))

    def note_error(self, error: UsageError | WrongValueError) -> None:
        self.unread.add(tuple(self.path))
        if not isinstance(error, WrongValueError):
            self.note(str(error))
            return
        hidden = not self.shows_values or told.is_secret(self.path)
        self.note(f"{told.NOT_SHOWN if hidden else told.shown(error.value)} {error.told}")

    @contextmanager
    def inside(self, step: str | int) -> Iterator[None]:
        """Note what is wrong with what is read inside, at its place."""
        self.path.append(step)
        try:
            yield
        except (UsageError, WrongValueError) as error:
            self.note_error(error)
        finally:
            self.path.pop()


_READING: Final[ContextVar[_Reading]] = ContextVar("netpoint_stp_settings_reading")
"""cattrs gives a hook the value and its type alone; where it stands comes from here."""


def structure(
    kind: type[T], table: Mapping[str, Any], *, empty: T | None = None, shows_values: bool = True
) -> Structured[T]:
    """Read a TOML table; never raises, whatever the table holds.

    `empty` is what the data are if nothing could be read, for a kind that cannot be made without arguments.
    `shows_values`: whether the problems quote what was written.
    """
    reading = _Reading(shows_values)
    data = kind() if empty is None else empty
    before = _READING.set(reading)
    try:
        data = _converter().structure(table, kind)
    except (UsageError, WrongValueError) as error:
        reading.note_error(error)
    finally:
        _READING.reset(before)
    return Structured(data, list(dict.fromkeys(reading.problems)), frozenset(reading.unread))


@cache
def _converter() -> "Converter":
    from cattrs import Converter  # heavy, and the published rules need no file

    converter = Converter()
    for kind, check in PLAIN.items():
        converter.register_structure_hook(kind, _without_hint(check))
    for belongs, factory in (
        (attrs.has, _attrs_class),
        (_made_of(dict), _table),
        (_made_of(list), _list),
        (_made_of(Union, UnionType), _either),
        (_made_of(Literal), _literal),
        (_made_of(Annotated), _narrowed),
        (_is_enumeration, _enumeration),
    ):
        converter.register_structure_hook_factory(belongs, factory)
    return converter


def _without_hint(check: Callable[[object], Any]) -> Hook:
    return lambda value, _: check(value)


def _made_of(*origins: object) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) in origins


def _is_enumeration(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _attrs_class(kind: Any, converter: "Converter") -> Hook:
    attrs.resolve_types(kind, include_extras=True)
    fields = {field.metadata.get(KEY, field.name): field for field in attrs.fields(kind) if field.init}
    hooks = {key: converter.get_structure_hook(field.type) for key, field in fields.items()}
    required = [key for key, field in fields.items() if field.metadata.get(NEEDED)]

    def hook(value: object, _: object) -> Any:
        table, reading = _as_table(value), _READING.get()
        values = {}
        for key, given in table.items():
            if key not in fields:
                reading.note(told.unknown_key(key, fields))
                continue
            with reading.inside(key):
                values[fields[key].alias] = hooks[key](given, fields[key].type)
        for key in required:
            if key not in table:
                reading.unread.add((*reading.path, key))
                reading.note(told.missing_key(key))
        return kind(**values)

    return hook


def _as_table(value: object) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise WrongValueError(value, "is not a table; put its keys into braces, as in `{ key = value }`")
    return value


def _table(kind: Any, converter: "Converter") -> Hook:
    key_kind, value_kind = get_args(kind)
    key_hook, value_hook = map(converter.get_structure_hook, (key_kind, value_kind))

    def hook(value: object, _: object) -> Any:
        reading, read = _READING.get(), {}
        for key, given in _as_table(value).items():
            with reading.inside(key if isinstance(key, str) else str(key)):
                read[key_hook(key, key_kind)] = value_hook(given, value_kind)
        return read

    return hook


def _list(kind: Any, converter: "Converter") -> Hook:
    (inner,) = get_args(kind)
    inner_hook = converter.get_structure_hook(inner)

    def hook(value: object, _: object) -> Any:
        if not isinstance(value, list | tuple):
            raise WrongValueError(value, "is not a list; put it into square brackets")
        reading, read = _READING.get(), []
        for number, given in enumerate(value, 1):
            with reading.inside(number):
                read.append(inner_hook(given, inner))
        return read

    return hook


_FORMS: Final = {str: "a text", list: "a list", dict: "a table", bool: "true or false"}


def _form(kind: Any) -> type:
    """Return how a kind is written: as a text, a list, a table, or true or false."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _form(get_args(kind)[0])
    if origin in (dict, list) or kind is bool:
        return origin or bool
    return dict if attrs.has(kind) else str


def _either(kind: Any, converter: "Converter") -> Hook:
    """Return the hook of several kinds, of which the form of the value chooses one."""
    kinds = {_form(each): each for each in get_args(kind) if each is not NoneType}
    hooks = {form: converter.get_structure_hook(each) for form, each in kinds.items()}
    if len(kinds) == 1:
        ((form, only),) = kinds.items()
        return lambda value, _: hooks[form](value, only)
    wrong = f"is neither {' nor '.join(_FORMS[form] for form in kinds)}"

    def hook(value: object, _: object) -> Any:
        plain: type = dict if isinstance(value, Mapping) else list if isinstance(value, tuple) else type(value)
        if plain not in hooks:
            raise WrongValueError(value, wrong)
        return hooks[plain](value, kinds[plain])

    return hook


def _literal(kind: Any) -> Hook:
    return _chosen({choice: choice for choice in get_args(kind)})


def _enumeration(kind: Any) -> Hook:
    return _chosen({member.value: member for member in kind})


def _chosen(choices: Mapping[str, Any]) -> Hook:
    def hook(value: object, _: object) -> Any:
        if not isinstance(value, str) or value not in choices:
            raise no_choice(value, choices)
        return choices[value]

    return hook


def _narrowed(kind: Any, converter: "Converter") -> Hook:
    plain, *checks = get_args(kind)
    plain_hook = converter.get_structure_hook(plain)

    def hook(value: object, _: object) -> Any:
        read = plain_hook(value, plain)
        for check in checks:
            read = check(read)
        return read

    return hook
