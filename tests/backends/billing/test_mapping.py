"""Mappings in TOML (3.6): presets, files that change single keys, all that is wrong at once, the schema checked."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.backends.billing.databases import ABILLS, UBILLING, Billed, subscriber, together

from netpoint_stp.backends.billing.mapping.files import load_mapping, preset, preset_text, presets, read_mapping
from netpoint_stp.backends.billing.mapping.model import ColumnRef, Detail, Normaliser, Value
from netpoint_stp.errors import ProfileError, SchemaMismatchError, UsageError
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.people import PersonKind

C = DirectoryCapability
WRONG = """
name = "wrong"
zone = "Europe/Kyjiv"
area_code = "+44"
optional = ["mobilext", 5]
colour = "red"
[account]
table = "users"
keys = "login"
subscriber = { columns = ["users.a", "users.b"] }
only = [{ column = "users.deleted" }]
[joins]
users = { column = "login", to = "users.login" }
phones = { column = "login", to = "user.login" }
round = { column = "id", to = "about.id" }
about = { column = "id", to = "round.id" }
bare = { column = "id", to = "login" }
lone = "users"
[details]
loign = "users.login"
contract_number = "contract.number"
passport = { columns = [], normalise = ["upper"] }
phone = ["users.phone", 7]
[details.connection_address]
cite = "users.city"
[services]
column = "users.tariff"
otherwise = "internet"
[support_levels]
column = "users.tariff"
by_value = { A = ["gold"] }
[interruptions]
complete = "yes"
holds_for = "soon"
[[interruptions.states]]
kind = "frozen"
agreement = "maybe"
[[interruptions.states]]
kind = "other"
total = "users.Cash"
below = "zero"
"""


class TestReading:
    def test_the_presets_are_whole(self) -> None:
        """Both presets read, and name every detail of 3.6 and both contacts."""
        assert presets() == ("abills", "ubilling")
        for name in presets():
            mapping = preset(name)

            assert mapping.name == name
            assert set(mapping.details) == set(Detail)

    def test_everything_wrong_is_said_at_once(self) -> None:
        """A mapping with many mistakes is answered with each of them, by its place, and the nearest right word."""
        with pytest.raises(ProfileError) as caught:
            read_mapping(WRONG, source="wrong.toml")
        told = caught.value.problems

        for place, words in (
            ("zone", "Kyjiv"),
            ("area_code", "`44`"),
            ("optional[2]", "not a text"),
            ("account", "there is no key `keys`; did you mean `key`?"),
            ("account", "the key `key` is missing"),
            ("account.only[1]", "either `is` or `is_not`"),
            ("joins.users", "the name of the account table"),
            ("joins.phones.to", "there is no table `user`; did you mean `users`?"),
            ("joins.round.to", "in a circle"),
            ("joins.about.to", "in a circle"),
            ("joins.bare.to", "write it as `table.column`"),
            ("joins.lone", "not a table"),
            ("details", "there is no key `loign`; did you mean `login`?"),
            ("details.contract_number", "no join is called `contract`"),
            ("details.passport.normalise[1]", "`upper` is no choice here"),
            ("details.passport.columns", "at least one"),
            ("details.phone[2]", "`7` is neither a text nor a table"),
            ("details.connection_address", "there is no key `cite`; did you mean `city`?"),
            ("services.otherwise", "not a list"),
            ("support_levels.by_value.A", "put it into quotes"),
            ("interruptions.complete", "true or false"),
            ("interruptions.holds_for", "not a duration"),
            ("interruptions.states[1].kind", "`frozen` is no choice here"),
            ("interruptions.states[1].agreement", "`maybe` is no choice here"),
            ("interruptions.states[1]", "`when`, `total` or `start`"),
            ("interruptions.states[2].total", "square brackets"),
            ("interruptions.states[2].below", "not a number"),
        ):
            assert [line for line in told if line.startswith(f"`{place}`: ") and words in line], (place, words)
        assert [line for line in told if line.startswith("there is no key `colour`")]

    def test_what_only_the_whole_shows_is_said_too(self) -> None:
        """A subscriber by two columns, an unknown optional name, and columns of tables side by side are refused."""
        mapping = preset_text("ubilling").replace(
            'key = "login"', 'key = "login"\nsubscriber = { columns = ["users.Tariff", "users.Cash"] }'
        )
        with pytest.raises(ProfileError, match="several columns"):
            read_mapping(mapping)
        with pytest.raises(ProfileError, match="did you mean `mobileext`"):
            read_mapping('name = "x"\nextends = "ubilling"\noptional = ["mobilext"]')
        side_by_side = (
            'name = "x"\nextends = "ubilling"\n[details]\npassport = { columns = ["phones.phone", "emails.email"] }'
        )
        with pytest.raises(ProfileError, match="side by side"):
            read_mapping(side_by_side)

    @pytest.mark.parametrize(
        "text", ["", "name = 5", "account = 5", "[account]\ntable = ''", "joins = []", "details = 1", "="]
    )
    def test_any_text_is_a_mapping_or_refused(self, text: str) -> None:
        """What is no mapping at all is refused with what it lacks."""
        with pytest.raises(ProfileError):
            read_mapping(text)

    def test_a_file_changes_single_keys_of_a_preset(self, tmp_path: Path) -> None:
        """Tables are laid over the preset's key by key, an empty list takes a value away, the rest stays."""
        path = tmp_path / "site.toml"
        path.write_text(
            '\ufeffname = "site"\n[details]\nphone = "phones.mobile"\nemail = []\n[joins.apt]\ntable = "flat"\n'
        )
        mapping, below = load_mapping(path, over="ubilling"), preset("ubilling")

        assert mapping.details[Detail.PHONE] == (Value(columns=(ColumnRef("phones", "mobile"),)),)
        assert mapping.details[Detail.EMAIL] == ()
        assert mapping.joins["apt"].table == "flat"
        assert mapping.joins["apt"].to == below.joins["apt"].to
        assert mapping.details[Detail.PASSPORT] == below.details[Detail.PASSPORT]

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 300_000, b'extends = "ubiling"', None])
    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path, content: bytes | None) -> None:
        """A file that is missing, too large, not UTF-8, or extends what there is not, is refused by its name."""
        path = tmp_path / "site.toml"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ProfileError, match=r"site\.toml"):
            load_mapping(path)

    def test_an_unknown_preset_is_told_the_nearest(self) -> None:
        """A misspelt preset is answered with the one that is near."""
        with pytest.raises(UsageError, match="did you mean `ubilling`"):
            preset("ubillling")

    def test_the_presets_keep_to_what_is_documented(self) -> None:
        """A house number, contract or company `0` stands for nothing in both presets."""
        flat = tomllib.loads(preset_text("ubilling"))["details"]["connection_address"]["flat"]

        assert Normaliser(flat["normalise"][0]) is Normaliser.NOT_ZERO


