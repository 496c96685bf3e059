"""Reports in every form: what they say, that they can be repeated, and that nothing in the records does harm."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import attrs
import narwhals as nw
import polars as pl
import pytest
from jsonschema import Draft202012Validator
from tests.audit.engines import ENGINES, Columns
from tests.audit.objects import naive
from tests.audit.reports import EXAMPLE, FORMULA, HOSTILE, MONDAY, PERSON, columns, made_anew, report, told

from netpoint_stp.audit.checks import CHECKS, Answer
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.records.provenance import ProblemKind
from netpoint_stp.audit.records.tables import TABLES, ActivityKind
from netpoint_stp.audit.report import charts
from netpoint_stp.audit.report.as_csv import COLUMNS, inert
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.distributions import Bar, load, over_time
from netpoint_stp.audit.report.found import in_order, latest_by_check
from netpoint_stp.audit.report.words import Words
from netpoint_stp.audit.report.writing import FORMS, Form
from netpoint_stp.audit.result import audit
from netpoint_stp.clauses import Bearer
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator import Plan, read_breaches
from netpoint_stp.testing.generator.writing import write
from netpoint_stp.wording import LANGUAGES, Language, knows, say

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "audit-report.schema.json").read_text(encoding="utf-8"))
forms = pytest.mark.parametrize("form", FORMS)
languages = pytest.mark.parametrize("lang", LANGUAGES)
THIRTY_DAYS = attrs.evolve(EXAMPLE, complaints=attrs.evolve(EXAMPLE.complaints, working_days=30))


WORDS = Words("en", ZoneInfo("Europe/Kyiv"))
CONTRACTS: Columns = {"contract_id": ["k"], "since": [naive(MONDAY)], "service": ["internet"]}


_OF_MACHINES: Final = ("code", "style", "script")


class Page(HTMLParser):
    """What a reader of the page makes of it: its elements, and the text that stands between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.plain: list[str] = []
        """The texts but for those that are marked as what a machine reads: names of columns, digests, style, script."""
        self._within: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))
        if tag in _OF_MACHINES:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag in _OF_MACHINES:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.texts.append(data)
        if not self._within:
            self.plain.append(data)


@cache
def with_another_edition(name: str = "R") -> Report:
    """Return the report that also says what thirty working days for a complaint would change."""
    return made_anew(name, what_if=THIRTY_DAYS)


@pytest.fixture(scope="module")
def again() -> Report:
    """Return the report once more, audited anew."""
    return made_anew()


@forms
def test_a_report_can_be_repeated_to_the_byte(form: Form, again: Report) -> None:
    """The same records, settings and moment of judging: nothing of the clock, the machine or the order of rows."""
    assert told(again, form) == told(report(), form)


@pytest.mark.parametrize("engine", ["duckdb", "pandas", "pyarrow"])
@forms
def test_engines_write_the_same_report(engine: str, form: Form) -> None:
    """Which engine counted is seen nowhere."""
    assert told(report(engine=engine), form) == told(report(), form)


def test_findings_of_one_record_have_an_order_of_their_own() -> None:
    """Two roles that were told nothing of one incident stand in the same order however the rows lay."""
    incidents: Columns = {
        "incident_id": ["a", "b"],
        "noticed_at": [naive(MONDAY)] * 2,
        "owner": ["company"] * 2,
        "established": [True] * 2,
        "trouble_with": ["equipment"] * 2,
    }
    alerts: Columns = {"incident_id": ["c"], "sent_at": [naive(MONDAY)], "role": ["network engineer on duty"]}
    records = {"incidents": pl.DataFrame(incidents), "alerts": pl.DataFrame(alerts)}
    found = audit(records, EXAMPLE, now=MONDAY + timedelta(days=1)).by_clause("4.1.3").findings
    assert found is not None
    frame = found.collect(backend="polars").to_native()
    there, back = (nw.from_native(each.lazy()) for each in (frame, frame.reverse()))

    assert [*in_order(there)] == [*in_order(back)]
    assert latest_by_check(there, 3) == latest_by_check(back, 3)
    assert len([*in_order(there)]) == 4


