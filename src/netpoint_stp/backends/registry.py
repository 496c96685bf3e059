"""Backends opened by URL: `memory:`, `sqlite:///…`, `postgresql://…`, `ubilling+mysql://…`; found by entry points.

A distribution announces a backend under the group `netpoint_stp.backends`: the name is the scheme of its URLs, the
object a `Backend`. No error shows more of a URL than its scheme, for the rest may hold a password.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from importlib.metadata import EntryPoint, entry_points
from inspect import Parameter, Signature, signature
from typing import Any, Final, cast

from attrs import field, frozen

from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.ports.stores import RequestStore

GROUP: Final = "netpoint_stp.backends"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9.+-]{0,40}):", re.IGNORECASE)
_OURS: Final = "netpoint_stp"


class Port(Enum):
    """The ports that a URL can open."""

    STORE = "store"
    DIRECTORY = "directory"
    MAIL_SENDER = "mail_sender"
    MAILBOX = "mailbox"
    SMS_GATEWAY = "sms_gateway"
    CALL_LOG = "call_log"
    ALERTER = "alerter"
    NOTICE_BOARD = "notice_board"
    MONITORING = "monitoring"

    __hash__ = object.__hash__


@frozen
class BackendUrl:
    """The URL of a backend; shown by its scheme alone."""

    text: str = field(repr=False)
    scheme: str

    @property
    def rest(self) -> str:
        """Return what stands after the scheme and its colon."""
        return self.text[len(self.scheme) + 1 :]


def _openers(values: Mapping[Port, Callable[..., object]]) -> Mapping[Port, Callable[..., object]]:
    return dict(values)


@frozen
class Backend:
    """What an entry point announces: for each port that it fills, what opens it from a `BackendUrl` and settings."""

    name: str
    opens: Mapping[Port, Callable[..., object]] = field(converter=_openers, hash=False)
    forgets: bool = False
    """Whether all that it is handed is lost with the process, so that it is no gateway for what has to arrive."""


@frozen(kw_only=True)
class Announced:
    """A backend that some distribution announces; `extras` are what it needs installed beyond the core."""

    scheme: str
    distribution: str
    extras: tuple[str, ...] = ()


def announced() -> tuple[Announced, ...]:
    """Return all backends that are announced, whether they can be loaded or not, in the order of their schemes."""
    return tuple(_announced(point) for point in sorted(_points(), key=lambda point: point.name))


def open_store(url: str, **settings: Any) -> RequestStore:
    """Open a store of requests; `settings` are the backend's own, such as `clock`. Raises as `open_backend`."""
    return cast("RequestStore", open_backend(url, Port.STORE, **settings))


def open_directory(url: str, **settings: Any) -> SubscriberDirectory:
    """Open a directory of subscribers; `settings` are the backend's own, such as `key`. Raises as `open_backend`."""
    return cast("SubscriberDirectory", open_backend(url, Port.DIRECTORY, **settings))


def making(kind: Callable[..., object]) -> Callable[..., object]:
    """Return an opener that makes an object of a kind from the settings alone, whatever its URL says."""

    def opener(_url: BackendUrl, **settings: Any) -> object:
        return kind(**settings)

    url = Parameter("_url", Parameter.POSITIONAL_OR_KEYWORD)
    settings = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in signature(kind).parameters.values()]
    opener.__signature__ = Signature([url, *settings])  # type: ignore[attr-defined]  # what `signature` looks for
    return opener


def open_backend(url: str, port: Port, **settings: Any) -> object:
    """Open what fills a port under a URL.

    The scheme is looked up whole, then its part before the first `+` (`postgresql+psycopg` → `postgresql`). Raises
    `UsageError` for a text that is no URL, an unknown scheme, a backend whose extra is not installed, one that does not
    fill the port, and settings that it does not take; each says what there is, or what to install.
    """
    given = _parsed(url)
    opener = load(given.scheme).opens.get(port)
    if opener is None:
        fitting = [each.scheme for each in announced() if _fills(each.scheme, port)]
        raise UsageError(
            f"backend `{given.scheme}` is no {_told(port)}{_listed('; what is: ', fitting)}; give another URL"
        )
    _check_settings(given.scheme, opener, settings)
    return opener(given, **settings)


def _check_settings(scheme: str, opener: Callable[..., object], settings: Mapping[str, Any]) -> None:
    """Refuse (`UsageError`) settings that the backend does not take, and the lack of those that it needs."""
    first, *known = signature(opener).parameters.values()
    if any(each.kind is Parameter.VAR_KEYWORD for each in (first, *known)):
        return
    problems = [f"it takes no `{name}`" for name in settings if name not in {each.name for each in known}]
    problems += [
        f"it needs `{each.name}`"
        for each in known
        if each.default is Parameter.empty and each.kind is not Parameter.VAR_POSITIONAL and each.name not in settings
    ]
    if problems:
        raise UsageError(f"backend `{scheme}` cannot be opened with these settings: {', '.join(problems)}")


def load(scheme: str) -> Backend:
    """Return the backend of a scheme; raises `UsageError` as `open_backend`."""
    points = {point.name: point for point in _points()}
    point = points.get(scheme) or points.get(scheme.partition("+")[0])
    if point is None:
        raise UsageError(f"there is no backend `{scheme}`{did_you_mean(scheme, points)}")
    try:
        loaded = point.load()
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.partition(".")[0] == _OURS:
            raise
        extras = ",".join(point.extras)
        install = f"install it with: pip install '{_distribution(point)}[{extras}]'" if extras else "install it"
        raise UsageError(f"backend `{scheme}` needs `{error.name}`, which is not installed; {install}") from None
    if not isinstance(loaded, Backend):
        raise UsageError(
            f"what `{_distribution(point)}` announces as `{scheme}` is no backend; it must name a `Backend`"
        )
    return loaded


def _parsed(url: str) -> BackendUrl:
    found = _SCHEME.match(url)
    if found is None:
        schemes = (each.scheme for each in announced())
        raise UsageError(f"this names no backend: it does not begin with a scheme{_listed(' such as ', schemes)}")
    return BackendUrl(url, found[1].lower())


def _fills(scheme: str, port: Port) -> bool:
    try:
        return port in load(scheme).opens
    except UsageError:
        return False


def _points() -> tuple[EntryPoint, ...]:
    return tuple(dict.fromkeys(entry_points(group=GROUP)))


def _announced(point: EntryPoint) -> Announced:
    return Announced(scheme=point.name, distribution=_distribution(point), extras=tuple(point.extras))


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def _told(port: Port) -> str:
    return port.value.replace("_", " ")


def _listed(before: str, names: Iterable[str]) -> str:
    told = ", ".join(f"`{name}:`" for name in names)
    return f"{before}{told}" if told else ""
