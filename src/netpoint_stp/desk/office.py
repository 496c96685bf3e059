"""The service desk (1.4): every use case in one place."""

from netpoint_stp.desk.agenda import Agenda
from netpoint_stp.desk.aside import PuttingAside
from netpoint_stp.desk.use_cases.answering import Answering
from netpoint_stp.desk.use_cases.complaining import Complaining
from netpoint_stp.desk.use_cases.handling import Handling
from netpoint_stp.desk.use_cases.identifying import Identifying
from netpoint_stp.desk.use_cases.incidents import Incidents
from netpoint_stp.desk.use_cases.instructing import Instructing
from netpoint_stp.desk.use_cases.receiving import Receiving
from netpoint_stp.desk.use_cases.refusing import AskingAndRefusing
from netpoint_stp.desk.use_cases.triaging import Triaging


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
