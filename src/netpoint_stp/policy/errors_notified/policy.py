"""Errors that Clients notify (4.2.1, 4.2.2, 4.3.1): what they must tell and do, what may be required of them."""

from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import plain_duration_or_none
from netpoint_stp.policy.errors_notified.notes import (
    DEFAULT_FIELDS,
    ErrorField,
    ErrorNotification,
    Instruction,
    error_fields,
    fields_of_profile,
)
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
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.wording import Message


class Fullness(FactEnum):
    """How much of what a notification must say it does say."""

    FULL = "full"
    PARTIAL = "partial"
    NOTHING = "nothing"


class NotificationState(FactEnum):
    """What is to be done about a notification."""

    COMPLETE = "complete"
    ASK_FOR_THE_REST = "ask_for_the_rest"
    ASK_TO_BE_EXACT = "ask_to_be_exact"


class InstructionState(FactEnum):
    """What became of an instruction."""

    NOT_BINDING = "not_binding"
    """It does not help to find a cause, so 4.2.2 does not bind the Client to it."""
    FOLLOWED_IN_TIME = "followed_in_time"
    FOLLOWED_LATE = "followed_late"
    RUNNING = "running"
    OVERDUE = "overdue"


class RequiredOfClient(FactEnum):
    """What the service desk wants of a Client."""

    INFORMATION = "information"
    ACTION = "action"


class Requirement(FactEnum):
    """Whether it may be required."""

    MAY_REQUIRE = "may_require"
    NOT_COVERED = "not_covered"
    """4.3.1 does not give this right; the desk may ask, and the Client may decline."""


class NotificationFacts(Facts[NotificationState]):
    """Facts about a notification of an error."""

    fullness: Fact[Fullness] = Fact("how much it says of what it must say")
    exact: Fact[bool] = Fact("what it says is exact")


class InstructionFacts(Facts[InstructionState]):
    """Facts about an instruction to a Client."""

    helps: Fact[bool] = Fact("it helps to find the cause of an error")
    followed: Fact[bool] = Fact("it has been followed")
    in_time: Fact[bool] = Fact("the time for it was not over (while it is not followed: is not over)")


class RequirementFacts(Facts[Requirement]):
    """Facts about something that the service desk wants of a Client."""

    needed: Fact[bool] = Fact("it is needed to find the cause of an error")
    wanted: Fact[RequiredOfClient] = Fact("whether information or an action is wanted")
    at_workplace: Fact[bool] = Fact("the action is at the client's own workplaces")


N, I, R = NotificationFacts, InstructionFacts, RequirementFacts  # noqa: E741 - only here, beside the tables

NOTIFICATION = RuleTable(
    "notification of an error",
    NotificationFacts,
    Rule(("4.2.1", "I-27"), NotificationState.ASK_FOR_THE_REST, when=~N.fullness.is_in(Fullness.FULL)),
    Rule(("4.2.1", "I-27"), NotificationState.ASK_TO_BE_EXACT, when=~N.exact),
    Rule(("4.2.1", "I-27"), NotificationState.COMPLETE),
)

INSTRUCTION = RuleTable(
    "instruction to a client",
    InstructionFacts,
    Rule("4.2.2", InstructionState.NOT_BINDING, when=~I.helps),
    Rule(("4.2.2", "I-25"), InstructionState.FOLLOWED_IN_TIME, when=I.followed & I.in_time),
    Rule(("4.2.2", "I-25"), InstructionState.FOLLOWED_LATE, when=I.followed),
    Rule(("4.2.2", "I-25"), InstructionState.RUNNING, when=I.in_time),
    Rule(("4.2.2", "I-25"), InstructionState.OVERDUE),
)

