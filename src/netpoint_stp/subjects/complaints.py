"""Complaints (3.10–3.12): the record of one, and the three things it must name."""

from datetime import date, datetime
from enum import Enum

from attrs import field, frozen

from netpoint_stp.subjects.fields import aware, aware_or_none, not_blank, plain_date_or_none
from netpoint_stp.subjects.people import Standing


class ComplaintElement(Enum):
    """What a complaint must name (3.11)."""

    REQUEST_DATE = "request_date"
    TAKER_NAME = "taker_name"
    REQUEST_TEXT = "request_text"

    __hash__ = object.__hash__


class ComplaintSubject(Enum):
    """What is complained of (3.10, reading I-11)."""

    CARRYING_OUT = "carrying_out"
    """How a request was carried out."""
    REFUSAL = "refusal"
    """That a request was refused."""
    SOMETHING_ELSE = "something_else"

    __hash__ = object.__hash__


class ComplaintRoute(Enum):
    """Where a complaint went (3.10, reading I-12)."""

    COMPLAINTS_ADDRESS = "complaints_address"
    """By e-mail to the address for complaints and nothing else."""
    SHARED_ADDRESS = "shared_address"
    """By e-mail to an address that serves complaints and other uses alike."""
    OTHER_MAILBOX = "other_mailbox"
    """By e-mail to another address of the Company."""
    OTHER_OFFICIAL_CHANNEL = "other_official_channel"
    """By another of the channels that the text lists: telephone, SMS, helpdesk."""
    UNOFFICIAL_CHANNEL = "unofficial_channel"
    """By a channel that is not the Company's (3.4)."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Complaint:
    """A complaint about how requests were carried out; None is "not named", "not known" or "not yet".

    `lodged_at` is when the Company's own mail server received it, `answered_at` when a substantive answer
    was sent (reading I-14), `interim_answer_at` when an interim one was. `sent_to` is the address it went to,
    `channel` how it came; `route` is where it went, or each of the places of which it is one;
    `reached_complaints_address_at` is when it came, or was passed on, to the address for complaints, where it first
    went to another. `marked` says whether staff or its subject line call it a complaint. Names and texts are never
    shown.
    """

    id: str = field(validator=not_blank)
    lodged_at: datetime = field(validator=aware)
    channel: str = field(validator=not_blank)
    sent_to: str | None = field(default=None, repr=False)
    complainant: Standing | None = None
    subscriber_id: str | None = field(default=None, repr=False)
    request_id: str | None = None
    request_date: date | None = field(default=None, validator=plain_date_or_none)
    taker_name: str | None = field(default=None, repr=False)
    request_text: str | None = field(default=None, repr=False)
    answered_at: datetime | None = field(default=None, validator=aware_or_none)
    interim_answer_at: datetime | None = field(default=None, validator=aware_or_none)
    about: ComplaintSubject | None = None
    route: ComplaintRoute | frozenset[ComplaintRoute] | None = None
    marked: bool | None = None
    reached_complaints_address_at: datetime | None = field(default=None, validator=aware_or_none)

    @property
    def lacking(self) -> frozenset[ComplaintElement]:
        """What 3.11 wants and the complaint does not name; blank texts name nothing."""
        named: dict[ComplaintElement, object] = {
            ComplaintElement.REQUEST_DATE: self.request_date,
            ComplaintElement.TAKER_NAME: self.taker_name and self.taker_name.strip(),
            ComplaintElement.REQUEST_TEXT: self.request_text and self.request_text.strip(),
        }
        return frozenset(element for element, value in named.items() if not value)
