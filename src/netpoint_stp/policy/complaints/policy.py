"""Complaints (3.10–3.12): what lodges one, what it must name, and until when it must be answered."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.interaction import Destination, PartyKind, Role
from netpoint_stp.clauses import implements
from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.complaints.tables import (
    CONTENTS,
    HEARING,
    LODGING,
    STATUS,
    AnswerGiven,
    ComplaintStatus,
    Contents,
    Hearing,
    Lodging,
    TermState,
)
from netpoint_stp.policy.instants import instant
from netpoint_stp.policy.statements import PUBLISHED_CALENDAR, PUBLISHED_WORKING_DAYS, length_of, of_time_limit
from netpoint_stp.policy.topic import Topic, zone_or_none
from netpoint_stp.rules import (
    UNKNOWN,
    Composed,
    Computed,
    Decision,
    RuleTable,
    Undetermined,
    Unknown,
    compose,
    still_possible,
)
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Coded, Message
from netpoint_stp.working_days import Deadline, NamedCalendar, WorkingCalendar, calendar_name

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class ComplaintTerms:
    """The terms of a complaint: `binding` runs from lodging.

    `from_complaints_address` runs from when it reached the address for complaints, where it first went to another
    mailbox (reading I-12); None where it went there at once, or when that was is not known.
    """

    binding: Deadline
    from_complaints_address: Deadline | None = None


@attrs.frozen(kw_only=True)
class UnderCalendar:
    """What an answer is by one calendar of working days (reading I-15)."""

    deadline: Deadline
    status: ComplaintStatus
    """`ANSWERED_IN_TIME` or `ANSWERED_LATE`."""


def _by_name(calendar: WorkingCalendar | NamedCalendar | str) -> WorkingCalendar | NamedCalendar | str:
    """Attrs converter: a calendar of the library by its name, for its data take time to load; any other as it is."""
    match calendar:
        case str(name):
            return calendar_name(name)
        case NamedCalendar(name=name, known_until=None):
            return name
        case _:
            try:
                return calendar.name if calendar == WorkingCalendar.named(calendar.name) else calendar
            except UsageError:  # no name of the library's
                return calendar


def _made(calendar: object) -> object:
    """Return what two settings of a calendar are compared by: the days that they name, not how they name them."""
    return calendar.made() if isinstance(calendar, NamedCalendar) else calendar


def _one_or_more(_policy: object, _field: object, figure: object) -> None:
    if isinstance(figure, int) and figure < 1:  # of what is no number the policy itself says so
        raise UsageError(f"`{figure}` working days are no term for an answer; give one or more")


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ComplaintsPolicy(Topic):
    """Complaints to the management (3.10–3.12).

    `working_days` is the figure of 3.12, counted on `calendar` in `zone` (readings I-14, I-15, I-29).
    `complaint_about_refusal` and `complaint_other_mailbox` are the readings I-11 and I-12. Raises `UsageError` for a
    term of less than one day.
    """

    working_days: int = attrs.field(default=PUBLISHED_WORKING_DAYS, validator=_one_or_more)
    _calendar: WorkingCalendar | NamedCalendar | str = attrs.field(
        default=PUBLISHED_CALENDAR, converter=_by_name, eq=_made
    )
    _zone: ZoneInfo | None = attrs.field(default=None, converter=zone_or_none)
    complaint_about_refusal: bool = True
    complaint_other_mailbox: Literal["irregular", "not_lodged"] = "irregular"
    lodging: RuleTable[..., Lodging] = LODGING
    contents: RuleTable[..., Contents] = CONTENTS
    status: RuleTable[..., ComplaintStatus] = STATUS
    hearing: RuleTable[..., Hearing] = HEARING

    INHERITS = ("zone",)

    @property
    def zone(self) -> str:
        """Return the name of the zone in which days are counted: its own, else its edition's (reading I-29)."""
        return self._own_or_shared_zone(self._zone).key

    @property
    def statements(self) -> Mapping[str, Message | None]:
        """Return what 3.12, I-14 and I-15 say by this figure and calendar; None where they say what the text says."""
        calendar = self._calendar if isinstance(self._calendar, str) else self._calendar.name
        return of_time_limit(self.working_days, calendar, every_day=self.counts_every_day)

    @property
    def counts_every_day(self) -> bool:
        """Return whether the calendar has no day off at all, so that the figure is one of calendar days."""
        match self._calendar:
            case WorkingCalendar() as calendar:
                return calendar.counts_every_day
            case NamedCalendar(name=name) | name:
                return name == "every_day"

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the calendar; one given by its name is made on first use, for its data take time to load."""
        match self._calendar:
            case str(name):
                return WorkingCalendar.named(name)
            case NamedCalendar() as named:
                return named.made()
            case calendar:
                return calendar

    @property
    def lodging_routes(self) -> frozenset[ComplaintRoute]:
        """Return the routes by which a complaint is lodged, whoever complains of what (reading I-12)."""
        always = frozenset((ComplaintRoute.COMPLAINTS_ADDRESS, ComplaintRoute.SHARED_ADDRESS))
        return always | ({ComplaintRoute.OTHER_MAILBOX} if self.complaint_other_mailbox == "irregular" else set())

    @implements("3.10", readings=("I-1", "I-11", "I-12"))
    def lodge(
        self,
        *,
        route: ComplaintRoute | frozenset[ComplaintRoute] | Unknown,
        marked: bool | Unknown,
        complainant: Standing | Unknown,
        about: ComplaintSubject | Unknown,
    ) -> Decision[Lodging] | Undetermined[Lodging]:
        """Say what becomes of a complaint; `marked` matters only at an address that serves other uses too."""
        return self.lodging.decide(
            route=route,
            marked=marked,
            complainant=complainant,
            about=about,
            refusal_counts=self.complaint_about_refusal,
            other_mailbox_counts=self.complaint_other_mailbox == "irregular",
        )

    def lodging_of(self, complaint: Complaint) -> Decision[Lodging] | Undetermined[Lodging]:
        """Say what became of a recorded complaint; what its record does not tell is unknown."""
        return self.lodge(
            route=_known(complaint.route),
            marked=_known(complaint.marked),
            complainant=_known(complaint.complainant),
            about=_known(complaint.about),
        )

    @implements("3.11", readings=("I-13", "I-34"))
    def contents_of(
        self, complaint: Complaint, *, unread: Collection[ComplaintElement] = ()
    ) -> Decision[Contents] | Undetermined[Contents]:
        """Say whether a complaint names the three things it must; the facts of the answer say which it does not.

        The term runs all the same. `unread` are elements that nobody has looked for, so whether the complaint names
        them is unknown.
        """
        lacking = complaint.lacking

        def named(element: ComplaintElement) -> bool | Unknown:
            return UNKNOWN if element in unread and element in lacking else element not in lacking

        return self.contents.decide(
            request_date=named(ComplaintElement.REQUEST_DATE),
            taker_name=named(ComplaintElement.TAKER_NAME),
            request_text=named(ComplaintElement.REQUEST_TEXT),
        )

    @implements("3.12", readings=("I-14", "I-15", "I-29"))
    def deadline(self, lodged_at: datetime) -> Computed[Deadline]:
        """Return until when a complaint must be answered, with every day counted and why.

        The day of lodging does not count; the term ends with the last day, so `due_before`, the first instant of the
        day after, is late already. Raises `MomentError` for a moment without zone.
        """
        found = self._deadline(lodged_at, self.calendar)
        return Computed(
            value=found,
            clauses=("3.12",),
            readings=("I-14", "I-15", "I-29"),
            edition=self.edition,
            because=tuple(self._told(found, "complaints.deadline")),
        )

    @implements("3.12", readings=("I-12", "I-14", "I-15", "I-29"))
    def deadlines(self, complaint: Complaint) -> Computed[ComplaintTerms]:
        """Return the terms of a complaint: from lodging and, if it went to another mailbox, from the right address."""
        terms = ComplaintTerms(
            binding=self._deadline(complaint.lodged_at, self.calendar),
            from_complaints_address=None
            if complaint.reached_complaints_address_at is None
            else self._deadline(complaint.reached_complaints_address_at, self.calendar),
        )
        because = list(self._told(terms.binding, "complaints.deadline"))
        if terms.from_complaints_address is not None:
            because += self._told(terms.from_complaints_address, "complaints.deadline_right_address")
        return Computed(
            value=terms,
            clauses=("3.10", "3.12"),
            readings=("I-12", "I-14", "I-15", "I-29"),
            edition=self.edition,
            because=tuple(because),
        )

    @implements("3.12", readings=("I-12", "I-14"))
    def status_of(
        self, complaint: Complaint, now: datetime, *, silence: Silence = Silence.NOT_YET
    ) -> Composed[ComplaintStatus]:
        """Say how it stands with the answer at `now`, by the term that runs from lodging.

        What happened after `now` has not happened yet. `silence` says what a record without answer means: not
        answered yet, or not known. An answer older than the complaint is none to it: what answer it had is unknown.
        Raises `MomentError` when `now` lies before lodging.
        """
        if instant(now) < instant(complaint.lodged_at):
            raise MomentError(
                f"moment `{now.isoformat()}` lies before the complaint was lodged; "
                f"give one from `{complaint.lodged_at.isoformat()}` on"
            )
        lodging = self.lodging_of(complaint)
        answer, answered_at = _answer(complaint, now, silence)
        term: TermState | Unknown = UNKNOWN
        if still_possible(lodging) & {Lodging.LODGED, Lodging.LODGED_IRREGULARLY}:
            deadline = self._deadline(complaint.lodged_at, self.calendar)
            if deadline.doubt_decides(answered_at):
                term = UNKNOWN  # a day of the term may turn out otherwise, and then the answer would be another
            else:
                term = TermState.OVER if deadline.surely_late(answered_at) else TermState.WITHIN
            if term is TermState.OVER and not isinstance(answer, AnswerGiven):
                term = UNKNOWN  # it may have been answered while the term ran
        return compose(self.status, {"lodging": lodging}, answer=answer, term=term)

    @implements("3.10", readings=("I-11", "I-12"))
    def heard(self, complaint: Complaint, now: datetime, *, silence: Silence = Silence.NOT_YET) -> Composed[Hearing]:
        """Say whether a complaint was dealt with as what it is by `now`: taken up, or its maker told that it is not.

        No term runs for telling; what a lodged complaint would have to be answered by is only when to ask for it. What
        was sent before the complaint came tells nobody of it: whether anything else was is not known.
        """
        sent = (complaint.answered_at, complaint.interim_answer_at)
        lodged = instant(complaint.lodged_at)
        told: bool | Unknown = any(at is not None and lodged <= instant(at) <= instant(now) for at in sent)
        older = any(at is not None and instant(at) < lodged for at in sent)
        if told is False and (older or (None in sent and silence is not Silence.NOT_YET)):
            told = UNKNOWN
        deadline = self._deadline(complaint.lodged_at, self.calendar)
        term: TermState | Unknown = UNKNOWN
        if not deadline.doubt_decides(now):
            term = TermState.OVER if deadline.surely_late(now) else TermState.WITHIN
        return compose(self.hearing, {"lodging": self.lodging_of(complaint)}, told=told, term=term)

    @implements("3.12", readings=("I-14", "I-15"))
    def late_under(
        self, lodged_at: datetime, answered_at: datetime, calendars: Iterable[WorkingCalendar]
    ) -> Computed[tuple[UnderCalendar, ...]]:
        """Return what an answer is by each calendar, in their order: data sets of working days differ.

        Raises `MomentError` for an answer before lodging.
        """
        if instant(answered_at) < instant(lodged_at):
            raise MomentError("the answer lies before the complaint was lodged; correct one of the two moments")
        found = []
        for calendar in calendars:
            deadline = self._deadline(lodged_at, calendar)
            late = deadline.late(answered_at)
            status = ComplaintStatus.ANSWERED_LATE if late else ComplaintStatus.ANSWERED_IN_TIME
            found.append(UnderCalendar(deadline=deadline, status=status))
        late_count = sum(each.status is ComplaintStatus.ANSWERED_LATE for each in found)
        return Computed(
            value=tuple(found),
            clauses=("3.12",),
            readings=("I-14", "I-15"),
            edition=self.edition,
            because=(
                Message("complaints.late_under", {"n": late_count, "all": len(found)}),
                *(
                    Message(
                        f"complaints.under.{each.status.value}",
                        {"calendar": Coded("value.calendar", each.deadline.calendar), "day": each.deadline.last_day},
                    )
                    for each in found
                ),
            ),
        )

    def _told(self, deadline: Deadline, key: str) -> Iterator[Message]:
        every_day = self.counts_every_day
        length = length_of(self.working_days, every_day=every_day)
        yield Message(key, {"day": deadline.last_day, "moment": deadline.due_before, "length": length})
        unit = "calendar" if every_day else "working"
        calendar = Coded("value.calendar", deadline.calendar)
        yield Message(f"complaints.counted.{unit}", {"calendar": calendar, "version": deadline.data_version})
        if deadline.known_by:
            yield Message("complaints.known_by_law", {"until": deadline.known_until, "source": deadline.known_by})
        for day in deadline.days:
            numbered = "complaints.day" if day.number is None else "complaints.numbered_day"
            yield Message(numbered, {"day": day, "number": day.number})
        if deadline.provisional:
            yield Message("complaints.provisional")

    def _deadline(self, lodged_at: datetime, calendar: WorkingCalendar) -> Deadline:
        return calendar.deadline(lodged_at, working_days=self.working_days, zone=self.zone)


def complaint_route(
    channel: Channel, destinations: Iterable[Destination]
) -> ComplaintRoute | frozenset[ComplaintRoute] | Unknown:
    """Return where a complaint went, by the channel's properties and the uses of the addresses that it went to."""
    return route_by_uses(channel, [(each.party.kind, each.roles) for each in destinations])


