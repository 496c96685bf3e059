"""What a finding says: the breach, the figures behind it, and the row of the source that it rests on."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks import JUDGED, Check, FindingGrade
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.records.log import ROW, Log
from netpoint_stp.audit.records.tables import record_table

FINDING: Final = (
    *("check", "clause", "whose", "severity", "edition", "calendar"),
    *JUDGED,
    *("request", "records", "source", "rests_on"),
)
"""The columns of findings, beside those of `JUDGED`.

`check` is its id, `clause` what was broken, `whose` breach it is, `calendar` the calendar or clock that the figures are
counted by. `request` is the request that the record is about, where it tells; `records` is the table, `source` where
that was read from, in which `row` is the place. `rests_on` names the columns for which something else stands in, joined
by spaces.
"""


def as_findings(check: Check, told: Frame, log: Log) -> Frame:
    """Return broken rows, told as texts with `edition`, `calendar` and `request`, as findings."""
    origin = log.origins.get(check.table)
    made = {
        "check": nw.lit(check.id),
        "clause": nw.lit(check.clause),
        "whose": nw.lit(check.whose.value),
        "severity": _severity(check),
        "records": nw.lit(check.table),
        "source": nw.lit(origin.name if origin is not None else ""),
        "rests_on": nw.lit(" ".join(proxies(check, log))),
    }
    return told.select(**{name: made.get(name, nw.col(name)) for name in FINDING})


def with_request(check: Check, found: Frame, log: Log) -> Frame:
    """Return the rows with the request that each is about; few are left, so that looking them up is no cost."""
    table = record_table(check.table)
    if (table.key or table.required[0]) == "request_id":
        return found.with_columns(request=nw.col("id"))
    if not log.has(f"{table.name}.request_id"):
        return found.with_columns(request=nw.when(nw.col(ROW) < 0).then(nw.lit("")))
    named = log.frames[table.name].select(nw.col(ROW), nw.col("request_id").alias("request"))
    return found.join(named, on=ROW, how="left")


def proxies(check: Check, log: Log) -> tuple[str, ...]:
    """Return which of the columns that a check looks at are stood in for by something else, written `table.column`."""
    return tuple(proxy.column for proxy in log.proxies if proxy.column in check.columns)


def _severity(check: Check) -> nw.Expr:
    breach = nw.lit(FindingGrade.BREACH.value)
    if not check.to_justify:
        return breach
    to_justify = nw.col("outcome").is_in(sorted(check.to_justify))
    return nw.when(to_justify).then(nw.lit(FindingGrade.TO_JUSTIFY.value)).otherwise(breach)
