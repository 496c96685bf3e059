"""Notices on the Company's site (4.5): maintenance published before it begins, failures soon after they are noticed."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.terms import course, shifted
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.frames.truths import ConstantFact, Possible, as_column, opposite
from netpoint_stp.audit.records.tables import WorksKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.notices import NoticeAbout, NoticeDuty
from netpoint_stp.rules import UNKNOWN

_ANSWERS: Final = {
    Answer.KEPT.value: (NoticeDuty.PUBLISHED_IN_TIME,),
    Answer.BROKEN.value: (NoticeDuty.PUBLISHED_LATE, NoticeDuty.OVERDUE),
    Answer.NOT_APPLICABLE.value: (NoticeDuty.NOT_REQUIRED, NoticeDuty.MUST_PUBLISH),
}
_NOT_BROKEN: Final = frozenset(NoticeDuty) - frozenset(_ANSWERS[Answer.BROKEN.value])


def maintenance_published(case: Case) -> VerdictFrame:
    """Judge each maintenance by when the site first told of it (4.5; reading I-25).

    `due_us` is the last moment that was in time, the profile's lead time before it began, or its end where none is set:
    later is late under every lead time, and until then nothing is told (reading I-35). `actual_us` is the first
    notice, `late_us` by how much it was late.
    """
    lead = case.regulation.notices.lead_time
    frame = _published(case, case.missing_as_empty("works", ("ended_at",)), "works_id", WorksKind.MAINTENANCE)
    return _judged(
        case,
        frame,
        "works",
        due=shifted("began_at_us", None if lead is None else -lead),
        surely_late=nw.col("ended_at_us"),
        about=NoticeAbout.MAINTENANCE,
    )


def failures_published(case: Case) -> VerdictFrame:
    """Judge each failure on the backbone in an emergency by when the site first told of it (4.5; reading I-25).

    What is certainly not the Company's, or turned out to be no problem, is no failure of its backbone.
    """
    frame = case.missing_as_empty("incidents", ("owner", "established"))
    theirs = [each.value for each in EquipmentOwner if each is not EquipmentOwner.COMPANY]
    frame, unasked = parted(
        frame,
        "incidents",
        **to_come("incidents", case.now),
        not_the_companys=nw.col("owner").is_in(theirs),
        no_problem=~nw.col("established"),
    )
    return _judged(
        case,
        _published(case, frame, "incident_id", WorksKind.FAILURE),
        "incidents",
        due=shifted("noticed_at_us", case.regulation.notices.failure_time),
        surely_in_time=nw.col("noticed_at_us"),
        about=NoticeAbout.FAILURE,
        unasked=unasked,
    )


def _published(case: Case, frame: Frame, key: str, about: WorksKind) -> Frame:
    """Return the frame with `published_us`, the first notice about each."""
    mine = (nw.col("about") == about.value).fill_null(value=False)
    first = (
        case.log.frames["notices"].filter(mine).group_by("about_id").agg(published_us=nw.col("published_at_us").min())
    )
    return frame.join(first, left_on=key, right_on="about_id", how="left")


def _judged(
    case: Case,
    frame: Frame,
    table: str,
    *,
    due: nw.Expr | None,
    about: NoticeAbout,
    surely_in_time: nw.Expr | None = None,
    surely_late: nw.Expr | None = None,
    unasked: Unasked | None = None,
) -> VerdictFrame:
    stands = course(case, done="published_us", due=due, surely_in_time=surely_in_time, surely_late=surely_late)
    failure = about is NoticeAbout.FAILURE
    anything: Possible = ConstantFact(UNKNOWN)
    reading = read(
        case.regulation.notices.notice,
        about=ConstantFact(about),
        extent=case.fact("incidents.extent") if failure else anything,
        emergency=case.fact(f"{table}.emergency"),
        emergencies_alone=ConstantFact(case.regulation.notices.notices_in_emergencies == "maintenance_too"),
        published=stands.done,
        in_time=stands.in_time,
    )
    edge = due if due is not None else surely_late
    counted = nw.when(stands.by_then).then(nw.col("published_us")).otherwise(nw.lit(case.now))
    broken = as_column(opposite(reading.may_be(_NOT_BROKEN)))
    return judged(
        frame,
        table,
        answer=_ANSWERS,
        due=edge,
        actual=nw.when(stands.by_then).then(nw.col("published_us")),
        late=None if edge is None else nw.when(broken).then(counted - edge),
        reading=reading,
        settled_by={"in_time": "published"} if stands.follows else None,
        unasked=unasked,
    )


MAINTENANCE: Final = Check(
    id="4.5",
    clauses=("4.5",),
    readings=("I-25", "I-35"),
    whose=Bearer.COMPANY,
    table="works",
    needs=("notices.published_at",),
    asks=("works.ended_at", "works.emergency"),
    judge=maintenance_published,
)
FAILURES: Final = Check(
    id="4.5-failures",
    clauses=("4.5",),
    readings=("I-25", "I-35"),
    whose=Bearer.COMPANY,
    table="incidents",
    needs=("notices.published_at",),
    asks=("incidents.extent", "incidents.emergency", "incidents.owner", "incidents.established"),
    judge=failures_published,
)
