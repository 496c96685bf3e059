"""A server that falls silent in the middle of things (3.1): whoever waits for it gives up in time.

Time limits of a server do not help where nothing reaches it any more, and those of the network not where something
between still takes what is sent. So the driver itself stops to wait: PyMySQL by its time limit for reading, psycopg,
which has none, by looking at the time whenever it has waited for a moment.
"""

from collections.abc import Generator
from functools import cache
from time import monotonic
from typing import Any


class SilentError(Exception):
    """Nothing has come for as long as was to be waited."""


@cache
def patient(connection: type[Any], failure: type[Exception]) -> type[Any]:
    """Return a kind of psycopg's connections that waits no longer than its `limit` in seconds, None for ever."""

    class Patient(connection):  # type: ignore[misc]  # which kind is known only at runtime
        limit: float | None = None

        def wait(self, gen: Generator[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
            """As psycopg's own, which all that is asked of a server goes through; closes what is silent."""
            if self.limit is None:
                return super().wait(gen, *args, **kwargs)
            try:
                return super().wait(_until(gen, monotonic() + self.limit), *args, **kwargs)
            except SilentError:
                self.close()
                raise failure("the server has fallen silent") from None

    return Patient


def _until(gen: Generator[Any, Any, Any], last: float) -> Generator[Any, Any, Any]:
    """Go on with what waits for a server until a moment; psycopg asks now and then where nothing has come."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() >= last:
                raise SilentError
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value
