"""Records for `bench_audit`, made by DuckDB itself: some 25,000 requests a day, and all that belongs to them.

Every rule is broken now and then, and every cell is filled but for those that settle a row or leave it open. There are
no waits, no bulk answers and no later completions.
"""

from typing import Final

import duckdb
import polars as pl

from netpoint_stp import Regulation
from netpoint_stp.audit.frames.calendars import day_of, service_columns, term_columns

PER_DAY: Final = 25_000
_HOUR: Final = 3_600_000_000
_MINUTE: Final = 60_000_000
_START: Final = "TIMESTAMP '2015-01-05'"
_ACTIONS: Final = "['consultation', 'report a fault', 'change tariff', 'reset password']"
_SERVICES: Final = "['internet', 'internet', 'television', 'hosting']"

_REQUESTS: Final = f"""
WITH made AS (SELECT i, hash(i) AS h, hash(i + 1_000_000_007) AS g, hash(i + 7) AS k FROM range({{n}}) t(i)),
     arrived AS (SELECT *, {_START} + to_microseconds(
         (i * 86_400_000_000 // {{per_day}}) + (h % 900_000_000)::BIGINT) AS received_at FROM made),
     taken AS (SELECT *, CASE WHEN g % 200 > 0 THEN received_at + to_microseconds(((g // 1_000) % 60_000_000)::BIGINT
         + CASE WHEN g % 20 = 1 THEN {_HOUR} * (1 + (g // 20) % 30)::BIGINT
                ELSE {_MINUTE} * (5 + (g // 20) % 3)::BIGINT END) END AS taken_at FROM arrived)
SELECT i + 1 AS row, 'r' || i AS request_id, received_at, taken_at,
       CASE WHEN k % 25 = 0 THEN taken_at + to_microseconds({_HOUR} * (k // 25 % 96)::BIGINT) END AS refused_at,
       ['email', 'sms', 'helpdesk', 'phone'][1 + (h // 7 % 4)::INT] AS channel,
       ['standard', 'standard', 'business', NULL][1 + (h // 31 % 4)::INT] AS support_level,
       CASE WHEN h // 97 % 50 = 0 THEN NULL ELSE ['ordinary', 'low', 'high'][1 + (h // 211 % 3)::INT] END AS severity,
       received_at + to_microseconds({_MINUTE} * (k // 11 % 8)::BIGINT) AS severity_set_at,
       CASE WHEN k // 31 % 20 > 0 THEN k // 31 % 2 = 0 END AS emergency_action,
       k // 37 % 5 = 0 AS specialist_advice,
       {_ACTIONS}[1 + (k // 41 % 4)::INT] AS action,
       {_SERVICES}[1 + (k // 43 % 4)::INT] AS service,
       'k' || i % ({{n}} // 10 + 1) AS contract_id,
       ['identified', 'absent', 'insufficient'][1 + (k // 47 % 3)::INT] AS identity,
       ['within_contract', 'outside_contract', 'advice_only', NULL][1 + (k // 53 % 4)::INT] AS demand,
       k // 59 % 3 = 0 AS refusal_reason
FROM taken
"""
_INTERACTIONS: Final = """
WITH made AS (SELECT *, row - 1 AS i, hash(request_id) AS m FROM requests)
SELECT row, 'm' || i AS interaction_id, received_at,
       CASE WHEN m % 40 = 0 THEN 'icq' ELSE channel END AS channel,
       CASE WHEN m // 40 % 15 > 0 THEN 'r' || CASE WHEN m // 600 % 16 = 0 THEN greatest(i - 1, 0) ELSE i END
       END AS request_id,
       CASE WHEN m // 600 % 50 = 1 THEN 'c' || i // 20 END AS complaint_id,
       m // 97 % 30 = 0 AS automatic,
       CASE m // 101 % 25 WHEN 0 THEN 'complaints' WHEN 1 THEN 'other_of_company' WHEN 2 THEN 'not_of_company'
            WHEN 3 THEN 'unlisted' ELSE 'requests' END AS destination,
       m // 103 % 20 > 0 AS taken_by_person,
       m // 107 % 20 > 0 AS own_account,
       CASE m // 109 % 12 WHEN 0 THEN 'lacking' WHEN 1 THEN 'ambiguous' ELSE 'sufficient' END AS details,
       CASE WHEN m // 113 % 12 > 0 THEN 'stated' ELSE 'missing' END AS task,
       m // 127 % 2 = 0 AS answered
FROM made
"""
_OF_REQUESTS: Final = "(SELECT *, hash(request_id, 3) AS e FROM requests WHERE taken_at IS NOT NULL)"
_EVENTS: Final = (
    f"""
SELECT request_id, 'answered' AS kind, taken_at + to_microseconds(20 * {_MINUTE}) AS at, NULL::VARCHAR AS event_id,
       NULL::VARCHAR AS action, NULL::VARCHAR AS asked_for, NULL::VARCHAR AS refers_to, NULL::VARCHAR AS ground,
       NULL::BOOLEAN AS helps FROM {_OF_REQUESTS}
""",
    f"""
SELECT request_id, 'information', taken_at + to_microseconds(30 * {_MINUTE}), NULL, NULL, NULL, NULL, NULL, NULL
FROM {_OF_REQUESTS} WHERE e % 5 = 0
""",
    f"""
SELECT request_id, 'answered', taken_at + to_microseconds(30 * {_MINUTE} + {_HOUR} * (e // 5 % 12)::BIGINT),
       NULL, NULL, NULL, NULL, NULL, NULL FROM {_OF_REQUESTS} WHERE e % 25 > 0
""",
    f"""
SELECT request_id, 'asked', taken_at + to_microseconds({_MINUTE}), NULL, action,
       ['login', 'login&contract_number', 'passport', 'login&connection_address'][1 + (e // 13 % 4)::INT],
       NULL, NULL, NULL FROM {_OF_REQUESTS} WHERE e // 7 % 3 = 0
""",
    f"""
SELECT request_id, 'instructed', taken_at + to_microseconds(2 * {_MINUTE}), 'e' || request_id, NULL, NULL,
       NULL, NULL, e // 17 % 6 > 0 FROM {_OF_REQUESTS} WHERE e % 11 = 0
""",
    f"""
SELECT request_id, 'followed', taken_at + to_microseconds({_HOUR} * (1 + (e // 11 % 30)::BIGINT)), NULL, NULL,
       NULL, 'e' || request_id, NULL, NULL FROM {_OF_REQUESTS} WHERE e % 11 = 0 AND e // 19 % 9 > 0
""",
    f"""
SELECT request_id, 'refused', refused_at, NULL, NULL, NULL, NULL,
       ['information_absent', 'outside_contract', 'agreed_interruption', 'other'][1 + (e // 23 % 4)::INT], NULL
FROM {_OF_REQUESTS} WHERE refused_at IS NOT NULL
""",
)
"""One kind after the other: all in one question would have to be held back until they are numbered."""
_COMPLAINTS: Final = f"""
WITH made AS (SELECT i, hash(i + 3) AS h FROM range({{n}} // 20) t(i)),
     lodged AS (SELECT *, {_START} + to_microseconds(i * 1_728_000_000_000 // {{per_day}}) AS lodged_at FROM made)
SELECT i + 1 AS row, 'c' || i AS complaint_id, lodged_at,
       CASE WHEN h % 30 > 0 THEN lodged_at + to_microseconds({_HOUR} * (h % 260)::BIGINT) END AS answered_at,
       ['complaints_address', 'complaints_address', 'other_mailbox'][1 + (h // 300 % 3)::INT] AS route,
       h // 1_000 % 10 > 0 AS marked,
       CASE h // 10_000 % 40 WHEN 0 THEN NULL WHEN 1 THEN 'outsider' ELSE 'holder' END AS complainant,
       'carrying_out' AS about,
       h // 7_000 % 9 > 0 AS names_request_date,
       h // 8_000 % 9 > 0 AS names_taker,
       CASE WHEN h // 9_000 % 30 > 0 THEN h // 9_000 % 9 > 0 END AS names_request_text
FROM lodged
"""
_CONTRACTS: Final = f"""
SELECT row_number() OVER () AS row, 'k' || i AS contract_id, {_START} - INTERVAL 90 DAY AS since, service
FROM range({{n}} // 10 + 1) t(i), (VALUES ('internet', 1), ('television', 2)) s(service, every) WHERE i % every = 0
"""
_INTERRUPTIONS: Final = f"""
WITH own AS (SELECT *, hash(request_id, 5) AS b FROM requests WHERE refused_at IS NOT NULL),
     breaks AS (
SELECT refused_at - to_microseconds({_HOUR} * (b % 9)::BIGINT) AS began_at,
       refused_at + to_microseconds({_HOUR} * (b // 9 % 9)::BIGINT) AS ended_at,
       service, contract_id, b // 81 % 8 > 0 AS reasoned,
       ['individually', 'by_contract', 'not_agreed'][1 + (b // 89 % 3)::INT] AS agreement FROM own WHERE b // 97 % 3 = 0
UNION ALL SELECT {_START} + to_days(d::INT) + INTERVAL 9 HOUR, {_START} + to_days(d::INT) + INTERVAL 33 HOUR,
       'hosting', NULL, d % 5 > 0, 'by_contract' FROM range(0, {{n}} // {{per_day}} + 1, 3) t(d))
SELECT row_number() OVER () AS row, 'b' || row_number() OVER () AS interruption_id, *, 'other' AS kind FROM breaks
"""
_INCIDENTS: Final = f"""
WITH made AS (SELECT i, hash(i + 11) AS h FROM range({{n}} // 300 + 1) t(i)),
     began AS (SELECT *, {_START} + to_microseconds(i * 300 * 86_400_000_000 // {{per_day}}) AS began_at FROM made)
SELECT i + 1 AS row, 'i' || i AS incident_id, began_at,
       began_at + to_microseconds(1_000_000 * (h % 420)::BIGINT) AS noticed_at,
       h // 420 % 20 > 0 AS established,
       h // 421 % 3 > 0 AS noticed_by_monitoring,
       ['company', 'company', 'company', 'client'][1 + (h // 431 % 4)::INT] AS owner,
       ['equipment', 'equipment', 'software'][1 + (h // 433 % 3)::INT] AS trouble_with,
       ['backbone', 'local'][1 + (h // 439 % 2)::INT] AS extent,
       h // 443 % 2 = 0 AS emergency,
       'internet' AS service
FROM began
"""
_ALERTS: Final = f"""
SELECT row_number() OVER () AS row, incident_id,
       noticed_at + to_microseconds({_MINUTE} * (hash(incident_id, role) % 40)::BIGINT) AS sent_at, role
FROM incidents, (VALUES ('network engineer on duty'), ('head of the service desk')) r(role)
WHERE hash(incident_id, role) // 40 % 15 > 0
"""
_WORKS: Final = f"""
SELECT i + 1 AS row, 'w' || i AS works_id,
       {_START} + to_microseconds(i * 500 * 86_400_000_000 // {{per_day}}) AS began_at
FROM range({{n}} // 500 + 1) t(i)
"""
_NOTICES: Final = f"""
WITH all_of_them AS (
SELECT works_id AS about_id, 'maintenance' AS about,
       began_at - to_microseconds({_HOUR} * (30 + hash(works_id) % 60)::BIGINT) AS published_at FROM works
WHERE hash(works_id) // 60 % 12 > 0
UNION ALL SELECT incident_id, 'failure', noticed_at + to_microseconds({_MINUTE} * (hash(incident_id) % 80)::BIGINT)
FROM incidents WHERE hash(incident_id) // 80 % 10 > 0)
SELECT row_number() OVER () AS row, * FROM all_of_them
"""
TABLES: Final = {
    "requests": _REQUESTS,
    "interactions": _INTERACTIONS,
    "events": "SELECT 0::BIGINT AS row, * FROM ({events}) LIMIT 0",
    "complaints": _COMPLAINTS,
    "contracts": _CONTRACTS,
    "interruptions": _INTERRUPTIONS,
    "incidents": _INCIDENTS,
    "alerts": _ALERTS,
    "works": _WORKS,
    "notices": _NOTICES,
}
"""How each table is made, those first of which others are."""
MOMENTS: Final = {
    "requests": ("received_at", "taken_at", "refused_at", "severity_set_at"),
    "interactions": ("received_at",),
    "events": ("at",),
    "complaints": ("lodged_at", "answered_at"),
    "contracts": ("since",),
    "interruptions": ("began_at", "ended_at"),
    "incidents": ("began_at", "noticed_at"),
    "alerts": ("sent_at",),
    "works": ("began_at",),
    "notices": ("published_at",),
}


