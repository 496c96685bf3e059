"""What came in and what was made of it (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1), message by message."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

from tests.audit.reference import settings
from tests.audit.reference.open_facts import (
    BROKEN,
    KEPT,
    NOT_APPLICABLE,
    YES_OR_NO,
    Row,
    Tables,
    by,
    known_or,
    one_of,
    over_all,
)
from tests.audit.reference.times import is_open

OFFICIAL, INCOMPLETE, UNOFFICIAL = "official", "incomplete", "unofficial"
COMPLAINT, NOT_TAKEN, AUTOMATIC = "complaint", "not taken", "automatic"
_DESTINATIONS = ("requests", "complaints", "other_of_company", "unlisted", "not_of_company")
_DETAILS = ("sufficient", "lacking")
Answers = Iterator[tuple[str, str]]


def kind(
    channel: str, automatic: bool, destination: str, taken: bool, own_account: bool, details: str, task: str
) -> str:
    """Return what a message is."""
    if automatic:
        return AUTOMATIC
    if channel not in settings.OFFICIAL:
        return UNOFFICIAL
    if channel in settings.ADDRESSED and destination == "complaints":
        return COMPLAINT
    listed = channel == "email" and destination == "other_of_company"
    if channel in settings.ADDRESSED and destination != "requests" and not listed:
        return UNOFFICIAL
    if channel in settings.SPOKEN and not taken:
        return NOT_TAKEN
    if channel in settings.OWN_ACCOUNT and not own_account:
        return INCOMPLETE
    if channel in settings.DETAILS_NEEDED and details != "sufficient":
        return INCOMPLETE
    return INCOMPLETE if task == "missing" else OFFICIAL


def kinds(message: Row, task: str | None = None) -> set[str]:
    """Return all that a message can be; of a task that is given, for that task."""
    return {
        kind(message["channel"], *facts)
        for facts in product(
            known_or(message["automatic"], YES_OR_NO),
            known_or(message["destination"], _DESTINATIONS),
            known_or(message["taken_by_person"], YES_OR_NO),
            known_or(message["own_account"], YES_OR_NO),
            known_or(message["details"], _DETAILS),
            known_or(task or message["task"], ("stated", "missing")),
        )
    }


def messages(tables: Tables, now: datetime) -> list[Row]:
    """Return all that came in by then."""
    return [
        each
        for each in tables.get("interactions", [])
        if each["received_at"] <= now and each["direction"] != "outgoing"
    ]


def somebody_there(tables: Tables, now: datetime) -> Answers:
    """2.1.5: a call within service hours finds a person."""
    for each in messages(tables, now):
        if each["channel"] not in settings.SPOKEN or not is_open(each["received_at"]):
            yield each["interaction_id"], NOT_APPLICABLE
        else:
            yield each["interaction_id"], over_all(_taken, known_or(each["taken_by_person"], YES_OR_NO))


def _taken(taken: bool) -> str:
    return KEPT if taken else BROKEN


def ground(tables: Tables, now: datetime) -> Answers:
    """3.1: work on a request rests on a message that is one, or that was completed or asked about."""
    for request in tables["requests"]:
        if request["received_at"] > now:
            continue
        if not _worked(request, now):
            yield request["request_id"], NOT_APPLICABLE
            continue
        mine = [each for each in messages(tables, now) if each["request_id"] == request["request_id"]]
        possible = [kinds(each, "stated") for each in mine] or [{OFFICIAL, COMPLAINT, INCOMPLETE, UNOFFICIAL}]
        good = _made_good(request, now)
        yield request["request_id"], one_of({_ground(set(each), good) for each in product(*possible)})


def _ground(found: set[str], made_good: bool) -> str:
    if OFFICIAL in found:
        return KEPT
    if COMPLAINT in found:
        return NOT_APPLICABLE
    return KEPT if INCOMPLETE in found and made_good else BROKEN


def _worked(request: Row, now: datetime) -> bool:
    return by(request["taken_at"], now) or by(request["reacted_at"], now)


def _made_good(request: Row, now: datetime) -> bool:
    return by(request["asked_at"], now) or by(request["completed_at"], now)


def mail(tables: Tables, now: datetime) -> Answers:
    """3.1.4: mail without the details is not worked on as a request, and complete mail is taken as one."""
    for each in messages(tables, now):
        if each["channel"] not in settings.DETAILS_NEEDED:
            yield each["interaction_id"], NOT_APPLICABLE
            continue
        yield (
            each["interaction_id"],
            one_of(
                {
                    _mail(is_, task, each, request, beside, now)
                    for task in known_or(each["task"], ("stated", "missing"))
                    for is_ in kinds(each, "stated")
                    for request in _requests_of(each, tables)
                    for beside in _beside(each, tables, now)
                }
            ),
        )


def _mail(is_: str, task: str, message: Row, request: Row | None, beside: set[str], now: datetime) -> str:
    if is_ not in (OFFICIAL, INCOMPLETE):
        return NOT_APPLICABLE
    if request is None:
        if message["complaint_id"] is not None or message["quarantined"]:
            return NOT_APPLICABLE
        return BROKEN if is_ == OFFICIAL and task == "stated" else KEPT
    if is_ == OFFICIAL or _made_good(request, now):
        return KEPT
    return _joined(beside, request, now)


def _joined(beside: set[str], request: Row, now: datetime) -> str:
    """Return what is said of a message that is no ground itself, by what stands beside it in its request."""
    if OFFICIAL in beside or COMPLAINT in beside or (INCOMPLETE in beside and _made_good(request, now)):
        return _ground(beside, _made_good(request, now))
    return BROKEN if _worked(request, now) else NOT_APPLICABLE


def _requests_of(message: Row, tables: Tables) -> list[Row | None]:
    if message["request_id"] is None:
        return [None]
    return [each for each in tables["requests"] if each["request_id"] == message["request_id"]]


def _beside(message: Row, tables: Tables, now: datetime) -> list[set[str]]:
    """Return all that the other messages of the same request can be together."""
    if message["request_id"] is None:
        return [set()]
    others = [
        kinds(each, "stated")
        for each in messages(tables, now)
        if each["request_id"] == message["request_id"] and each is not message
    ]
    return [set(each) for each in product(*others)]


def address(tables: Tables, now: datetime) -> Answers:
    """3.2: requests by e-mail are sent to the one address for them."""
    for each in messages(tables, now):
        if each["channel"] not in settings.ONE_ADDRESS:
            yield each["interaction_id"], NOT_APPLICABLE
        else:
            yield (
                each["interaction_id"],
                over_all(
                    _address, known_or(each["automatic"], YES_OR_NO), known_or(each["destination"], _DESTINATIONS)
                ),
            )


def _address(automatic: bool, destination: str) -> str:
    if automatic or destination == "complaints":
        return NOT_APPLICABLE
    return KEPT if destination == "requests" else BROKEN


def personal(tables: Tables, now: datetime) -> Answers:
    """3.4: what came another way stays personal communication."""
    for each in messages(tables, now):
        yield (
            each["interaction_id"],
            one_of(
                {
                    _personal(is_, request, beside, now)
                    for is_ in kinds(each, "stated")
                    for request in _requests_of(each, tables)
                    for beside in _beside(each, tables, now)
                }
            ),
        )


def _personal(is_: str, request: Row | None, beside: set[str], now: datetime) -> str:
    if is_ != UNOFFICIAL:
        return NOT_APPLICABLE
    return KEPT if request is None else _joined(beside, request, now)


def accepted(tables: Tables, now: datetime) -> Answers:
    """4.1.1: every enquiry that is a request led to one, and no call within service hours was missed."""
    for each in messages(tables, now):
        if each["request_id"] is not None:
            yield each["interaction_id"], KEPT
        elif each["complaint_id"] is not None or each["quarantined"]:
            yield each["interaction_id"], NOT_APPLICABLE
        else:
            open_ = is_open(each["received_at"])
            yield each["interaction_id"], one_of({_accepted(is_, open_) for is_ in kinds(each)})


def _accepted(is_: str, open_: bool) -> str:
    return BROKEN if is_ == OFFICIAL or (is_ == NOT_TAKEN and open_) else NOT_APPLICABLE


def filed(tables: Tables, now: datetime) -> Answers:
    """3.10: what comes to the address for complaints becomes one."""
    named = {each["interaction_id"] for each in tables.get("complaints", [])}
    for each in messages(tables, now):
        filed_ = each["complaint_id"] is not None or each["interaction_id"] in named
        if each["quarantined"] and not filed_ and each["request_id"] is None:
            yield each["interaction_id"], NOT_APPLICABLE
            continue
        found = KEPT if filed_ else BROKEN
        yield each["interaction_id"], one_of({found if is_ == COMPLAINT else NOT_APPLICABLE for is_ in kinds(each)})
