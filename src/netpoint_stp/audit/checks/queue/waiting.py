"""Requests that waited for somebody (3.13, 3.16; reading I-20): who was taken before them while they were free.

Such a request may be free more than once, and no running minimum says what was taken first in a stretch of time. So the
line of takings is cut into quarters of an hour and into days, with the latest arrival that each holds. For a stretch,
the first quarter is looked up that holds a later arrival than the request, and only the takings of that quarter and of
the one in which the stretch begins are looked at one by one. Only requests that waited are.
"""

from collections.abc import Mapping
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, beside, settled
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.subjects.requests import WhoseTime

WAYS: Final = ("sure", "maybe")
"""That a request was overtaken for certain, and that it may have been."""
_OWN: Final = (WhoseTime.DESK.value, WhoseTime.OUTSIDE_HOURS.value)
"""Whose time holds nobody back: the desk's own."""
_BEGIN: Final = (ActivityKind.HELD.value, ActivityKind.OUT_OF_LINE.value)
"""With what a time begins in which a request is not free."""
_IN_DAY: Final = 96
_QUARTER: Final = DAY // _IN_DAY
_LINE: Final = ("queue_number", "way")
_STRETCH: Final = ("row", *_LINE, "mine", "since", "from_us", "to_us")


def put_right(case: Case, frame: Frame) -> Frame:
    """Return the frame with the earliest later taking put right for requests that were not free all the time.

    For others `sure_us` and `maybe_us` stay as they are.
    """
    waiting, stretches = _waited(case, frame)
    if not len(waiting.head(1).collect()):
        return frame
    found = _first_later(case, frame, stretches)
    for number, way in enumerate(WAYS):
        mine = found.filter(nw.col("way") == number).select("row", nw.col("taken").alias(f"found_{way}"))
        waiting = waiting.join(mine, on="row", how="left")
    frame = frame.join(settled(waiting.with_columns(waited=nw.lit(value=True))), on="row", how="left")
    waited = nw.col("waited").fill_null(value=False)
    return frame.with_columns(
        **{f"{way}_us": nw.when(waited).then(nw.col(f"found_{way}")).otherwise(nw.col(f"{way}_us")) for way in WAYS}
    )


def free_stretches(case: Case, line: Frame) -> Mapping[str, Frame]:
    """Return by way the stretches in which those that waited, or lacked something, were free; not of all others.

    Each with its `row`, `queue_number`, `earliest` and `latest`, from `from_us` on and until `to_us`.
    """
    return _waited(case, line.with_columns(maybe_us=nw.col("row") * 0 + 2**62))[1]


def whose_is_open(case: Case) -> bool:
    """Return whether the log has a wait of which nobody knows whose time it was."""
    return case.log.has("events") and bool(len(holds_of(case).filter(~nw.col("known")).head(1).collect()))


def _began() -> nw.Expr:
    return nw.col("kind").is_in(_BEGIN)


def _known() -> nw.Expr:
    """Return whether it is told whose time a wait was."""
    told = nw.col("whose").is_in([each.value for each in WhoseTime]).fill_null(value=False)
    return told | (nw.col("kind") == ActivityKind.OUT_OF_LINE.value)


def _waited(case: Case, frame: Frame) -> tuple[Frame, Mapping[str, Frame]]:
    """Return the rows of requests that were not free all the time from arrival on, and their free stretches by way.

    `from_us` is the start of a stretch and `to_us` its end, both in microseconds. Where nobody knows for whom a request
    waited it may have been free, but not for certain.
    """
    line = frame.select(
        *("row", "request_id", "queue_number", "earliest", "latest"),
        from_us=nw.col("free_us"),
        to_us=nw.col("until_us"),
        apart=nw.col("lacked") | (nw.col("maybe_us") <= nw.col("earliest")).fill_null(value=False),
    )
    whole = line.filter(nw.col("apart"))
    stretch = nw.col("from_us") < nw.col("to_us")
    if not case.log.has("events"):
        whole = settled(whole)
        return whole.select("row"), dict.fromkeys(WAYS, whole.filter(stretch))
    holds = holds_of(case)
    whole = settled(whole.join(holds.select("request_id").unique(), on="request_id", how="anti"))
    held = settled(line.join(holds.select("request_id").unique(), on="request_id", how="semi"))
    waiting = nw.concat([whole.select("row"), held.select("row")])
    sure = settled(nw.concat([whole, _between(held, holds)]).filter(stretch))
    if not whose_is_open(case):
        return waiting, dict.fromkeys(WAYS, sure)
    known = settled(holds.filter(nw.col("known")))
    ids = known.select("request_id").unique()
    others = held.join(ids, on="request_id", how="anti")
    between = _between(held.join(ids, on="request_id", how="semi"), known)
    return waiting, {"sure": sure, "maybe": settled(nw.concat([whole, others, between]).filter(stretch))}


def holds_of(case: Case) -> Frame:
    """Return the spans during which requests waited, one after the other, none inside another.

    Left out are waits for the desk itself; `known` is whether it is told for whom another was. Worked out once.
    """
    return case.shared("holds", lambda: _holds(case))


