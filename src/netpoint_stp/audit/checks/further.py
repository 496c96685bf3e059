"""Further information (3.19): whether a person reacted to it within the maximum of the request's support level."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged
from netpoint_stp.audit.checks.reaction import level_maximum
from netpoint_stp.audit.checks.reaction_clock import passed, with_due
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.expressions import read
from netpoint_stp.audit.instants import Frame, settled
from netpoint_stp.audit.records import EventKind
from netpoint_stp.audit.truths import Choice, Flag, Known
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reaction_tables import Reacted, Reaction
from netpoint_stp.subjects.interruptions import Silence

ACTS: Final = frozenset(
    {
        *(EventKind.TAKEN, EventKind.ASKED, EventKind.REACTED, EventKind.ANSWERED, EventKind.INSTRUCTED),
        *(EventKind.SEVERITY_SET, EventKind.REFUSED, EventKind.VISITED, EventKind.RESOLVED),
    }
)
"""What a person does about a request (reading I-17); waits begin and requests are closed by programs too."""
_MOMENTS: Final = ("taken_at", "reacted_at", "refused_at")
_NEVER: Final = 2**62
_NO_ROW: Final = -1
"""Where an act stands in the place of a row: rows are counted from 0 or 1."""


def further_reaction(case: Case) -> Judged:
    """Judge the reaction to each piece of further information about a request that was open (3.19; I-17, I-18).

    Its clock starts when the information came in; one act answers all that came in before it, and one at the same
    moment does too. `due_us` is the last moment in time of a reaction that was late, `actual_us` the reaction,
    `late_us` by how much service time (or clock time) it passed the maximum. What came in after the request was closed
    is not asked about: it is a request of its own (reading I-22).
    """
    information, unasked = _information(case)
    frame = passed(case, _answered(case, settled(information)), "at_us", "end_us")
    figure, by_then = nw.col("figure_us"), nw.col("by_then")
    at_once = (nw.col("end_us") <= nw.col("at_us")) & ~figure.is_null()
    within = at_once | (nw.col("passed_us") <= figure)
    surely, surely_not = within.fill_null(value=False), (~within).fill_null(value=False)
    told = case.log.silence is Silence.NOT_YET and not case.recorded.isdisjoint(each.value for each in ACTS)
    silent = nw.col("row") < 0 if told else nw.col("up_us").is_null()
    reading = read(
        case.regulation.reaction.reaction,
        bound=Known(value=True),
        reacted=Choice(
            {Reacted.BY_PERSON: by_then | silent, Reacted.AUTOMATICALLY: ~by_then, Reacted.NOT_AT_ALL: ~by_then}
        ),
        within=Flag(true=~surely_not | silent, false=~surely),
    )
    answer = {
        Answer.KEPT.value: (Reaction.KEPT,),
        Answer.BROKEN.value: (Reaction.BROKEN,),
        Answer.NOT_APPLICABLE.value: (Reaction.RUNNING, Reaction.NO_MAXIMUM),
    }
    return judged(
        with_due(case, frame, surely_not),
        "events",
        answer=answer,
        due=nw.col("due_us"),
        actual=nw.when(by_then).then(nw.col("up_us")),
        late=nw.when(surely_not).then(nw.col("passed_us") - figure),
        reading=reading,
        unasked=unasked,
    )


def _information(case: Case) -> tuple[Frame, Unasked]:
    """Return the further information about requests that were open, and the events that are none."""
    no_information = (nw.col("kind") != EventKind.INFORMATION.value).fill_null(value=True)
    events = case.log.frames["events"]
    frame, unasked = parted(events, "events", no_information=no_information, **to_come("events", case.now))
    if case.log.has("requests"):
        closed = case.missing_as_empty("requests", ("closed_at",)).select("request_id", "closed_at_us")
        frame = frame.join(closed, on="request_id", how="left")
        frame, later = parted(frame, "events", after_closing=nw.col("at_us") >= nw.col("closed_at_us"))
        unasked = unasked + later
    return frame.select("row", "request_id", "at", "at_us"), unasked


def _answered(case: Case, information: Frame) -> Frame:
    """Return the further information of a log with `up_us`, the first act of a person from then on, and `figure_us`."""
    events = case.log.frames["events"].filter(~nw.col("at_us").is_null())
    # what was done about other requests, or before any information came in, answers nothing
    first = settled(information.group_by("request_id").agg(first_us=nw.col("at_us").min()))
    acts = events.filter(nw.col("kind").is_in([each.value for each in ACTS]).fill_null(value=False))
    acts = acts.select("request_id", "at", "at_us").join(first, on="request_id")
    acts = acts.filter(nw.col("at_us") >= nw.col("first_us"))
    no_row = (nw.col("at_us") * 0 + _NO_ROW).alias("row")
    moments = ("request_id", "at", "at_us")
    line = nw.concat(
        [
            information.select("row", *moments, step=nw.col("at_us") * 2, act_us=nw.lit(_NEVER)),
            # at one moment acts stand after information, so that running backwards they are seen first
            acts.select(no_row, *moments, step=nw.col("at_us") * 2 + 1, act_us=nw.col("at_us")),
        ]
    )
    line = line.with_columns(next_us=nw.col("act_us").cum_min(reverse=True).over("request_id", order_by="step"))
    frame = line.filter(nw.col("row") != _NO_ROW).select("row", *moments, "next_us")
    if case.log.has("requests"):
        requests = case.missing_as_empty("requests", (*_MOMENTS, "support_level"))
        done_at = [f"{each}_us" for each in _MOMENTS]
        frame = frame.join(
            requests.select("request_id", *done_at, figure_us=level_maximum(case)),
            on="request_id",
            how="left",
        )
        done = [nw.when(nw.col(each) >= nw.col("at_us")).then(nw.col(each)) for each in done_at]
        frame = frame.with_columns(next_us=nw.min_horizontal("next_us", *done))
    else:
        frame = frame.with_columns(figure_us=nw.when(nw.col("row") < 0).then(nw.col("row")))
    frame = frame.with_columns(up_us=nw.when(nw.col("next_us") < _NEVER).then(nw.col("next_us")))
    by_then = (nw.col("up_us") <= case.now).fill_null(value=False)
    end = nw.when(by_then).then(nw.col("up_us")).otherwise(nw.lit(case.now))
    return frame.with_columns(by_then=by_then, end_us=end)


FURTHER: Final = Check(
    id="3.19-further",
    clauses=("3.19",),
    readings=("I-17", "I-18", "I-19", "I-22"),
    whose=Bearer.STP,
    table="events",
    asks=("requests.support_level", "requests.closed_at"),
    counted_by=lambda regulation: regulation.reaction.reaction_clock,
    judge=further_reaction,
)