_FIRST_DAY: Final = 16_400
_DAYS: Final = 9_000
"""How long the calendars are: for a hundred million requests."""


def made(engine: duckdb.DuckDBPyConnection, requests: int) -> None:
    """Make the records of so many requests, a table each."""
    per_day = min(PER_DAY, max(requests // 30, 100))
    for name, sql in TABLES.items():
        engine.execute(f"CREATE TABLE {name} AS {sql.format(n=requests, per_day=per_day, events=_EVENTS[0])}")
        if name == "events":
            for question in _EVENTS:
                before = "(SELECT count(*) FROM events)"
                engine.execute(f"INSERT INTO events SELECT row_number() OVER () + {before}, * FROM ({question})")


def prepared(regulation: Regulation) -> dict[str, pl.DataFrame]:
    """Return service hours and terms by UTC day and what each action needs, as somebody has them who asks often."""
    first, last = day_of(_FIRST_DAY), day_of(_FIRST_DAY + _DAYS)
    complaints, actions = regulation.complaints, regulation.identification.actions
    service = service_columns(regulation.reaction.hours, first, last)
    assert service.windows == 1
    terms = term_columns([complaints.calendar], complaints.working_days, first, last, its_zone=complaints.zone)
    needs = [sorted(detail.value for detail in each.details) for each in actions.values()]
    return {
        "service": pl.DataFrame({name: list(values) for name, values in service.columns.items()}),
        "terms": pl.DataFrame({name: list(values) for name, values in terms.columns.items()}),
        "needs": pl.DataFrame({"action": [*actions], "needs": needs}, schema_overrides={"needs": pl.List(pl.String)}),
    }
