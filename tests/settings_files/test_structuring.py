"""Settings files: what fits is read, the rest is named with its place, one sentence for each kind of fault."""

import tomllib
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
import pytest

from netpoint_stp.errors import ProfileError
from netpoint_stp.settings_files import Name, WholeNumber, ZoneName, load_toml, needed, parse_toml, structure
from netpoint_stp.settings_files.kinds import Between
from netpoint_stp.settings_files.problems import place_of, shown


class Colour(Enum):
    """A choice."""

    RED = "red"
    GREEN = "green"


@attrs.frozen(kw_only=True)
class Inner:
    """A table inside."""

    address: str = needed(stand_in="")
    of: str | None = needed(stand_in=None, key="from")


@attrs.frozen(kw_only=True)
class Outer:
    """Every kind of value."""

    text: str = "as before"
    name: Name = "x"
    count: int = 0
    small: WholeNumber = 0
    percent: Annotated[int, Between(1, 100)] = 1
    number: float = 0.0
    flag: bool = False
    day: date | None = None
    length: timedelta | None = None
    zone: ZoneName = "UTC"
    word: Literal["a", "b"] = "a"
    colour: Colour | None = None
    texts: list[str] = attrs.field(factory=list)
    some: str | list[str] = ""
    named: str | Inner = ""
    inner: Inner | None = None
    mail: list[Inner] = attrs.field(factory=list)
    by_name: dict[str, Inner] = attrs.field(factory=dict)
    names_by_day: list[date] | dict[date, str] = attrs.field(factory=list)
    password: str = ""


def read(text: str) -> Outer:
    """Return what a right text says."""
    return structure(Outer, tomllib.loads(text)).or_raise("x")


def wrong(text: str) -> list[str]:
    """Return what is wrong with a text."""
    return structure(Outer, parse_toml(text, "x")).problems


def test_each_kind_of_value_is_read() -> None:
    """By the type hint of its key."""
    outer = read(
        """
        day = 2026-01-02
        length = "4h"
        zone = "Europe/Kiev"
        colour = "green"
        number = 1
        some = ["a"]
        named = { address = "a", from = "b" }
        mail = [{ address = "c", from = "d" }]
        by_name.x = { address = "e", from = "f" }
        names_by_day = { 2026-01-03 = "y" }
        """
    )

    assert (outer.day, outer.length, outer.zone) == (date(2026, 1, 2), timedelta(hours=4), "Europe/Kyiv")
    assert (outer.colour, outer.number, outer.some) == (Colour.GREEN, 1.0, ["a"])
    assert outer.named == Inner(address="a", of="b")
    assert outer.mail == [Inner(address="c", of="d")]
    assert outer.by_name == {"x": Inner(address="e", of="f")}
    assert outer.names_by_day == {date(2026, 1, 3): "y"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("text = 5", "`text`: `5` is not a text; put it into quotes"),
        ('name = " "', "`name`: ` ` is blank; give a text"),
        ('name = "a\\u001b[2J"', "`name`: `a\\x1b[2J` has signs that cannot be printed; leave them out"),
        ("count = true", "`count`: `true` is not a whole number; write it without quotes"),
        ("count = 1.5", "`count`: `1.5` is not a whole number; write it without quotes"),
        ("small = -1", "`small`: `-1` is not between 0 and 1000"),
        ("percent = 101", "`percent`: `101` is not between 1 and 100"),
        ("number = nan", "`number`: `nan` is not a number; write it as 12.5"),
        ('flag = "yes"', "`flag`: `yes` is not true or false; write it without quotes"),
        ("day = 5", "`day`: `5` is not a date; give it as in `2026-11-20`"),
        ('day = "soon"', "`day`: `soon` is not a date; give it as in `2026-11-20`"),
        ('day = "2026-02-30"', "`day`: `2026-02-30` is a day that does not exist; look at its month and day"),
        ("length = 3", "`length`: `3` is not a duration; give it as in `PT4H`, `90m`, `4h` or `7d`"),
        ('zone = "Europe/Kyjiv"', "`zone`: zone `Europe/Kyjiv` is unknown; did you mean `Europe/Kyiv`?"),
        ('word = "c"', "`word`: `c` is no choice here; known are `a`, `b`"),
        ('colour = "gren"', "`colour`: `gren` is no choice here; did you mean `green`?"),
        ('texts = "a"', "`texts`: `a` is not a list; put it into square brackets"),
        ('texts = ["a", 5]', "`texts[2]`: `5` is not a text; put it into quotes"),
        ("some = 5", "`some`: `5` is neither a text nor a list"),
        ("named = 5", "`named`: `5` is neither a text nor a table"),
        ("inner = [1]", "`inner`: `[1]` is not a table; put its keys into braces, as in `{ key = value }`"),
        ("inner.address = 'a'", "`inner`: the key `from` is missing; give it"),
        ('inner = { adress = "a", from = "b" }', "`inner`: there is no key `adress`; did you mean `address`?"),
        ("mail = [{ from = 'a', address = 'b' }, { from = 'a', address = 5 }]", "`mail[2].address`: `5` is not a"),
        ('by_name."a b".from = 5', '`by_name."a b".from`: `5` is not a text; put it into quotes'),
        ("names_by_day = { x = 'y' }", "`names_by_day.x`: `x` is not a date; give it as in `2026-11-20`"),
        ("coulor = 1", "there is no key `coulor`; did you mean `colour`?"),
        ("password = 12345", "`password`: this value (not shown) is not a text; put it into quotes"),
        ('texts = "mysql://u:secret@h/db"', "`texts`: this value (not shown) is not a list; put it into square"),
    ],
)
def test_each_fault_has_its_sentence(text: str, problem: str) -> None:
    """With its place as TOML writes it, and what to do."""
    assert [each for each in wrong(text) if each.startswith(problem)]


