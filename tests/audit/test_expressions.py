"""Rule tables as column expressions: on every engine, on every combination, what the table itself decides."""

from functools import cache
from typing import Any

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.engines import ENGINES, Columns, every_engine, lazy, rows
from tests.support.random_tables import Out, Sample, Triple, samples
from tests.support.tables import every_table

from netpoint_stp.audit.frames.expressions import Noted, TableExpr, Whether, read
from netpoint_stp.audit.frames.regions import regions
from netpoint_stp.audit.frames.truths import (
    BoolFactExpr,
    Choice,
    CodeColumn,
    ConstantFact,
    FirstOf,
    Possible,
    both,
    either,
    opposite,
    written,
)
from netpoint_stp.errors import RuleError
from netpoint_stp.policy.intake.policy import FORM, INTAKE, Intake
from netpoint_stp.policy.reaction.tables import REACTION, Reaction
from netpoint_stp.policy.reception.tables import ACCEPTING, MadeOf
from netpoint_stp.policy.refusal.given import REFUSAL_GIVEN, RefusalGiven
from netpoint_stp.rules import UNKNOWN, Decision, Fact, Facts, Rule, RuleTable, compose

TABLES = every_table()
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def answer(table: RuleTable[..., Any], facts: dict[str, Any]) -> str:
    """Return the code of what the table decides, or `undetermined`."""
    decided = table.decide(**facts)
    return written(decided.outcome) if isinstance(decided, Decision) else "undetermined"


@cache
def walked(table: RuleTable[..., Any]) -> tuple[dict[str, list[Any]], list[str]]:
    """Return every combination of the table as columns of codes, unknowns as empty cells, and what it decides."""
    combinations = list(table.combinations(unknowns=True))
    columns: dict[str, list[Any]] = {
        name: [None if each[name] is UNKNOWN else written(each[name]) for each in combinations]
        for name in table.domains
    }
    return {"row": list(range(len(combinations))), **columns}, [answer(table, each) for each in combinations]


def of_columns(table: RuleTable[..., Any], prefix: str = "") -> TableExpr:
    """Return the table over columns named like its facts."""
    return read(table, **{name: CodeColumn(prefix + name) for name in table.domains})


def by_code(table: RuleTable[..., Any]) -> dict[str, list[object]]:
    """Return each outcome of a table as a group of its own."""
    return {written(rule.outcome): [rule.outcome] for rule in table.rules}


@every_engine
@each_table
def test_every_combination_is_decided_as_the_table_decides_it(table: RuleTable[..., Any], engine: str) -> None:
    """All combinations of every published table, unknowns included, on every engine."""
    columns, expected = walked(table)

    found = rows(lazy(ENGINES[engine](columns)).select("row", out=of_columns(table).outcome()), by="row")

    assert len(found) == len(expected) > 1
    assert [each["out"] for each in found] == expected


@every_engine
@each_table
def test_what_is_told_step_by_step_is_the_same(table: RuleTable[..., Any], engine: str) -> None:
    """Every condition asked once, and the outcome looked up by what is possible: the same on every combination."""
    columns, expected = walked(table)
    reading = of_columns(table)
    told = reading.told(lazy(ENGINES[engine](columns)), by_code(table))

    found = rows(
        told.frame.select("row", said=told.answer.text(), out=told.outcome.text(), left_open=told.left_open), by="row"
    )

    assert [each["out"] for each in found] == [each["said"] for each in found] == expected
    open_ = rows(lazy(ENGINES[engine](columns)).select("row", left_open=reading.left_open()), by="row")
    assert [each["left_open"] for each in found] == [each["left_open"] for each in open_]


@every_engine
def test_answers_of_several_outcomes_are_told_the_same(engine: str) -> None:
    """An answer is told if only its outcomes are possible, wherever they stand among all the table's."""
    columns, _ = walked(INTAKE)
    reading = of_columns(INTAKE)
    groups = {
        "first": [Intake.OFFICIAL, Intake.COMPLAINT],
        "second": [Intake.INCOMPLETE, Intake.UNOFFICIAL],
        "third": [Intake.AUTOMATIC, Intake.NOT_TAKEN],
    }
    told = reading.told(lazy(ENGINES[engine](columns)), groups)

    found = rows(told.frame.select("row", said=told.answer.text()), by="row")

    expected = rows(lazy(ENGINES[engine](columns)).select("row", said=reading.among(groups)), by="row")
    assert found == expected
    assert {"first", "second", "third", "undetermined"} == {each["said"] for each in found}