def test_json_is_by_its_schema() -> None:
    """The documented schema holds, with and without another edition, and for a log in which nothing can be asked."""
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    made = json.loads(told(with_another_edition(), "json"))

    assert [error.message for error in validator.iter_errors(made)] == []
    assert [error.message for error in validator.iter_errors(json.loads(told(report(), "json")))] == []
    assert [*validator.iter_errors(made | {"as_of": "2026-04-01"})]


def test_json_says_what_was_found_and_what_it_rests_on() -> None:
    """Counts, findings with their figures, sources, versions, and what another edition would change."""
    made = json.loads(told(with_another_edition(), "json"))
    clauses = {each["check"]: each for each in made["clauses"]}
    late = next(each for each in made["findings"] if each["check"] == "3.12")
    changed = {each["check"]: each["moves"] for each in made["what_if"]["clauses"]}

    assert made["breaches"]["company"] == 1
    assert made["kept_by_company_and_service_desk"] is False
    assert clauses["3.19"]["answers"]["broken"] == 3  # the first was put on hold in time, an act of a person
    assert clauses["3.13"]["rests_on"] == ["requests.taken_at"]
    assert clauses["3.2"]["observable"] is False
    assert "interactions.destination" in clauses["3.2"]["lacking"]
    assert (late["id"], late["request"], late["source"], late["calendar"]) == ("R-c", "R3", "R.csv", "ukraine")
    assert late["due"] == "2026-03-11T22:00:00Z"
    assert made["digest"] is not None
    assert set(made["versions"]) == {"library", "calendar", "zones"}
    assert changed["3.12"] == [{"before": "broken", "after": "kept", "count": 1}]
    assert sum(map(sum, made["requests_by_weekday_and_hour"])) == 12


def test_csv_has_a_line_for_every_finding() -> None:
    """As many as the counts say, under the names of the columns."""
    made = report()
    rows = list(csv.DictReader(io.StringIO(told(made, "csv"))))

    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == made.totals[Answer.BROKEN]
    assert {row["at"][-1] for row in rows} == {"Z"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", " =", "\ufeff="])
def test_no_cell_is_taken_for_a_formula(sign: str) -> None:
    """Whatever sign would start one, an apostrophe stands before it."""
    assert inert(f"{sign}1+1") == f"'{sign}1+1"
    assert inert("R-1") == "R-1"


def test_formulas_in_the_records_are_inert_in_csv() -> None:
    """An export whose ids are formulas gives a CSV that a spreadsheet only shows."""
    rows = list(csv.DictReader(io.StringIO(told(report(FORMULA), "csv"))))

    assert rows
    assert all(row["id"].startswith("'=") for row in rows)
    assert all(row["source"].startswith("'=") for row in rows)


def test_junit_fails_for_the_company_and_skips_what_cannot_be_asked() -> None:
    """A build server shows each clause: failed, skipped with the columns that are lacking, or passed."""
    suite = ET.fromstring(told(report(), "junit")).find("testsuite")  # noqa: S314 - our own text
    assert suite is not None
    cases = {str(case.get("name")).split()[0]: case for case in suite}

    assert cases.keys() == {check.id for check in CHECKS}
    failure, skipped = cases["3.12"].find("failure"), cases["3.2"].find("skipped")
    assert failure is not None
    assert "R-c" in str(failure.text)
    assert skipped is not None
    assert "interactions.destination" in str(skipped.get("message"))
    assert int(str(suite.get("failures"))) == len(suite.findall("testcase/failure"))


def test_signs_that_xml_cannot_hold_are_replaced() -> None:
    """A NUL or an escape in an id does not make the file unreadable."""
    made = ET.fromstring(told(report("R\x00\x1b"), "junit"))  # noqa: S314 - our own text

    assert made.find("testsuite") is not None


@languages
def test_scripts_in_the_records_stay_text_on_the_page(lang: Language) -> None:
    """Ids, names of services and files, and mappings that hold markup: the only script is the page's own."""
    page = Page(told(with_another_edition(HOSTILE), "html", lang))
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]

    assert scripts == [{}]
    assert any(HOSTILE in text for text in page.texts)
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


