"""A settings file as a table: its size, its encoding and its TOML, and one file laid over another."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from netpoint_stp.errors import ProfileError

Table = Mapping[str, Any]
LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a settings file is a page or two."""
_DEEPEST: Final = 32
"""Tables and lists inside each other; dotted keys could nest a hundred thousand."""


def load_toml(path: Path, *, largest: int = LARGEST_FILE) -> dict[str, Any]:
    """Return the table of a file (TOML, UTF-8); raise `ProfileError` in the name of the file if it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise ProfileError(path.name, [f"it cannot be read: {error.strerror}; name another file"]) from None
    except ValueError:
        raise ProfileError(path.name, ["it cannot be read: no file has such a name; name another file"]) from None
    if len(content) > largest:
        raise ProfileError(path.name, [f"it is larger than {largest} bytes; settings are a page or two"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = f"it is not UTF-8 at byte {error.start} (line {line}); save it as UTF-8"
        raise ProfileError(path.name, [told]) from None
    return parse_toml(text, path.name)


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """Return the table of a TOML text; raise `ProfileError` in the name of `source` if it is not TOML."""
    import tomllib  # heavy next to a decision for which no file is read

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, [f"it is not TOML: {error}"]) from None
    except (RecursionError, ValueError):  # brackets by the hundred; a number of more digits than Python reads
        raise ProfileError(source, ["it is not TOML that can be read: too many brackets or digits"]) from None
    if _deeper_than(_DEEPEST, table):
        raise ProfileError(source, [f"its tables lie more than {_DEEPEST} deep; no setting does"])
    return table


def _deeper_than(depth: int, table: Table) -> bool:
    level: list[object] = [table]
    for _ in range(depth):
        level = [inner for value in level for inner in _inside(value)]
    return bool(level)


def _inside(value: object) -> Iterable[object]:
    values: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (inner for inner in values if isinstance(inner, dict | list))


def laid_over(below: Table, above: Table, *, is_value: Callable[[Table], bool]) -> dict[str, Any]:
    """Return a table laid over another key by key; a table that `is_value` says is one value replaces what was there.

    Any other value, an empty list too, takes the place of the one below.
    """
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(value, dict) and isinstance(under, dict) and not is_value(value) and not is_value(under):
            merged[key] = laid_over(under, value, is_value=is_value)
        else:
            merged[key] = value
    return merged
