"""Rule tables: what they refuse to be built from, and what stays the same about one that is built."""

import copy
import pickle
from datetime import date
from typing import Any

import pytest
from tests.support.random_tables import Four, Out, Pair, facts_class

from netpoint_stp.errors import RuleError
from netpoint_stp.policy.refusal.policy import ABSENT_INFORMATION
from netpoint_stp.rules import (
    MOST_COMBINATIONS,
    UNKNOWN,
    Decision,
    Edition,
    Fact,
    Facts,
    IncompleteTableError,
    Rule,
    RuleTable,
    Undetermined,
    Verdict,
)


class Lamp(Facts[Out]):
    """Facts about a lamp."""

    lit: Fact[bool] = Fact("it is lit")
    side: Fact[Pair] = Fact("on which side it is")
    heading: Fact[Four] = Fact("where it points")


class Other(Facts[Out]):
    """Facts of another table."""

    lit: Fact[bool] = Fact("it is lit")
    size: Fact[bool] = Fact("it is large")


LAMP = RuleTable(
    "lamp",
    Lamp,
    Rule("3.9.1", Out.A, when=Lamp.lit & Lamp.side.is_in(Pair.LEFT)),
    Rule(("3.9.2", "I-7"), Out.B, when=Lamp.heading.is_in(Four.NORTH, Four.EAST)),
    Rule("3.10", Out.A, when=Lamp.lit),
    Rule(("I-10", "I-9", "3.9"), Out.C),
)
LOOSE: Any = LAMP
"""The table as somebody without a type checker sees it."""
AMENDED = Edition("amended", date(2027, 1, 1))


class TestConstruction:
    """A table that contradicts itself or the text does not come to be, and the error says all that is wrong."""

    @pytest.mark.parametrize("cites", ["", (), ("",), ("3.1", "")])
    def test_a_rule_names_its_clause_or_reading(self, cites: Any) -> None:
        """A rule that rests on nothing is refused."""
        with pytest.raises(RuleError, match="neither clause nor reading"):
            Rule(cites, Out.A)

    def test_a_rule_may_rest_on_a_reading_alone(self) -> None:
        """A reading is ground enough, and clauses and readings are told apart."""
        rule = Rule(("I-7", "3.9.1"), Out.A)

        assert (rule.clauses, rule.readings) == (("3.9.1",), ("I-7",))
        assert Rule("I-7", Out.A).readings == ("I-7",)

    @pytest.mark.parametrize(("cite", "near"), [("3.9.4", "3.9"), ("I-99", "I-9"), ("3.91", "3.9.1")])
    def test_an_unknown_clause_or_reading_names_a_near_one(self, cite: str, near: str) -> None:
        """What the text does not have cannot be cited."""
        with pytest.raises(RuleError, match=rf"`{cite}` is unknown; did you mean `{near}"):
            Rule(cite, Out.A)

    @pytest.mark.parametrize("when", [Lamp.side, True, "lit", 1])
    def test_a_rule_holds_under_a_condition(self, when: Any) -> None:
        """What is no condition is refused, with what to write."""
        with pytest.raises(RuleError, match=r"no condition; say which values are meant with `is_in\(\.\.\.\)`"):
            Rule("3.1", Out.A, when=when)

    def test_several_faults_of_a_rule_are_all_told(self) -> None:
        """Wrong cites and a wrong condition stand in one error."""
        strange: Any = "lit"
        with pytest.raises(RuleError, match=r"clause `3\.99` is unknown.*reading `I-77` is unknown.*no condition"):
            Rule(("3.99", "I-77"), Out.A, when=strange)

    def test_a_fact_of_another_table_is_refused(self) -> None:
        """A condition over facts that this table does not have names them, with the nearest of its own."""
        with pytest.raises(RuleError, match="rule 1 speaks of a fact `size` of another table; did you mean `side`"):
            RuleTable("lamp", Lamp, Rule("3.1", Out.A, when=Lamp.lit & Other.size), Rule("3.1", Out.B))

    def test_only_the_last_rule_is_without_condition(self) -> None:
        """A rule without condition hides all after it."""
        with pytest.raises(RuleError, match="rule 1 has no condition and hides all after it"):
            RuleTable("lamp", Lamp, Rule("3.1", Out.A), Rule("3.1", Out.B))

    def test_everything_wrong_is_told_at_once(self) -> None:
        """A nameless table with a hidden rule and a strange fact says all three."""
        with pytest.raises(RuleError) as error:
            RuleTable(" ", Lamp, Rule("3.1", Out.A), Rule("3.1", Out.B, when=Other.size), Rule("3.1", Out.C))

        for part in ("no name", "rule 1 has no condition", "rule 2 speaks of a fact `size`"):
            assert part in str(error.value)

    def test_a_table_has_rules_and_facts(self) -> None:
        """Without either there is nothing to decide."""
        bare: Any = Facts
        with pytest.raises(RuleError, match="it has no rules"):
            RuleTable("lamp", Lamp)
        with pytest.raises(RuleError, match="its facts class has no facts"):
            RuleTable("lamp", bare, Rule("3.1", Out.A))
        with pytest.raises(RuleError, match="is no class of facts; derive one from `Facts`"):
            RuleTable("lamp", bool, Rule("3.1", Out.A))  # type: ignore[arg-type]  # the error is what is tested

    def test_outcomes_can_be_compared(self) -> None:
        """An outcome that changes under the table's hands is refused."""
        outcome: Any = ["a"]
        with pytest.raises(RuleError, match="an outcome cannot be hashed"):
            RuleTable("lamp", Lamp, Rule("3.1", outcome))

    def test_a_table_is_small_enough_to_walk(self) -> None:
        """4,096 combinations are taken, one fact more is refused with the number and what to do."""
        names = {f"fact_{number}": "bool" for number in range(12)}
        largest: RuleTable[..., Out] = RuleTable("large", facts_class(names), Rule("3.1", Out.A))
        assert sum(1 for _ in largest.combinations()) == MOST_COMBINATIONS

        with pytest.raises(RuleError, match="have 8192 combinations, more than 4096; split it"):
            RuleTable("too large", facts_class({**names, "one_more": "bool"}), Rule("3.1", Out.A))


