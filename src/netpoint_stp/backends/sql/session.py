"""What a reader or a writer asks of its connection; what is written is sent when it has to be, all in one go."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table

from netpoint_stp.backends.sql.faults import meaning_of_driver
from netpoint_stp.backends.sql.prepared import Prepared, Row, Statement, prepared, prepared_insert
from netpoint_stp.errors import BackendError

Parameters = Mapping[str, Any]
_NONE: Final[Parameters] = {}


class Session:
    """Statements over one connection, in a transaction; raises `UnavailableError` and `BackendError` (`faults`).

    Writes wait until something is read of the tables that they touch, or until `flush`; so a server far away is
    asked less often. Statements are SQLAlchemy's, compiled once, and go straight to the driver.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection: Final = connection
        self._driver: Final[Any] = connection.connection.driver_connection
        self._cursor: Final[Any] = connection.connection.cursor()
        self._waiting: Final[list[tuple[str, list[Any]]]] = []
        self._touched: Final[set[str]] = set()
        self.failed = False
        """Whether a statement failed; then nothing of the transaction may be committed."""

    @property
    def dialect(self) -> Dialect:
        """What the database speaks."""
        return self._connection.dialect

    def rows(self, statement: Statement, parameters: Parameters = _NONE) -> Sequence[Row]:
        """Return all rows."""
        ready = prepared(statement, self.dialect)
        if not self._touched.isdisjoint(ready.tables):
            self.flush()
        sql, values = ready.bound(parameters)
        self._execute(self._cursor, sql, [values])
        return [ready.row(found) for found in self._fetched()]

    def row(self, statement: Statement, parameters: Parameters = _NONE) -> Row | None:
        """Return the first row, None where there is none."""
        found = self.rows(statement, parameters)
        return found[0] if found else None

    def value(self, statement: Statement, parameters: Parameters = _NONE) -> Any:
        """Return the first column of the first row, None where there is none."""
        found = self.row(statement, parameters)
        return None if found is None else found[0]

    def run(self, statement: Statement, parameters: Parameters | Sequence[Parameters] = _NONE) -> None:
        """Change rows, once or once for each of several parameters."""
        ready = prepared(statement, self.dialect)
        self._wait(ready, [parameters] if isinstance(parameters, Mapping) else parameters)

    def insert(self, table: Table, rows: Sequence[Parameters]) -> None:
        """Write rows, all with the same columns."""
        if rows:
            self._wait(prepared_insert(table, tuple(rows[0]), self.dialect), rows)

    def locked(self, lock: str, statement: Statement) -> Row | None:
        """Take a lock, then return the first row of what is asked under it; a server is asked for both at once."""
        ready = prepared(statement, self.dialect)
        sql, values = ready.bound(_NONE)
        with self._together():
            if lock:
                self._execute(self._connection.connection.cursor(), lock, [()])
            self._execute(self._cursor, sql, [values])
        found = self._fetched()
        return ready.row(found[0]) if found else None

    def flush(self, then: Callable[[], None] = lambda: None) -> None:
        """Send what waits to be written, in its order; `then` is done with it, in the same breath."""
        waiting, self._waiting[:] = list(self._waiting), []
        self._touched.clear()
        with self._together():
            for sql, rows in waiting:
                self._execute(self._cursor, sql, rows)
            then()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Send statements without waiting for an answer to each, where the driver can; errors come at the end."""
        if self.dialect.name != "postgresql":
            yield
            return
        try:
            with self._driver.pipeline():
                yield
        except self.dialect.loaded_dbapi.Error as error:
            raise self._failed(error) from None

    def _wait(self, ready: Prepared, rows: Sequence[Parameters]) -> None:
        for row in rows:
            sql, values = ready.bound(row)
            if self._waiting and self._waiting[-1][0] == sql:
                self._waiting[-1][1].append(values)
            else:
                self._waiting.append((sql, [values]))
        self._touched.update(ready.tables)

    def _execute(self, cursor: Any, sql: str, rows: list[Any]) -> None:
        """Hand a statement to the driver: the one place that does."""
        try:
            if len(rows) == 1:
                cursor.execute(sql, rows[0])
            else:
                cursor.executemany(sql, rows)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._failed(error) from None

    def _fetched(self) -> Sequence[Any]:
        """Return the rows of the last statement."""
        try:
            found: Sequence[Any] = self._cursor.fetchall()
        except self.dialect.loaded_dbapi.Error as error:
            raise self._failed(error) from None
        return found

    def _failed(self, error: Any) -> BackendError:
        """Return what a driver's error means; the connection is thrown away where it is no good any more."""
        self.failed = True
        gone = self.dialect.is_disconnect(error, self._driver, self._cursor)
        if gone and not self._connection.invalidated:
            self._connection.invalidate(error)
        return meaning_of_driver(error, gone=gone)
