"""The checks of the audit as one would write them by hand for the records of `bench_audit`, in SQL and in Polars.

They know these records: no waits, no bulk answers, every request complete at once, one queue. What the regulation says
of anything else they leave out, which the audit cannot.
"""

from typing import Any

import duckdb
import polars as pl

from netpoint_stp import Regulation
from netpoint_stp.audit.calendars import DAY, day_of, service_columns, term_columns

CLAUSES = ("3.11", "3.12", "3.13", "3.19")
FIGURES = {"standard": 4 * 3_600_000_000, "business": 3_600_000_000}
QUEUE = ("email", "sms", "helpdesk")
Calendars = dict[str, dict[str, list[int]]]

_CONTENTS = """
SELECT '3.11' AS clause, complaint_id AS id, NULL::BIGINT AS late_us,
       CASE WHEN NOT names_request_date OR NOT names_taker OR NOT coalesce(names_request_text, true) THEN 'broken'
            WHEN names_request_text IS NULL THEN 'undetermined' ELSE 'kept' END AS answer
FROM log.complaints
"""
_ANSWERS = """
WITH due AS (
    SELECT complaint_id, complainant, answered_at, epoch_us(coalesce(answered_at, make_timestamp({now}))) AS counted_us,
           CASE WHEN epoch_us(lodged_at) < midnight THEN due_before_midnight_0 ELSE due_after_midnight_0 END AS due_us
    FROM (SELECT *, epoch_us(lodged_at) // {day} AS utc_day FROM log.complaints) JOIN terms USING (utc_day))
SELECT '3.12', complaint_id, CASE WHEN counted_us >= due_us THEN counted_us - due_us END,
       CASE WHEN answered_at IS NULL AND counted_us < due_us THEN 'not_applicable'
            WHEN complainant IS NULL THEN 'undetermined'
            WHEN counted_us >= due_us THEN 'broken' ELSE 'kept' END
FROM due
"""
_ORDER = """
WITH line AS (
    SELECT request_id, epoch_us(received_at) AS arrived, epoch_us(taken_at) AS taken,
           epoch_us(coalesce(taken_at, make_timestamp({now}))) AS till, coalesce(severity, '') <> 'high' AS in_turn
    FROM log.requests WHERE channel IN ('email', 'sms', 'helpdesk')),
next AS (
    SELECT request_id, till, min(CASE WHEN in_turn THEN taken END) OVER later AS sure, min(taken) OVER later AS maybe
    FROM line WINDOW later AS (ORDER BY arrived, till ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))
SELECT '3.13', request_id, CASE WHEN sure < till THEN till - sure END,
       CASE WHEN sure < till THEN 'broken' WHEN maybe < till THEN 'undetermined' ELSE 'kept' END
FROM next
"""
_REACTION = """
WITH timed AS (
    SELECT request_id, support_level, taken_at IS NULL AS open, epoch_us(received_at) AS start_us,
           epoch_us(coalesce(taken_at, make_timestamp({now}))) AS end_us,
           CASE support_level WHEN 'standard' THEN {standard} WHEN 'business' THEN {business} END AS figure
    FROM log.requests),
passed AS (
    SELECT request_id, open, figure,
           e.served + greatest(0, least(end_us, e.closes_0) - e.opens_0)
           - s.served - greatest(0, least(start_us, s.closes_0) - s.opens_0) AS passed_us
    FROM timed JOIN service s ON s.utc_day = start_us // {day} JOIN service e ON e.utc_day = end_us // {day})
SELECT '3.19', request_id, CASE WHEN passed_us > figure THEN passed_us - figure END,
       CASE WHEN figure IS NULL THEN 'undetermined' WHEN passed_us > figure THEN 'broken'
            WHEN open THEN 'not_applicable' ELSE 'kept' END
FROM passed
"""
_LAST = """
SELECT greatest((SELECT epoch_us(greatest(max(received_at), max(taken_at))) FROM log.requests),
                (SELECT epoch_us(greatest(max(lodged_at), max(answered_at))) FROM log.complaints))
"""


def prepared(engine: duckdb.DuckDBPyConnection, regulation: Regulation) -> Calendars:
    """Make the tables of service hours and of terms, as somebody would who writes such checks more than once."""
    first, last = day_of(16_400), day_of(16_400 + 9_000)
    policy = regulation.complaints
    service = service_columns(regulation.reaction.hours, first, last)
    assert service.windows == 1
    calendars: Calendars = {"service": {name: list(values) for name, values in service.columns.items()}}
    terms = term_columns([policy.calendar], policy.working_days, first, last, its_zone=policy.zone)
    calendars["terms"] = {name: list(values) for name, values in terms.columns.items()}
    for name, columns in calendars.items():
        frame = pl.DataFrame(columns)
        engine.register("columns", frame.to_arrow())
        engine.execute(f"CREATE TABLE {name} AS FROM columns")
        engine.unregister("columns")
    return calendars


