"""To which earlier case a further message belongs (3.13, 3.20; I-22, I-23), and what can be told of what it says."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final

import attrs

from netpoint_stp.casebook.projection import ComplaintRecord, RequestRecord
from netpoint_stp.casebook.records import Query, kind_of
from netpoint_stp.casebook.steps import OPEN_STATES, CaseKind, State
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.desk.decisions.observing import ObservedInteraction, compared, same_words
from netpoint_stp.desk.room import Unit
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.queue.tables import EarlierRequest, MessageContent
from netpoint_stp.regulation.observations.arrivals import IntakeObservations, Said
from netpoint_stp.regulation.observations.requests import FurtherObservations
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail, AccountInformation

_NUMBER: Final = re.compile(r"(?<![\w-])([RC])-(\d{1,15})(?![\w-])", re.IGNORECASE)
_MOST_NUMBERS: Final = 5
_MOST_COMPARED: Final = 20
_SAYS_NOTHING: Final = frozenset(
    {TaskReading.EMPTY, TaskReading.GREETING_ONLY, TaskReading.QUOTED_ONLY, TaskReading.CRY_ONLY}
)


class How(Enum):
    """By what an earlier request was found, the surest first."""

    THREAD = "thread"
    NUMBER = "number"
    SUBSCRIBER = "subscriber"
    SENDER = "sender"

    __hash__ = object.__hash__


@attrs.frozen(kw_only=True)
class Earlier:
    """The earlier request that a message may concern; `others` are further candidates, by id."""

    record: RequestRecord
    how: How
    same_subscriber: bool | Unknown
    content: MessageContent | Unknown
    others: tuple[str, ...] = ()

    @property
    def observations(self) -> FurtherObservations:
        """Return the observations from which the rule on further messages decides."""
        return FurtherObservations(
            earlier=earlier_state(self.record),
            same_subscriber=self.same_subscriber,
            content=self.content,
            found_by=self.how.value,
        )

    @property
    def certain(self) -> bool:
        """Whether it belongs there whatever it says: it names the request, and comes from its side."""
        return self.how in (How.THREAD, How.NUMBER) and self.same_subscriber is True and not self.others


def earlier_state(record: RequestRecord) -> EarlierRequest:
    """Return what has become of a request, as the rule on further messages asks."""
    if record.state in OPEN_STATES:
        return EarlierRequest.OPEN
    return EarlierRequest.REFUSED if record.state is State.REFUSED else EarlierRequest.SETTLED


def earlier_complaint(unit: Unit, interaction: Interaction) -> ComplaintRecord | None:
    """Return the complaint that a message answers or names, where its sender wrote to it before."""
    ids = [*thread_cases(unit, interaction), *case_numbers(interaction)]
    for case_id in ids:
        if kind_of(case_id) is CaseKind.COMPLAINT:
            record = unit.tx.complaint(case_id)
            if record is not None and _wrote(unit, record.interactions, interaction):
                return record
    return None


def earlier_request(
    unit: Unit, reading: ObservedInteraction, own_id: str, *, content: MessageContent | None
) -> Earlier | None:
    """Return the earlier request that a message may concern, None where there is none.

    It is found by its thread, by its number in the text, by the subscriber, by the sender: the first that leads to
    any. Refused ones count only where they are named, or the message gives what they were refused for the lack of.
    """
    interaction = reading.interaction
    for how, records in (
        (How.THREAD, _requests(unit, thread_cases(unit, interaction))),
        (How.NUMBER, _requests(unit, case_numbers(interaction))),
        (How.SUBSCRIBER, _of_subscriber(unit, reading)),
        (How.SENDER, _of_sender(unit, interaction)),
    ):
        found = [record for record in records if own_id not in record.request.interactions]
        if how in (How.SUBSCRIBER, How.SENDER):
            found = [each for each in found if each.state is not State.REFUSED or _gives_lacking(each, reading)]
        if found:
            return _nearest(unit, reading, how, found, content)
    return None


def _nearest(
    unit: Unit, reading: ObservedInteraction, how: How, found: list[RequestRecord], content: MessageContent | None
) -> Earlier:
    said = {record.id: content or content_of(unit, record, reading) for record in found}
    telling = [record for record in found if not isinstance(said[record.id], Unknown)]
    record = telling[0] if telling and content is None else found[0]
    same = _same_subscriber(unit, record, reading)
    certain = how in (How.THREAD, How.NUMBER) or said[record.id] in (
        MessageContent.SAME_TASK,
        MessageContent.COMPLETES,
    )
    others = () if certain else tuple(each.id for each in found if each is not record)
    return Earlier(record=record, how=how, same_subscriber=same, content=said[record.id], others=others)


def content_of(unit: Unit, record: RequestRecord, reading: ObservedInteraction) -> MessageContent | Unknown:
    """Return what a message says about a request, as far as no person is needed to tell.

    The same words again are the same task; what gives a detail that was asked for completes; what has no words of its
    own chases. Anything else only a person can read.
    """
    own = reading.interaction.text.own
    for each in record.request.interactions[:_MOST_COMPARED]:
        stored = unit.interaction(each)
        if stored is not None and same_words(stored.interaction.text.own, own):
            return MessageContent.SAME_TASK
    if _gives_lacking(record, reading):
        return MessageContent.COMPLETES
    says_nothing = reading.task in _SAYS_NOTHING and not reading.interaction.attachments
    return MessageContent.CHASES if says_nothing and not reading.given.given else UNKNOWN


def _gives_lacking(record: RequestRecord, reading: ObservedInteraction) -> bool:
    """Return whether a message gives a detail that the client was asked for, and billing does not contradict it."""
    asked = {name for each in record.asked for name in each.details}
    agreement = reading.comparison.agreement
    given = {detail.value for detail in reading.given.given if agreement.get(detail) is not False}
    return bool(asked & given) and record.state in (State.INCOMPLETE, State.HELD, State.REFUSED)


def combined(
    unit: Unit, record: RequestRecord, readings: Iterable[ObservedInteraction], reading: ObservedInteraction
) -> IntakeObservations:
    """Return the observations of a request's first message with the details and the task of all that came since."""
    every = [*readings, reading]
    given = AccountInformation()
    for each in every:
        fresh = {detail.value: getattr(each.given, detail.value) for detail in each.given.given}
        given = attrs.evolve(given, **fresh)
    first = every[0]
    senders = [each.interaction.sender for each in every if each.interaction.sender is not None]
    comparison = compared(given, unit.room.directory, senders)
    stated = any(each.task is TaskReading.STATED for each in every[:-1])
    answers = reading.task is TaskReading.ANSWER
    task = first.task if stated or answers else reading.task
    if stated and first.task is not TaskReading.STATED:
        task = TaskReading.STATED
    return attrs.evolve(
        first.observations,
        stated=tuple(detail for detail in AccountDetail if detail in given.given),
        contradictory=reading.observations.contradictory,
        match=comparison.match,
        task=task,
        said=_said(every),
    )


