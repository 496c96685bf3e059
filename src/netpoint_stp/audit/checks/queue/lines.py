"""In which line a request waits (3.13, 3.14; reading I-20): a queue of the profile, none at all, or one not known.

A live call is served as it rings, so that nothing is asked of it. What no queue of the profile certainly takes, for its
queue or its channel has a name that the profile does not know, waits in a line that is not known: of such a request it
cannot be told who went first.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import narwhals as nw
from attrs import evolve

from netpoint_stp.audit.checks.check import ANSWERS, JUDGED, Answer, Case, VerdictFrame, nothing
from netpoint_stp.audit.checks.queue.from_line import never_in_line
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.engines import Frame, collected
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.records.provenance import SHOWN, ProblemKind, RowProblem
from netpoint_stp.policy.queue.policy import QueuePolicy

WHICH: Final = "queue"
"""The fact that is missing where it is not known in which line a request waits."""
_NUMBERS: Final = ("answer", "outcome", "left_open")


def of_requests(case: Case, frame: Frame, **more: nw.Expr) -> tuple[Frame, Unasked]:
    """Return the requests that wait in some line, with `queue_number`, empty where it is not known which; and the rest.

    `more` are reasons of a check's own not to ask about a request.
    """
    policy = case.regulation.queue
    live = nw.col("queue").is_null() & nw.col("channel").is_in(sorted(policy.live_channels))
    reasons = {**to_come("requests", case.now), "live_call": live, **more}
    if case.log.has("requests.in_line"):
        reasons["never_in_line"] = never_in_line(case)
    waiting, unasked = parted(frame, "requests", **reasons)
    return waiting.with_columns(queue_number=_number(policy)), unasked


def _number(policy: QueuePolicy) -> nw.Expr:
    """Return the place, in the policy, of the queue that certainly takes a request, as `QueuePolicy.queue_of` says.

    Empty where none does. Numbers are put together and joined much faster than names.
    """
    found, known = nothing("row"), nothing("row")
    level, named = nw.col("support_level"), nw.col("queue")
    for number, queue in reversed(list(enumerate(policy.queues))):
        rivals = [each for each in policy.queues if each.channels & queue.channels and each.support_levels]
        fits = nw.col("channel").is_in(sorted(queue.channels))
        if queue.support_levels:
            fits = fits & level.is_in(sorted(queue.support_levels))
        if rivals:
            parted_by_level = sorted(frozenset[str]().union(*(each.channels for each in rivals)))
            fits = fits & (~level.is_null() | ~nw.col("channel").is_in(parted_by_level))
        found = nw.when(fits).then(nw.lit(number)).otherwise(found)
        known = nw.when(named == queue.name).then(nw.lit(number)).otherwise(known)
    return nw.when(named.is_null()).then(found).otherwise(known)


def with_unknown_lines(told: VerdictFrame, unknown: Frame, undetermined: str) -> VerdictFrame:
    """Return what a check says of requests whose line is known, and beside them those of which it is not.

    These are undetermined, for want of the line; their outcome is the one named `undetermined`. `up_us` is when a
    person took each up.
    """
    if not len(unknown.head(1).collect()):
        return told
    outcome = next(at for at, name in told.outcomes.items() if name == undetermined)
    none = nothing("received_at_us")
    rows = unknown.select(
        nw.col("row"),
        nw.col("request_id").alias("id"),
        nw.col("received_at").alias("at"),
        answer=nw.lit(ANSWERS.index(Answer.UNDETERMINED.value)),
        outcome=nw.lit(outcome),
        due_us=none,
        actual_us=nw.col("up_us"),
        late_us=none,
        other=nw.when(nw.col("row") < 0).then(nw.lit("")),
        left_open=nw.lit(1 << told.open_facts.index(WHICH)),
        provisional=nw.col("row") < 0,
    )
    return evolve(told, coded=nw.concat([_alike(told.coded), _alike(rows)]))


def _alike(coded: Frame) -> Frame:
    """Return rows with their numbers of one kind: engines choose it by how each was made."""
    return coded.with_columns(**{name: nw.col(name).cast(nw.Int64) for name in _NUMBERS}).select(*JUDGED)


def unknown_names(log: Log, policies: Iterable[QueuePolicy]) -> Iterator[RowProblem]:
    """Yield for queues and channels how many requests name one that is in no line of any edition, and the first rows.

    The channel tells the line only where no queue is named.
    """
    known = [*policies]
    queues = {queue.name for policy in known for queue in policy.queues}
    channels = {name for policy in known for queue in policy.queues for name in queue.channels}
    channels |= {name for policy in known for name in policy.live_channels}
    unnamed = nw.col("queue").is_null() if log.has("requests.queue") else nw.col("row") > 0
    odd_channel = ~nw.col("channel").is_null() & ~nw.col("channel").is_in(sorted(channels))
    conditions = {
        "queue": ~nw.col("queue").is_null() & ~nw.col("queue").is_in(sorted(queues)),
        "channel": odd_channel & unnamed,
    }
    for column, condition in conditions.items():
        if log.has(f"requests.{column}"):
            found = log.frames["requests"].filter(condition).select("row")
            count = int(collected(found.select(n=nw.len()))["n"][0])
            if count:
                first = collected(found.sort("row").head(SHOWN))["row"].to_list()
                yield RowProblem(
                    table="requests", column=column, kind=ProblemKind.UNKNOWN_VALUE, count=count, rows=tuple(first)
                )
