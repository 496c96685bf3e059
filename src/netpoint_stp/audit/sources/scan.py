"""One pass over a text file before it is read: its digest, how it is written, and whether it can be read at all."""

import codecs
import gzip
import os
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from attrs import frozen

from netpoint_stp.audit.sources.limits import MIB, Limits
from netpoint_stp.errors import UsageError

_PIECE: Final = MIB
_SAMPLE: Final = 256 * 1024
_FREE: Final = 64 * MIB
_LINES: Final = 64
_AT_REST: Final = (b"", 0)
"""The state of a decoder between two signs."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf_8_sig"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)


@frozen(kw_only=True)
class Scanned:
    """What a text file is: `path` holds it in UTF-8, with lines that end alike; it may be another file."""

    path: str
    digest: str
    encoding: str
    lines: int
    head: str
    """The first lines, whole where they are not longer than the limit."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    whole = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            whole.update(piece)
    return whole.hexdigest()


def scan(path: Path, limits: Limits, spool: str, *, encoding: str | None = None, lines: int = _LINES) -> Scanned:
    """Look at a text file, `.gz` unpacked, once from end to end; its head has so many lines, where there are as many.

    What the engine cannot read as it stands (another encoding, lines that end in several ways) is written anew to
    `spool`. Raises `UsageError` for lines longer than the limit, for bytes that are no text of the encoding stated,
    and for a packed file that swells beyond the limit.
    """
    codec = _found(path, limits) if encoding is None else _stated(encoding)
    whole = sha256()
    plain = _Plain(path.name, limits)
    with path.open("rb") as file:
        for piece in _pieces(file):
            whole.update(piece)
            if not _packed(path):
                plain.look(piece)
    if _packed(path) or not plain.fits or codec not in ("utf_8", "utf_8_sig", "ascii"):
        _written_anew(path, codec, limits, spool)
        plain = _Plain(path.name, limits)
        with Path(spool).open("rb") as file:
            for piece in _pieces(file):
                plain.look(piece)
        readable = spool
    else:
        readable = str(path)
    head = _head(Path(readable), limits, lines)
    return Scanned(
        path=readable,
        digest=whole.hexdigest(),
        encoding=codec.replace("_", "-"),
        lines=plain.lines,
        head=head.rpartition("\n")[0] or head,
    )


def _head(path: Path, limits: Limits, lines: int) -> str:
    with path.open("rb") as file:
        first = file.read(min(_SAMPLE, limits.line_bytes))
        if first.count(b"\n") <= lines:
            first += file.read(limits.line_bytes - len(first))
    return first.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


class _Plain:
    """Whether pieces of a file are UTF-8 that the engine can read as it stands, and how many lines they have."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._since_end = 0
        self._windows = self._lines = 0
        self._last = b""
        self.fits = True

    def look(self, piece: bytes) -> None:
        """Look at the next piece; raise `UsageError` for a line longer than the limit."""
        at = -1
        ends = piece.count(b"\n")
        if ends == 0:
            self._since_end += len(piece)
        else:
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            self._longest(self._since_end + first)
            at = last
            if len(piece) > self._limits.line_bytes:
                for line in piece.split(b"\n"):
                    self._longest(len(line))
            self._since_end = len(piece) - at - 1
        self._longest(self._since_end)
        self._lines += ends
        returns = piece.count(b"\r")
        windows = piece.count(b"\r\n") if returns else 0  # which takes far longer to count
        self._windows += windows + (self._last == b"\r" and piece.startswith(b"\n"))
        self._last = piece[-1:]
        if self.fits:
            try:
                if not (piece.isascii() and self._decoder.getstate() == _AT_REST):  # which is seen far quicker
                    self._decoder.decode(piece)
            except UnicodeDecodeError:
                self.fits = False
            if returns > windows + (self._last == b"\r"):
                self.fits = False
        if self._windows not in (0, self._lines):
            self.fits = False

    def _longest(self, length: int) -> None:
        if length > self._limits.line_bytes:
            raise UsageError(
                f"`{self._name}` has a line longer than {self._limits.line_bytes} bytes; "
                "it is no table, or its lines end in another way"
            )

    @property
    def lines(self) -> int:
        """Return the number of lines."""
        return self._lines + (self._since_end > 0)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def unpacked(path: Path, limits: Limits) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked where it is packed with gzip; `UsageError` where it swells too far."""
    if not _packed(path):
        with path.open("rb") as file:
            yield from _pieces(file)
        return
    packed_size, out = path.stat().st_size, 0
    most = min(limits.unpacked_bytes, max(_FREE, packed_size * limits.unpacked_ratio))
    try:
        with gzip.open(path) as file:
            while piece := file.read(_PIECE):
                out += len(piece)
                if out > most:
                    raise UsageError(f"`{path.name}` unpacks to more than {most} bytes; unpack it first and look at it")
                yield piece
    except (OSError, EOFError, zlib.error):
        raise UsageError(f"`{path.name}` is packed, and broken; pack it anew") from None


