"""From TOML to the typed data of a profile: what fits is taken, all that does not is named with its place."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

import attrs

from netpoint_stp.errors import NetPointError, did_you_mean
from netpoint_stp.moments import parse_duration
from netpoint_stp.regulation.profile_data import ProfileData

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
Hook = Callable[[object, object], Any]


class ProfileValueError(NetPointError, ValueError):
    """A value of the wrong kind in a profile; gathered into a `ProfileError`, never raised by itself."""


@attrs.frozen(kw_only=True)
class Structured:
    """A profile's data as far as they could be read; `problems` is what could not, and `unread` in which tables.

    What could not be read has its default in `data`, so that what follows from the rest can be looked at too.
    """

    data: ProfileData
    problems: tuple[str, ...]
    unread: frozenset[str]


def structured(table: Mapping[str, Any]) -> Structured:
    """Read a TOML table; never raises, whatever the table holds."""
    problems: list[str] = []
    unread: set[str] = set()
    values = _fields(ProfileData, table, "", problems, unread)
    if "name" not in values:
        unread.add("name")
        values["name"] = "unnamed"
        if "name" not in table:
            problems.append("the key `name` is missing; give it")
    return Structured(data=ProfileData(**values), problems=tuple(problems), unread=frozenset(unread))


def _fields(kind: type, table: Mapping[str, Any], path: str, problems: list[str], unread: set[str]) -> dict[str, Any]:
    """Return the values of a table that fit, by the field of the attrs class that they are for."""
    from cattrs import BaseValidationError, transform_error

    converter = _converter()
    hints = get_type_hints(kind)
    place = f"`{path.removesuffix('.')}`: " if path else ""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in hints:
            problems.append(f"{place}there is no key `{key}`{did_you_mean(key, hints)}")
            continue
        hint = hints[key]
        try:
            if attrs.has(hint) and isinstance(value, dict):
                values[key] = hint(**_fields(hint, value, f"{path}{key}.", problems, unread))
            else:
                values[key] = converter.structure(value, hint)
        except (BaseValidationError, ProfileValueError) as error:
            unread.add(key)
            problems += map(_readable, transform_error(error, path=path + key, format_exception=_told))
    return values


def _converter() -> "Converter":
    from cattrs import Converter
    from cattrs.cols import list_structure_factory
    from cattrs.gen import make_dict_structure_fn, mapping_structure_factory

    converter = Converter()
    for kind, hook in _HOOKS.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook(str | dict[str, Any], _name_or_table)
    converter.register_structure_hook_func(_made_of(Literal), _choice)

    def table(kind: Any) -> Hook:
        return _of_kind(dict, "a table", make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True))

    def named(kind: Any) -> Hook:
        return _of_kind(dict, "a table", mapping_structure_factory(kind, converter))

    def several(kind: Any) -> Hook:
        return _of_kind(list, "a list; put it into square brackets", list_structure_factory(kind, converter))

    converter.register_structure_hook_factory(attrs.has, table)
    converter.register_structure_hook_factory(_made_of(dict), named)
    converter.register_structure_hook_factory(_made_of(list), several)
    return converter


def _made_of(origin: object) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _of_kind(kind: type, told: str, inner: Callable[..., Any]) -> Hook:
    def hook(value: object, hint: object) -> Any:
        if not isinstance(value, kind):
            raise ProfileValueError(f"`{value}` is not {told}")
        return inner(value, hint)

    return hook


def _plain(kind: type[T], told: str) -> Callable[[object, object], T]:
    def hook(value: object, _: object) -> T:
        if type(value) is not kind:
            raise ProfileValueError(f"`{value}` is not {told}")
        return value

    return hook


def _choice(value: object, kind: Any) -> object:
    choices = get_args(kind)
    if not isinstance(value, str) or value not in choices:
        raise ProfileValueError(f"`{value}` is no choice here; take one of {', '.join(f'`{one}`' for one in choices)}")
    return value


def _name_or_table(value: object, _: object) -> object:
    if not isinstance(value, str | dict):
        raise ProfileValueError(f"`{value}` is neither a name nor a table")
    return value


def _duration(value: object, _: object) -> timedelta:
    if not isinstance(value, str):
        raise ProfileValueError(f'`{value}` is not a length of time; write it as `"4h"`, `"90m"` or `"PT4H"`')
    try:
        return parse_duration(value)
    except NetPointError as error:
        raise ProfileValueError(str(error)) from None


def _day(value: object, _: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ProfileValueError(f"`{value}` is not a day; write it without quotes, as 2026-01-01")
    return value


_HOOKS: Final[Mapping[Any, Hook]] = {
    timedelta: _duration,
    date: _day,
    bool: _plain(bool, "true or false"),
    int: _plain(int, "a whole number"),
    str: _plain(str, "a text; put it into quotes"),
}

_KEY: Final = re.compile(r"\['([^']*)'\]")


def _readable(problem: str) -> str:
    """Return a problem with its place in front, written as TOML writes it."""
    told, _, path = problem.rpartition(" @ ")
    place = _KEY.sub(r".\1", path)
    return f"`{place}`: {told}"


def _told(error: BaseException, _kind: object) -> str:
    from cattrs import ForbiddenExtraKeysError

    match error:
        case ForbiddenExtraKeysError():
            known = {field.name for field in attrs.fields(error.cl)}
            return "; ".join(f"there is no key `{key}`{did_you_mean(key, known)}" for key in sorted(error.extra_fields))
        case KeyError():
            return f"the key `{error.args[0]}` is missing; give it"
        case _:
            return str(error)
