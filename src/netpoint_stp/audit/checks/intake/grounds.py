"""What was taken up, and on what ground (3.1, 3.1.4, 3.4; readings I-5, I-10, I-22).

A request may have several messages: the report of a mail server, or a line from a messenger, may join one that rests on
a proper e-mail. So what work rests on is the best of all messages of a request.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.intake.received import (
    WITHIN_HOURS,
    channel_is,
    counts_as,
    form,
    intake,
    made_of,
    not_come_in,
    received,
)
from netpoint_stp.audit.checks.unasked import parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, ConstantFact, Possible, Truth, as_column
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.reception.policy import BASIS
from netpoint_stp.policy.reception.tables import Basis, MailTaken, Personal, WorkGround
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Silence

_WORK: Final = ("taken_at", "reacted_at")
_MADE_GOOD: Final = ("asked_at", "completed_at")
_ORDER: Final = tuple(Basis)
_WORTH: Final = {basis: frozenset(each for each in BASIS if BASIS[each] is basis) for basis in _ORDER}
_WORST: Final = len(_ORDER) - 1
_MAY: Final = {basis: f"n_{basis.value}" for basis in _ORDER}
_SURE: Final = tuple(f"n_sure_{place}" for place in range(_WORST))
_COUNTS: Final = (*_MAY.values(), *_SURE, "messages")
"""How many messages of a request may be each basis, are for sure at least the one of each place, and are there."""


def rests_on_a_request(case: Case) -> VerdictFrame:
    """Judge whether the work on each request rests on what counts as one (3.1): `other` is the first of its messages.

    A request of which the log has no message may rest on one that it lacks.
    """
    # messages of what is no request of its own belong to another request, or to none
    reasons = {**to_come("requests", case.now), "none_of_its_own": ~nw.col("became").is_null()}
    frame, unasked = parted(_facts_of_requests(case), "requests", **reasons)
    kept = settled(_beside_their_messages(case, frame))
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
    first = nw.col("first_message")
    return judged(kept, "requests", answer=answer, other=first, reading=reading, unasked=unasked)


def mail_rightly_taken(case: Case) -> VerdictFrame:
    """Judge whether each e-mail was rightly taken as a request, or rightly not (3.1.4): `other` is the request."""
    reading = read(
        case.regulation.reception.mail_as_request,
        details_needed=channel_is(case, lambda channel: channel.details_needed),
        counts_as=counts_as(case),
        task=case.fact("interactions.task"),
        made_of=made_of(case),
        worked=_flag(case, "worked"),
        made_good=_flag(case, "good"),
        beside=_beside(case),
    )
    answer = {
        Answer.KEPT.value: (MailTaken.TAKEN, MailTaken.COMPLETED, MailTaken.JOINED, MailTaken.LEFT),
        Answer.BROKEN.value: (MailTaken.WITHOUT_DETAILS, MailTaken.COMPLETE_NOT_TAKEN),
        Answer.NOT_APPLICABLE.value: (MailTaken.NOT_ASKED, MailTaken.NO_WORK, MailTaken.COMPLAINT),
    }
    return judged(
        _with_their_requests(case),
        "interactions",
        answer=answer,
        other=nw.col("request_id"),
        reading=reading,
        unasked=not_come_in(case),
    )


def stayed_personal(case: Case) -> VerdictFrame:
    """Judge whether what is personal communication was left so (3.4): `other` is the request made of it."""
    reading = read(
        case.regulation.reception.personal_talk,
        intake=counts_as(case),
        made_of=made_of(case),
        worked=_flag(case, "worked"),
        made_good=_flag(case, "good"),
        beside=_beside(case),
        answered=case.fact("interactions.answered"),
    )
    answer = {
        Answer.KEPT.value: (Personal.LEFT, Personal.ANSWERED, Personal.JOINED),
        Answer.BROKEN.value: (Personal.TAKEN_UP,),
        Answer.NOT_APPLICABLE.value: (Personal.OFFICIAL, Personal.NO_WORK, Personal.COMPLAINT),
    }
    return judged(
        _with_their_requests(case),
        "interactions",
        answer=answer,
        other=nw.col("request_id"),
        reading=reading,
        unasked=not_come_in(case),
    )


def _messages(case: Case) -> Frame:
    """Return for each request what its messages can be as a ground for work, and the first of them by its id.

    For each basis whether some message `may_` be that; `best`, the place in the order that some message must reach; and
    `_COUNTS`.
    """
    return case.shared("messages", lambda: _put_by_request(case))


def _beside_their_messages(case: Case, frame: Frame) -> Frame:
    """Return requests with what `_messages` says of each, and of the one whose messages are its own too (I-23)."""
    messages = _messages(case).drop(*_COUNTS)
    own = frame.join(messages, on="request_id", how="left")
    if not case.log.has("requests.messages_of"):
        return own
    names = [name for name in messages.collect_schema().names() if name != "request_id"]
    shared = messages.rename({name: f"{name}_too" for name in names})
    both_ = own.join(shared, left_on="messages_of", right_on="request_id", how="left")
    joined_ = {name: nw.max_horizontal(name, f"{name}_too") for name in names if name.startswith("may_")}
    firsts = {name: nw.min_horizontal(name, f"{name}_too") for name in ("best", "first_message")}
    return both_.with_columns(**joined_, **firsts)


def _put_by_request(case: Case) -> Frame:
    counted = counts_as(case)
    at_worst: nw.Expr = nw.lit(0)
    for place, basis in enumerate(_ORDER[1:], start=1):
        at_worst = nw.when(as_column(counted.may_be(_WORTH[basis]))).then(nw.lit(place)).otherwise(at_worst)
    may = {f"may_{basis.value}": _mark(counted.may_be(_WORTH[basis])) for basis in _ORDER}
    linked = received(case).filter(~nw.col("request_id").is_null())
    linked = linked.select("request_id", "interaction_id", **may, at_worst=at_worst)
    linked = linked.with_columns(**{name: _mark(nw.col("at_worst") <= place) for place, name in enumerate(_SURE)})
    together = linked.group_by("request_id").agg(
        *(nw.col(name).max() for name in may),
        best=nw.col("at_worst").min(),
        first_message=nw.col("interaction_id").min(),
        **{name: nw.col(f"may_{basis.value}").sum() for basis, name in _MAY.items()},
        **{name: nw.col(name).sum() for name in _SURE},
        messages=nw.len(),
    )
    # sums are decimals on DuckDB, and cannot be cast on pandas any more once a join has left gaps
    return together.with_columns(nw.col(*_COUNTS).cast(nw.Int64))


def _facts_of_requests(case: Case) -> Frame:
    """Return the requests, and of each whether somebody worked on it, and whether what lacked was asked for or came."""
    frame = case.narrow("requests", (*_WORK, *_MADE_GOOD, "became", "messages_of"))
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
    return frame.select("row", "request_id", "received_at", "received_at_us", "became", "messages_of", **marks)


def _with_their_requests(case: Case) -> Frame:
    """Return all that came in, beside each what is known of its request; empty where it has none.

    Empty too where all messages of the request are surely requests in due form, for then nothing hangs on it.
    """
    return case.shared("with_their_requests", lambda: _put_together(case))


def _put_together(case: Case) -> Frame:
    doubtful = _counted(case).filter(nw.col(_SURE[0]) < nw.col("messages")).drop("messages")
    if case.log.has("requests"):
        facts = _facts_of_requests(case).drop("row", "received_at", "received_at_us", "became", "messages_of")
        doubtful = doubtful.join(facts, on="request_id", how="left")
    others = (WITHIN_HOURS, *form(case).columns, *intake(case).columns)  # nothing here looks at those
    return received(case).drop(*others).join(doubtful, on="request_id", how="left")


def _counted(case: Case) -> Frame:
    """Return how many messages of each request there are, and are in due form; with those that it shares (I-23)."""
    own = _messages(case).select("request_id", *_COUNTS)
    if not case.log.has("requests.messages_of"):
        return own
    parts = case.log.frames["requests"].select("request_id", "messages_of").filter(~nw.col("messages_of").is_null())
    shared = own.rename({"request_id": "messages_of", **{name: f"{name}_too" for name in _COUNTS}})
    both_ = own.join(parts.join(shared, on="messages_of", how="inner"), on="request_id", how="left")
    counts = {name: nw.col(name) + nw.col(f"{name}_too").fill_null(0) for name in _COUNTS}
    return both_.select("request_id", **counts)


def _by_now(case: Case, moment: str) -> nw.Expr:
    return (nw.col(f"{moment}_us") <= case.now).fill_null(value=False)


def _mark(truth: Truth) -> nw.Expr:
    if isinstance(truth, bool):
        return nw.lit(int(truth))
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0))


def _flag(case: Case, name: str) -> Possible:
    """Return a fact of the request; open where the log does not have the request."""
    if not case.log.has("requests"):
        return ConstantFact(UNKNOWN)
    return BoolFactExpr(true=nw.col(f"may_{name}").fill_null(1) > 0, false=nw.col(f"not_{name}").fill_null(1) > 0)


def _basis() -> Choice:
    """Return what the best of a request's messages is; anything where the log has none of them."""
    at_best = nw.col("best").fill_null(_WORST)
    return Choice(
        {
            basis: (nw.col(f"may_{basis.value}").fill_null(1) > 0) & (at_best >= place)
            for place, basis in enumerate(_ORDER)
        }
    )