def _holds(case: Case) -> Frame:
    log = case.narrow("events", ("whose",))
    log = log.filter(nw.col("kind").is_in([*_BEGIN, ActivityKind.RESUMED.value, ActivityKind.IN_LINE.value]))
    log = log.with_columns(next_us=nw.col("at_us").shift(-1).over("request_id", order_by=["at_us", "row"]))
    own = nw.col("whose").is_in(_OWN).fill_null(value=False)
    return log.filter(_began() & ~own).select(
        *("request_id",),
        number=nw.col("row"),
        hold_us=nw.col("at_us"),
        resumed_us=nw.col("next_us").fill_null(2**62),
        known=_known(),
    )


def _between(held: Frame, holds: Frame) -> Frame:
    """Return the free stretches of requests that were held: before each hold, and after the last."""
    columns = held.collect_schema().names()
    each = held.join(holds, on="request_id", how="inner")
    before = nw.col("resumed_us").shift(1).over("request_id", order_by=["hold_us", "number"])
    ahead = each.with_columns(begin_us=before).with_columns(
        from_us=nw.max_horizontal("begin_us", "from_us"), to_us=nw.min_horizontal("hold_us", "to_us")
    )
    last = holds.group_by("request_id").agg(nw.col("resumed_us").max())
    behind = held.join(last, on="request_id", how="inner").with_columns(
        from_us=nw.max_horizontal("resumed_us", "from_us")
    )
    return nw.concat([ahead.select(*columns), behind.select(*columns)])


def _first_later(case: Case, frame: Frame, stretches: Mapping[str, Frame]) -> Frame:
    """Return by row and way the earliest taking, in a stretch, of an ordinary arrival that came later."""
    arrivals = (("act_earliest", "latest"), ("act_latest", "earliest"))
    takings = nw.concat(
        [
            frame.filter(nw.col(f"in_turn_{way}") & ~nw.col("taken_us").is_null()).select(
                "queue_number",
                way=nw.lit(number),
                theirs=nw.col(theirs),
                taken=nw.col("taken_us"),
                quarter=nw.col("taken_us") // _QUARTER,
            )
            for number, (way, (theirs, _)) in enumerate(zip(WAYS, arrivals, strict=True))
        ]
    )
    waiting = nw.concat(
        [
            stretches[way]
            .select(
                *("row", "queue_number", "from_us", "to_us"),
                way=nw.lit(number),
                mine=nw.col(own),
                since=nw.col("earliest"),
            )
            .select(*_STRETCH)
            for number, (way, (_, own)) in enumerate(zip(WAYS, arrivals, strict=True))
        ]
    )
    quarters = takings.group_by(*_LINE, "quarter").agg(latest=nw.col("theirs").max())
    quarters = settled(quarters.with_columns(day=nw.col("quarter") // _IN_DAY))
    looked_at = nw.concat(
        [
            waiting.with_columns(quarter=nw.col("from_us") // _QUARTER),
            _later_that_day(waiting, quarters),
            _on_a_later_day(case, waiting, quarters),
        ]
    )
    taken = nw.col("taken")
    passing = looked_at.join(takings, on=[*_LINE, "quarter"], how="inner").filter(
        (nw.col("theirs") > nw.col("mine"))
        & (taken > nw.col("since"))
        & (taken >= nw.col("from_us"))
        & (taken < nw.col("to_us"))
    )
    return settled(passing.group_by("row", "way").agg(taken=taken.min()))


def _later_that_day(waiting: Frame, quarters: Frame) -> Frame:
    """Return with each stretch the first quarter, after that of its start and on the same day, with a later arrival."""
    first, last = nw.col("from_us") // _QUARTER, (nw.col("to_us") - 1) // _QUARTER
    until = nw.min_horizontal(last, (nw.col("from_us") // DAY + 1) * _IN_DAY - 1)
    steps = [(ahead, step) for ahead in range(1, _IN_DAY) for step in range(1, ahead + 1)]
    ahead = beside(waiting, {"ahead": [each for each, _ in steps], "step": [step for _, step in steps]})
    each = waiting.with_columns(first=first, ahead=until - first).join(ahead, on="ahead", how="inner")
    return _first(each.with_columns(quarter=nw.col("first") + nw.col("step")), quarters, "quarter")


def _on_a_later_day(case: Case, waiting: Frame, quarters: Frame) -> Frame:
    """Return with each stretch the first quarter with a later arrival on the first later day that has one."""
    first, last = nw.col("from_us") // DAY, (nw.col("to_us") - 1) // DAY
    long = waiting.with_columns(first=first, last=last).filter(nw.col("first") < nw.col("last"))
    days = beside(waiting, {"day": range(case.days[0], case.days[1] + 1)})
    each = long.join(days, how="cross").filter((nw.col("first") < nw.col("day")) & (nw.col("day") <= nw.col("last")))
    by_day = quarters.group_by(*_LINE, "day").agg(nw.col("latest").max())
    return _first(_first(each, by_day, "day"), quarters, "quarter", on="day").select(*_STRETCH, "quarter")


def _first(each: Frame, blocks: Frame, name: str, *, on: str | None = None) -> Frame:
    """Return each stretch with the first of the blocks looked at that holds a later arrival than its request."""
    later = each.join(blocks, on=[*_LINE, on or name], how="inner").filter(nw.col("latest") > nw.col("mine"))
    return later.group_by(*_STRETCH).agg(nw.col(name).min())
