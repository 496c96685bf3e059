"""What a database's own errors mean to the person at the desk; content, addresses and passwords are never repeated."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from netpoint_stp.errors import BackendError, UnavailableError

_FULL: Final = "the store has no room left on its disk; make room and try again, nothing was written"
_BUSY: Final = "the store is busy with other work for longer than the patience that was set; try again"
_GONE: Final = "the store's database cannot be reached or has just gone; see that it runs and try again"
_OUT_OF_REACH: Final = (
    "the store's database cannot be reached, or does not let the store in; "
    "see that it runs, and check user, password and name of the database in its URL"
)
_READ_ONLY: Final = "the store may not be written to; give the user of the database the right to, or use another file"
NOT_ERASED: Final = (
    "the raw messages are gone from the store, and what was erased still stands in the files of the database: its user "
    "may not write the table `stp_raws` anew; make the user its owner (MariaDB: grant SELECT and INSERT on it) and "
    "purge again"
)
STILL_READ: Final = (
    "what was erased may still stand in the files of the store, for somebody is reading; purge again later"
)
_DAMAGED: Final = "the store's file is damaged or is no SQLite database; put a copy back"
_REFUSED: Final = "the database did not let the store in; check user, password and name of the database in its URL"
NO_RIGHT: Final = "the user of the database lacks a right that the store needs; grant it and try again"
_TOO_LARGE: Final = (
    "the database does not take a text of this size; raise its `max_allowed_packet`, or send something smaller"
)

_SQLITE: Final[Mapping[str, str]] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": "the store's file cannot be opened; check its folder and its rights",
    "SQLITE_IOERR": "the store's disk does not answer as it should; check it, then try again",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_TOOBIG": "SQLite does not take a text of this size; send something smaller",
}
_POSTGRESQL: Final[Mapping[str, str]] = {
    "53100": _FULL,
    "55P03": _BUSY,
    "57014": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "25006": _READ_ONLY,
    "25P03": _BUSY,
    "42501": NO_RIGHT,
    "3D000": _REFUSED,
    "28": _REFUSED,
    "53": _BUSY,
    "08": _GONE,
    "57": _GONE,
}
_MARIADB: Final[Mapping[int, str]] = {
    1021: _FULL,
    1114: _FULL,
    28: _FULL,
    1205: _BUSY,
    1213: _BUSY,
    1040: _BUSY,
    1203: _BUSY,
    1290: _READ_ONLY,
    1142: NO_RIGHT,
    1044: _REFUSED,
    1045: _REFUSED,
    1049: _REFUSED,
    1153: _TOO_LARGE,
    1053: _GONE,
    1927: _GONE,
    2002: _GONE,
    2003: _GONE,
    2006: _GONE,
    2013: _GONE,
}
_LASTING: Final = frozenset({_READ_ONLY, _DAMAGED, _REFUSED, NO_RIGHT, _TOO_LARGE})
"""What will not pass by itself; the rest may be tried again."""


@contextmanager
def told() -> Iterator[None]:
    """Say what a database's error means: `UnavailableError` for what may be tried again, `BackendError` otherwise."""
    try:
        yield
    except SQLAlchemyError as error:
        raise meaning(error) from None


def meaning(error: SQLAlchemyError) -> BackendError:
    """Return the error of this library that says what one of SQLAlchemy's means."""
    if isinstance(error, PoolTimeoutError):
        return UnavailableError(_BUSY)
    if isinstance(error, DBAPIError) and error.orig is not None:
        return meaning_of_driver(error.orig, gone=error.connection_invalidated)
    return BackendError(f"the database library failed (`{type(error).__name__}`); report it")


def meaning_of_driver(error: BaseException, *, gone: bool = False) -> BackendError:
    """Return the error of this library that says what a driver's means; `gone`: the connection is no good any more."""
    text, known_as = _text_and_code(error)
    if text is None and gone:
        text = _GONE
    if text is None and not known_as and _is_operational(error):
        text = _DAMAGED if type(error).__module__ == "sqlite3" else _OUT_OF_REACH
    if text is None:
        what = f"`{type(error).__name__}`, {known_as}" if known_as else f"`{type(error).__name__}`"
        return UnavailableError(f"the database did not do it ({what}); nothing was written, look into its log")
    return BackendError(text) if text in _LASTING else UnavailableError(text)


def _is_operational(error: BaseException) -> bool:
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)


def _text_and_code(error: BaseException) -> tuple[str | None, str]:
    """Return what the driver's code means, None where nothing is known of it, and the code itself."""
    sqlite = getattr(error, "sqlite_errorname", None)
    if isinstance(sqlite, str):
        return next((text for name, text in _SQLITE.items() if sqlite.startswith(name)), None), f"`{sqlite}`"
    first = error.args[0] if error.args else None
    if isinstance(first, int):
        return _MARIADB.get(first), f"`{first}`"
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state, _POSTGRESQL.get(state[:2])), f"`{state}`"
    return None, ""