class TestDeciding:
    """What is handed in is complete and possible, or the error says what is not."""

    def test_a_fact_left_out_is_an_error(self) -> None:
        """Forgetting is not the same as not knowing."""
        with pytest.raises(TypeError, match="heading"):
            LOOSE.decide(lit=True, side=Pair.LEFT)

    def test_a_fact_too_many_is_an_error(self) -> None:
        """A misspelt fact is not passed over."""
        with pytest.raises(TypeError, match="haeding"):
            LOOSE.decide(lit=True, side=Pair.LEFT, heading=Four.NORTH, haeding=Four.NORTH)

    def test_facts_have_names(self) -> None:
        """Facts by position are refused."""
        with pytest.raises(TypeError, match="positional"):
            LOOSE.decide(True, Pair.LEFT, Four.NORTH)

    def test_none_is_not_unknown(self) -> None:
        """Not knowing is said aloud."""
        with pytest.raises(RuleError, match="fact `side` is None; say `UNKNOWN` where it is not known"):
            LOOSE.decide(lit=True, side=None, heading=Four.NORTH)

    @pytest.mark.parametrize("side", ["left", "LEFT", Four.NORTH, [], {}, frozenset(), frozenset({Four.NORTH}), 2])
    def test_an_impossible_value_is_an_error(self, side: object) -> None:
        """A value outside the domain is refused, the texts of a log among them: those are for `decide_on`."""
        with pytest.raises(RuleError, match="fact `side` can never be"):
            LOOSE.decide(lit=True, side=side, heading=Four.NORTH)

    def test_a_text_that_would_be_right_in_a_log_is_told_what_to_give(self) -> None:
        """The value that the text stands for, or the way to decide by texts."""
        with pytest.raises(RuleError, match=r"can never be the text `left`; give `Pair\.LEFT`, or use `decide_on`"):
            LOOSE.decide(lit=True, side="left", heading=Four.NORTH)

    def test_several_impossible_values_are_told_at_once(self) -> None:
        """One error names every fact that is wrong."""
        with pytest.raises(RuleError, match=r"`lit` is None.*`side` can never be `'lefft'`; did you mean `left`"):
            LOOSE.decide(lit=None, side="lefft", heading=Four.NORTH)

    def test_what_equals_a_yes_or_a_no_counts_as_it(self) -> None:
        """Numbers 1 and 0, as a data base may have them, are taken, asked first or later, and recorded as yes or no."""
        fresh: Any = LAMP.under(AMENDED)
        first = fresh.decide(lit=1, side=Pair.LEFT, heading=Four.WEST)
        later = fresh.decide(lit=True, side=Pair.LEFT, heading=Four.WEST)

        assert first is later
        assert first.facts["lit"] is True

    def test_a_set_says_one_of_several(self) -> None:
        """A fact that is narrowed to some values is settled over those alone."""
        answer = LOOSE.decide(lit=False, side=UNKNOWN, heading=frozenset({Four.NORTH, Four.EAST}))
        assert isinstance(answer, Decision)
        assert answer.outcome is Out.B

        answer = LOOSE.decide(lit=False, side=UNKNOWN, heading=frozenset({Four.SOUTH, Four.EAST}))
        assert isinstance(answer, Undetermined)
        assert answer.missing == {"heading"}

    def test_equal_questions_get_the_same_answer_object(self) -> None:
        """Answers are made once."""
        asked = {"lit": True, "side": UNKNOWN, "heading": Four.WEST}

        assert LOOSE.decide(**asked) is LOOSE.decide(**asked)

    def test_a_gap_is_an_error_only_when_it_is_met(self) -> None:
        """A table with a gap constructs; asking into the gap is an error with the case in which no rule holds."""
        table: Any = RuleTable("gappy", Lamp, Rule("3.1", Out.A, when=Lamp.lit))

        assert table.decide(lit=True, side=Pair.LEFT, heading=Four.NORTH).outcome is Out.A
        with pytest.raises(IncompleteTableError, match="no rule for lit=False, side=left, heading=north; add one"):
            table.decide(lit=False, side=Pair.LEFT, heading=Four.NORTH)
        with pytest.raises(IncompleteTableError, match="no rule for lit=False"):
            table.decide(lit=UNKNOWN, side=Pair.LEFT, heading=Four.NORTH)


