"""Alerts (2.4, 2.5, 4.1.2, 4.1.3): what is watched, who is told of a problem, and by when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.hours import ServiceHours
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import in_zone, plain_duration_or_none
from netpoint_stp.policy.alerts.roster import Monitored, Roster, RosterEntry, monitored
from netpoint_stp.policy.instants import elapsed
from netpoint_stp.policy.statements import of_hours
from netpoint_stp.policy.terms import Term, shifted, term_or_none
from netpoint_stp.policy.topic import Topic
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
from netpoint_stp.subjects.interruptions import Outage, Silence
from netpoint_stp.wording import Message


class EquipmentOwner(FactEnum):
    """Whose the equipment or software with the problem is: 2.5 speaks of the Company's."""

    COMPANY = "company"
    CLIENT = "client"
    THIRD_PARTY = "third_party"


class AlertDuty(FactEnum):
    """What became of the duty to tell the persons concerned."""

    NOT_DUE = "not_due"
    NOBODY_NAMED = "nobody_named"
    """Somebody is to be told, and the profile names nobody: the roster needs an entry."""
    KEPT = "kept"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"


class AlertFacts(Facts[AlertDuty]):
    """Facts about a problem and the alerts about it."""

    owner: Fact[EquipmentOwner] = Fact("whose the equipment or software is")
    established: Fact[bool] = Fact("a problem has been established")
    named: Fact[bool] = Fact("the profile names somebody who is to be told")
    alerted: Fact[bool] = Fact("they have been told")
    in_time: Fact[bool] = Fact("the time for telling them was not over (while they are not told: is not over)")


class Watch(FactEnum):
    """How a problem came to the Company's notice, whose duty it is to watch (2.4, 4.1.2)."""

    NOTHING_TO_WATCH = "nothing_to_watch"
    """It is not the Company's, or turned out to be no problem."""
    NOTICED = "noticed"
    NOTICED_LATE = "noticed_late"
    """The watch noticed it, and had a gap: its interval was over by then."""
    CLIENT_WAS_QUICKER = "client_was_quicker"
    """A client told of it before the watch was due to look."""
    LEFT_TO_CLIENTS = "left_to_clients"


class WatchFacts(Facts[Watch]):
    """Facts about how a problem was noticed."""

    owner: Fact[EquipmentOwner] = Fact("whose the equipment or software is")
    established: Fact[bool] = Fact("a problem has been established")
    by_monitoring: Fact[bool] = Fact("the Company's own watch noticed it, not a client")
    overdue: Fact[bool] = Fact("when it was noticed, the interval of the watch had passed since it began")


F, W = AlertFacts, WatchFacts

ALERT = RuleTable(
    "alert about a problem",
    AlertFacts,
    Rule("2.5", AlertDuty.NOT_DUE, when=~F.established | ~F.owner.is_in(EquipmentOwner.COMPANY)),
    Rule(("2.5", "4.1.3", "I-26"), AlertDuty.NOBODY_NAMED, when=~F.named),
    Rule(("2.5", "4.1.3", "I-25"), AlertDuty.KEPT, when=F.alerted & F.in_time),
    Rule(("4.1.3", "I-25"), AlertDuty.LATE, when=F.alerted),
    Rule(("4.1.3", "I-25"), AlertDuty.RUNNING, when=F.in_time),
    Rule(("2.5", "4.1.3", "I-25"), AlertDuty.OVERDUE),
)

WATCH = RuleTable(
    "watch over equipment and software",
    WatchFacts,
    Rule(("2.4", "4.1.2"), Watch.NOTHING_TO_WATCH, when=~W.established | ~W.owner.is_in(EquipmentOwner.COMPANY)),
    Rule(("2.4", "4.1.2", "I-16"), Watch.NOTICED_LATE, when=W.by_monitoring & W.overdue),
    Rule("2.4", Watch.NOTICED, when=W.by_monitoring),
    Rule(("2.4", "4.1.2", "I-16"), Watch.LEFT_TO_CLIENTS, when=W.overdue),
    Rule(("4.1.2", "I-16"), Watch.CLIENT_WAS_QUICKER),
)

