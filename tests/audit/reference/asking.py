"""What clients are asked for and told to do (3.6, 4.2.2; readings I-3, I-25)."""

from collections.abc import Iterator
from datetime import datetime

from tests.audit.reference import settings
from tests.audit.reference.open_facts import (
    BROKEN,
    KEPT,
    NOT_APPLICABLE,
    UNDETERMINED,
    YES_OR_NO,
    Tables,
    by,
    known_or,
    over_all,
)


def questions(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.6: nothing is asked for that no way of identifying oneself for that action needs."""
    for each in tables.get("events", []):
        if each["kind"] == "asked" and each["at"] <= now:
            yield each["request_id"], _asked(each["action"], each["asked_for"])


def _asked(action: str | None, asked_for: str | None) -> str:
    if asked_for is None or action not in settings.ACTIONS:
        return UNDETERMINED
    needed = set[str]().union(*settings.ACTIONS[action])
    return KEPT if set(asked_for.split("&")) <= needed else BROKEN


def instructions(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """4.2.2: an instruction that helps to find a cause is followed in good time."""
    events = tables.get("events", [])
    for each in events:
        if each["kind"] != "instructed" or each["at"] > now:
            continue
        followed = [
            other["at"]
            for other in events
            if other["kind"] == "followed" and other["refers_to"] == each["event_id"] and other["at"] >= each["at"]
        ]
        done, due = min(followed, default=None), each["at"] + settings.INSTRUCTION_TIME
        if by(done, now):
            found = KEPT if done is not None and done <= due else BROKEN
        else:
            found = NOT_APPLICABLE if now <= due else BROKEN
        yield (
            each["request_id"],
            over_all(lambda helps, found=found: found if helps else NOT_APPLICABLE, known_or(each["helps"], YES_OR_NO)),
        )
