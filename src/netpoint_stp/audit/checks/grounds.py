"""What was taken up, and on what ground (3.1, 3.1.4, 3.4; readings I-5, I-10, I-22).

A request may have several messages: the report of a mail server, or a line from a messenger, may join one that rests on
a proper e-mail. So what work rests on is the best of all messages of a request.
"""

from typing import Any, Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged
from netpoint_stp.audit.checks.received import came_in, channel_is, intake, made_of
from netpoint_stp.audit.expressions import Choice, Flag, Known, Possible, Reading, Truth, read
from netpoint_stp.audit.instants import Frame, settled
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.intake import Task
from netpoint_stp.policy.reception import BASIS
from netpoint_stp.policy.reception_tables import Basis, MailTaken, Personal, WorkGround
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Silence

_WORK: Final = ("taken_at", "reacted_at")
_MADE_GOOD: Final = ("asked_at", "completed_at")
_ORDER: Final = tuple(Basis)
_MAY_GROUND: Final = f"may_{_ORDER[0].value}"
_MUST_GROUND: Final = f"above_{_ORDER[1].value}"
_MARKS: Final = tuple(f"{mark}_{basis.value}" for basis in _ORDER for mark in ("may", "above"))


def rests_on_a_request(case: Case) -> Judged:
    """Judge whether the work on each request rests on what counts as one (3.1): `other` is the first of its messages.

    A request of which the log has no message may rest on one that it lacks.
    """
    frame = case.log.frames["requests"].filter(nw.col("received_at_us") <= case.now)
    kept = frame.select("row", "request_id", "received_at", "received_at_us")
    kept = kept.join(_facts_of_requests(case), on="request_id", how="left")
    kept = settled(kept.join(_messages(_marked(case)), on="request_id", how="left"))
    reading = read(
        case.regulation.reception.ground_of_work,
        worked=_flag(case, "worked"),
        basis=_basis(),
        made_good=_flag(case, "good"),
    )
    answer = {
        Answer.KEPT.value: (WorkGround.REQUEST, WorkGround.COMPLETED),
        Answer.BROKEN.value: (WorkGround.NONE,),
        Answer.NOT_APPLICABLE.value: (WorkGround.COMPLAINT, WorkGround.NO_WORK),
    }
    return judged(kept, "requests", answer=answer, other=nw.col("first_message"), reading=reading)


def mail_rightly_taken(case: Case) -> Judged:
    """Judge whether each e-mail was rightly taken as a request, or rightly not (3.1.4): `other` is the request."""
    reading = read(
        case.regulation.reception.mail_as_request,
        details_needed=channel_is(case, lambda channel: channel.details_needed),
        counts_as=_counts_as(case),
        task=case.fact("interactions.task"),
        made_of=made_of(case),
        worked=_flag(case, "worked"),
        made_good=_flag(case, "good"),
        grounded=_grounded(),
    )
    answer = {
        Answer.KEPT.value: (MailTaken.TAKEN, MailTaken.COMPLETED, MailTaken.LEFT),
        Answer.BROKEN.value: (MailTaken.WITHOUT_DETAILS, MailTaken.COMPLETE_NOT_TAKEN),
        Answer.NOT_APPLICABLE.value: (MailTaken.NOT_ASKED, MailTaken.NO_WORK),
    }
    return judged(
        _with_their_requests(case),
        "interactions",
        answer=answer,
        other=nw.col("request_id"),
        reading=reading,
    )


def stayed_personal(case: Case) -> Judged:
    """Judge whether what is personal communication was left so (3.4): `other` is the request made of it."""
    reading = read(
        case.regulation.reception.personal_talk,
        intake=_counts_as(case),
        made_of=made_of(case),
        worked=_flag(case, "worked"),
        grounded=_grounded(),
        answered=case.fact("interactions.answered"),
    )
    answer = {
        Answer.KEPT.value: (Personal.LEFT, Personal.ANSWERED, Personal.JOINED),
        Answer.BROKEN.value: (Personal.TAKEN_UP,),
        Answer.NOT_APPLICABLE.value: (Personal.OFFICIAL, Personal.NO_WORK),
    }
    return judged(
        _with_their_requests(case),
        "interactions",
        answer=answer,
        other=nw.col("request_id"),
        reading=reading,
    )


def _counts_as(case: Case) -> Reading:
    """Return what each row is for a stated task: what is not clear is asked about, and counts all the same (I-10)."""
    return intake(case, task=Known(Task.STATED))


def _marked(case: Case) -> Frame:
    """Return all that came in, beside each row for every basis whether it may be that and whether it must be better."""
    return case.shared("marked", lambda: _with_marks(case))


def _with_marks(case: Case) -> Frame:
    worth = {basis.value: frozenset(each for each in BASIS if BASIS[each] is basis) for basis in _ORDER}
    frame = came_in(case)
    told = _counts_as(case).told(frame, worth)
    marks: dict[str, nw.Expr] = {}
    for place, basis in enumerate(_ORDER):
        no_better = frozenset[Any]().union(*list(worth.values())[place:])
        marks[f"may_{basis.value}"] = _mark(told.may_be(worth[basis.value]))
        marks[f"above_{basis.value}"] = 1 - _mark(told.may_be(no_better))
    return told.frame.select(*frame.collect_schema().names(), **marks)


