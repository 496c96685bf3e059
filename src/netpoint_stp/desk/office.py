"""The service desk (1.4): every use case in one place."""

from netpoint_stp.desk.agenda import Agenda
from netpoint_stp.desk.answering import Answering
from netpoint_stp.desk.aside import PuttingAside
from netpoint_stp.desk.complaining import Complaining
from netpoint_stp.desk.handling import Handling
from netpoint_stp.desk.identifying import Identifying
from netpoint_stp.desk.incidents import Incidents
from netpoint_stp.desk.instructing import Instructing
from netpoint_stp.desk.receiving import Receiving
from netpoint_stp.desk.refusing import AskingAndRefusing
from netpoint_stp.desk.triaging import Triaging


class Desk(
    Receiving,
    PuttingAside,
    Identifying,
    Triaging,
    Handling,
    AskingAndRefusing,
    Instructing,
    Answering,
    Complaining,
    Incidents,
    Agenda,
):
    """The service desk over a store: `Desk(regulation, store, directory=…)`.

    `regulation` is one edition or a history of them; each case is judged by the edition in force when it came. Every
    use case is one transaction in which journal, decision log and messages are written together or not at all, and
    with a `key` it may be repeated: it is done once. What the state of a case does not allow is refused with
    `IllegalStepError`, what a clause does not allow with `ForbiddenStepError`; nothing is written then. Messages lie in
    the outbox until a `Dispatcher` sends them.
    """
