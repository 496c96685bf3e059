"""Complaints (3.11, 3.12): what they name, and whether they were answered within the term."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.unasked import parted, to_come
from netpoint_stp.audit.frames.calendars import EARLIEST, LATEST, PROVISIONAL, TermColumns, day_of, term_columns
from netpoint_stp.audit.frames.expressions import TableExpr, read
from netpoint_stp.audit.frames.instants import due_before, joined
from netpoint_stp.audit.frames.truths import Choice, ConstantFact
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.complaints.tables import AnswerGiven, ComplaintStatus, Contents, TermState
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.working_days import WorkingCalendar

_TERMS: Final = "term_"
OTHER_CALENDARS: Final = ("ukraine", "ukraine_peacetime", "weekends_only", "every_day")
"""The calendars under which a late answer is looked at too (reading I-15), beside the one of the profile."""


def calendars_of(case: Case) -> tuple[WorkingCalendar, ...]:
    """Return the calendar of the profile, and then the others under which an answer may be late."""
    own = case.regulation.complaints.calendar
    return (own, *(WorkingCalendar.named(name) for name in OTHER_CALENDARS if name != own.name))


def lodging(case: Case) -> TableExpr:
    """Return what became of each complaint, by where it went and whose it is (3.10)."""
    policy = case.regulation.complaints
    return read(
        policy.lodging,
        route=case.fact("complaints.route"),
        marked=case.fact("complaints.marked"),
        complainant=case.fact("complaints.complainant"),
        about=case.fact("complaints.about"),
        refusal_counts=ConstantFact(policy.complaint_about_refusal),
        other_mailbox_counts=ConstantFact(policy.complaint_other_mailbox == "irregular"),
    )


def _terms(case: Case) -> TermColumns:
    policy = case.regulation.complaints
    first, last = (day_of(number) for number in case.days)
    return term_columns(calendars_of(case), policy.working_days, first, last, its_zone=policy.zone)


def answered_in_time(case: Case) -> VerdictFrame:
    """Judge each complaint's answer by the term that runs from lodging (3.12).

    `other` names the calendars by which it is late, and `provisional` says whether a day of the term is in doubt.
    Where such days decide whether the term was over, that is unknown, as `ComplaintsPolicy.status_of` has it. That an
    answer older than the complaint is none to it, and what answer it had unknown, is for the audit of every check:
    such a cell settles nothing (`audit.unsettled`). What came after the moment of judging has not come yet.
    """
    terms = _terms(case)
    frame = case.missing_as_empty("complaints", ("answered_at", "interim_answer_at"))
    frame, unasked = parted(frame, "complaints", **to_come("complaints", case.now))
    frame = joined(frame, "lodged_at_us", terms, prefix=_TERMS)
    due = [due_before("lodged_at_us", terms, number, prefix=_TERMS) for number in range(len(terms.calendars))]
    frame = frame.with_columns(
        **{f"due_{number}": each for number, each in enumerate(due)},
        **{name: due_before("lodged_at_us", terms, name, prefix=_TERMS) for name in (EARLIEST, LATEST, PROVISIONAL)},
    )
    now = case.now
    answered, interim = nw.col("answered_at_us"), nw.col("interim_answer_at_us")
    given = (answered <= now).fill_null(value=False)
    unknown = answered.is_null() if case.log.silence is Silence.NOT_KNOWN else nw.col("row") < 0
    at_interim = (interim <= now).fill_null(value=False)
    counted = nw.when(given).then(answered).otherwise(nw.lit(now))
    frame = frame.with_columns(counted_us=counted, unknown=unknown, substantive=given)
    open_ = ~nw.col("substantive") & ~nw.col("unknown")
    reading = read(
        case.regulation.complaints.status,
        lodging=lodging(case),
        answer=Choice(
            {
                AnswerGiven.SUBSTANTIVE: nw.col("substantive") | nw.col("unknown"),
                AnswerGiven.INTERIM: (open_ & at_interim) | nw.col("unknown"),
                AnswerGiven.NONE: (open_ & ~at_interim) | nw.col("unknown"),
            }
        ),
        term=Choice(
            {
                TermState.OVER: nw.col("counted_us") >= nw.col(EARLIEST),
                TermState.WITHIN: (nw.col("counted_us") < nw.col(LATEST)) | nw.col("unknown"),
            }
        ),
    )
    answer = {
        Answer.KEPT.value: (ComplaintStatus.ANSWERED_IN_TIME,),
        Answer.BROKEN.value: (ComplaintStatus.ANSWERED_LATE, ComplaintStatus.OVERDUE),
        Answer.NOT_APPLICABLE.value: (ComplaintStatus.RUNNING, ComplaintStatus.NOT_LODGED, ComplaintStatus.NO_TERM),
    }
    surely = (nw.col("counted_us") >= nw.col(LATEST)) & ~nw.col("unknown")
    late = nw.when(surely).then(nw.col("counted_us") - nw.col("due_0"))
    return judged(
        frame,
        "complaints",
        answer=answer,
        due=nw.col("due_0"),
        actual=nw.when(nw.col("substantive")).then(answered),
        late=late,
        other=_under(terms, nw.col("counted_us") >= nw.col("due_0")),
        provisional=nw.col(PROVISIONAL) == 1,
        reading=reading,
        unasked=unasked,
    )


def _under(terms: TermColumns, over: nw.Expr) -> nw.Expr:
    """Return the names of the calendars by which the term was over, joined by spaces (reading I-15)."""
    late_under = [
        nw.when(nw.col("counted_us") >= nw.col(f"due_{number}")).then(nw.lit(f"{name} ")).otherwise(nw.lit(""))
        for number, name in enumerate(terms.calendars)
    ]
    told = ~nw.col("unknown") & (nw.col("substantive") | over)
    return nw.when(told).then(nw.concat_str(late_under).str.strip_chars())


def names_what_it_must(case: Case) -> VerdictFrame:
    """Judge whether each complaint names the three things that it must (3.11); the term runs all the same."""
    reading = read(
        case.regulation.complaints.contents,
        request_date=case.fact("complaints.names_request_date"),
        taker_name=case.fact("complaints.names_taker"),
        request_text=case.fact("complaints.names_request_text"),
    )
    answer = {Answer.KEPT.value: (Contents.COMPLETE,), Answer.BROKEN.value: (Contents.ASK_FOR_THE_REST,)}
    return judged(case.log.frames["complaints"], "complaints", answer=answer, reading=reading)


ANSWER: Final = Check(
    id="3.12",
    clauses=("3.12",),
    readings=("I-11", "I-12", "I-13", "I-14", "I-15", "I-29"),
    whose=Bearer.COMPANY,
    table="complaints",
    needs=("complaints.answered_at",),
    asks=("complaints.route", "complaints.marked", "complaints.complainant", "complaints.about"),
    counted_by=lambda regulation: regulation.complaints.calendar.name,
    judge=answered_in_time,
)
CONTENTS: Final = Check(
    id="3.11",
    clauses=("3.11",),
    readings=("I-13", "I-34"),
    whose=Bearer.CLIENT,
    table="complaints",
    needs=("complaints.names_request_date", "complaints.names_taker", "complaints.names_request_text"),
    judge=names_what_it_must,
)
