"""Reaction (3.19; 3.17 and 2.1.5 as far as they say how): whether a person reacted within the level's maximum."""

from datetime import timedelta
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged
from netpoint_stp.audit.checks.reaction_clock import passed, with_due
from netpoint_stp.audit.checks.unasked import Unasked, parted
from netpoint_stp.audit.expressions import read
from netpoint_stp.audit.instants import Frame
from netpoint_stp.audit.truths import Choice, Flag, Known, Possible
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reaction_tables import Reacted, Reaction
from netpoint_stp.subjects.interruptions import Silence

_TICK: Final = timedelta(microseconds=1)
_ACTS: Final = ("taken_at", "reacted_at", "refused_at")
"""What a person can first do about a request (reading I-17)."""


def taken_up() -> nw.Expr:
    """Return when a person first did something about a request, in microseconds; empty where nobody did."""
    return nw.min_horizontal(*(f"{act}_us" for act in _ACTS))


def reaction_times(case: Case) -> Frame:
    """Return the requests that were complete by the moment of judging, each with how long nobody reacted.

    `passed_us` is that time by the clock that the profile names, `figure_us` the maximum of the request's level, empty
    where it has none; `by_then` says whether a person reacted, which was at `up_us`.
    """
    frame, _ = _begun(case)
    frame = frame.with_columns(
        by_then=(nw.col("up_us") <= case.now).fill_null(value=False), figure_us=level_maximum(case)
    )
    frame = frame.with_columns(
        end_us=nw.when(nw.col("by_then")).then(nw.col("up_us")).otherwise(nw.lit(case.now)),
    )
    return passed(case, frame, "start_us", "end_us")


def _begun(case: Case) -> tuple[Frame, Unasked]:
    """Return the requests that were complete by the moment of judging, and those that were not."""
    frame = case.missing_as_empty("requests", (*_ACTS, "completed_at", "support_level"))
    frame = frame.with_columns(
        start_us=nw.when(nw.col("completed_at_us").is_null())
        .then(nw.col("received_at_us"))
        .otherwise(nw.col("completed_at_us")),
        up_us=taken_up(),
    )
    return parted(frame, "requests", not_yet=nw.col("start_us") > case.now)


def first_reaction(case: Case) -> Judged:
    """Judge the first reaction to each request; its clock starts when the request is complete (readings I-5, I-18).

    `due_us` is the last moment in time of a reaction that was late, `actual_us` the reaction, `late_us` by how much
    service time (or clock time, where the profile says so) it passed the maximum.
    """
    frame = reaction_times(case)
    figure = nw.col("figure_us")
    at_once = (nw.col("end_us") <= nw.col("start_us")) & ~figure.is_null()
    within = at_once | (nw.col("passed_us") <= figure)
    silent = nw.col("up_us").is_null() if case.log.silence is Silence.NOT_KNOWN else nw.col("row") < 0
    surely, surely_not = within.fill_null(value=False), (~within).fill_null(value=False)
    by_then, open_ = nw.col("by_then"), ~nw.col("by_then")
    reading = read(
        case.regulation.reaction.reaction,
        bound=_bound(case),
        reacted=Choice(
            {
                Reacted.BY_PERSON: by_then | silent,
                Reacted.AUTOMATICALLY: open_,
                Reacted.NOT_AT_ALL: open_,
            }
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
        "requests",
        answer=answer,
        due=nw.col("due_us"),
        actual=nw.when(by_then).then(nw.col("up_us")),
        late=nw.when(surely_not).then(nw.col("passed_us") - nw.col("figure_us")),
        reading=reading,
        unasked=_begun(case)[1],
    )


def level_maximum(case: Case) -> nw.Expr:
    """Return the maximum of each request's level in microseconds; empty where the level has none, or is not known."""
    figure: nw.Expr = nw.when(nw.col("row") < 0).then(nw.col("row"))
    for level in case.regulation.reaction.levels:
        if level.max_reaction is not None:
            here = nw.lit(level.max_reaction // _TICK)
            figure = nw.when(nw.col("support_level") == level.name).then(here).otherwise(figure)
    return figure


def _bound(case: Case) -> Possible:
    """Return whether the maximum is for the first reaction too, by the level or else by the profile (reading I-19)."""
    policy = case.regulation.reaction
    default = policy.maximum_applies_to_first_reaction
    other = [level.name for level in policy.levels if level.applies_to_first not in (None, default)]
    if not other:
        return Known(default)
    differs = nw.col("support_level").fill_null("").is_in(other)
    return Flag(true=~differs, false=differs) if default else Flag(true=differs, false=~differs)


FIRST_REACTION: Final = Check(
    id="3.19",
    clauses=("3.19", "3.17", "2.1.5"),
    readings=("I-5", "I-17", "I-18", "I-19"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.taken_at|reacted_at|refused_at",),
    asks=("requests.support_level", "requests.completed_at"),
    counted_by=lambda regulation: regulation.reaction.reaction_clock,
    judge=first_reaction,
)
