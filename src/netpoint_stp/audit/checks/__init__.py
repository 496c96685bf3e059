"""The checks of the audit: one for each clause that records can show to be kept or broken."""

from typing import Final

from netpoint_stp.audit.checks.check import ANSWERS, JUDGED, Answer, Case, Check, FindingGrade, VerdictFrame
from netpoint_stp.audit.checks.complaints import answers as complaints
from netpoint_stp.audit.checks.complaints import hearing
from netpoint_stp.audit.checks.incidents import alerts as incidents
from netpoint_stp.audit.checks.incidents import instructions, notices
from netpoint_stp.audit.checks.intake import arrivals as intake
from netpoint_stp.audit.checks.intake import grounds
from netpoint_stp.audit.checks.queue import out_of_turn
from netpoint_stp.audit.checks.queue import overtaken as queue
from netpoint_stp.audit.checks.reaction import first as reaction
from netpoint_stp.audit.checks.reaction import further
from netpoint_stp.audit.checks.refusal import asking
from netpoint_stp.audit.checks.refusal import refused as refusal

CHECKS: Final[tuple[Check, ...]] = (
    *(intake.SOMEBODY_THERE, incidents.BY_THE_WATCH, incidents.TOLD),
    *(grounds.GROUND, grounds.MAIL, intake.ADDRESS, grounds.PERSONAL),
    asking.ASKED,
    *(refusal.ANY_GROUND, refusal.INFORMATION, refusal.CONTRACT, refusal.INTERRUPTION),
    *(hearing.DEALT_WITH, hearing.FILED),
    *(complaints.CONTENTS, complaints.ANSWER),
    *(queue.ORDER, out_of_turn.OUT_OF_TURN),
    *(reaction.FIRST_REACTION, further.FURTHER),
    *(intake.ACCEPTED, incidents.WITHIN_INTERVAL, incidents.IN_GOOD_TIME, instructions.FOLLOWED),
    *(notices.MAINTENANCE, notices.FAILURES),
)
"""All checks, in the order of the text."""

__all__ = ["ANSWERS", "CHECKS", "JUDGED", "Answer", "Case", "Check", "VerdictFrame", "FindingGrade"]