@languages
def test_the_page_needs_no_network_and_allows_itself_none(lang: Language) -> None:
    """No address of anything to load, and a policy that would refuse it; no style but by its digest."""
    page = Page(told(report(), "html", lang))
    policy = next(each["content"] for tag, each in page.elements if tag == "meta" and "http-equiv" in each)
    loaded = [
        (tag, name, value)
        for tag, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "srcset", "action", "style", "data") or (name == "href" and not str(value).startswith("#"))
    ]

    assert loaded == []
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in str(policy)


@languages
def test_the_page_can_be_heard_as_well_as_seen(lang: Language) -> None:
    """One title, headings without a gap, every chart with words, every column with a head, and the language said."""
    page = Page(told(report(), "html", lang))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3")]
    charts = [attributes for tag, attributes in page.elements if tag == "svg" and attributes.get("role") == "img"]

    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert charts
    assert all(each.get("aria-label") for each in charts)
    assert all(each.get("scope") for tag, each in page.elements if tag == "th")
    assert ("html", {"lang": lang}) in page.elements


@forms
@languages
def test_what_tells_a_person_gets_into_no_report(form: Form, lang: Language) -> None:
    """Names of staff and senders are in the records, and stay there."""
    assert PERSON.split()[0] not in told(report(), form, lang)


@forms
def test_a_log_in_which_nothing_can_be_asked_is_reported(form: Form) -> None:
    """A list of contracts alone: no finding, no chart, and every clause said to be out of sight."""
    only = log_of({"contracts": ENGINES["duckdb"](CONTRACTS)})
    made = Report(result=audit(only, EXAMPLE), name="contracts")

    assert told(made, form)
    assert all(each.not_observable for each in made.clauses)


def test_none_of_nothing_is_no_good_news() -> None:
    """No breach in records that cannot show any is not shown as one that was looked for and not found."""
    only = log_of({"contracts": ENGINES["duckdb"](CONTRACTS)})
    page = Page(told(Report(result=audit(only, EXAMPLE), name="contracts"), "html"))
    tiles = [each.get("class") for tag, each in page.elements if tag == "li" and each.get("class")][:5]

    assert tiles == ["none", "none", "none", "none", "open"]
    assert f"{len(CHECKS)} / {len(CHECKS)}" in page.texts


def test_columns_of_which_one_will_do_are_told_in_full() -> None:
    """Whoever looks for what to add to an export is shown names of columns, not how checks write them."""
    needed = ("requests.queue|channel", "requests.severity")

    assert WORDS.columns(needed) == "requests.queue or requests.channel, requests.severity"


def test_shares_over_time_leave_out_what_cannot_be_judged() -> None:
    """By week: the requests of one day make one period, in which three of twelve were late."""
    (period,) = over_time(report().by_check["3.19"])

    assert period.first_day.weekday() == 0
    assert period.broken == 3
    assert period.kept + period.broken <= 12


def test_reactions_at_the_maximum_are_within_it() -> None:
    """Of twelve requests three took longer than their four hours; the unknown level has no maximum to hold them to."""
    bars = report().reactions

    assert sum(bar.count for bar in bars if bar.over) == 3
    assert sum(bar.count for bar in bars) == 11
    assert [bar.start for bar in bars if not bar.over] == [0, 1, 2, 5, 10, 25, 50]
    # one hour of four lies at the very end of its bar
    assert [bar.count for bar in bars] == [0, 0, 0, 0, 7, 1, 0, 0, 3, 0]


def test_a_late_answer_lies_right_of_the_term() -> None:
    """Answered ten days after the term was over."""
    (bar,) = [each for each in report().replies if each.count]

    assert bar.over
    assert bar.start == 10


