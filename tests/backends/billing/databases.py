"""Billing databases for tests: the few tables and columns that the presets need, filled by hand."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, groupby
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from netpoint_stp.backends.billing.database import DRIVERS
from netpoint_stp.backends.billing.directory import BillingDirectory
from netpoint_stp.backends.billing.mapping.model import BillingMapping
from netpoint_stp.backends.billing.opening import open_billing
from netpoint_stp.backends.registry import BackendUrl
from netpoint_stp.ports.directories import Clock
from netpoint_stp.subjects.documents import DigestKey

KEY: Final = DigestKey(b"a key of the billing tests only!")

UBILLING: Final = {
    "users": "login varchar(50) primary key, Passive int, Down int, Tariff varchar(50), Cash float, Credit float",
    "contracts": "id int primary key, login varchar(50), contract varchar(50)",
    "realname": "login varchar(50), realname varchar(255)",
    "passportdata": "login varchar(50), birthdate date, passportnum varchar(255), passportwho varchar(255)",
    "phones": "login varchar(50), phone varchar(255), mobile varchar(255)",
    "mobileext": "login varchar(50), mobile varchar(255)",
    "emails": "login varchar(50), email varchar(255)",
    "address": "login varchar(50), aptid int",
    "apt": "id int primary key, buildid int, entrance varchar(10), floor varchar(10), apt varchar(20)",
    "build": "id int primary key, streetid int, buildnum varchar(20)",
    "street": "id int primary key, cityid int, streetname varchar(255)",
    "city": "id int primary key, cityname varchar(255)",
}
ABILLS: Final = {
    "users": "uid int primary key, id varchar(50), disable int, deleted int, company_id int",
    "users_pi": "uid int primary key, fio varchar(120), phone varchar(255), email varchar(250), "
    "contract_id varchar(30), contract_date varchar(10), pasport_num varchar(40), location_id int, "
    "address_flat varchar(10)",
    "users_contacts": "uid int, type_id int, value varchar(250)",
    "users_contracts": "uid int, number varchar(50), date varchar(10), end_date varchar(10)",
    "builds": "id int primary key, street_id int, number varchar(10)",
    "streets": "id int primary key, district_id int, name varchar(100)",
    "districts": "id int primary key, name varchar(100)",
}

Rows = Iterable[Mapping[str, Any]]


@frozen
class SqliteFiles:
    """Makes SQLite files in a folder."""

    folder: Path
    _numbers: Any = field(factory=count)

    def __call__(self) -> str:
        """Make an empty file."""
        path = self.folder / f"billing-{next(self._numbers)}.db"
        path.touch()
        return f"sqlite:///{path}"


@frozen
class Billed:
    """A billing database: written to over SQLAlchemy by the test, read by the library."""

    url: str
    _laid_out: set[str] = field(factory=set, init=False)
    _open: list[BillingDirectory] = field(factory=list, init=False)

    @property
    def kind(self) -> str:
        """The kind of database."""
        return self.url.partition(":")[0]

    def quoted(self, name: str) -> str:
        """Return a name as SQL of this database writes it."""
        mark = "`" if self.kind == "mariadb" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    def fill(self, tables: Mapping[str, str], rows: Mapping[str, Rows] | None = None) -> "Billed":
        """Make tables anew, or empty those made before, and put rows in; columns that are not given are NULL."""
        with self._writing() as connection:
            quote = self.quoted
            for name, columns in tables.items():
                if name not in self._laid_out:
                    connection.execute(text(f"DROP TABLE IF EXISTS {quote(name)}"))
                    connection.execute(text(f"CREATE TABLE {quote(name)} ({_quoted(columns, quote)})"))
                    self._laid_out.add(name)
                elif rows is not None:
                    connection.execute(text(f"DELETE FROM {quote(name)}"))  # noqa: S608
            for name, several in (rows or {}).items():
                for names, alike in groupby(several, key=tuple):
                    told = ", ".join(map(quote, names))
                    values = ", ".join(f":{column}" for column in names)
                    statement = f"INSERT INTO {quote(name)} ({told}) VALUES ({values})"  # noqa: S608
                    connection.execute(text(statement), [dict(row) for row in alike])
        return self

    def run(self, *statements: str) -> None:
        """Run statements as the owner of the database."""
        with self._writing() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engine = create_engine(make_url(self.url).set(drivername=DRIVERS[self.kind]), poolclass=NullPool)
        with engine.connect() as connection:
            if self.kind == "sqlite":
                connection.exec_driver_sql("PRAGMA synchronous = OFF")
            yield connection
            connection.commit()
        engine.dispose()

    def read_as(
        self,
        scheme: str,
        *,
        mapping: BillingMapping | None = None,
        key: DigestKey | None = KEY,
        clock: Clock | None = None,
        query: str = "",
    ) -> BillingDirectory:
        """Open a directory over it."""
        given = BackendUrl(f"{scheme}+{self.url}{query}", f"{scheme}+{self.kind}")
        self._open.append(open_billing(given, mapping=mapping, key=key, clock=clock))
        return self._open[-1]

    def close(self) -> None:
        """Close every directory that was opened over it."""
        while self._open:
            self._open.pop().close()


def _quoted(columns: str, quote: Any) -> str:
    parts = [part.strip().partition(" ") for part in columns.split(", ")]
    return ", ".join(f"{quote(name)} {kind}" for name, _, kind in parts)


def subscriber(login: str, number: int, **told: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a subscriber of Ubilling; what is not told is not there."""
    rows: dict[str, list[dict[str, Any]]] = {
        "users": [
            {"login": login, "Passive": 0, "Down": 0, "Tariff": "Home", "Cash": 1, "Credit": 0} | told.get("user", {})
        ]
    }
    for name, table, column in (
        ("contract", "contracts", "contract"),
        ("passport", "passportdata", "passportnum"),
        ("phone", "phones", "phone"),
        ("mobile", "mobileext", "mobile"),
        ("email", "emails", "email"),
    ):
        given = told.get(name, ())
        rows[table] = [{"login": login, column: one} for one in ([given] if isinstance(given, str) else given)]
    for index, one in enumerate(rows["contracts"]):
        one["id"] = number * 100 + index
    if "address" in told:
        city, street, building, flat = told["address"]
        rows["address"] = [{"login": login, "aptid": number}]
        rows["apt"] = [{"id": number, "buildid": number, "apt": flat}]
        rows["build"] = [{"id": number, "streetid": number, "buildnum": building}]
        rows["street"] = [{"id": number, "cityid": number, "streetname": street}]
        rows["city"] = [{"id": number, "cityname": city}]
    return rows


def together(*several: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of several subscribers in one."""
    return {name: [row for rows in several for row in rows.get(name, [])] for name in UBILLING}
