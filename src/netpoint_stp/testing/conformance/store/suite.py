"""The conformance suite of the port `RequestStore`."""

from netpoint_stp.testing.conformance.store.cases import CasePromises
from netpoint_stp.testing.conformance.store.clock import ClockPromises
from netpoint_stp.testing.conformance.store.machine import Machine
from netpoint_stp.testing.conformance.store.queue import Queue
from netpoint_stp.testing.conformance.store.recording import RecordingPromises
from netpoint_stp.testing.conformance.store.spelling import Spelling
from netpoint_stp.testing.conformance.store.threads import Threads
from netpoint_stp.testing.conformance.store.work import OutboxAndDecisions, Work


class RequestStoreConformance(
    RecordingPromises, Work, OutboxAndDecisions, ClockPromises, CasePromises, Queue, Spelling, Threads, Machine
):
    """Every promise of `ports.RequestStore` and `ports.Transaction`.

    Subclass it, say `capabilities`, and return from `make(clock)` an empty store that uses this clock as its own.
    Override `tamper` where rows of the journal can be edited behind the store's back, and `another` where its data can
    be opened twice (`SHARED`).
    """
