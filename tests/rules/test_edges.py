"""What only shows at an edge: the hundredth gap, a way of three steps, one value said as a set, a table of one fact."""

import re
from enum import Enum
from itertools import product
from typing import Any, Generic, Literal, TypeVar

import pytest
from tests.support.random_tables import Four, Out, Pair, Triple

from netpoint_stp.clauses import READING_IDS, reading
from netpoint_stp.errors import RuleError
from netpoint_stp.policy.refusal.policy import ABSENT_INFORMATION
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Fact, FactEnum, Facts, Rule, RuleTable, compose
from netpoint_stp.rules.codes import shape
from netpoint_stp.rules.explanation import tell_grounds, tell_label
from netpoint_stp.rules.facts import is_known, outcome_family
from netpoint_stp.wording import LANGUAGES, Language, Message, say

T = TypeVar("T")


class Many(FactEnum):
    """A domain of as many values as rarely come in order by themselves."""

    J = "j"
    C = "c"
    H = "h"
    A = "a"
    F = "f"
    B = "b"
    I = "i"  # noqa: E741 - its neighbours are letters too
    D = "d"
    G = "g"
    E = "e"


class Flags(Facts[Out]):
    """Facts whose names are not in the order of the alphabet."""

    west: Fact[bool] = Fact("west")
    east: Fact[bool] = Fact("east")
    south: Fact[bool] = Fact("south")
    north: Fact[bool] = Fact("north")


class Wide(Facts[Out]):
    """Facts with 160 combinations."""

    many: Fact[Many] = Fact("which of many")
    four: Fact[Four] = Fact("which of four")
    one: Fact[bool] = Fact("one")
    other: Fact[bool] = Fact("other")


class Single(Facts[Out]):
    """One fact alone."""

    colour: Fact[Triple] = Fact("which colour")


ANY_OF_FOUR = RuleTable(
    "any of four",
    Flags,
    Rule("3.1", Out.A, when=Flags.west),
    Rule("3.1", Out.B, when=Flags.east & Flags.south),
    Rule("3.1", Out.B, when=Flags.north),
    Rule("3.1", Out.C),
)
HOLES = RuleTable("holes", Single, Rule("3.1", Out.A, when=Single.colour.is_in(Triple.RED)),
                  Rule("3.1", Out.B, when=Single.colour.is_in(Triple.BLUE)))  # fmt: skip
SINGLE = RuleTable("single", Single, Rule("3.1", Out.A, when=Single.colour.is_in(Triple.RED)), Rule("3.1", Out.B))


class TestWhatIsShownOfATable:
    """Gaps, smallest changes, vectors."""

    def test_a_hundred_gaps_are_shown_and_all_are_counted(self) -> None:
        """160 gaps, of which the first hundred stand there."""
        table: RuleTable[..., Out] = RuleTable("gaps", Wide, Rule("3.1", Out.A, when=Wide.one & ~Wide.one))

        assert (table.analyse().gap_count, len(table.analyse().gaps)) == (160, 100)
        assert list(table.analyse().gaps) == list(table.combinations())[:100]

    @pytest.mark.parametrize("wanted", [Out.A, Out.B])
    def test_no_change_leads_into_a_gap(self, wanted: Out) -> None:
        """A combination that no rule decides has no outcome, not even that of the last rule."""
        other = Out.B if wanted is Out.A else Out.A
        answer = HOLES.decide(colour=Triple.RED if wanted is Out.B else Triple.BLUE)
        assert isinstance(answer, Decision)

        right = {"colour": Triple.BLUE if wanted is Out.B else Triple.RED}
        assert answer.outcome is other
        assert answer.counterfactual(wanted) == (right,)
        assert compose(HOLES, {}, colour=answer.facts["colour"]).counterfactual(wanted) == (right,)

    def test_the_shortest_way_is_found_after_a_longer_one(self) -> None:
        """Of ways of one change and of two, those of one are given, in whatever order they are come upon."""
        table: RuleTable[..., Out] = RuleTable(
            "ways",
            Flags,
            Rule("3.1", Out.A, when=Flags.south & Flags.north & ~Flags.west),
            Rule("3.1", Out.A, when=Flags.west & ~Flags.south & ~Flags.north),
            Rule("3.1", Out.B),
        )
        at = {"west": False, "east": False, "south": False, "north": False}

        assert table.decide_on(at).counterfactual(Out.A) == ({"west": True},)
        assert compose(table, {}, **at).counterfactual(Out.A) == ({"west": True},)

    def test_what_is_missing_stands_in_the_order_of_the_alphabet(self) -> None:
        """In each vector; hashes of texts differ from run to run."""
        missing = [vector["missing"] for vector in ANY_OF_FOUR.vectors() if "missing" in vector]

        assert missing == [sorted(names) for names in missing]
        assert max(map(len, missing)) == 4

    def test_every_combination_with_unknowns_is_a_vector(self) -> None:
        """Each fact has one value more: that it is not known."""
        assert [vector["facts"]["colour"] for vector in SINGLE.vectors()] == ["red", "green", "blue", "unknown"]
        assert len(ANY_OF_FOUR.vectors()) == 3**4