def test_all_faults_are_said_and_the_rest_is_read() -> None:
    """What could not be read has its default, and its place is known."""
    found = structure(Outer, parse_toml('text = "t"\ncount = "x"\nmail = [5, { address = "a" }]\nflag = 1', "x"))

    assert len(found.problems) == 4
    assert (found.data.text, found.data.count, found.data.mail[0].address) == ("t", 0, "a")
    assert found.unread == {("count",), ("mail", 1), ("mail", 2, "from"), ("flag",)}
    assert not found.is_whole("mail", 2)
    assert not found.is_whole("mail")
    assert found.is_whole("text")
    with pytest.raises(ProfileError, match="4 to put right"):
        found.or_raise("x")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000 + "]" * 5_000,
        "a" + ".a" * 3_000 + " = 1",
        "a = " + "9" * 5_000,
        "a = 2026-02-30",
        "a = ",
    ],
)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Brackets by the thousand, tables too deep, a number without end."""
    with pytest.raises(ProfileError, match=r"it is not TOML|lie more than 32 deep"):
        parse_toml(text, "x")


def test_what_is_shown_is_short_and_printable() -> None:
    """Nothing that a terminal obeys, no line that is longer than a line, no number without end."""
    values: list[Any] = [
        "\x1b[31m" * 50,
        "x" * 999,
        ["a\x07"] * 99,
        {"k\n": {"deep": 1}},
        int("f" * 9_000, 16),
        "\u202e",
    ]
    for value in values:
        assert shown(value).isprintable()
        assert len(shown(value)) < 400
    assert place_of(["a\x1b", 2, "b.c"]) == '"a\\x1b"[2]."b.c"'


def test_files_are_read_or_refused_by_their_name(tmp_path: Path) -> None:
    """With the place of what is not UTF-8; the folder is not told."""
    contents = {"cp.toml": "a = 1\nb = 'ї'".encode("cp1251"), "huge.toml": b"#" * 200, "none.toml": None, "a\0b": None}
    told: list[str] = []
    for name, content in contents.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(ProfileError) as caught:
            load_toml(tmp_path / name, largest=100)
        assert str(tmp_path) not in str(caught.value)
        told += caught.value.problems

    assert told == [
        "it is not UTF-8 at byte 11 (line 2); save it as UTF-8",
        "it is larger than 100 bytes; settings are a page or two",
        "it cannot be read: No such file or directory; name another file",
        "it cannot be read: no file has such a name; name another file",
    ]
