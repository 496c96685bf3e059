"""The reference of every check of the audit: plain loops over plain rows, written from the text and its readings.

Nothing here is shared with the audit. A check takes tables as lists of rows and the moment of judging, and gives the
answer for each row that it is asked of, by the row's id.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from tests.audit.reference import asking, complaints, incidents, intake, queue, reaction, refusals
from tests.audit.reference.open_facts import Tables

Reference = Callable[[Tables, datetime], Iterable[tuple[str, str]]]

REFERENCES: Mapping[str, Reference] = {
    "2.1.5": intake.somebody_there,
    "2.4": incidents.noticed_by_the_watch,
    "2.5": incidents.somebody_told,
    "3.1": intake.ground,
    "3.1.4": intake.mail,
    "3.2": intake.address,
    "3.4": intake.personal,
    "3.6": asking.questions,
    "3.9": refusals.any_ground,
    "3.9.1": refusals.named("information_absent", refusals.information),
    "3.9.2": refusals.named("outside_contract", refusals.contract),
    "3.9.3": refusals.named("agreed_interruption", refusals.interruption),
    "3.10": complaints.heard,
    "3.10-filed": intake.filed,
    "3.11": complaints.contents,
    "3.12": complaints.answered,
    "3.13": queue.order,
    "3.14": queue.ahead,
    "3.19": reaction.first,
    "3.19-further": reaction.further,
    "4.1.1": intake.accepted,
    "4.1.2": incidents.noticed_in_its_interval,
    "4.1.3": incidents.told_in_time,
    "4.2.2": asking.instructions,
    "4.5": incidents.maintenance,
    "4.5-failures": incidents.failures,
}
