"""Calls within service hours (2.1.5), where e-mail was sent (3.2), and that no request was lost (4.1.1)."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.intake.received import (
    came_in,
    channel_is,
    form,
    intake,
    made_of,
    not_come_in,
    received,
    within_hours,
)
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.intake.policy import bound_to_one_address
from netpoint_stp.policy.reception.tables import Acceptance, Reached, Sent


def somebody_was_there(case: Case) -> VerdictFrame:
    """Judge whether each call within service hours found a person (2.1.5, reading I-24); nothing else is asked."""
    reading = read(
        case.regulation.reception.at_the_desk,
        official=channel_is(case, lambda channel: channel.official),
        person_needed=channel_is(case, lambda channel: channel.person_needed),
        within_hours=within_hours(),
        form=form(case),
    )
    answer = {
        Answer.KEPT.value: (Reached.SOMEBODY,),
        Answer.BROKEN.value: (Reached.NOBODY,),
        Answer.NOT_APPLICABLE.value: (Reached.NOT_ASKED,),
    }
    return judged(received(case), "interactions", answer=answer, reading=reading, unasked=not_come_in(case))


def sent_to_the_address(case: Case) -> VerdictFrame:
    """Judge whether each e-mail was sent to the one address for requests (3.2), under either reading of I-32."""
    reading = read(
        case.regulation.reception.sent_to,
        automatic=case.fact("interactions.automatic"),
        one_address=channel_is(case, bound_to_one_address),
        destination=case.fact("interactions.destination"),
    )
    answer = {
        Answer.KEPT.value: (Sent.RIGHTLY,),
        Answer.BROKEN.value: (Sent.ELSEWHERE,),
        Answer.NOT_APPLICABLE.value: (Sent.NOT_ASKED,),
    }
    return judged(came_in(case), "interactions", answer=answer, reading=reading, unasked=not_come_in(case))


def accepted(case: Case) -> VerdictFrame:
    """Judge whether what came in and is a request led to one, and whether calls within hours were missed (4.1.1).

    A link to a request is taken at its word. `other` is the request.
    """
    reading = read(
        case.regulation.reception.accepting,
        intake=intake(case),
        made_of=made_of(case),
        within_hours=within_hours(),
    )
    answer = {
        Answer.KEPT.value: (Acceptance.ACCEPTED,),
        Answer.BROKEN.value: (Acceptance.LOST, Acceptance.MISSED),
        Answer.NOT_APPLICABLE.value: (Acceptance.NOT_ASKED,),
    }
    return judged(
        received(case),
        "interactions",
        answer=answer,
        other=nw.col("request_id"),
        reading=reading,
        unasked=not_come_in(case),
    )


SOMEBODY_THERE: Final = Check(
    id="2.1.5",
    clauses=("2.1.5", "3.1.1"),
    readings=("I-24", "I-29"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.taken_by_person"),
    judge=somebody_was_there,
)
ADDRESS: Final = Check(
    id="3.2",
    clauses=("3.2",),
    readings=("I-32", "I-33"),
    whose=Bearer.CLIENT,
    table="interactions",
    needs=("interactions.channel", "interactions.destination"),
    asks=("interactions.automatic", "interactions.direction"),
    judge=sent_to_the_address,
)
ACCEPTED: Final = Check(
    id="4.1.1",
    clauses=("4.1.1", "2.1", "3.1"),
    readings=("I-24", "I-32", "I-33"),
    whose=Bearer.STP,
    table="interactions",
    needs=("interactions.channel", "interactions.request_id"),
    asks=tuple(
        f"interactions.{name}"
        for name in (
            *("direction", "automatic", "destination", "taken_by_person", "own_account", "details", "task"),
            *("complaint_id", "quarantined", "dismissed"),
        )
    ),
    judge=accepted,
)
