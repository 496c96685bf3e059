"""Frames as sources: mapped like files, and given back as frames of their kind."""

from typing import Any

import polars as pl
import pytest
from tests.audit.engines import ENGINES
from tests.audit.sources.reading import mapped, problems, rows, utc

from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import UsageError

COLUMNS: dict[str, list[Any]] = {
    "Id": [1, 2],
    "When": [utc("2026-03-02T10:00:00"), None],
    "Prio": ["P1", "P9"],
}
MAPPING = """
zone = "Europe/Kyiv"
[requests]
request_id = "Id"
received_at = "When"
severity = { column = "Prio", values = { P1 = "critical" } }
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_frame_is_mapped_like_a_file(engine: str) -> None:
    """Its moments without zone are those of the mapping's clock."""
    log = mapped(ENGINES[engine](COLUMNS), MAPPING)
    (row,) = rows(log)

    assert (row["request_id"], row["received_at"].hour, row["severity"]) == ("1", 8, "critical")
    assert problems(log) == [("received_at", "required_empty", 1, (2,)), ("severity", "unknown_value", 1, (2,))]
    assert log.eager == (None if engine in ("duckdb", "polars_lazy") else engine)


def test_frames_with_canonical_columns_need_no_mapping() -> None:
    """Their moments without zone are UTC already."""
    frame = pl.DataFrame({"request_id": ["1"], "received_at": [utc("2026-03-02T08:00:00")]})

    assert rows(read_log(frame))[0]["received_at"].hour == 8
    assert rows(read_log({"requests": frame}, engine="duckdb"))[0]["received_at"].hour == 8


def test_what_is_no_frame_is_told() -> None:
    """Or frames of two kinds."""
    frame = pl.DataFrame({"Id": [1]})

    with pytest.raises(UsageError, match="`requests` is no data frame but `int`"):
        mapped(17, MAPPING)
    with pytest.raises(UsageError, match="frames of several engines, pandas and polars"):
        mapped({"a": frame, "b": frame.to_pandas()}, MAPPING)
