"""A server that falls silent in the middle of things (3.1): whoever waits for it gives up in time.

Time limits of a server do not help where nothing reaches it any more, and those of the network not where something
between still takes what is sent. So the driver itself stops to wait: PyMySQL by its time limit for reading; psycopg has
none in its older versions, but waits in one place, which is put right here.
"""

from collections.abc import Callable, Generator
from functools import cache
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from time import monotonic
from typing import Any, Final

_READ: Final = 1
"""As psycopg writes it: what is waited for, and what has come."""
_WRITE: Final = 2


@cache
def patient(connection: type[Any], failure: type[Exception]) -> type[Any]:
    """Return a kind of psycopg's connections that waits no longer than its `limit` in seconds, None for ever."""

    class Patient(connection):  # type: ignore[misc]  # which kind is known only at runtime
        limit: float | None = None

        def wait(self, gen: Generator[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
            """Wait for all that is asked of a server, as psycopg does; a connection that is silent is closed.

            So is one that is interrupted, for what the server answers to it would be taken for the next answer.
            """
            if self.limit is None:
                return super().wait(gen, *args, **kwargs)
            try:
                return _waited(gen, self.pgconn.socket, monotonic() + self.limit)
            except TimeoutError:
                self.close()
                raise failure("the server has fallen silent") from None
            except KeyboardInterrupt:
                self.close()
                raise

    return Patient


def patient_connect(limit: float) -> Callable[[Any, Any, Any, Any], Any]:
    """Return what SQLAlchemy calls to connect by psycopg; no answer is waited for longer than `limit` seconds."""

    def connect(dialect: Any, _record: object, args: Any, settings: Any) -> Any:
        driver = dialect.loaded_dbapi
        connection = patient(driver.Connection, driver.OperationalError).connect(*args, **settings)
        connection.limit = limit
        return connection

    return connect


def _waited(gen: Generator[Any, Any, Any], socket: int, last: float) -> Any:
    """Return what comes of a talk with a server; raises `TimeoutError` where it is silent at a moment."""
    try:
        wanted = next(gen)
        with DefaultSelector() as selector:
            while True:
                selector.register(socket, (wanted & _READ and EVENT_READ) | (wanted & _WRITE and EVENT_WRITE))
                found = selector.select(max(0.0, last - monotonic()))
                selector.unregister(socket)
                if not found:
                    raise TimeoutError
                events = found[0][1]
                wanted = gen.send((events & EVENT_READ and _READ) | (events & EVENT_WRITE and _WRITE))
    except StopIteration as done:
        return done.value
