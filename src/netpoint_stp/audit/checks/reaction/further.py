"""Further information (3.19): whether a person reacted to it within the maximum of the request's support level."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged
from netpoint_stp.audit.checks.reaction.clock import passed, with_due
from netpoint_stp.audit.checks.reaction.first import acts_of, by_person, level_maximum, with_lapse
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.frames.truths import Choice, Flag, Known
from netpoint_stp.audit.records.tables import EventKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reaction.tables import Reacted, Reaction
from netpoint_stp.subjects.course import INFORMATION as OWED_TO
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.interruptions import Silence

INFORMATION: Final = sorted({each.value for each in OWED_TO - {Happening.COMPLETED}})
"""The kinds of events to which a further reaction is owed; what completes a request bears on its first (I-5)."""
_ENDS: Final = ("closed_at", "refused_at")
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
    figure, by_then, lapsed = nw.col("figure_us"), nw.col("by_then"), nw.col("lapsed")
    at_once = (nw.col("end_us") <= nw.col("at_us")) & (~figure.is_null() | lapsed)
    within = at_once | (nw.col("passed_us") <= figure)
    surely, surely_not = within.fill_null(value=False), (~within).fill_null(value=False)
    told = case.log.silence is Silence.NOT_YET and not case.recorded.isdisjoint(acts_of(case)[0])
    silent = nw.col("untold") if told else nw.col("up_us").is_null() & ~lapsed
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
    """Return the further information about requests that were open, and the events that are none.

    Reopening is owed a reaction too; what came in after a request was closed or refused is a request of its own.
    """
    events = case.narrow("events", ("lapsed_at",))
    other = ~nw.col("kind").is_in(INFORMATION).fill_null(value=False)
    frame, unasked = parted(events, "events", no_information=other, **to_come("events", case.now))
    if case.log.has("requests"):
        ends = case.narrow("requests", _ENDS)
        ends = ends.select("request_id", over_us=nw.min_horizontal(*(f"{each}_us" for each in _ENDS)))
        frame = frame.join(ends, on="request_id", how="left")
        again = (nw.col("kind") == EventKind.REOPENED.value).fill_null(value=False)
        frame, later = parted(frame, "events", after_closing=(nw.col("at_us") >= nw.col("over_us")) & ~again)
        unasked = unasked + later
    return frame.select("row", "request_id", "at", "at_us", "lapsed_at_us"), unasked


def _answered(case: Case, information: Frame) -> Frame:
    """Return the further information of a log with `up_us`, the first act of a person from then on, and `figure_us`.

    `lapsed` says that nobody had reacted when nothing was owed any more, `untold` that the request was closed, and no
    act from then on is on record.
    """
    events = case.log.frames["events"].filter(~nw.col("at_us").is_null())
    kinds, acts_at = acts_of(case)
    # what was done about other requests, or before any information came in, answers nothing
    first = settled(information.group_by("request_id").agg(first_us=nw.col("at_us").min()))
    acts = events.filter(by_person(case, kinds)).select("request_id", "at", "at_us").join(first, on="request_id")
    acts = acts.filter(nw.col("at_us") >= nw.col("first_us"))
    no_row = (nw.col("at_us") * 0 + _NO_ROW).alias("row")
    moments = ("request_id", "at", "at_us")
    nowhere = (nw.col("at_us") * 0 + _NEVER).alias("lapsed_at_us")
    line = nw.concat(
        [
            information.select(
                *("row", *moments),
                nw.col("lapsed_at_us").fill_null(_NEVER),
                step=nw.col("at_us") * 2,
                act_us=nw.lit(_NEVER),
            ),
            # at one moment acts stand after information, so that running backwards they are seen first
            acts.select(no_row, *moments, nowhere, step=nw.col("at_us") * 2 + 1, act_us=nw.col("at_us")),
        ]
    )
    line = line.with_columns(next_us=nw.col("act_us").cum_min(reverse=True).over("request_id", order_by="step"))
    frame = line.filter(nw.col("row") != _NO_ROW).select("row", *moments, "lapsed_at_us", "next_us")
    if case.log.has("requests"):
        requests = case.narrow("requests", (*acts_at, "closed_at", "owed_from", "support_level"))
        own = [f"{each}_us" for each in (*acts_at, "closed_at", "owed_from")]
        frame = frame.join(
            requests.select("request_id", *own, figure_us=level_maximum(case)), on="request_id", how="left"
        )
        done = [nw.when(nw.col(f"{each}_us") >= nw.col("at_us")).then(nw.col(f"{each}_us")) for each in acts_at]
        frame = frame.with_columns(next_us=nw.min_horizontal("next_us", *done))
        closed = (nw.col("closed_at_us") <= case.now) & (nw.col("closed_at_us") >= nw.col("at_us"))
        closed = (closed & nw.col("owed_from_us").is_null()).fill_null(value=False)
    else:
        frame = frame.with_columns(figure_us=nw.when(nw.col("row") < 0).then(nw.col("row")))
        closed = nw.col("row") < 0
    frame = frame.with_columns(up_us=nw.when(nw.col("next_us") < _NEVER).then(nw.col("next_us")))
    frame = with_lapse(case, frame)
    by_then, lapsed = nw.col("by_then"), nw.col("lapsed")
    not_yet = nw.when(lapsed).then(nw.col("lapsed_at_us")).otherwise(nw.lit(case.now))
    end = nw.when(by_then).then(nw.col("up_us")).otherwise(not_yet)
    return frame.with_columns(end_us=end, untold=closed & ~by_then & ~lapsed)


FURTHER: Final = Check(
    id="3.19-further",
    clauses=("3.19",),
    readings=("I-17", "I-18", "I-19", "I-22"),
    whose=Bearer.STP,
    table="events",
    asks=(
        *("requests.support_level", "requests.closed_at", "requests.refused_at", "requests.owed_from"),
        *("events.automatic", "events.lapsed_at"),
    ),
    counted_by=lambda regulation: regulation.reaction.reaction_clock,
    judge=further_reaction,
)
