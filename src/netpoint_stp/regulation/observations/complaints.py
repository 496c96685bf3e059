"""Observations of complaints (3.10–3.12): where one went, what it names, when it was lodged."""

from datetime import datetime

import attrs

from netpoint_stp.regulation.observations.arrivals import CompanyAddress
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.complaints import ComplaintElement, ComplaintSubject
from netpoint_stp.subjects.people import Standing


@attrs.frozen(kw_only=True)
class LodgingObservations:
    """Path `lodging`: a complaint, where it went, who complains and of what (3.10).

    The addresses are observed as for `intake`. `marked`: its words or staff call it a complaint.
    """

    channel: str
    addresses: tuple[CompanyAddress, ...]
    other_addresses: int
    delivery_known: bool
    marked: bool | Unknown
    complainant: Standing | Unknown
    about: ComplaintSubject | Unknown


@attrs.frozen(kw_only=True)
class ContentsObservations:
    """Path `contents`: what a complaint names of the request (3.11); for the `unread` elements nobody has looked."""

    named: tuple[ComplaintElement, ...]
    unread: tuple[ComplaintElement, ...]


@attrs.frozen(kw_only=True)
class ComplaintDeadlineObservations:
    """Path `complaint_deadline`: the moment from which the deadline of the answer is counted (3.12)."""

    lodged_at: datetime
