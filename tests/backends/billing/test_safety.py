"""Billing is only read, and nothing of it gets out: no writing, no injection, no value in logs, errors or `repr`."""

import io
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text
from tests.backends.billing.databases import KEY, UBILLING, Billed, subscriber, together
from tests.servers.running import Server
from tests.servers.silent import way_to

from netpoint_stp.backends.billing import database as database_module
from netpoint_stp.backends.billing.database import ReadOnlyDatabase, parse_url
from netpoint_stp.backends.billing.directory import BillingDirectory
from netpoint_stp.backends.billing.mapping.files import read_mapping
from netpoint_stp.backends.registry import open_directory
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.errors import NetPointError, NotFoundError, ProfileError, SchemaMismatchError, UnavailableError
from netpoint_stp.subjects.account import AccountInformation

WRITING: Final = (
    "INSERT INTO city (id, cityname) VALUES (99, 'X')",
    "UPDATE city SET cityname = 'X'",
    "DELETE FROM city",
    "CREATE TABLE planted (id int)",
    "DROP TABLE city",
    "ALTER TABLE city ADD COLUMN planted int",
)
HOSTILE: Final = (
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    '" OR ""="',
    "` OR 1=1 -- ",
    "\\' OR 1=1 -- ",
    "%' UNION SELECT login, passportnum FROM passportdata -- ",
    "anna' AND SLEEP(5) -- ",
    "%",
    "_nna",
    "a*",
    "[a-z]*",
    ".*",
    "anna\0",
    "\0",
    "\ud83d",
    "x" * 100_000,
    "%(login)s",
    ":login",
    "?",
    "{login}",
)
CANARIES: Final = ("anna77", "КАНАРКА-9", "654321", "СН654321", "0997619138", "997619138", "anna77@", "Канарковa")


def reads_city(database: ReadOnlyDatabase) -> list[Any]:
    """Return what the city table holds."""
    return database.read(lambda connection: list(connection.execute(text("SELECT id, cityname FROM city"))))


@contextmanager
def opened(billed: Billed) -> Iterator[ReadOnlyDatabase]:
    """Open the way to a database as a directory does."""
    database = ReadOnlyDatabase(parse_url(billed.url.partition(":")[2], billed.kind), "trial")
    try:
        yield database
    finally:
        database.close()


