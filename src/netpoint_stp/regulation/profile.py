"""Profiles: settings read from TOML, with everything that is wrong said at once (readings I-28, I-31)."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Final

from netpoint_stp.errors import ProfileError
from netpoint_stp.regulation.building import build
from netpoint_stp.regulation.regulation import Regulation
from netpoint_stp.regulation.structuring import structured

LARGEST_PROFILE: Final = 1024 * 1024
"""Bytes; a profile is a page or two."""


def load_profile(path: Path) -> Regulation:
    """Return the regulation with the settings of a profile file (TOML, UTF-8).

    Raises `ProfileError` that lists everything wrong: unknown keys with the nearest known one, values of the wrong
    kind, figures that contradict each other, masked contacts, example contacts in a profile for real use.
    """
    name = path.name
    try:
        if path.stat().st_size > LARGEST_PROFILE:
            raise ProfileError(name, [f"it is larger than {LARGEST_PROFILE} bytes; a profile is a page or two"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ProfileError(name, [f"it cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise ProfileError(name, [f"it is not UTF-8 at byte {error.start}; save it as UTF-8"]) from None
    return read_profile(text, source=name)


def read_profile(text: str, *, source: str = "profile") -> Regulation:
    """Return the regulation with the settings of a profile given as TOML text; errors as `load_profile`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, [f"it is not TOML: {error}"]) from None
    return build(structured(table), source)


def example_profile() -> str:
    """Return the commented example profile that ships with the library, as TOML text."""
    return (files(__package__) / "example-profile.toml").read_text(encoding="utf-8")