class TestSchema:
    def test_all_that_is_missing_is_listed_at_once(self, billed: Billed) -> None:
        """A table and columns that are not there are named in one error, each with the nearest that there is."""
        tables = {name: columns for name, columns in UBILLING.items() if name not in ("contracts", "phones")}
        tables |= {"contract": UBILLING["contracts"], "phones": "login varchar(50), phon varchar(20)"}
        tables["users"] = tables["users"].replace("Passive", "Frozen")
        with pytest.raises(SchemaMismatchError) as caught:
            billed.fill(tables).read_as("ubilling")
        told = str(caught.value)

        assert "`contracts`; did you mean `contract`?" in told
        assert "table `phones` has no column `phone`; did you mean `phon`?" in told
        assert "table `phones` has no column `mobile`" in told
        assert "table `users` has no column `Passive`" in told
        assert "4 to put right" in told

    def test_optional_tables_are_left_out_and_not_observed(self, billed: Billed) -> None:
        """Without the optional tables a directory opens, says what it leaves out, and does not claim to observe it."""
        optional = ("emails", "mobileext", "passportdata")
        tables = {name: columns for name, columns in UBILLING.items() if name not in optional}
        directory = billed.fill(tables, {"users": subscriber("anna", 1)["users"]}).read_as("ubilling")

        assert directory.left_out == optional
        assert not {C.PROPOSE_BY_EMAIL, C.FIND_BY_PASSPORT, C.VERIFY_PASSPORT} & directory.capabilities
        assert C.PROPOSE_BY_PHONE in directory.capabilities

    def test_the_key_and_what_counts_are_never_optional(self, sqlite: Billed) -> None:
        """A mapping cannot leave out by which column accounts are known, or the mark of deleted ones."""
        tables = ABILLS | {"users": "uid int primary key, id varchar(50), disable int, company_id int"}
        mapping = read_mapping('name = "x"\nextends = "abills"\noptional = ["users.deleted", "users.uid"]')
        with pytest.raises(SchemaMismatchError, match="no column `deleted`"):
            sqlite.fill(tables).read_as("billing", mapping=mapping)

    def test_an_optional_column_takes_only_what_needs_it(self, sqlite: Billed) -> None:
        """Without the optional credit column the state of debt is left out, and the absence of a break is not known."""
        tables = UBILLING | {"users": UBILLING["users"].replace(", Credit float", "")}
        mapping = read_mapping(
            'name = "x"\nextends = "ubilling"\noptional = ["users.Credit"]\n[interruptions]\ncomplete = true'
        )
        directory = sqlite.fill(tables).read_as("billing", mapping=mapping)

        assert directory.left_out == ("users.Credit",)
        assert C.INTERRUPTIONS not in directory.capabilities

    def test_letter_case_of_columns_does_not_matter(self, billed: Billed) -> None:
        """A column that the database spells in other letters is that column; a view is a table."""
        tables = UBILLING | {"users": UBILLING["users"].replace("Passive", "PASSIVE")}
        rows = together(subscriber("anna", 1, contract="A-1"))
        rows["users"][0]["PASSIVE"] = rows["users"][0].pop("Passive")
        billed.fill(tables, rows)
        view, table = billed.quoted("agreements"), billed.quoted("contracts")
        billed.run(f"DROP VIEW IF EXISTS {view}", f"CREATE VIEW {view} AS SELECT * FROM {table}")  # noqa: S608
        mapping = read_mapping('name = "x"\nextends = "ubilling"\n[joins.contracts]\ntable = "agreements"')
        directory = billed.read_as("billing", mapping=mapping)

        assert len(directory.find(AccountInformation(contract_number="A-1")).matches) == 1

    def test_without_a_key_passports_are_not_observed(self, sqlite: Billed) -> None:
        """A directory without a key for digests compares no passports and says so."""
        directory = sqlite.fill(UBILLING).read_as("ubilling", key=None)

        assert not {C.FIND_BY_PASSPORT, C.VERIFY_PASSPORT} & directory.capabilities


