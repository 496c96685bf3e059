"""Settings are of the kinds that their class declares: a wrong one is refused where it is given, by the field's name.

A class of settings is made with `field_transformer=of_declared_kinds`. Each field then takes what the first parameter
of its converter declares, or its own type where it has none, and keeps what its type declares. So whatever makes the
object (the constructor, `attrs.evolve`, an amendment, a profile) meets the same check, and no converter or rule meets
a value that it was not made for.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import attrs

from netpoint_stp.errors import MomentError, UsageError, did_you_mean

OWN_CHECK: Final = {"kind": "own"}
"""Metadata of a field whose class looks at its kind by itself."""
Hint: TypeAlias = Any
"""A type as it is written beside a field or a parameter."""
_SEVERAL: Final = (frozenset, set, tuple, list, Collection, Iterable)
_TOLD: Final[dict[Any, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    timedelta: "a length of time (a `datetime.timedelta`; `parse_duration` reads a text)",
    date: "a day (a `datetime.date`)",
}


def of_declared_kinds(_cls: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Attrs field transformer: let every field check the kind of what it is given, and of what it keeps."""
    return [checked(field) for field in fields]


def checked(field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    """Return a field that checks kinds; one that is inherited does so already.

    A class with parameters of its own, such as a rule table, has more to it than its name: whoever holds one looks at
    it; `OWN_CHECK` says so of any other field.
    """
    origin = _origin(field.type)
    own = isinstance(origin, type) and not _is_table(origin) and origin not in _SEVERAL and origin is not UnionType
    if getattr(field, "inherited", False) or not field.init or own or field.metadata.get("kind") == OWN_CHECK["kind"]:
        return field
    held = _Checked(field)

    def convert(value: Any, instance: object, of: "attrs.Attribute[Any]") -> Any:
        return held.convert(value, instance, of)

    converter: Any = attrs.Converter(convert, takes_self=True, takes_field=True)
    return field.evolve(converter=converter)


class _Checked:
    """The converter of one field, with the checks around it."""

    def __init__(self, field: "attrs.Attribute[Any]") -> None:
        self.converter: Any = field.converter
        self._given: Kind | None = None
        self._kept: Kind | None = None

    def convert(self, value: Any, instance: object, field: "attrs.Attribute[Any]") -> Any:
        """Return what is kept of a value; raises `UsageError` where it is of another kind than the field's."""
        if self._given is None or self._kept is None:  # what is written as texts can be read once all modules are there
            self._given = Kind(_declared_to_take(self.converter))
            self._kept = Kind(_declared_to_keep(field, type(instance)))
        if self.converter is not None:
            if isinstance(value, Iterator):
                value = tuple(value)  # it can be looked through once alone
            if not self._given.has(value):
                raise _refusal(self._given, value, instance, field)
            value = self.converter(value)
        if not self._kept.has(value):
            raise _refusal(self._kept, value, instance, field)
        return value


def _refusal(kind: "Kind", value: object, instance: object, field: "attrs.Attribute[Any]") -> UsageError:
    """Return the error for a value of a wrong kind; it is about moments where a day or a length of time is wanted."""
    alias = field.alias or field.name.lstrip("_")
    about_time = any(each in (date, timedelta) for each in _alternatives(kind.hint))
    return (MomentError if about_time else UsageError)(
        f"`{alias}` of the {_words(type(instance))}: {kind.wrong(value)}"
    )


def _declared_to_take(converter: "Callable[[Any], Any] | None") -> Hint:
    """Return what a converter declares to take; anything where it declares nothing."""
    hints = getattr(converter, "__annotations__", {})
    hint = next((hint for name, hint in hints.items() if name != "return"), Any)
    return _read(hint, getattr(converter, "__module__", __name__))


def _declared_to_keep(field: "attrs.Attribute[Any]", owner: type) -> Hint:
    home = next(each for each in owner.__mro__ if field.name in vars(each).get("__annotations__", {}))
    return _read(field.type, home.__module__)


def _read(hint: Hint, module: str) -> Hint:
    """Return a type that may be written as a text; of what is imported for type checkers alone its name is left."""
    if not isinstance(hint, str):
        return hint
    names = vars(sys.modules[module])
    whole = _by_name(hint, names)
    return whole if whole is not hint else tuple(_by_name(part, names) for part in hint.split(" | "))


def _by_name(written: str, names: dict[str, Any]) -> Hint:
    """Return the type that a text names in a module, or the text where the module has no such name."""
    try:
        return eval(written, names)  # noqa: S307 - an annotation of this project, never a value that is checked
    except NameError:
        return written


class Kind:
    """A type as it is written, asked of values. A tuple of types is one of them.

    Of a class that is named in a text, which is not loaded for that, a value is one by the name of its class.
    """

    def __init__(self, hint: Hint) -> None:
        self.hint = hint
        self.has: Callable[[Any], bool] = _test(hint)

    def wrong(self, value: object) -> str:
        """Return what is wrong with a value that the kind does not have: what stands where, and what is wanted."""
        inner = next((told for kind in _alternatives(self.hint) for told in _wrong_inside(kind, value)), None)
        wanted = [kind for kind in _alternatives(self.hint) if kind not in (None, NoneType)]
        return inner or f"a `{type(value).__name__}` stands where {_listed(wanted)} is wanted"


def _alternatives(hint: Hint) -> tuple[Hint, ...]:
    return get_args(hint) if _origin(hint) in (UnionType, Union) else hint if isinstance(hint, tuple) else (hint,)


def _test(hint: Hint) -> Callable[[Any], bool]:
    """Return whether a value is of a type, as a function made once: settings are looked at each time one changes."""
    kinds = _alternatives(hint)
    if len(kinds) > 1:
        tests = [_test(kind) for kind in kinds]
        return lambda value: any(test(value) for test in tests)
    (kind,) = kinds
    origin, args = _origin(kind), get_args(kind)
    if kind is Any:
        return lambda _: True
    if isinstance(kind, str):
        return lambda value: kind in {each.__name__ for each in type(value).__mro__}
    if origin is Literal:
        return lambda value: value in args
    if _is_table(origin):
        key, held = _test(args[0]), _test(args[1])
        return lambda value: isinstance(value, Mapping) and all(key(name) and held(value[name]) for name in value)
    if _is_of_parts(origin, args):
        parts = [_test(each) for each in args]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(parts)
            and all(test(each) for test, each in zip(parts, value, strict=True))
        )
    if origin in _SEVERAL:
        one = _test(args[0])
        return lambda value: _is_several(value, origin) and all(map(one, value))
    return _test_of_class(NoneType if kind is None else origin or kind)