def test_the_worst_requests_have_their_steps_in_order() -> None:
    """First the one that fails most checks; events stand among the moments of the request itself."""
    worst = report().worst
    steps = next(each for each in worst if each.request == "R0").steps

    assert worst[0].request == "R3"
    assert len({found.check for found in worst[0].findings}) == 3
    assert [step.what for step in steps] == ["received_at", "held", "resumed", "taken_at", "closed_at"]


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, seconds=59), "1 h"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
        (None, "–"),
    ],
)
def test_lengths_of_time_are_cut_to_two_units(length: timedelta | None, expected: str) -> None:
    """Never rounded up: what is not over is not said to be."""
    assert WORDS.length(length).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, "–"), (0, 5, "0.0 %"), (5, 5, "100.0 %"), (99_999, 100_000, "99.9 %"), (1, 100_000, "0.1 %")],
)
def test_a_share_is_all_or_nothing_only_where_it_is(part: int, whole: int, expected: str) -> None:
    """One breach in a hundred thousand is not 100 % kept."""
    assert WORDS.share(part, whole).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (11, [0, 5, 10, 15]),
        (4466, [0, 1000, 2000, 3000, 4000, 5000]),
    ],
)
def test_a_scale_has_few_round_marks_and_reaches_the_top(most: int, marks: list[int]) -> None:
    """Steps of 1, 2 or 5 with zeros after it."""
    assert charts.scale(most) == marks


def test_a_bar_of_one_among_thousands_can_be_seen() -> None:
    """Never lower than two units of two hundred; none for none."""
    drawn = charts.bars([Bar(0, 1, 100_000, over=False), Bar(1, 2, 1, over=True), Bar(2, None, 0, over=True)], "abc")

    assert [box.height for box in drawn.boxes] == [200.0, 2.0, 0.0]
    assert drawn.limit == 240.0


def test_a_report_tells_when_what_is_judged_came_in() -> None:
    """A contract of long ago is no record that a clause is asked of, and makes no report of eight years."""
    tables = {name: ENGINES["duckdb"](each) for name, each in columns().items()}
    old = {**CONTRACTS, "since": [naive(MONDAY - timedelta(days=3_000))]}
    made = Report(result=audit(log_of({**tables, "contracts": ENGINES["duckdb"](old)}), EXAMPLE), name="R")

    assert made.span == (MONDAY, MONDAY + timedelta(minutes=180))
    assert made.asked_of == {"requests": 12, "events": 2, "complaints": 1}
    assert not made.reaches_beyond


def test_what_was_broken_most_often_stands_first() -> None:
    """By how many times, the Client's breaches left out; each with a link to its findings."""
    made = report()
    page = Page(told(made, "html"))
    counts = [each.breaches for each in made.stands_out]
    links = [each["data-check"] for tag, each in page.elements if tag == "a" and "data-check" in each]

    assert counts == sorted(counts, reverse=True)
    assert {each.check.whose for each in made.stands_out} <= {Bearer.STP, Bearer.COMPANY}
    assert links[: len(counts)] == [each.check.id for each in made.stands_out]


def test_the_page_lists_all_that_was_not_judged_and_nothing_else() -> None:
    """What could not be asked at all, and what could not be told of some rows, which are counted."""
    made, words = report(), WORDS
    texts = Page(told(made, "html", "en")).texts
    last = texts.index(say("report.heading.wanted", "en"))
    first = max(at for at, text in enumerate(texts[:last]) if text == say("report.heading.not_judged", "en"))
    counts = [each.counts.get(Answer.UNDETERMINED, 0) for each in made.clauses]
    listed = [
        (words.title(each.check), words("filter.all") if each.not_observable else words.number(count))
        for each, count in zip(made.clauses, counts, strict=True)
        if each.not_observable or count
    ]
    section = texts[first:last]
    titles = {words.title(each.check) for each in made.clauses}

    assert [text for text in section if text in titles] == [title for title, _ in listed]
    assert all(count in section[section.index(title) :] for title, count in listed)
    assert {bool(each.not_observable) for each in made.clauses if each.counts.get(Answer.UNDETERMINED, 0)} == {False}


@languages
def test_the_page_says_which_columns_would_allow_more(lang: Language) -> None:
    """In words, with the clauses that hang on each: first the channel of what came in, which six ask of."""
    page = Page(told(report(), "html", lang))
    first = page.texts.index(say("report.heading.wanted", lang))
    after = [text for text in page.texts[first:] if text.strip()]

    assert after[5:8] == ["interactions.channel", say("column.interactions.channel", lang), after[7]]
    assert len(after[7].split(", ")) >= 6


