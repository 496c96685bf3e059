"""Where messages lie (2.1.3): a file, a directory, a Maildir, an mbox; each given raw and one by one."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field, frozen

from netpoint_stp.channels.interaction import Remark
from netpoint_stp.errors import UsageError

_MBOX = (".mbox", ".mbx", ".mboxrd", "mbox")
_SINGLE = (".eml", ".msg", ".patch")
_FIELD = re.compile(rb"[!-9;-~]{1,120}[ \t]*:")
_SURE_HEADER = re.compile(
    rb"(?i)(?:return-path|received(?:-spf)?|delivered-to|from|to|cc|bcc|date|subject|message-id|mime-version|sender"
    rb"|reply-to|in-reply-to|references|envelope-to|content-[a-z-]{4,30}|dkim-signature|authentication-results"
    rb"|arc-[a-z-]{4,30}|list-[a-z-]{2,30}|x-mozilla-[a-z0-9]{1,20}|user-agent|auto-submitted)[ \t]*:"
)
_HEADER = re.compile(_SURE_HEADER.pattern + rb"|(?:status|organization|importance|precedence|x-[a-z0-9-]{1,60})[ \t]*:")
_SENDER = re.compile(rb"From (?:-|\S*@\S*|[\w.-]{1,60})(?:[ \t]{1,4}[A-Z0-9][^\r\n]{0,80})?[ \t]*\r?\n")
"""A separator without a moment: a dash, an address or one name, then at most something like a date."""
_MAILDIR = ("cur", "new")
_HIDDEN = "."
_BLANK = (b"\n", b"\r\n")
_LONGEST_ENVELOPE = 1000


@frozen(kw_only=True)
class RawMessage:
    """One message and where it lies; the bytes are read when asked for."""

    source: str
    """Path, and for an mbox the number of the message in it after `#`."""
    path: Path
    start: int = 0
    size: int | None = field(default=None)
    """Bytes in the file; None: all of them, however many there are when it is read."""
    escaped: bool = False
    remarks: frozenset[Remark] = frozenset()
    """What its place in an mbox leaves in doubt; the readers of forms pass it on."""

    def read(self) -> bytes:
        """Return the raw bytes; `>From ` lines of an mbox are given back as they were. Raises `OSError`."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            raw = file.read() if self.size is None else file.read(self.size)
        return _unescaped(raw) if self.escaped else raw


def messages(path: Path) -> Iterator[RawMessage]:
    """Yield every message under a path, in a stable order (by name; an mbox from its beginning).

    A directory with `cur` and `new` is a Maildir, as are those within it; any other is searched through, every file in
    it one message, an mbox several: a file with such a name, or one whatever its name that starts like an mbox and
    has a second message in it. Hidden files are passed over. Raises `UsageError` where there is nothing at the path, or
    a directory that may not be listed.
    """
    if path.is_dir():
        _listed(path)
        if _is_maildir(path):
            for folder in _MAILDIR:
                yield from _files(path / folder)
            for entry in _listed(path):
                if not entry.name.startswith(_HIDDEN) and not _leads_back(entry) and _is_maildir(entry):
                    yield from messages(entry)
            return
        for entry in _listed(path):
            if entry.name.startswith(_HIDDEN) or _leads_back(entry):
                continue
            if entry.is_dir():
                yield from messages(entry)
            elif entry.is_file():
                yield from _file(entry)
        return
    if path.exists() and not path.is_file():
        raise UsageError(f"`{path}` is a pipe, a socket or a device; write what it gives to a file, and give that")
    if not path.is_file():
        raise UsageError(f"there is no file or directory `{path}`; give one that holds mail")
    yield from _file(path)


def count_messages(path: Path) -> int:
    """Return how many messages there are, without reading them (an mbox is scanned); for a progress bar."""
    return sum(1 for _ in messages(path))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"the directory `{folder}` cannot be listed: {error.strerror}; ask for the right") from error


def _is_maildir(path: Path) -> bool:
    return all((path / name).is_dir() for name in _MAILDIR)


def _leads_back(entry: Path) -> bool:
    """Whether it is a link to a directory that it lies in: following it would read the same files for ever."""
    return entry.is_symlink() and entry.is_dir() and entry.parent.resolve().is_relative_to(entry.resolve())


def _files(folder: Path) -> Iterator[RawMessage]:
    for entry in _listed(folder):
        if entry.is_file() and not entry.name.startswith(_HIDDEN):
            yield _whole(entry)


