"""All checks against the same written by hand in SQL and in Polars, which are also what their speed is measured by."""

import pytest
from benchmarks.bench_audit import on_duckdb, on_polars

from netpoint_stp.audit.checks import CHECKS

pytestmark = pytest.mark.no_cover


def test_sql_written_by_hand_finds_the_same_breaches() -> None:
    """Row by row, with the time by which each was late; the benchmark itself asserts it, and that the answers agree."""
    told = on_duckdb(3_000, 1, None)

    assert told["breaches"] > 2_000
    assert told["checks"] == len(CHECKS)


def test_polars_written_by_hand_finds_the_same_breaches() -> None:
    """The same on lazy frames."""
    told = on_polars(3_000, 1)

    assert told["breaches"] > 2_000
    assert told["checks"] == len(CHECKS)
