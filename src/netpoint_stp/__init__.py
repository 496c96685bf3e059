"""The technical-support regulation of the provider NetPoint as executable objects: decide, explain, deadline, audit.

Everything here is loaded on first use; `import netpoint_stp` itself costs next to nothing.
"""

from typing import TYPE_CHECKING

from netpoint_stp.faces import face

if TYPE_CHECKING:
    from netpoint_stp.backends.registry import open_directory, open_store
    from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
    from netpoint_stp.channels.email import EmailSettings, read_email
    from netpoint_stp.channels.interaction import Interaction, Quarantined
    from netpoint_stp.clauses.languages import LANGUAGES, Language
    from netpoint_stp.desk.office import Desk
    from netpoint_stp.desk.outbox import Dispatcher
    from netpoint_stp.desk.outcomes import Outcome
    from netpoint_stp.errors import (
        BackendError,
        ForbiddenStepError,
        IllegalStepError,
        MomentError,
        NetPointError,
        ProfileError,
        RuleError,
        UsageError,
    )
    from netpoint_stp.hours import ServiceHours
    from netpoint_stp.policy.identification.identity import Identity
    from netpoint_stp.policy.identification.requirements import (
        CONNECTION_ADDRESS,
        CONTRACT_NUMBER,
        LOGIN,
        NOTHING,
        PASSPORT,
        IdentificationRequirement,
    )
    from netpoint_stp.policy.intake.policy import Intake
    from netpoint_stp.policy.refusal.policy import BreakInService, Demand, Ground, Refusing
    from netpoint_stp.regulation import Regulation, RegulationHistory
    from netpoint_stp.regulation.assessment import Assessment
    from netpoint_stp.rules import (
        UNKNOWN,
        Computed,
        Decision,
        Edition,
        Explanation,
        Fact,
        FactEnum,
        Facts,
        Rule,
        RuleTable,
        Undetermined,
        Unknown,
    )
    from netpoint_stp.subjects.account import AccountDetail, AccountInformation
    from netpoint_stp.subjects.people import Standing
    from netpoint_stp.working_days import Deadline, WorkingCalendar

__all__ = [
    "AccountDetail",
    "AccountInformation",
    "Assessment",
    "BackendError",
    "BreakInService",
    "CONNECTION_ADDRESS",
    "CONTRACT_NUMBER",
    "Channel",
    "Computed",
    "ContactPoint",
    "Deadline",
    "Decision",
    "Demand",
    "Desk",
    "Dispatcher",
    "Edition",
    "EmailSettings",
    "Explanation",
    "Fact",
    "FactEnum",
    "Facts",
    "ForbiddenStepError",
    "Ground",
    "IdentificationRequirement",
    "Identity",
    "IllegalStepError",
    "Intake",
    "Interaction",
    "LANGUAGES",
    "LOGIN",
    "Language",
    "MomentError",
    "NOTHING",
    "NetPointError",
    "Outcome",
    "PASSPORT",
    "ProfileError",
    "Quarantined",
    "Refusing",
    "Regulation",
    "RegulationHistory",
    "Rule",
    "RuleError",
    "RuleTable",
    "ServiceHours",
    "Standing",
    "UNKNOWN",
    "Undetermined",
    "Unknown",
    "UsageError",
    "WorkingCalendar",
    "open_directory",
    "open_store",
    "read_email",
]

_ROOMS = {
    "netpoint_stp.backends.registry": (
        "open_directory",
        "open_store",
    ),
    "netpoint_stp.channels.contacts.contact": (
        "Channel",
        "ContactPoint",
    ),
    "netpoint_stp.channels.email": (
        "EmailSettings",
        "read_email",
    ),
    "netpoint_stp.channels.interaction": (
        "Interaction",
        "Quarantined",
    ),
    "netpoint_stp.clauses.languages": (
        "LANGUAGES",
        "Language",
    ),
    "netpoint_stp.desk.office": ("Desk",),
    "netpoint_stp.desk.outbox": ("Dispatcher",),
    "netpoint_stp.desk.outcomes": ("Outcome",),
    "netpoint_stp.errors": (
        "BackendError",
        "ForbiddenStepError",
        "IllegalStepError",
        "MomentError",
        "NetPointError",
        "ProfileError",
        "RuleError",
        "UsageError",
    ),
    "netpoint_stp.hours": ("ServiceHours",),
    "netpoint_stp.policy.identification.identity": ("Identity",),
    "netpoint_stp.policy.intake.policy": ("Intake",),
    "netpoint_stp.policy.refusal.policy": (
        "BreakInService",
        "Demand",
        "Ground",
        "Refusing",
    ),
    "netpoint_stp.policy.identification.requirements": (
        "CONNECTION_ADDRESS",
        "CONTRACT_NUMBER",
        "LOGIN",
        "NOTHING",
        "PASSPORT",
        "IdentificationRequirement",
    ),
    "netpoint_stp.regulation": (
        "Regulation",
        "RegulationHistory",
    ),
    "netpoint_stp.regulation.assessment": ("Assessment",),
    "netpoint_stp.rules": (
        "UNKNOWN",
        "Computed",
        "Decision",
        "Edition",
        "Explanation",
        "Fact",
        "FactEnum",
        "Facts",
        "Rule",
        "RuleTable",
        "Undetermined",
        "Unknown",
    ),
    "netpoint_stp.subjects.account": (
        "AccountDetail",
        "AccountInformation",
    ),
    "netpoint_stp.subjects.people": ("Standing",),
    "netpoint_stp.working_days": (
        "Deadline",
        "WorkingCalendar",
    ),
}
__getattr__, __dir__ = face(__name__, _ROOMS)