class TestFactsThatAreNeeded:
    """What a decision lacks is what can turn it, one fact at a time."""

    def test_against_a_walk_through_all_completions(self) -> None:
        """A fact is missing if and only if two completions that differ in it alone have different outcomes."""
        for given in product((True, False, UNKNOWN), repeat=4):
            facts = dict(zip(ANY_OF_FOUR.domains, given, strict=True))
            answer = ANY_OF_FOUR.decide_on(facts)
            open_ = [(True, False) if value is UNKNOWN else (value,) for value in given]
            outcomes = {each: ANY_OF_FOUR.fired(each) for each in product(*open_)}
            turning = {
                name
                for at, name in enumerate(facts)
                for each, fired in outcomes.items()
                for other in [outcomes.get((*each[:at], not each[at], *each[at + 1 :]), fired)]
                if ANY_OF_FOUR.rules[fired].outcome is not ANY_OF_FOUR.rules[other].outcome
            }

            assert getattr(answer, "missing", set()) == turning, facts


class TestOneAnswerForOneQuestion:
    """Equal questions get the same object, also where a table has one fact, or a set of one value is handed over."""

    def test_of_one_fact(self) -> None:
        """Asked twice, or by the set of that value."""
        assert SINGLE.decide(colour=Triple.RED) is SINGLE.decide(colour=Triple.RED)
        assert compose(SINGLE, {}, colour=frozenset({Triple.RED})).answer is SINGLE.decide(colour=Triple.RED)

    def test_of_a_set_of_one_among_plain_values(self) -> None:
        """One fact as a set of one value, the others plain."""
        plain = ANY_OF_FOUR.decide(west=False, east=True, south=True, north=False)

        assert compose(ANY_OF_FOUR, {}, west=False, east=True, south=frozenset({True}), north=False).answer is plain


class TestTablesApart:
    """Digests and equality."""

    def test_a_digest_is_the_same_in_every_version_and_process(self) -> None:
        """Logs hold digests: these were written down once, one of them with values that are hashed by identity."""
        table: RuleTable[..., Out] = RuleTable(
            "черга",
            Wide,
            Rule(("3.1", "I-1"), Out.A, when=Wide.many.is_in(*list(Many)[:9]) & ~Wide.one),
            Rule("3.2", Out.B),
        )

        assert re.fullmatch("[0-9a-f]{16}", table.digest)
        assert (table.digest, SINGLE.digest) == ("0d8cfdbe365d0b44", "bff7cec5694a8be5")

    def test_the_form_of_a_condition(self) -> None:
        """Names as they are, values as sorted codes, parts in their order."""
        assert shape(Wide.many.is_in(*Many) & ~Wide.one) == {
            "is": "AllOf",
            "parts": [
                {"is": "IsIn", "name": "many", "values": list("abcdefghij")},
                {"is": "Not", "part": {"is": "IsIn", "name": "one", "values": ["True"]}},
            ],
        }

    def test_other_rules_make_another_table(self) -> None:
        """Of one name and edition; as does another edition of the same rules."""
        other = RuleTable("single", Single, Rule("3.1", Out.B))

        assert other != SINGLE
        assert RuleTable("single", Single, *SINGLE.rules) == SINGLE
        assert SINGLE.under(Edition("another")) != SINGLE


