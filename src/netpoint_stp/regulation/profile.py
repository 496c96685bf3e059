"""Profiles: settings read from TOML, with everything that is wrong said at once (readings I-28, I-31)."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from netpoint_stp.regulation.building import build
from netpoint_stp.regulation.profile_data import ProfileData
from netpoint_stp.regulation.regulation import Regulation
from netpoint_stp.settings_files import load_toml, parse_toml, structure


def load_profile(path: Path) -> Regulation:
    """Return the regulation with the settings of a profile file (TOML, UTF-8).

    Raises `ProfileError` that lists everything wrong: unknown keys with the nearest known one, values of the wrong
    kind, figures that contradict each other, masked contacts, example contacts in a profile for real use.
    """
    return _regulation(load_toml(path), path.name)


def read_profile(text: str, *, source: str = "profile") -> Regulation:
    """Return the regulation with the settings of a profile given as TOML text; errors as `load_profile`."""
    return _regulation(parse_toml(text, source), source)


def _regulation(table: Mapping[str, Any], source: str) -> Regulation:
    return build(structure(ProfileData, table), source)


def example_profile() -> str:
    """Return the commented example profile that ships with the library, as TOML text."""
    return (files(__package__) / "example-profile.toml").read_text(encoding="utf-8")
