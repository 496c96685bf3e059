"""Address fields and message ids of mail, read leniently and in linear time (RFC 5322 and what breaks it)."""

import re

from netpoint_stp.channels.contacts.addresses import comparable_address
from netpoint_stp.channels.email.mime.headers import header_text, unfold
from netpoint_stp.channels.interaction import Party, PartyKind

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*|\)|<[^<>]*>?|[,;:]|\\.|[^"()<>,;:\\]+|[<>"\\]', re.DOTALL)
_SPEC = re.compile(r"""[^\s@<>()",;:]{1,128}@[^\s@<>()",;:]{1,255}""")
_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_ID = re.compile(r"<([^<>]{1,995})>")
_MAILTO = re.compile(r"(?i)\s*mailto:")
_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "«": "»", "`": "'"}
_MOST = 1000
_LONGEST = 262144


def address_list(value: bytes) -> tuple[Party, ...]:
    """Read every address of a field, with its display name; what is no address is kept as received.

    Groups are opened, comments serve as names where there is no other. Words before a comma that are no address
    belong to the name of the address in angle brackets behind it, as in `Koval, Olena <olena@mail.example>`: the
    quotation marks that RFC 5322 wants are often left out. At most the first 1,000.
    """
    parties: list[Party] = []
    words: list[bytes] = []
    comments: list[bytes] = []
    angle: bytes | None = None
    depth = 0
    grouped = False
    held: list[list[bytes]] = []

    def add(words: list[bytes], angle: bytes | None = None) -> None:
        if (party := _party(words, comments, angle)) is not None and len(parties) < _MOST:
            parties.append(party)

    def finish(*, last: bool = False) -> None:
        nonlocal angle
        if angle is None and not last and not comments and not any(b"@" in word for word in words):
            if any(word.strip() for word in words):
                held.append([*words])
        else:
            if angle is None or b"@" not in angle:
                release()
            add([*(word for name in held for word in (*name, b",")), *words], angle)
            held.clear()
        words.clear()
        comments.clear()
        angle = None

    def release() -> None:
        for name in held:
            add(name)
        held.clear()

    for match in _TOKEN.finditer(unfold(value[:_LONGEST])):
        if len(parties) >= _MOST:
            break
        token = match[0]
        first = token[:1]
        if first == b"(":
            depth += 1
            comments.append(token[1:])
        elif token == b")":
            depth = max(depth - 1, 0)
        elif depth:
            comments.append(token)
        elif first == b"<" and len(token) > 1:
            if angle is not None and b"@" not in angle:
                words.append(angle)
                angle = None
            angle = token.strip(b"<>") if angle is None else angle
        elif token in b",;":
            finish(last=grouped and token == b";")
            grouped = grouped and token != b";"
        elif token == b":":
            if any(b"@" in word for word in words):
                words.append(token)
            else:
                words.clear()
                grouped = True
        else:
            words.append(token)
    finish(last=True)
    release()
    return tuple(parties)


def _party(words: list[bytes], comments: list[bytes], angle: bytes | None) -> Party | None:
    phrase = header_text(b"".join(_unquoted(word) if angle is not None else word for word in words))
    comment = header_text(b"".join(comments))
    if angle is not None:
        received = header_text(angle.rpartition(b":")[2] if angle.startswith(b"@") else angle)
        name = phrase or comment
    else:
        received, name = phrase, comment
        if comparable_address(received) is None and (found := _SPEC.search(received)):
            name = received.replace(found[0], " ").strip() or comment
            received = found[0]
    received = _MAILTO.sub("", received.strip("[]") if received.startswith("[") else received)
    received = _without_quotes(received if "[" in received else received.rstrip("]"))
    if not received and not name:
        return None
    return Party(
        kind=PartyKind.EMAIL,
        normalised=comparable_address(received),
        received=received,
        name=_without_quotes(" ".join(name.split()).strip('"<>,; ')),
    )


def _without_quotes(text: str) -> str:
    """Take off the quotation marks round an address or a name, single ones too, which Outlook adds."""
    text = text.strip()
    while len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def _unquoted(word: bytes) -> bytes:
    if word[:1] != b'"':
        return word
    inner = word[1:-1] if len(word) > 1 and word.endswith(b'"') else word[1:]
    return _PAIR.sub(rb"\1", inner)


def message_ids(value: bytes) -> tuple[str, ...]:
    """Return the canonical ids of a `References` or `In-Reply-To` field, in order, each once."""
    text = unfold(value[:_LONGEST]).decode("utf-8", "replace")
    found = _ID.findall(text)
    if not found and "@" in text:
        found = [word for word in text.split() if "@" in word]
    return tuple(dict.fromkeys(filter(None, map(_canonical, found[:_MOST]))))


def message_id(value: bytes) -> str | None:
    """Return a message's own id in canonical form; None where the field holds nothing.

    White space, angle brackets, quotes around the local part and letter case do not matter. Ids that
    differ in case only are told apart by the content of their messages.
    """
    text = unfold(value[:_LONGEST]).decode("utf-8", "replace").strip()
    match = _ID.search(text)
    return _canonical(match[1] if match else text)


def _canonical(text: str) -> str | None:
    text = "".join(text.split()).strip("<>")
    local, at, domain = text.rpartition("@")
    if len(local) > 2 and local[0] == local[-1] == '"':
        local = local[1:-1].replace("\\", "")
    return f"{local}{at}{domain}".casefold() or None
