"""Coverage is counted on Polars: other engines walk the same code, and counting would double their time."""

from typing import Final

import pytest

_COUNTED: Final = ("polars",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests on other engines out of coverage."""
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if parameters.get("engine", "polars") not in _COUNTED:
            item.add_marker("no_cover")
