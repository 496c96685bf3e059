"""The checks against the same written by hand in SQL and in Polars, which are also what their speed is measured by."""

from benchmarks.bench_audit import on_duckdb, on_polars


def test_sql_written_by_hand_finds_the_same_breaches() -> None:
    """Row by row, with the time by which each was late; the benchmark itself asserts it."""
    told = on_duckdb(6_000, 1, None)

    assert told["breaches"] > 500


def test_polars_written_by_hand_finds_the_same_breaches() -> None:
    """The same on lazy frames."""
    told = on_polars(6_000, 1)

    assert told["breaches"] > 500
