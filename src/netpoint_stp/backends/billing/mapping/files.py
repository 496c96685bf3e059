"""Mapping files (3.6): presets that ship with the library, files of one's own, and files that change single keys."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from netpoint_stp.backends.billing.mapping.model import BillingMapping
from netpoint_stp.backends.billing.mapping.reading import mapping_of
from netpoint_stp.errors import ProfileError, UsageError, did_you_mean

LARGEST_MAPPING: Final = 256 * 1024
"""Bytes; a mapping is a page."""

_PRESETS: Final = files(__package__) / "presets"


def presets() -> tuple[str, ...]:
    """Return the names of the mappings that ship with the library, in order."""
    return tuple(sorted(item.name.removesuffix(".toml") for item in _PRESETS.iterdir() if item.name.endswith(".toml")))


def preset_text(name: str) -> str:
    """Return a shipped mapping as commented TOML; raises `UsageError` for a name that there is not."""
    if name not in presets():
        raise UsageError(f"there is no mapping `{name}`{did_you_mean(name, presets())}")
    return (_PRESETS / f"{name}.toml").read_text(encoding="utf-8")


def preset(name: str) -> BillingMapping:
    """Return a shipped mapping."""
    return mapping_of(tomllib.loads(preset_text(name)), name)


def load_mapping(path: Path, *, over: str | None = None) -> BillingMapping:
    """Return the mapping of a file (TOML, UTF-8); `over` or its own key `extends` names the preset that it changes.

    Tables are laid over those of the preset key by key; any other value takes the place of the preset's, and an empty
    list (`phone = []`) takes it away. Raises `ProfileError` that lists everything wrong.
    """
    try:
        if path.stat().st_size > LARGEST_MAPPING:
            raise ProfileError(path.name, [f"it is larger than {LARGEST_MAPPING} bytes; a mapping is a page"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ProfileError(path.name, [f"it cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise ProfileError(path.name, [f"it is not UTF-8 at byte {error.start}; save it as UTF-8"]) from None
    return read_mapping(text, source=path.name, over=over)


def read_mapping(text: str, *, source: str = "mapping", over: str | None = None) -> BillingMapping:
    """Return the mapping given as TOML text; as `load_mapping`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, [f"it is not TOML: {error}"]) from None
    below = table.get("extends", over)
    if below is None:
        return mapping_of(table, source)
    if not isinstance(below, str) or below not in presets():
        raise ProfileError(source, [f"`extends`: there is no mapping `{below}`{did_you_mean(str(below), presets())}"])
    return mapping_of(_laid_over(tomllib.loads(preset_text(below)), table), source)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        tables = isinstance(value, dict) and isinstance(under, dict) and "columns" not in {**value, **under}
        merged[key] = _laid_over(under, value) if tables and isinstance(under, dict) else value
    return merged