TARIFFS = """
name = "site"
[services]
column = "users.Tariff"
[services.by_value]
"Home + TV" = ["internet", "tv"]
"*_NO_TARIFF_*" = []
[support_levels]
column = "users.Tariff"
by_value = { "Business" = "gold" }
otherwise = "standard"
[holder]
name = "contracts.contract"
legal = { column = "users.Down", is = ["1"] }
"""


class TestTariffs:
    @pytest.mark.parametrize(
        ("tariff", "internet", "tv", "level"),
        [
            ("Home + TV", True, True, "standard"),
            ("*_NO_TARIFF_*", False, False, "standard"),
            ("Business", UNKNOWN, UNKNOWN, "gold"),
            (None, UNKNOWN, UNKNOWN, None),
        ],
    )
    def test_services_follow_from_the_tariff(
        self, sqlite: Billed, tariff: str | None, internet: Any, tv: Any, level: str | None
    ) -> None:
        """A tariff covers what the mapping says of it; of a tariff that it does not name nothing is known."""
        rows = together(subscriber("anna", 1, user={"Tariff": tariff}))
        directory = sqlite.fill(UBILLING, rows).read_as("billing", mapping=read_mapping(TARIFFS, over="ubilling"))
        found = directory.subscriber("anna")

        assert directory.covers("anna", "internet") is internet
        assert directory.covers("anna", "tv") is tv
        assert found is not None
        assert found.contracts[0].support_level == level
        assert {C.SERVICES, C.SUPPORT_LEVELS, C.HOLDER} <= directory.capabilities

    def test_otherwise_is_for_every_other_tariff(self, sqlite: Billed) -> None:
        """With `otherwise`, a tariff that the mapping does not name covers that; of no tariff nothing is known."""
        mapping = read_mapping(
            TARIFFS.replace('"users.Tariff"', '"users.Tariff"\notherwise = ["internet"]', 1), over="ubilling"
        )
        rows = together(subscriber("anna", 1), subscriber("ivan", 2, user={"Tariff": ""}))
        directory = sqlite.fill(UBILLING, rows).read_as("billing", mapping=mapping)

        assert directory.covers("anna", "internet") is True
        assert directory.covers("anna", "tv") is False
        assert directory.covers("ivan", "internet") is UNKNOWN

    @pytest.mark.parametrize(("down", "kind"), [(1, PersonKind.LEGAL), (0, PersonKind.NATURAL), (None, None)])
    def test_the_holder_is_told_where_billing_tells(
        self, sqlite: Billed, down: int | None, kind: PersonKind | None
    ) -> None:
        """A holder is a legal person where the condition holds, a natural one where not, and unknown where NULL."""
        rows = together(subscriber("anna", 1, contract="Анна", user={"Down": down}))
        directory = sqlite.fill(UBILLING, rows).read_as("billing", mapping=read_mapping(TARIFFS, over="ubilling"))
        found = directory.subscriber("anna")

        assert found is not None
        assert (found.holder and found.holder.kind) == kind
        assert (found.holder and found.holder.name) == (kind and "Анна")
