"""Instructions to clients (4.2.2): whether those that help to find the cause of an error were followed in good time."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.terms import NEVER, course, shifted
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.errors_notified.policy import InstructionState
from netpoint_stp.subjects.interruptions import Silence


def followed_in_time(case: Case) -> VerdictFrame:
    """Judge each instruction by when the client followed it (4.2.2; reading I-25).

    It was followed at the first event that refers to it. One that refers to nothing follows the instruction that
    stands open; where several ever stood open about a request, it cannot be told which. A log without any event of
    following says nothing of it. `other` is the id of the instruction, `due_us` the last moment in time.
    """
    policy = case.regulation.errors_notified
    frame = _followed(case)
    due = shifted("at_us", policy.instruction_time)
    told = ActivityKind.FOLLOWED.value in case.recorded
    stands = course(
        case,
        done="sure_us",
        maybe="maybe_us",
        due=due,
        surely_in_time=nw.col("at_us"),
        silence=case.log.silence if told else Silence.NOT_KNOWN,
    )
    reading = read(policy.instruction, helps=case.fact("events.helps"), followed=stands.done, in_time=stands.in_time)
    answer = {
        Answer.KEPT.value: (InstructionState.FOLLOWED_IN_TIME,),
        Answer.BROKEN.value: (InstructionState.FOLLOWED_LATE, InstructionState.OVERDUE),
        Answer.NOT_APPLICABLE.value: (InstructionState.NOT_BINDING, InstructionState.RUNNING),
    }
    counted = nw.when(stands.by_then).then(nw.col("sure_us")).otherwise(nw.lit(case.now))
    return judged(
        frame,
        "events",
        answer=answer,
        due=due,
        actual=nw.when(stands.by_then).then(nw.col("sure_us")),
        late=None if due is None else nw.when(stands.surely_late & (due < counted)).then(counted - due),
        other=nw.col("event_id"),
        reading=reading,
        settled_by={"in_time": "followed"} if stands.follows else None,
        unasked=_others(case)[1],
    )


def _others(case: Case) -> tuple[Frame, Unasked]:
    """Return the instructions, and the events that are none."""
    events = case.narrow("events", ("event_id", "refers_to", "helps"))
    no_instruction = (nw.col("kind") != ActivityKind.INSTRUCTED.value).fill_null(value=True)
    return parted(events, "events", no_instruction=no_instruction, **to_come("events", case.now))


def _followed(case: Case) -> Frame:
    """Return the instructions with `sure_us`, when each was followed, and `maybe_us`, when it may have been."""
    events = case.narrow("events", ("event_id", "refers_to", "helps"))
    kind = nw.col("kind")
    told, _ = _others(case)
    told = settled(told.select("row", "request_id", "at", "at_us", "event_id", "helps"))
    done = events.filter((kind == ActivityKind.FOLLOWED.value).fill_null(value=False) & ~nw.col("at_us").is_null())
    done = settled(done.select("row", "request_id", "at_us", "refers_to"))
    referring = told.join(
        done.select("request_id", "refers_to", done_us=nw.col("at_us")),
        left_on=["request_id", "event_id"],
        right_on=["request_id", "refers_to"],
        how="inner",
    )
    referring = referring.filter(nw.col("done_us") >= nw.col("at_us"))
    referring = referring.group_by("row").agg(named_us=nw.col("done_us").min())
    told = settled(told.join(referring, on="row", how="left"))
    line = _line(told, done)
    line = line.with_columns(most=nw.col("open").max().over("request_id"))
    line = line.filter(nw.col("step") == 1).select("row", "next_us", "most")
    told = told.join(line, on="row", how="left")
    follows = nw.when(nw.col("next_us") < NEVER).then(nw.col("next_us"))
    alone = (nw.col("most") <= 1).fill_null(value=False)
    named = nw.col("named_us")
    return told.with_columns(
        sure_us=nw.when(named.is_null()).then(nw.when(alone).then(follows)).otherwise(named),
        maybe_us=nw.when(named.is_null()).then(nw.when(~alone).then(follows)),
    )


def _line(told: Frame, done: Frame) -> Frame:
    """Return what no event refers to in the order of time: how many instructions stand `open`, and `next_us`.

    An instruction and what follows another one at the same moment stand in the order of their rows.
    """
    opened = told.filter(nw.col("named_us").is_null())
    closed = done.filter(nw.col("refers_to").is_null())
    line = nw.concat(
        [
            opened.select("row", "request_id", "at_us", step=nw.lit(1), act_us=nw.lit(NEVER)),
            closed.select("row", "request_id", "at_us", step=nw.lit(-1), act_us=nw.col("at_us")),
        ]
    )
    order = ["at_us", "row"]
    step = nw.col("step").cast(nw.Int64)
    line = line.with_columns(
        running=step.cum_sum().over("request_id", order_by=order),
        next_us=nw.col("act_us").cum_min(reverse=True).over("request_id", order_by=order),
    )
    # what follows nothing closes nothing: the count starts anew below it
    lowest = nw.min_horizontal(nw.col("running").cum_min().over("request_id", order_by=order), nw.col("running") * 0)
    return line.with_columns(open=nw.col("running") - lowest)


FOLLOWED: Final = Check(
    id="4.2.2",
    clauses=("4.2.2",),
    readings=("I-25",),
    whose=Bearer.CLIENT,
    table="events",
    asks=("events.helps", "events.event_id", "events.refers_to"),
    judge=followed_in_time,
)
