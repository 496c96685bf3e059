"""What contracts and breaks in the services say of a refusal (2.2, 3.9.2, 3.9.3), at the moment when it was given."""

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, beside
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, CodeColumn, ConstantFact, Truth, as_column, opposite
from netpoint_stp.policy.refusal.demands import DEMANDS
from netpoint_stp.policy.refusal.policy import GroundVerdict
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import InterruptionKind, Silence


def _number(truth: Truth) -> nw.Expr:
    return nw.when(as_column(truth)).then(nw.lit(1)).otherwise(nw.lit(0))


def _over_rows(pairs: Frame, **truths: Truth) -> Frame:
    """Return for each row of the refusals whether any of its pairs has it, as 1 and 0 by name."""
    numbered = pairs.with_columns(**{name: _number(truth) for name, truth in truths.items()})
    return numbered.group_by("row").agg(**{name: nw.col(name).max() for name in truths})


def _may_last(case: Case, end: str) -> nw.Expr:
    """Return whether a span that has no end may have ended all the same, by what the log's silence means."""
    return nw.col(end).is_null() if case.log.silence is Silence.NOT_KNOWN else nw.col(end) < 0


def demanded(case: Case, frame: Frame) -> Frame:
    """Return refusals with `demand_…` for each way in which the demand may stand to the contract (3.7, 3.9.2).

    Where the log does not say how, whether the contract covered the service at that moment narrows it down; a contract
    that names no service then counts as not known.
    """
    covered: ConstantFact | BoolFactExpr = ConstantFact(UNKNOWN)
    if case.log.has("contracts.service") and case.log.has("contracts.contract_id"):
        frame = _covered(case, frame)
        covered = BoolFactExpr(true=nw.col("covers_maybe"), false=~nw.col("covers_sure"))
    scope = read(
        case.regulation.scope.scope,
        service_in_contract=covered,
        matter=UNKNOWN,
        concerns_working=UNKNOWN,
        wanted=UNKNOWN,
    )
    unsaid = nw.col("demand").fill_null("unknown") == "unknown"
    may_be: dict[str, nw.Expr] = {}
    for outcome, demand in DEMANDS.items():
        said = (nw.col("demand") == demand.value).fill_null(value=False)
        may_be[f"demand_{demand.value}"] = said | (unsaid & as_column(scope.may_be(frozenset({outcome}))))
    return frame.with_columns(**may_be)


def _covered(case: Case, frame: Frame) -> Frame:
    contracts = case.missing_as_empty("contracts", ("until",)).filter(~nw.col("service").is_null())
    contracts = contracts.select(
        "contract_id", covers=nw.col("service"), from_us=nw.col("since_us"), to_us=nw.col("until_us")
    )
    pairs = frame.select("row", "contract_id", "service", "refused_at_us").join(contracts, on="contract_id")
    at, end = nw.col("refused_at_us"), nw.col("to_us")
    pairs = pairs.filter((nw.col("from_us") <= at) & (end.is_null() | (end > at)))
    same = (nw.col("covers") == nw.col("service")).fill_null(value=False)
    unsure = _may_last(case, "to_us").fill_null(value=False)
    found = _over_rows(pairs, any_named=~unsure, same_sure=same & ~unsure, same_maybe=same)
    frame = frame.join(found, on="row", how="left")
    named, sure, maybe = (nw.col(name).fill_null(0) == 1 for name in ("any_named", "same_sure", "same_maybe"))
    unknown = nw.col("service").is_null() | ~named
    return frame.with_columns(covers_sure=sure & ~nw.col("service").is_null(), covers_maybe=maybe | unknown)


def broken_off(case: Case, frame: Frame) -> Frame:
    """Return refusals with `break_sure` and `break_maybe`: whether an agreed break of that service lasted then (3.9.3).

    A break without a contract is one for all. Whose contract is not known may have had any break.
    """
    if not case.log.has("interruptions"):
        always = nw.col("row") > 0
        return frame.with_columns(break_sure=~always, break_maybe=always)
    breaks = case.missing_as_empty("interruptions", ("ended_at", "service", "contract_id", "kind")).drop("row")
    breaks = breaks.rename({"service": "its_service", "contract_id": "its_contract"})
    mine = frame.select("row", "service", "contract_id", "refused_at_us")
    at, end = nw.col("refused_at_us"), nw.col("ended_at_us")
    lasting = (nw.col("began_at_us") <= at) & (end.is_null() | (end > at))
    own = breaks.filter(~nw.col("its_contract").is_null())
    own = mine.join(own, left_on="contract_id", right_on="its_contract", how="inner").filter(lasting)
    first, last = case.days
    days = beside(frame, {"day": range(first, last + 1)})
    common = breaks.filter(nw.col("its_contract").is_null()).join(days, how="cross")
    since, until = nw.col("began_at_us") // DAY, nw.col("ended_at_us") // DAY
    common = common.filter((nw.col("day") >= since) & (end.is_null() | (nw.col("day") <= until)))
    common = mine.with_columns(day=at // DAY).join(common, on="day", how="inner").filter(lasting)
    for pairs, name in ((own, "own"), (common, "common")):
        found = _holding(case, pairs, name)
        frame = frame.join(found, on="row", how="left")
    sure, maybe = (
        (nw.col(f"own_{way}").fill_null(0) == 1) | (nw.col(f"common_{way}").fill_null(0) == 1)
        for way in ("sure", "maybe")
    )
    whose = nw.col("contract_id").is_null() if case.log.has("interruptions.contract_id") else nw.col("row") < 0
    return frame.with_columns(break_sure=sure, break_maybe=maybe | whose)


def _holding(case: Case, pairs: Frame, name: str) -> Frame:
    policy = case.regulation.refusal
    theirs, asked_about = nw.col("its_service"), nw.col("service")
    unknown = theirs.is_null() | asked_about.is_null()
    same = (theirs == asked_about).fill_null(value=False)
    for_debt = frozenset({InterruptionKind.DEBT_SUSPENSION})
    kind = CodeColumn("kind", frozenset(each.value for each in InterruptionKind))
    reading = read(
        policy.interruption,
        in_break=BoolFactExpr(true=True, false=_may_last(case, "ended_at_us").fill_null(value=False)),
        same_service=BoolFactExpr(true=same | unknown, false=~same),
        reasoned=case.fact("interruptions.reasoned"),
        agreement=case.fact("interruptions.agreement"),
        for_debt=Choice({True: kind.may_be(for_debt), False: kind.may_be(frozenset(InterruptionKind) - for_debt)}),
        debt_suspension_agreed=ConstantFact(policy.debt_suspension_agreed),
    )
    sure = opposite(reading.may_be(frozenset({GroundVerdict.DOES_NOT_HOLD})))
    maybe = reading.may_be(frozenset({GroundVerdict.HOLDS}))
    return _over_rows(pairs, **{f"{name}_sure": sure, f"{name}_maybe": maybe})
