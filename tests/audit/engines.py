"""The engines on which the audit must say the same, each as a way to make a native frame of plain columns."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from netpoint_stp.audit.result import AuditResult

FIGURES = (
    *("row", "id", "at", "answer", "outcome", "due_us", "actual_us", "late_us"),
    *("other", "left_open", "edition", "calendar"),
)
"""What a check says of a row."""
Said = dict[str, list[tuple[Any, ...]]]
Columns = Mapping[str, Sequence[Any]]
_DUCKDB = duckdb.connect()  # relations of one log come from one connection


def _duckdb(columns: Columns) -> Any:
    return _DUCKDB.from_arrow(_pyarrow(columns))


def _polars(columns: Columns) -> Any:
    return pl.from_arrow(_pyarrow(columns))


def _polars_lazy(columns: Columns) -> Any:
    return pl.from_arrow(_pyarrow(columns)).lazy()  # type: ignore[union-attr]  # a table gives a frame


def _pandas(columns: Columns) -> Any:
    return _pyarrow(columns).to_pandas(types_mapper=pd.ArrowDtype)


def _pyarrow(columns: Columns) -> pa.Table:
    return pa.table({name: list(values) for name, values in columns.items()})


ENGINES: Mapping[str, Callable[[Columns], Any]] = {
    "duckdb": _duckdb,
    "pandas": _pandas,
    "polars": _polars,
    "polars_lazy": _polars_lazy,
    "pyarrow": _pyarrow,
}

every_engine = pytest.mark.parametrize("engine", ENGINES)
"""For laws, and for what lies in the engines themselves.

A whole audit looks at small frames of pandas and pyarrow by Polars and gives back their own kind; a check that is asked
by itself, and an expression, run in the engine of the frame.
"""
engines = pytest.mark.parametrize(
    "engine", ENGINES if os.environ.get("NETPOINT_STP_ENGINES") == "all" else ["duckdb", "polars"]
)
"""For examples: a law compares whole audits of all kinds of frames, and `make proofs-audit` runs these on all too."""


def rows(frame: nw.LazyFrame[Any] | nw.DataFrame[Any], *, by: str) -> list[dict[str, Any]]:
    """Return the rows as plain dictionaries, ordered by a column."""
    table = frame.lazy().sort(by).collect(backend="pyarrow").to_native()
    names = [name for name in table.column_names if not name.startswith("__index")]  # pandas brings its index along
    found: list[dict[str, Any]] = table.select(names).to_pylist()
    return found


def lazy(frame: object) -> nw.LazyFrame[Any]:
    """Return a native frame as the audit looks at it."""
    made: nw.LazyFrame[Any] = nw.from_native(frame).lazy()  # type: ignore[call-overload]  # whatever the engine's frame is
    return made


def said(result: AuditResult) -> Said:
    """Return what each check says of each row; what is not observable is left out."""
    found: Said = {}
    for clause in result.summary:
        if clause.rows is not None:
            told = rows(clause.rows, by="row")
            found[clause.check.id] = sorted((tuple(row[name] for name in FIGURES) for row in told), key=str)
    return found
