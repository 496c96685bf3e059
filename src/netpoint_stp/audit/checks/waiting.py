"""Requests that waited for somebody (3.13, 3.16; reading I-20): who was taken before them while they were free.

Such a request may be free more than once, and no running minimum says what was taken in a stretch of time. So each of
its free stretches is cut into UTC days and joined with what was taken on those days; only requests that waited are.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.calendars import DAY
from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.instants import Frame, beside, settled
from netpoint_stp.audit.records import EventKind
from netpoint_stp.subjects.requests import WhoseTime

_OWN: Final = (WhoseTime.DESK.value, WhoseTime.OUTSIDE_HOURS.value)
"""Whose time holds nobody back: the desk's own."""


def waited(case: Case, frame: Frame) -> tuple[Frame, Frame]:
    """Return the ids of the requests that were not free all the time from arrival on, and their free stretches.

    `from_us` is the start of a stretch and `to_us` its end, both in microseconds, cut into UTC days by `day`.
    """
    end = nw.col("until_us")
    whole = frame.filter(nw.col("lacked") | (nw.col("maybe_us") <= nw.col("earliest")))
    ids = whole.select("request_id")
    stretches = _stretches(whole.select("request_id", from_us=nw.col("free_us"), to_us=end))
    if case.log.has("events"):
        holds = _holds(case)
        held = frame.join(holds.select("request_id").unique(), on="request_id", how="semi")
        ids = nw.concat([ids, held.select("request_id")]).unique()
        rest = whole.join(holds.select("request_id").unique(), on="request_id", how="anti")
        stretches = nw.concat(
            [
                _stretches(rest.select("request_id", from_us=nw.col("free_us"), to_us=end)),
                _between(held.select("request_id", from_us=nw.col("free_us"), to_us=end), holds),
            ]
        )
    first, last = case.days
    days = beside(frame, {"day": range(first, last + 1)})
    crossed = stretches.join(days, how="cross")
    within = (nw.col("day") >= nw.col("from_us") // DAY) & (nw.col("day") <= nw.col("to_us") // DAY)
    return settled(ids), settled(crossed.filter(within))


def _stretches(frame: Frame) -> Frame:
    return frame.filter(nw.col("from_us") < nw.col("to_us"))


def _holds(case: Case) -> Frame:
    """Return the spans during which requests waited for somebody else, one after the other, none inside another."""
    log = case.missing_as_empty("events", ("whose",))
    log = log.filter(nw.col("kind").is_in([EventKind.HELD.value, EventKind.RESUMED.value]))
    order = ["at_us", "row"]
    log = log.with_columns(
        next_kind=nw.col("kind").shift(-1).over("request_id", order_by=order),
        next_us=nw.col("at_us").shift(-1).over("request_id", order_by=order),
    )
    own = nw.col("whose").is_in(_OWN).fill_null(value=False)
    held = log.filter((nw.col("kind") == EventKind.HELD.value) & ~own)
    return held.select("request_id", "row", hold_us=nw.col("at_us"), resumed_us=nw.col("next_us").fill_null(2**62))


def _between(frame: Frame, holds: Frame) -> Frame:
    """Return the free stretches of requests that were held: before each hold, and after the last."""
    each = frame.join(holds, on="request_id", how="inner")
    before = nw.col("resumed_us").shift(1).over("request_id", order_by=["hold_us", "row"])
    each = each.with_columns(begin_us=before)
    ahead = each.select(
        "request_id",
        from_us=nw.max_horizontal("begin_us", "from_us"),
        to_us=nw.min_horizontal("hold_us", "to_us"),
    )
    last = holds.group_by("request_id").agg(nw.col("resumed_us").max())
    behind = frame.join(last, on="request_id", how="inner").select(
        "request_id", from_us=nw.max_horizontal("resumed_us", "from_us"), to_us=nw.col("to_us")
    )
    return nw.concat([_stretches(ahead), _stretches(behind)])


def earliest_while_free(frame: Frame, special: Frame, stretches: Frame, way: str) -> Frame:
    """Return the frame with the earliest later taking put right for requests that were not free all the time."""
    theirs, own = ("act_earliest", "latest") if way == "sure" else ("act_latest", "earliest")
    mine = stretches.join(
        frame.select("request_id", "queue_name", mine=nw.col(own), since=nw.col("earliest")), on="request_id"
    )
    others = frame.filter(nw.col(f"in_turn_{way}") & ~nw.col("taken_us").is_null()).select(
        "queue_name", theirs=nw.col(theirs), taken=nw.col("taken_us"), day=nw.col("taken_us") // DAY
    )
    taken = nw.col("taken")
    passing = mine.join(others, on=["queue_name", "day"], how="inner").filter(
        (nw.col("theirs") > nw.col("mine"))
        & (taken > nw.col("since"))
        & (taken >= nw.col("from_us"))
        & (taken < nw.col("to_us"))
    )
    found = passing.group_by("request_id").agg(found_us=taken.min())
    touched = special.join(found, on="request_id", how="left")
    touched = touched.select("request_id", "found_us", was_special=nw.lit(value=True))
    frame = frame.join(touched, on="request_id", how="left")
    put_right = (
        nw.when(nw.col("was_special").fill_null(value=False)).then(nw.col("found_us")).otherwise(nw.col(f"{way}_us"))
    )
    return frame.with_columns(put_right.alias(f"{way}_us")).drop("found_us", "was_special")
