"""The checks of the audit as one would write them in SQL for the records of `audit_records`: plain, with equi-joins.

They know these records: no waits, no bulk answers, every request complete at once, one queue, hardly an empty cell.
What the regulation says of anything else they leave out, which the audit cannot.
"""

from typing import Final

import duckdb
from benchmarks.audit_records import MOMENTS

from netpoint_stp.audit.frames.calendars import DAY

_HOUR: Final = 3_600_000_000
FIGURES: Final = {"standard": 4 * _HOUR, "business": _HOUR}

_SHARED: Final = {
    # what each message is, what was made of it, and whether the desk was open when it came in; a letter to another
    # listed contact is a letter to the Company's contact details (3.1), but the number for SMS is the one (I-32)
    "received": """
SELECT interaction_id, request_id, channel, destination, automatic, task, answered, taken_by_person,
       CASE WHEN automatic THEN 'automatic'
            WHEN channel NOT IN ('phone', 'helpdesk', 'email', 'sms') THEN 'unofficial'
            WHEN channel IN ('email', 'sms') AND destination = 'complaints' THEN 'complaint'
            WHEN channel = 'email' AND destination NOT IN ('requests', 'other_of_company') THEN 'unofficial'
            WHEN channel = 'sms' AND destination <> 'requests' THEN 'unofficial'
            WHEN channel = 'phone' AND NOT taken_by_person THEN 'not_taken'
            WHEN channel = 'helpdesk' AND NOT own_account THEN 'incomplete'
            WHEN channel = 'email' AND details <> 'sufficient' THEN 'incomplete'
            ELSE 'official' END AS counts_as,
       CASE WHEN request_id IS NOT NULL THEN 'request' WHEN complaint_id IS NOT NULL THEN 'complaint'
            ELSE 'nothing' END AS made,
       epoch_us(received_at) >= opens_0 AND epoch_us(received_at) < closes_0 AS within_hours
FROM interactions JOIN service ON utc_day = epoch_us(received_at) // {day}
""",
    "work": """
SELECT request_id, taken_at IS NOT NULL AS worked,
       min(CASE counts_as WHEN 'official' THEN 0 WHEN 'complaint' THEN 1 WHEN 'incomplete' THEN 2
           WHEN 'unofficial' THEN 3 WHEN 'not_taken' THEN 3 WHEN 'automatic' THEN 3 END) AS best,
       count(*) FILTER (counts_as = 'official') AS official
FROM requests LEFT JOIN received USING (request_id) GROUP BY ALL
""",
    "refused": """
WITH asked AS (SELECT request_id, max("at") AS last FROM events JOIN needs USING (action)
               WHERE kind = 'asked' AND list_has_any(needs, string_split(asked_for, '&')) GROUP BY request_id),
     named AS (SELECT request_id, ground FROM events WHERE kind = 'refused'),
     common AS (SELECT *, unnest(range(epoch_us(began_at) // {day}, epoch_us(ended_at) // {day} + 1)) AS day
                FROM interruptions WHERE contract_id IS NULL),
     agreed AS (
SELECT r.request_id FROM requests r JOIN interruptions b USING (contract_id, service)
WHERE began_at <= refused_at AND refused_at < ended_at AND reasoned AND agreement <> 'not_agreed'
UNION SELECT r.request_id FROM requests r JOIN common c ON c.day = epoch_us(refused_at) // {day}
      AND c.service = r.service
WHERE began_at <= refused_at AND refused_at < ended_at AND reasoned AND agreement <> 'not_agreed')
SELECT request_id, ground, demand,
       coalesce(action <> 'consultation' AND identity <> 'identified' AND refused_at - last >= INTERVAL 3 DAY, false)
           AS absent,
       demand = 'outside_contract' AS outside, agreed.request_id IS NOT NULL AS broken_off
FROM requests JOIN named USING (request_id) LEFT JOIN asked USING (request_id) LEFT JOIN agreed USING (request_id)
WHERE refused_at IS NOT NULL
""",
    "line": """
WITH known AS (
    SELECT request_id, severity, epoch_us(received_at) AS arrived, epoch_us(taken_at) AS taken,
           epoch_us(coalesce(taken_at, make_timestamp({now}))) AS till,
           coalesce(severity = 'high' AND epoch_us(severity_set_at) <= till, false) AS high_before,
           CASE WHEN specialist_advice THEN true ELSE emergency_action END AS needed
    FROM requests WHERE channel IN ('email', 'sms', 'helpdesk'))
SELECT *, NOT high_before OR NOT coalesce(needed, true) AS in_turn,
       NOT high_before OR needed IS NOT TRUE AS maybe_in_turn
FROM known
""",
}
_CLAUSES: Final = {
    "2.1.5": """
SELECT interaction_id, NULL, CASE WHEN channel <> 'phone' OR NOT within_hours THEN 'not_applicable'
       WHEN taken_by_person THEN 'kept' ELSE 'broken' END FROM received
""",
    "2.4": """
SELECT incident_id, epoch_us(noticed_at) - epoch_us(began_at) - 300_000_000,
       CASE WHEN NOT established OR owner <> 'company' THEN 'not_applicable'
            WHEN noticed_by_monitoring THEN 'kept'
            WHEN trouble_with <> 'equipment' THEN 'undetermined'
            WHEN noticed_at - began_at > INTERVAL 5 MINUTE THEN 'broken' ELSE 'not_applicable' END
FROM incidents
""",
    "2.5": """
SELECT incident_id, {now} - epoch_us(noticed_at) - 30 * 60_000_000,
       CASE WHEN NOT established OR owner <> 'company' THEN 'not_applicable'
            WHEN told IS NOT NULL THEN 'kept'
            WHEN epoch_us(noticed_at) + 30 * 60_000_000 >= {now} THEN 'not_applicable' ELSE 'broken' END
FROM incidents LEFT JOIN (SELECT incident_id, min(sent_at) AS told FROM alerts GROUP BY ALL) USING (incident_id)
""",
    "3.1": """
SELECT request_id, NULL, CASE WHEN NOT worked THEN 'not_applicable' WHEN best = 0 THEN 'kept'
       WHEN best = 1 THEN 'not_applicable' WHEN best = 3 THEN 'broken' ELSE 'undetermined' END FROM work
""",
    "3.1.4": """
SELECT interaction_id, NULL,
       CASE WHEN channel <> 'email' OR counts_as NOT IN ('official', 'incomplete') OR made = 'complaint'
            THEN 'not_applicable'
            WHEN counts_as = 'official' AND made = 'request' THEN 'kept'
            WHEN counts_as = 'official' AND task = 'stated' THEN 'broken'
            WHEN made = 'nothing' OR official > 0 THEN 'kept' ELSE 'undetermined' END
FROM received LEFT JOIN work USING (request_id)
""",
    "3.2": """
SELECT interaction_id, NULL,
       CASE WHEN automatic OR channel <> 'email' OR destination = 'complaints' THEN 'not_applicable'
            WHEN destination = 'requests' THEN 'kept' ELSE 'broken' END FROM received
""",
    "3.4": """
SELECT interaction_id, NULL,
       CASE WHEN counts_as <> 'unofficial' THEN 'not_applicable' WHEN made <> 'request' OR official > 0 THEN 'kept'
            WHEN NOT worked THEN 'not_applicable' ELSE 'broken' END
FROM received LEFT JOIN work USING (request_id)
""",
    "3.6": """
SELECT request_id, NULL, CASE WHEN list_has_all(needs, string_split(asked_for, '&')) THEN 'kept' ELSE 'broken' END
FROM events JOIN needs USING (action) WHERE kind = 'asked'
""",
    "3.9": """
SELECT request_id, NULL, CASE WHEN absent OR coalesce(outside, false) OR broken_off THEN 'kept'
       WHEN demand = 'advice_only' THEN 'not_applicable' WHEN demand IS NULL THEN 'undetermined' ELSE 'broken' END
FROM refused
""",
    "3.9.1": """
SELECT request_id, NULL, CASE WHEN ground <> 'information_absent' THEN 'not_applicable'
       WHEN absent THEN 'kept' ELSE 'broken' END FROM refused
""",
    "3.9.2": """
SELECT request_id, NULL, CASE WHEN ground <> 'outside_contract' THEN 'not_applicable'
       WHEN outside IS NULL THEN 'undetermined' WHEN outside THEN 'kept' ELSE 'broken' END FROM refused
""",
    "3.9.3": """
SELECT request_id, NULL, CASE WHEN ground <> 'agreed_interruption' THEN 'not_applicable'
       WHEN broken_off THEN 'kept' ELSE 'broken' END FROM refused
""",
    "3.10": """
SELECT complaint_id, NULL,
       CASE WHEN complainant = 'holder' OR answered_at IS NOT NULL THEN 'kept'
            WHEN complainant IS NULL THEN 'undetermined'
            WHEN due_us > {now} THEN 'not_applicable' ELSE 'broken' END FROM due
""",
    "3.10-filed": """
SELECT interaction_id, NULL, CASE WHEN counts_as <> 'complaint' THEN 'not_applicable' WHEN complaint_id IS NOT NULL
       THEN 'kept' ELSE 'broken' END FROM received JOIN interactions USING (interaction_id)
""",
    "3.11": """
SELECT complaint_id, NULL,
       CASE WHEN NOT names_request_date OR NOT names_taker OR NOT coalesce(names_request_text, true) THEN 'broken'
            WHEN names_request_text IS NULL THEN 'undetermined' ELSE 'kept' END
FROM complaints
""",
    "3.12": """
SELECT complaint_id, counted_us - due_us,
       CASE WHEN complainant = 'outsider' OR (answered_at IS NULL AND counted_us < due_us) THEN 'not_applicable'
            WHEN complainant IS NULL THEN 'undetermined'
            WHEN counted_us >= due_us THEN 'broken' ELSE 'kept' END FROM due
""",
    "3.13": """
WITH next AS (
    SELECT request_id, till, min(CASE WHEN in_turn THEN taken END) OVER later AS sure,
           min(CASE WHEN maybe_in_turn THEN taken END) OVER later AS maybe
    FROM line WINDOW later AS (ORDER BY arrived, till ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))
SELECT request_id, till - sure,
       CASE WHEN sure < till THEN 'broken' WHEN maybe < till THEN 'undetermined' ELSE 'kept' END
FROM next
""",
    "3.14": """
WITH before AS (
    SELECT *, max(taken) OVER (ORDER BY arrived RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last FROM line)
SELECT request_id, NULL,
       CASE WHEN last IS NULL OR last <= taken THEN 'not_applicable' WHEN NOT maybe_in_turn THEN 'kept'
            WHEN in_turn THEN 'broken' ELSE 'undetermined' END
FROM before WHERE severity = 'high' AND taken IS NOT NULL
""",
    "3.19": """
WITH timed AS (
    SELECT request_id, support_level, taken_at IS NULL AS open, epoch_us(received_at) AS start_us,
           epoch_us(coalesce(taken_at, make_timestamp({now}))) AS end_us FROM requests)
{judged_by_hours}
""",
    "3.19-further": """
WITH acts AS (
    SELECT request_id, "at" FROM events WHERE kind IN ('asked', 'answered', 'instructed', 'refused')
    UNION ALL SELECT request_id, taken_at FROM requests WHERE taken_at IS NOT NULL),
timed AS (
    SELECT i.request_id, any_value(support_level) AS support_level, min(a."at") IS NULL AS open,
           epoch_us(any_value(i."at")) AS start_us, coalesce(epoch_us(min(a."at")), {now}) AS end_us
    FROM events i JOIN requests USING (request_id)
    LEFT JOIN acts a ON a.request_id = i.request_id AND a."at" >= i."at"
    WHERE i.kind = 'information' AND (refused_at IS NULL OR i."at" < refused_at) GROUP BY i.request_id, i.row)
{judged_by_hours}
""",
    "4.1.1": """
SELECT interaction_id, NULL,
       CASE WHEN made = 'request' THEN 'kept' WHEN made = 'complaint' THEN 'not_applicable'
            WHEN counts_as = 'official' AND task = 'stated' THEN 'broken'
            WHEN counts_as = 'not_taken' AND within_hours THEN 'broken' ELSE 'not_applicable' END FROM received
""",
    "4.1.2": """
SELECT incident_id, epoch_us(noticed_at) - epoch_us(began_at) - 300_000_000,
       CASE WHEN NOT established OR owner <> 'company' THEN 'not_applicable'
            WHEN trouble_with <> 'equipment' THEN 'undetermined'
            WHEN noticed_at - began_at > INTERVAL 5 MINUTE THEN 'broken' ELSE 'kept' END
FROM incidents
""",
    "4.1.3": """
WITH told AS (SELECT incident_id, role, epoch_us(min(sent_at)) AS told FROM alerts GROUP BY ALL),
due AS (
    SELECT *, epoch_us(noticed_at) + 30 * 60_000_000 AS due_us
    FROM incidents, (VALUES ('network engineer on duty'), ('head of the service desk')) roster(role)
    WHERE role = 'head of the service desk' OR trouble_with = 'equipment')
SELECT incident_id, coalesce(told, {now}) - due_us,
       CASE WHEN NOT established OR owner <> 'company' THEN 'not_applicable'
            WHEN coalesce(told, {now}) > due_us THEN 'broken' WHEN told IS NULL THEN 'not_applicable' ELSE 'kept' END
FROM due LEFT JOIN told USING (incident_id, role)
""",
    "4.2.2": """
WITH followed AS (SELECT request_id, refers_to AS event_id, "at" AS done FROM events WHERE kind = 'followed'),
told AS (
    SELECT request_id, any_value(helps) AS helps, epoch_us(any_value("at")) + {day} AS due_us,
           epoch_us(min(done)) AS done
    FROM events LEFT JOIN followed USING (request_id, event_id)
    WHERE kind = 'instructed' GROUP BY request_id, row)
SELECT request_id, coalesce(done, {now}) - due_us,
       CASE WHEN NOT helps THEN 'not_applicable' WHEN coalesce(done, {now}) > due_us THEN 'broken'
            WHEN done IS NULL THEN 'not_applicable' ELSE 'kept' END
FROM told
""",
    "4.5": """
WITH told AS (
    SELECT about_id, epoch_us(min(published_at)) AS told FROM notices WHERE about = 'maintenance' GROUP BY 1),
due AS (SELECT works_id AS about_id, epoch_us(began_at) - 2 * {day} AS due_us FROM works)
SELECT about_id, coalesce(told, {now}) - due_us,
       CASE WHEN coalesce(told, {now}) > due_us THEN 'broken' WHEN told IS NULL THEN 'not_applicable' ELSE 'kept' END
FROM due LEFT JOIN told USING (about_id)
""",
    "4.5-failures": """
WITH told AS (SELECT about_id, epoch_us(min(published_at)) AS told FROM notices WHERE about = 'failure' GROUP BY 1),
due AS (SELECT *, incident_id AS about_id, epoch_us(noticed_at) + 3_600_000_000 AS due_us FROM incidents
        WHERE established AND owner = 'company')
SELECT about_id, coalesce(told, {now}) - due_us,
       CASE WHEN extent = 'local' OR NOT emergency THEN 'not_applicable'
            WHEN coalesce(told, {now}) > due_us THEN 'broken'
            WHEN told IS NULL THEN 'not_applicable' ELSE 'kept' END
FROM due LEFT JOIN told USING (about_id)
""",
}
_DUE: Final = """
SELECT complaint_id, complainant, answered_at, epoch_us(coalesce(answered_at, make_timestamp({now}))) AS counted_us,
       CASE WHEN epoch_us(lodged_at) < midnight THEN due_before_midnight_0 ELSE due_after_midnight_0 END AS due_us
FROM complaints JOIN terms ON utc_day = epoch_us(lodged_at) // {day}
"""
_BY_HOURS: Final = """, passed AS (
    SELECT request_id, open,
           CASE support_level WHEN 'standard' THEN {standard} WHEN 'business' THEN {business} END AS figure,
           e.served + greatest(0, least(end_us, e.closes_0) - e.opens_0)
           - s.served - greatest(0, least(start_us, s.closes_0) - s.opens_0) AS passed_us
    FROM timed JOIN service s ON s.utc_day = start_us // {day} JOIN service e ON e.utc_day = end_us // {day})
SELECT request_id, passed_us - figure,
       CASE WHEN figure IS NULL THEN 'undetermined' WHEN passed_us > figure THEN 'broken'
            WHEN open THEN 'not_applicable' ELSE 'kept' END
FROM passed"""


