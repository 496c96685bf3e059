"""A way to a server that stops to carry anything, as a network does that was cut without a word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final


class Way:
    """Carries bytes between a port of its own and a server until it is told to fall silent; nothing is closed then."""

    def __init__(self, port: int) -> None:
        self._to: Final = port
        self._listener: Final = socket.create_server(("127.0.0.1", 0))
        self.port: Final[int] = self._listener.getsockname()[1]
        self._silent: Final = threading.Event()
        self._sockets: Final[list[socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Take whatever comes, connections too, and carry nothing any more."""
        self._silent.set()

    def close(self) -> None:
        """Close all of it."""
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(one)
            if self._silent.is_set():
                continue
            other = socket.create_connection(("127.0.0.1", self._to))
            self._sockets.append(other)
            for source, target in ((one, other), (other, one)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if not self._silent.is_set():
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    """Give a way to a port of this machine."""
    way = Way(port)
    try:
        yield way
    finally:
        way.close()
