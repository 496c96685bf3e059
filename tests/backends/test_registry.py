"""Backends opened by URL: what there is, what is missing, and no password in any error."""

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from netpoint_stp.backends import registry
from netpoint_stp.backends.memory import BACKEND, MemoryDirectory, MemoryMailbox, MemoryStore, SetClock
from netpoint_stp.backends.registry import (
    Backend,
    BackendUrl,
    Port,
    announced,
    open_backend,
    open_directory,
    open_store,
)
from netpoint_stp.errors import UsageError
from netpoint_stp.testing.conformance.trial import START

SECRET = "pa55-w0rd"


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """Let a test say what is announced."""
    known = [EntryPoint("memory", "netpoint_stp.backends.memory:BACKEND", registry.GROUP)]
    monkeypatch.setattr(registry, "_points", lambda: tuple(known))
    return known


def told(url: str, port: Port = Port.STORE) -> str:
    """Return the text of the refusal."""
    with pytest.raises(UsageError) as refusal:
        open_backend(url, port)
    return str(refusal.value)


def test_memory_is_announced_by_this_distribution() -> None:
    """The installed distribution announces the backend in memory."""
    assert "memory" in {each.scheme for each in announced() if each.distribution == "netpoint-stp"}


def test_opens_by_url_with_settings() -> None:
    """A URL opens what fills a port; settings go to the backend."""
    store = open_store("memory:", clock=SetClock(START))

    assert isinstance(store, MemoryStore)
    with store.transaction() as work:
        assert work.now == START
    assert isinstance(open_directory("MEMORY:"), MemoryDirectory)
    assert isinstance(open_backend("memory:", Port.MAILBOX), MemoryMailbox)


def test_every_port_of_memory_opens() -> None:
    """All that the backend in memory announces can be opened."""
    assert set(BACKEND.opens) == set(Port)
    for port in BACKEND.opens:
        assert open_backend("memory:", port) is not None


def test_an_unknown_scheme_names_the_known_ones(points: list[EntryPoint]) -> None:
    """A misspelt scheme is answered with the near one, another with what there is."""
    assert told("memry:") == "there is no backend `memry`; did you mean `memory`?"
    assert "known are `memory`" in told("oracle://x")


def test_a_text_that_is_no_url_says_how_one_begins(points: list[EntryPoint]) -> None:
    """Text without a scheme is refused, not shown, and answered with how a URL begins."""
    answer = told(SECRET)

    assert "such as `memory:`" in answer
    assert SECRET not in answer


@pytest.mark.parametrize(
    "url",
    [f"memry://user:{SECRET}@host/db", f"broken://user:{SECRET}@host", f"{SECRET}", f"//{SECRET}@x", f"x y:{SECRET}"],
)
def test_no_error_shows_a_password(url: str, points: list[EntryPoint]) -> None:
    """Whatever is wrong with a URL, nothing after its scheme is shown; neither does its `repr`."""
    points.append(EntryPoint("broken", "surely_not_installed_library:BACKEND [sql]", registry.GROUP))

    assert SECRET not in told(url)
    assert SECRET not in repr(BackendUrl(url, "memory"))


def test_a_scheme_is_looked_up_whole_then_before_the_plus(points: list[EntryPoint]) -> None:
    """`one+two:` is `one+two` where that is announced, else `one`."""
    assert isinstance(open_store("memory+fast://x"), MemoryStore)
    points.append(EntryPoint("memory+fast", "netpoint_stp.backends.registry:GROUP", registry.GROUP))
    assert "`memory+fast` is no backend" in told("memory+fast://x")


def test_a_missing_extra_is_named(points: list[EntryPoint]) -> None:
    """Where a library is not installed, the answer is what to install."""
    points.append(EntryPoint("sqlish", "surely_not_installed_library:BACKEND [sql]", registry.GROUP))
    answer = told("sqlish:///x")

    assert "needs `surely_not_installed_library`" in answer
    assert "[sql]'" in answer


def test_a_fault_of_our_own_is_not_hidden(points: list[EntryPoint]) -> None:
    """A module of this library that is missing is no missing extra."""
    points.append(EntryPoint("broken", "netpoint_stp.backends.surely_absent:BACKEND [sql]", registry.GROUP))

    with pytest.raises(ModuleNotFoundError):
        open_backend("broken:", Port.STORE)


def test_a_port_that_is_not_filled_names_who_fills_it(
    points: list[EntryPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backend that does not fill the port is answered with those that do; one that cannot be loaded is left out."""
    module = ModuleType("only_a_directory")
    module.__dict__["BACKEND"] = Backend("only", {Port.DIRECTORY: lambda _url: MemoryDirectory()})
    monkeypatch.setitem(sys.modules, "only_a_directory", module)
    points.append(EntryPoint("only", "only_a_directory:BACKEND", registry.GROUP))
    points.append(EntryPoint("sqlish", "surely_not_installed_library:BACKEND [sql]", registry.GROUP))

    assert told("only:x") == "backend `only` is no store; what is: `memory:`; give another URL"
    assert isinstance(open_directory("only:"), MemoryDirectory)


def test_settings_that_a_backend_does_not_take_are_told() -> None:
    """By their names, all at once, before anything is opened."""
    with pytest.raises(UsageError) as raised:
        open_store("memory:", key_file="x", clocks=None)

    assert str(raised.value) == (
        "backend `memory` cannot be opened with these settings: it takes no `key_file`, it takes no `clocks`"
    )


def test_settings_that_a_backend_needs_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that compares passports cannot do without its key."""
    backend = Backend("own", {Port.DIRECTORY: lambda _url, *, key: key})
    monkeypatch.setattr(registry, "load", lambda _scheme: backend)
    with pytest.raises(UsageError, match="it needs `key`"):
        open_directory("own:")

    assert open_backend("own:", Port.DIRECTORY, key="k") == "k"