def test_the_tables_walked_are_all_there_are() -> None:
    """A table that is not found is not tested."""
    assert len(TABLES) > 20
    assert max(len(walked(table)[1]) for table in TABLES) > 1000


@given(samples())
@settings(max_examples=60)
def test_any_table_is_read_as_it_decides(sample: Sample) -> None:
    """The law holds for tables that nobody has written yet."""
    columns, expected = walked(sample.table)

    found = rows(lazy(ENGINES["pyarrow"](columns)).select("row", out=of_columns(sample.table).outcome()), by="row")

    assert [each["out"] for each in found] == expected


@given(samples(), st.data())
@settings(max_examples=60)
def test_a_fact_that_is_the_same_for_all_rows_is_no_column(sample: Sample, data: st.DataObject) -> None:
    """Figures of the profile enter as values, unknown ones and sets of values too, and shorten the expression."""
    table = sample.table
    fixed = {}
    for name, domain in table.domains.items():
        values = data.draw(st.frozensets(st.sampled_from(domain), min_size=1), label=name)
        fixed[name] = data.draw(st.sampled_from([UNKNOWN, values, next(iter(values))]), label=f"as {name}")
    reading = read(table, **{name: ConstantFact(value) for name, value in fixed.items()})

    found = rows(lazy(ENGINES["pyarrow"]({"row": [1]})).select("row", out=reading.outcome()), by="row")

    assert found[0]["out"] == answer(table, fixed)
    assert all(isinstance(reading.may_be(frozenset((out,))), bool) for out in Out)


class Whole(Facts[Out]):
    """The outcomes of two parts."""

    first: Fact[Out] = Fact("the outcome of the first part")
    second: Fact[Triple] = Fact("a fact of its own")


WHOLE = RuleTable(
    "whole",
    Whole,
    Rule("3.9", Out.A, when=Whole.first.is_in(Out.A, Out.B) & Whole.second.is_in(Triple.RED)),
    Rule("3.9", Out.B, when=~Whole.first.is_in(Out.C)),
    Rule("3.9", Out.C),
)


@every_engine
def test_tables_are_composed_as_scalars_are(engine: str) -> None:
    """A part that is undetermined enters with the outcomes it still leaves open, not as wholly unknown."""

    class Inner(Facts[Out]):
        deep: Fact[bool] = Fact("something")
        high: Fact[bool] = Fact("something else")

    inner = RuleTable(
        "inner",
        Inner,
        Rule("3.9", Out.C, when=Inner.high),
        Rule("3.9", Out.A, when=Inner.deep),
        Rule("3.9", Out.B),
    )
    combinations = [(facts, second) for facts in inner.combinations(unknowns=True) for second in (*Triple, UNKNOWN)]
    columns: Columns = {
        "row": list(range(len(combinations))),
        "deep": [None if facts["deep"] is UNKNOWN else facts["deep"] for facts, _ in combinations],
        "high": [written(facts["high"]) for facts, _ in combinations],
        "second": [written(second) for _, second in combinations],
    }
    part = read(inner, deep=BoolFactExpr.of(nw.col("deep")), high=CodeColumn("high"))
    reading = read(WHOLE, first=part, second=CodeColumn("second"))

    found = rows(lazy(ENGINES[engine](columns)).select("row", out=reading.outcome()), by="row")

    expected = []
    for facts, second in combinations:
        whole = compose(WHOLE, {"first": inner.decide(**facts)}, second=second).answer
        expected.append(written(whole.outcome) if isinstance(whole, Decision) else "undetermined")
    assert [each["out"] for each in found] == expected
    assert {"a", "b", "c", "undetermined"} == set(expected)


