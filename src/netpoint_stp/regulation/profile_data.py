"""What a profile may say: its keys, as typed data read from TOML; every key is optional but the name."""

from datetime import date, timedelta
from typing import Literal, TypeAlias

import attrs

from netpoint_stp.channels.details.patterns import PatternsData
from netpoint_stp.hours.week import HoursData
from netpoint_stp.moments import KYIV
from netpoint_stp.settings_files import AreaCode, needed
from netpoint_stp.working_days.table import CalendarData


@attrs.frozen(kw_only=True)
class ContactData:
    """One address of the Company: a mailbox, a phone number, a web page."""

    address: str = needed(stand_in="")
    roles: list[Literal["requests", "complaints", "other"]] = attrs.field(factory=lambda: ["requests"])


@attrs.frozen(kw_only=True)
class ChannelData:
    """One channel, by its properties."""

    official: bool = needed(stand_in=False)
    addressed: bool = False
    own_account_needed: bool = False
    details_needed: bool = False
    person_needed: bool = False
    clauses: list[str] = attrs.field(factory=list)
    contacts: list[ContactData] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class MailData:
    """What reading mail needs to know of the Company's servers and people."""

    trusted_servers: list[str] = attrs.field(factory=list)
    own_hosts: list[str] = attrs.field(factory=list)
    company_domains: list[str] = attrs.field(factory=list)
    colleagues: list[str] = attrs.field(factory=list)
    colleague_domains: list[str] = attrs.field(factory=list)
    own_lists: list[str] = attrs.field(factory=list)
    subaddress: str = "+"


ReactionAct: TypeAlias = Literal[
    "taken",
    "reacted",
    "asked",
    "answered",
    "instructed",
    "held",
    "visited",
    "advice_declined",
    "resolved",
    "refused",
    "not_a_request",
]
"""An act of a person that may count as a reaction (I-17)."""


@attrs.frozen(kw_only=True)
class ReadingsData:
    """The readings that a profile may switch."""

    email_details: Literal["determinable", "always_full"] = "determinable"
    sender_identifies: Literal["proposes", "suffices"] = "proposes"
    other_mailbox: Literal["official_irregular", "unofficial"] = "official_irregular"
    unlisted_mailbox: Literal["unofficial", "official_irregular"] = "unofficial"
    other_number: Literal["unofficial", "official_irregular"] = "unofficial"
    call_out_of_hours: Literal["request", "not_a_request"] = "request"
    debt_suspension_agreed: bool = False
    complaint_about_refusal: bool = True
    complaint_other_mailbox: Literal["irregular", "not_lodged"] = "irregular"
    hours_bind_alerts: bool = False
    reaction_clock: Literal["service_time", "clock_time"] = "service_time"
    maximum_applies_to_first_reaction: bool = True
    notices_in_emergencies: Literal["failures", "maintenance_too"] = "failures"


@attrs.frozen(kw_only=True)
class IntakeData:
    """Figures of intake."""

    determinable: str = "login | contract_number | connection_address | passport"
    completion_time: timedelta | None = None


@attrs.frozen(kw_only=True)
class ReactionData:
    """What counts as a reaction; None: every act of a person."""

    acts: list[ReactionAct] | None = None


@attrs.frozen(kw_only=True)
class RefusalData:
    """Figures of refusal."""

    answer_time: timedelta | None = None


@attrs.frozen(kw_only=True)
class ComplaintsData:
    """Figures of complaints."""

    working_days: int = 7
    calendar: str | CalendarData = "ukraine"
    calendar_known_until: date | None = None
    source: str | None = None


@attrs.frozen(kw_only=True)
class LevelData:
    """One support level."""

    max_reaction: timedelta | None = None
    applies_to_first: bool | None = None


@attrs.frozen(kw_only=True)
class QueueData:
    """One named queue."""

    name: str = needed(stand_in="")
    channels: list[str] = needed(stand_in=list)
    support_levels: list[str] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class QueueFigures:
    """Figures that all queues share."""

    tie_tolerance: timedelta = timedelta()
    live_channels: list[str] = attrs.field(factory=lambda: ["phone"])


@attrs.frozen(kw_only=True)
class RosterData:
    """One person or group that is told of problems, and of which ones."""

    role: str = needed(stand_in="")
    address: str | None = None
    trouble_with: list[Literal["equipment", "software"]] = attrs.field(factory=list)
    services: list[str] = attrs.field(factory=list)
    extent: Literal["backbone", "local"] | None = None


@attrs.frozen(kw_only=True)
class MonitoredData:
    """Something that is watched."""

    what: str = needed(stand_in="")
    kind: Literal["equipment", "software"] = needed(stand_in="equipment")
    every: timedelta | None = None


@attrs.frozen(kw_only=True)
class AlertsData:
    """Figures of alerts; `roster` left out says that nobody knows who is concerned."""

    good_time: timedelta | None = None
    roster: list[RosterData] | None = None
    monitored: list[MonitoredData] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class NoticesData:
    """Figures of notices."""

    lead_time: timedelta | None = None
    failure_time: timedelta | None = None


@attrs.frozen(kw_only=True)
class ErrorNotificationData:
    """What an error notification must say; labels for fields of the profile's own."""

    fields: list[str] | None = None
    labels: dict[str, str] = attrs.field(factory=dict)
    instruction_time: timedelta | None = None


@attrs.frozen(kw_only=True)
class AnswersData:
    """Whose pages are whose (3.8); a list left out says that it is not known."""

    company: list[str] | None = None
    service_support: list[str] | None = None
    software_maker: list[str] | None = None


@attrs.frozen(kw_only=True)
class ProfileData:
    """A whole profile."""

    name: str = needed(stand_in="unnamed")
    purpose: Literal["real", "example"] = "real"
    in_force_from: date | None = None
    in_force_until: date | None = None
    amends: list[str] = attrs.field(factory=list)
    zone: str = KYIV
    area_code: AreaCode | None = None
    exchange_zone: str | None = None
    helpdesk_staff: list[str] = attrs.field(factory=list)
    hours: HoursData | None = None
    channels: dict[str, ChannelData] | None = None
    mail: MailData = attrs.field(factory=MailData)
    details: PatternsData = attrs.field(factory=PatternsData)
    readings: ReadingsData = attrs.field(factory=ReadingsData)
    intake: IntakeData = attrs.field(factory=IntakeData)
    actions: dict[str, str] = attrs.field(factory=dict)
    refusal: RefusalData = attrs.field(factory=RefusalData)
    reaction: ReactionData = attrs.field(factory=ReactionData)
    complaints: ComplaintsData = attrs.field(factory=ComplaintsData)
    levels: dict[str, LevelData] = attrs.field(factory=dict)
    queues: list[QueueData] | None = None
    queue: QueueFigures = attrs.field(factory=QueueFigures)
    alerts: AlertsData = attrs.field(factory=AlertsData)
    notices: NoticesData = attrs.field(factory=NoticesData)
    error_notification: ErrorNotificationData = attrs.field(factory=ErrorNotificationData)
    answers: AnswersData = attrs.field(factory=AnswersData)
    messages: dict[str, dict[str, dict[str, str]]] = attrs.field(factory=dict)