class TestConditionsAsBuilt:
    """Operators do not nest what they can put side by side."""

    def test_and_and_or_are_associative(self) -> None:
        """In what they build too, so that digests do not depend on brackets."""
        a, b, c = Flags.west, Flags.east, Flags.south

        assert shape((a & b) & c) == shape(a & (b & c)) == shape(a & b & c)
        assert shape((a | b) | c) == shape(a | (b | c)) == shape(a | b | c)
        assert len((a & b & c).parts) == 3  # type: ignore[attr-defined]  # a condition of several parts
        assert shape((a & b) | c) != shape(a & (b | c))

    def test_a_way_is_told_once_and_none_that_cannot_be(self) -> None:
        """What two ways share is one; what contradicts itself is none."""
        a, b, c = Flags.west, Flags.east, Flags.south
        ways = ((a | b) & (a | b | c) & ~(a & b)).cubes(ANY_OF_FOUR.domains)

        assert all(all(cube.values()) for cube in ways)
        assert all(ways.count(cube) == 1 for cube in ways)
        assert (a & ~a).cubes(ANY_OF_FOUR.domains) == []

    @pytest.mark.parametrize("known", list(product((True, False, None), repeat=3)))
    def test_what_settles_a_condition(self, known: tuple[bool | None, ...]) -> None:
        """Its reason says yes or no only where all completions do; with one part known of several it stays open."""
        values = {
            name: value for name, value in zip(("west", "east", "south"), known, strict=True) if value is not None
        }
        a, b, c = Flags.west, Flags.east, Flags.south
        for condition in (a & b, a | b, (a & b) | c, (a | b) & c, ~(a & b) | c, ~((a | b) & c), (a & b & c) | (~a & c)):
            settled, _ = condition.reason(values)
            wholes = [
                dict(zip(("west", "east", "south"), each, strict=True)) for each in product((True, False), repeat=3)
            ]
            outcomes = {condition.holds(whole) for whole in wholes if values.items() <= whole.items()}

            assert settled is None or outcomes == {settled}
            assert settled is not None or len(values) < 3

    def test_a_fact_of_many_values_is_no_condition(self) -> None:
        """Said with what to do, on either side of an operator."""
        flag: Any = Flags.west
        colour: Any = Single.colour
        for left, right in ((flag, colour), (colour, flag)):
            with pytest.raises(RuleError, match=r"not yes or no; say which values are meant with `is_in"):
                _ = left & right
            with pytest.raises(RuleError, match=r"not yes or no; say which values are meant with `is_in"):
                _ = left | right