_NOBODY: Final = Message("alerts.who.nobody")


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class AlertsPolicy(Topic):
    """Who is told of problems with the Company's equipment and software, and by when.

    `good_time` is how long "in good time" lasts from the moment at which the problem was noticed (reading I-25), and
    `roster` who the persons concerned are (I-26); None where the profile sets none, and then what hangs on it is
    undetermined. The time is elapsed time; with `hours_bind_alerts` it is service time by `hours` (I-16).
    `monitored` is what is watched, at all hours.
    """

    good_time: timedelta | None = attrs.field(default=None, converter=plain_duration_or_none, validator=term_or_none)
    roster: Roster | None = None
    hours_bind_alerts: bool = False
    _hours: "ServiceHours | None" = None
    monitored: tuple[Monitored, ...] = attrs.field(default=(), converter=monitored)
    alert: RuleTable[..., AlertDuty] = ALERT
    watch: RuleTable[..., Watch] = WATCH

    INHERITS = ("hours",)

    @cached_property
    def hours(self) -> ServiceHours:
        """Return the service hours: its own, else those of its edition, else the published ones (2.1.5)."""
        return self._own_or_shared_hours(self._hours)

    @property
    def statements(self) -> Mapping[str, Message | None]:
        """Return what 2.1.5 and I-29 say by the hours of this policy; None where they say what the text says."""
        return of_hours(self.hours)

    @implements("2.5", "4.1.3", readings=("I-16", "I-25", "I-26"))
    def judge(
        self,
        outage: Outage,
        *,
        now: datetime,
        owner: EquipmentOwner | Unknown = EquipmentOwner.COMPANY,
        established: bool | Unknown = True,
        silence: Silence = Silence.NOT_KNOWN,
    ) -> Decision[AlertDuty] | Undetermined[AlertDuty]:
        """Judge how the duty to tell stands at `now`.

        An alert at the last moment of the good time is in time, a microsecond later it is late. `silence` says what it
        means that the outage has no moment of an alert.
        """
        course = self._term(outage).course(outage.alerted_at, now=now, silence=silence)
        return self.alert.decide(
            owner=owner,
            established=established,
            named=UNKNOWN if self.roster is None else self.roster.names_somebody(outage),
            alerted=course.done,
            in_time=course.in_time,
        )

    @implements("4.1.3", readings=("I-16", "I-25"))
    def alert_due(self, outage: Outage) -> Computed[datetime | Unknown]:
        """Return the last moment at which an alert about the outage is in time; `UNKNOWN` where no good time is set."""
        noticed = in_zone(outage.noticed_at, self.hours.zone)
        due = self._due(outage)
        readings = ("I-25",) if due is None else ("I-16", "I-25")
        if due is None:
            because: tuple[Message, ...] = (Message("alerts.due.no_good_time"),)
        else:
            clock = "service_time" if self.hours_bind_alerts else "clock_time"
            because = (
                Message("alerts.due.by", {"due": due}),
                Message(f"alerts.due.{clock}", {"noticed": noticed, "good_time": self.good_time}),
            )
        return Computed(
            value=UNKNOWN if due is None else due,
            clauses=("4.1.3",),
            readings=readings,
            edition=self.edition,
            because=because,
        )

    @implements("2.5", "4.1.3", readings=("I-26",))
    def who(self, outage: Outage) -> Computed[tuple[RosterEntry, ...] | Unknown]:
        """Return who is to be told of the outage, in the order of the roster; `UNKNOWN` where no roster is set.

        Entries of which it cannot be told whether they concern the outage are left out, and the explanation counts
        them.
        """
        value: tuple[RosterEntry, ...] | Unknown = UNKNOWN
        told = Message("alerts.who.no_roster")
        if self.roster is not None:
            value = self.roster.concerned(outage)
            roles = tuple(entry.role for entry in value)
            told = Message("alerts.who.count", {"n": len(roles), "roles": roles}) if roles else _NOBODY
            if perhaps := len(self.roster.perhaps(outage)):
                more = Message("alerts.who.perhaps", {"n": perhaps})
                told = Message("alerts.who.and_perhaps", {"certain": told, "perhaps": more})
        return Computed(
            value=value,
            clauses=("2.5", "4.1.3"),
            readings=("I-26",),
            edition=self.edition,
            because=(told,),
        )

    @implements("2.4", "4.1.2", readings=("I-16",))
    def monitoring(self) -> Computed[tuple[Monitored, ...]]:
        """Return what is watched and how often: the duty as the profile fills it; empty where it names nothing."""
        watched = tuple(
            Message("alerts.monitoring.line", {"what": each.what, "every": each.every})
            if each.every is not None
            else Message("alerts.monitoring.always", {"what": each.what})
            for each in self.monitored
        )
        told = Message("alerts.monitoring.count", {"n": len(watched), "watched": watched})
        return Computed(
            value=self.monitored,
            clauses=("2.4", "4.1.2"),
            readings=("I-16",),
            edition=self.edition,
            because=(told if watched else Message("alerts.monitoring.nothing"),),
        )

    @implements("2.4", "4.1.2", readings=("I-16",))
    def watched(
        self,
        outage: Outage,
        *,
        by_monitoring: bool | Unknown,
        owner: EquipmentOwner | Unknown = EquipmentOwner.COMPANY,
        established: bool | Unknown = True,
    ) -> Decision[Watch] | Undetermined[Watch]:
        """Judge how a problem came to notice, by the intervals of what the profile watches of its kind.

        Noticed at the end of the interval is in time. Which of several things it was is not known: what is too late for
        the longest interval is too late, what is in time for the shortest is in time. A thing watched without a break
        has no interval, so nothing is certainly too late by it.
        """
        overdue: bool | Unknown = UNKNOWN
        kinds = [each for each in self.monitored if each.kind is outage.trouble_with]
        if outage.began_at is not None and kinds:
            passed = elapsed(outage.began_at, outage.noticed_at)
            if passed <= min(each.every or timedelta() for each in kinds):
                overdue = False
            elif passed > max(each.every or timedelta.max for each in kinds):
                overdue = True
        return self.watch.decide(owner=owner, established=established, by_monitoring=by_monitoring, overdue=overdue)

    def _due(self, outage: Outage) -> datetime | None:
        if self.good_time is None:
            return None
        if self.hours_bind_alerts:
            return self.hours.after(outage.noticed_at, self.good_time)
        return shifted(outage.noticed_at, self.good_time, self.hours.zone)

    def _term(self, outage: Outage) -> Term:
        return Term(due=self._due(outage), surely_in_time=outage.noticed_at)
