"""The report as one page of HTML: nothing is loaded from elsewhere, everything from the records is escaped."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, TextIO

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.checks.check import alternatives
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.report import charts
from netpoint_stp.audit.report.as_csv import iso
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.distributions import Bar
from netpoint_stp.audit.report.found import Finding
from netpoint_stp.audit.report.timelines import Timeline, TimelineStep
from netpoint_stp.audit.report.words import NONE, Words
from netpoint_stp.audit.result import ClauseResult
from netpoint_stp.clauses import Bearer
from netpoint_stp.wording import Language, say
from netpoint_stp.working_days.days import data_told

_MOST: Final = 40
"""How many findings of each check the page lists; the CSV has all."""


def write_page(report: Report, to: TextIO, lang: Language) -> None:
    """Write the page."""
    to.write(template().render(_context(report, Words(lang, report.zone))))


@cache
def template() -> Template:
    """Return the template of the page, worked out once: it takes a while."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page.html.jinja"))


@cache
def _file(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the name by which a policy allows this very text and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _context(report: Report, words: Words) -> Mapping[str, Any]:
    style, script = _file("style.css"), _file("script.js")
    findings = [(each, found) for each in report.clauses for found in report.latest(each.check.id, _MOST)]
    return {
        "report": report,
        "words": words,
        "none_sign": NONE,
        "answers": tuple(Answer),
        "style": Markup(style),  # noqa: S704 - our own file, which holds nothing of the records
        "script": Markup(script),  # noqa: S704 - as above
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "sections": [*_sections(report)],
        "audited": [*_audited(report, words)],
        "what": [*_what(report, words)],
        "tiles": [*_tiles(report, words)],
        "kept": report.result.is_kept,
        "stands_out": [_stands_out(each, words) for each in report.stands_out],
        "unseen": any(each.not_observable for each in report.clauses) or report.totals[Answer.UNDETERMINED] > 0,
        "clauses": [_clause(each, words) for each in report.clauses],
        "sides": [bearer.value for bearer, count in report.breaches.items() if count],
        "findings": [_finding(each, found, report, words) for each, found in findings],
        "found_in_all": report.totals[Answer.BROKEN],
        "cases": [_case(each, report, words) for each in report.worst],
        "multiples": [*_multiples(report, words)],
        "clock": words(f"clock.{report.regulation.reaction.reaction_clock}"),
        "reaction_chart": _chart(report.reactions, _part, words),
        "reply_chart": _chart(report.replies, _days, words),
        "load_chart": _load(report, words),
        "figures": [*_figures(report, words)],
        "not_judged": (not_judged := [*_not_judged(report, words)]),
        "wanted": _wanted(not_judged, words),
        "what_if": _what_if(report, words),
        **_data(report, words),
    }


def _sections(report: Report) -> Iterator[str]:
    """Return the headings that the page has, in their order."""
    yield "clauses"
    if any(report.over_time.values()):
        yield "over_time"
    yield from ("reactions", "replies")
    if report.load is not None and report.load.total:
        yield "load"
    if report.worst:
        yield "worst"
    yield "not_judged"
    if report.what_if is not None:
        yield "what_if"
    yield from ("findings", "data")


def _audited(report: Report, words: Words) -> Iterator[str]:
    if report.asked_of:
        told = [f"{words.table(name)}\N{NO-BREAK SPACE}{words.number(n)}" for name, n in report.asked_of.items()]
        yield words("read", tables=" · ".join(told))
    if report.span is not None:
        first, last = report.span
        yield words("span", first=words.moment(first), last=words.moment(last))


def _stands_out(each: ClauseResult, words: Words) -> dict[str, Any]:
    judged = each.counts[Answer.KEPT] + each.counts[Answer.BROKEN]
    figures = {
        "broken": words.number(each.breaches),
        "judged": words.number(judged),
        "share": words.share(each.breaches, judged),
    }
    return {
        "check": each.check,
        "title": words.title(each.check),
        "told": words("about.stands_out_of", **figures),
        "width": round(max(100 * each.breaches / judged, 0.5), 1),
    }


def _what(report: Report, words: Words) -> Iterator[str]:
    yield words("as_of", moment=words.moment(aware(report.result.now)))
    for by in report.result.editions:
        day = by.regulation.edition.in_force_from
        yield words("edition", name=by.name) if day is None else words("edition_days", name=by.name, first=day)
    yield words("zone", zone=report.zone.key)
    if (judged := report.judged_span) is not None:
        yield words("judged_span", since=words.moment(judged[0]), until=words.moment(judged[1]))
    if report.reaches_beyond:
        yield words("outside_edition")
    for table, count in report.result.ungoverned.items():
        yield words("ungoverned", table=words.table(table), n=words.number(count))
    if report.regulation.example_contacts:
        yield say("cli.example_contacts", words.lang)


def _tiles(report: Report, words: Words) -> Iterator[dict[str, Any]]:
    """Return the figures that stand first; none of nothing is no good news, and not shown as such."""
    for bearer, count in report.breaches.items():
        bad = "open" if bearer is Bearer.CLIENT else "bad"
        good = "good" if _is_seen([each for each in report.clauses if each.check.whose is bearer]) else "none"
        told = f"{words('breaches_alone', n=count)} {words('verdict.' + bearer.value)}"
        yield {"kind": bad if count else good, "count": words.number(count), "text": told}
    undetermined, unseen = report.totals[Answer.UNDETERMINED], sum(bool(each.not_observable) for each in report.clauses)
    kind = "open" if undetermined else "none" if report.judged_nothing else "good"
    yield {"kind": kind, "count": words.number(undetermined), "text": words("verdict.undetermined")}
    of_all = f"{unseen} / {len(report.clauses)}"
    yield {"kind": "open" if unseen else "good", "count": of_all, "text": words("verdict.not_observable")}


def _is_seen(clauses: Sequence[ClauseResult]) -> bool:
    """Return whether all of these could be asked and told, and some was kept, so that none broken is good news."""
    left_open = any(each.not_observable or each.counts.get(Answer.UNDETERMINED) for each in clauses)
    return not left_open and any(each.counts.get(Answer.KEPT) for each in clauses)


def _clause(each: ClauseResult, words: Words) -> dict[str, Any]:
    counts = {answer: each.counts.get(answer, 0) for answer in Answer}
    kept, broken = counts[Answer.KEPT], counts[Answer.BROKEN]
    return {
        "result": each,
        "title": words.title(each.check),
        "strip": charts.strip(counts),
        "share": words.kept(counts),
        "sort": round(kept / (kept + broken), 6) if kept + broken else 2,
        "found": bool(broken),
    }


def _finding(each: ClauseResult, found: Finding, report: Report, words: Words) -> dict[str, Any]:
    return {
        "check": found.check,
        "clause": each.check.clause,
        "title": words.title(each.check),
        "whose": found.whose,
        "record": found.id,
        "at": words.moment(found.at),
        "outcome": words.found(each, found),
        "due": words.moment(found.due),
        "actual": words.moment(found.actual),
        "late": words.length(found.late),
        "seconds": -1 if found.late is None else int(found.late.total_seconds()),
        "place": _place(found, report, words),
    }


def _place(found: Finding, report: Report, words: Words) -> str:
    origin = report.result.log.origins.get(found.records)
    kind = origin.place if origin is not None and origin.place in ("line", "row", "event") else "row"
    return f"{found.source or words.table(found.records)}, {words('place.' + kind, n=found.row)}"


def _case(each: Timeline, report: Report, words: Words) -> dict[str, Any]:
    told = [f"{words('told.' + name)}: {words.told(name, value)}" for name, value in each.told.items()]
    suffered = [
        f"{found.clause} {words.title(report.by_check[found.check].check)}: "
        + words.found(report.by_check[found.check], found).rstrip(".")
        + (f" ({words('late_by')} {words.length(found.late)})" if found.late is not None else "")
        for found in each.findings
    ]
    made = [(step.at, _step(step, words), False) for step in each.steps]
    limits = {(found.due, found.clause) for found in each.findings if found.due is not None and found.late is not None}
    made += [(due, words("limit.due", clause=clause), True) for due, clause in sorted(limits)]
    made.sort(key=lambda step: step[0])
    steps = [
        {
            "iso": iso(at),
            "moment": words.moment(at),
            "after": words.length(at - made[0][0]) if at > made[0][0] else "",
            "what": what,
            "limit": limit,
            "x": x,
        }
        for (at, what, limit), x in zip(made, charts.along([at for at, _, _ in made]), strict=True)
    ]
    return {
        "request": each.request,
        "told": "; ".join(told),
        "suffered": suffered,
        "steps": [{**step, "text": f"{step['moment']} {step['what']}"} for step in steps],
        "cut": each.cut,
    }


def _step(step: TimelineStep, words: Words) -> str:
    told = words(f"step.{step.what}")
    return f"{told}: {say(f'value.whose_time.{step.whose}', words.lang)}" if step.whose else told


def _multiples(report: Report, words: Words) -> Iterator[dict[str, Any]]:
    for each in report.clauses:
        periods = report.over_time.get(each.check.id, [])
        if periods:
            shares = [f"{one.first_day} {words.share(one.kept, one.kept + one.broken)}" for one in periods]
            yield {
                "clause": each.check.clause,
                "title": words.title(each.check),
                "share": words.kept(each.counts),
                "periods": periods,
                "chart": charts.line(periods),
                "shares": shares,
                "told": "; ".join(shares),
            }


def _part(bar: Bar) -> tuple[str, str]:
    """Return how a bar of reactions is labelled where it starts, and what it holds."""
    return f"{bar.start} %", f"> {bar.start} %" if bar.end is None else f"{bar.start}–{bar.end} %"


def _days(bar: Bar) -> tuple[str, str]:
    """Return how a bar of answers is labelled where it starts, and what it holds."""
    if bar.start is None:
        return "", f"< {_signed(bar.end or 0)}"
    end = "" if bar.end is None else f"…{_signed(bar.end)}"
    return _signed(bar.start), f"{_signed(bar.start)}{end}" if end else f"≥ {_signed(bar.start)}"


def _signed(days: int) -> str:
    return f"+{days}" if days > 0 else f"−{-days}" if days else "0"


def _chart(made: list[Bar], told: Callable[[Bar], tuple[str, str]], words: Words) -> dict[str, Any] | None:
    if not made:
        return None
    labels = [told(bar) for bar in made]
    rows = [row for _, row in labels]
    listed = "; ".join(f"{row}: {words.number(bar.count)}" for bar, row in zip(made, rows, strict=True))
    return {"chart": charts.bars(made, [label for label, _ in labels]), "rows": rows, "told": listed}


def _load(report: Report, words: Words) -> dict[str, Any] | None:
    load = report.load
    if load is None or not load.total:
        return None
    told = "; ".join(f"{hour:02}: {words.number(count)}" for hour, count in enumerate(load.by_hour))
    rows = [f"{hour:02}–{hour + 1:02}" for hour in range(24)]
    return {"chart": charts.hours(load), "rows": rows, "told": told, "outside": words.share(load.outside, load.total)}


def _not_judged(report: Report, words: Words) -> Iterator[dict[str, Any]]:
    for each in report.clauses:
        undetermined = each.counts.get(Answer.UNDETERMINED, 0)
        if each.not_observable or undetermined:
            facts = [f"{words.fact(each, name)}: {words.number(count)}" for name, count in each.missing.items()]
            lacking = [column for column in each.check.columns if not report.result.log.has(column)]
            yield {
                "clause": each.check.clause,
                "title": words.title(each.check),
                "question": words.question(each.check),
                "count": words("filter.all") if each.not_observable else words.number(undetermined),
                "facts": facts,
                "columns": [alternatives(name) for name in each.not_observable or lacking],
            }


def _wanted(not_judged: Iterable[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Return the columns that are lacking, each with what it holds and for what: first those that most hangs on."""
    clauses: dict[str, list[str]] = {}
    for each in not_judged:
        for name in (name for names in each["columns"] for name in names):
            clauses.setdefault(name, []).append(each["clause"])
    found = sorted(clauses.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {"name": name, "holds": say(f"column.{name}", words.lang), "serves": ", ".join(dict.fromkeys(served))}
        for name, served in found
    ]


def _what_if(report: Report, words: Words) -> dict[str, Any] | None:
    if report.what_if is None:
        return None

    def told(answer: Answer | None) -> str:
        return NONE if answer is None else words(f"answer.{answer.value}")

    return {
        "editions": ", ".join(words("edition", name=by.name) for by in report.what_if.after.editions),
        "rows": [
            {
                "clause": each.check.clause,
                "title": words.title(each.check),
                "before": told(before),
                "after": told(after),
                "count": words.number(count),
            }
            for each in report.what_if.clauses
            for (before, after), count in each.moves.items()
        ],
    }


def _figures(report: Report, words: Words) -> Iterator[dict[str, Any]]:
    """Return the figures and readings of each edition, what departs from the published text first."""
    for by in report.result.editions:
        figures = sorted(by.regulation.figures, key=lambda each: (not each.departs, not each.differs))
        yield {
            "edition": words("edition", name=by.name),
            "rows": [{"told": each.told(words.lang), "departs": each.departs} for each in figures],
        }


def _data(report: Report, words: Words) -> dict[str, Any]:
    log = report.result.log
    editions = [(words("edition", name=by.name), by.regulation.digest) for by in report.result.editions]
    digest = [(words("column.digest"), report.digest)] if report.digest else []
    return {
        "sources": [
            {
                "records": words.table(name),
                "name": origin.name,
                "rows": NONE if origin.rows is None else words.number(origin.rows),
                "digest": origin.digest or NONE,
            }
            for name, origin in sorted(log.origins.items())
        ],
        "problems": [
            {
                "where": f"{each.table}.{each.column}" if each.column else each.table,
                "kind": words(f"problem.{each.kind.value}"),
                "count": words.number(each.count),
                "rows": ", ".join(map(str, each.rows)),
            }
            for each in report.result.problems
        ],
        "proxies": log.proxies,
        "repeat": [*(_version(name, told, words) for name, told in report.versions.items()), *editions, *digest],
    }


def _version(name: str, told: str, words: Words) -> tuple[str, str]:
    """Return one of the versions that a report rests on, with what it is of."""
    return words(f"version.{name}"), data_told(told, words.lang) if name == "calendar" else told
