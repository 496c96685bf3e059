"""Breaks in the services (3.9.3), troubles of the Company's own (2.5, 4.1.3), planned maintenance (4.5)."""

from datetime import datetime
from enum import Enum

from attrs import field, frozen

from netpoint_stp.subjects.fields import aware, aware_or_none, names, not_before, not_blank


class InterruptionKind(Enum):
    """Why a service stands still."""

    MAINTENANCE = "maintenance"
    DEBT_SUSPENSION = "debt_suspension"
    ON_CLIENTS_WISH = "on_clients_wish"
    OTHER = "other"

    __hash__ = object.__hash__


class Agreement(Enum):
    """Whether the Client agreed to a break, and how (reading I-8); not known is None."""

    INDIVIDUALLY = "individually"
    BY_CONTRACT = "by_contract"
    NOT_AGREED = "not_agreed"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class ServiceInterruption:
    """A break `[start, end)` of one service; a ground only with both a reason and an agreement (3.9.3)."""

    service: str = field(validator=not_blank)
    kind: InterruptionKind
    start: datetime = field(validator=aware)
    end: datetime | None = field(default=None, validator=aware_or_none)
    reason: str | None = field(default=None, repr=False)
    agreement: Agreement | None = None

    def __attrs_post_init__(self) -> None:
        not_before(self, self.start, self.end)


class TroubleWith(Enum):
    """What of the Company's has a problem (2.5, 4.1.3)."""

    EQUIPMENT = "equipment"
    SOFTWARE = "software"

    __hash__ = object.__hash__


class Extent(Enum):
    """How far a failure reaches: 4.5 speaks of the backbone."""

    BACKBONE = "backbone"
    LOCAL = "local"

    __hash__ = object.__hash__


class NoticedBy(Enum):
    """Who noticed a problem: the Company's own watch is its monitoring, or its staff (2.4, 4.1.2)."""

    MONITORING = "monitoring"
    STAFF = "staff"
    CLIENT = "client"
    OTHERS = "others"

    __hash__ = object.__hash__

    @property
    def by_own_watch(self) -> bool:
        """Return whether the Company itself noticed it, and did not have to be told."""
        return self in (NoticedBy.MONITORING, NoticedBy.STAFF)


@frozen(kw_only=True)
class Outage:
    """A failure of the Company's equipment or software; None is "not known" or "not yet".

    `noticed_at` starts the time for alerts (2.5, 4.1.3), `alerted_at` is the first of them and
    `published_at` the notice on the site (4.5).
    """

    id: str = field(validator=not_blank)
    noticed_at: datetime = field(validator=aware)
    trouble_with: TroubleWith
    extent: Extent | None = None
    services: frozenset[str] = field(default=frozenset(), converter=names)
    began_at: datetime | None = field(default=None, validator=aware_or_none)
    ended_at: datetime | None = field(default=None, validator=aware_or_none)
    alerted_at: datetime | None = field(default=None, validator=aware_or_none)
    published_at: datetime | None = field(default=None, validator=aware_or_none)

    def __attrs_post_init__(self) -> None:
        not_before(self, self.began_at or self.noticed_at, self.ended_at)


@frozen(kw_only=True)
class PlannedMaintenance:
    """Maintenance planned for `[start, end)`; `published_at` is when the site told of it (4.5)."""

    id: str = field(validator=not_blank)
    start: datetime = field(validator=aware)
    end: datetime = field(validator=aware)
    services: frozenset[str] = field(default=frozenset(), converter=names)
    published_at: datetime | None = field(default=None, validator=aware_or_none)

    def __attrs_post_init__(self) -> None:
        not_before(self, self.start, self.end)


class Silence(Enum):
    """What it means that a subject has no moment at which something was done: the records cannot say it themselves."""

    NOT_YET = "not_yet"
    """The records are complete: it has not been done."""
    NOT_KNOWN = "not_known"
    """It may have been done and not recorded."""

    __hash__ = object.__hash__
