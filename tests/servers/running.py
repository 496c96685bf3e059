"""Real PostgreSQL and MariaDB servers for tests: on loopback, in a folder of their own, ended by their process id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

_START: Final = 60.0
_EVERYDAY: Final = ("nobody",)
"""Users of every system under whom a server may run where the tests run as root, which the servers refuse."""


class ServerMissingError(Exception):
    """The programs of a server are not installed; the text says which."""


def program(name: str, *folders: str) -> str:
    """Return the path of a program; raises `ServerMissingError` where there is none."""
    found = shutil.which(name)
    for folder in folders:
        found = found or next(map(str, sorted(Path("/").glob(f"{folder}/{name}"), reverse=True)), None)
    if found is None:
        raise ServerMissingError(f"`{name}` is not installed; run .ci/install-servers, or install it another way")
    return found


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server(ABC):
    """A server that runs in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(_EVERYDAY[0])
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.made = False

    @abstractmethod
    def make(self) -> None:
        """Lay out the data."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that runs it."""

    @abstractmethod
    def url(self, database: str) -> str:
        """Return the URL of a database."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes connections."""

    @abstractmethod
    def create(self, database: str) -> str:
        """Make an empty database and return its URL."""

    def run(self, *command: str) -> None:
        """Run a program to its end, as the server's user."""
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False, **self._as)  # noqa: S603
        if done.returncode:
            raise AssertionError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-2000:]}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        if not self.made:
            self.make()
            self.made = True
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command(), cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **self._as
            )
        last = time.monotonic() + _START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > last:
                text = (self.folder / "server.log").read_text(errors="replace")
                raise AssertionError(f"the server did not start: {text[-2000:]}")
            time.sleep(0.05)

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        """End it, as the sign says, and wait until it is gone."""
        process, self.process = self.process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(sign)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class PostgresqlServer(Server):
    """PostgreSQL; `settings` are those of its configuration."""

    settings: tuple[str, ...] = ("fsync=off",)

    def make(self) -> None:
        """Lay out the data."""
        initdb = program("initdb", "usr/lib/postgresql/*/bin")
        self.run(initdb, "-D", "data", "-U", "stp", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def command(self) -> list[str]:
        """Return the command that runs it."""
        postgres = program("postgres", "usr/lib/postgresql/*/bin")
        given = (f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}")
        return [postgres, "-D", "data", *(part for each in (*given, *self.settings) for part in ("-c", each))]

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://stp@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        """Whether it takes connections."""
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self, database: str) -> str:
        """Make an empty database and return its URL."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
        return self.url(database)


class MariadbServer(Server):
    """MariaDB; `settings` are those of its command line."""

    settings: tuple[str, ...] = ("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=O_DIRECT_NO_FSYNC")

    def make(self) -> None:
        """Lay out the data."""
        install = program("mariadb-install-db")
        self.run(
            install,
            "--no-defaults",
            f"--datadir={self.folder}/data",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )

    def command(self) -> list[str]:
        """Return the command that runs it."""
        return [
            program("mariadbd", "usr/sbin"),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--innodb-buffer-pool-size=128M",
            *self.settings,
        ]

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"mariadb://root@127.0.0.1:{self.port}/{database}"

    def _connect(self) -> Any:
        import pymysql

        return pymysql.connect(host="127.0.0.1", port=self.port, user="root", connect_timeout=2, autocommit=True)

    def answers(self) -> bool:
        """Whether it takes connections."""
        import pymysql

        try:
            self._connect().close()
        except pymysql.err.OperationalError:
            return False
        return True

    def create(self, database: str) -> str:
        """Make an empty database and return its URL."""
        connection = self._connect()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")
            cursor.execute(f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4")
        connection.close()
        return self.url(database)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        super().stop(sign)


@contextmanager
def running(kind: Callable[[Path], Server], settings: tuple[str, ...] | None = None) -> Iterator[Server]:
    """Start a server in a new folder, and end it; raises `ServerMissingError` where it is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="stp-server-"))
    folder.chmod(0o755)
    server = kind(folder)
    if settings is not None:
        server.settings = settings  # type: ignore[attr-defined]  # every kind has them
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