class TestAnswers:
    """An answer never travels without its grounds, and never passes for a yes or a no."""

    def test_the_first_rule_that_holds_wins(self) -> None:
        """Where two rules hold, the earlier one decides."""
        answer = LAMP.decide(lit=True, side=Pair.LEFT, heading=Four.NORTH)

        assert isinstance(answer, Decision)
        assert (answer.outcome, answer.clauses, answer.readings) == (Out.A, ("3.9.1",), ())

    def test_a_decision_reached_by_several_rules_cites_them_all(self) -> None:
        """What every completion leads to rests on each rule that a completion leads through."""
        answer = LAMP.decide(lit=True, side=UNKNOWN, heading=Four.WEST)

        assert isinstance(answer, Decision)
        assert (answer.outcome, answer.clauses) == (Out.A, ("3.9.1", "3.10"))

    def test_grounds_stand_in_the_order_of_the_text(self) -> None:
        """3.9.2 comes before 3.10, and I-7 before I-10, however the rules cite them."""
        answer = LAMP.decide(lit=UNKNOWN, side=UNKNOWN, heading=UNKNOWN)

        assert answer.clauses == ("3.9", "3.9.1", "3.9.2", "3.10")
        assert answer.readings == ("I-7", "I-9", "I-10")

    def test_answers_have_no_truth_value(self) -> None:
        """`if decision:` is an error, for either kind of answer."""
        for answer in (
            LAMP.decide(lit=True, side=Pair.LEFT, heading=Four.NORTH),
            LAMP.decide(lit=UNKNOWN, side=UNKNOWN, heading=UNKNOWN),
        ):
            with pytest.raises(TypeError, match="no truth value"):
                bool(answer)

    def test_the_trace_says_of_every_rule_what_became_of_it(self) -> None:
        """Each rule applies, may apply, does not apply or was not reached, and the facts that settled it are named."""
        answer = LAMP.decide(lit=False, side=UNKNOWN, heading=Four.EAST)

        assert [(step.number, step.verdict) for step in answer.trace] == [
            (1, Verdict.DOES_NOT_APPLY),
            (2, Verdict.APPLIES),
            (3, Verdict.NOT_REACHED),
            (4, Verdict.NOT_REACHED),
        ]
        assert [dict(step.because) for step in answer.trace] == [{"lit": False}, {"heading": Four.EAST}, {}, {}]
        assert [(step.clauses, step.readings) for step in answer.trace][1] == (("3.9.2",), ("I-7",))
        assert [step.outcome for step in answer.trace] == [Out.A, Out.B, Out.A, Out.C]

    def test_the_trace_says_what_may_still_apply(self) -> None:
        """Where facts are unknown, a rule that some completions reach may apply."""
        answer = LAMP.decide(lit=UNKNOWN, side=Pair.RIGHT, heading=Four.WEST)

        assert [step.verdict for step in answer.trace] == [
            Verdict.DOES_NOT_APPLY,
            Verdict.DOES_NOT_APPLY,
            Verdict.MAY_APPLY,
            Verdict.MAY_APPLY,
        ]

    def test_every_answer_names_its_edition(self) -> None:
        """Under another edition the same facts give an answer that names it, and the old table keeps its own."""
        facts: Any = {"lit": True, "side": Pair.LEFT, "heading": Four.NORTH}
        amended = LAMP.under(AMENDED)

        assert amended.decide(**facts).edition == AMENDED
        assert LAMP.decide(**facts).edition.name == "published"
        assert amended.decide(**facts) != LAMP.decide(**facts)

    def test_answers_are_equal_by_table_and_facts(self) -> None:
        """The same table asked the same is the same answer, pickled, copied or built anew."""
        facts: Any = {"lit": True, "side": UNKNOWN, "heading": Four.NORTH}
        answer = LAMP.decide(**facts)
        others = [pickle.loads(pickle.dumps(answer)), copy.copy(answer), copy.deepcopy(answer)]  # noqa: S301
        others.append(RuleTable("lamp", Lamp, *LAMP.rules).decide(**facts))

        assert all(other == answer and hash(other) == hash(answer) for other in others)
        assert answer != LAMP.decide(**{**facts, "heading": Four.WEST})
        assert answer != "answer"
        assert "lit" in repr(answer)


