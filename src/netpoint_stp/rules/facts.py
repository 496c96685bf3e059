"""Facts: what a rule table asks about; every fact has a small finite domain, and not knowing it is said aloud."""

import sys
from collections.abc import Mapping
from enum import Enum
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    NoReturn,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.rules.codes import code
from netpoint_stp.rules.conditions import Flag, Reference

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
OutcomeT = TypeVar("OutcomeT")


class Unknown(Enum):
    """The type of `UNKNOWN`: what is said of a fact that the records, or the person at the desk, cannot tell."""

    UNKNOWN = "unknown"

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> NoReturn:
        raise TypeError("what is unknown is neither yes nor no; compare it with `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN


def is_known(value: object) -> bool:
    """Return whether a fact's value is one value, neither `UNKNOWN` nor a set of values still possible."""
    return value is not UNKNOWN and not isinstance(value, frozenset)


class FactEnum(Enum):
    """An enumeration that serves as the domain of a fact; hashed by identity, so look-ups cost what a bool does."""

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class UnknownFactError(RuleError, AttributeError):
    """A fact that the table does not have; also an `AttributeError`, for it is met as a misspelt attribute."""


class Fact(Generic[T]):
    """One fact of a `Facts` class: `needed: Fact[bool] = Fact("what it says, in plain words")`.

    The domain is read from the annotation: `bool`, an enumeration, or a `Literal` of enumeration members.
    On the class it reads as a reference that conditions are made of.
    """

    __slots__ = ("description", "domain", "name", "reference")

    def __init__(self, description: str) -> None:
        self.description = description
        self.name = ""
        self.domain: tuple[Any, ...] = ()
        self.reference: Any = None

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self: "Fact[bool]", instance: None, owner: type[Any]) -> Flag: ...
    @overload
    def __get__(self: "Fact[E]", instance: None, owner: type[Any]) -> Reference[E]: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T | Literal[Unknown.UNKNOWN]: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> Any:
        return self.reference

    def __set__(self, instance: object, value: T | Literal[Unknown.UNKNOWN]) -> None:
        raise RuleError("facts are handed to `decide`, never kept in an object of their own")

    def bind(self, annotation: object) -> None:
        """Read the domain from the annotation `Fact[...]`; raises `RuleError` where it has none."""
        if get_origin(annotation) is not Fact:
            raise RuleError(f"fact `{self.name}` is annotated as `{annotation}`; write `Fact[bool]` or `Fact[AnEnum]`")
        (kind,) = get_args(annotation)
        self.domain = _domain(self.name, kind)
        _told_apart(self.name, self.domain)
        self.reference = Flag(self.name) if kind is bool else Reference(self.name, self.domain)


def _domain(name: str, kind: object) -> tuple[Any, ...]:
    if kind is bool:
        return (True, False)
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = tuple(kind)
        if members:
            return members
    if get_origin(kind) is Literal and all(isinstance(value, Enum) for value in get_args(kind)):
        return get_args(kind)
    raise RuleError(f"fact `{name}` has no finite domain: `{kind}` is neither bool nor an enumeration with members")


def _told_apart(name: str, domain: tuple[Any, ...]) -> None:
    """Refuse a domain in which two values are written alike, or one as `unknown`: logs could not be read back."""
    codes = [str(code(value)).lower() for value in domain]
    alike = sorted({written for written in codes if codes.count(written) > 1 or written == UNKNOWN.value})
    if alike:
        raise RuleError(
            f"fact `{name}` has values that cannot be told apart when written down: "
            f"{', '.join(f'`{written}`' for written in alike)}; give each a value of its own, none of them `unknown`"
        )


@dataclass_transform(kw_only_default=True, field_specifiers=(Fact,))
class _FactsMeta(type):
    """Collects the facts of a class; a misspelt one on the class is an error with "did you mean"."""

    facts: Mapping[str, Fact[Any]]

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        inherited = {key: fact for base in reversed(bases) for key, fact in getattr(base, "facts", {}).items()}
        own = {key: value for key, value in namespace.items() if isinstance(value, Fact)}
        for key in own:
            if key == "facts" or key.startswith("_"):
                raise RuleError(f"`{name}` cannot have a fact called `{key}`; choose another name")
        type.__setattr__(cls, "facts", inherited | own)
        caller = sys._getframe(1)
        hints = get_type_hints(cls, vars(sys.modules[cls.__module__]), caller.f_locals)
        for key, fact in own.items():
            fact.bind(hints.get(key))
        for key, hint in hints.items():
            if key not in cls.facts and get_origin(hint) is Fact:
                raise RuleError(f'fact `{key}` of `{name}` is only announced; write `= Fact("…")` after it')

    if not TYPE_CHECKING:  # a type checker that knew of these would let every misspelt fact pass

        def __getattr__(cls, name: str) -> NoReturn:
            if name.startswith("__"):
                raise AttributeError(name)
            raise UnknownFactError(f"`{cls.__name__}` has no fact `{name}`{did_you_mean(name, cls.facts)}")

        def __setattr__(cls, name: str, value: object) -> None:
            if not name.startswith("_"):
                raise RuleError(f"the facts of `{cls.__name__}` are fixed; `{name}` cannot be set")
            super().__setattr__(name, value)


class Facts(Generic[OutcomeT], metaclass=_FactsMeta):
    """The base of a table's facts; its argument is the family of outcomes: `class Absent(Facts[Ground | AskFirst])`.

    Never instantiated: `RuleTable.decide` takes the facts as keyword arguments, each of them, `UNKNOWN` where unknown.
    """

    def __new__(cls, *_: object, **__: object) -> NoReturn:
        """Refuse: facts are handed to `decide`."""
        raise RuleError(f"`{cls.__name__}` is not instantiated; hand the facts to the table's `decide`")


def outcome_family(facts: type[Facts[Any]]) -> tuple[object, ...]:
    """Return the declared outcomes: enumeration members, and classes for outcomes that are objects.

    Empty where the class declares none that can be listed.
    """
    for base in getattr(facts, "__orig_bases__", ()):
        if get_origin(base) is Facts:
            return tuple(_members(get_args(base)[0]))
    return ()


def _members(kind: Any) -> list[object]:
    if isinstance(kind, type):
        return list(kind) if issubclass(kind, Enum) else [kind]
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [member for part in get_args(kind) for member in _members(part)]
