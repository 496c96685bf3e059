"""Complaints (3.11, 3.12): what they name, and when they were answered."""

from collections.abc import Iterator
from datetime import datetime

from tests.audit.reference.open_facts import (
    BROKEN,
    KEPT,
    NOT_APPLICABLE,
    UNDETERMINED,
    YES_OR_NO,
    Row,
    Tables,
    by,
    known_or,
    over_all,
)
from tests.audit.reference.times import complaint_due

_ROUTES = ("complaints_address", "shared_address", "other_mailbox", "other_official_channel", "unofficial_channel")
_STANDINGS = ("holder", "representative", "user", "outsider")
_SUBJECTS = ("carrying_out", "refusal", "something_else")


def contents(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.11: it names the date of the request, who took it, and what it said."""
    for each in tables.get("complaints", []):
        names = [each["names_request_date"], each["names_taker"], each["names_request_text"]]
        yield each["complaint_id"], BROKEN if False in names else UNDETERMINED if None in names else KEPT


def answered(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.12: a substantive answer goes out by the end of the seventh working day."""
    for each in tables.get("complaints", []):
        if each["lodged_at"] > now:
            continue
        found = _answer(each, now)
        yield (
            each["complaint_id"],
            over_all(
                lambda route, marked, who, about, found=found: (
                    found if _runs(route, marked, who, about) else NOT_APPLICABLE
                ),
                known_or(each["route"], _ROUTES),
                known_or(each["marked"], YES_OR_NO),
                known_or(each["complainant"], _STANDINGS),
                known_or(each["about"], _SUBJECTS),
            ),
        )


def heard(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.10: whoever complains otherwise than the text has it is told so, within the time of an answer."""
    for each in tables.get("complaints", []):
        if each["lodged_at"] > now:
            continue
        told = by(each["answered_at"], now) or by(each["interim_answer_at"], now)
        unheard = KEPT if told else NOT_APPLICABLE if now < complaint_due(each["lodged_at"]) else BROKEN
        yield (
            each["complaint_id"],
            over_all(
                lambda route, marked, who, about, unheard=unheard: _heard(route, marked, who, about, unheard),
                known_or(each["route"], _ROUTES),
                known_or(each["marked"], YES_OR_NO),
                known_or(each["complainant"], _STANDINGS),
                known_or(each["about"], _SUBJECTS),
            ),
        )


def _heard(route: str, marked: bool, complainant: str, about: str, unheard: str) -> str:
    if route == "shared_address" and not marked:
        return NOT_APPLICABLE  # it is a request
    return KEPT if _runs(route, marked, complainant, about) else unheard


def _runs(route: str, marked: bool, complainant: str, about: str) -> bool:
    """Return whether the term runs: by the subscriber, about a request, to a mailbox of the Company."""
    if route in ("unofficial_channel", "other_official_channel") or (route == "shared_address" and not marked):
        return False
    return complainant in ("holder", "representative") and about != "something_else"


def _answer(complaint: Row, now: datetime) -> str:
    due = complaint_due(complaint["lodged_at"])
    if not by(complaint["answered_at"], now):
        return NOT_APPLICABLE if now < due else BROKEN
    if complaint["answered_at"] < complaint["lodged_at"]:
        return UNDETERMINED  # that is no answer to it, and what answer it had is not known
    return KEPT if complaint["answered_at"] < due else BROKEN
