"""What account information amounts to (3.6): the notion that identification and refusal share."""

from netpoint_stp.rules import FactEnum


class Identity(FactEnum):
    """What the account information given amounts to."""

    IDENTIFIED = "identified"
    INSUFFICIENT = "insufficient"
    AMBIGUOUS = "ambiguous"
    CONTRADICTORY = "contradictory"
    ABSENT = "absent"
