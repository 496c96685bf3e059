"""What takes a request from its line, and by which moment it stands there (3.13; readings I-5, I-20, I-23).

Asking the client for account information takes nobody's turn, nor does anything that is done about a request which was
never in its line, for it lacked something all the time.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Case

LINE: Final = ("in_line", "left_line_at", "placed_at")
"""What a log can say itself of the line: columns of `requests`, which those who call these have added as empty ones."""


def taken_from_line(case: Case) -> nw.Expr:
    """Return when each request was taken from its line, in microseconds; empty where it was not.

    Where the log does not say it itself, by the first of what a person did about it other than asking for account
    information.
    """
    reacted, asked = nw.col("reacted_at_us"), nw.col("asked_at_us")
    only_asked = (reacted == asked).fill_null(value=False)
    first = nw.min_horizontal("taken_at_us", "refused_at_us", nw.when(~only_asked).then(reacted))
    if not case.log.has("requests.in_line"):
        return first
    return nw.when(nw.col("in_line").is_null()).then(first).otherwise(nw.col("left_line_at_us"))


def never_in_line(case: Case) -> nw.Expr:
    """Return whether the log says that a request never stood in its line."""
    if not case.log.has("requests.in_line"):
        return nw.col("row") < 0
    return ~nw.col("in_line").fill_null(value=True)


def placed(case: Case, moment: nw.Expr) -> nw.Expr:
    """Return the moment by which a request stands in its line, where it was put right there; else the one given."""
    if not case.log.has("requests.placed_at"):
        return moment
    return nw.when(nw.col("placed_at_us").is_null()).then(moment).otherwise(nw.col("placed_at_us"))