@every_engine
def test_what_is_noted_is_told_the_same(engine: str) -> None:
    """A table that stands in columns of its own, one inside another, tells others what it told itself."""
    columns, _ = walked(FORM)
    columns = {**columns, "task": [("stated", "missing", None)[at % 3] for at in columns["row"]]}
    given: dict[str, Possible] = {
        "official": ConstantFact(value=True),
        "destination": ConstantFact(UNKNOWN),
        "task": CodeColumn("task"),
    }
    given |= {
        name: ConstantFact(value=False)
        for name in ("automatic", "addressed", "other_address_counts", "unlisted_address_counts")
    }
    form = of_columns(FORM)
    intake, noted_form = read(INTAKE, **given, form=form), Noted("its_form", form)
    noted_intake = Noted("its_intake", read(INTAKE, **given, form=noted_form))
    made_of, frame = ConstantFact(MadeOf.NOTHING), lazy(ENGINES[engine](columns))
    taken = read(ACCEPTING, intake=noted_intake, made_of=made_of, within_hours=UNKNOWN)
    plainly_taken = read(ACCEPTING, intake=intake, made_of=made_of, within_hours=UNKNOWN)
    noted = noted_intake.onto(noted_form.onto(frame)).drop(*FORM.domains, "task")
    told = taken.told(noted, by_code(ACCEPTING))

    found = rows(told.frame.select("row", out=told.outcome.text(), left_open=told.left_open), by="row")

    expected = rows(frame.select("row", out=plainly_taken.outcome(), left_open=plainly_taken.left_open()), by="row")
    assert [each["out"] for each in found] == [each["out"] for each in expected]
    lacking = [plainly_taken.missing(each["left_open"]) for each in expected]
    assert [taken.missing(each["left_open"]) for each in found] == lacking
    assert {"lost", "not_asked", "undetermined"} <= {each["out"] for each in found}
    assert {"details", "task"} <= {name for each in lacking for name in each}


def test_what_does_not_go_into_one_number_is_not_noted() -> None:
    """Bits beyond those of a number would be lost, and with them what is missing."""

    class Thrice(Facts[Out]):
        first: Fact[Intake] = Fact("what one is")
        second: Fact[Intake] = Fact("what another is")
        third: Fact[Intake] = Fact("what the last is")

    one = Noted("one", of_columns(INTAKE))
    table = RuleTable(
        "thrice", Thrice, Rule("3.9", Out.A, when=Thrice.first.is_in(Intake.OFFICIAL)), Rule("3.9", Out.B)
    )
    two = read(table, first=one, second=one, third=UNKNOWN)

    assert Noted("two", two).width == 2 * one.width + len(Intake) <= 60
    with pytest.raises(RuleError, match="table `thrice` has too many facts to be noted"):
        Noted("four", read(table, first=Noted("two", two), second=one, third=one))


@every_engine
def test_a_fact_may_be_what_another_table_decides(engine: str) -> None:
    """Whether the outcome of one table is among some is a yes-or-no fact of another, with its missing facts."""

    class Inner(Facts[Out]):
        deep: Fact[bool] = Fact("something")
        high: Fact[bool] = Fact("something else")

    class Outer(Facts[Out]):
        low: Fact[bool] = Fact("that the inner table gave A or B")

    inner = RuleTable(
        "inner", Inner, Rule("3.9", Out.C, when=Inner.high), Rule("3.9", Out.A, when=Inner.deep), Rule("3.9", Out.B)
    )
    outer = RuleTable("outer", Outer, Rule("3.9", Out.A, when=Outer.low), Rule("3.9", Out.B))
    columns: Columns = {
        "row": [1, 2, 3, 4],
        "deep": ["true", None, None, None],
        "high": ["false", "false", "true", None],
    }
    low = Whether(read(inner, deep=CodeColumn("deep"), high=CodeColumn("high")), frozenset({Out.A, Out.B}))
    reading = read(outer, low=low)

    frame = lazy(ENGINES[engine](columns))
    found = rows(frame.select("row", out=reading.outcome(), left_open=reading.left_open()), by="row")

    assert [each["out"] for each in found] == ["a", "a", "b", "undetermined"]
    assert reading.missing(found[3]["left_open"]) == ("high",)


