"""The canonical records: what they promise to whoever maps a log to them."""

import re
from datetime import datetime
from enum import Enum

import pytest

from netpoint_stp.audit.records.columns import Column, ColumnKind, RecordTable, moment, text
from netpoint_stp.audit.records.tables import TABLES, record_table
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute
from netpoint_stp.subjects.requests import Request

EVERY_COLUMN = [(table, column) for table in TABLES.values() for column in table]


def test_each_table_has_one_moment_that_is_always_there() -> None:
    """Rows are cut by when they happened, so that moment is required; and it is a moment."""
    assert len(TABLES) == 10
    for table in TABLES.values():
        assert table.columns[table.moment].kind is ColumnKind.MOMENT
        assert table.moment in table.required


def test_only_ids_a_moment_and_a_kind_are_required() -> None:
    """Whoever has no more than an id and one moment can be audited; the rest is optional."""
    for table, column in EVERY_COLUMN:
        if column.required:
            assert column.name.endswith("_id") or column.name == table.moment or column.kind is ColumnKind.CODE


def test_names_differ_by_more_than_case_and_fit_every_engine() -> None:
    """Engines that fold case, or have no spaces in names, take every column."""
    for _, column in EVERY_COLUMN:
        assert re.fullmatch(r"[a-z][a-z_]{1,30}", column.name)


def test_every_column_says_what_it_holds() -> None:
    """A column without a description cannot be mapped by somebody who does not read the code."""
    for table, column in EVERY_COLUMN:
        assert len(column.about) > 3, (table.name, column.name)
        assert not column.about.endswith(".")


def test_codes_are_those_of_the_rules() -> None:
    """A column of codes speaks the language of the facts that the rules ask about."""
    route = record_table("complaints").column("route")

    assert route.codes == tuple(each.value for each in ComplaintRoute)
    assert record_table("requests").column("received_at").codes == ()


def test_a_cell_may_name_several_codes_where_its_column_says_so() -> None:
    """Each choice of them is a cell, in one order; elsewhere a cell names one."""
    route = record_table("complaints").column("route")

    assert set(route.codes) < set(route.cells)
    assert len(route.cells) == 2 ** len(route.codes) - 1
    assert "complaints_address&other_mailbox" in route.cells
    about = record_table("complaints").column("about")
    assert about.cells == about.codes


def test_no_code_is_written_like_unknown() -> None:
    """`unknown` in a cell always means that it is not known."""
    for _, column in EVERY_COLUMN:
        assert "unknown" not in column.codes


def test_what_a_request_of_the_library_knows_has_its_column() -> None:
    """Every moment that the object-level policies look at can be told by the records, and no other."""
    moments = {each.name for each in record_table("requests") if each.kind is ColumnKind.MOMENT}
    own = {each.name for each in Request.__attrs_attrs__ if datetime in _parts(each.type)}

    assert own <= moments
    of_desk = {"asked_at", "asked_last_at", "severity_set_at", "placed_at", "left_line_at"}
    # the journal of a request is its course, which two moments of the records sum up
    assert moments - own == of_desk | {"owed_from", "lapsed_at"}


def test_what_a_complaint_of_the_library_knows_has_its_column() -> None:
    """The same for complaints, but for the second term, which is shown and breaks nothing."""
    moments = {each.name for each in record_table("complaints") if each.kind is ColumnKind.MOMENT}
    own = {each.name for each in Complaint.__attrs_attrs__ if datetime in _parts(each.type)}

    assert own - {"reached_complaints_address_at"} == moments


def test_names_of_people_never_get_into_reports() -> None:
    """The columns that tell people are marked."""
    personal = {(table.name, column.name) for table, column in EVERY_COLUMN if column.personal}

    assert personal == {("requests", "taken_by"), ("events", "actor"), ("interactions", "sender")}


def test_a_misspelt_name_is_told_with_the_nearest() -> None:
    """Tables and columns are asked for by people who write mappings."""
    with pytest.raises(UsageError, match="did you mean `requests`"):
        record_table("request")
    with pytest.raises(UsageError, match="no column `recieved_at`; did you mean `received_at`"):
        record_table("requests").column("recieved_at")


def test_a_column_of_codes_lists_them() -> None:
    """Codes without a list could never be checked, and a list without codes would be no use."""
    with pytest.raises(UsageError, match="no list of them"):
        Column(name="severity", kind=ColumnKind.CODE, about="how critical it is")
    with pytest.raises(UsageError, match="no list of them"):
        Column(name="severity", kind=ColumnKind.TEXT, about="how critical it is", domain=ComplaintRoute)


def test_a_table_is_told_apart_by_what_is_always_there() -> None:
    """An optional key would leave rows that nobody can point at."""
    with pytest.raises(UsageError, match="`number` tells rows"):
        RecordTable(
            name="calls",
            about="calls",
            key="number",
            moment="at",
            columns=(text("number", "its number"), moment("at", "when", required=True)),
        )
    with pytest.raises(UsageError, match="one name"):
        RecordTable(
            name="calls",
            about="calls",
            key=None,
            moment="at",
            columns=(moment("at", "when", required=True), moment("at", "when", required=True)),
        )


def _parts(kind: object) -> set[object]:
    return {kind, *getattr(kind, "__args__", ())} if not isinstance(kind, type | Enum) else {kind}
