"""Links in answers (3.8): read strictly, and told apart by the hosts of the profile."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from netpoint_stp.errors import ProfileError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.rules import UNKNOWN, FactEnum, Unknown

_LONGEST_LINK: Final = 2048
_LONGEST_HOST: Final = 253
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NUMERIC: Final = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
# For each letter, the letters and digits that pass for it (accents are taken off before).
_PASSES_FOR: Final = {
    "a": "аα",
    "b": "вЬьβ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еєε",
    "h": "нһ",
    "j": "ј",
    "k": "кκ",
    "l": "іiıι1|",
    "m": "м",
    "n": "ηп",
    "o": "оοσ0",
    "p": "рρ",
    "q": "ԛ",
    "r": "г",
    "s": "ѕ5",
    "t": "тτ",
    "v": "νѵ",
    "w": "ԝωш",
    "x": "хχ",
    "y": "уγ",
}
_PLAIN: Final = str.maketrans({alike: letter for letter, alikes in _PASSES_FOR.items() for alike in alikes})


class LinkKind(FactEnum):
    """Where a link leads; the first three are the pages that 3.8 names."""

    COMPANY = "company"
    SERVICE_SUPPORT = "service_support"
    SOFTWARE_MAKER = "software_maker"
    ELSEWHERE = "elsewhere"
    UNUSABLE = "unusable"
    """No web link that a client could safely follow: see the signs."""


class LinkSign(Enum):
    """Something about a link that a person should know before it is sent."""

    NO_LINK = "no_link"
    """It cannot be read as an address of the web."""
    OTHER_SCHEME = "other_scheme"
    """Neither `https` nor `http`."""
    HIDDEN_HOST = "hidden_host"
    """A name before an `@`, which passes itself off as the host."""
    NUMERIC_HOST = "numeric_host"
    """A bare address of a machine."""
    NOT_ENCRYPTED = "not_encrypted"
    """`http`: can be read, and changed, on its way."""
    OTHER_PORT = "other_port"
    """A port other than the usual one of its scheme, so possibly another server."""
    OTHER_ALPHABET = "other_alphabet"
    """The host has letters beyond a–z, or is written in punycode (`xn--`); compare both spellings."""
    LOOK_ALIKE = "look_alike"
    """The host resembles one of the profile, and is not it."""


@frozen(kw_only=True)
class Link:
    """A link as it was read: `host` is the ASCII form (punycode), `shown_host` the letters that it stands for.

    Both are empty where there is no host to show. The whole link is not shown in `repr`: its path may say who it
    was made for.
    """

    url: str = field(repr=False)
    kind: LinkKind | Unknown
    host: str = ""
    shown_host: str = ""
    signs: frozenset[LinkSign] = frozenset()


def _host_names(hosts: Iterable[str] | str | None) -> frozenset[str] | None:
    """Return the hosts in the form in which they are compared; `ProfileError` names every one that is none."""
    if hosts is None:
        return None
    listed = [hosts] if isinstance(hosts, str) else list(hosts)
    read = {written: _pattern(written) for written in listed}
    wrong = [
        f"host `{written[:60]}` is no host name; give one such as `help.example` or `*.example`"
        for written, host in read.items()
        if host is None
    ]
    if wrong:
        raise ProfileError("the hosts for links", wrong)
    return frozenset(host for host in read.values() if host is not None)


def _pattern(written: str) -> str | None:
    rest = written.strip()
    below = rest.startswith("*.")
    host = ascii_host(rest[2:] if below else rest)
    if host is None or "." not in host or _is_number(host):
        return None
    return f"*.{host}" if below else host


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class Hosts:
    """The hosts of each kind of page that 3.8 names; None for a kind of which the profile says nothing.

    `help.example` is that host alone, `*.example` every host below `example` and not `example` itself. A host listed
    for several kinds is of the first. Raises `ProfileError` with every entry that is no host name.
    """

    company: frozenset[str] | None = field(default=None, converter=_host_names)
    service_support: frozenset[str] | None = field(default=None, converter=_host_names)
    software_maker: frozenset[str] | None = field(default=None, converter=_host_names)

    def read(self, url: str) -> Link:
        """Return where a link leads, and what is odd about it; never raises.

        A host on no list is `ELSEWHERE`, but `UNKNOWN` while the profile says nothing of some kind.
        """
        parts, faults = _split(url)
        host = "" if parts is None else parts.hostname or ""
        named = ascii_host(host)
        if LinkSign.HIDDEN_HOST not in faults and LinkSign.OTHER_SCHEME not in faults and _is_number(named or host):
            faults |= {LinkSign.NUMERIC_HOST}
        if parts is None or named is None or faults:
            return Link(
                url=url,
                kind=LinkKind.UNUSABLE,
                host=named or "",
                shown_host=_letters(named or ""),
                signs=faults or frozenset({LinkSign.NO_LINK}),
            )
        kind = self._kind(named)
        signs = _oddities(parts, named)
        if kind in (LinkKind.ELSEWHERE, UNKNOWN) and self._resembles(named):
            signs |= {LinkSign.LOOK_ALIKE}
        return Link(url=url, kind=kind, host=named, shown_host=_letters(named), signs=signs)

    def _kind(self, host: str) -> LinkKind | Unknown:
        lists = (
            (LinkKind.COMPANY, self.company),
            (LinkKind.SERVICE_SUPPORT, self.service_support),
            (LinkKind.SOFTWARE_MAKER, self.software_maker),
        )
        above = host.split(".")
        names = {host, *(f"*.{'.'.join(above[at:])}" for at in range(1, len(above)))}
        for kind, listed in lists:
            if listed is not None and names & listed:
                return kind
        return UNKNOWN if any(listed is None for _, listed in lists) else LinkKind.ELSEWHERE

    def _resembles(self, host: str) -> bool:
        listed = (self.company, self.service_support, self.software_maker)
        known = {skeleton(name.removeprefix("*.")) for names in listed for name in names or ()}
        looks = skeleton(host)
        own = {name.removeprefix("*.") for names in listed for name in names or ()}
        return host not in own and any(looks == name or f".{name}." in f".{looks}" for name in known)


def ascii_host(name: str) -> str | None:
    """Return the host name in lower case, letters beyond a–z as punycode; None for what is no host name.

    The result is what is looked up in the DNS, so names that only look alike stay different.
    """
    plain = unicodedata.normalize("NFKC", name[: 2 * _LONGEST_HOST]).lower().removesuffix(".")
    labels = [_ascii_label(label) for label in plain.split(".")]
    if None in labels:
        return None
    host = ".".join(label for label in labels if label is not None)
    return host if len(host) <= _LONGEST_HOST else None


def _ascii_label(label: str) -> str | None:
    if not label.isascii():
        if not all(letter == "-" or unicodedata.category(letter)[0] in "LMN" for letter in label):
            return None
        label = f"xn--{label.encode('punycode').decode('ascii')}"
    return label if _LABEL.fullmatch(label) else None


def _letters(host: str) -> str:
    """Return the host with its punycode labels as the letters that they stand for."""
    return ".".join(map(_label_letters, host.split(".")))


def _label_letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def skeleton(host: str) -> str:
    """Return what a hasty reader sees: look-alike letters made one, accents and hyphens gone. For comparing only."""
    bare = unicodedata.normalize("NFKD", _letters(host))
    plain = "".join(letter for letter in bare if letter != "-" and not unicodedata.combining(letter))
    return plain.lower().translate(_PLAIN).replace("rn", "m").replace("vv", "w")


def _split(url: str) -> tuple[SplitResult | None, frozenset[LinkSign]]:
    """Return the parts of a link, and what forbids to send it."""
    text = url.strip()
    if len(text) > _LONGEST_LINK or any(_unfit(letter) for letter in text):
        return None, frozenset({LinkSign.NO_LINK})
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError:
        return None, frozenset({LinkSign.NO_LINK})
    faults = set()
    if parts.scheme not in ("https", "http"):
        faults.add(LinkSign.OTHER_SCHEME if parts.scheme else LinkSign.NO_LINK)
    if "@" in parts.netloc:
        faults.add(LinkSign.HIDDEN_HOST)
    return parts, frozenset(faults)


def _unfit(letter: str) -> bool:
    """Return whether a letter has no place in a link: white space, a back slash, or one that is not seen."""
    return letter.isspace() or letter in '\\<>"' or unicodedata.category(letter)[0] == "C"


def _oddities(parts: SplitResult, host: str) -> frozenset[LinkSign]:
    """Return what a person should know of a link that can be followed."""
    found = set()
    if parts.scheme == "http":
        found.add(LinkSign.NOT_ENCRYPTED)
    if parts.port not in (None, 80 if parts.scheme == "http" else 443):
        found.add(LinkSign.OTHER_PORT)
    if any(label.startswith("xn--") for label in host.split(".")):
        found.add(LinkSign.OTHER_ALPHABET)
    return frozenset(found)


def _is_number(host: str) -> bool:
    """Return whether a program takes the host for the bare address of a machine (`10.0.0.1`, `0x7f.1`, `::1`)."""
    return ":" in host or _NUMERIC.fullmatch(host.rsplit(".", 1)[-1]) is not None