@every_engine
def test_the_first_condition_that_holds_gives_the_name(engine: str) -> None:
    """Conditions are asked in their order, and what none of them names has the last name, as a text and as a number."""
    late = nw.col("late")
    named = FirstOf([(late > 1, "two"), (late > 0, "one"), (False, "never")], "none")

    frame = lazy(ENGINES[engine]({"late": [0, 1, 2]}))
    found = rows(frame.select("late", name=named.text(), number=named.number(named.names)), by="late")

    assert named.names == ("two", "one", "never", "none")
    assert [each["name"] for each in found] == ["none", "one", "two"]
    assert [named.names[each["number"]] for each in found] == ["none", "one", "two"]


@every_engine
def test_outcomes_are_grouped_without_losing_what_all_of_them_say(engine: str) -> None:
    """Where a row leaves two outcomes open that both are no breach, it is no breach."""
    columns: Columns = {"row": [1, 2, 3], "reacted": ["by_person", "by_person", None], "within": ["true", None, "true"]}
    reading = read(REACTION, bound=ConstantFact(True), reacted=CodeColumn("reacted"), within=CodeColumn("within"))
    verdict = reading.among({"fine": [Reaction.KEPT, Reaction.RUNNING, Reaction.NO_MAXIMUM], "bad": [Reaction.BROKEN]})

    found = rows(lazy(ENGINES[engine](columns)).select("row", verdict=verdict, out=reading.outcome()), by="row")

    assert [each["verdict"] for each in found] == ["fine", "undetermined", "fine"]
    assert found[2]["out"] == "undetermined"


@every_engine
def test_a_choice_says_of_each_value_whether_it_may_be(engine: str) -> None:
    """Facts that no column holds come of conditions; only values that are named are possible."""
    late = nw.col("late")
    choice = Choice({True: late > 0, False: late <= 0})
    reading = read(REFUSAL_GIVEN, main_ground_holds=choice, other_reason=ConstantFact(False))

    found = rows(lazy(ENGINES[engine]({"late": [0, 1]})).select("late", out=reading.outcome()), by="late")

    assert [each["out"] for each in found] == [RefusalGiven.WITHOUT_GROUND.value, RefusalGiven.ON_MAIN_GROUND.value]


def test_nothing_is_possible_of_no_value() -> None:
    """Asked for no value, every kind of fact says no."""
    nothing: frozenset[Any] = frozenset()

    for fact in (
        ConstantFact(UNKNOWN),
        ConstantFact(True),
        CodeColumn("x"),
        BoolFactExpr(True, True),
        Choice({True: True}),
    ):
        assert fact.may_be(nothing) is False


def test_plain_truths_are_settled_before_any_frame_is_seen() -> None:
    """What is the same for all rows costs no row anything."""
    some = nw.col("some")

    assert both([]) is True
    assert either([]) is False
    assert both([some, False]) is False
    assert either([some, True]) is True
    assert both([True, some]) is some
    assert opposite(truth=True) is False


def test_the_regions_of_a_table_are_few() -> None:
    """An expression grows with the rules of a table, not with its combinations."""
    for table in TABLES:
        for rule in table.rules:
            assert len(regions(table, frozenset((rule.outcome,)))) <= 3 * len(table.rules), table.name


def test_a_fact_left_out_is_an_error() -> None:
    """Not knowing is said, here too."""
    with pytest.raises(RuleError, match="fact `other_reason` is left out; say `UNKNOWN`"):
        read(REFUSAL_GIVEN, main_ground_holds=ConstantFact(True))
    with pytest.raises(RuleError, match=r"no fact `other_reasons`; did you mean `other_reason`\?"):
        read(REFUSAL_GIVEN, main_ground_holds=ConstantFact(True), other_reason=UNKNOWN, other_reasons=UNKNOWN)


def test_groups_part_the_outcomes_among_them() -> None:
    """An outcome in two groups, or in none, would be told wrong."""
    reading = read(REFUSAL_GIVEN, main_ground_holds=UNKNOWN, other_reason=UNKNOWN)

    with pytest.raises(RuleError, match="`without_ground` is in none; put it in exactly one group"):
        reading.among({"fine": [RefusalGiven.ON_MAIN_GROUND, RefusalGiven.OUTSIDE_MAIN_GROUNDS]})
    with pytest.raises(RuleError, match="`on_main_ground` is in `fine` and `bad`"):
        reading.among({"fine": list(RefusalGiven), "bad": [RefusalGiven.ON_MAIN_GROUND]})