def _written(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
    connection.commit()


class TestReadOnly:
    @pytest.mark.parametrize("statement", WRITING)
    def test_the_database_refuses_every_writing(self, billed: Billed, statement: str) -> None:
        """Whatever statement went through the connections of a directory, it would change nothing."""
        billed.fill(UBILLING, {"city": [{"id": 1, "cityname": "Київ"}]})
        with opened(billed) as database:
            with pytest.raises(UnavailableError):
                database.read(lambda connection: _written(connection, statement))

            assert [tuple(row) for row in reads_city(database)] == [(1, "Київ")]

    def test_no_connection_of_the_pool_can_write(self, billed: Billed) -> None:
        """Not only the first connection, and not only the first transaction of one, is read only."""
        billed.fill(UBILLING, {"city": [{"id": 1, "cityname": "Київ"}]})
        writing = text("UPDATE city SET cityname = 'X'")

        def nested(depth: int) -> Callable[[Any], Any]:
            def work(connection: Any) -> None:
                if depth:
                    database.read(nested(depth - 1))
                connection.execute(writing)

            return work

        with opened(billed) as database:
            for depth in (0, 0, 3, 1):
                with pytest.raises(UnavailableError):
                    database.read(nested(depth))

            assert [tuple(row) for row in reads_city(database)] == [(1, "Київ")]

    def test_a_missing_file_is_not_made(self, sqlite: Billed) -> None:
        """Opening a SQLite file that is not there makes none."""
        path = Path(sqlite.url.removeprefix("sqlite:///")).with_suffix(".none")
        with pytest.raises(NetPointError):
            open_directory(f"ubilling+sqlite:///{path}")

        assert not path.exists()


class TestInjection:
    @pytest.fixture
    def directory(self, billed: Billed) -> BillingDirectory:
        """A directory over two subscribers."""
        rows = [
            subscriber(login, n, contract=f"{n}/1", phone="0997619138") for n, login in enumerate(("anna", "ivan"), 1)
        ]
        return billed.fill(UBILLING, together(*rows)).read_as("ubilling")

    def test_no_value_is_more_than_a_value(self, directory: BillingDirectory) -> None:
        """Quotes, wildcards, comments, NUL and half surrogate pairs in any argument find nothing and harm nothing."""
        for hostile in HOSTILE:
            given = AccountInformation(login=hostile, contract_number=hostile, connection_address=f"{hostile} 12 кв 5")

            assert directory.find(given).matches == ()
            assert directory.subscriber(hostile) is None
            for kind in PartyKind:
                assert directory.propose(Party(kind=kind, normalised=hostile, received=hostile)) == ()
            with pytest.raises(NotFoundError):
                directory.covers(hostile, "internet")
        assert [directory.subscriber(login) is not None for login in ("anna", "ivan")] == [True, True]

    @pytest.mark.parametrize("name", [one for one in HOSTILE if one.isprintable()])
    def test_no_name_of_a_mapping_is_more_than_a_name(self, billed: Billed, name: str) -> None:
        """SQL in the place of a table or column is a table or column that there is not."""
        billed.fill(UBILLING, together(subscriber("anna", 1)))
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        for mapping in (
            f'name = "x"\n[account]\ntable = "{quoted}"\nkey = "login"',
            f'name = "x"\n[account]\ntable = "users"\nkey = "{quoted}"',
            f'name = "x"\n[account]\ntable = "users"\nkey = "login"\n[details]\nlogin = "users.{quoted}"',
            f'name = "x"\nextends = "ubilling"\n[joins.contracts]\ntable = "{quoted}"',
        ):
            with pytest.raises((SchemaMismatchError, ProfileError)):
                billed.read_as("billing", mapping=read_mapping(mapping))
        assert billed.read_as("ubilling").subscriber("anna") is not None

    def test_odd_names_that_there_are_work(self, billed: Billed) -> None:
        """A table and columns whose names are SQL, quotes or percent signs are read like any other."""
        odd, login, number = 'us"ers; DROP TABLE `city` --', 'log"in%s', "con%(x)ract"
        billed.fill({odd: f"key varchar(20) primary key, {login} varchar(20), {number} varchar(20)"})
        billed.run(f"INSERT INTO {billed.quoted(odd)} VALUES ('k1', 'anna', 'A-1')")  # noqa: S608
        mapping = read_mapping(
            f"name = 'odd'\naccount = {{ table = '{odd}', key = 'key' }}\n"
            f"details = {{ login = '{odd}.{login}', contract_number = '{odd}.{number}' }}"
        )
        directory = billed.read_as("billing", mapping=mapping)

        for given in (AccountInformation(contract_number="A-1"), AccountInformation(login="ANNA")):
            assert [match.contract_id for match in directory.find(given).matches] == ["k1"]


class TestNothingGetsOut:
    def test_no_canary_in_logs_or_reprs(self, billed: Billed) -> None:
        """With every logger at its most talkative, no login, number, passport, phone or address is in log or `repr`."""
        rows = subscriber(
            "anna77", 1, contract="КАНАРКА-9", passport="СН 654321", phone="0997619138", email="anna77@example.com",
            address=("Київ", "Канаркова", "12", "5"),
        )  # fmt: skip
        shown = io.StringIO()
        handler = logging.StreamHandler(shown)
        root = logging.getLogger()
        before = root.level
        loggers = [logging.getLogger(name) for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.Engine")]
        levels = [logger.level for logger in loggers]
        root.addHandler(handler)
        try:
            for logger in (root, *loggers):
                logger.setLevel(logging.DEBUG)
            billed.fill(UBILLING, together(rows))
            shown.truncate(0)
            directory = billed.read_as("ubilling")
            address, passport = "Канаркова 12/5", KEY.digest("СН 654321")
            given = AccountInformation(
                login="anna77", contract_number="КАНАРКА-9", connection_address=address, passport=passport
            )
            found = directory.find(given)
            who = directory.subscriber("anna77")
            phone = Party(kind=PartyKind.PHONE, normalised="+380997619138", received="+380997619138")
            proposals = directory.propose(phone)
            check = directory.verify_passport("anna77", KEY.digest("СН654321"))
            everything = [directory, found, who, proposals, check, vars(directory)]
        finally:
            root.removeHandler(handler)
            for logger, level in zip((root, *loggers), (before, *levels), strict=True):
                logger.setLevel(level)

        assert len(found.matches) == len(proposals) == 1
        assert set(found.matches[0].agreement.values()) == {True}
        told = shown.getvalue() + repr(everything)
        assert [canary for canary in CANARIES if canary in told] == []

    def test_no_canary_in_errors(self, sqlite: Billed) -> None:
        """A database that fails in the middle of a question leaves nothing of it in the error, which has no causes."""
        sqlite.fill(UBILLING, together(subscriber("anna77", 1, contract="КАНАРКА-9", passport="СН654321")))
        directory = sqlite.read_as("ubilling")
        sqlite.run("DROP TABLE contracts", "DROP TABLE phones", "DROP TABLE passportdata")
        phone = Party(kind=PartyKind.PHONE, normalised="+380997619138", received="0997619138")
        for call in (
            lambda: directory.find(AccountInformation(login="anna77")),
            lambda: directory.find(AccountInformation(contract_number="КАНАРКА-9")),
            lambda: directory.subscriber("anna77"),
            lambda: directory.propose(phone),
            lambda: directory.covers("anna77", "internet"),
        ):
            with pytest.raises(UnavailableError) as caught:
                call()

            assert caught.value.__context__ is caught.value.__cause__ is None
            told = f"{caught.value!s}{caught.value!r}{caught.value.args}"
            assert [canary for canary in CANARIES if canary in told] == []

    @pytest.mark.parametrize(
        "url",
        [
            "ubilling+mysql://stp:S3cretPw@127.0.0.1:1/billing",
            "ubilling+mariadb://stp:S3cretPw@127.0.0.1:1/billing?charset=koi8u",
            "abills+postgresql://stp:S3cretPw@127.0.0.1:1/billing",
            "abills+mysql://stp:S3cretPw@127.0.0.1:port/billing",
            "ubilling+oracle://stp:S3cretPw@127.0.0.1/billing",
            "ubilling://stp:S3cretPw@127.0.0.1/billing",
            "ubilling+mysql://stp:S3cretPw@127.0.0.1:1/",
            "billing+mysql://stp:S3cretPw@127.0.0.1:1/billing",
            "billing+mysql://stp:S3cretPw@127.0.0.1:1/billing?mapping=/nowhere/site.toml",
            "ubilling+mysql://stp:S3cretPw@127.0.0.1:1/billing?passport_key=/nowhere/S3cretPw",
            "ubilling+mysql://stp:S3cretPw@127.0.0.1:1/billing?S3cretPw=1",
        ],
    )
    def test_no_password_in_errors(self, url: str) -> None:
        """Whatever is wrong with a URL, the error does not show it, nor does anything that caused it."""
        with pytest.raises(NetPointError) as caught:
            open_directory(url)

        error: BaseException | None = caught.value
        while error is not None:
            assert "S3cretPw" not in f"{error!s}{error!r}{error.args}"
            error = error.__context__ or error.__cause__


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_silent_server_keeps_nobody(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A billing database that falls silent is unavailable in the end, whichever it is: the desk goes on without it."""
    monkeypatch.setitem(database_module._PATIENCE, "read_timeout", 1)
    server: Server = request.getfixturevalue(f"{name}_server")
    url = server.create("billing_trial")
    with way_to(server.port) as way:
        way_url = url.replace(f":{server.port}/", f":{way.port}/")
        database = ReadOnlyDatabase(parse_url(way_url.partition(":")[2], name), "trial")
        assert database.read(lambda connection: connection.scalar(text("SELECT 1"))) == 1
        way.fall_silent()
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="does not answer"):
            database.read(lambda connection: connection.scalar(text("SELECT 1")))
        database.close()

    assert time.monotonic() - began < 12  # an answer, then a connection anew
