"""Who went ahead (3.13, 3.14; reading I-20): the one who overtook each request, and why it cannot be told of others.

Windows tell when the first later arrival was taken instead. Of the few rows of which that matters, this looks up whose
taking it was: at one moment, the latest arrival, which is surely a later one if any is.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.queue.waiting import holds_of, whose_is_open
from netpoint_stp.audit.frames.engines import Frame, settled
from netpoint_stp.audit.frames.expressions import TableExpr
from netpoint_stp.audit.frames.truths import as_column, both
from netpoint_stp.policy.queue.tables import Turn

OPEN: Final = ("arrival", "whose")
"""The facts, beside those of who may go out of turn, that can leave open who went first."""
TURN_OPEN: Final = "turn_open"
_TURN: Final = ("severity", "severity_set_at", "emergency_action", "specialist_advice")
_TAKING: Final = ("queue_number", "taken_us")
_THEIRS: Final = {"sure": "act_earliest", "maybe": "act_latest"}


def takings(line: Frame, way: str, moments: Frame) -> Frame:
    """Return by queue and moment the row, `who`, of the latest ordinary arrival that was taken then.

    Only the moments that are asked about are looked at, those in `passed_us`: they are few.
    """
    theirs = _THEIRS[way]
    taken = line.filter(nw.col(f"in_turn_{way}") & ~nw.col("taken_us").is_null()).select(*_TAKING, theirs, "row")
    asked = moments.select("queue_number", "passed_us").unique()
    taken = taken.join(asked, left_on=[*_TAKING], right_on=["queue_number", "passed_us"], how="semi")
    latest = taken.group_by(*_TAKING).agg(nw.col(theirs).max())
    return latest.join(taken, on=[*_TAKING, theirs]).group_by(*_TAKING).agg(who=nw.col("row").min())


def with_overtakers(frame: Frame, line: Frame, overtaken: nw.Expr) -> Frame:
    """Return the frame with `other`, in rows that were overtaken the request that was taken instead at `sure_us`."""
    asked = frame.filter(overtaken).select("queue_number", passed_us=nw.col("sure_us"))
    who = takings(line, "sure", asked).join(line.select(who=nw.col("row"), its_id=nw.col("request_id")), on="who")
    return _named(frame, who, overtaken)


def with_the_passed(frame: Frame, free: Frame, ahead: nw.Expr) -> Frame:
    """Return the frame with `other`, in rows that went ahead the one of those passed that waited longest.

    That one was taken at `sure_us`; `free` are those of the line that were free to be taken all the time. Of several
    taken at that moment, the one who arrived first, and so surely before.
    """
    asked = frame.filter(ahead).select("queue_number", "sure_us").unique()
    passed = free.select(*_TAKING, "latest", "request_id")
    passed = passed.join(asked, left_on=[*_TAKING], right_on=["queue_number", "sure_us"], how="semi")
    first = passed.group_by(*_TAKING).agg(nw.col("latest").min())
    who = first.join(passed, on=[*_TAKING, "latest"])
    return _named(frame, who.group_by(*_TAKING).agg(its_id=nw.col("request_id").min()), ahead)


def _named(frame: Frame, who: Frame, where: nw.Expr) -> Frame:
    """Return the frame with `other`: whose taking at `sure_us` it was, in the rows of which that is told."""
    its = settled(who.select(*_TAKING, "its_id"))
    frame = frame.join(its, left_on=["queue_number", "sure_us"], right_on=[*_TAKING], how="left")
    return frame.with_columns(other=nw.when(where).then(nw.col("its_id")))


def with_reasons(case: Case, frame: Frame, line: Frame, turn: TableExpr) -> Frame:
    """Return the frame with what leaves open in each row who went first: a flag for each of `OPEN`, and `TURN_OPEN`.

    The latter is what the one who may have gone ahead leaves open of the table of 3.14. `sure` and `maybe` say that a
    request was overtaken, `maybe_us` at what moment it may have been.
    """
    never = nw.col("row") < 0
    doubtful = frame.filter(nw.col("maybe") & ~nw.col("sure"))
    doubtful = settled(doubtful.select("row", "request_id", "queue_number", "latest", passed_us=nw.col("maybe_us")))
    if not len(doubtful.head(1).collect()):
        return frame.with_columns(**dict.fromkeys(OPEN, never), **{TURN_OPEN: nw.lit(0)})
    found = doubtful.join(
        takings(line, "maybe", doubtful),
        left_on=["queue_number", "passed_us"],
        right_on=["queue_number", "taken_us"],
        how="left",
    )
    theirs = line.select(
        "taken_us", who=nw.col("row"), their_line=nw.col("queue_number"), theirs=nw.col("act_earliest"),
        turn_sure=nw.col("in_turn_sure"),
    )  # fmt: skip
    found = settled(found.join(theirs, on="who", how="left"))
    found = found.join(_codes(case, found, line, turn), on=["their_line", "taken_us"], how="left")
    in_turn, later = nw.col("turn_sure").fill_null(value=True), (nw.col("theirs") > nw.col("latest"))
    later = later.fill_null(value=True)
    found = found.join(_in_open_waits(case, found), on="row", how="left")
    found = settled(
        found.select(
            "row",
            arrival=~later,
            whose=(later & in_turn) | nw.col("in_open_wait").fill_null(value=False),
            **{TURN_OPEN: nw.when(~in_turn).then(nw.col("code")).fill_null(0)},
        )
    )
    frame = frame.join(found, on="row", how="left")
    return frame.with_columns(
        **{name: nw.col(name).fill_null(value=False) for name in OPEN}, **{TURN_OPEN: nw.col(TURN_OPEN).fill_null(0)}
    )


def _in_open_waits(case: Case, found: Frame) -> Frame:
    """Return the rows that waited, nobody knows for whom, when the other was taken: whether each was free is open."""
    if not whose_is_open(case):
        return found.filter(nw.col("row") < 0).select("row", in_open_wait=nw.lit(value=True))
    waits = holds_of(case).filter(~nw.col("known")).select("request_id", "hold_us", "resumed_us")
    during = found.select("row", "request_id", "passed_us").join(waits, on="request_id", how="inner")
    during = during.filter((nw.col("hold_us") <= nw.col("passed_us")) & (nw.col("passed_us") < nw.col("resumed_us")))
    return during.select("row").unique().with_columns(in_open_wait=nw.lit(value=True))


def _codes(case: Case, found: Frame, line: Frame, turn: TableExpr) -> Frame:
    """Return by queue and moment what those who were taken then leave open of whether they might go out of turn."""
    moments = found.filter(~nw.col("turn_sure").fill_null(value=True)).select("their_line", "taken_us").unique()
    taken = line.join(
        moments, left_on=["queue_number", "taken_us"], right_on=["their_line", "taken_us"], how="semi"
    ).select("row", "queue_number", "taken_us", "end_us")
    known = case.narrow("requests", _TURN).select("row", *_TURN, "severity_set_at_us")
    both_ways = both(turn.may_be(frozenset({each})) for each in Turn)
    told = taken.join(known, on="row").with_columns(either=as_column(both_ways), code=turn.left_open())
    told = told.filter(nw.col("either"))
    return told.group_by("queue_number", "taken_us").agg(nw.col("code").max()).rename({"queue_number": "their_line"})