def _file(path: Path) -> Iterator[RawMessage]:
    name = path.name.lower()
    if _is_readable(path) and (name.endswith(_MBOX) or (not name.endswith(_SINGLE) and _holds_several(path))):
        yield from mbox_messages(path)
    else:
        yield _whole(path)


def _is_readable(path: Path) -> bool:
    """Whether it can be opened: where it cannot, it is one message that says so when it is read."""
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


def _holds_several(path: Path) -> bool:
    """Whether a file without an mbox's name starts as one, and a second message with a header follows."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST_ENVELOPE)
        if not _is_envelope(first) and not (_SENDER.fullmatch(first) and _SURE_HEADER.match(file.readline())):
            return False
        header: re.Pattern[bytes] | None = None
        blank = False
        for line in file:
            if header is not None and header.match(line):
                return True
            header = None
            if _is_envelope(line):
                header = _FIELD if blank else _HEADER
            elif blank and _SENDER.fullmatch(line):
                header = _SURE_HEADER
            blank = line in _BLANK
    return False


def _whole(path: Path) -> RawMessage:
    return RawMessage(source=str(path), path=path)


def mbox_messages(path: Path) -> Iterator[RawMessage]:
    """Yield the messages of an mbox file: each starts at a `From ` line that stands at the top, that has a moment and
    stands after a blank line, or that stands before a line of a header.

    What stands before the first such line is a message of its own, so that nothing is lost; a file without any words
    is one message, empty. A message with a `From ` line in it that is none of these, or without one at its top, bears
    `Remark.MBOX_UNCLEAR`: other programs count messages in another way there.
    """
    number = 0
    for number, (start, end, unclear) in enumerate(_places(path), 1):
        yield _from_mbox(path, number, start, end, unclear=unclear)
    if not number:
        size = path.stat().st_size
        yield _from_mbox(path, 1, size, size, unclear=False)


def _places(path: Path) -> Iterator[tuple[int, int, bool]]:
    """Yield where each message begins and ends, and whether that is unclear."""
    start: int | None = None
    unclear = False
    position = 0
    lines = _Lines()
    with path.open("rb") as file:
        for line in file:
            begins, odd = lines.begins(line, position, inside=start is not None)
            unclear = unclear or odd
            if begins is not None and start is not None:
                yield start, begins, unclear
                start, unclear = begins, False
            elif start is None and line.strip():
                start, unclear = position, not line.startswith(b"From ")
            position += len(line)
    if start is not None:
        yield start, position, unclear or lines.waiting is not None


@define
class _Lines:
    """What was seen of a mailbox so far, to tell a `From ` line that begins a message from one that a message says."""

    waiting: int | None = None
    """Where a `From ` line stands about which the next line decides."""
    header: re.Pattern[bytes] = _HEADER
    """What that next line has to look like."""
    blank: bool = True
    opened: bool = False
    """Whether the line before began a message: then a second `From ` line below it is odd."""

    def begins(self, line: bytes, position: int, *, inside: bool) -> tuple[int | None, bool]:
        """Return where a message begins by this line (None: none does), and whether the line makes that unclear."""
        begins = self.waiting if self.waiting is not None and self.header.match(line) else None
        unclear = self.waiting is not None and begins is None
        self.waiting = None
        separator = line.startswith(b"From ")
        if separator and self.blank and _is_envelope(line):
            begins = position
        elif separator and inside:
            if self.opened:
                unclear = True
            else:
                self.waiting = position
                self.header = _FIELD if self.blank and _SENDER.fullmatch(line) else _HEADER
        self.opened = separator and (begins == position or not inside)
        self.blank = line in _BLANK
        return begins, unclear


def _is_envelope(line: bytes) -> bool:
    """Whether a `From ` line has the moment that mailboxes write: four-digit year and a clock time."""
    if not line.startswith(b"From ") or len(line) > _LONGEST_ENVELOPE:
        return False
    words = line.split()
    return any(len(word) == 4 and word.isdigit() for word in words[2:]) and any(b":" in word for word in words[2:])


def _from_mbox(path: Path, number: int, start: int, end: int, *, unclear: bool) -> RawMessage:
    remarks = frozenset({Remark.MBOX_UNCLEAR}) if unclear else frozenset()
    size = end - start
    return RawMessage(source=f"{path}#{number}", path=path, start=start, size=size, escaped=True, remarks=remarks)


def _unescaped(raw: bytes) -> bytes:
    """Undo mbox quoting, `>From ` and `>>From ` alike (mboxrd)."""
    if b"\n>" not in raw:
        return raw
    lines = raw.splitlines(keepends=True)
    return b"".join(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line for line in lines)