@pytest.fixture(scope="module")
def every_breach(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report of a log with breaches of every kind."""
    log = tmp_path_factory.mktemp("breaches") / "log"
    write(Plan(requests=400, seed=4, breaches=read_breaches(["all=0.2"]), regulation=EXAMPLE), log)
    return Report(result=audit(log, EXAMPLE).keeping_rows(), name="log")


@languages
def test_the_page_shows_no_codes(lang: Language, every_breach: Report) -> None:
    """Clauses by their numbers, all else by words: what the records are called within stands in JSON and CSV."""
    made = every_breach
    text = " ".join(Page(told(made, "html", lang)).plain)

    assert made.worst
    assert say("value.channel.helpdesk", lang) in text
    assert codes_in(text) == []


@languages
def test_junit_shows_no_codes(lang: Language, every_breach: Report) -> None:
    """What a build server shows is for people too."""
    suite = ET.fromstring(told(every_breach, "junit", lang))  # noqa: S314 - our own
    text = " ".join([*suite.itertext(), *(each.get("message", "") for each in suite.iter())])

    assert codes_in(text) == []


@languages
def test_what_stands_in_for_a_column_is_told_by_what_that_holds(lang: Language) -> None:
    """Beside each question that rests on it; its name is for whoever writes the mapping, in a table of its own."""
    page = Page(told(report(), "html", lang))
    texts = [text for text in page.plain if say("column.requests.taken_at", lang) in text]

    assert [text for text in page.plain if "requests.taken_at" in text] == []
    assert len(texts) >= 3


def codes_in(text: str) -> list[str]:
    """Return the codes in a text, but for the names of columns that are lacking."""
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table}
    found = re.findall(r"(?<![\w.-])(?:[a-z]+\.)?[a-z]+(?:_[a-z]+)+\b|\b(?:email|helpdesk|sms|phone)\b", text)
    kinds = [each for each in ("-further", "-filed", "-failures") if each in text]
    return sorted({each for each in found if each not in columns}) + kinds


@languages
def test_a_finding_names_what_else_it_has_to_do_with(lang: Language, every_breach: Report) -> None:
    """3.13: who was taken ahead; 3.14: who was passed; and whatever else a record of the findings names (I-20)."""
    words, named = Words(lang, every_breach.zone), set()
    for finding in every_breach.findings():
        said = words.found(every_breach.by_check[finding.check], finding)
        if finding.other and finding.check not in ("3.9", "3.12"):
            assert finding.other in said, (finding.check, said)
            named.add(finding.check)
    assert named >= {"3.1", "3.1.4", "3.4", "3.6", "3.13", "3.14", "4.1.3", "4.2.2"}
    for form in ("html", "junit", "json", "csv"):
        text = told(every_breach, form, lang)
        for check in ("3.13", "3.14"):
            assert every_breach.latest(check)[0].other in text, (form, check)


def test_the_grounds_that_held_are_told_in_words(every_breach: Report) -> None:
    """Of a refusal that names another ground, or one that did not hold (3.9)."""
    words = Words("en", every_breach.zone)
    refusal = attrs.evolve(every_breach.latest("3.9")[0], other="information_absent outside_contract")

    said = words.found(every_breach.by_check["3.9"], refusal)

    assert "Grounds that held: account information is absent, outside the contract." in said


@pytest.mark.parametrize(
    ("other", "told_as"),
    [
        ("every_day", "every day counts"),
        ("ours of 2026 ukraine every_day", "ours of 2026; Ukraine’s, with martial law; every day counts"),
        ("our ukraine weekends", "our ukraine weekends"),
    ],
)
def test_calendars_of_the_companys_own_are_told_by_their_names(other: str, told_as: str) -> None:
    """Which may be of several words."""
    made = report()
    (late,) = made.latest("3.12")

    assert told_as in Words("en", made.zone).found(made.by_check["3.12"], attrs.evolve(late, other=other))


@languages
def test_everything_a_report_can_say_has_words(lang: Language) -> None:
    """Kinds of events and problems, answers, sides."""
    wanted = [f"report.step.{kind.value}" for kind in ActivityKind]
    wanted += [f"report.problem.{kind.value}" for kind in ProblemKind]
    wanted += [f"report.answer.{answer.value}" for answer in Answer]
    wanted += [check.key.replace(".check.", ".title.") for check in CHECKS]
    wanted += [f"report.table.{name}" for name in TABLES]
    wanted += [f"column.{name}" for check in CHECKS for name in check.columns]

    assert [key for key in wanted if not knows(key, lang)] == []


def test_every_breach_and_every_missing_fact_is_told_in_words(every_breach: Report) -> None:
    """A log with breaches of every kind: no code of an outcome or a fact is left for the reader to guess at."""
    made = every_breach
    broken = {(each.check, each.outcome) for each in made.findings()}
    words = [Words(lang, made.zone) for lang in LANGUAGES]

    assert len({check for check, _ in broken}) > 15
    assert [each for each in broken for lang in words if lang.outcome(made.by_check[each[0]], each[1]) == each[1]] == []
    assert [
        name for each in made.clauses for name in each.missing for lang in words if lang.fact(each, name) == name
    ] == []


def test_a_late_answer_is_told_with_the_calendars_by_which_it_is_late() -> None:
    """Whoever reads the page or the table sees which reading of working days decides (I-15)."""
    made = report()
    words = Words("en", made.zone)
    (late,) = made.latest("3.12")

    assert words.found(made.by_check["3.12"], late) == (
        "The complaint was answered late. Late by the calendars: Ukraine’s, with martial law; Ukraine’s, as in "
        "peacetime; weekends alone are days off; every day counts."
    )
    assert "Late by the calendars: Ukraine’s" in told(made, "html")


@languages
def test_a_finding_whose_term_has_a_day_in_doubt_says_so(lang: Language) -> None:
    """In every form: the last day is provisional, and the finding holds whatever that day turns out to be (I-15)."""
    lodged = datetime(2026, 4, 30, 9, tzinfo=UTC)
    given: Columns = {
        "complaint_id": ["late", "astray"],
        "lodged_at": [naive(lodged)] * 2,
        "answered_at": [naive(lodged + timedelta(days=60)), None],
        "route": ["complaints_address", "other_official_channel"],
        "marked": [True] * 2,
        "complainant": ["holder"] * 2,
        "about": ["carrying_out"] * 2,
    }
    frames = {"complaints": ENGINES["polars"](given)}
    made = Report(result=audit(log_of(frames), EXAMPLE, now=lodged + timedelta(days=90)), name="log")
    late, over = say("audit.provisional.late_in_any_case", lang), say("audit.provisional.3_10", lang)

    found = {finding.check: finding for finding in made.findings()}
    assert {check: finding.provisional for check, finding in found.items()} == {"3.10": True, "3.12": True}
    for form in ("html", "junit"):
        text = told(made, form, lang)
        assert late in text
        assert over in text
    assert {each["provisional"] for each in json.loads(told(made, "json", lang))["findings"]} == {True}


def test_load_is_counted_by_the_local_clock_across_its_changes() -> None:
    """Every quarter of an hour of the days around both changes of the clocks in Kyiv."""
    moments = [
        datetime(2026, month, day, tzinfo=UTC) + timedelta(minutes=15 * number)
        for month, day in ((3, 28), (10, 24))
        for number in range(3 * 96)
    ]
    requests = pl.DataFrame({"request_id": [str(each) for each in range(len(moments))], "received_at": moments})
    expected = [[0] * 24 for _ in range(7)]
    for moment in moments:
        local = moment.astimezone(ZoneInfo("Europe/Kyiv"))
        expected[local.weekday()][local.hour] += 1
    found = load(log_of({"requests": requests}), Regulation.example(), int(moments[-1].timestamp()) * 1_000_000)

    assert found is not None
    assert [list(each) for each in found.counts] == expected
