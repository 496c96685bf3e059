"""Event logs in XES (IEEE 1849), packed or not: rows of events with the attributes of their cases."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol
from xml.parsers import expat

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of, unpacked
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UsageError

CASE: Final = "case:"
"""Stands before the names of attributes of a case, as in CSV exports of event logs."""
_PIECE: Final = 64 * 1024
_VALUED: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})


def xes(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return an XES log as one table `log`: a column for each attribute, those of the case under `case:…`.

    Nothing outside the file is ever looked at. Raises `UsageError` for what is no XES, for entities and document
    types, and for elements nested deeper, or files that unpack to more, than the limits.
    """
    digest = digest_of(path)
    names: dict[str, None] = {}
    for event in _events(path, limits):
        names.update(dict.fromkeys(event))
        if len(names) > limits.columns:
            raise UsageError(f"`{path.name}` has more than {limits.columns} attributes; it is no log of requests")
    if not names:
        raise UsageError(f"`{path.name}` holds no events of a case; give an XES log")
    columns = list(names)

    def read() -> Raw:
        rows: Iterator[Sequence[Any]] = ([event.get(name) for name in columns] for event in _events(path, limits))
        origin = Origin(name=path.name, place="event", digest=digest)
        return spooled("log", columns, rows, work, limits, origin)

    return Tables(name=path.name, readers={"log": read})


def _events(path: Path, limits: Limits) -> Iterator[dict[str, str]]:
    """Yield the attributes of each event, with those of its case."""
    target = _Target(path.name, limits)
    for _ in parsed(path, limits, target):
        yield from target.taken()


class Target(Protocol):
    """What is told of the elements of a file while it is parsed."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at an element that opens."""
        ...

    def end(self, tag: str) -> None:
        """Look at an element that closes."""
        ...

    def text(self, text: str) -> None:
        """Look at text between elements."""
        ...


def parsed(path: Path, limits: Limits, target: Target) -> Iterator[None]:
    """Parse an XML file piece by piece; whoever asks may look at the target after each.

    Raises `UsageError` for XML that is not well-formed, document types, and elements longer than the limit.
    """

    def refuse(*_: object) -> None:  # without a document type there are no entities but the five of XML
        raise UsageError(f"`{path.name}` has a document type, which no log needs and entities hide in; remove it")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.text
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    try:
        for piece in unpacked(path, limits):
            for at in range(0, len(piece), _PIECE):
                parser.Parse(piece[at : at + _PIECE])
                fed += _PIECE
                if fed - parser.CurrentByteIndex > limits.line_bytes:
                    raise UsageError(f"`{path.name}` has an element longer than {limits.line_bytes} bytes")
                yield
        parser.Parse(b"", True)  # noqa: FBT003 - it takes no name
        yield
    except expat.ExpatError as error:
        raise UsageError(f"`{path.name}` is no well-formed XML (line {error.lineno}); export it anew") from None


class _Target:
    """Gathers events while the file is parsed; what was taken is forgotten."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._path: list[str] = []
        self._case: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._ready: list[dict[str, str]] = []
        self._waiting: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at an element that opens."""
        name = tag.rpartition("}")[2]
        if len(self._path) >= self._limits.depth:
            raise UsageError(f"`{self._name}` nests elements deeper than {self._limits.depth}; it is no XES log")
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "trace":
            self._case = {}
        elif name == "event":
            self._event = {}
        elif name in _VALUED and inside in ("trace", "event"):
            key, value = attributes.get("key", ""), attributes.get("value", "")
            if key and inside == "event":
                self._event[key] = value
            elif key:
                self._case[CASE + key] = value

    def end(self, tag: str) -> None:
        """Look at an element that closes."""
        name = self._path.pop()
        if name == "event":
            self._waiting.append(self._event)
            if not self._inside("trace"):  # a log without cases
                self._ready += self._waiting
                self._waiting = []
        elif name == "trace":  # attributes of a case may stand behind its events
            self._ready += [{**self._case, **event} for event in self._waiting]
            self._waiting = []

    def text(self, text: str) -> None:
        """Pass over text: all of an XES log stands in attributes."""

    def _inside(self, name: str) -> bool:
        return name in self._path

    def taken(self) -> list[dict[str, str]]:
        """Return the events that are ready, once."""
        ready, self._ready = self._ready, []
        return ready