def by_sql(engine: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Ask every check, count the answers, and write the breaches into the table `by_hand`."""
    now = engine.execute(_LAST).fetchall()[0][0]
    engine.execute("CREATE OR REPLACE TEMP TABLE by_hand (clause VARCHAR, id VARCHAR, late_us BIGINT)")
    counted = {}
    for clause, sql in zip(CLAUSES, (_CONTENTS, _ANSWERS, _ORDER, _REACTION), strict=True):
        asked = sql.format(now=now, day=DAY, **FIGURES)
        engine.execute(f"CREATE OR REPLACE TEMP TABLE judged(clause, id, late_us, answer) AS {asked}")
        counted[clause] = dict(engine.execute("SELECT answer, count(*) FROM judged GROUP BY answer").fetchall())
        engine.execute("INSERT INTO by_hand SELECT clause, id, late_us FROM judged WHERE answer = 'broken'")
    return counted


def in_polars(
    tables: dict[str, pl.DataFrame], calendars: Calendars, regulation: Regulation
) -> tuple[dict[str, dict[str, int]], pl.DataFrame]:
    """Ask every check of frames; return the answers counted, and the breaches."""
    requests, complaints = tables["requests"].lazy(), tables["complaints"].lazy()
    ends = (
        requests.select(pl.max_horizontal(pl.col("received_at").max(), pl.col("taken_at").max())),
        complaints.select(pl.max_horizontal(pl.col("lodged_at").max(), pl.col("answered_at").max())),
    )
    now = max(frame.select(pl.first().dt.timestamp("us")).collect().item() for frame in ends)
    service, terms = (pl.LazyFrame(calendars[name]) for name in ("service", "terms"))
    counted, broken = {}, []
    judged = (_contents(complaints), _answers(complaints, terms, now), _order(requests, now))
    for clause, frame in zip(CLAUSES, (*judged, _reaction(requests, service, now)), strict=True):
        told = frame.collect()
        counted[clause] = dict(told.group_by("answer").len().iter_rows())
        late = told.filter(pl.col("answer") == "broken").select(clause=pl.lit(clause), id="id", late_us="late_us")
        broken.append(late)
    return counted, pl.concat(broken)


def _named(*ways: tuple[pl.Expr, str], otherwise: str) -> pl.Expr:
    expression: Any = pl
    for condition, name in ways:
        expression = expression.when(condition).then(pl.lit(name))
    answer: pl.Expr = expression.otherwise(pl.lit(otherwise))
    return answer


def _contents(complaints: pl.LazyFrame) -> pl.LazyFrame:
    text = pl.col("names_request_text")
    lacks = ~pl.col("names_request_date") | ~pl.col("names_taker") | ~text.fill_null(value=True)
    answer = _named((lacks, "broken"), (text.is_null(), "undetermined"), otherwise="kept")
    return complaints.select(id="complaint_id", late_us=pl.lit(None, pl.Int64), answer=answer)


def _answers(complaints: pl.LazyFrame, terms: pl.LazyFrame, now: int) -> pl.LazyFrame:
    lodged = pl.col("lodged_at").dt.timestamp("us")
    counted = pl.col("answered_at").dt.timestamp("us").fill_null(now)
    due = pl.when(pl.col("lodged") < pl.col("midnight")).then("due_before_midnight_0").otherwise("due_after_midnight_0")
    frame = complaints.with_columns(lodged=lodged, counted=counted, utc_day=lodged // DAY).join(terms, on="utc_day")
    frame = frame.with_columns(due=due)
    over = pl.col("counted") >= pl.col("due")
    answer = _named(
        (pl.col("answered_at").is_null() & ~over, "not_applicable"),
        (pl.col("complainant").is_null(), "undetermined"),
        (over, "broken"),
        otherwise="kept",
    )
    return frame.select(id="complaint_id", late_us=pl.when(over).then(pl.col("counted") - pl.col("due")), answer=answer)


def _order(requests: pl.LazyFrame, now: int) -> pl.LazyFrame:
    taken = pl.col("taken_at").dt.timestamp("us")
    line = requests.filter(pl.col("channel").is_in(QUEUE)).select(
        id="request_id",
        at=pl.col("received_at").dt.timestamp("us"),
        taken=taken.fill_null(2**62),
        till=taken.fill_null(now),
        in_turn=pl.col("severity").fill_null("") != "high",
    )
    line = line.sort("at", "till").with_columns(
        sure=pl.when("in_turn").then("taken").otherwise(2**62).cum_min(reverse=True),
        maybe=pl.col("taken").cum_min(reverse=True),
    )
    sure, maybe = pl.col("sure") < pl.col("till"), pl.col("maybe") < pl.col("till")
    answer = _named((sure, "broken"), (maybe, "undetermined"), otherwise="kept")
    return line.select("id", late_us=pl.when(sure).then(pl.col("till") - pl.col("sure")), answer=answer)


def _reaction(requests: pl.LazyFrame, service: pl.LazyFrame, now: int) -> pl.LazyFrame:
    frame = requests.select(
        id="request_id",
        open=pl.col("taken_at").is_null(),
        start=pl.col("received_at").dt.timestamp("us"),
        end=pl.col("taken_at").dt.timestamp("us").fill_null(now),
        figure=pl.col("support_level").replace_strict(FIGURES, default=None, return_dtype=pl.Int64),
    )
    for moment in ("start", "end"):
        its = service.rename(lambda name, moment=moment: f"{moment}_{name}")  # type: ignore[misc]  # bound at once
        frame = frame.with_columns((pl.col(moment) // DAY).alias(f"{moment}_utc_day")).join(its, on=f"{moment}_utc_day")

    def served(moment: str) -> pl.Expr:
        opens, closes = pl.col(f"{moment}_opens_0"), pl.col(f"{moment}_closes_0")
        return pl.col(f"{moment}_served") + pl.max_horizontal(0, pl.min_horizontal(moment, closes) - opens)

    frame = frame.with_columns(passed=served("end") - served("start"))
    over = pl.col("passed") > pl.col("figure")
    answer = _named(
        (pl.col("figure").is_null(), "undetermined"),
        (over, "broken"),
        (pl.col("open"), "not_applicable"),
        otherwise="kept",
    )
    return frame.select("id", late_us=pl.when(over).then(pl.col("passed") - pl.col("figure")), answer=answer)
