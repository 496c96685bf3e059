"""One way to say what is wrong: profiles, mappings of billing and of exports, calendars, hours, names of the staff."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.audit.mapping import reading as audit
from netpoint_stp.audit.mapping.written import MappingData as AuditData
from netpoint_stp.backends.billing.mapping.files import read_mapping as read_billing
from netpoint_stp.backends.billing.mapping.reading import mapping_of as billing_of
from netpoint_stp.backends.billing.mapping.written import MappingData as BillingData
from netpoint_stp.cli.desk.context import _names
from netpoint_stp.errors import ProfileError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.hours.week import HoursData
from netpoint_stp.regulation.building import build
from netpoint_stp.regulation.profile import read_profile
from netpoint_stp.regulation.profile_data import ProfileData
from netpoint_stp.settings_files import parse_toml, structure
from netpoint_stp.working_days import WorkingCalendar
from netpoint_stp.working_days.table import CalendarData

pytestmark = pytest.mark.no_cover


def problems(read: Callable[[str], object], text: str) -> tuple[str, ...]:
    """Return what is wrong with a file."""
    with pytest.raises(ProfileError) as caught:
        read(text)
    return caught.value.problems


def calendar(text: str) -> WorkingCalendar:
    """Read a calendar."""
    return WorkingCalendar.from_toml(parse_toml(text, "calendar"))


def hours(text: str) -> ServiceHours:
    """Read service hours."""
    return ServiceHours.from_toml(parse_toml(text, "hours"))


FILES: Final[Mapping[str, Callable[[str], object]]] = {
    "profile": read_profile,
    "billing": lambda text: read_billing(f"account.table = 'u'\n{text}"),
    "audit": audit.read_mapping,
    "calendar": calendar,
    "hours": hours,
}


@pytest.mark.parametrize(
    ("told", "texts"),
    [
        (
            "`5` is not a text; put it into quotes",
            dict.fromkeys(("profile", "billing", "audit", "calendar"), "name = 5") | {"hours": "zone = 5"},
        ),
        (
            "`[1]` is not a table; put its keys into braces, as in `{ key = value }`",
            {"profile": "mail = [1]", "billing": "joins = [1]", "audit": "file = [1]", "hours": "special_days = [1]"},
        ),
        (
            "`x` is not a list; put it into square brackets",
            {
                "profile": "amends = 'x'",
                "billing": "optional = 'x'",
                "calendar": "weekend = 'x'",
                "hours": "closed = 'x'",
            },
        ),
        (
            "zone `Europe/Kyjiv` is unknown; did you mean `Europe/Kyiv`?",
            dict.fromkeys(("profile", "billing", "audit", "hours"), "zone = 'Europe/Kyjiv'"),
        ),
        (
            "`yes` is not true or false; write it without quotes",
            {
                "profile": "readings.debt_suspension_agreed = 'yes'",
                "billing": "interruptions.complete = 'yes'",
                "audit": "requests.request_id = { column = 'a', keep = 'yes' }",
            },
        ),
        (
            "`never` is no choice here; ",
            {
                "profile": "reaction.acts = ['never']",
                "billing": "details.login = { columns = ['u.a'], normalise = ['never'] }",
                "audit": "silence = 'never'",
            },
        ),
        ("the key `name` is missing; give it", dict.fromkeys(("profile", "billing", "calendar"), "")),
        (
            "`soon` is not a date; give it as in `2026-11-20`",
            {"profile": "in_force_from = 'soon'", "calendar": "first_known = 'soon'", "hours": "closed = ['soon']"},
        ),
        (
            "`3` is not a duration; give it as in `PT4H`, `90m`, `4h` or `7d`",
            {"profile": "refusal.answer_time = 3", "billing": "interruptions.holds_for = 3"},
        ),
        (
            "`x` is no area code; give its digits, as in `44`",
            dict.fromkeys(("profile", "billing"), "area_code = 'x'"),
        ),
        (
            "there is no key `naem`; did you mean `name`?",
            dict.fromkeys(("profile", "billing", "audit", "calendar"), "naem = 1"),
        ),
        ("it is not TOML: Invalid value (at end of document)", dict.fromkeys(FILES, "name = ")),
    ],
)
def test_the_same_fault_has_the_same_sentence(told: str, texts: Mapping[str, str]) -> None:
    """Whichever file it stands in; only the place is another."""
    assert texts
    for name, text in texts.items():
        said = problems(FILES[name], text)
        assert [line for line in said if line.startswith(told) or f"`: {told}" in line], (name, said)


def test_names_are_told_in_the_same_words_but_not_quoted(tmp_path: Path) -> None:
    """They tell persons."""
    path = tmp_path / "names.toml"
    path.write_text('anna = ["Анна Секретна"]\n', encoding="utf-8")

    assert problems(lambda _: _names(path), "") == ("`anna`: this value (not shown) is not a text; put it into quotes",)


SECRET = 'sources.a.query = ["SELECT 1 -- hunter2"]\nname = ["mysql://root:hunter2@db/x"]'


def test_secrets_are_not_quoted() -> None:
    """Neither the query of a source nor a URL with a password, wherever it was put by mistake."""
    for name in ("profile", "billing", "audit"):
        assert "hunter2" not in "\n".join(problems(FILES[name], SECRET))


KEYS: Final = [
    *("name", "zone", "channels", "hours", "mail", "details", "levels", "queues", "alerts", "complaints", "calendar"),
    *("account", "table", "key", "joins", "column", "columns", "only", "is", "is_not", "to", "phone", "services"),
    *("by_value", "interruptions", "states", "total", "below", "when", "connection_address", "city", "normalise"),
    *("requests", "events", "request_id", "received_at", "first", "first_event", "values", "log", "kinds", "kind"),
    *("week", "breaks", "closed", "special_days", "holidays", "weekend", "first_known", "last_known", "version"),
    *("sources", "query", "file", "skip", "extends", "contacts", "address", "official", "roster", "readings"),
]
PLAIN = st.booleans() | st.integers(-5, 10**400) | st.floats() | st.text(max_size=6) | st.dates() | st.times()
WORDS = st.sampled_from(["users.login", "users", "*", "taken", "2026-01-01", "08:00-24:00", "4h", "Europe/Kyiv", "mon"])
VALUES = st.recursive(
    PLAIN | WORDS | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner),
    max_leaves=12,
)
TABLES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)
ACCOUNT = {"table": "users", "key": "login"}


def _each_way(table: Mapping[str, Any]) -> list[Callable[[], object]]:
    return [
        lambda: build(structure(ProfileData, table), "x"),
        lambda: billing_of(table, "x"),
        lambda: billing_of({**table, "account": ACCOUNT}, "x"),
        lambda: audit._mapping(table, "x"),
        lambda: WorkingCalendar.from_toml(table),
        lambda: ServiceHours.from_toml(table),
        *(partial(structure, kind, table) for kind in (BillingData, AuditData, CalendarData, HoursData)),
    ]


@given(TABLES)
def test_whatever_toml_holds_is_read_or_a_profile_error(table: dict[str, Any]) -> None:
    """The right keys with values of any kind, nested in any way."""
    raised: list[BaseException] = []
    for read in _each_way(table):
        try:
            read()
        except ProfileError as error:
            raised.append(error)

    for said in map(str, raised):
        assert all(line.isprintable() for line in said.split("\n"))
        assert max(map(len, said.split("\n"))) < 2_000


ZOO: Final[list[Any]] = [
    *(5, -1, 10**400, 1.5, float("nan"), True, "", "x", "\x1b[2J", [], [1], [[]], ["x", 5], {}, {"x": 1}, {"": {}}),
    *(date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), time(1), "2026-13-01", "a.b", None),
]


def places(kind: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of all that a kind can hold, its own first."""
    yield ()
    if attrs.has(kind):
        attrs.resolve_types(kind, include_extras=True)
        for field in attrs.fields(kind):
            yield from ((field.metadata.get("key", field.name), *rest) for rest in places(field.type))
    elif get_origin(kind) in (dict, list):
        step = "x" if get_origin(kind) is dict else 0
        yield from ((step, *rest) for rest in places(get_args(kind)[-1]))
    elif get_origin(kind) in (Union, UnionType):
        yield from (place for each in get_args(kind) for place in places(each) if place)


