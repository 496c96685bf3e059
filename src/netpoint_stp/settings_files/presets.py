"""Settings that ship with the library under a name, and files that change single keys of them (`extends`)."""

from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from netpoint_stp.errors import ProfileError, UsageError, did_you_mean
from netpoint_stp.settings_files.files import Table, laid_over, parse_toml
from netpoint_stp.settings_files.problems import shown


def _never(_: Table) -> bool:
    return False


@attrs.frozen
class Presets:
    """The presets of a package: its folder `presets`, a TOML file for each name."""

    package: str
    is_value: Callable[[Table], bool] = _never
    """Which tables are values, so that a file's table replaces the preset's instead of being laid over it."""

    @property
    def _folder(self) -> Traversable:
        return files(self.package) / "presets"

    def names(self) -> tuple[str, ...]:
        """Return their names, in order."""
        found = (item.name for item in self._folder.iterdir())
        return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))

    def text(self, name: str) -> str:
        """Return a preset as commented TOML; raise `UsageError` if there is none of the name."""
        if name not in self.names():
            raise UsageError(self._unknown(name))
        return (self._folder / f"{name}.toml").read_text(encoding="utf-8")

    def extended(self, table: Table, source: str, *, over: object = None) -> Table:
        """Return a table laid over the preset that its key `extends` (or else `over`) names; as it is without one."""
        below: Any = table.get("extends", over)
        if below is None:
            return table
        if not isinstance(below, str) or below not in self.names():
            raise ProfileError(source, [f"`extends`: {self._unknown(below)}"])
        return laid_over(parse_toml(self.text(below), below), table, is_value=self.is_value)

    def _unknown(self, name: object) -> str:
        return f"there is no mapping {shown(name)}{did_you_mean(str(name)[:80], self.names())}"