def _test_of_class(kind: Any) -> Callable[[Any], bool]:
    """Return whether a value is of a class: yes or no is no number here, a moment is no day, and any number is one."""
    if kind in (int, float):
        numbers = (int,) if kind is int else (int, float)
        return lambda value: isinstance(value, numbers) and not isinstance(value, bool)
    if kind is date:
        return lambda value: isinstance(value, date) and not isinstance(value, datetime)
    return lambda value: isinstance(value, kind)


def _origin(hint: Hint) -> Any:
    return get_origin(hint)


def _is_table(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_of_parts(origin: Any, args: tuple[Hint, ...]) -> bool:
    return origin is tuple and args[1:] != (...,)


def _is_several(value: object, origin: Any) -> bool:
    """Say whether a value is several things: a text is no list of its letters, nor a mapping one of its keys."""
    return isinstance(value, origin) and not isinstance(value, str | bytes | bytearray | Mapping)


def _wrong_inside(kind: Hint, value: Any) -> Iterator[str]:
    """Yield what is wrong with the parts of a value that is of the kind but for them, or with a choice."""
    origin, args = _origin(kind), get_args(kind)
    if origin is Literal:
        yield f"`{value}` is no choice here{did_you_mean(str(value), args)}"
    elif _is_table(origin):
        for name in value if isinstance(value, Mapping) else ():
            for hint, each, told in ((args[0], name, ""), (args[1], value[name], f"`{name}`: ")):
                if not (part := Kind(hint)).has(each):
                    yield f"{told}{part.wrong(each)}"
    elif origin in _SEVERAL and not _is_of_parts(origin, args) and _is_several(value, origin):
        one = Kind(args[0])
        yield from (one.wrong(each) for each in value if not one.has(each))


def _listed(kinds: Iterable[Hint]) -> str:
    return " or ".join(_named(kind) for kind in kinds)


def _named(kind: Hint) -> str:
    """Return what is wanted, in words; a class can say by its `READ_BY` which function reads one from a text."""
    origin, args = _origin(kind), get_args(kind)
    if isinstance(kind, str):
        return f"a `{kind}`"
    if origin in (UnionType, Union):
        return _listed(each for each in args if each is not NoneType)
    if _is_table(origin):
        return f"a table with {_named(args[1])} for each name"
    if _is_of_parts(origin, args):
        return f"a tuple of {' and '.join(map(_named, args))}"
    if origin in _SEVERAL:
        return f"a list of which each is {_named(args[0])}"
    read_by = getattr(kind, "READ_BY", None)
    how = f" (`{read_by}` reads one)" if read_by else ""
    return _TOLD.get(kind, f"a `{getattr(origin or kind, '__name__', kind)}`{how}")


def _words(kind: type) -> str:
    """Return the name of a class in words."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip()
