"""From TOML to a mapping: what fits is taken, all that does not is named at once with its place."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from netpoint_stp.audit.mapping.model import EventLog, FileForm, LogMapping, Source, TableMapping
from netpoint_stp.audit.mapping.words import Words, event_log, table_mapping
from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.errors import ProfileError, UsageError, did_you_mean
from netpoint_stp.subjects.interruptions import Silence

LARGEST_MAPPING: Final = 256 * 1024
"""Bytes; a mapping is a page."""
_PRESETS: Final = files(__package__) / "presets"
_KEYS: Final = ("name", "extends", "zone", "empty", "silence", "file", "sources", "log")


def presets() -> tuple[str, ...]:
    """Return the names of the mappings that ship with the library, in order."""
    return tuple(sorted(item.name.removesuffix(".toml") for item in _PRESETS.iterdir() if item.name.endswith(".toml")))


def preset_text(name: str) -> str:
    """Return a shipped mapping as commented TOML; raises `UsageError` for a name that there is not."""
    if name not in presets():
        raise UsageError(f"there is no mapping `{name}`{did_you_mean(name, presets())}")
    return (_PRESETS / f"{name}.toml").read_text(encoding="utf-8")


def preset(name: str) -> LogMapping:
    """Return a shipped mapping."""
    return read_mapping(preset_text(name), source=name)


def load_mapping(path: Path) -> LogMapping:
    """Return the mapping of a file (TOML, UTF-8); raises `ProfileError` that lists everything wrong.

    With `extends`, its tables are laid over those of a preset key by key.
    """
    try:
        if path.stat().st_size > LARGEST_MAPPING:
            raise ProfileError(path.name, [f"it is larger than {LARGEST_MAPPING} bytes; a mapping is a page"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ProfileError(path.name, [f"it cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise ProfileError(path.name, [f"it is not UTF-8 at byte {error.start}; save it as UTF-8"]) from None
    return read_mapping(text, source=path.name)


def read_mapping(text: str, *, source: str = "mapping") -> LogMapping:
    """Return the mapping given as TOML text; as `load_mapping`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, [f"it is not TOML: {error}"]) from None
    below = table.get("extends")
    if below is not None:
        if not isinstance(below, str) or below not in presets():
            told = f"`extends`: there is no mapping `{below}`{did_you_mean(str(below), presets())}"
            raise ProfileError(source, [told])
        table = _laid_over(tomllib.loads(preset_text(below)), table)
    return _mapping(table, source)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


def _mapping(table: Mapping[str, Any], source: str) -> LogMapping:
    words = Words()
    words.only_keys(table, "", (*_KEYS, *TABLES))
    log = None
    if "log" in table and (given := words.table(table, "log", "")) is not None:
        log = event_log(given, words)
    parts = tuple(_parts(table, words, log))
    named = {part.table for part in parts}
    if log is None and not named:
        words.wrong("it fills no table; map `requests` at least")
    if log is None and not named & {"events"} and any(cell.of_events for part in parts for cell in part.cells.values()):
        words.wrong("moments are to be taken from events, and the mapping makes none; map the table `events`")
    if log is not None and "requests" not in named:
        words.wrong("`log`: its cases need a table `requests` that says at least which moment is `received_at`")
    made = LogMapping(
        name=words.text(table, "name", "", source),
        zone=words.zone(table, "zone", ""),
        empty=frozenset(words.texts(table, "empty", "")),
        silence=words.choice(table, "silence", "", {each.value: each for each in Silence}, Silence.NOT_YET),
        file=_file(table, words),
        sources=dict(_sources(table, words)),
        tables=parts,
        log=log,
    )
    if words.problems:
        raise ProfileError(source, words.problems)
    return made


def _parts(table: Mapping[str, Any], words: Words, log: EventLog | None) -> Iterator[TableMapping]:
    for name in TABLES:
        given = table.get(name, [])
        several = given if isinstance(given, list) else [given]
        for number, each in enumerate(several):
            place = f"{name}." if len(several) == 1 else f"{name}[{number}]."
            if isinstance(each, dict):
                yield table_mapping(TABLES[name], each, words, place, of_log=log is not None and name == "requests")
            else:
                words.wrong(f"`{name}` is no table; write it as `[{name}]`")


def _file(table: Mapping[str, Any], words: Words) -> FileForm:
    given = words.table(table, "file", "") or {}
    place = "file."
    words.only_keys(given, place, ("encoding", "delimiter", "quote", "decimal", "skip"))
    return FileForm(
        encoding=words.text(given, "encoding", place, "") or None,
        delimiter=words.one_sign(given, "delimiter", place) or None,
        quote=words.one_sign(given, "quote", place) or '"',
        decimal=words.choice(given, "decimal", place, {",": ",", ".": "."}, "."),
        skip=words.number(given, "skip", place),
    )


def _sources(table: Mapping[str, Any], words: Words) -> Iterator[tuple[str, Source]]:
    given = words.table(table, "sources", "") or {}
    for name in given:
        place = f"sources.{name}."
        if (each := words.table(given, name, "sources.")) is None:
            continue
        words.only_keys(each, place, ("table", "query", "file", "sheet"))
        texts = {key: words.text(each, key, place, "") or None for key in ("table", "query", "file", "sheet")}
        if sum(texts[key] is not None for key in ("table", "query")) + bool(texts["file"] or texts["sheet"]) != 1:
            words.wrong(f"`{place.removesuffix('.')}`: give one of `table`, `query`, or `file` and `sheet`")
        yield name, Source(**texts)


def mapping_of(given: "LogMapping | Path | str | None") -> LogMapping | None:
    """Return a mapping by what names it: itself, a file, or a preset; raise `UsageError` where there is none."""
    if given is None or isinstance(given, LogMapping):
        return given
    if isinstance(given, str) and given in presets():
        return preset(given)
    path = Path(given)
    if not path.is_file():
        raise UsageError(
            f"there is no mapping `{path.name}`{did_you_mean(path.name, presets())}; give a TOML file or a preset"
        )
    return load_mapping(path)
