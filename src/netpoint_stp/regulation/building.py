"""Building a regulation from the data of a profile; everything that is wrong is gathered."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.channels.contacts.addresses import parse_email, parse_phone
from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.email.settings import EmailSettings
from netpoint_stp.channels.helpdesk import HelpdeskSettings
from netpoint_stp.channels.interaction import PartyKind, Role
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.channels.settings import ReadingSettings
from netpoint_stp.clauses.ids import unknown_ids
from netpoint_stp.errors import ProfileError, UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.hours.week import SOME_WEEK
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.policy.alerts.policy import AlertsPolicy
from netpoint_stp.policy.alerts.roster import AlertScope, Monitored, Roster, RosterEntry
from netpoint_stp.policy.answers.links import Hosts
from netpoint_stp.policy.answers.policy import AnswersPolicy
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.errors_notified.notes import DEFAULT_FIELDS, ErrorField
from netpoint_stp.policy.errors_notified.policy import ErrorsNotifiedPolicy
from netpoint_stp.policy.identification.policy import IdentificationPolicy
from netpoint_stp.policy.identification.requirements import EVERYTHING, IdentificationRequirement, parse_requirement
from netpoint_stp.policy.intake.policy import IntakePolicy
from netpoint_stp.policy.notices import NoticesPolicy
from netpoint_stp.policy.queue.policy import QueuePolicy, QueueSettings
from netpoint_stp.policy.reaction.policy import ReactionPolicy, SupportLevel
from netpoint_stp.policy.refusal.policy import RefusalPolicy
from netpoint_stp.policy.scope import ScopePolicy
from netpoint_stp.policy.sides import SidesPolicy
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS
from netpoint_stp.regulation.once import contradictions, no_terms
from netpoint_stp.regulation.profile_data import ChannelData, ComplaintsData, ContactData, ProfileData, RosterData
from netpoint_stp.regulation.regulation import Regulation
from netpoint_stp.rules import Edition
from netpoint_stp.settings_files import Structured
from netpoint_stp.subjects.course import ACTS, Happening
from netpoint_stp.subjects.interruptions import Extent, TroubleWith
from netpoint_stp.wording.templates import Templates
from netpoint_stp.working_days import NamedCalendar, WorkingCalendar, calendar_name

_MASKED: Final = re.compile(r"\[email|#tickets|^[\d+() -]+[xх]", re.IGNORECASE)
_RESERVED: Final = ("example", "invalid", "test", "localhost", "example.com", "example.net", "example.org")
_EXAMPLE_NUMBERS: Final = frozenset({"+380440000000"})

Attempt = Callable[[str, Callable[[], Any], Any], Any]
ReadProfile = Structured[ProfileData]


def build(read: ReadProfile, source: str) -> Regulation:
    """Return the regulation of a profile; raises `ProfileError` that lists everything wrong with it.

    What could not be read is among it, and nothing that would only follow from that.
    """
    read = _without_gaps(read)
    data, problems = read.data, list(read.problems)

    def attempt(where: str, make: Callable[[], Any], default: Any) -> Any:
        try:
            return make()
        except ProfileError as error:
            problems.extend(f"`{where}`: {problem}" for problem in error.problems)
        except UsageError as error:
            problems.append(f"`{where}`: {error}")
        return default

    zone = attempt("zone", lambda: zone_named(data.zone), zone_named("UTC"))
    hours = attempt("hours", lambda: _hours(data, zone), ServiceHours.published())
    channels = dict(_channels(read, attempt, problems))
    problems.extend(_contradictions(read))
    actions = {
        name: attempt(f"actions.{name}", partial(parse_requirement, text), None) for name, text in data.actions.items()
    }
    exchange = attempt(
        "exchange_zone", lambda: None if data.exchange_zone is None else zone_named(data.exchange_zone), None
    )
    calendar = attempt("complaints.calendar", lambda: _calendar(data.complaints), "ukraine")
    determinable = attempt("intake.determinable", lambda: _determinable(data.intake.determinable), EVERYTHING)
    readings = data.readings
    topics: dict[str, Callable[[], Any]] = {
        "reading": lambda: _reading(data, exchange),
        "details": lambda: DetailPatterns.from_data(data.details),
        "intake": lambda: IntakePolicy(
            determinable=determinable,
            email_details=readings.email_details,
            other_mailbox=readings.other_mailbox,
            unlisted_mailbox=readings.unlisted_mailbox,
            other_number=readings.other_number,
            call_out_of_hours=readings.call_out_of_hours,
        ),
        "identification": lambda: IdentificationPolicy(
            actions={name: requirement for name, requirement in actions.items() if requirement is not None},
            sender_identifies=readings.sender_identifies,
        ),
        "scope": ScopePolicy,
        "answers": lambda: AnswersPolicy(hosts=Hosts(**attrs.asdict(data.answers))),
        "refusal": lambda: RefusalPolicy(
            answer_time=data.refusal.answer_time, debt_suspension_agreed=readings.debt_suspension_agreed
        ),
        "complaints": lambda: ComplaintsPolicy(
            working_days=data.complaints.working_days,
            calendar=calendar,
            complaint_about_refusal=readings.complaint_about_refusal,
            complaint_other_mailbox=readings.complaint_other_mailbox,
        ),
        "queue": lambda: _queue(data),
        "reaction": lambda: ReactionPolicy(
            levels=_levels(data),
            acts=ACTS if data.reaction.acts is None else map(Happening, data.reaction.acts),
            reaction_clock=readings.reaction_clock,
            maximum_applies_to_first_reaction=readings.maximum_applies_to_first_reaction,
        ),
        "alerts": lambda: AlertsPolicy(
            good_time=data.alerts.good_time,
            roster=None if data.alerts.roster is None else Roster(_entry(entry) for entry in data.alerts.roster),
            hours_bind_alerts=readings.hours_bind_alerts,
            monitored=[
                Monitored(what=each.what, kind=TroubleWith(each.kind), every=each.every)
                for each in data.alerts.monitored
            ],
        ),
        "notices": lambda: NoticesPolicy(
            lead_time=data.notices.lead_time,
            failure_time=data.notices.failure_time,
            notices_in_emergencies=readings.notices_in_emergencies,
        ),
        "errors_notified": lambda: ErrorsNotifiedPolicy(
            fields=_fields(data), instruction_time=data.error_notification.instruction_time
        ),
        "sides": SidesPolicy,
    }
    made = {name: attempt(name, make, None) for name, make in topics.items()}
    problems.extend(no_terms(made))
    problems.extend(_of_parts(read, channels, made["queue"]))
    attempt("messages", lambda: Templates(data.messages), None)
    problems.extend(f"`amends`: {problem}" for problem in unknown_ids(data.amends, ()))
    if problems:
        raise ProfileError(source, problems)
    regulation = Regulation(
        purpose=data.purpose, hours=hours, channels=channels, messages=data.messages, amends=data.amends, **made
    )
    return regulation.under(_edition(data))


def _without_gaps(read: ReadProfile) -> ReadProfile:
    """Return the data without lists of which an entry could not be read, so that nothing follows from the gap."""
    data, alerts = read.data, read.data.alerts
    if data.hours is not None and not read.is_whole("hours", "week"):
        data = attrs.evolve(data, hours=attrs.evolve(data.hours, week=SOME_WEEK))
    if not read.is_whole("queues"):
        data = attrs.evolve(data, queues=None)
    if not read.is_whole("alerts", "roster"):
        alerts = attrs.evolve(alerts, roster=None)
    if not read.is_whole("alerts", "monitored"):
        alerts = attrs.evolve(alerts, monitored=[])
    return attrs.evolve(read, data=attrs.evolve(data, alerts=alerts))


def _hours(data: ProfileData, zone: ZoneInfo) -> ServiceHours:
    if data.hours is None:
        return ServiceHours.daily("08:00", "24:00", zone=zone.key)
    return ServiceHours.from_data(data.hours, zone=zone)


def _of_parts(read: ReadProfile, channels: Mapping[str, Channel], queue: QueuePolicy | None) -> Iterator[str]:
    """Yield what does not go together, but for what only follows from a table that could not be read."""
    data = read.data
    return contradictions(
        channels,
        queue if read.is_whole("channels") else None,
        data.levels if read.is_whole("levels") else None,
        "example" if data.channels is None else data.purpose,
        known=set(channels) | set(data.channels or ()),
    )


def _edition(data: ProfileData) -> Edition:
    return Edition(data.name, data.in_force_from, data.in_force_until)


def _channels(read: ReadProfile, attempt: Attempt, problems: list[str]) -> Iterator[tuple[str, Channel]]:
    data = read.data
    if data.channels is None:
        yield from PUBLISHED_CHANNELS.items()
        if data.purpose == "real" and read.is_whole("channels") and read.is_whole("purpose"):
            problems.append("`channels`: the reserved example contacts stand for the masked ones; give your own")
        return
    for name, channel in data.channels.items():
        points = [
            attempt(f"channels.{name}.contacts", partial(_contact, contact, data), None)
            for number, contact in enumerate(channel.contacts, 1)
            if read.is_whole("channels", name, "contacts", number)
        ]
        if not read.is_whole("channels", name):
            continue
        known = [point for point in points if point is not None]
        made = attempt(f"channels.{name}", partial(_channel, name, channel, known), None)
        if made is not None:
            yield name, made


def _channel(name: str, data: ChannelData, contacts: list[ContactPoint]) -> Channel:
    return Channel(
        name=name,
        official=data.official,
        addressed=data.addressed,
        own_account_needed=data.own_account_needed,
        details_needed=data.details_needed,
        person_needed=data.person_needed,
        clauses=data.clauses or (() if data.official else ("3.4",)),
        contacts=contacts,
    )


def _contact(data: ContactData, profile: ProfileData) -> ContactPoint:
    text = data.address.strip()
    roles = frozenset(Role(role) for role in data.roles)
    if _MASKED.search(text):
        raise UsageError(f"`{text}` is masked, as in the published copy; give the real one")
    if "://" in text:
        host = text.split("://", 1)[1].split("/", 1)[0].lower()
        return ContactPoint(kind=PartyKind.NAME, address=text, roles=roles, is_example=_reserved(host))
    if "@" in text:
        address = parse_email(text).comparable
        return ContactPoint(
            kind=PartyKind.EMAIL, address=address, roles=roles, is_example=_reserved(address.rpartition("@")[2])
        )
    number = parse_phone(text, area_code=profile.area_code).e164
    return ContactPoint(kind=PartyKind.PHONE, address=number, roles=roles, is_example=number in _EXAMPLE_NUMBERS)


def _reserved(host: str) -> bool:
    return any(host == name or host.endswith("." + name) for name in _RESERVED)


def _reading(data: ProfileData, exchange: ZoneInfo | None) -> ReadingSettings:
    numbers = NumberSettings(area_code=data.area_code)
    return ReadingSettings(
        email=EmailSettings(**attrs.asdict(data.mail)),
        calls=attrs.evolve(numbers, zone=exchange),
        sms=numbers,
        helpdesk=HelpdeskSettings(staff=data.helpdesk_staff, times=numbers),
    )


def _determinable(text: str) -> IdentificationRequirement:
    return IntakePolicy(determinable=parse_requirement(text)).determinable


def _calendar(data: ComplaintsData) -> WorkingCalendar | NamedCalendar | str:
    if isinstance(data.calendar, str):
        if data.calendar_known_until is None and data.source is None:
            return calendar_name(data.calendar)
        return NamedCalendar(data.calendar, data.calendar_known_until, data.source or "")
    if data.calendar_known_until is not None or data.source is not None:
        raise UsageError("a table says by `last_known` and `source` of its own until when it is known; set them there")
    return WorkingCalendar.from_data(data.calendar)


def _queue(data: ProfileData) -> QueuePolicy:
    figures: dict[str, Any] = {
        "completion_time": data.intake.completion_time,
        "tie_tolerance": data.queue.tie_tolerance,
        "live_channels": data.queue.live_channels,
    }
    if data.queues is not None:
        figures["queues"] = [
            QueueSettings(name=each.name, channels=each.channels, support_levels=each.support_levels)
            for each in data.queues
        ]
    return QueuePolicy(**figures)


def _entry(data: RosterData) -> RosterEntry:
    scope = AlertScope(
        trouble_with=frozenset(TroubleWith(kind) for kind in data.trouble_with),
        services=data.services,
        extent=None if data.extent is None else Extent(data.extent),
    )
    return RosterEntry(role=data.role, scope=scope, address=data.address)


def _levels(data: ProfileData) -> list[SupportLevel]:
    return [
        SupportLevel(name=name, max_reaction=level.max_reaction, applies_to_first=level.applies_to_first)
        for name, level in data.levels.items()
    ]


def _fields(data: ProfileData) -> tuple[ErrorField, ...]:
    if data.error_notification.fields is None:
        return DEFAULT_FIELDS
    labels = data.error_notification.labels
    return tuple(ErrorField(code, labels.get(code)) for code in data.error_notification.fields)


def _contradictions(read: ReadProfile) -> Iterator[str]:
    data = read.data
    try:
        _edition(data)
    except UsageError as error:
        yield str(error)
