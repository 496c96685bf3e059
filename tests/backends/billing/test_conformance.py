"""Billing directories keep every promise of their port: both presets and a mapping of one's own, on real databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest
from tests.backends.billing.databases import ABILLS, UBILLING, Billed, SqliteFiles
from tests.servers.running import Server

from netpoint_stp.backends.billing.mapping.files import read_mapping
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.subjects.people import PersonKind
from netpoint_stp.testing.conformance.billing import BilledAccount, Billing
from netpoint_stp.testing.conformance.directory import SubscriberDirectoryConformance

pytestmark = pytest.mark.no_cover

C = DirectoryCapability
Rows = dict[str, list[dict[str, Any]]]

OWN_TABLES: Final = {
    "clients": "client varchar(50) primary key, is_company int",
    "agreements": "agreement varchar(50) primary key, client varchar(50), login varchar(50), number varchar(50), "
    "address varchar(255), series varchar(20), document varchar(40), tier varchar(20)",
    "reachable": "agreement varchar(50), how varchar(10), contact varchar(255)",
    "covered": "agreement varchar(50), thing varchar(20)",
    "breaks": "agreement varchar(50), service varchar(50), since varchar(40), till varchar(40)",
}
OWN_MAPPING: Final = """
name = "own"
zone = "UTC"

[account]
table = "agreements"
key = "agreement"
subscriber = "agreements.client"

[joins]
clients = { column = "client", to = "agreements.client" }
covered = { column = "agreement", to = "agreements.agreement" }
breaks = { column = "agreement", to = "agreements.agreement" }
[joins.calls]
table = "reachable"
column = "agreement"
to = "agreements.agreement"
only = [{ column = "calls.how", is = ["phone"] }]
[joins.mails]
table = "reachable"
column = "agreement"
to = "agreements.agreement"
only = [{ column = "mails.how", is_not = ["phone"] }]

[details]
login = "agreements.login"
contract_number = "agreements.number"
connection_address = "agreements.address"
passport = { columns = ["agreements.series", "agreements.document"] }
phone = "calls.contact"
email = "mails.contact"

[holder]
legal = { column = "clients.is_company", is = ["1"] }

[services]
column = "covered.thing"
[services.by_value]
"100 Mbit" = ["internet"]
"50 channels" = ["tv"]

[support_levels]
column = "agreements.tier"
by_value = { G = "gold" }

[interruptions]
complete = true

