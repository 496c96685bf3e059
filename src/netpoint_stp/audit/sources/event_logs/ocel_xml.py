"""Event logs in OCEL 2.0, as XML: brought to the shape that they have as JSON."""

from pathlib import Path
from typing import Any, Final

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.sources.event_logs.ocel import ocel_log
from netpoint_stp.audit.sources.event_logs.xes import parsed
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import unpacked
from netpoint_stp.errors import UsageError

_HEAD: Final = 4096
_ROOMS: Final = (b"<object-types", b"<event-types")


def is_ocel_xml(path: Path, limits: Limits) -> bool:
    """Return whether an XML file is an OCEL log, by the elements that it begins with."""
    head = next(unpacked(path, limits), b"")[:_HEAD]
    return any(room in head for room in _ROOMS)


def ocel_xml(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return the log of an XML file; raise `UsageError` as for XES, and where it is too large to be held whole."""
    target = _Target(path.name, limits)
    for _ in parsed(path, limits, target):
        if target.size > limits.document_bytes:
            raise UsageError(f"`{path.name}` holds more than {limits.document_bytes} characters; export it as SQLite")
    return ocel_log(path, target.document, work, limits)


class _Target:
    """Gathers objects and events while the file is parsed."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._path: list[str] = []
        self._owner: dict[str, Any] = {}
        self._attribute: dict[str, Any] = {}
        self.size = 0
        self.document: dict[str, list[dict[str, Any]]] = {"objectTypes": [], "objects": [], "events": []}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at an element that opens."""
        name = tag.rpartition("}")[2]
        if len(self._path) >= self._limits.depth:
            raise UsageError(f"`{self._name}` nests elements deeper than {self._limits.depth}; it is no OCEL log")
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        self.size += sum(map(len, attributes.values()))
        if (inside, name) == ("object-types", "object-type"):
            self.document["objectTypes"].append({"name": attributes.get("name", "")})
        elif (inside, name) in {("objects", "object"), ("events", "event")}:
            self._owner = {**attributes, "attributes": [], "relationships": []}
            self.document[inside].append(self._owner)
        elif (inside, name) == ("attributes", "attribute"):
            self._attribute = {**attributes, "value": ""}
            self._owner.get("attributes", []).append(self._attribute)
        elif inside == "objects" and name in ("relationship", "object-ref"):
            relation = {"objectId": attributes.get("object-id", ""), "qualifier": attributes.get("qualifier")}
            self._owner.get("relationships", []).append(relation)

    def end(self, tag: str) -> None:
        """Look at an element that closes."""
        name = self._path.pop()
        if name == "attribute":
            self._attribute = {}

    def text(self, text: str) -> None:
        """Look at text: the value of an attribute where it stands in one."""
        if self._attribute:
            self._attribute["value"] += text
            self.size += len(text)
