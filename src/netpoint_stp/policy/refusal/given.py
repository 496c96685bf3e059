"""Refusals that were given (3.9, reading I-6): what one amounts to, by whether a main ground held."""

from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable


class RefusalGiven(FactEnum):
    """What a refusal that was given amounts to (reading I-6)."""

    ON_MAIN_GROUND = "on_main_ground"
    OUTSIDE_MAIN_GROUNDS = "outside_main_grounds"
    WITHOUT_GROUND = "without_ground"


class GivenRefusal(Facts[RefusalGiven]):
    """Facts about a refusal that was given."""

    main_ground_holds: Fact[bool] = Fact("one of the main grounds held when it was given")
    other_reason: Fact[bool] = Fact("another reason was given")


REFUSAL_GIVEN = RuleTable(
    "refusal that was given",
    GivenRefusal,
    Rule(("3.9", "I-6"), RefusalGiven.ON_MAIN_GROUND, when=GivenRefusal.main_ground_holds),
    Rule(("3.9", "I-6"), RefusalGiven.OUTSIDE_MAIN_GROUNDS, when=GivenRefusal.other_reason),
    Rule(("3.9", "I-6"), RefusalGiven.WITHOUT_GROUND),
)
