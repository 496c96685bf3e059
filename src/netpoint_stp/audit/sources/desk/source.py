"""The desk's own store as a source: its journal folded case by case, by the same function as the desk folds it.

Nothing is written twice: what an event means for a case is said in `casebook.projection` alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.audit.sources.desk.found import RowsOf
from netpoint_stp.audit.sources.desk.rows import (
    case_rows,
    decided_facts,
    intake_facts,
    interaction_row,
    quarantined_row,
)
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.backends.sql.rows import event_of
from netpoint_stp.backends.sql.tables import CASE_INTERACTIONS, DECISIONS, INTERACTIONS, JOURNAL, QUARANTINED
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.projection import Case, fold
from netpoint_stp.casebook.records import made_id
from netpoint_stp.casebook.steps import CaseKind
from netpoint_stp.errors import BackendError, UnavailableError

_AT_ONCE: Final = 5_000
_PATHS: Final = ("intake", "identity", "refusal")


def is_desk(engine: Engine) -> bool:
    """Return whether a database is a store of the desk."""
    own = {table.name for table in (JOURNAL, INTERACTIONS, QUARANTINED, CASE_INTERACTIONS)}
    return own <= set(inspect(engine).get_table_names())


def desk_store(engine: Engine, name: str, digest: str | None, work: Workspace, limits: Limits) -> Tables:
    """Return what a store of the desk holds as canonical tables; nothing is written to it.

    A request that was found to be none, or to be the same thing as another, stays a row of `requests` that says so; its
    messages belong to the other. A journal that does not hold is a row that cannot be read.
    """
    read = _Read(engine, name, digest, work, limits)
    return Tables(name=name, readers={table: partial(read.table, table) for table in _TABLES})


_TABLES: Final = (
    *("requests", "events", "interactions", "complaints", "interruptions", "incidents", "alerts", "works", "notices"),
)


class _Read:
    """The store read once: the rows of every table, each spooled when it is asked for."""

    def __init__(self, engine: Engine, name: str, digest: str | None, work: Workspace, limits: Limits) -> None:
        self._engine, self._name, self._digest = engine, name, digest
        self._work, self._limits = work, limits
        self._raws: dict[str, Raw] = {}

    def table(self, name: str) -> Raw:
        """Return a canonical table."""
        if not self._raws:
            try:
                self._read()
            except SQLAlchemyError as error:
                told = type(error).__name__
                raise UnavailableError(f"the store `{self._name}` cannot be read ({told}); see its own log") from None
        return self._raws[name]

    def _read(self) -> None:
        rows = RowsOf()
        unreadable: list[int] = []
        self._decisions(rows)
        for number, (case, events) in enumerate(self._cases(), start=1):
            if case is None:
                unreadable.append(number)
            else:
                case_rows(case, events, rows)
        self._interactions(rows)
        requests = rows.tables.get("requests", [])
        rows.tables["requests"] = [{**row, "messages_of": rows.messages_of.get(row["request_id"])} for row in requests]
        for name in _TABLES:
            columns = [column.name for column in TABLES[name]]
            own: Iterable[Mapping[str, Any]] = rows.tables.get(name, ())
            self._raws[name] = spooled(
                name,
                columns,
                ([row.get(column) for column in columns] for row in own),
                self._work,
                self._limits,
                Origin(name=self._name, digest=self._digest),
                bad_rows=unreadable if name == "requests" else None,
            )

    def _cases(self) -> Iterator[tuple[Case | None, list[Event]]]:
        """Yield every case with its events; None for one whose journal cannot be read."""
        asked = select(JOURNAL).where(JOURNAL.c.kind != CaseKind.STORE.value)
        asked = asked.order_by(JOURNAL.c.kind, JOURNAL.c.case_number, JOURNAL.c.number)
        with self._engine.connect().execution_options(stream_results=True, yield_per=_AT_ONCE) as connection:
            for _, own in groupby(connection.execute(asked), key=lambda row: (row.kind, row.case_number)):
                try:
                    events = [event_of(row) for row in own]
                    yield fold(events), events
                except (BackendError, KeyError):
                    yield None, []

    def _decisions(self, rows: RowsOf) -> None:
        """Note what was decided at intake, by the decision, and the last of identity and refusal, by the case."""
        asked = select(DECISIONS).where(DECISIONS.c.path.in_(_PATHS))
        with self._engine.connect().execution_options(stream_results=True, yield_per=_AT_ONCE) as connection:
            for row in connection.execute(asked.order_by(DECISIONS.c.seq)):
                if row.path == "intake":
                    rows.taken_in[row.decision_id] = intake_facts(row)
                elif row.case_id is not None:
                    rows.decided[row.case_id, row.path] = decided_facts(row)

    def _interactions(self, rows: RowsOf) -> None:
        cases: dict[int, list[str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(select(CASE_INTERACTIONS).order_by(*CASE_INTERACTIONS.c)):
                cases.setdefault(row.interaction, []).append(made_id(row.kind, row.number))

        def came_in(row: Any) -> None:
            rows.add("interactions", interaction_row(row, cases.get(row.number, []), rows))

        self._each(INTERACTIONS, came_in)
        self._each(QUARANTINED, lambda row: rows.add("interactions", quarantined_row(row)))

    def _each(self, table: Any, use: Callable[[Any], None]) -> None:
        with self._engine.connect().execution_options(stream_results=True, yield_per=_AT_ONCE) as connection:
            for row in connection.execute(select(table).order_by(table.c.number)):
                use(row)
