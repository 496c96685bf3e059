"""The figures and readings of an edition: what it counts with, and what of it departs from the published text.

Some of what a profile may say the text leaves to the Company (a time to answer), some is a choice between readings,
and some the text itself gives: seven working days (3.12), 08:00–24:00 (2.1.5). Whoever changes the last has another
regulation; an audit under it is no audit under the published one, so it is said aloud wherever the edition is used.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.pieces import PartyKind, Role
from netpoint_stp.hours.writing import write_week, write_windows
from netpoint_stp.policy.queue.policy import QueueSettings
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS
from netpoint_stp.regulation.figures.values import Value, tell_channel, tell_value
from netpoint_stp.rules import in_order
from netpoint_stp.rules.codes import snake
from netpoint_stp.wording import Language, knows, say
from netpoint_stp.working_days import WorkingCalendar
from netpoint_stp.working_days.calendar import NAMES

if TYPE_CHECKING:
    from netpoint_stp.regulation.regulation import Regulation


class FigureOrigin(Enum):
    """Where the value of a figure comes from if nothing else is set."""

    TEXT = "text"
    """The published text gives it: another value departs from the text."""
    READING = "reading"
    """The text leaves a choice, and a reading makes it; another value is another reading."""
    COMPANY = "company"
    """The text gives no figure: it is the Company's to set, and undetermined while it is not."""


@attrs.frozen(kw_only=True)
class Figure:
    """One figure of an edition, by the key of the profile that sets it.

    `published` is what the published text and the default readings have. `amended` says that the edition declares
    itself an amendment of the clause, as editions made by `amend` do.
    """

    key: str
    origin: FigureOrigin
    clauses: tuple[str, ...]
    readings: tuple[str, ...] = ()
    value: Value
    published: Value
    amended: bool = False
    wording: str = attrs.field(default="", repr=False)
    """The entry of the catalogue that names it, where its key does not lead to one."""

    @property
    def differs(self) -> bool:
        """Return whether the value is another than the published one."""
        return self.value != self.published

    @property
    def departs(self) -> bool:
        """Return whether the text gives the figure and this is another one."""
        return self.origin is FigureOrigin.TEXT and self.differs

    def label(self, lang: Language) -> str:
        """Return what the figure is, in words."""
        for key, values in ((self.wording, {}), *_labels(self.key, lang)):
            if key and knows(key):
                return say(key, lang, **values)
        return self.key

    def told(self, lang: Language) -> str:
        """Return the figure in a sentence, with what the text has where that is another."""
        values = {"label": self.label(lang), "value": tell_value(self.key, self.value, lang)}
        if not self.differs or self.origin is FigureOrigin.COMPANY:
            return say("figures.figure", lang, **values)
        departure = "figures.departure" if len(self.clauses) == 1 else "figures.departure_of_several"
        key = departure if self.departs else "figures.other_reading"
        cites = ", ".join(self.clauses if self.departs else self.readings)
        return say(key, lang, **values, published=tell_value(self.key, self.published, lang), cites=cites)

    def as_dict(self) -> dict[str, object]:
        """Return the figure as JSON can carry it: values as a profile writes them."""
        return {
            "key": self.key,
            "origin": self.origin.value,
            "clauses": list(self.clauses),
            "readings": list(self.readings),
            "value": written(self.value),
            "published": written(self.published),
            "departs": self.departs,
            "amended": self.amended,
        }


def written(value: Value) -> object:
    """Return a value as a profile writes it: `4h`, `[…]`; None where nothing is set."""
    if isinstance(value, tuple):
        return [_line(each) if isinstance(each, QueueSettings) else each for each in value]
    if not isinstance(value, timedelta):
        return value
    seconds, rest = divmod(value, timedelta(seconds=1))
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and not rest and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"PT{value.total_seconds():g}S"


def _line(queue: QueueSettings) -> str:
    levels = f" ({', '.join(sorted(queue.support_levels))})" if queue.support_levels else ""
    return f"{queue.name}: {', '.join(sorted(queue.channels))}{levels}"


