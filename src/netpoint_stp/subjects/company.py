"""The other side (1.1, 1.3, 1.4): the Company, its service desk, and what technical support consists of."""

from enum import Enum

from attrs import field, frozen

from netpoint_stp.clauses import implements
from netpoint_stp.subjects.fields import names, not_blank


@implements("1.3", readings=("I-25",))
class SupportMeasure(Enum):
    """What technical support consists of (1.3), for the services of the contract on information services."""

    SERVING_CLIENTS = "serving_clients"
    """Proper technical service to Clients."""
    KEEPING_SERVICES_WORKING = "keeping_services_working"
    TELLING_IN_GOOD_TIME = "telling_in_good_time"
    """Telling in good time what is needed for the services to work; how long that is, is a setting."""

    __hash__ = object.__hash__


@implements("1.4")
@frozen(kw_only=True)
class ServiceDesk:
    """The Company's staff with the authority to serve Clients in its name (1.4); who they are is never shown."""

    staff: frozenset[str] = field(default=frozenset(), converter=names, repr=False)


@implements("1.1")
@frozen(kw_only=True)
class Company:
    """The provider of the paid services that its contracts name (1.1); `services` are names of the profile."""

    name: str = field(validator=not_blank)
    services: frozenset[str] = field(default=frozenset(), converter=names)
    desk: ServiceDesk = field(factory=ServiceDesk)