def _messages(marked: Frame) -> Frame:
    """Return for each request what its messages can be as a ground for work, and the first of them by its id.

    For each basis: whether some message may be that, and whether some message must be better.
    """
    linked = marked.filter(~nw.col("request_id").is_null())
    together = linked.group_by("request_id").agg(
        *(nw.col(name).max() for name in _MARKS),
        first_message=nw.col("interaction_id").min(),
        maybe=nw.col(_MAY_GROUND).sum(),
        sure=nw.col(_MUST_GROUND).sum(),
    )
    # sums are decimals on DuckDB, and cannot be cast on pandas any more once a join has left gaps
    return settled(together.with_columns(nw.col("maybe", "sure").cast(nw.Int64)))


def _facts_of_requests(case: Case) -> Frame:
    """Return for each request whether somebody worked on it, and whether what lacked was asked for or came in."""
    frame = case.missing_as_empty("requests", (*_WORK, *_MADE_GOOD))
    silent = case.log.silence is Silence.NOT_KNOWN
    marks: dict[str, nw.Expr] = {}
    for name, moments in (("worked", _WORK), ("good", _MADE_GOOD)):
        done = _by_now(case, moments[0]) | _by_now(case, moments[1])
        there = [each for each in moments if case.log.has(f"requests.{each}")]
        # work is told by either moment; what was asked for and what came in are two things, and each can be missing
        told = bool(there) if name == "worked" else len(there) == len(moments)
        empty: Truth = not told
        if told and silent:
            empty = nw.col(moments[0]).is_null() | nw.col(moments[1]).is_null()
        marks[f"may_{name}"] = _mark(done | empty)
        marks[f"not_{name}"] = 1 - _mark(done)
    return frame.select("request_id", **marks)


def _with_their_requests(case: Case) -> Frame:
    """Return all that came in, beside each what is known of its request; empty where it has none.

    Empty too where all messages of the request are surely requests in due form, for then nothing hangs on it.
    """
    return case.shared("with_their_requests", lambda: _put_together(case))


def _put_together(case: Case) -> Frame:
    marked = _marked(case)
    doubtful = marked.filter(~nw.col("request_id").is_null() & ~_must_be_better(_ORDER[1]))
    messages = _messages(marked.join(doubtful.select("request_id").unique(), on="request_id", how="semi"))
    if case.log.has("requests"):
        messages = messages.join(_facts_of_requests(case), on="request_id", how="left")
    own = marked.with_columns(own_maybe=nw.col(_MAY_GROUND), own_sure=nw.col(_MUST_GROUND)).drop(*_MARKS)
    return own.join(messages, on="request_id", how="left")


def _by_now(case: Case, moment: str) -> nw.Expr:
    return (nw.col(f"{moment}_us") <= case.now).fill_null(value=False)


def _mark(truth: Truth) -> nw.Expr:
    if isinstance(truth, bool):
        return nw.lit(int(truth))
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0))


def _flag(case: Case, name: str) -> Possible:
    """Return a fact of the request; open where the log does not have the request."""
    if not case.log.has("requests"):
        return Known(UNKNOWN)
    return Flag(true=nw.col(f"may_{name}").fill_null(1) > 0, false=nw.col(f"not_{name}").fill_null(1) > 0)


def _basis() -> Choice:
    """Return what the best of a request's messages is; anything where the log has none of them."""
    return Choice({basis: _may(basis) & ~_must_be_better(basis) for basis in _ORDER})


def _grounded() -> Possible:
    """Return whether another message of the same request is one in due form: of all that are, one is not this one."""
    others = {each: nw.col(each) - nw.col(f"own_{each}") for each in ("maybe", "sure")}
    return Flag(true=others["maybe"].fill_null(1) > 0, false=others["sure"].fill_null(0) < 1)


def _may(basis: Basis) -> nw.Expr:
    return nw.col(f"may_{basis.value}").fill_null(1) > 0


def _must_be_better(basis: Basis) -> nw.Expr:
    return nw.col(f"above_{basis.value}").fill_null(0) > 0


_OF_MESSAGES: Final = tuple(
    f"interactions.{name}"
    for name in ("direction", "automatic", "destination", "taken_by_person", "own_account", "details")
)
GROUND: Final = Check(
    id="3.1",
    clauses=("3.1", "3.1.1", "3.1.2", "3.1.3"),
    readings=("I-5", "I-10", "I-23", "I-33"),
    whose=Bearer.STP,
    table="requests",
    needs=("interactions.channel", "interactions.request_id", "requests.taken_at|reacted_at"),
    asks=("requests.asked_at", "requests.completed_at", *_OF_MESSAGES),
    judge=rests_on_a_request,
)
MAIL: Final = Check(
    id="3.1.4",
    clauses=("3.1.4",),
    readings=("I-2", "I-5", "I-10"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.request_id", "interactions.details"),
    asks=(
        *("requests.taken_at|reacted_at", "requests.asked_at", "requests.completed_at"),
        *("interactions.task", "interactions.complaint_id", "interactions.quarantined", *_OF_MESSAGES),
    ),
    judge=mail_rightly_taken,
)
PERSONAL: Final = Check(
    id="3.4",
    clauses=("3.4",),
    readings=("I-22", "I-23", "I-32"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.request_id"),
    asks=(
        *("requests.taken_at|reacted_at", "interactions.answered"),
        *("interactions.complaint_id", "interactions.quarantined", *_OF_MESSAGES),
    ),
    judge=stayed_personal,
)
