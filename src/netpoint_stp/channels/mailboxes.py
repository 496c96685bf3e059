"""Where messages lie (2.1.3): a file, a directory, a Maildir, an mbox; each given raw and one by one."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen

from netpoint_stp.errors import UsageError

_MBOX = (".mbox", ".mbx", ".mboxrd", "mbox")
_SINGLE = (".eml", ".msg", ".patch")
_FIELD = re.compile(rb"[!-9;-~]{1,120}[ \t]*:")
_HEADER = re.compile(
    rb"(?i)(?:return-path|received|delivered-to|from|to|date|subject|message-id|mime-version|status|x-[a-z0-9-]{1,60})"
    rb"[ \t]*:"
)
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
        if not _is_envelope(file.readline(_LONGEST_ENVELOPE)):
            return False
        header: re.Pattern[bytes] | None = None
        blank = False
        for line in file:
            if header is not None and header.match(line):
                return True
            header = (_FIELD if blank else _HEADER) if _is_envelope(line) else None
            blank = line in _BLANK
    return False


def _whole(path: Path) -> RawMessage:
    return RawMessage(source=str(path), path=path)


def mbox_messages(path: Path) -> Iterator[RawMessage]:
    """Yield the messages of an mbox file: each starts at a `From ` line that stands at the top, after a blank line, or
    before a line of a header.

    What stands before the first such line is a message of its own, so that nothing is lost; a file without any words
    is one message, empty.
    """
    start: int | None = None
    number = 0
    with path.open("rb") as file:
        position = 0
        blank, opened = True, False
        crowded: int | None = None
        for line in file:
            found = position if blank and _is_envelope(line) else crowded if _HEADER.match(line) else None
            crowded = position if not opened and found is None and _is_envelope(line) else None
            opened = found == position
            if found is not None:
                if start is not None:
                    number += 1
                    yield _from_mbox(path, number, start, found)
                start = found
            elif start is None and line.strip():
                start = position
            blank = line in _BLANK
            position += len(line)
    if start is not None:
        yield _from_mbox(path, number + 1, start, position)
    else:
        yield _from_mbox(path, 1, position, position)


def _is_envelope(line: bytes) -> bool:
    """Whether a `From ` line has the moment that mailboxes write: four-digit year and a clock time."""
    if not line.startswith(b"From ") or len(line) > _LONGEST_ENVELOPE:
        return False
    words = line.split()
    return any(len(word) == 4 and word.isdigit() for word in words[2:]) and any(b":" in word for word in words[2:])


def _from_mbox(path: Path, number: int, start: int, end: int) -> RawMessage:
    return RawMessage(source=f"{path}#{number}", path=path, start=start, size=end - start, escaped=True)


def _unescaped(raw: bytes) -> bytes:
    """Undo mbox quoting, `>From ` and `>>From ` alike (mboxrd)."""
    if b"\n>" not in raw:
        return raw
    lines = raw.splitlines(keepends=True)
    return b"".join(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line for line in lines)
