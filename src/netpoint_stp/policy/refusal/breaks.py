"""What is known of a break in the services (3.9.3), as the rules look at it."""

import attrs

from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind, ServiceInterruption


@attrs.frozen(kw_only=True)
class BreakInService:
    """What is known of a break in the services (3.9.3); each may be `UNKNOWN`."""

    same_service: bool | Unknown
    reasoned: bool | Unknown
    agreement: Agreement | Unknown
    for_debt: bool | Unknown

    @classmethod
    def of(cls, interruption: ServiceInterruption, service: str | None) -> "BreakInService":
        """Reduce a recorded interruption, for a request about `service` (None: not known).

        A reason of None is not known; a blank one is none. Whether the break lasts at the moment in question is for
        the caller to see.
        """
        return cls(
            same_service=UNKNOWN if service is None else interruption.service == service,
            reasoned=UNKNOWN if interruption.reason is None else bool(interruption.reason.strip()),
            agreement=UNKNOWN if interruption.agreement is None else interruption.agreement,
            for_debt=interruption.kind is InterruptionKind.DEBT_SUSPENSION,
        )
