"""Plant one fault at a time into a copy of the source: the places where one can be, and the text with it planted."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import attrs

from netpoint_stp.clauses import CLAUSE_IDS, READING_IDS

COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
"""What each comparison becomes: an edge moved by one, or its contrary."""
CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
"""What each function becomes; a list that is not sorted is left in the order in which it came."""

UNSEEN: Final = ("strict", "slots")
"""Arguments that change nothing that anybody can see: `strict` of a `zip` of equally many, `slots` of a class."""


@attrs.frozen(kw_only=True)
class Mutant:
    """One fault: the text between two byte offsets of a file, and what stands there instead."""

    path: str
    """Below `src/netpoint_stp`."""
    line: int
    kind: str
    """What was changed: comparison, logic, condition, part, rule, call, number, truth, ground, member, step."""
    start: int
    end: int
    before: str
    after: str
    beside: tuple[str, str] = ("", "")
    """What stands before and after it on its lines."""

    @property
    def name(self) -> str:
        """Return what tells the fault from others, also when lines above it have moved."""
        left, right = self.beside
        return " ".join(f"{self.path}: {left}[{self.before} -> {self.after}]{right}".split())

    def planted(self, source: bytes) -> bytes:
        """Return the source with the fault in it."""
        assert source[self.start : self.end].decode() == self.before, self.name
        return source[: self.start] + self.after.encode() + source[self.end :]


class _Places(ast.NodeVisitor):
    """Collects every place of a module where a fault of one of the kinds can be planted."""

    def __init__(self, path: str, source: bytes, members: dict[str, list[str]], chance: Random) -> None:
        self.path = path
        self.source = source
        self.members = members
        self.chance = chance
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.mutants: list[Mutant] = []

    def add(self, kind: str, start: int, end: int, after: str, line: int) -> None:
        before = self.source[start:end].decode()
        left, right = self.source.rfind(b"\n", 0, start) + 1, self.source.find(b"\n", end)
        beside = (self.source[left:start].decode(), self.source[end:right].decode())
        self.mutants.append(
            Mutant(
                path=self.path, line=line, kind=kind, start=start, end=end, before=before, after=after, beside=beside
            )
        )

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.lines[node.lineno - 1] + node.col_offset, self.lines[node.end_lineno - 1] + node.end_col_offset

    def between(self, left: ast.expr, right: ast.expr, word: str) -> tuple[int, int] | None:
        """Return where an operator stands between two operands; None where brackets or comments hide it."""
        start, end = self.span(left)[1], self.span(right)[0]
        gap = self.source[start:end]
        at = gap.find(word.encode())
        return None if at < 0 or b"#" in gap else (start + at, start + at + len(word))

    def without_one(self, node: ast.expr, parts: list[ast.expr], between: str = "", kind: str = "part") -> None:
        """One of several parts, drawn by chance, is left out; the others stand in brackets of their own."""
        left_out = self.chance.choice(parts)
        kept = [self.source[slice(*self.span(part))].decode() for part in parts if part is not left_out]
        after = f"{', '.join(kept)}," if kind == "ground" else between.join(f"({part})" for part in kept)
        self.add(kind, *self.span(node), f"({after})", node.lineno)

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, node.comparators, strict=False):
            words = {
                ast.Is: "is",
                ast.IsNot: "is not",
                ast.In: "in",
                ast.NotIn: "not in",
                ast.Eq: "==",
                ast.NotEq: "!=",
            }
            words |= {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
            place = self.between(left, right, words[type(operator)])
            if place is not None:
                self.add("comparison", *place, COMPARISONS[type(operator)], node.lineno)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            place = self.between(left, right, word)
            if place is not None:
                self.add("logic", *place, other, node.lineno)
        self.without_one(node, node.values, f" {word} ")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        words = {ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.Add: ("+", "-"), ast.Sub: ("-", "+")}
        text = any(isinstance(each, ast.JoinedStr) or _is_text(each) for each in (node.left, node.right))
        if type(node.op) in words and not text:
            word, other = words[type(node.op)]
            place = self.between(node.left, node.right, word)
            if place is not None:
                self.add("logic", *place, other, node.lineno)
            if isinstance(node.op, ast.BitAnd | ast.BitOr):
                self.without_one(node, [node.left, node.right], f" {word} ")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.Invert):
            self.add("logic", self.span(node)[0], self.span(node.operand)[0], "", node.lineno)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in ast.dump(node.test):
            self.add("condition", *self.span(node.test), self.chance.choice(["True", "False"]), node.lineno)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.add("condition", *self.span(node.test), self.chance.choice(["True", "False"]), node.lineno)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """What holds by the lines above whether or not it is checked, what saves memory, types: nothing is changed."""
        match node:
            case ast.Call(func=ast.Name(id="TypeVar")):
                return
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in CALLS:
                self.add("call", *self.span(node.func), CALLS[name], node.lineno)
            case ast.Call(func=ast.Name(id="RuleTable")):
                for rule, following in zip(node.args, node.args[1:], strict=False):
                    if isinstance(rule, ast.Call) and ast.unparse(rule.func) == "Rule":
                        self.add("rule", self.span(rule)[0], self.span(following)[0], "", rule.lineno)
            case _:
                pass
        for part in [node.func, *node.args, *(each for each in node.keywords if each.arg not in UNSEEN)]:
            self.visit(part)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        """A clause or a reading may be left out of several."""
        if len(node.elts) > 1 and all(_is_ground(each) for each in node.elts):
            self.without_one(node, node.elts, kind="ground")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        match node.value:
            case bool(value):
                self.add("truth", *self.span(node), str(not value), node.lineno)
            case int(value):
                self.add("number", *self.span(node), str(value + 1), node.lineno)
            case str(value) if value in CLAUSE_IDS:
                other = self.chance.choice([id_ for id_ in CLAUSE_IDS if id_ != value])
                self.add("ground", *self.span(node), f'"{other}"', node.lineno)
            case str(value) if value in READING_IDS:
                other = self.chance.choice([id_ for id_ in READING_IDS if id_ != value])
                self.add("ground", *self.span(node), f'"{other}"', node.lineno)
            case _:
                pass

    def visit_Attribute(self, node: ast.Attribute) -> None:
        match node.value:
            case ast.Name(id=family) if node.attr in (known := self.members.get(family, [])) and len(known) > 1:
                other = self.chance.choice([name for name in known if name != node.attr])
                end = self.span(node)[1]
                self.add("member", end - len(node.attr), end, other, node.lineno)
            case _:
                self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A call whose answer is not used is a step that can be left out; docstrings are none."""
        if isinstance(node.value, ast.Call):
            self.add("step", *self.span(node.value), "None", node.lineno)
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Annotations are not run, nor are names of types."""
        if node.value is not None and "TypeAlias" not in ast.unparse(node.annotation):
            self.visit(node.value)

    def visit_arguments(self, node: ast.arguments) -> None:
        for default in [*node.defaults, *filter(None, node.kw_defaults)]:
            self.visit(default)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.visit(node.args)
        for part in [*node.decorator_list, *node.body]:
            self.visit(part)


def _is_ground(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value in CLAUSE_IDS or node.value in READING_IDS)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@cache
def enum_members(root: Path) -> dict[str, list[str]]:
    """Return the members of each enumeration of the source by its name, without names that two of them share."""
    found: dict[str, list[str]] = {}
    twice: set[str] = set()
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.ClassDef(name=name, bases=[ast.Name(id="FactEnum" | "Enum" | "StrEnum"), *_]):
                    names = [
                        line.targets[0].id
                        for line in node.body
                        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
                    ]
                    twice |= {name} & set(found)
                    found[name] = names
                case _:
                    pass
    return {name: names for name, names in found.items() if name not in twice}


def every_mutant(root: Path, pattern: str, chance: Random) -> Iterator[Mutant]:
    """Yield every fault that can be planted in the files below `root` that match, in the order of files and lines."""
    members = enum_members(root)
    paths = sorted(root.glob(pattern))
    assert paths, f"no file matches {pattern}"
    for path in paths:
        source = path.read_bytes()
        places = _Places(path.relative_to(root).as_posix(), source, members, chance)
        places.visit(ast.parse(source))
        yield from sorted(places.mutants, key=lambda mutant: (mutant.start, mutant.kind))
