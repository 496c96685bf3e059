"""A small log with every kind of trouble, and reports of it in every form."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import attrs
from tests.audit.engines import ENGINES, Columns
from tests.audit.objects import naive

from netpoint_stp.audit.comparison import compare
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.records.provenance import Origin, ProblemKind, Proxy, RowProblem
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.writing import Form, write
from netpoint_stp.audit.result import audit
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import Language

EXAMPLE = Regulation.example()
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://evil.example")'
PERSON = "Ivan Petrenko <ivan@subscriber.example>"


def columns(name: str = "R", count: int = 12) -> dict[str, Columns]:
    """Return tables in which each third request is overtaken and late, and each complaint is answered late."""
    received = [MONDAY + timedelta(minutes=10 * number) for number in range(count)]
    taken = [at + timedelta(hours=9 if number % 3 == 0 else 1) for number, at in enumerate(received)]
    return {
        "requests": {
            "request_id": [f"{name}{number}" for number in range(count)],
            "received_at": [naive(each) for each in received],
            "taken_at": [naive(each) for each in taken],
            "closed_at": [naive(each + timedelta(days=1)) for each in taken],
            "channel": ["email"] * count,
            "severity": ["ordinary"] * count,
            "support_level": ["standard"] * (count - 1) + [name],
            "service": [name] * count,
            "taken_by": [PERSON] * count,
        },
        "events": {
            "request_id": [f"{name}0", f"{name}0"],
            "kind": ["held", "resumed"],
            "at": [naive(MONDAY + timedelta(hours=hours)) for hours in (2, 3)],
            "whose": ["client", None],
            "actor": [PERSON] * 2,
        },
        "complaints": {
            "complaint_id": [f"{name}-c"],
            "lodged_at": [naive(MONDAY)],
            "answered_at": [naive(MONDAY + timedelta(days=20))],
            "marked": [True],
            "route": ["complaints_address"],
            "complainant": ["holder"],
            "about": ["carrying_out"],
            "request_id": [f"{name}3"],
        },
    }


def log(name: str = "R", engine: str = "polars") -> Log:
    """Return the log of these tables, with where they come from, a proxy, and a problem."""
    made: dict[str, Any] = {table: ENGINES[engine](each) for table, each in columns(name).items()}
    return attrs.evolve(
        log_of(made),
        origins={
            table: Origin(name=f"{name}.csv", place="line", rows=3, digest=f"{number:064x}")
            for number, table in enumerate(made)
        },
        proxies=(Proxy(column="requests.taken_at", stands_for=f"first comment {name}"),),
        problems=(RowProblem(table="requests", column="closed_at", kind=ProblemKind.NO_ZONE, count=2, rows=(4, 9)),),
    )


def made_anew(name: str = "R", engine: str = "polars", *, what_if: Regulation | None = None) -> Report:
    """Return the report of that log, judged as of a month later."""
    records, now = log(name, engine), MONDAY + timedelta(days=30)
    result = audit(records, EXAMPLE, now=now).keeping_rows()
    other = None if what_if is None else compare(result, audit(records, what_if, now=now))
    return Report(result=result, name=name, what_if=other)


@cache
def report(name: str = "R", engine: str = "polars") -> Report:
    """Return the same report, audited once for all tests of a process: most look at one form of it each."""
    return made_anew(name, engine)


def told(made: Report, form: Form, lang: Language = "en") -> str:
    """Return a report in one form."""
    text = io.StringIO()
    write(made, form, text, lang)
    return text.getvalue()
