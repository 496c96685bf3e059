"""How values lie in the columns of the three databases: any text, moments, digests, long texts and bytes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final, overload

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects.mysql import BINARY, LONGBLOB, LONGTEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

_MARIADB: Final = ("mysql", "mariadb")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_UNKEPT: Final = re.compile(r"[\\\x00\ud800-\udfff]")
_KEPT_AS: Final = re.compile(r"\\u([0-9a-f]{4})")

NUMBER: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers of 64 bits; moments are microseconds since 1970 in UTC, which every driver gives back as they were."""
LONG_TEXT: Final[TypeEngine[str]] = Text().with_variant(LONGTEXT(collation="utf8mb4_bin"), *_MARIADB)
"""For JSON in ASCII."""
BYTES: Final[TypeEngine[bytes]] = LargeBinary().with_variant(LONGBLOB(), *_MARIADB)
DIGEST: Final[TypeEngine[bytes]] = LargeBinary(32).with_variant(BINARY(32), *_MARIADB)
"""What is looked up by: see `backends.digests`."""


def code(length: int) -> TypeEngine[str]:
    """Return the type of a short code in ASCII, such as the value of an enumeration."""
    return String(length).with_variant(String(length, collation="ascii_bin"), *_MARIADB)


class AnyText(TypeDecorator[str]):
    """Any text at all, given back as it was: NUL and lone surrogates, which databases refuse, stand escaped."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the long text of the database."""
        return dialect.type_descriptor(LONGTEXT(collation="utf8mb4_bin") if dialect.name in _MARIADB else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what cannot be kept; other texts stay readable."""
        return escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Undo it."""
        return unescaped(value)


@overload
def escaped(text: str) -> str: ...


@overload
def escaped(text: None) -> None: ...


def escaped(text: str | None) -> str | None:
    """Return a text as `AnyText` keeps it: NUL, lone surrogates and the sign of escape itself stand escaped."""
    if text is None or not _UNKEPT.search(text):
        return text
    return _UNKEPT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unescaped(text: str | None) -> str | None:
    """Return the text that `escaped` was given."""
    if text is None or "\\" not in text:
        return text
    return _KEPT_AS.sub(lambda found: chr(int(found[1], 16)), text)


def stamp(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def stamp_or_none(moment: datetime | None) -> int | None:
    """Return `stamp` of a moment, None for None."""
    return None if moment is None else stamp(moment)


def moment(stamped: int) -> datetime:
    """Return the moment, in UTC, of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=stamped)


def moment_or_none(stamped: int | None) -> datetime | None:
    """Return `moment` of microseconds, None for None."""
    return None if stamped is None else moment(stamped)
