"""What came in, as facts (2.1, 3.1–3.5, 4.1.1): by which channel, what intake says of it, and what was made of it."""

from collections.abc import Callable
from typing import Final

import narwhals as nw
from attrs import evolve

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.calendars import ServiceColumns, day_of, service_columns
from netpoint_stp.audit.frames.expressions import Noted, TableExpr, read
from netpoint_stp.audit.frames.instants import Frame, joined
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, ConstantFact, Possible, both, either, opposite
from netpoint_stp.audit.records.log import ROW
from netpoint_stp.audit.records.tables import Direction
from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.policy.intake.policy import AddressedTo, OtherDestination, Task
from netpoint_stp.policy.reception.tables import MadeOf
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Silence

WITHIN_HOURS: Final = "within_hours"
_LINKS: Final = ("channel", "request_id", "complaint_id", "quarantined", "dismissed")
_OF_INTAKE: Final = ("automatic", "destination", "taken_by_person", "own_account", "details")
_FACTS: Final = (*_OF_INTAKE, "task", "answered")
_HOURS: Final = "hours_"


def came_in(case: Case) -> Frame:
    """Return all that came in by the moment of judging."""
    frame, _ = _parted(case)
    facts = (name for name in _FACTS if case.log.has(f"interactions.{name}"))
    return frame.select(ROW, "interaction_id", "received_at", "received_at_us", *_LINKS, *facts)


def not_come_in(case: Case) -> Unasked:
    """Return what is no arrival: it comes in later, or the Company sent it itself."""
    return _parted(case)[1]


def _parted(case: Case) -> tuple[Frame, Unasked]:
    reasons = to_come("interactions", case.now)
    if case.log.has("interactions.direction"):
        reasons["outgoing"] = nw.col("direction") == Direction.OUTGOING.value
    frame, unasked = parted(case.missing_as_empty("interactions", _LINKS), "interactions", **reasons)
    return frame, evolve(unasked, name="not_come_in")


def received(case: Case) -> Frame:
    """Return all that came in, beside each row what intake says of it and whether the desk was open then.

    Worked out once for all checks that look at it: by `form`, `intake`, `counts_as` and `within_hours`.
    """
    return case.shared("received", lambda: _with_notes(case))


def _with_notes(case: Case) -> Frame:
    frame = came_in(case)
    columns = [name for name in frame.collect_schema().names() if name not in _OF_INTAKE]
    first, last = (day_of(number) for number in case.days)
    table = service_columns(case.regulation.hours, first, last)
    frame = joined(frame, "received_at_us", table, prefix=_HOURS)
    frame = frame.with_columns(_is_open(table).alias(WITHIN_HOURS))
    notes = (form(case), intake(case), counts_as(case))
    for note in notes:
        frame = note.onto(frame)
    return frame.select(*columns, WITHIN_HOURS, *(name for note in notes for name in note.columns))


def within_hours() -> Possible:
    """Return whether it came in within service hours, in the frame of `received`."""
    return BoolFactExpr.of(nw.col(WITHIN_HOURS))


def channel_is(case: Case, has: Callable[[Channel], bool]) -> Possible:
    """Return whether the channel of each row has a property; a channel that the profile does not list has none."""
    if not case.log.has("interactions.channel"):
        return ConstantFact(UNKNOWN)
    names = [name for name, channel in case.regulation.channels.items() if has(channel)]
    unknown = nw.col("channel").is_null()
    if not names:
        return BoolFactExpr(true=unknown, false=True)
    named = nw.col("channel").fill_null("").is_in(names)
    return BoolFactExpr(true=unknown | named, false=~named)


def form(case: Case) -> Noted:
    """Return whether each row of `received` has the form that its channel wants (3.1.1–3.1.4)."""
    taken = case.fact("interactions.taken_by_person")
    if case.regulation.intake.call_out_of_hours == "not_a_request":
        yes, no = frozenset({True}), frozenset({False})
        open_ = within_hours()
        taken = BoolFactExpr(
            true=both((taken.may_be(yes), open_.may_be(yes))), false=either((taken.may_be(no), open_.may_be(no)))
        )
    reading = read(
        case.regulation.intake.form,
        person_needed=channel_is(case, lambda channel: channel.person_needed),
        taken_by_person=taken,
        own_account_needed=channel_is(case, lambda channel: channel.own_account_needed),
        own_account=case.fact("interactions.own_account"),
        details_needed=channel_is(case, lambda channel: channel.details_needed),
        details=case.fact("interactions.details"),
    )
    return Noted("form", reading)


def intake(case: Case) -> Noted:
    """Return what each row of `received` is by the tables of intake."""
    return Noted("intake", _intake(case, case.fact("interactions.task")))


def counts_as(case: Case) -> Noted:
    """Return what each row of `received` is for a stated task: what is not clear counts all the same (I-10)."""
    return Noted("counts_as", _intake(case, ConstantFact(Task.STATED)))


def _intake(case: Case, task: Possible) -> TableExpr:
    policy = case.regulation.intake
    return read(
        policy.intake,
        automatic=case.fact("interactions.automatic"),
        official=channel_is(case, lambda channel: channel.official),
        addressed=channel_is(case, lambda channel: channel.addressed),
        destination=case.fact("interactions.destination"),
        other_address_counts=_counts(case, AddressedTo.OTHER_OF_COMPANY),
        unlisted_address_counts=_counts(case, AddressedTo.UNLISTED),
        form=form(case),
        task=task,
    )


def _counts(case: Case, destination: OtherDestination) -> Possible:
    """Return whether what was sent to another address may be a request (I-32): by channel, if channels differ."""
    policy = case.regulation.intake
    by_any = {policy.counts(channel, destination) for channel in case.regulation.channels.values()}
    if len(by_any) == 1:
        return ConstantFact(by_any.pop())
    return channel_is(case, lambda channel: policy.counts(channel, destination))


def made_of(case: Case) -> Possible:
    """Return what was made of each row; where silence says nothing, an empty link may be one that was not recorded."""
    request, complaint = ~nw.col("request_id").is_null(), ~nw.col("complaint_id").is_null()
    aside = nw.col("quarantined").fill_null(value=False)
    dismissed = nw.col("dismissed").fill_null(value=False) & ~(request | complaint | aside)
    nothing = ~(request | complaint | aside | dismissed)
    silent = both((nothing, case.log.silence is Silence.NOT_KNOWN))
    return Choice(
        {
            MadeOf.REQUEST: either((request, silent)),
            MadeOf.COMPLAINT: either((complaint & ~request, silent)),
            MadeOf.PUT_ASIDE: both((aside, opposite(request | complaint))),
            MadeOf.NO_REQUEST: dismissed,
            MadeOf.NOTHING: nothing,
        }
    )


def _is_open(table: ServiceColumns) -> nw.Expr:
    at = nw.col("received_at_us")
    open_: nw.Expr = nw.lit(value=False)
    for number in range(table.windows):
        opens, closes = nw.col(_HOURS + table.opens(number)), nw.col(_HOURS + table.closes(number))
        open_ = open_ | ((at >= opens) & (at < closes))
    return open_
