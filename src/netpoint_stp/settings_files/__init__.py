"""Settings files: TOML that people write, read into typed data, with everything that is wrong said in one way.

Profiles, mappings, calendars, service hours and lists of names are each described by attrs classes, as they are
written; what only that file means is checked in its own package. The library's own data files are not read here: the
tests of their packages hold them right.
"""

from netpoint_stp.settings_files.files import load_toml, parse_toml
from netpoint_stp.settings_files.kinds import AreaCode, Name, Printable, WholeNumber, ZoneName, needed
from netpoint_stp.settings_files.presets import Presets
from netpoint_stp.settings_files.structuring import Structured, structure

__all__ = [
    "AreaCode",
    "Name",
    "Presets",
    "Printable",
    "Structured",
    "WholeNumber",
    "ZoneName",
    "load_toml",
    "needed",
    "parse_toml",
    "structure",
]
