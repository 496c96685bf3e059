"""Reaction (3.19; 3.17 and 2.1.5 as far as they say how): whether a person reacted within the level's maximum."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged, nothing
from netpoint_stp.audit.checks.queue.closings import with_closings
from netpoint_stp.audit.checks.reaction.clock import passed, with_due
from netpoint_stp.audit.checks.unasked import Unasked, parted
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, ConstantFact, Possible
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reaction.tables import Reacted, Reaction
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.interruptions import Silence

_TICK: Final = timedelta(microseconds=1)
_ACTS: Final[Mapping[str, Happening | None]] = {
    "taken_at": Happening.TAKEN,
    "reacted_at": None,
    "refused_at": Happening.REFUSED,
}
"""The moments of a request that tell of an act of a person, and of which (reading I-17); None: of any."""
_MOMENTS: Final = (*_ACTS, "completed_at", "closed_at")
"""What cannot have happened to a request before it was received: see `audit.mapping.faults`."""
_JOURNAL: Final = ("owed_from", "lapsed_at")


def taken_up() -> nw.Expr:
    """Return when a person first did something about a request, in microseconds; empty where nobody did."""
    return nw.min_horizontal(*(f"{act}_us" for act in _ACTS))


def acts_of(case: Case) -> tuple[list[str], list[str]]:
    """Return the kinds of events, and the moments of requests, that tell of a reaction by the edition (I-17)."""
    counts = case.regulation.reaction.acts
    names = {act.value for act in counts}
    kinds = sorted(str(each.value) for each in ActivityKind if each.value in names)
    return kinds, [name for name, act in _ACTS.items() if act is None or act in counts]


def by_person(case: Case, kinds: list[str]) -> nw.Expr:
    """Return whether an event is one of these kinds and no program is known to have done it."""
    done = nw.col("kind").is_in(kinds).fill_null(value=False)
    if not case.log.has("events.automatic"):
        return done
    return done & ~nw.col("automatic").fill_null(value=False)


def reaction_times(case: Case) -> Frame:
    """Return the requests that were complete by the moment of judging, each with how long nobody reacted.

    `passed_us` is that time by the clock that the profile names, `figure_us` the maximum of the request's level, empty
    where it has none; `by_then` says whether a person reacted, which was at `up_us`. `lapsed` says that nobody had when
    nothing was owed any more, `untold` that it is not known what a person did: it was closed, and no act is on record;
    `cannot_be` that some moment lies before receipt: such a moment says nothing. `act_cannot_be` that it is one of an
    act, which may then have been done at any time.
    """
    frame, _ = _begun(case)
    ever = ~nw.col("owed_from_us").is_null() if case.log.has("requests.owed_from") else nw.col("row") < 0
    frame = with_lapse(case, frame, "requests", ever=ever)
    closed: nw.Expr = nw.col("row") < 0
    if _is_closed(case):
        closed = (nw.col("closed_at_us") >= nw.col("received_at_us")) & (nw.col("closed_at_us") <= case.now)
        closed = (closed & ~ever).fill_null(value=False)
    not_yet = nw.when(nw.col("lapsed")).then(nw.col("lapsed_at_us")).otherwise(nw.lit(case.now))
    frame = frame.with_columns(
        figure_us=level_maximum(case),
        untold=closed & ~nw.col("by_then") & ~nw.col("lapsed"),
        end_us=nw.when(nw.col("by_then")).then(nw.col("up_us")).otherwise(not_yet),
    )
    return passed(case, frame, "start_us", "end_us")


def _begun(case: Case) -> tuple[Frame, Unasked]:
    """Return the requests that were complete by the moment of judging, and those that were not."""
    frame = with_closings(case, case.narrow("requests", (*_MOMENTS, *_JOURNAL, "support_level")))
    start = received = nw.col("received_at_us")
    if case.log.has("requests.completed_at"):
        start = nw.when(nw.col("completed_at_us") >= received).then(nw.col("completed_at_us")).otherwise(received)
    if case.log.has("requests.owed_from"):
        journal = nw.col("owed_from_us")
        start = nw.when(journal.is_null()).then(start).otherwise(journal)
    frame = frame.with_columns(start_us=start)
    # acts are looked up for those alone of which something is asked
    begun, unasked = parted(frame, "requests", not_yet=nw.col("start_us") > case.now)
    return _with_acts(case, begun), unasked


def _with_acts(case: Case, frame: Frame) -> Frame:
    """Return requests with `up_us`, the first act of a person, and whether a moment lies before receipt.

    `act_cannot_be` says so of the moment of an act, `cannot_be` of any.
    """
    kinds, moments = acts_of(case)
    # what the log does not have is empty in every row, and would still be worked out for each
    moments = [name for name in moments if case.log.has(f"requests.{name}")]
    there = [
        name for name in _MOMENTS if case.log.has(f"requests.{name}") or (name == "closed_at" and _is_closed(case))
    ]
    received, journal = nw.col("received_at_us"), nw.col("owed_from_us")
    before = {name: (nw.col(f"{name}_us") < received).fill_null(value=False) for name in there}
    of_acts = [before[name] for name in moments]
    acts = [nw.when(nw.col(f"{name}_us") >= received).then(nw.col(f"{name}_us")) for name in moments]
    told: nw.Expr | None = None
    if case.log.has("requests.owed_from"):
        told = journal.is_null()  # a journal tells to what an act came too early to be a reaction
        acts = [nw.when(told | (act >= journal)).then(act) for act in acts]
    if case.recorded & {*kinds}:
        own = frame.select("request_id", "owed_from_us", own_us=_first(acts))
        earlier = case.shared("earlier_acts", lambda: _earlier_acts(case, kinds, own))
        frame = frame.join(earlier, on="request_id", how="left")
        early = nw.col("act_us") < received
        early = (early if told is None else early & told).fill_null(value=False)
        of_acts.append(early)
        acts.append(nw.when(~early).then(nw.col("act_us")))
    never = nw.col("row") < 0
    return frame.with_columns(
        up_us=_first(acts),
        cannot_be=reduce(or_, (*before.values(), *of_acts), never),
        act_cannot_be=reduce(or_, of_acts, never),
    )


def _first(acts: Sequence[nw.Expr]) -> nw.Expr:
    """Return the first of some moments, in microseconds; empty where there is none."""
    return nw.min_horizontal(*acts) if acts else nothing("row")


def _is_closed(case: Case) -> bool:
    """Return whether the log tells when any request was closed, in `requests` or in `events`."""
    return case.log.has("requests.closed_at") or ActivityKind.CLOSED.value in case.recorded


def with_lapse(case: Case, frame: Frame, table: str, *, ever: nw.Expr | None = None) -> Frame:
    """Return a frame of a table with `lapsed`, that nothing was owed any more before anybody reacted, and `by_then`.

    `ever` says whether anything was ever owed; None: of every row.
    """
    at, up = nw.col("lapsed_at_us"), nw.col("up_us")
    by_then = (up <= case.now).fill_null(value=False)
    if not case.log.has(f"{table}.lapsed_at"):
        return frame.with_columns(lapsed=nw.col("row") < 0, by_then=by_then)
    reacted = (up <= at).fill_null(value=False)
    lapsed = (at <= case.now).fill_null(value=False) & ~(reacted if ever is None else reacted & ever)
    return frame.with_columns(lapsed=lapsed, by_then=by_then & ~lapsed)


def _earlier_acts(case: Case, kinds: list[str], own: Frame) -> Frame:
    """Return `act_us`, the first act of a person that the events of a request tell of, from when one was owed on.

    Only where it lies before `own_us`, the first that the request itself tells of, or that tells of none: most events
    say again what is in the request, and whatever lies behind that changes nothing.
    """
    events = case.log.frames["events"].filter(by_person(case, kinds) & ~nw.col("at_us").is_null())
    events = events.select("request_id", "at_us").join(own, on="request_id")
    events = events.filter(nw.col("own_us").is_null() | (nw.col("at_us") < nw.col("own_us")))
    if case.log.has("requests.owed_from"):
        events = events.filter(nw.col("owed_from_us").is_null() | (nw.col("at_us") >= nw.col("owed_from_us")))
    return events.group_by("request_id").agg(act_us=nw.col("at_us").min())


def first_reaction(case: Case) -> VerdictFrame:
    """Judge the first reaction to each request; its clock starts when the request is complete (readings I-5, I-18).

    Any act of a person that the log holds bounds it, in `requests` or in `events`; what was closed without one on
    record is not known. `due_us` is the last moment in time of a reaction that was late, `actual_us` the reaction,
    `late_us` by how much service time (or clock time, where the profile says so) it passed the maximum.
    """
    frame = reaction_times(case)
    figure, lapsed = nw.col("figure_us"), nw.col("lapsed")
    at_once = (nw.col("end_us") <= nw.col("start_us")) & (~figure.is_null() | lapsed)
    within = at_once | (nw.col("passed_us") <= figure)
    surely, surely_not = within.fill_null(value=False), (~within).fill_null(value=False)
    by_then, open_ = nw.col("by_then"), ~nw.col("by_then")
    silent = nw.col("untold")
    if case.log.silence is Silence.NOT_KNOWN:
        silent = silent | (nw.col("up_us").is_null() & ~lapsed)
    doubt = nw.col("act_cannot_be") | (nw.col("cannot_be") & (by_then | surely_not))
    reading = read(
        case.regulation.reaction.reaction,
        bound=_bound(case),
        reacted=Choice(
            {
                Reacted.BY_PERSON: by_then | silent | doubt,
                Reacted.AUTOMATICALLY: open_ | doubt,
                Reacted.NOT_AT_ALL: open_ | doubt,
            }
        ),
        within=BoolFactExpr(true=~surely_not | silent | doubt, false=~surely | doubt),
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
        return ConstantFact(default)
    differs = nw.col("support_level").fill_null("").is_in(other)
    return BoolFactExpr(true=~differs, false=differs) if default else BoolFactExpr(true=differs, false=~differs)


FIRST_REACTION: Final = Check(
    id="3.19",
    clauses=("3.19", "3.17", "2.1.5"),
    readings=("I-5", "I-17", "I-18", "I-19"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.taken_at|reacted_at|refused_at|events.kind",),
    asks_of_silence=frozenset({"requests.closed_at"}),
    asks=(
        *("requests.support_level", "requests.completed_at", "requests.closed_at"),
        *("requests.taken_at", "requests.reacted_at", "requests.refused_at", "requests.owed_from"),
        *("requests.lapsed_at", "events.automatic"),
    ),
    counted_by=lambda regulation: regulation.reaction.reaction_clock,
    judge=first_reaction,
)