class TestTablesAsValues:
    """A table never changes; it can be compared, amended, pickled, and named by its digest."""

    def test_replacing_a_rule_gives_another_table(self) -> None:
        """The rule that cites the clause gives way to others, in its place, and the edition stays."""
        amended = LAMP.under(AMENDED).replace(
            "3.9.2", Rule("3.9.2", Out.C, when=Lamp.lit), Rule("3.9.3", Out.C, when=~Lamp.lit)
        )

        assert [rule.clauses for rule in amended.rules] == [("3.9.1",), ("3.9.2",), ("3.9.3",), ("3.10",), ("3.9",)]
        assert amended.edition == AMENDED
        assert len(LAMP.rules) == 4

    def test_replacing_by_nothing_takes_the_rule_away(self) -> None:
        """An amendment may repeal."""
        assert [rule.clauses for rule in LAMP.replace("3.10").rules] == [("3.9.1",), ("3.9.2",), ("3.9",)]

    def test_a_reading_can_be_replaced_too(self) -> None:
        """Whatever a rule cites names it."""
        assert LAMP.replace("I-10").rules == LAMP.rules[:3]

    def test_an_ambiguous_replacement_is_refused(self) -> None:
        """Where several rules cite the clause, their numbers are told, and one of them settles it."""
        table = LAMP.replace("3.10", Rule("3.9.1", Out.B, when=Lamp.lit))

        with pytest.raises(RuleError, match=r"rules 1, 3 cite `3\.9\.1`; say which with `number`"):
            table.replace("3.9.1")
        assert [rule.outcome for rule in table.replace("3.9.1", number=3).rules] == [Out.A, Out.B, Out.C]

    def test_a_clause_that_no_rule_cites_cannot_be_replaced(self) -> None:
        """The error names the nearest that is cited; a wrong number is told apart."""
        with pytest.raises(RuleError, match=r"has no rule citing `3\.9\.3`; did you mean `3\.9"):
            LAMP.replace("3.9.3")
        with pytest.raises(RuleError, match=r"rule 2 does not cite `3\.9\.1`; leave the number out"):
            LAMP.replace("3.9.1", number=2)

    def test_the_digest_is_the_same_on_every_machine_and_day(self) -> None:
        """Records name the table by it, so it may not move while the table stays."""
        assert LAMP.digest == "2911980d1bd041a4"
        assert LAMP.under(AMENDED).digest == LAMP.digest

    def test_the_digest_changes_with_any_change(self) -> None:
        """Another name, order, cite, outcome, value, operator or fact is another table."""
        first, second, third, last = LAMP.rules
        changed: list[RuleTable[..., Out]] = [
            RuleTable("lantern", Lamp, *LAMP.rules),
            RuleTable("lamp", Lamp, second, first, third, last),
            RuleTable("lamp", Lamp, first, second, third, Rule(("I-10", "3.9"), Out.C)),
            RuleTable("lamp", Lamp, first, second, third, Rule(("I-10", "I-9", "3.9"), Out.B)),
            RuleTable("lamp", Lamp, first, second, Rule("3.10", Out.A, when=~Lamp.lit), last),
            LAMP.replace("3.9.1", Rule("3.9.1", Out.A, when=Lamp.lit | Lamp.side.is_in(Pair.LEFT))),
            LAMP.replace("3.9.1", Rule("3.9.1", Out.A, when=Lamp.lit & Lamp.side.is_in(Pair.RIGHT))),
            RuleTable("lamp", Other, Rule("3.1", Out.A)),
            RuleTable("lamp", Lamp, Rule("3.1", Out.A)),
        ]

        assert len({table.digest for table in (LAMP, *changed)}) == len(changed) + 1

    def test_tables_are_equal_by_content_and_edition(self) -> None:
        """A table built again, pickled or copied is equal to the first; another edition is not."""
        again = RuleTable("lamp", Lamp, *LAMP.rules)
        copies = [again, pickle.loads(pickle.dumps(LAMP)), copy.copy(LAMP), copy.deepcopy(LAMP)]  # noqa: S301

        assert all(one == LAMP and hash(one) == hash(LAMP) for one in copies)
        assert LAMP.under(AMENDED) != LAMP
        assert pickle.loads(pickle.dumps(LAMP.under(AMENDED))) == LAMP.under(AMENDED)  # noqa: S301
        assert LAMP != "lamp"
        assert repr(LAMP) == "<RuleTable 'lamp', 4 rules, edition 'published'>"