REQUIREMENT = RuleTable(
    "requirement to a client",
    RequirementFacts,
    Rule("4.3.1", Requirement.NOT_COVERED, when=~R.needed),
    Rule("4.3.1", Requirement.NOT_COVERED, when=R.wanted.is_in(RequiredOfClient.ACTION) & ~R.at_workplace),
    Rule("4.3.1", Requirement.MAY_REQUIRE),
)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ErrorsNotifiedPolicy(Topic):
    """What Clients tell of errors (4.2.1), do about them (4.2.2), and what may be required of them (4.3.1).

    `fields` is what a notification must say (reading I-27). `instruction_time` is how long "in good time" lasts from
    an instruction, in elapsed time (I-25); None where the profile sets none, and then what hangs on it is
    undetermined. `zone` is that in which moments are told.
    """

    fields: tuple[ErrorField, ...] = attrs.field(
        default=DEFAULT_FIELDS, converter=error_fields, validator=fields_of_profile
    )
    instruction_time: timedelta | None = attrs.field(
        default=None, converter=plain_duration_or_none, validator=term_or_none
    )
    _zone: ZoneInfo | None = attrs.field(default=None, converter=zone_or_none)
    notification: RuleTable[..., NotificationState] = NOTIFICATION
    instruction: RuleTable[..., InstructionState] = INSTRUCTION
    requirement: RuleTable[..., Requirement] = REQUIREMENT

    INHERITS = ("zone",)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the zone in which moments are told: its own, else that of its edition's service hours (I-29)."""
        return self._own_or_shared_zone(self._zone)

    @implements("4.2.1", readings=("I-27",))
    def judge(
        self, notification: ErrorNotification | Unknown, *, exact: bool | Unknown
    ) -> Decision[NotificationState] | Undetermined[NotificationState]:
        """Judge a notification; `exact` is what a person of the service desk found, or `UNKNOWN`.

        A notification that lacks something is asked about and never refused.
        """
        if notification is UNKNOWN:
            return self.notification.decide(fullness=UNKNOWN, exact=exact)
        lacking = notification.lacking(self.fields)
        fullness = Fullness.PARTIAL if lacking else Fullness.FULL
        if len(lacking) == len(self.fields):
            fullness = Fullness.NOTHING
        return self.notification.decide(fullness=fullness, exact=exact)

    @implements("4.2.1", readings=("I-27",))
    def ask(self, notification: ErrorNotification) -> Computed[tuple[ErrorField, ...]]:
        """Return what the Client is still to tell, in the order of the profile; empty where nothing lacks."""
        lacking = notification.lacking(self.fields)
        fields = tuple(each.message for each in lacking)
        asked = Message("errors_notified.ask.count", {"n": len(fields), "fields": fields})
        return Computed(
            value=lacking,
            clauses=("4.2.1",),
            readings=("I-27",),
            edition=self.edition,
            because=(asked if fields else Message("errors_notified.ask.nothing"),),
        )

    @implements("4.2.2", readings=("I-25",))
    def follow(
        self,
        instruction: Instruction,
        *,
        now: datetime,
        helps: bool | Unknown,
        silence: Silence = Silence.NOT_KNOWN,
    ) -> Decision[InstructionState] | Undetermined[InstructionState]:
        """Judge how an instruction stands at `now`; `helps` is whether it helps to find the cause of an error.

        Followed at the last moment of the time is in time, a microsecond later it is late. `silence` says what it
        means that the instruction has no moment at which it was followed.
        """
        term = Term(due=self._due(instruction), surely_in_time=instruction.given_at)
        course = term.course(instruction.followed_at, now=now, silence=silence)
        return self.instruction.decide(helps=helps, followed=course.done, in_time=course.in_time)

    @implements("4.2.2", readings=("I-25",))
    def instruction_due(self, instruction: Instruction) -> Computed[datetime | Unknown]:
        """Return the last moment at which following the instruction is in time; `UNKNOWN` where no time is set."""
        due = self._due(instruction)
        because: tuple[Message, ...] = (Message("errors_notified.due.no_time"),)
        if due is not None:
            given = shifted(instruction.given_at, timedelta(), self.zone)
            because = (
                Message("errors_notified.due.by", {"due": due}),
                Message("errors_notified.due.since", {"given": given, "time": self.instruction_time}),
            )
        return Computed(
            value=UNKNOWN if due is None else due,
            clauses=("4.2.2",),
            readings=("I-25",),
            edition=self.edition,
            because=because,
        )

    @implements("4.3.1")
    def may_require(
        self,
        wanted: RequiredOfClient | Unknown,
        *,
        needed: bool | Unknown,
        at_workplace: bool | Unknown,
    ) -> Decision[Requirement] | Undetermined[Requirement]:
        """Say whether the service desk may require something of a Client; each fact may be `UNKNOWN`.

        `at_workplace` matters for actions alone. Account information is for 3.6 and 4.3.2, not for this.
        """
        return self.requirement.decide(needed=needed, wanted=wanted, at_workplace=at_workplace)

    def _due(self, instruction: Instruction) -> datetime | None:
        if self.instruction_time is None:
            return None
        return shifted(instruction.given_at, self.instruction_time, self.zone)
