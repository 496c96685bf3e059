"""Observations of outages, planned maintenance and instructions to clients (2.4, 2.5, 4.1.2, 4.1.3, 4.2.2, 4.5)."""

from datetime import datetime
from typing import Literal

import attrs

from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, TroubleWith


@attrs.frozen(kw_only=True)
class AlertObservations:
    """Path `alert`: an outage, and whether the persons concerned were alerted by `now` (2.5, 4.1.3)."""

    incident: Literal["outage"] = "outage"
    noticed_at: datetime
    trouble_with: TroubleWith
    extent: Extent | None
    services: tuple[str, ...]
    alerted_at: datetime | None
    published_at: datetime | None
    owner: EquipmentOwner | Unknown
    now: datetime


@attrs.frozen(kw_only=True)
class OutageNoticeObservations:
    """Path `notice` for an outage, and whether a notice of it was published by `now` (4.5)."""

    emergency: bool | Unknown
    incident: Literal["outage"] = "outage"
    noticed_at: datetime
    trouble_with: TroubleWith
    extent: Extent | None
    services: tuple[str, ...]
    alerted_at: datetime | None
    published_at: datetime | None
    owner: EquipmentOwner | Unknown
    now: datetime


@attrs.frozen(kw_only=True)
class MaintenanceNoticeObservations:
    """Path `notice` for planned maintenance, and whether a notice of it was published by `now` (4.5)."""

    emergency: bool | Unknown
    incident: Literal["maintenance"] = "maintenance"
    start: datetime
    end: datetime
    published_at: datetime | None
    now: datetime


@attrs.frozen(kw_only=True)
class WatchObservations:
    """Path `watch`: how a problem came to the Company's notice (2.4, 4.1.2)."""

    noticed_at: datetime
    began_at: datetime | None
    trouble_with: TroubleWith
    owner: EquipmentOwner | Unknown
    noticed_by: NoticedBy


@attrs.frozen(kw_only=True)
class InstructionObservations:
    """Path `instruction`: an instruction to a client, and when it was followed (4.2.2)."""

    given_at: datetime
    followed_at: datetime | None
    helps: bool | Unknown
    now: datetime
