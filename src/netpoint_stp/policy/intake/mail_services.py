"""Mail services that fail on the way of a request (3.3): whether the Company answers for one."""

from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable


class MailLiability(FactEnum):
    """Whether the Company answers for a mail service that failed (3.3)."""

    ANSWERABLE = "answerable"
    NOT_ANSWERABLE = "not_answerable"


class MailTrouble(Facts[MailLiability]):
    """Facts about a mail service that failed on the way of a request."""

    third_party: Fact[bool] = Fact("the service that failed is a third party's")


MAIL_TROUBLE = RuleTable(
    "trouble of a mail service",
    MailTrouble,
    Rule("3.3", MailLiability.NOT_ANSWERABLE, when=MailTrouble.third_party),
    Rule("3.3", MailLiability.ANSWERABLE),
)
