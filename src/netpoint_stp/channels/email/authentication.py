"""What the Company's own servers found out about the sender (RFC 8601); `From:` itself proves nothing."""

import re
from collections.abc import Iterator, Sequence

from netpoint_stp.channels.email.mime.headers import ascii_text
from netpoint_stp.channels.evidence import Authentication, AuthResult, SenderCheck
from netpoint_stp.channels.interaction import Party

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_RESULT = re.compile(r"^\s*([A-Za-z][\w-]{0,30})\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]{1,20})\b(.*)", re.DOTALL)
_PROPERTY = re.compile(
    r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom|smtp\.mail|smtp\.helo)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE
)
_WANTED = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail"),
}
_LONGEST = 16384
_DEEPEST_COMMENT = 10


def authentication(
    values: Sequence[bytes], trusted: frozenset[str], senders: Sequence[Party], *, about_writer: bool = True
) -> Authentication:
    """Read the `Authentication-Results` fields, newest first, of trusted servers; all others are as nothing.

    The sender counts as verified only where there is exactly one, and DMARC passed for its domain, or
    SPF or DKIM did. Trusted lines that contradict each other on a method verify nothing: one of them
    was written by somebody else. Without `about_writer` they speak of a list that put its own address into `From`.
    """
    lines = [found for found in (_line(ascii_text(value[:_LONGEST]), trusted) for value in values) if found]
    verdicts = tuple(verdict for line in lines for verdict in line)
    if not verdicts:
        return Authentication()
    check = _sender_check(lines, senders)
    if check is SenderCheck.VERIFIED and not about_writer:
        check = SenderCheck.NOT_VERIFIED
    return Authentication(verdicts=verdicts, sender=check)


def _line(value: str, trusted: frozenset[str]) -> tuple[AuthResult, ...]:
    for _ in range(_DEEPEST_COMMENT):
        if "(" not in value:
            break
        value = _COMMENT.sub(" ", value)
    server, _, rest = value.partition(";")
    name = (server.split() or [""])[0].strip('"').rstrip(".").lower()
    if name not in trusted:
        return ()
    return tuple(_results(rest, name))


def _results(text: str, server: str) -> Iterator[AuthResult]:
    for piece in text.split(";")[:100]:
        if (match := _RESULT.match(piece)) is None:
            continue
        method = match[1].lower()
        properties = {name.lower(): value for name, value in _PROPERTY.findall(match[3])}
        domain = next((properties[name] for name in _WANTED.get(method, ()) if name in properties), None)
        if domain is not None:
            domain = domain.rpartition("@")[2].rstrip(".").lower() or None
        yield AuthResult(method=method, result=match[2].lower(), domain=domain, server=server)


def _sender_check(lines: Sequence[tuple[AuthResult, ...]], senders: Sequence[Party]) -> SenderCheck:
    addresses = {party.normalised for party in senders}
    address = addresses.pop() if len(addresses) == 1 else None
    if address is None:
        return SenderCheck.NOT_VERIFIED
    domain = address.rpartition("@")[2]
    readings = {_reading(line, domain) for line in lines}
    readings.discard(SenderCheck.NOT_VERIFIED)
    return readings.pop() if len(readings) == 1 else SenderCheck.NOT_VERIFIED


def _reading(line: Sequence[AuthResult], domain: str) -> SenderCheck:
    for verdict in line:
        if verdict.method == "dmarc":
            if verdict.result == "pass" and verdict.domain in (None, domain):
                return SenderCheck.VERIFIED
            if verdict.result == "fail":
                return SenderCheck.FAILED
    own = [verdict for verdict in line if verdict.method in ("spf", "dkim") and verdict.domain == domain]
    if any(verdict.result == "pass" for verdict in own):
        return SenderCheck.VERIFIED
    if any(verdict.result in ("fail", "hardfail") for verdict in own):
        return SenderCheck.FAILED
    return SenderCheck.NOT_VERIFIED
