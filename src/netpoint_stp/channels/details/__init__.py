"""Account information in the text of a request (3.6): found by patterns, passports never in clear."""

from netpoint_stp.channels.details.documents import BLANK
from netpoint_stp.channels.details.findings import (
    Confidence,
    DetectedDetail,
    contradictory_details,
    stated_information,
)
from netpoint_stp.channels.details.patterns import DetailPattern, DetailPatterns
from netpoint_stp.channels.details.reader import DEFAULT_PATTERNS, find_details, redact

__all__ = [
    "BLANK",
    "DEFAULT_PATTERNS",
    "Confidence",
    "DetailPattern",
    "DetailPatterns",
    "DetectedDetail",
    "contradictory_details",
    "find_details",
    "redact",
    "stated_information",
]
