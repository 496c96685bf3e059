"""Reaction (3.15–3.19; 2.1.5 as it binds reaction): until when a person must react, and whether one did."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import in_zone, plain_duration_or_none
from netpoint_stp.policy.instants import elapsed, instant
from netpoint_stp.policy.names import not_in_profile
from netpoint_stp.policy.reaction.ledger import WHOSE_TIME, Ledger, ledger_of, waits
from netpoint_stp.policy.reaction.owed import Owed, owed
from netpoint_stp.policy.reaction.tables import REACTION, Reacted, Reaction
from netpoint_stp.policy.statements import of_hours
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import UNKNOWN, Computed, Decision, Explanation, RuleTable, Undetermined, Unknown
from netpoint_stp.rules.explanation import tell
from netpoint_stp.subjects.course import ACTS, Happening
from netpoint_stp.subjects.fields import not_blank
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Request, WhoseTime
from netpoint_stp.wording import Language, Message


def _positive(level: "SupportLevel", _field: "attrs.Attribute[timedelta | None]", value: timedelta | None) -> None:
    if value is not None and value <= timedelta():
        raise ProfileError(
            "support level", [f"the maximum reaction time of `{level.name}` is not above zero; give one such as `4h`"]
        )


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class SupportLevel:
    """A support level of the profile (reading I-19): a line, a tier, a contract, whatever it means by it.

    `max_reaction` is the longest time to a reaction, None where none is set. `applies_to_first` says whether it is
    for the first reaction too; None leaves that to the policy.
    """

    name: str = attrs.field(validator=not_blank)
    max_reaction: timedelta | None = attrs.field(default=None, converter=plain_duration_or_none, validator=_positive)
    applies_to_first: bool | None = None


def _levels(levels: Iterable[SupportLevel]) -> tuple[SupportLevel, ...]:
    found = tuple(levels)
    names = [level.name for level in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ProfileError("support levels", [f"two levels are named `{name}`; rename one" for name in twice])
    return found


def _acts(given: Iterable[Happening]) -> frozenset[Happening]:
    return frozenset(given)


def _some_acts(_policy: object, _field: "attrs.Attribute[frozenset[Happening]]", acts: frozenset[Happening]) -> None:
    wrong = sorted(each.value for each in acts - ACTS)
    problems = [f"`{each}` is no act of a person; choose from the acts of reading I-17" for each in wrong]
    if not acts:
        problems.append("no act is named that is a reaction; name at least one, such as `answered`")
    if problems:
        raise ProfileError("reaction acts", problems)


@attrs.frozen(kw_only=True, eq=False)
class OfUnlistedLevel(Undetermined[Reaction]):
    """How it stands with a reaction cannot be told, for the profile does not have the support level (I-19)."""

    unlisted: tuple[Message, ...]
    """The name that the profile does not have, with the nearest that it has."""

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this; what is not known names the level."""
        told = super().explain(lang)
        return attrs.evolve(told, unknown=(*told.unknown, *(tell(each, lang) for each in self.unlisted)))