class TestDecidingOnRecords:
    """A log or a request in JSON has texts; they are read back as what they stood for."""

    def test_codes_are_read_back(self) -> None:
        """Texts, yes or no, and `unknown` lead to the same answer as the values themselves."""
        from_log = LAMP.decide_on({"lit": True, "side": "unknown", "heading": "west"})

        assert from_log is LAMP.decide(lit=True, side=UNKNOWN, heading=Four.WEST)
        assert LAMP.decide_on({"lit": True, "side": UNKNOWN, "heading": Four.WEST}) is from_log

    @pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
    def test_several_are_one_of_several(self, kind: type) -> None:
        """What a combining table recorded of a part not settled is read back as a set, however it was kept."""
        expected = LOOSE.decide(lit=False, side=Pair.LEFT, heading=frozenset({Four.NORTH, Four.EAST}))

        assert LAMP.decide_on({"lit": False, "side": "left", "heading": kind(("north", "east"))}) is expected
        with pytest.raises(RuleError, match="heading"):
            LAMP.decide_on({"lit": False, "side": "left", "heading": kind(())})

    def test_everything_wrong_is_told_at_once(self) -> None:
        """Facts missing, unknown and impossible stand in one error."""
        with pytest.raises(RuleError) as error:
            LAMP.decide_on({"litt": True, "side": "lefft", "heading": ["north", "up"]})

        told = str(error.value)
        assert "there is no fact `litt`; did you mean `lit`?" in told
        assert "fact `lit` is left out; say `unknown` where it is not known" in told
        assert "fact `side` can never be `'lefft'`; did you mean `left`?" in told
        assert "fact `heading` can never be" in told

    @pytest.mark.parametrize("side", [None, [], {"left": 1}, 1, "Left", ""])
    def test_nothing_else_passes(self, side: object) -> None:
        """Null is not unknown, and no list is no value."""
        with pytest.raises(RuleError, match="fact `side`"):
            LAMP.decide_on({"lit": True, "side": side, "heading": "west"})


class TestMisspelling:
    """A misspelt fact is an error that names the one that was meant."""

    def test_a_misspelt_fact_is_told_the_nearest_one(self) -> None:
        """Also where the fact that was meant is left out by it."""
        with pytest.raises(TypeError, match=r"no fact `identiy`; did you mean `identity`\?"):
            ABSENT_INFORMATION.decide(needed=True, identiy=None, asked=UNKNOWN)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="fact `asked` is left out; say `UNKNOWN`"):
            ABSENT_INFORMATION.decide(needed=UNKNOWN, identity=UNKNOWN)  # type: ignore[call-arg]

    def test_what_reads_codes_does_not_refer_to_itself(self) -> None:
        """`decide_on` says what to give, not to use it."""
        with pytest.raises(RuleError) as caught:
            ABSENT_INFORMATION.decide_on({"needed": "true", "identity": "absent", "asked": "unknown"})
        assert "give `True`" in str(caught.value)
        assert "decide_on" not in str(caught.value)
