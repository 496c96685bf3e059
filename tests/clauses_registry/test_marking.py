"""Marks that tie code to clauses: seen by the registry, refused when they name what is not there."""

import subprocess
import sys

import pytest
from attrs import frozen

from netpoint_stp.clauses import (
    implementations,
    implements,
    marking,
    note_implementation,
    reading_implementations,
)
from netpoint_stp.errors import RuleError


@pytest.fixture(autouse=True)
def _marks_of_the_tests_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The marks that these tests set are gone after each."""
    monkeypatch.setattr(marking, "_BY_CLAUSE", {})
    monkeypatch.setattr(marking, "_BY_READING", {})


class TestMarks:
    def test_a_function_is_found_by_its_clause_and_reading(self) -> None:
        """The mark leads from the clause to the code, and the code says what it carries out."""

        @implements("3.12", "3.10", readings=("I-14",))
        def term() -> int:
            return 7

        name = f"{__name__}.{term.__qualname__}"

        assert term() == 7
        assert implementations() == {"3.10": (name,), "3.12": (name,)}
        assert list(implementations()) == ["3.10", "3.12"]
        assert reading_implementations() == {"I-14": (name,)}
        assert (vars(term)["__clauses__"], vars(term)["__readings__"]) == (("3.12", "3.10"), ("I-14",))

    @pytest.mark.parametrize("outside", [True, False])
    def test_a_class_with_slots_is_marked_once(self, *, outside: bool) -> None:
        """A frozen class is built a second time by attrs; the mark stays and is counted once."""

        class Term:
            days: int

        marked = implements("3.12")(frozen(Term)) if outside else frozen(implements("3.12")(Term))

        assert vars(marked)["__clauses__"] == ("3.12",)
        assert len(implementations()["3.12"]) == 1

    def test_values_are_noted_by_name(self) -> None:
        """A rule table is no function: its name is noted, and noting it again changes nothing."""
        for _ in range(2):
            note_implementation("policy.REFUSAL", clauses=("3.9",), readings=("I-6",))

        assert implementations() == {"3.9": ("policy.REFUSAL",)}
        assert reading_implementations() == {"I-6": ("policy.REFUSAL",)}

    def test_all_unknown_ids_are_said_at_once(self) -> None:
        """A misspelt clause and a misspelt reading are both named, when the module is imported."""
        with pytest.raises(RuleError) as error:
            implements("3.122", "3.12", readings=("I-144",))

        assert str(error.value) == (
            "clause `3.122` is unknown; did you mean `3.12`?; reading `I-144` is unknown; did you mean `I-14`?"
        )
        assert implementations() == {}

    def test_a_mark_without_a_clause_is_refused(self) -> None:
        """Code rests on a reading only beside a clause."""
        with pytest.raises(RuleError, match="no clause; name at least one"):
            implements(readings=("I-14",))
        with pytest.raises(RuleError, match="no clause; name at least one"):
            note_implementation("policy.REFUSAL", clauses=())


def test_marking_code_reads_no_file() -> None:
    """To cite a clause neither the registry's data nor its types are loaded: imports stay cheap."""
    code = (
        "import sys; from netpoint_stp.clauses import implements, Language; implements('3.12');"
        "print(sorted({'tomllib', 'attr', 'hashlib', 'netpoint_stp.clauses.registry'} & set(sys.modules)))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert loaded.stdout.strip() == "[]"


def test_an_unknown_public_name_is_said_to_be_unknown() -> None:
    """The lazily loaded face answers a wrong name as every module does."""
    import netpoint_stp.clauses

    assert "verify" in netpoint_stp.clauses.__all__
    with pytest.raises(AttributeError, match="no attribute `verifi`"):
        _ = netpoint_stp.clauses.verifi
