"""The grounds of every rule and of all other code, held against a list that stands apart from the code.

`grounds.toml` says for each rule of each table, in its order, its outcome and what it cites, and for each function,
class or module of the library what it cites besides. Each line of `rules` was read against its clauses. A decision with
the right outcome and the wrong clause is wrong: whoever changes a citation changes the list, with the document in hand.
"""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.support.tables import every_table

import netpoint_stp
from netpoint_stp.clauses import CLAUSE_IDS, READING_IDS
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.codes import code

ROOT = Path(netpoint_stp.__file__).parent
TABLES = every_table()
IDS = frozenset(CLAUSE_IDS) | frozenset(READING_IDS)
NO_GROUNDS = ("clauses/", "testing/")
"""Where ids are names of things, not grounds."""


@cache
def written() -> dict[str, dict[str, list[str]]]:
    """Return the list, by its two parts."""
    text = (Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_rule_cites_what_it_rests_on(table: RuleTable[..., object]) -> None:
    """Outcome, clauses and readings of each rule, in the order in which they are tried."""
    rules = [f"{code(rule.outcome)}: {' '.join(rule.cites)}" for rule in table.rules]

    assert rules == written()["rules"][table.name]


def test_the_list_has_no_table_that_is_gone() -> None:
    """Each table of the list is one of the library's."""
    assert set(written()["rules"]) == {table.name for table in TABLES}


def test_all_other_code_cites_what_it_rests_on() -> None:
    """Marks, computed answers, checks, events and channels: the ids in each, besides those in rules of tables."""
    found: dict[str, list[str]] = {}
    paths = sorted(ROOT.rglob("*.py"))
    assert len(paths) > 300
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NO_GROUNDS):
            for scope, id_ in cited(ast.parse(path.read_text(encoding="utf-8")), name):
                found.setdefault(scope, []).append(id_)

    assert {scope: sorted(ids) for scope, ids in found.items()} == {
        scope: sorted(ids) for scope, ids in written()["code"].items()
    }


def cited(node: ast.AST, scope: str) -> Iterator[tuple[str, str]]:
    """Yield each id in code with the function or class it stands in; rules and docstrings are left out."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Call(func=ast.Name(id="Rule")) | ast.Expr(value=ast.Constant()):
                pass
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield from cited(child, f"{scope} {name}")
            case ast.Constant(value=str(value)) if value in IDS:
                yield scope, value
            case _:
                yield from cited(child, scope)