def route_by_uses(
    channel: Channel, uses: Iterable[tuple[PartyKind, frozenset[Role]]]
) -> ComplaintRoute | frozenset[ComplaintRoute] | Unknown:
    """Return where a complaint went, by the kinds and uses of the addresses; without a use: not the Company's.

    Of several addresses the one nearest to what 3.10 names counts. Where the channel is official and addressed but no
    address of the Company is known to have been addressed, as of a blind copy, it is each that the channel allows.
    """
    if not channel.official:
        return ComplaintRoute.UNOFFICIAL_CHANNEL
    own = [(kind, roles) for kind, roles in uses if roles]
    if own or not channel.addressed:
        return _route(own)
    listed = {_route([(point.kind, point.roles)]) for point in channel.contacts if point.roles}
    kinds = {point.kind for point in channel.contacts}
    if not kinds:
        return frozenset(each for each in ComplaintRoute if each is not ComplaintRoute.UNOFFICIAL_CHANNEL)
    unlisted = {ComplaintRoute.OTHER_MAILBOX} if PartyKind.EMAIL in kinds else set[ComplaintRoute]()
    others = {ComplaintRoute.OTHER_OFFICIAL_CHANNEL} if kinds - {PartyKind.EMAIL} else set[ComplaintRoute]()
    possible = frozenset(listed | unlisted | others)
    return next(iter(possible)) if len(possible) == 1 else possible