def _labels(key: str, lang: Language) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the keys of the catalogue that may name a figure, the most exact first, with what they need."""
    first, _, rest = key.removeprefix("alerts.").partition(".")
    name, _, last = rest.rpartition(".")
    yield f"figures.label.{key}", {}
    yield f"figures.label.{key}.value", {}
    yield f"figures.label.{first}.each.{last}", {"name": tell_channel(name, lang) if first == "channels" else name}
    yield f"figures.label.{first}.each.value", {"name": rest}


Getter: TypeAlias = "Callable[[Regulation], Value]"

_PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "addressed": ("3.1.2", "3.1.4", "3.2"),
    "own_account_needed": ("3.1.3",),
    "details_needed": ("3.1.4",),
    "person_needed": ("3.1.1",),
}
"""Properties of channels that the text gives, and where."""

TEXT: Final[Mapping[str, tuple[tuple[str, ...], Getter]]] = {
    "hours.week": (("2.1.5",), lambda of: write_week(of.hours.week)),
    "hours.closed": (("2.1.5",), lambda of: tuple(sorted(day.isoformat() for day in of.hours.closed))),
    "hours.special_days": (
        ("2.1.5",),
        lambda of: tuple(f"{day.isoformat()} {write_windows(windows)}" for day, windows in of.hours.special_days),
    ),
    "channels": (("2.1", "3.1", "3.4"), lambda of: tuple(sorted(_official(of)))),
    "channels.sms.contacts": (("2.1.4", "3.1.2"), lambda of: _numbers(of.channels.get("sms"))),
    "complaints.working_days": (("3.12",), lambda of: of.complaints.working_days),
}
"""What the text gives, besides properties of channels and tables of rules."""

CHOSEN: Final[Mapping[str, Getter]] = {
    "readings.email_details": lambda of: of.intake.email_details,
    "intake.determinable": lambda of: str(of.intake.determinable),
    "readings.sender_identifies": lambda of: of.identification.sender_identifies,
    "readings.debt_suspension_agreed": lambda of: of.refusal.debt_suspension_agreed,
    "readings.complaint_about_refusal": lambda of: of.complaints.complaint_about_refusal,
    "readings.complaint_other_mailbox": lambda of: of.complaints.complaint_other_mailbox,
    "complaints.calendar": lambda of: _calendar(of.complaints.calendar),
    "readings.notices_in_emergencies": lambda of: of.notices.notices_in_emergencies,
    "readings.hours_bind_alerts": lambda of: of.alerts.hours_bind_alerts,
    "reaction.acts": lambda of: tuple(sorted(act.value for act in of.reaction.acts)),
    "readings.reaction_clock": lambda of: of.reaction.reaction_clock,
    "readings.maximum_applies_to_first_reaction": lambda of: of.reaction.maximum_applies_to_first_reaction,
    "queues": lambda of: of.queue.queues,
    "queue.tie_tolerance": lambda of: of.queue.tie_tolerance,
    "queue.live_channels": lambda of: tuple(sorted(of.queue.live_channels)),
    "readings.call_out_of_hours": lambda of: of.intake.call_out_of_hours,
    "readings.other_mailbox": lambda of: of.intake.other_mailbox,
    "readings.unlisted_mailbox": lambda of: of.intake.unlisted_mailbox,
    "readings.other_number": lambda of: of.intake.other_number,
    "error_notification.fields": lambda of: tuple(each.code for each in of.errors_notified.fields),
    "zone": lambda of: of.hours.zone.key,
}
"""Choices between readings, by the keys that the readings name."""

SET: Final[Mapping[str, Getter]] = {
    "intake.completion_time": lambda of: of.queue.completion_time,
    "refusal.answer_time": lambda of: of.refusal.answer_time,
    "alerts.good_time": lambda of: of.alerts.good_time,
    "alerts.roster": lambda of: None if of.alerts.roster is None else tuple(e.role for e in of.alerts.roster.entries),
    "notices.lead_time": lambda of: of.notices.lead_time,
    "notices.failure_time": lambda of: of.notices.failure_time,
    "error_notification.instruction_time": lambda of: of.errors_notified.instruction_time,
}
"""What the text leaves to the Company, by the keys that the readings name."""


def _calendar(calendar: WorkingCalendar) -> str:
    """Return the name, and until when the law is known where the Company says more than the library knows."""
    if calendar.name not in NAMES or calendar == WorkingCalendar.named(calendar.name):
        return calendar.name
    return f"{calendar.name} (≤ {calendar.vouches_until}: {calendar.known_by})"


def figures(regulation: "Regulation") -> tuple[Figure, ...]:
    """Return the figures and readings that an edition counts with: the text's, the readings', the Company's."""
    published = type(regulation).published()
    found = (
        *_of_text(regulation, published),
        *_of_tables(regulation, published),
        *_of_readings(regulation, published),
        *_of_company(regulation),
    )
    amends = set(regulation.amends)
    return tuple(attrs.evolve(each, amended=each.departs and bool(amends & set(each.clauses))) for each in found)


