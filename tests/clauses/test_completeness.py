"""The two-way link between text and code: no clause without code or reason, nothing that hangs in the air."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import netpoint_stp
from netpoint_stp.clauses import (
    CLAUSE_IDS,
    READING_IDS,
    Coverage,
    clause,
    implementations,
    implements,
    reading,
    reading_implementations,
)
from netpoint_stp.errors import RuleError
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import FactEnum, Rule

HERE = Path(__file__).parent


class Outcome(FactEnum):
    """An outcome for rules that must not construct."""

    ANY = "any"


def import_everything() -> None:
    """Import every module, so that all marks are made."""
    names = [module.name for module in pkgutil.walk_packages(netpoint_stp.__path__, "netpoint_stp.")]

    assert len(names) > 40
    for name in names:
        import_module(name)


def cited() -> tuple[set[str], set[str]]:
    """Return the clauses and the readings that code cites: rules, marks, and the channels of the published text."""
    import_everything()
    regulation = Regulation.published()
    rules = [rule for table in regulation.tables.values() for rule in table.rules]
    clauses = {id_ for rule in rules for id_ in rule.clauses} | set(implementations())
    clauses |= {id_ for channel in regulation.channels.values() for id_ in channel.clauses}
    readings = {id_ for rule in rules for id_ in rule.readings} | set(reading_implementations())
    return clauses, readings


@pytest.mark.parametrize("id_", CLAUSE_IDS)
def test_a_clause_has_code_or_a_reason(id_: str) -> None:
    """A clause that is decided has code that cites it; one that is not says why in three languages."""
    entry = clause(id_)

    if Coverage.DECIDE in entry.handling:
        assert id_ in cited()[0]
    elif Coverage.RECORD in entry.handling:
        assert id_ in cited()[0] or entry.reason is not None
    elif Coverage.CHECK in entry.handling:
        assert id_ in cited()[0]
    else:
        assert entry.reason is not None
        assert all(entry.reason[lang] for lang in ("ru", "uk", "en"))


def test_no_code_cites_an_unknown_clause() -> None:
    """All that code cites is in the registry; anything else is an error where it is written."""
    clauses, readings = cited()

    assert clauses <= set(CLAUSE_IDS)
    assert readings <= set(READING_IDS)
    with pytest.raises(RuleError, match=r"`3\.99` is unknown"):
        Rule("3.99", Outcome.ANY)
    with pytest.raises(RuleError, match="`I-99` is unknown"):
        implements("3.9", readings=("I-99",))


@pytest.mark.parametrize("id_", READING_IDS)
def test_a_reading_is_cited(id_: str) -> None:
    """A reading that nobody cites is an opinion, not a rule."""
    assert id_ in cited()[1], f"nobody cites {id_}: {reading(id_).doubt['en']}"


def test_every_clause_has_its_test_class() -> None:
    """Each clause has a class of tests named after it, and each class so named is of a clause."""
    wanted = {f"TestClause_{id_.replace('.', '_')}" for id_ in CLAUSE_IDS}
    files = sorted(HERE.glob("test_*.py"))
    found = [
        node.name
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name.startswith("TestClause_")
    ]

    assert len(files) > 5
    assert sorted(wanted - set(found)) == []
    assert sorted(set(found) - wanted) == []


def test_every_test_class_of_a_clause_tests_something() -> None:
    """A class of a clause has at least one test, and a docstring that says the clause."""
    empty = [
        f"{file.name}: {node.name}"
        for file in sorted(HERE.glob("test_*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name.startswith("TestClause_")
        if not ast.get_docstring(node)
        or not any(isinstance(part, ast.FunctionDef) and part.name.startswith("test_") for part in node.body)
    ]

    assert empty == []