_OF_UNDETERMINED: Final = tuple(attrs.fields_dict(Undetermined))


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ReactionPolicy(Topic):
    """Reaction to requests and to further information (3.15–3.19).

    `reaction_clock` says in which time the maximum is counted (reading I-18): service time, so that it runs from the
    next opening, or clock time, at once. A level that `levels` does not name has no figure: then nothing is certain.
    `acts` are the acts of a person that count as a reaction (I-17).
    """

    _hours: "ServiceHours | None" = None
    levels: tuple[SupportLevel, ...] = attrs.field(default=(), converter=_levels)
    reaction_clock: Literal["service_time", "clock_time"] = "service_time"
    maximum_applies_to_first_reaction: bool = True
    acts: frozenset[Happening] = attrs.field(default=ACTS, converter=_acts, validator=_some_acts)
    reaction: RuleTable[..., Reaction] = REACTION
    whose_time: RuleTable[..., WhoseTime] = WHOSE_TIME

    INHERITS = ("hours",)

    @cached_property
    def hours(self) -> ServiceHours:
        """Return the service hours: its own, else those of its edition, else the published ones (2.1.5)."""
        return self._own_or_shared_hours(self._hours)

    @property
    def statements(self) -> Mapping[str, Message | None]:
        """Return what 2.1.5 and I-29 say by the hours of this policy; None where they say what the text says."""
        return of_hours(self.hours)

    def level(self, name: str | None) -> SupportLevel | None:
        """Return the support level of that name; None where the profile has none, or the name is not known."""
        return next((level for level in self.levels if level.name == name), None)

    @implements("2.1.5", "3.19", readings=("I-18",))
    def clock_starts(self, at: datetime) -> Computed[datetime]:
        """Return from when the time to react to something runs: the next opening, or at once in clock time."""
        starts = self._starts(at)
        return Computed(
            value=starts,
            clauses=("2.1.5", "3.19") if self.reaction_clock == "service_time" else ("3.19",),
            readings=("I-18",),
            edition=self.edition,
            because=(Message("reaction.clock_starts", {"moment": starts}), self._clock()),
        )

    @implements("2.1.5", "3.19", readings=("I-5", "I-18", "I-19"))
    def reaction_due(self, start: datetime, level: str | None) -> Computed[datetime | Unknown]:
        """Return the moment at which the maximum of a level is used up, counted from `start` (reading I-5: completion).

        A reaction at that moment is in time; so is one before the next opening where the moment is a closing, for no
        service time passes between. `UNKNOWN` where the level has no figure.
        """
        figure = self._figure(level)
        if figure is None:
            due: datetime | Unknown = UNKNOWN
            because: tuple[Message, ...] = (*self._unlisted(level), Message("reaction.no_figure"))
        else:
            due = self._after(start, figure)
            because = (
                Message("reaction.due", {"moment": due, "length": figure}),
                Message("reaction.clock_starts", {"moment": self._starts(start)}),
                self._clock(),
            )
        return Computed(
            value=due,
            clauses=("2.1.5", "3.19") if self.reaction_clock == "service_time" else ("3.19",),
            readings=("I-5", "I-18", "I-19"),
            edition=self.edition,
            because=because,
        )

    @implements("3.19", readings=("I-5", "I-17", "I-22"))
    def owed(self, request: Request) -> tuple[Owed, ...]:
        """Return every reaction that is, or was, owed to a request, by its course or, without one, by its moments.

        Raises `MomentError` where it was completed, acted on or closed before it was received.
        """
        if request.course:
            return owed(request.course, self.acts)
        for done, at in (("completed", request.completed_at), ("acted on", request.taken_up_at)):
            _not_before_receipt(request, done, at)
        _not_before_receipt(request, "closed", request.closed_at)
        acts = [request.reacted_at]
        acts += [request.taken_at] if Happening.TAKEN in self.acts else []
        acts += [request.refused_at] if Happening.REFUSED in self.acts else []
        reacted_at = min((each for each in acts if each is not None), key=instant, default=None)
        return (Owed(first=True, since=request.complete_from, reacted_at=reacted_at),)

    @implements("3.17", "3.19", readings=("I-5", "I-17", "I-18", "I-19"))
    def first_reaction(
        self,
        request: Request,
        now: datetime,
        *,
        automatic: bool | Unknown = False,
        silence: Silence = Silence.NOT_YET,
    ) -> Decision[Reaction] | Undetermined[Reaction]:
        """Say how it stands with the first reaction to a request; its clock starts when the request is complete.

        What happened after `now` has not happened yet. `automatic` says whether an automatic acknowledgement went out,
        which changes nothing. `silence` says what a record without any act of a person means: none yet, or not known;
        of a request that was closed, without a course that tells by what, it is never known. While a request lacks
        something nothing is owed, so nothing is late. Raises `MomentError` for moments that cannot be: see `owed`.
        """
        first = next((each for each in self.owed(request) if each.first), None)
        if first is None:
            return self.reaction.decide(
                bound=self._is_bound(request.support_level), reacted=Reacted.NOT_AT_ALL, within=True
            )
        closed = request.closed_at
        if not request.course and closed is not None and instant(closed) <= instant(now):
            silence = Silence.NOT_KNOWN
        return self.judge(first, request.support_level, now, automatic=automatic, silence=silence)

    @implements("3.19", readings=("I-17", "I-18", "I-19"))
    def further_reaction(
        self,
        information_at: datetime,
        reacted_at: datetime | None,
        level: str | None,
        now: datetime,
        *,
        automatic: bool | Unknown = False,
        silence: Silence = Silence.NOT_YET,
    ) -> Decision[Reaction] | Undetermined[Reaction]:
        """Say how it stands with the reaction to further information that came in at `information_at`.

        Raises `MomentError` for a reaction before the information it is to: that was one to something else.
        """
        if reacted_at is not None and elapsed(information_at, reacted_at) < timedelta():
            raise MomentError("the reaction lies before the information; give the first one after it, or none")
        further = Owed(first=False, since=information_at, reacted_at=reacted_at)
        return self.judge(further, level, now, automatic=automatic, silence=silence)

    @implements("3.19", readings=("I-5", "I-17", "I-18", "I-19"))
    def judge(
        self,
        owed: Owed,
        level: str | None,
        now: datetime,
        *,
        automatic: bool | Unknown = False,
        silence: Silence = Silence.NOT_YET,
    ) -> Decision[Reaction] | Undetermined[Reaction]:
        """Say how it stands at `now` with a reaction that is owed; see `first_reaction` and `further_reaction`.

        What lapsed before the maximum was passed is never late, and what had passed it stays so.
        """
        judged = self._judged(owed, level, now, automatic=automatic, silence=silence)
        unlisted = self._unlisted(level)
        if unlisted and isinstance(judged, Undetermined):
            return OfUnlistedLevel(unlisted=unlisted, **{name: getattr(judged, name) for name in _OF_UNDETERMINED})
        return judged

    def _judged(
        self, owed: Owed, level: str | None, now: datetime, *, automatic: bool | Unknown, silence: Silence
    ) -> Decision[Reaction] | Undetermined[Reaction]:
        bound = self._is_bound(level) if owed.first else True
        figure = self._figure(level)
        if owed.reacted_at is not None and instant(owed.reacted_at) <= instant(now):
            within = self._within(owed.since, owed.reacted_at, figure)
            return self.reaction.decide(bound=bound, reacted=Reacted.BY_PERSON, within=within)
        lapsed = owed.lapsed_at is not None and instant(owed.lapsed_at) <= instant(now)
        if lapsed and owed.lapsed_at is not None:
            at_once = elapsed(owed.since, owed.lapsed_at) <= timedelta()
            within = True if at_once else self._within(owed.since, owed.lapsed_at, figure)
        else:
            within = self._within(owed.since, now, figure)
        reacted: Reacted | frozenset[Reacted] = Reacted.AUTOMATICALLY if automatic is True else Reacted.NOT_AT_ALL
        if automatic is UNKNOWN:
            reacted = frozenset((Reacted.AUTOMATICALLY, Reacted.NOT_AT_ALL))  # in any case no person
        if lapsed or owed.reacted_at is not None or silence is Silence.NOT_YET:
            return self.reaction.decide(bound=bound, reacted=reacted, within=within)
        # somebody may have reacted in time; if nobody did, the maximum is passed or not as it is now
        may_be = True if within is True else UNKNOWN
        judged = self.reaction.decide(bound=bound, reacted=UNKNOWN, within=may_be)
        if within is False and isinstance(judged, Undetermined):
            return attrs.evolve(judged, possible=judged.possible - {Reaction.RUNNING})
        return judged

    @implements("3.16", readings=("I-18",))
    def solution_time(self, request: Request, now: datetime) -> Computed[Ledger]:
        """Return whose time it was, from receipt to closing or, while it is open, to `now`.

        No time to a solution is promised: this only says who was waited for; until it was complete, that is the client
        (`ledger.waits`). Raises `MomentError` when the end lies
        before receipt.
        """
        closed = request.closed_at
        end = now if closed is None or instant(closed) > instant(now) else closed
        ledger = ledger_of(waits(request), request.received_at, end, hours=self.hours, table=self.whose_time)
        shares = [(whose, ledger.total(whose)) for whose in WhoseTime]
        return Computed(
            value=ledger,
            clauses=("3.16",),
            readings=("I-18",),
            edition=self.edition,
            because=(
                Message("reaction.no_promise"),
                Message("reaction.span", {"length": ledger.length}),
                *(Message("reaction.share", {"whose": whose, "length": length}) for whose, length in shares if length),
            ),
        )

    def _is_bound(self, level: str | None) -> bool:
        """Return whether the maximum of a level is for a first reaction too (reading I-19)."""
        found = self.level(level)
        by_level = None if found is None else found.applies_to_first
        return self.maximum_applies_to_first_reaction if by_level is None else by_level

    def _within(self, start: datetime, at: datetime, figure: timedelta | None) -> bool | Unknown:
        if figure is None:
            return UNKNOWN
        if elapsed(start, at) <= timedelta():
            return True
        passed = self.hours.service_time(start, at) if self.reaction_clock == "service_time" else elapsed(start, at)
        return passed <= figure

    def _after(self, start: datetime, figure: timedelta) -> datetime:
        if self.reaction_clock == "service_time":
            return self.hours.after(start, figure)
        return in_zone(instant(start) + figure, self.hours.zone)

    def _starts(self, at: datetime) -> datetime:
        return self.hours.next_opening(at) if self.reaction_clock == "service_time" else in_zone(at, self.hours.zone)

    def _figure(self, level: str | None) -> timedelta | None:
        found = self.level(level)
        return None if found is None else found.max_reaction

    def _unlisted(self, level: str | None) -> tuple[Message, ...]:
        if level is None or self.level(level) is not None:
            return ()
        return (not_in_profile("level", level, (one.name for one in self.levels)),)

    def _clock(self) -> Message:
        return Message(f"reaction.{self.reaction_clock}")


def _not_before_receipt(request: Request, done: str, at: datetime | None) -> None:
    if at is not None and instant(at) < instant(request.received_at):
        raise MomentError(
            f"the request was {done} at `{at.isoformat()}`, before it was received at "
            f"`{request.received_at.isoformat()}`; correct one of the two moments"
        )