class TestClassesOfFacts:
    """What is read from annotations."""

    def test_what_is_known(self) -> None:
        """One value, and no set of values, even of one."""
        assert [is_known(each) for each in (True, Out.A, UNKNOWN, frozenset({Out.A}), frozenset())] == [
            True, True, False, False, False,
        ]  # fmt: skip

    @pytest.mark.parametrize("annotation", [list[bool], bool, Fact, dict[str, bool], None])
    def test_an_annotation_that_is_no_fact(self, annotation: Any) -> None:
        """It is refused, whatever stands in its brackets."""
        with pytest.raises(RuleError, match="write `Fact"):
            Fact("x").bind(annotation)

    @pytest.mark.parametrize("kind", [Literal[Out.A, "b"], Literal["a", Out.B], Literal["a"], int])
    def test_a_domain_is_of_members_alone(self, kind: Any) -> None:
        """One text among members makes a domain that nobody can write down."""
        with pytest.raises(RuleError, match="has no finite domain"):
            Fact("x").bind(Fact[kind])

    def test_an_enumeration_of_the_function_around_it(self) -> None:
        """Annotations may name what the function has, in quotation marks too."""

        class Local(Enum):
            YES = "yes"
            NO = "no"

        class Here(Facts[Out]):
            answer: "Fact[Local]" = Fact("the answer")

        assert Here.facts["answer"].domain == (Local.YES, Local.NO)

    def test_outcomes_are_found_among_several_bases(self) -> None:
        """The family is that of `Facts`, whatever other base stands before it."""

        class Named(Generic[T]):
            pass

        class Both(Named[Pair], Facts[Out]):
            flag: Fact[bool] = Fact("it is so")

        class Free(Facts[T]):
            flag: Fact[bool] = Fact("it is so")

        assert outcome_family(Both) == tuple(Out)
        assert outcome_family(Free) == ()

    def test_a_name_of_the_language_is_no_misspelt_fact(self) -> None:
        """Tools that ask for what Python may have are not told of facts."""
        with pytest.raises(AttributeError) as told:
            Flags.__nothing__  # type: ignore[attr-defined]  # noqa: B018

        assert type(told.value) is AttributeError

    def test_all_facts_of_another_table_are_named(self) -> None:
        """In the order of the alphabet."""
        with pytest.raises(RuleError) as told:
            RuleTable("x", Single, Rule("3.1", Out.A, when=Flags.west & Flags.east & Flags.south & Flags.north))

        assert re.findall("fact `([a-z]+)` of", str(told.value)) == ["east", "north", "south", "west"]


class TestWords:
    """What is told of facts and grounds."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_label_is_that_of_the_catalogue(self, lang: Language) -> None:
        """For the library's tables; for others the description."""
        assert tell_label(ABSENT_INFORMATION, "needed", lang) == say("fact.absent_information.needed.label", lang)
        assert tell_label(SINGLE, "colour", lang) == "which colour"

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_title_within_a_sentence(self, lang: Language) -> None:
        """Its first letter is small, but that of an abbreviation."""
        for entry in map(reading, READING_IDS):
            title = entry.title[lang]
            word = re.match(r"\w+", title)
            assert word is not None
            small = title if len(word[0]) > 1 and word[0].isupper() else title[0].lower() + title[1:]

            assert small in tell_grounds((), (entry.id,), lang, Edition("x"))[0], title

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_an_edition_says_what_is_its_own(self, lang: Language) -> None:
        """Of a clause and of a reading; of the others the text's summary stands."""
        own = Edition("x", statements={"3.12": Message("value.yes"), "I-1": Message("value.no")})
        told = tell_grounds(("3.11", "3.12"), ("I-1", "I-2"), lang, own)
        plain = tell_grounds(("3.11", "3.12"), ("I-1", "I-2"), lang, Edition("x"))

        assert [one == other for one, other in zip(told, plain, strict=True)] == [True, False, False, True]
        assert say("value.yes", lang) in told[1]
        assert say("value.no", lang) in told[2]

    def test_a_composed_answer_tells_facts_of_its_own_and_of_parts_within_parts(self) -> None:
        """Reasons of no part stand beside those of parts; what is unknown is asked by the part that asks it."""
        inner = SINGLE.decide(colour=UNKNOWN)

        class Outer(Facts[Out]):
            part: Fact[Out] = Fact("what the part says")
            own: Fact[bool] = Fact("its own")

        outer = RuleTable(
            "outer", Outer, Rule("3.2", Out.A, when=Outer.part.is_in(Out.A) & Outer.own), Rule("3.3", Out.B)
        )
        open_ = compose(outer, {"part": compose(outer, {"part": inner}, own=True)}, own=UNKNOWN)
        decided = compose(outer, {"part": SINGLE.decide(colour=Triple.RED)}, own=True)

        assert open_.missing == {"part.part.colour", "own"}
        assert open_.explain("en").unknown == ("which colour", "its own")
        assert decided.explain("en").because == ("which colour: red", "its own")
