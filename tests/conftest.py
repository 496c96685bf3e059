"""What all tests share: Hypothesis draws the same examples on every run and sets no time limit to one of them.

Coverage doubles the time of what is written in Python. So it is counted where that is cheap: on Polars, and not
in the modules named below, nor where a module says so itself. All tests run; these only leave the count alone.
"""

import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(  # whether anything fails at all, not by which smallest example
    "few", settings.get_profile("ci"), max_examples=15, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("search", settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_HERE: Final = Path(__file__).parent
_ELSEWHERE: Final = frozenset({"duckdb"})
"""What parameters call the engines whose tests are not counted: on Polars they walk the same code."""
_UNCOUNTED: Final = frozenset(
    _HERE / f"{name}.py"
    for name in (
        "audit/sources/test_canonical",
        "audit/sources/test_hostile",
        "audit/test_audit",
        "audit/test_checks_out_of_turn",
        "audit/test_checks_queue",
        "audit/test_checks_reception",
        "audit/test_checks_reception_examples",
        "audit/test_checks_refusal",
        "audit/test_expressions",
        "backends/billing/test_finding",
        "backends/billing/test_safety",
        "backends/sql/test_faults",
        "backends/sql/test_schema",
        "backends/sql/test_texts",
        "cli/test_demo",
        "desk/test_decisions",
        "desk/test_reducers",
        "rules/test_analysis",
        "rules/test_conditions",
        "typing/test_type_checkers",
    )
)
if not all(module.is_file() for module in _UNCOUNTED):
    raise pytest.UsageError(f"not there: {[str(module) for module in _UNCOUNTED if not module.is_file()]}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave those out of coverage that take long and walk what other tests walk."""
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        elsewhere = any(isinstance(value, str) and value in _ELSEWHERE for value in parameters.values())
        if elsewhere or item.path in _UNCOUNTED:
            item.add_marker("no_cover")
