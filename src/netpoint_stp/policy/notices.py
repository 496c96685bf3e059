"""Notices (4.5): what must be published on the Company's site, and by when."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import plain_duration_or_none
from netpoint_stp.policy.terms import Term, shifted, term_or_none
from netpoint_stp.policy.topic import Topic, zone_or_none
from netpoint_stp.rules import (
    UNKNOWN,
    Computed,
    Decision,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleTable,
    Undetermined,
    Unknown,
)
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, Silence
from netpoint_stp.wording import Message


class NoticeAbout(FactEnum):
    """What there is to publish."""

    MAINTENANCE = "maintenance"
    FAILURE = "failure"


class NoticeDuty(FactEnum):
    """What became of the duty to publish."""

    NOT_REQUIRED = "not_required"
    PUBLISHED_IN_TIME = "published_in_time"
    PUBLISHED_LATE = "published_late"
    MUST_PUBLISH = "must_publish"
    """Not published yet, and there is still time."""
    OVERDUE = "overdue"


class NoticeFacts(Facts[NoticeDuty]):
    """Facts about maintenance or a failure, and the notice of it."""

    about: Fact[NoticeAbout] = Fact("whether it is maintenance or a failure")
    extent: Fact[Extent] = Fact("how far the failure reaches")
    emergency: Fact[bool] = Fact("it is an emergency")
    emergencies_alone: Fact[bool] = Fact("maintenance, too, is published in emergencies alone")
    published: Fact[bool] = Fact("it has been published on the Company's site")
    in_time: Fact[bool] = Fact("the time for publishing was not over (while it is not published: is not over)")


F = NoticeFacts

NOTICE = RuleTable(
    "notice on the site",
    NoticeFacts,
    Rule(
        "4.5",
        NoticeDuty.NOT_REQUIRED,
        when=F.about.is_in(NoticeAbout.FAILURE) & (F.extent.is_in(Extent.LOCAL) | ~F.emergency),
    ),
    Rule(
        ("4.5", "I-35"),
        NoticeDuty.NOT_REQUIRED,
        when=F.about.is_in(NoticeAbout.MAINTENANCE) & F.emergencies_alone & ~F.emergency,
    ),
    Rule(("4.5", "I-25"), NoticeDuty.PUBLISHED_IN_TIME, when=F.published & F.in_time),
    Rule(("4.5", "I-25"), NoticeDuty.PUBLISHED_LATE, when=F.published & F.about.is_in(NoticeAbout.FAILURE)),
    Rule(("4.5", "I-25", "I-35"), NoticeDuty.PUBLISHED_LATE, when=F.published),
    Rule(("4.5", "I-25"), NoticeDuty.MUST_PUBLISH, when=F.in_time & F.about.is_in(NoticeAbout.FAILURE)),
    Rule(("4.5", "I-25", "I-35"), NoticeDuty.MUST_PUBLISH, when=F.in_time),
    Rule(("4.5", "I-25"), NoticeDuty.OVERDUE, when=F.about.is_in(NoticeAbout.FAILURE)),
    Rule(("4.5", "I-25", "I-35"), NoticeDuty.OVERDUE),
)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class NoticesPolicy(Topic):
    """What is published on the Company's site: maintenance, and in emergencies failures on the backbone (4.5).

    The text gives no term. `lead_time` is how long before it begins maintenance is to be published, `failure_time` how
    long after it was noticed a failure is (reading I-25), both in elapsed time; None where the profile sets none, and
    then only that maintenance published after its end is late is known (reading I-35), or a failure at once in time.
    `notices_in_emergencies` says whether the words "in emergencies" belong to failures alone, or to maintenance too, so
    that only urgent works are published (I-35).
    `zone` is that in which moments are told.
    """

    lead_time: timedelta | None = attrs.field(default=None, converter=plain_duration_or_none, validator=term_or_none)
    failure_time: timedelta | None = attrs.field(default=None, converter=plain_duration_or_none, validator=term_or_none)
    notices_in_emergencies: Literal["failures", "maintenance_too"] = "failures"
    _zone: ZoneInfo | None = attrs.field(default=None, converter=zone_or_none)
    notice: RuleTable[..., NoticeDuty] = NOTICE

    INHERITS = ("zone",)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the zone in which moments are told: its own, else that of its edition's service hours (I-29)."""
        return self._own_or_shared_zone(self._zone)

    @implements("4.5", readings=("I-25", "I-35"))
    def judge(
        self,
        event: PlannedMaintenance | Outage,
        *,
        now: datetime,
        emergency: bool | Unknown = UNKNOWN,
        silence: Silence = Silence.NOT_KNOWN,
    ) -> Decision[NoticeDuty] | Undetermined[NoticeDuty]:
        """Judge how the duty to publish stands at `now`.

        A notice at the last moment of the term is in time, a microsecond later it is late. Where no lead time is set,
        maintenance published after its end is late; before that nothing is told, for the text speaks of works that are
        being carried out, and says nowhere that they are published before they begin (reading I-35). `emergency`
        matters for failures, and for maintenance where the profile says so. `silence` says what it means that the event
        has no moment of publishing.
        """
        course = self._term(event).course(event.published_at, now=now, silence=silence)
        failure = isinstance(event, Outage)
        extent = event.extent if isinstance(event, Outage) else None
        return self.notice.decide(
            about=NoticeAbout.FAILURE if failure else NoticeAbout.MAINTENANCE,
            extent=UNKNOWN if extent is None else extent,
            emergency=emergency,
            emergencies_alone=self.notices_in_emergencies == "maintenance_too",
            published=course.done,
            in_time=course.in_time,
        )

    @implements("4.5", readings=("I-25",))
    def notice_due(self, event: PlannedMaintenance | Outage) -> Computed[datetime | Unknown]:
        """Return the last moment at which a notice of the event is in time; `UNKNOWN` where no term is set.

        That a notice is due at all is for `judge`.
        """
        due = self._term(event).due
        if isinstance(event, PlannedMaintenance):
            kind, amount, start = NoticeAbout.MAINTENANCE, self.lead_time, event.start
        else:
            kind, amount, start = NoticeAbout.FAILURE, self.failure_time, event.noticed_at
        because: tuple[Message, ...] = (Message(f"notices.due.no_term_{kind.value}"),)
        if due is not None:
            shown = shifted(start, timedelta(), self.zone)
            because = (
                Message("notices.due.by", {"due": due}),
                Message(f"notices.due.{kind.value}", {"start": shown, "term": amount}),
            )
        return Computed(
            value=UNKNOWN if due is None else due,
            clauses=("4.5",),
            readings=("I-25",),
            edition=self.edition,
            because=because,
        )

    def _term(self, event: PlannedMaintenance | Outage) -> Term:
        if isinstance(event, PlannedMaintenance):
            due = None if self.lead_time is None else shifted(event.start, -self.lead_time, self.zone)
            return Term(due=due, surely_late=event.end)
        due = None if self.failure_time is None else shifted(event.noticed_at, self.failure_time, self.zone)
        return Term(due=due, surely_in_time=event.noticed_at)
