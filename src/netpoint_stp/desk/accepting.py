"""Who accepted a request (3.11, reading I-34): answered the call, registered the message, else took it up."""

from netpoint_stp.casebook.journal import ActorKind
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.desk.room import Unit


def accepted_by(unit: Unit, record: RequestRecord) -> tuple[str, ...]:
    """Return the ids of all who accepted a request, each once: whoever a client may name is one of them.

    First who answered its calls and registered its messages, then who took it up, also those who gave it back since.
    """
    found: list[str] = []
    for each in record.request.interactions:
        stored = unit.interaction(each)
        if stored is None:
            continue
        came = stored.interaction
        if came.call is not None and came.call.taken_by:
            found.append(came.call.taken_by)
        if came.entered_by is not None:
            found.append(came.entered_by.normalised or came.entered_by.received)
    takings = [event.by for event in unit.tx.events(record.id) if event.kind is EventKind.TAKEN]
    found += [by.id for by in takings if by.kind is ActorKind.STAFF]
    return tuple(dict.fromkeys(each for each in found if each))
