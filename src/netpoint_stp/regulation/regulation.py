"""Regulation: the policies and figures of one edition, and how they combine."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import attrs

from netpoint_stp.channels.contacts.contact import Channel, ContactPoint, unofficial
from netpoint_stp.clauses.ids import unknown_ids
from netpoint_stp.errors import RuleError, UsageError, did_you_mean
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import Identification, asks_of
from netpoint_stp.policy.refusal.policy import BreakInService, Demand, RefusalAnswer
from netpoint_stp.policy.topic import Shared, Topic
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS
from netpoint_stp.regulation.topics import TOPICS, Topics
from netpoint_stp.rules import (
    PUBLISHED,
    Computed,
    Decision,
    Edition,
    Undetermined,
    Unknown,
    in_order,
)
from netpoint_stp.rules.decision import NOTHING_SAID, Statements
from netpoint_stp.rules.facts import UNKNOWN
from netpoint_stp.wording import Message

if TYPE_CHECKING:
    from netpoint_stp.channels.details import DetailPatterns
    from netpoint_stp.channels.email.settings import EmailSettings
    from netpoint_stp.channels.interaction import Interaction, Role
    from netpoint_stp.channels.settings import ReadingSettings
    from netpoint_stp.hours import ServiceHours
    from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
    from netpoint_stp.policy.scope import Scope
    from netpoint_stp.regulation.assessment import Assessment
    from netpoint_stp.regulation.cautions import Caution
    from netpoint_stp.regulation.figures.figures import Figure
    from netpoint_stp.wording.templates import Templates
    from netpoint_stp.working_days import Deadline


def _statements(regulation: "Regulation") -> Mapping[str, Message | None]:
    from netpoint_stp.regulation.statements import statements  # loaded when an edition first has to be told

    return statements(regulation)


def _clauses(ids: Iterable[str]) -> tuple[str, ...]:
    found = in_order(ids)
    problems = unknown_ids(found, ())
    if problems:
        raise RuleError("an edition amends clauses of the text: " + "; ".join(problems))
    return found


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class Regulation(Topics):
    """One edition of the regulation: its channels, hours and policies, one for each topic of the text.

    Frozen: `amend` gives another edition. `Regulation.published()` is the text as it stands, with reserved contacts in
    place of the masked ones and nothing set where the text gives no figure; `Regulation.load` reads a profile.
    """

    purpose: str = "example"
    """`real` or `example`: an example profile may use reserved contacts, a real one may not (reading I-31)."""
    _hours: "ServiceHours | None" = None
    channels: Mapping[str, Channel] = attrs.field(default=PUBLISHED_CHANNELS, hash=False)
    _reading: "ReadingSettings | None" = None
    _details: "DetailPatterns | None" = None
    messages: Mapping[str, Mapping[str, Mapping[str, str]]] = attrs.field(factory=dict, eq=False, repr=False)
    """Templates of messages to clients in place of the library's own: no part of the rules, so not of the digest."""
    amends: tuple[str, ...] = attrs.field(default=(), converter=_clauses, eq=False)
    """The clauses that this edition declares to amend: what departs from the text there is no oversight.

    No part of the rules, so not of the digest."""

    @classmethod
    def published(cls) -> Self:
        """Return the published text by the default readings; what it gives no figure for stays undetermined."""
        return cls()

    @classmethod
    def load(cls, profile: "str | PathLike[str]") -> "Regulation":
        """Return the regulation with the settings of a profile file; raises `ProfileError` with everything wrong."""
        from netpoint_stp.regulation.profile import load_profile

        return load_profile(Path(profile))

    @classmethod
    def example(cls) -> "Regulation":
        """Return the regulation with the example profile that ships with the library: not for real use."""
        from netpoint_stp.regulation.profile import example_profile, read_profile

        return read_profile(example_profile(), source="example-profile.toml")

    def __attrs_post_init__(self) -> None:
        """Take each setting from where it stands once, and let the edition say what follows from all of them.

        Refuses with `RuleError` what contradicts the rest.
        """
        said = NOTHING_SAID
        if not self._is_plain:
            self._settle()
            if not self._is_plain:
                said = Statements(lambda: _statements(self))
        if self.edition.statements is not said:
            object.__setattr__(self, "edition", attrs.evolve(self.edition, statements=said))
        for name, topic in self._set_topics.items():
            object.__setattr__(self, f"_{name}", topic.under(self.edition))

    @property
    def _set_topics(self) -> dict[str, Topic]:
        return {name: topic for name in TOPICS if (topic := getattr(self, f"_{name}")) is not None}

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is set, so that nothing can contradict anything and nothing is loaded to see that."""
        settings = (self._hours, self._reading, self._details, self.messages)
        return (
            not any(settings)
            and not self._set_topics
            and self.channels is PUBLISHED_CHANNELS
            and self.purpose == "example"
        )

    def _settle(self) -> None:
        from netpoint_stp.regulation.once import alone, contradictions, no_terms, useless

        problems = useless(self)
        self._keep_what_is_set()
        given = self._set_topics
        for name, topic in () if problems else given.items():
            object.__setattr__(self, f"_{name}", alone(name, topic, self, problems))
        if not problems:
            levels = () if self._reaction is None else tuple(level.name for level in self._reaction.levels)
            problems += no_terms(given)
            problems += contradictions(self.channels, self._queue, levels, self.purpose)
            problems += self._take_reading()
        if problems:
            raise RuleError("this edition contradicts itself: " + "; ".join(problems))

    def _keep_what_is_set(self) -> None:
        """Let go of settings that are the published ones, so that editions that count with the same are equal."""
        from netpoint_stp.channels.details import DetailPatterns
        from netpoint_stp.hours import ServiceHours

        if self._hours == ServiceHours.published():
            object.__setattr__(self, "_hours", None)
        if self._details == DetailPatterns():
            object.__setattr__(self, "_details", None)
        if self.channels == PUBLISHED_CHANNELS:
            object.__setattr__(self, "channels", PUBLISHED_CHANNELS)

    def _take_reading(self) -> Iterable[str]:
        if self._reading is None:
            return ()
        from netpoint_stp.channels.settings import ReadingSettings
        from netpoint_stp.regulation.reading import alone

        own, problems = alone(self._reading, self.channels, self.hours.zone)
        object.__setattr__(self, "_reading", None if own == ReadingSettings() else own)
        return problems

    def _reading_alone(self, given: Any) -> Any:
        """Return settings for reading without the addresses that they took from this edition."""
        from netpoint_stp.channels.settings import ReadingSettings
        from netpoint_stp.regulation.reading import alone

        if not isinstance(given, ReadingSettings):
            return given
        own, problems = alone(given, self.channels, self.hours.zone)
        return given if problems else own

    @property
    def _shared(self) -> Shared:
        line = None if self.channels is PUBLISHED_CHANNELS else frozenset(self._official())
        return Shared(hours=self._hours, line=line)

    def _official(self) -> Iterable[str]:
        return (name for name, channel in self.channels.items() if channel.official)

    # What nobody asks for is not loaded: a decision on facts that a billing system has needs no reader.

    @cached_property
    def hours(self) -> "ServiceHours":
        """Return the service hours (2.1.5); the published ones where nothing is set."""
        from netpoint_stp.hours import ServiceHours

        return ServiceHours.published() if self._hours is None else self._hours

    @cached_property
    def reading(self) -> "ReadingSettings":
        """Return what readers need to know of the Company; by the contacts of the channels where nothing is set."""
        from netpoint_stp.regulation.reading import reading_settings

        return reading_settings(self.channels, self.hours.zone, self._reading)

    @cached_property
    def templates(self) -> "Templates":
        """Return the templates of messages to clients: the library's own, but for those that the profile replaces."""
        from netpoint_stp.wording.templates import Templates

        return Templates(self.messages)

    @cached_property
    def details(self) -> "DetailPatterns":
        """Return the patterns for account information in texts; those built in where nothing is set."""
        from netpoint_stp.channels.details import DetailPatterns

        return DetailPatterns() if self._details is None else self._details

    @property
    def email(self) -> "EmailSettings":
        """Return what `read_email` needs to know of the Company."""
        return self.reading.email

    @property
    def digest(self) -> str:
        """Return the digest of all rules and settings: SHA-256, 16 hexadecimal digits. The edition is no part of it."""
        from netpoint_stp.regulation.canonical import canonical

        text = json.dumps(canonical(self.under(PUBLISHED)), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def figures(self) -> "tuple[Figure, ...]":
        """Return the figures and readings that this edition counts with, each with what the published text has."""
        from netpoint_stp.regulation.figures.figures import figures

        return figures(self)

    @property
    def departures(self) -> "tuple[Figure, ...]":
        """Return the figures that the published text gives and that are others here, amended or not."""
        return tuple(figure for figure in self.figures if figure.departs)

    @property
    def cautions(self) -> "tuple[Caution, ...]":
        """Return what is to be said aloud before anything is decided by this edition: none of it is an error."""
        from netpoint_stp.regulation.cautions import cautions

        return cautions(self)

    @property
    def example_contacts(self) -> tuple[ContactPoint, ...]:
        """Return the contacts that are reserved examples; a regulation for real decisions has none (reading I-31)."""
        return tuple(point for channel in self.channels.values() for point in channel.contacts if point.is_example)

    def channel(self, name: str) -> Channel:
        """Return the channel of that name; one that the contact details do not list is unofficial (3.4)."""
        return self.channels.get(name) or unofficial(name)

    def assess(
        self,
        interaction: "Interaction",
        *,
        details: "SubscriberDetails | Unknown | None" = None,
        task: "Task | Unknown | None" = None,
        marked_as: "Role | None" = None,
    ) -> "Assessment":
        """Judge whether what came in is an official request, what it lacks, and which clauses say so (2.1, 3.1–3.5).

        `details` and `task` are what a directory or a person found out; where None, they are read from the text: a
        detail that is stated counts, since nothing here compares it with billing. `marked_as` is a mark by staff that
        it is a request or a complaint (reading I-12). What a contact of the Company is for, this edition says; what the
        reader said counts for other addresses alone. Raises `UsageError` for what is no interaction, such as what was
        put aside because it could not be read.
        """
        from netpoint_stp.channels.interaction import Interaction
        from netpoint_stp.regulation.assessment import assess

        if not isinstance(interaction, Interaction):
            raise UsageError(
                f"a `{type(interaction).__name__}` cannot be assessed; give what a reader made of it, "
                "and put aside what it could not read"
            )
        return assess(
            interaction,
            self,
            details=details,
            task=task,
            marked_as=marked_as,
            unlisted=self._like_a_channel(interaction.channel),
        )

    def _like_a_channel(self, name: str) -> tuple[Message, ...]:
        """Return what to say of a channel whose name is like one of the profile's; any other is simply unofficial."""
        from netpoint_stp.policy.names import nearest, not_in_profile

        if name in self.channels or nearest(name, self.channels) is None:
            return ()
        return (not_in_profile("channel", name, self.channels),)

    def may_refuse(
        self,
        *,
        action: str | Unknown,
        identity: Identification | Identity | Unknown,
        asked_at: datetime | Unknown | None,
        now: datetime,
        demand: "Demand | Unknown | Decision[Scope] | Undetermined[Scope]",
        break_in_service: BreakInService | Unknown | None,
    ) -> RefusalAnswer:
        """Answer whether carrying out a request may be refused (3.9), with every ground that holds.

        `action` is a name of the profile's table of actions; one that it does not list is undetermined. `asked_at` is
        when account information was asked for (None: never), `break_in_service` None where there is no break. `demand`
        may be the answer of `scope.judge`. Raises `UsageError` (`RuleError`, `MomentError`) for values that are none of
        these.
        """
        requirement = self.identification.requirement(action)
        found: Identity | Unknown | frozenset[Identity]
        if isinstance(identity, Identification):
            known = identity.answer
            found = known.outcome if isinstance(known, Decision) else known.possible
        else:
            found = identity
        asks: tuple[Message, ...] = ()
        if isinstance(identity, Identification):
            asks = identity.asks
        elif isinstance(identity, Identity) and not isinstance(requirement, Unknown) and not requirement.is_nothing:
            asks = asks_of(identity, requirement)
        return self.refusal.may_refuse(
            needed=UNKNOWN if isinstance(requirement, Unknown) else not requirement.is_nothing,
            identity=found,
            asked=self.refusal.asked(asked_at, now),
            demand=demand if isinstance(demand, Demand | Unknown) else self._as_demand(demand),
            break_in_service=break_in_service,
            asks=asks,
            unlisted=self._unlisted_action(action),
        )

    @staticmethod
    def _as_demand(scope: "Decision[Scope] | Undetermined[Scope]") -> Demand | frozenset[Demand]:
        from netpoint_stp.policy.refusal.demands import demand_of  # loaded where somebody asks about the scope

        return demand_of(scope)

    def _unlisted_action(self, action: str | Unknown) -> tuple[Message, ...]:
        actions = self.identification.actions
        if isinstance(action, Unknown) or action in actions:
            return ()
        from netpoint_stp.policy.names import not_in_profile  # only where there is something to say

        return (not_in_profile("action", action, actions),)

    def complaint_deadline(self, lodged_at: datetime) -> "Computed[Deadline]":
        """Return until when a complaint lodged at a moment must be answered (3.12), explained day by day."""
        return self.complaints.deadline(lodged_at)

    def amend(
        self, *, in_force_from: date, name: str | None = None, in_force_until: date | None = None, **changes: Any
    ) -> Self:
        """Return another edition: the same but for the changes, fields of this class by name.

        `in_force_from` is the first day on which it holds, `in_force_until` the first on which it does no longer.
        Without a `name` it has that of this edition with the day beside it. Raises `RuleError` for a field that there
        is not.
        """
        fields = {field.alias for field in attrs.fields(type(self))} - {"edition"}
        problems = [
            f"there is nothing called `{key}`{did_you_mean(key, fields)}" for key in changes if key not in fields
        ]
        if problems:
            raise RuleError("the amendment cannot be made: " + "; ".join(problems))
        if changes.get("reading") is not None:
            changes["reading"] = self._reading_alone(changes["reading"])
        edition = Edition(name or f"{self.edition.name}, {in_force_from}", in_force_from, in_force_until)
        amended = attrs.evolve(self, **changes).under(edition)
        if "amends" in changes:
            return amended
        before = {figure.key: figure.value for figure in self.figures}
        new = [figure for figure in amended.departures if figure.value != before.get(figure.key, figure.published)]
        return attrs.evolve(amended, amends=in_order((*self.amends, *(id_ for each in new for id_ in each.clauses))))