def by_sql(engine: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Ask every check, count the answers, and write the breaches into the table `by_hand`."""
    last = []
    for name, moments in MOMENTS.items():
        ends = ", ".join(f'max("{moment}")' for moment in moments)
        last.append(f"(SELECT epoch_us(greatest({ends})) FROM {name})")
    figures = {"now": engine.execute(f"SELECT greatest({', '.join(last)})").fetchall()[0][0], "day": DAY, **FIGURES}
    figures["judged_by_hours"] = _BY_HOURS.format(**figures)
    engine.execute("CREATE OR REPLACE TABLE by_hand (clause VARCHAR, id VARCHAR, late_us BIGINT)")
    for name, sql in {**_SHARED, "due": _DUE}.items():
        engine.execute(f"CREATE OR REPLACE TABLE {name} AS {sql.format(**figures)}")
    counted = {}
    for clause, sql in _CLAUSES.items():
        asked = sql.format(**figures)
        engine.execute(f"CREATE OR REPLACE TABLE judged(id, late_us, answer) AS {asked}")
        counted[clause] = dict(engine.execute("SELECT answer, count(*) FROM judged GROUP BY answer").fetchall())
        engine.execute(f"INSERT INTO by_hand SELECT '{clause}', id, late_us FROM judged WHERE answer = 'broken'")
    return counted