def _of_text(regulation: "Regulation", published: "Regulation") -> Iterator[Figure]:
    for key, (clauses, getter) in TEXT.items():
        yield Figure(
            key=key, origin=FigureOrigin.TEXT, clauses=clauses, value=getter(regulation), published=getter(published)
        )
    for name, channel in PUBLISHED_CHANNELS.items():
        if name not in _official(regulation):
            continue
        for key, clauses in _PROPERTIES.items():
            has, had = getattr(regulation.channels[name], key), getattr(channel, key)
            cited = tuple(clause for clause in clauses if clause in channel.clauses) or channel.clauses
            if has or had:
                key = f"channels.{name}.{key}"
                yield Figure(key=key, origin=FigureOrigin.TEXT, clauses=cited, value=has, published=had)


def _of_tables(regulation: "Regulation", published: "Regulation") -> Iterator[Figure]:
    """Yield the tables of rules that are not those of the text: what they decide is another regulation's."""
    for name, table in regulation.tables.items():
        plain = published.tables.get(name)
        if plain is None or plain.digest == table.digest:
            continue
        rules = {*plain.rules} ^ {*table.rules}
        clauses = in_order(id_ for rule in rules or table.rules for id_ in rule.clauses)
        yield Figure(
            key=f"tables.{name}",
            origin=FigureOrigin.TEXT,
            clauses=clauses,
            value=table.digest,
            published=plain.digest,
            wording=f"table.{snake(table.facts.__name__)}.title",
        )


def _of_readings(regulation: "Regulation", published: "Regulation") -> Iterator[Figure]:
    for key, (id_, clauses) in _named_by_readings().items():
        if key in CHOSEN:
            getter = CHOSEN[key]
            value, default = getter(regulation), getter(published)
            yield Figure(
                key=key, origin=FigureOrigin.READING, clauses=clauses, readings=(id_,), value=value, published=default
            )
        elif key in SET:
            value = SET[key](regulation)
            yield Figure(
                key=key, origin=FigureOrigin.COMPANY, clauses=clauses, readings=(id_,), value=value, published=None
            )


def _of_company(regulation: "Regulation") -> Iterator[Figure]:
    for level in regulation.reaction.levels:
        for name in ("max_reaction", "applies_to_first"):
            value = getattr(level, name)
            if value is not None or name == "max_reaction":
                yield _companys(f"levels.{level.name}.{name}", ("3.19",), ("I-19",), value)
    for action, requirement in regulation.identification.actions.items():
        yield _companys(f"actions.{action}", ("3.6", "4.3.2"), ("I-3",), str(requirement))
    for each in regulation.alerts.monitored:
        yield _companys(f"alerts.monitored.{each.what}", ("2.4", "4.1.2"), (), each.every)


def _companys(key: str, clauses: tuple[str, ...], readings: tuple[str, ...], value: Value) -> Figure:
    return Figure(key=key, origin=FigureOrigin.COMPANY, clauses=clauses, readings=readings, value=value, published=None)


def _named_by_readings() -> dict[str, tuple[str, tuple[str, ...]]]:
    from netpoint_stp.clauses import readings

    return {
        key: (one.id, tuple(id_ for id_ in one.concerns if id_ != "title"))
        for one in readings()
        for key in one.settings
    }


def _official(regulation: "Regulation") -> list[str]:
    return [name for name, channel in regulation.channels.items() if channel.official]


def _numbers(channel: Channel | None) -> tuple[str, ...]:
    points = () if channel is None else channel.contacts
    return tuple(sorted(p.address for p in points if p.kind is PartyKind.PHONE and Role.REQUESTS in p.roles))
