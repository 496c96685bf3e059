"""What readers of all forms need to know of the Company; apart from them, for a regulation has it and reads nothing."""

from attrs import field, frozen

from netpoint_stp.channels.email.settings import EmailSettings
from netpoint_stp.channels.helpdesk import HelpdeskSettings
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.kinds import of_declared_kinds


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class ReadingSettings:
    """What all readers need to know of the Company."""

    email: EmailSettings = field(factory=EmailSettings)
    calls: NumberSettings = field(factory=NumberSettings)
    sms: NumberSettings = field(factory=NumberSettings)
    helpdesk: HelpdeskSettings = field(factory=HelpdeskSettings)
