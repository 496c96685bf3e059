"""Mapping files (3.6): presets that ship with the library, files of one's own, and files that change single keys."""

from pathlib import Path
from typing import Final

from netpoint_stp.backends.billing.mapping.model import BillingMapping
from netpoint_stp.backends.billing.mapping.reading import mapping_of
from netpoint_stp.settings_files import Presets, load_toml, parse_toml
from netpoint_stp.settings_files.files import Table

LARGEST_MAPPING: Final = 256 * 1024
"""Bytes; a mapping is a page."""


def _is_value(table: Table) -> bool:
    return "columns" in table


_PRESETS: Final = Presets(__package__, _is_value)
presets: Final = _PRESETS.names
preset_text: Final = _PRESETS.text


def preset(name: str) -> BillingMapping:
    """Return a shipped mapping; raises `UsageError` for a name that there is not."""
    return read_mapping(preset_text(name), source=name)


def load_mapping(path: Path, *, over: str | None = None) -> BillingMapping:
    """Return the mapping of a file (TOML, UTF-8); `over` or its own key `extends` names the preset that it changes.

    Tables are laid over those of the preset key by key; any other value takes the place of the preset's, and an empty
    list (`phone = []`) takes it away. Raises `ProfileError` that lists everything wrong.
    """
    table = load_toml(path, largest=LARGEST_MAPPING)
    return mapping_of(_PRESETS.extended(table, path.name, over=over), path.name)


def read_mapping(text: str, *, source: str = "mapping", over: str | None = None) -> BillingMapping:
    """Return the mapping given as TOML text; as `load_mapping`."""
    return mapping_of(_PRESETS.extended(parse_toml(text, source), source, over=over), source)
