"""Conformance suites cannot lose a test by accident, and tell a broken backend from one that keeps its promises."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing import conformance
from netpoint_stp.testing.conformance.store.threads import Free, Taking, passed_over
from netpoint_stp.testing.conformance.suite import Conformance, promise, promise_of

SUITES: dict[str, int] = {
    "AlerterConformance": 6,
    "CallLogConformance": 3,
    "ClockConformance": 2,
    "DecisionLogConformance": 3,
    "MailSenderConformance": 5,
    "MailboxConformance": 5,
    "MonitoringSourceConformance": 3,
    "NoticeBoardConformance": 6,
    "RequestStoreConformance": 74,
    "SmsGatewayConformance": 8,
    "SubscriberDirectoryConformance": 25,
    "TaskClassifierConformance": 2,
}


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_has_all_its_promises(name: str) -> None:
    """Each suite has the number of promises written here, each with a sentence, and pytest would collect each."""
    promises = getattr(conformance, name).promises

    assert len(promises) == SUITES[name]
    assert all(test.__name__.startswith("test_") and test.__doc__ for test in promises.values())


def test_every_suite_is_counted() -> None:
    """No suite is missing from the list above."""
    assert {name for name in conformance.__all__ if name.endswith("Conformance")} == SUITES.keys()


@pytest.mark.parametrize("replacement", [None, lambda self: None], ids=["set to None", "replaced"])
def test_a_test_cannot_be_replaced(replacement: object) -> None:
    """A subclass that sets a test to None, or defines it anew, is refused when it is made, and every such is named."""
    names = ["test_renews", "test_finds"]

    body = {"capabilities": frozenset()} | dict.fromkeys(names, replacement)

    with pytest.raises(UsageError, match=r"`test_renews` is defined anew, `test_finds` is defined anew"):
        type("TestStore", (conformance.RequestStoreConformance,), body)


def test_capabilities_have_to_be_said() -> None:
    """A subclass that does not say its capabilities is refused."""
    with pytest.raises(UsageError, match="`capabilities` is not said"):
        type("TestClock", (conformance.ClockConformance,), {})


def test_a_test_replaced_later_is_noticed() -> None:
    """A test that is replaced after the class was made is named by the suite's own test."""
    made: Any = type("TestClock", (conformance.ClockConformance,), {"capabilities": frozenset()})
    made.test_tells_aware_moments = None

    with pytest.raises(AssertionError, match="test_tells_aware_moments"):
        made().test_no_promise_is_missing()


def test_a_promise_needs_a_sentence() -> None:
    """A test of a suite without a docstring is refused."""

    def test_silent(self: Conformance) -> None:
        pass

    with pytest.raises(UsageError, match="test_silent"):
        promise(test_silent)


def test_a_capability_that_is_lacking_skips_and_says_so() -> None:
    """A promise that needs a capability is skipped for a backend without it, with the capability's name."""

    def test_kept(self: Conformance) -> None:
        """It is kept."""

    checked: Callable[[Conformance], None] = promise_of(StoreCapability.DURABLE)(test_kept)
    made: Any = type("TestSomething", (Conformance,), {"capabilities": frozenset()})

    with pytest.raises(pytest.skip.Exception, match="`durable` not among its capabilities"):
        checked(made())


class Forgetful(MemoryStore):
    """A store that says that it lasts, and does not."""

    @property
    def capabilities(self) -> frozenset[StoreCapability]:
        """What it says."""
        return frozenset({StoreCapability.DURABLE})


class SuiteOfForgetful(conformance.RequestStoreConformance):
    capabilities: ClassVar = frozenset()
    __test__ = False

    def make(self, clock: SetClock) -> MemoryStore:
        """Make one."""
        return Forgetful(clock=clock)


def test_capabilities_that_differ_are_told() -> None:
    """A backend whose own capabilities are not those that its suite was told fails, with both sides shown."""
    with pytest.raises(AssertionError, match=r"(?s)not kept.*found.*expected"):
        SuiteOfForgetful().test_declares_its_capabilities()


class TestOrderSentence:
    """The precise promise on the order of `take_next`, checked over a history."""

    FREE = (Free(since=1, request_id="Q"), Free(since=2, request_id="R"))

    def test_a_later_one_taken_first_is_found(self) -> None:
        """R was taken by a call that began after Q was there and ended before Q's taking began: Q was passed over."""
        takings = [Taking(began=3, ended=4, request_id="R"), Taking(began=5, ended=6, request_id="Q")]

        assert passed_over(["Q", "R"], self.FREE, takings) == [("Q", "R")]

    def test_one_never_taken_is_found(self) -> None:
        """Q was never taken at all: it was passed over by R."""
        assert passed_over(["Q", "R"], self.FREE, [Taking(began=3, ended=4, request_id="R")]) == [("Q", "R")]

    def test_calls_that_overlap_break_nothing(self) -> None:
        """Q's taking began before the call that took R had ended: which was first cannot be told."""
        takings = [Taking(began=3, ended=6, request_id="R"), Taking(began=5, ended=7, request_id="Q")]

        assert passed_over(["Q", "R"], self.FREE, takings) == []

    def test_one_that_was_not_there_yet_was_not_passed(self) -> None:
        """Q was acknowledged after the call had begun."""
        free = (Free(since=4, request_id="Q"), Free(since=2, request_id="R"))
        takings = [Taking(began=3, ended=5, request_id="R"), Taking(began=6, ended=7, request_id="Q")]

        assert passed_over(["Q", "R"], free, takings) == []

    def test_in_order_nothing_is_found(self) -> None:
        """Q then R."""
        takings = [Taking(began=3, ended=4, request_id="Q"), Taking(began=5, ended=6, request_id="R")]

        assert passed_over(["Q", "R"], self.FREE, takings) == []