def _beside(case: Case) -> Possible:
    """Return what the best of the other messages of a request can be (`basis_beside`): of all, one is not this one.

    It can be a basis if another message may be that, and no other must be better; nothing also where there is no other.
    """
    counted = counts_as(case)
    ways: dict[Basis, nw.Expr] = {}
    none_better = nw.lit(1) > 0
    for place, basis in enumerate(_ORDER):
        own = _mark(counted.may_be(_WORTH[basis]))
        at_all = (nw.col(_MAY[basis]) - own).fill_null(1) > 0
        ways[basis] = none_better & at_all if place < _WORST else none_better
        if place < _WORST:
            worse = frozenset(BASIS).difference(*(_WORTH[each] for each in _ORDER[: place + 1]))
            own_sure = 1 - _mark(counted.may_be(worse))
            none_better = (nw.col(_SURE[place]) - own_sure).fill_null(0) < 1
    return Choice(ways)


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
    readings=("I-2", "I-5", "I-10", "I-22", "I-23"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.request_id", "interactions.details"),
    asks=(
        *("requests.taken_at|reacted_at", "requests.asked_at", "requests.completed_at"),
        *("interactions.task", "interactions.complaint_id", "interactions.quarantined", "interactions.dismissed"),
        *_OF_MESSAGES,
    ),
    judge=mail_rightly_taken,
)
PERSONAL: Final = Check(
    id="3.4",
    clauses=("3.4",),
    readings=("I-5", "I-22", "I-23", "I-32"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.request_id"),
    asks=(
        *("requests.taken_at|reacted_at", "requests.asked_at", "requests.completed_at", "interactions.answered"),
        *("interactions.complaint_id", "interactions.quarantined", *_OF_MESSAGES),
    ),
    judge=stayed_personal,
)
