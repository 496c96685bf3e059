"""Interruptions that billing can tell of (3.9.3): frozen, off, in debt, dated; `UNKNOWN` wherever it cannot tell."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backends.billing.databases import ABILLS, UBILLING, Billed, SqliteFiles, subscriber, together

from netpoint_stp.backends.billing.directory import BillingDirectory
from netpoint_stp.backends.billing.mapping.files import read_mapping
from netpoint_stp.errors import MomentError
from netpoint_stp.policy.refusal.policy import BreakInService
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import InterruptionKind

NOW: Final = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
K = InterruptionKind
COMPLETE: Final = 'name = "site"\nextends = "ubilling"\n[interruptions]\ncomplete = true\n'
DATED: Final = """
name = "site"
zone = "Europe/Kyiv"
account = { table = "users", key = "login" }
joins.repairs = { column = "login", to = "users.login" }
interruptions.complete = true
[[interruptions.states]]
kind = "maintenance"
when = { column = "repairs.planned", is = ["yes"] }
start = "repairs.since"
end = "repairs.till"
service = "repairs.service"
agreement = "individually"
reason = "repair of the line"
"""


def over(billed: Billed, mapping: str | None = None, **user: Any) -> BillingDirectory:
    """Return a directory over one subscriber of Ubilling in a state."""
    billed.fill(UBILLING, together(subscriber("anna", 1, user=user)))
    clock = SetClock(NOW)
    if mapping is None:
        return billed.read_as("ubilling", clock=clock)
    return billed.read_as("billing", mapping=read_mapping(mapping), clock=clock)


def told(directory: BillingDirectory, at: datetime = NOW) -> Any:
    """Return the kinds of the breaks at a moment, or `UNKNOWN`."""
    found = directory.interruptions("anna", at)
    return [one.kind for one in found] if isinstance(found, tuple) else found


class TestStatesOfUbilling:
    @pytest.mark.parametrize(
        ("user", "kinds"),
        [
            ({"Passive": 1}, [K.ON_CLIENTS_WISH]),
            ({"Down": 1}, [K.OTHER]),
            ({"Cash": -10.01, "Credit": 10}, [K.DEBT_SUSPENSION]),
            ({"Passive": 1, "Cash": -0.01}, [K.DEBT_SUSPENSION, K.ON_CLIENTS_WISH]),
            ({"Passive": 1, "Cash": None}, [K.ON_CLIENTS_WISH]),
        ],
    )
    def test_a_state_that_holds_is_told(self, billed: Billed, user: dict[str, Any], kinds: list[K]) -> None:
        """Frozen, switched off and in debt beyond the credit are each a break of the services."""
        assert told(over(billed, **user)) == kinds

    @pytest.mark.parametrize("cash", [-10, 0, 5])
    def test_debt_within_the_credit_is_none(self, sqlite: Billed, cash: float) -> None:
        """A balance that the credit just covers suspends nobody."""
        assert told(over(sqlite, COMPLETE, Cash=cash, Credit=10)) == []

    def test_that_no_state_holds_is_no_answer_by_itself(self, sqlite: Billed) -> None:
        """Where the mapping does not say that there are no other breaks, an account that is on proves nothing."""
        assert told(over(sqlite)) is UNKNOWN

    @pytest.mark.parametrize("column", ["Passive", "Down", "Cash", "Credit"])
    def test_a_state_that_billing_does_not_tell_is_unknown(self, sqlite: Billed, column: str) -> None:
        """NULL in a column of a state leaves open whether there is a break, also where nothing else is possible."""
        assert told(over(sqlite, COMPLETE, **{column: None})) is UNKNOWN

    @pytest.mark.parametrize("far", [-HOUR - timedelta(seconds=1), HOUR + timedelta(seconds=1), timedelta(days=365)])
    def test_a_state_says_nothing_of_another_time(self, sqlite: Billed, far: timedelta) -> None:
        """What billing keeps without dates is known of the present alone, whether it holds or not."""
        assert told(over(sqlite, COMPLETE, Passive=1), NOW + far) is UNKNOWN
        assert told(over(sqlite, COMPLETE), NOW + far) is UNKNOWN

    @pytest.mark.parametrize("near", [-HOUR, timedelta(), HOUR])
    def test_a_state_says_something_of_the_time_around(self, sqlite: Billed, near: timedelta) -> None:
        """Within the hour around the present a state stands for what it was and will be; its break covers it."""
        found = over(sqlite, COMPLETE, Passive=1).interruptions("anna", NOW + near)

        assert isinstance(found, tuple)
        assert [one.start for one in found] == [min(NOW, NOW + near)]
        assert told(over(sqlite, COMPLETE), NOW + near) == []

    def test_debt_has_a_reason_and_no_agreement(self, sqlite: Billed) -> None:
        """Debt is the reason of its break; whether it was agreed, billing does not know, and no more is said."""
        found = over(sqlite, Cash=-1).interruptions("anna", NOW)

        assert isinstance(found, tuple)
        reduced = BreakInService.of(found[0], "internet")
        assert (reduced.for_debt, reduced.reasoned, reduced.agreement) == (True, True, UNKNOWN)

    def test_every_service_of_the_contract_stands_still(self, sqlite: Billed) -> None:
        """Where the services of the tariff are known, a state of the account stops each of them."""
        tariffs = COMPLETE + '[services]\ncolumn = "users.Tariff"\notherwise = ["tv", "internet"]\n'
        found = over(sqlite, tariffs, Passive=1).interruptions("anna", NOW)

        assert isinstance(found, tuple)
        assert [one.service for one in found] == ["internet", "tv"]

    def test_a_state_of_services_that_nobody_names_is_unknown(self, sqlite: Billed) -> None:
        """Where neither tariff nor mapping say which services stand still, whether one of them does is not known."""
        assert told(over(sqlite, COMPLETE + "services = []\n", Passive=1)) is UNKNOWN

    def test_abills_tells_what_is_disabled(self, billed: Billed) -> None:
        """In ABillS any mark of disabling is a break; an account without one may be off all the same."""
        users = [{"uid": n, "id": f"u{n}", "disable": n, "deleted": 0, "company_id": 0} for n in range(3)]
        directory = billed.fill(ABILLS, {"users": users}).read_as("abills", clock=SetClock(NOW))
        found = [directory.interruptions(str(n), NOW) for n in range(3)]

        assert found[0] is UNKNOWN
        assert [isinstance(one, tuple) and len(one) for one in found[1:]] == [1, 1]

    def test_a_moment_without_a_zone_is_refused(self, sqlite: Billed) -> None:
        """As everywhere, a moment has a zone."""
        with pytest.raises(MomentError):
            over(sqlite).interruptions("anna", datetime(2026, 11, 20))  # noqa: DTZ001


def dated(billed: Billed, *repairs: dict[str, Any]) -> BillingDirectory:
    """Return a directory over one subscriber with dated repairs."""
    columns = "login varchar(50), planned varchar(5), service varchar(20), since varchar(40), till varchar(40)"
    rows = [{"login": "anna", "planned": "yes", "service": "internet"} | told for told in repairs]
    billed.fill(UBILLING | {"repairs": columns}, together(subscriber("anna", 1)) | {"repairs": rows})
    return billed.read_as("billing", mapping=read_mapping(DATED), clock=SetClock(NOW))


class TestDated:
    def test_moments_without_offset_are_in_the_zone_of_the_mapping(self, billed: Billed) -> None:
        """`2026-11-20 12:00:00` in Kyiv is 10:00 UTC: the break begins then and ends before its end."""
        directory = dated(billed, {"since": "2026-11-20 12:00:00", "till": "2026-11-20T11:00:00+00:00"})

        assert told(directory, NOW) == [K.MAINTENANCE]
        assert told(directory, NOW - timedelta(seconds=1)) == []
        assert told(directory, NOW + HOUR - timedelta(seconds=1)) == [K.MAINTENANCE]
        assert told(directory, NOW + HOUR) == []

    def test_a_day_is_its_first_instant(self, sqlite: Billed) -> None:
        """A break from one day until another covers from midnight to midnight, local."""
        directory = dated(sqlite, {"since": "2026-11-20", "till": "2026-11-21"})
        midnight = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)

        assert told(directory, midnight - timedelta(seconds=1)) == []
        assert told(directory, midnight) == [K.MAINTENANCE]
        assert told(directory, midnight + timedelta(days=1)) == []

    @pytest.mark.parametrize("end", [None, "", "NULL", "0000-00-00", "0000-00-00 00:00:00"])
    def test_a_break_without_end_lasts(self, sqlite: Billed, end: str | None) -> None:
        """Nothing in the place of the end, in any form, is no end."""
        assert told(dated(sqlite, {"since": "2026-11-01", "till": end}), NOW + timedelta(days=1000)) == [K.MAINTENANCE]

    def test_an_end_that_cannot_be_read_is_unknown(self, sqlite: Billed) -> None:
        """A text that is no moment leaves open whether the break still lasts."""
        assert told(dated(sqlite, {"since": "2026-11-01", "till": "soon"})) is UNKNOWN
        assert told(dated(sqlite, {"since": "31.02.2026", "till": None})) is UNKNOWN

    def test_zero_dates_of_mariadb_are_nothing(self, mariadb: Billed) -> None:
        """Real zero dates, which no Python date can be, are read as nothing."""
        mariadb.fill(UBILLING | {"repairs": "login varchar(50), planned varchar(5), service varchar(20)"})
        mariadb.run(
            "SET SESSION sql_mode = ''",
            "ALTER TABLE repairs ADD COLUMN since DATETIME NOT NULL, ADD COLUMN till DATE NOT NULL",
            "INSERT INTO users (login) VALUES ('anna')",
            "INSERT INTO repairs VALUES ('anna', 'yes', 'internet', '2026-11-20 12:00:00', '0000-00-00')",
        )
        directory = mariadb.read_as("billing", mapping=read_mapping(DATED), clock=SetClock(NOW))

        assert told(directory, NOW) == [K.MAINTENANCE]
        assert told(directory, NOW - timedelta(seconds=1)) == []

    def test_rows_that_do_not_count_do_not_count(self, sqlite: Billed) -> None:
        """A row where the condition does not hold is no break, and says nothing of times far away."""
        directory = dated(sqlite, {"since": "2026-11-01", "till": None, "planned": "no"})

        assert told(directory) == []
        assert told(directory, NOW + timedelta(days=9)) is UNKNOWN

    @given(starts=st.lists(st.integers(-50, 50), max_size=5), length=st.integers(0, 30), at=st.integers(-60, 90))
    def test_exactly_those_that_cover_the_moment(
        self, tmp_path_factory: pytest.TempPathFactory, starts: list[int], length: int, at: int
    ) -> None:
        """Whatever the breaks, those given are those with start ≤ moment < end, by their start."""
        spans = [(NOW + start * HOUR, NOW + (start + length) * HOUR) for start in starts]
        billed = Billed(SqliteFiles(tmp_path_factory.mktemp("dated"))())
        directory = dated(billed, *({"since": since.isoformat(), "till": till.isoformat()} for since, till in spans))
        found = directory.interruptions("anna", NOW + at * HOUR)
        billed.close()

        expected = sorted({start for start in starts if start <= at < start + length})
        assert isinstance(found, tuple)
        assert [one.start for one in found] == [NOW + start * HOUR for start in expected]