def at(place: tuple[str | int, ...], value: Any) -> Any:
    """Return a table with a value at a place."""
    for step in reversed(place):
        value = [value] if isinstance(step, int) else {step: value}
    return value


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        (ProfileData, partial(structure, ProfileData)),
        (BillingData, lambda table: billing_of({"account": ACCOUNT, **table}, "x")),
        (AuditData, lambda table: audit._mapping(table, "x")),
        (CalendarData, WorkingCalendar.from_toml),
        (HoursData, ServiceHours.from_toml),
    ],
)
def test_every_place_takes_every_value_or_says_what_is_wrong(kind: Any, read: Callable[[Any], object]) -> None:
    """A zoo of values at each place that a file has."""
    found = {place[-1]: place for place in places(kind) if place}.values()  # each key once: tables of the audit repeat
    assert len(found) > 4
    for place in found:
        for value in ZOO:
            with suppress(ProfileError):
                read(at(place, value))


def test_deep_tables_are_read_too() -> None:
    """From code, where no file bounds how deep they lie."""
    deep: Any = date(2026, 1, 1)
    for _ in range(5_000):
        deep = {"channels": [deep]}
    for read in _each_way(dict.fromkeys(KEYS, deep)):
        try:
            read()
        except ProfileError as error:
            said = str(error)
        else:
            said = ""

        assert len(said) < 100_000
