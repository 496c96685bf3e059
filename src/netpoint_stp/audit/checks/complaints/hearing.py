"""Complaints that went astray (3.10; readings I-11, I-12): nobody filed them, or nobody told that they are not lodged.

Whether a complaint that is lodged was answered is for 3.12. Here it is asked whether what reached the address for
complaints became one at all; and of those that are not lodged, for they went elsewhere or were not the subscriber's,
whether whoever complained heard of it. No term runs for that, so what was not told is shown to be justified.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.complaints.answers import lodging
from netpoint_stp.audit.checks.intake.received import intake, not_come_in, received
from netpoint_stp.audit.checks.unasked import parted, to_come
from netpoint_stp.audit.frames.calendars import EARLIEST, LATEST, PROVISIONAL, day_of, term_columns
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import due_before, joined
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, as_column, both, either, opposite
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.complaints.tables import Hearing, Lodging, TermState
from netpoint_stp.policy.reception.tables import Filed, MadeOf
from netpoint_stp.subjects.interruptions import Silence

_TERM: Final = "term_"
_LODGED: Final = frozenset({Lodging.LODGED, Lodging.LODGED_IRREGULARLY})
_SENT: Final = ("answered_at", "interim_answer_at")


def dealt_with(case: Case) -> VerdictFrame:
    """Judge whether each complaint was taken up or, where it is not lodged, its maker was told so (3.10).

    `due_us` is when a lodged one would have to be answered, before which nothing is found; `actual_us` the first thing
    that was sent, or for one that is surely lodged its lodging, for then nothing that was sent matters. What was sent
    before the complaint came tells nobody of it: whether anything else was is not known.
    """
    policy = case.regulation.complaints
    first, last = (day_of(number) for number in case.days)
    terms = term_columns([policy.calendar], policy.working_days, first, last, its_zone=policy.zone)
    frame = case.missing_as_empty("complaints", _SENT)
    frame, unasked = parted(frame, "complaints", **to_come("complaints", case.now))
    frame = joined(frame, "lodged_at_us", terms, prefix=_TERM)
    frame = frame.with_columns(
        due=due_before("lodged_at_us", terms, 0, prefix=_TERM),
        earliest=due_before("lodged_at_us", terms, EARLIEST, prefix=_TERM),
        latest=due_before("lodged_at_us", terms, LATEST, prefix=_TERM),
        **{PROVISIONAL: due_before("lodged_at_us", terms, PROVISIONAL, prefix=_TERM)},
        sent_us=nw.min_horizontal(*(_since_lodging(name) for name in _SENT)),
        older=nw.any_horizontal(*(_is_older(name) for name in _SENT), ignore_nulls=True),
        unsaid=nw.col("answered_at_us").is_null() | nw.col("interim_answer_at_us").is_null(),
    )
    told = (nw.col("sent_us") <= case.now).fill_null(value=False)
    perhaps = nw.col("older") | nw.col("unsaid") if case.log.silence is Silence.NOT_KNOWN else nw.col("older")
    lodged = lodging(case)
    surely = as_column(opposite(lodged.may_be(frozenset(Lodging) - _LODGED)))
    reading = read(
        policy.hearing,
        lodging=lodged,
        told=BoolFactExpr(true=told | perhaps, false=~told),
        term=Choice({TermState.OVER: nw.col(EARLIEST) <= case.now, TermState.WITHIN: nw.col(LATEST) > case.now}),
    )
    return judged(
        frame,
        "complaints",
        answer={
            Answer.KEPT.value: (Hearing.TAKEN_UP, Hearing.TOLD),
            Answer.BROKEN.value: (Hearing.NOT_TOLD,),
            Answer.NOT_APPLICABLE.value: (Hearing.NO_COMPLAINT, Hearing.STILL_TIME),
        },
        due=nw.col("due"),
        actual=nw.when(surely).then(nw.col("lodged_at_us")).otherwise(nw.when(told).then(nw.col("sent_us"))),
        provisional=nw.col(PROVISIONAL) == 1,
        reading=reading,
        unasked=unasked,
    )


def _is_older(name: str) -> nw.Expr:
    """Return whether a moment lies before the complaint came."""
    return (nw.col(f"{name}_us") < nw.col("lodged_at_us")).fill_null(value=False)


def _since_lodging(name: str) -> nw.Expr:
    """Return a moment, empty where it lies before the complaint came."""
    return nw.when(~_is_older(name)).then(nw.col(f"{name}_us"))


def filed(case: Case) -> VerdictFrame:
    """Judge whether each message that is a complaint by its address became one (3.10).

    One of which a request was made is to be justified: staff may have seen that it was no complaint.
    """
    frame = received(case)
    request, complaint = ~nw.col("request_id").is_null(), ~nw.col("complaint_id").is_null()
    if case.log.has("complaints.interaction_id"):
        named = case.log.frames["complaints"].select(interaction_id=nw.col("interaction_id"))
        named = named.filter(~nw.col("interaction_id").is_null()).unique().with_columns(named=nw.lit(value=True))
        frame = frame.join(named, on="interaction_id", how="left")
        complaint = complaint | nw.col("named").fill_null(value=False)
    aside = nw.col("quarantined").fill_null(value=False)
    dismissed = nw.col("dismissed").fill_null(value=False) & ~(request | complaint | aside)
    nothing = ~(request | complaint | aside | dismissed)
    silent = both((~complaint & ~aside, case.log.silence is Silence.NOT_KNOWN))
    made = Choice(
        {
            MadeOf.COMPLAINT: either((complaint, silent)),
            MadeOf.REQUEST: request & ~complaint,
            MadeOf.PUT_ASIDE: aside & ~request & ~complaint,
            MadeOf.NO_REQUEST: dismissed,
            MadeOf.NOTHING: nothing,
        }
    )
    return judged(
        frame,
        "interactions",
        answer={
            Answer.KEPT.value: (Filed.FILED,),
            Answer.BROKEN.value: (Filed.LOST, Filed.TAKEN_AS_REQUEST),
            Answer.NOT_APPLICABLE.value: (Filed.NOT_ASKED,),
        },
        reading=read(case.regulation.reception.filing, intake=intake(case), made_of=made),
        unasked=not_come_in(case),
    )


DEALT_WITH: Final = Check(
    id="3.10",
    clauses=("3.10",),
    readings=("I-11", "I-12"),
    whose=Bearer.COMPANY,
    table="complaints",
    needs=("complaints.route", "complaints.answered_at|interim_answer_at"),
    asks_of_silence=frozenset({"complaints.answered_at", "complaints.interim_answer_at"}),
    asks=("complaints.marked", "complaints.complainant", "complaints.about"),
    to_justify=frozenset({Hearing.NOT_TOLD.value}),
    counted_by=lambda regulation: regulation.complaints.calendar.name,
    judge=dealt_with,
)
FILED: Final = Check(
    id="3.10-filed",
    clauses=("3.10",),
    readings=("I-12",),
    whose=Bearer.COMPANY,
    table="interactions",
    needs=("interactions.channel", "interactions.destination", "interactions.complaint_id"),
    asks=("interactions.automatic", "interactions.request_id", "interactions.dismissed", "complaints.interaction_id"),
    to_justify=frozenset({Filed.TAKEN_AS_REQUEST.value}),
    judge=filed,
)
