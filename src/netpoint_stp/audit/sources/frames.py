"""Data frames as sources, to be mapped: brought to the embedded engine, and afterwards back to their own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import narwhals as nw

from netpoint_stp.audit.frames.embedded import Workspace, quoted
from netpoint_stp.audit.mapping.raw import Raw, typed_columns, typed_select
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.errors import UsageError


def by_name(source: object) -> Mapping[str, object]:
    """Return frames by their names; a frame alone is one of requests."""
    return source if isinstance(source, Mapping) else {"requests": source}


def kind_of_frames(frames: Mapping[str, object]) -> str:
    """Return the engine that the frames are of."""
    kinds = {_engine(name, frame) for name, frame in frames.items()}
    if len(kinds) != 1:
        raise UsageError(f"the tables are frames of several engines, {' and '.join(sorted(kinds))}; bring them to one")
    return kinds.pop()


def _engine(name: str, native: object) -> str:
    try:
        frame: Any = nw.from_native(native)
    except TypeError:
        raise UsageError(f"table `{name}` is no data frame but `{type(native).__name__}`") from None
    return str(frame.implementation.value)


def are_lazy(frames: Mapping[str, object]) -> bool:
    """Return whether one of the frames was not worked out yet."""
    return any(isinstance(nw.from_native(frame, pass_through=True), nw.LazyFrame) for frame in frames.values())


def frame_tables(frames: Mapping[str, object], work: Workspace) -> Tables:
    """Return frames as tables by their names; raise `UsageError` for those that stay on a cluster.

    Lazy frames are worked out once.
    """
    readers: dict[str, Callable[[], Raw]] = {}
    for name, native in frames.items():
        engine = _engine(name, native)
        if engine not in ("duckdb", "polars", "pandas", "pyarrow"):
            raise UsageError(
                f"table `{name}` is a frame of `{engine}`, which no mapping can be applied to; "
                "give it with canonical columns, or write it as Parquet and map that"
            )
        readers[name] = partial(_raw, name, native, work)
    return Tables(name="frames", readers=readers)


def _raw(name: str, native: Any, work: Workspace) -> Raw:
    frame: Any = nw.from_native(native)
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    table = work.new_name("frame")
    work.engine.register(table, eager.to_arrow())
    select, columns = typed_select(quoted(table), typed_columns(work.engine, quoted(table)), "row_number() OVER ()")
    return Raw(name=name, select=select, columns=columns, origin=Origin(name=name))
