"""When requests were closed, where events alone tell it (3.13, 3.19): a closing is no act of a person (I-17)."""

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.frames.engines import Frame
from netpoint_stp.audit.records.tables import ActivityKind


def with_closings(case: Case, frame: Frame) -> Frame:
    """Return requests with `closed_at_us`, from the events of a log whose requests have no such column.

    What was closed without an act on record was taken up by nobody knows whom: that it was closed says so much.
    """
    if case.log.has("requests.closed_at") or ActivityKind.CLOSED.value not in case.recorded:
        return frame
    closings = case.shared("closings", lambda: _first_closings(case))
    return frame.drop("closed_at_us").join(closings, on="request_id", how="left")


def _first_closings(case: Case) -> Frame:
    events = case.log.frames["events"]
    closings = events.filter((nw.col("kind") == ActivityKind.CLOSED.value) & ~nw.col("at_us").is_null())
    return closings.group_by("request_id").agg(closed_at_us=nw.col("at_us").min())