def _route(uses: list[tuple[PartyKind, frozenset[Role]]]) -> ComplaintRoute:
    """Return the route of what went to addresses of the Company of these kinds, for these uses."""
    mailboxes = [roles for kind, roles in uses if kind is PartyKind.EMAIL]
    if frozenset((Role.COMPLAINTS,)) in mailboxes:
        return ComplaintRoute.COMPLAINTS_ADDRESS
    if any(Role.COMPLAINTS in roles for roles in mailboxes):
        return ComplaintRoute.SHARED_ADDRESS
    return ComplaintRoute.OTHER_MAILBOX if mailboxes else ComplaintRoute.OTHER_OFFICIAL_CHANNEL


def _known(value: T | None) -> T | Unknown:
    return UNKNOWN if value is None else value


def _answer(
    complaint: Complaint, now: datetime, silence: Silence
) -> tuple[AnswerGiven | Unknown | frozenset[AnswerGiven], datetime]:
    """Return what answer there was by `now`, and the moment that counts for the term."""
    if complaint.answered_at is not None and instant(complaint.answered_at) <= instant(now):
        if instant(complaint.answered_at) < instant(complaint.lodged_at):
            return UNKNOWN, now
        return AnswerGiven.SUBSTANTIVE, complaint.answered_at
    interim = complaint.interim_answer_at is not None and instant(complaint.interim_answer_at) <= instant(now)
    if complaint.answered_at is None and silence is not Silence.NOT_YET:
        return frozenset({AnswerGiven.INTERIM, AnswerGiven.SUBSTANTIVE}) if interim else UNKNOWN, now
    if interim:
        return AnswerGiven.INTERIM, now
    return AnswerGiven.NONE, now
