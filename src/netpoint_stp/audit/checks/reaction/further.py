"""Further information (3.19): whether a person reacted to it within the maximum of the request's support level."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged, nothing
from netpoint_stp.audit.checks.reaction.clock import passed, with_due
from netpoint_stp.audit.checks.reaction.first import acts_of, by_person, level_maximum, with_lapse
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, ConstantFact
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reaction.tables import Reacted, Reaction
from netpoint_stp.subjects.course import INFORMATION as OWED_TO
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.interruptions import Silence

INFORMATION: Final = sorted({each.value for each in OWED_TO - {Happening.COMPLETED}})
"""The kinds of events to which a further reaction is owed; what completes a request bears on its first (I-5)."""
_ENDS: Final = ("closed_at", "refused_at")
_NEVER: Final = 2**62
_CARRIED: Final = ("request_id", "at", "at_us", "done_us", "closed_us", "figure_us")
_NO_ROW: Final = -1
"""Where an act stands in the place of a row: rows are counted from 0 or 1."""


def further_reaction(case: Case) -> VerdictFrame:
    """Judge the reaction to each piece of further information about a request that was open (3.19; I-17, I-18).

    Its clock starts when the information came in; one act answers all that came in before it, and one at the same
    moment does too. `due_us` is the last moment in time of a reaction that was late, `actual_us` the reaction,
    `late_us` by how much service time (or clock time) it passed the maximum. What came in after the request was closed
    is not asked about: it is a request of its own (reading I-22).
    """
    information, unasked = _information(case)
    frame = passed(case, _answered(case, information), "at_us", "end_us")
    figure, by_then, lapsed = nw.col("figure_us"), nw.col("by_then"), nw.col("lapsed")
    at_once = (nw.col("end_us") <= nw.col("at_us")) & (~figure.is_null() | lapsed)
    within = at_once | (nw.col("passed_us") <= figure)
    surely, surely_not = within.fill_null(value=False), (~within).fill_null(value=False)
    told = case.log.silence is Silence.NOT_YET and not case.recorded.isdisjoint(acts_of(case)[0])
    silent = nw.col("untold") if told else nw.col("up_us").is_null() & ~lapsed
    reading = read(
        case.regulation.reaction.reaction,
        bound=ConstantFact(value=True),
        reacted=Choice(
            {Reacted.BY_PERSON: by_then | silent, Reacted.AUTOMATICALLY: ~by_then, Reacted.NOT_AT_ALL: ~by_then}
        ),
        within=BoolFactExpr(true=~surely_not | silent, false=~surely),
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
    """Return the further information about requests that were open, beside its request, and the events that are none.

    Reopening is owed a reaction too; what came in after a request was closed or refused is a request of its own.
    `first_row` numbers the requests: numbers are put in order much faster than names.
    """
    events = case.narrow("events", ("lapsed_at",))
    other = ~nw.col("kind").is_in(INFORMATION).fill_null(value=False)
    frame, unasked = parted(events, "events", no_information=other, **to_come("events", case.now))
    frame = case.shared("information", lambda: _beside_requests(case, frame))
    again = (nw.col("kind") == ActivityKind.REOPENED.value).fill_null(value=False)
    frame, later = parted(frame, "events", after_closing=(nw.col("at_us") >= nw.col("over_us")) & ~again)
    return frame, unasked + later


def _beside_requests(case: Case, information: Frame) -> Frame:
    """Return information with what its request tells: `over_us`, `done_us`, `closed_us` and `figure_us`.

    `done_us` is the first act that the request itself tells of from then on, `closed_us` when it was closed where it
    has no journal of what is owed. All are empty of a request that is not known.
    """
    at = nw.col("at_us")
    kept = ("row", "request_id", "kind", "at", "at_us", "lapsed_at_us")  # and `first_row`
    information = settled(information.select(*kept, first_row=nw.col("row").min().over("request_id")))
    if not case.log.has("requests"):
        none = nothing("row")
        return information.with_columns(over_us=none, done_us=none, closed_us=none, figure_us=none)
    _, acts_at = acts_of(case)
    named = [f"{each}_us" for each in dict.fromkeys((*_ENDS, *acts_at, "owed_from"))]
    requests = case.narrow("requests", (*_ENDS, *acts_at, "owed_from", "support_level"))
    # few requests have any information: the others need not be looked up
    requests = requests.join(information.select("request_id").unique(), on="request_id", how="semi")
    requests = requests.select("request_id", *named, figure_us=level_maximum(case))
    done = [nw.when(nw.col(f"{each}_us") >= at).then(nw.col(f"{each}_us")) for each in acts_at]
    return information.join(requests, on="request_id", how="left").select(
        *(*kept, "first_row"),
        over_us=nw.min_horizontal(*(f"{each}_us" for each in _ENDS)),
        done_us=nw.min_horizontal(*done) if done else nothing("row"),
        closed_us=nw.when(nw.col("owed_from_us").is_null()).then(nw.col("closed_at_us")),
        figure_us="figure_us",
    )


def _answered(case: Case, information: Frame) -> Frame:
    """Return the further information of a log with `up_us`, the first act of a person from then on.

    `lapsed` says that nobody had reacted when nothing was owed any more, `untold` that the request was closed, and no
    act from then on is on record.
    """
    line = nw.concat([_looking_on(information), _acts_on(case, information)])
    line = line.with_columns(next_us=nw.col("act_us").cum_min(reverse=True).over("first_row", order_by="step"))
    frame = line.filter(nw.col("row") != _NO_ROW)
    frame = frame.with_columns(next_us=nw.min_horizontal("next_us", "done_us"))
    frame = frame.with_columns(up_us=nw.when(nw.col("next_us") < _NEVER).then(nw.col("next_us")))
    frame = with_lapse(case, frame, "events")
    by_then, lapsed = nw.col("by_then"), nw.col("lapsed")
    closed = ((nw.col("closed_us") <= case.now) & (nw.col("closed_us") >= nw.col("at_us"))).fill_null(value=False)
    not_yet = nw.when(lapsed).then(nw.col("lapsed_at_us")).otherwise(nw.lit(case.now))
    end = nw.when(by_then).then(nw.col("up_us")).otherwise(not_yet)
    return frame.with_columns(end_us=end, untold=closed & ~by_then & ~lapsed)


def _looking_on(information: Frame) -> Frame:
    """Return information as it stands on the line of its request, of which `first_row` is the number."""
    return information.select(
        *("row", "first_row", *_CARRIED),
        nw.col("lapsed_at_us").fill_null(_NEVER),
        step=nw.col("at_us") * 2,
        act_us=nw.lit(_NEVER),
    )


def _acts_on(case: Case, information: Frame) -> Frame:
    """Return what persons did about these requests, from when any information came in on, beside it on the line.

    At one moment acts stand after information, so that running backwards they are met first. What was done about other
    requests, or before any information came in, answers nothing.
    """
    at = nw.col("at_us")
    first = information.group_by("request_id").agg(first_row=nw.col("first_row").min(), first_us=at.min())
    events = case.log.frames["events"].filter(by_person(case, acts_of(case)[0]) & ~at.is_null())
    acts = (
        events.select("request_id", "at", "at_us")
        .join(settled(first), on="request_id")
        .filter(at >= nw.col("first_us"))
    )
    none = nw.when(at != at).then(at)  # of the kind of a moment, as they are in information
    empty = {name: none for name in _CARRIED if name not in ("request_id", "at", "at_us")}
    acts = acts.with_columns(row=at * 0 + _NO_ROW, lapsed_at_us=at * 0 + _NEVER, **empty)
    return acts.select("row", "first_row", *_CARRIED, "lapsed_at_us", step=at * 2 + 1, act_us=at)


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
