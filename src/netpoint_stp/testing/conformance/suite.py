"""What all conformance suites share: promises that cannot vanish, skips that say why, comparisons that tell both sides.

A suite is a class with a test for every promise of a port. Whoever writes a backend subclasses it, says which
capabilities the backend has and how to make one, and lets pytest collect the subclass.
"""

import functools
from collections.abc import Callable
from enum import Enum
from inspect import getattr_static
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from netpoint_stp.errors import UsageError

TestT = TypeVar("TestT", bound=Callable[..., Any])


def promise(test: TestT) -> TestT:
    """Mark a test of a suite as a promise of the port; its docstring is the promise."""
    if not (test.__doc__ or "").strip():
        raise UsageError(f"promise `{test.__name__}` says nothing; give it a sentence")
    test.__dict__["promise"] = True
    return test


def promise_of(*needed: Enum) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a promise that only backends with all of these capabilities make; for others it is skipped, and says so."""

    def marked(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def checked(self: "Conformance", *args: Any, **kwargs: Any) -> None:
            lacking = [capability.value for capability in needed if capability not in self.capabilities]
            if lacking:
                names = ", ".join(f"`{name}`" for name in lacking)
                pytest.skip(f"not promised by this backend: {names} not among its capabilities")
            test(self, *args, **kwargs)

        return promise(checked)

    return marked


class Conformance:
    """The base of all suites.

    A subclass outside this library must say its `capabilities`, and must not define a test of the suite anew: either
    is refused (`UsageError`) when the class is made, so that no promise goes untested by accident.
    """

    capabilities: ClassVar[frozenset[Enum]]
    promises: ClassVar[dict[str, Callable[..., Any]]] = {}
    examples: ClassVar[int | None] = None
    """How many examples Hypothesis tries for each law; None: as many as the profile says. For slow backends."""

    def trials(self, **more: Any) -> settings:
        """Return the settings for laws: those of the profile, patient with backends that are slow."""
        if self.examples is not None:
            more = {"max_examples": self.examples} | more
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
        return settings(deadline=None, suppress_health_check=slow, **more)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__.partition(".")[0] == "netpoint_stp":
            inherited = {name: test for base in reversed(cls.__mro__[1:]) for name, test in _promises(base).items()}
            cls.promises = inherited | _promises(cls)
            return
        problems = [f"`{name}` is defined anew" for name in cls.missing_promises()]
        if not isinstance(getattr(cls, "capabilities", None), frozenset):
            problems.append("`capabilities` is not said; give a frozenset, empty if there are none")
        if problems:
            raise UsageError(f"`{cls.__name__}` is no whole suite: {', '.join(problems)}")

    @classmethod
    def missing_promises(cls) -> tuple[str, ...]:
        """Return the names of tests that are not the suite's own any more."""
        return tuple(name for name, test in cls.promises.items() if getattr_static(cls, name, None) is not test)

    @promise
    def test_no_promise_is_missing(self) -> None:
        """Every test of the suite is the suite's own, also at the time of running."""
        equal(self.missing_promises(), (), "tests of the suite were replaced")


def _promises(cls: type) -> dict[str, Callable[..., Any]]:
    return {name: value for name, value in vars(cls).items() if getattr(value, "__dict__", {}).get("promise")}


def holds(condition: object, why: str) -> None:
    """Fail with the promise that was broken, unless the condition holds."""
    if not condition:
        raise AssertionError(f"not kept: {why}")


def equal(found: object, expected: object, why: str) -> None:
    """Fail with the promise that was broken and both sides, unless both are equal."""
    if found != expected:
        raise AssertionError(f"not kept: {why}\n  found:    {found!r}\n  expected: {expected!r}")


def refused(error: type[Exception], call: Callable[[], object], why: str) -> str:
    """Fail unless the call raises that error; return its text in lower case."""
    try:
        result = call()
    except error as found:
        return str(found).lower()
    raise AssertionError(f"not kept: {why}\n  found:    {result!r}\n  expected: {error.__name__}")