[[interruptions.states]]
kind = "maintenance"
start = "breaks.since"
end = "breaks.till"
service = "breaks.service"
"""
_THINGS: Final = {"internet": "100 Mbit", "tv": "50 channels"}

SQLITE: Final = pytest.param("sqlite", id="sqlite")
SERVERS: Final = [
    SQLITE,
    pytest.param("mariadb_server", id="mariadb"),
    pytest.param("postgresql_server", id="postgresql"),
]


class _OnDatabases(SubscriberDirectoryConformance):
    """What the suites share: the database in which each trial is laid out anew."""

    capabilities: ClassVar[frozenset[DirectoryCapability]] = frozenset()
    scheme: ClassVar[str]
    tables: ClassVar[dict[str, str]]
    examples: int | None = None  # type: ignore[misc]  # the database says, and it is known when the test begins
    _database: Billed

    @pytest.fixture(autouse=True)
    def _on(self, on: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
        if on == "sqlite":  # the laws in full
            self._database = Billed(SqliteFiles(tmp_path)())
        else:
            self.examples = 25
            server: Server = request.getfixturevalue(on)
            self._database = Billed(server.create(f"billing_{self.scheme}"))
        yield
        self._database.close()

    def make(self, billing: Billing) -> SubscriberDirectory:
        """Lay the accounts out and open a directory over them."""
        self._database.close()
        database = self._database.fill(self.tables, self.laid_out(billing))
        mapping = read_mapping(OWN_MAPPING) if self.scheme == "billing" else None
        return database.read_as(self.scheme, mapping=mapping, key=billing.key)

    def laid_out(self, billing: Billing) -> Rows:
        """Return the rows of each table."""
        raise NotImplementedError


@pytest.mark.parametrize("on", SERVERS)
class TestUbilling(_OnDatabases):
    """The preset `ubilling`."""

    capabilities: ClassVar = frozenset(
        {
            C.FIND_BY_LOGIN,
            C.FIND_BY_CONTRACT_NUMBER,
            C.FIND_BY_ADDRESS,
            C.FIND_BY_PASSPORT,
            C.VERIFY_PASSPORT,
            C.PROPOSE_BY_PHONE,
            C.PROPOSE_BY_EMAIL,
        }
    )
    scheme = "ubilling"
    tables = UBILLING

    def subscriber_id(self, row: BilledAccount) -> str:
        """A login is a subscriber."""
        return row.login

    def contract_id(self, row: BilledAccount) -> str:
        """A login is a contract."""
        return row.login

    def laid_out(self, billing: Billing) -> Rows:
        """Lay the accounts out as Ubilling does; a text that is not there is NULL, or empty, in turn."""
        rows: Rows = {name: [] for name in UBILLING}
        for number, account in enumerate(billing.accounts):
            login, nothing = account.login, None if number % 2 else ""
            rows["users"].append({"login": login, "Passive": 0, "Down": 0, "Tariff": "T", "Cash": 10.5, "Credit": 0})
            rows["contracts"].append({"id": number, "login": login, "contract": account.contract_number or nothing})
            rows["passportdata"].append({"login": login, "passportnum": account.passport or nothing})
            for phone in account.phones[:1]:
                rows["phones"].append({"login": login, "phone": nothing, "mobile": phone})
            rows["mobileext"] += [{"login": login, "mobile": phone} for phone in account.phones[1:]]
            rows["emails"] += [{"login": login, "email": email} for email in account.emails]
            if account.place:
                rows["address"].append({"login": login, "aptid": number})
                rows["apt"].append({"id": number, "buildid": number, "apt": account.place.flat})
                rows["build"].append({"id": number, "streetid": number, "buildnum": account.place.building})
                rows["street"].append({"id": number, "cityid": number, "streetname": account.place.street})
                rows["city"].append({"id": number, "cityname": account.place.city})
        return rows


@pytest.mark.parametrize("on", SERVERS)
class TestAbills(_OnDatabases):
    """The preset `abills`."""

    capabilities: ClassVar = TestUbilling.capabilities | {C.SEVERAL_CONTRACTS}
    scheme = "abills"
    tables = ABILLS

    def subscriber_id(self, row: BilledAccount) -> str:
        """A company is a subscriber."""
        return str(_number(row.subscriber_id))

    def contract_id(self, row: BilledAccount) -> str:
        """An account is a contract."""
        return str(_number(row.contract_id))

    def laid_out(self, billing: Billing) -> Rows:
        """Lay the accounts out as ABillS does, with a deleted twin of each."""
        rows: Rows = {name: [] for name in ABILLS}
        for account in billing.accounts:
            uid, place = _number(account.contract_id), account.place
            company = _number(account.subscriber_id)
            rows["users"].append({"uid": uid, "id": account.login, "disable": 0, "deleted": 0, "company_id": company})
            rows["users"].append({"uid": -uid, "id": account.login, "disable": 0, "deleted": 1, "company_id": company})
            details = {
                "contract_id": account.contract_number or "",
                "contract_date": "0000-00-00",
                "pasport_num": account.passport or "NULL",
                "phone": "".join(account.phones[:1]),
                "email": "NULL",
                "location_id": uid if place else 0,
                "address_flat": place.flat if place else "",
            }
            rows["users_pi"] += [{"uid": uid, **details}, {"uid": -uid, **details}]
            for contact in (*account.phones[1:], *account.emails):
                rows["users_contacts"].append({"uid": uid, "type_id": 1, "value": contact})
            if place:
                rows["builds"].append({"id": uid, "street_id": uid, "number": place.building})
                rows["streets"].append({"id": uid, "district_id": uid, "name": place.street})
                rows["districts"].append({"id": uid, "name": place.city})
        return rows


@pytest.mark.parametrize("on", SERVERS)
class TestOwnMapping(_OnDatabases):
    """A mapping of one's own that has all there is to observe, but for representatives."""

    capabilities: ClassVar = frozenset(C) - {C.REPRESENTATIVES}
    scheme = "billing"
    tables = OWN_TABLES

    def laid_out(self, billing: Billing) -> Rows:
        """Lay the accounts out in tables of no known billing."""
        rows: Rows = {name: [] for name in OWN_TABLES}
        for account in billing.accounts:
            holder = {"client": account.subscriber_id, "is_company": int(account.holder is PersonKind.LEGAL)}
            if account.subscriber_id not in {row["client"] for row in rows["clients"]}:
                rows["clients"].append(holder)
            key = {"agreement": account.contract_id}
            rows["agreements"].append(
                {
                    **key,
                    "client": account.subscriber_id,
                    "login": account.login,
                    "number": account.contract_number,
                    "address": account.place.text if account.place else None,
                    "series": (account.passport or "")[:2],
                    "document": (account.passport or "")[2:],
                    "tier": "G" if account.support_level else None,
                }
            )
            rows["reachable"] += [{**key, "how": "phone", "contact": one} for one in account.phones]
            rows["reachable"] += [{**key, "how": "mail", "contact": one} for one in account.emails]
            rows["covered"] += [{**key, "thing": _THINGS[one]} for one in account.services]
            for one in account.interruptions:
                till = None if one.end is None else one.end.isoformat()
                since = one.start.isoformat(sep=" ").removesuffix("+00:00")
                rows["breaks"].append({**key, "service": one.service, "since": since, "till": till})
        return rows


def _number(name: str) -> int:
    return int(name[1:]) + 1
