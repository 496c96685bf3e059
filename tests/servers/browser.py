"""A headless Chromium of the tests' own, driven over a pipe by its DevTools protocol; nothing listens on a port."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE: Final = 120.0
"""Seconds that an answer may take on a busy machine."""


class Browser:
    """One page of a browser: where it goes, what it evaluates, and what went wrong in it."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = os.fdopen(to, "wb"), os.fdopen(back, "rb")
        self._numbers = count(1)
        self._waiting = b""
        self.events: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = ""
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def open(self, path: Path, *, width: int, height: int = 900, media: str = "screen", scheme: str = "light") -> None:
        """Show a file in a window of that size, or as it is printed on paper of that width, and wait for it."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._ask("Emulation.setEmulatedMedia", {"media": media, "features": features})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", size)
        self.events.clear()
        self._ask("Page.navigate", {"url": path.resolve().as_uri()})
        self._wait("Page.loadEventFired")

    def evaluate(self, script: str) -> Any:
        """Return what an expression of JavaScript is on the page."""
        found = self._ask("Runtime.evaluate", {"expression": script, "returnByValue": True})
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    @property
    def faults(self) -> list[str]:
        """Return what was thrown, logged as an error or refused since the page was opened."""
        _ = self.evaluate("0")  # all that came before it is here now
        kinds = ("Runtime.exceptionThrown", "Log.entryAdded", "Network.loadingFailed")
        return [json.dumps(each["params"]) for each in self.events if each["method"] in kinds]

    @property
    def asked_for(self) -> list[str]:
        """Return the addresses that were loaded since the page was opened."""
        _ = self.evaluate("0")
        return [
            each["params"]["request"]["url"] for each in self.events if each["method"] == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """Ask the browser to end."""
        with contextlib.suppress(OSError):
            self._send({"id": next(self._numbers), "method": "Browser.close"})
        for stream in (self._to, self._back):
            with contextlib.suppress(OSError):
                stream.close()

    def _ask(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if getattr(self, "_session", "") else {}
        self._send({"id": number, "method": method, "params": params or {}, **session})
        while True:
            told = self._next()
            if told.get("id") == number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self.events.append(told)

    def _wait(self, event: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not any(each.get("method") == event for each in self.events):
            assert time.monotonic() < end, f"the browser did not say `{event}`"
            self.events.append(self._next())

    def _send(self, message: dict[str, Any]) -> None:
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            more = os.read(self._back.fileno(), 1 << 16)
            assert more, "the browser ended"
            self._waiting += more
        message, _, self._waiting = self._waiting.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


def found() -> str | None:
    """Return where a browser is, None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser whose profile lies in a folder; skip the test where there is none and none is required."""
    path = found()
    if path is None:
        if os.environ.get("NETPOINT_STP_SERVERS") == "required":
            pytest.fail("there is no Chromium, and NETPOINT_STP_SERVERS says that there is")
        pytest.skip("no Chromium here; .ci/install-servers installs it")
    command = [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += ["--disable-background-networking", "--remote-debugging-pipe", f"--user-data-dir={folder}"]
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    # the browser reads from 3 and writes to 4; a shell puts our pipes there
    shell = ["bash", "-c", f'exec "$@" 3<&{their_in} 4>&{their_out}', "browser", *command]
    with subprocess.Popen(  # noqa: S603 - our own command
        shell, pass_fds=(their_in, their_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        os.close(their_in)
        os.close(their_out)
        page = Browser(our_out, our_in)
        try:
            yield page
        finally:
            page.close()
            try:
                running.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()
