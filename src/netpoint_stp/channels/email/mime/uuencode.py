"""Uuencode: as a transfer encoding, and as files that old mail programs put within a text (POSIX uuencode)."""

import binascii
import re

from attrs import field, frozen

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255}?)[ \t]*\r?\n", re.MULTILINE)
_ENDS = (b"end", b"`")
_FIRST, _LAST = 0x20, 0x60
_ALPHABET = bytes(range(_FIRST, _LAST + 1))


@frozen(kw_only=True)
class UuFile:
    """A file that stood within a text."""

    name: bytes = field(repr=False)
    data: bytes = field(repr=False)
    damage: str | None = None


def uudecode(raw: bytes) -> tuple[bytes, str | None]:
    """Decode a whole body; return what is wrong with it too, and the body as it is where it is no uuencode."""
    begin = re.search(rb"^begin ", raw, re.MULTILINE)
    if begin is None:
        return raw, "labelled uuencode but is not"
    data: list[bytes] = []
    for line in raw[begin.start() :].splitlines()[1:]:
        if line.strip() in _ENDS:
            return b"".join(data), None
        decoded = _line(line)
        if decoded is None:
            return raw, "uuencode damaged"
        data.append(decoded)
    return b"".join(data), "uuencode without end"


def files_within(text: bytes) -> tuple[bytes, tuple[UuFile, ...]]:
    """Return a text without the uuencoded files in it, and those files; one without an end ends where its lines do.

    A line `begin 644 …` that no line of data follows is a sentence and stays.
    """
    if b"begin " not in text:
        return text, ()
    kept: list[bytes] = []
    files: list[UuFile] = []
    last = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < last:
            continue
        read = _file(text, begin)
        if read is not None:
            file, end = read
            kept.append(text[last : begin.start()])
            files.append(file)
            last = end
    return (b"".join((*kept, text[last:])), tuple(files)) if files else (text, ())


def _file(text: bytes, begin: "re.Match[bytes]") -> tuple[UuFile, int] | None:
    """Return the file that begins there and where it ends; None where its first line is no data."""
    data: list[bytes] = []
    position = begin.end()
    exact = False
    damage: str | None = "uuencode without end"
    while position < len(text):
        stop = text.find(b"\n", position)
        stop = len(text) if stop < 0 else stop + 1
        line = text[position:stop].rstrip(b"\r\n")
        if line.strip() == b"end":
            damage, position = None, stop
            break
        if line.strip() not in (b"", b"`"):
            decoded = _line(line)
            if decoded is None:
                break
            data.append(decoded)
            exact = exact or (len(line) - 1) * 3 >= len(decoded) * 4 > 0
        elif not line and not _ends_below(text, stop):
            break
        position = stop
    if damage is not None and not exact:
        return None
    return UuFile(name=begin[1], data=b"".join(data), damage=damage), position


def _ends_below(text: bytes, position: int) -> bool:
    """Whether the line below a blank one is `end`: the blank one was the last line of data, its space lost."""
    stop = text.find(b"\n", position)
    return text[position : len(text) if stop < 0 else stop].strip() == b"end"


def _line(line: bytes) -> bytes | None:
    """Decode one line; None where it is no data."""
    if not line:
        return b""
    if not _FIRST <= line[0] <= _LAST:
        return None
    size = (line[0] - _FIRST) & 63
    letters = (size + 2) // 3 * 4
    body = line[1:]
    if len(body) > letters + 2 or body.translate(None, _ALPHABET):
        return None
    try:
        return binascii.a2b_uu(line[: 1 + letters])
    except binascii.Error:
        return None