def _said(readings: list[ObservedInteraction]) -> Said:
    """Return what people said of messages together: of the latest all of it, of earlier ones what was found there.

    That something lacked in an earlier message says nothing of a later one, which may give it.
    """
    together = readings[-1].observations.said
    for each in reversed(readings[:-1]):
        said = each.observations.said
        if together.details is None and said.details is SubscriberDetails.SUFFICIENT:
            together = attrs.evolve(together, details=said.details)
        if together.task is None and said.task is Task.STATED:
            together = attrs.evolve(together, task=said.task)
    return together


def thread_cases(unit: Unit, interaction: Interaction) -> tuple[str, ...]:
    """Return the cases whose messages an interaction answers, or whose call it is a note on."""
    refers = (*interaction.references, *((interaction.note_on,) if interaction.note_on else ()))
    return unit.tx.cases_of(thread=refers) if refers else ()


def case_numbers(interaction: Interaction) -> list[str]:
    """Return the numbers of cases that subject or text names, in their order."""
    text = f"{interaction.subject}\n{interaction.text.own}"
    found = [f"{hit[1].upper()}-{hit[2]}" for hit in _NUMBER.finditer(text)]
    return list(dict.fromkeys(found))[:_MOST_NUMBERS]


def _requests(unit: Unit, ids: Iterable[str]) -> list[RequestRecord]:
    found: dict[str, RequestRecord] = {}
    for case_id in ids:
        record = unit.tx.request(case_id) if kind_of(case_id) is CaseKind.REQUEST else None
        while record is not None and record.state is State.MERGED and record.merged_into is not None:
            record = unit.tx.request(record.merged_into)
        if record is not None and record.state is not State.NOT_A_REQUEST:
            found.setdefault(record.id, record)
    return sorted(found.values(), key=lambda record: record.state not in OPEN_STATES)


def _of_subscriber(unit: Unit, reading: ObservedInteraction) -> tuple[RequestRecord, ...]:
    subscriber = subscriber_of(reading)
    if subscriber is None:
        return ()
    return unit.tx.find(Query(subscriber_id=subscriber, states=frozenset((*OPEN_STATES, State.REFUSED))), limit=20)


def _of_sender(unit: Unit, interaction: Interaction) -> tuple[RequestRecord, ...]:
    sender = None if interaction.sender is None else interaction.sender.normalised
    if sender is None:
        return ()
    return unit.tx.find(Query(sender=sender, states=frozenset((*OPEN_STATES, State.REFUSED))), limit=20)


def subscriber_of(reading: ObservedInteraction) -> str | None:
    """Return the subscriber to whom the details lead or, without any, the only one for whom the sender is registered.

    The latter is a candidate (I-4): good for putting messages together, and never for an action on the account.
    """
    comparison = reading.comparison
    if comparison.subscriber_id is not None or reading.given.given:
        return comparison.subscriber_id
    return comparison.proposed[0] if len(comparison.proposed) == 1 else None


def _same_subscriber(unit: Unit, record: RequestRecord, reading: ObservedInteraction) -> bool | Unknown:
    subscriber = subscriber_of(reading)
    known = record.request.subscriber_id
    if subscriber is not None and known is not None:
        return subscriber == known
    return True if _wrote(unit, record.request.interactions, reading.interaction) else UNKNOWN


def _wrote(unit: Unit, interactions: Iterable[str], interaction: Interaction) -> bool:
    """Return whether the sender of an interaction sent one of these."""
    sender = interaction.sender
    if sender is None or sender.normalised is None:
        return False
    stored = [unit.interaction(each) for each in [*interactions][:_MOST_COMPARED]]
    senders = [each.interaction.sender for each in stored if each is not None]
    return any(each is not None and each.normalised == sender.normalised for each in senders)