def _stated(encoding: str) -> str:
    from netpoint_stp.channels.email.mime.charsets import codec_name  # mail, and few exports, need what it loads

    codec = codec_name(encoding)
    if codec is None:
        raise UsageError(f"`{encoding}` is no encoding that is known; write it as `windows-1251` or `utf-8`")
    return codec


def _guessed(sample: bytes) -> str:
    from netpoint_stp.channels.email.mime.charsets import decode_text  # as above

    return decode_text(sample).charset


def _found(path: Path, limits: Limits) -> str:
    """Return the codec that the first bytes above ASCII speak for; UTF-8 where there are none."""
    sample = b""
    read = 0
    for piece in unpacked(path, limits):
        if read == 0:
            mark = next((codec for mark, codec in _MARKS if piece.startswith(mark)), None)
            if mark is not None:
                return mark
            sample = piece[:_SAMPLE]
        if b"\0" in sample or not sample.isascii():
            break
        if not piece.isascii():
            at = next(place for place in range(0, len(piece), 4096) if not piece[place : place + 4096].isascii())
            sample = piece[max(0, at - 4096) : at + _SAMPLE]
            break
        read += len(piece)
    if sample.isascii() and b"\0" not in sample:
        return "utf_8"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample[sample.find(b"\n") + 1 :])
    except UnicodeDecodeError:
        return _guessed(sample)
    return "utf_8" if b"\0" not in sample else _wide(sample)


def _wide(sample: bytes) -> str:
    found = _guessed(sample)
    return found if found.startswith(("utf_16", "utf_32")) else "utf_8"


def _written_anew(path: Path, codec: str, limits: Limits, spool: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    size = 0
    held = ""
    with Path(spool).open("w", encoding="utf-8", newline="") as out:
        for text in _decoded(path, decoder, limits):
            whole, held = held + text, ""
            if whole.endswith("\r"):
                whole, held = whole[:-1], "\r"
            whole = whole.replace("\r\n", "\n").replace("\r", "\n")
            size += len(whole)
            if size > limits.unpacked_bytes:
                raise UsageError(f"`{path.name}` is longer than {limits.unpacked_bytes} characters; cut it into parts")
            out.write(whole)
        out.write("\n" if held else "")


def _decoded(path: Path, decoder: codecs.IncrementalDecoder, limits: Limits) -> Iterator[str]:
    trouble = ""
    try:
        for piece in unpacked(path, limits):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        trouble = error.encoding
    if trouble:
        raise UsageError(
            f"`{path.name}` is not written in `{trouble}` throughout; state its encoding in the mapping, "
            'as `encoding = "windows-1251"` under `[file]`'
        )


def size_of(path: Path) -> int:
    """Return how many bytes a file has."""
    return os.stat(path).st_size
