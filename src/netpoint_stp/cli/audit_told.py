"""An audit on a terminal: a table of clauses, the worst cases, and what could not be judged."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.words import NONE, Words
from netpoint_stp.audit.result import ClauseResult
from netpoint_stp.clauses import Bearer
from netpoint_stp.cli.options import printable

_STYLES = {"stp": "red", "company": "red", "client": "yellow"}


def tell_report(report: Report, words: Words, console: Console) -> None:
    """Print the report; what comes from the records is made printable first."""
    console.print(Text(words("title"), style="bold"), Text(printable(report.name)))
    for line in _what(report, words):
        console.print(Text(line))
    console.print(_clauses(report, words))
    worst = _worst(report, words)
    if worst.row_count:
        console.print(worst)
    if report.what_if is not None:
        _tell_what_if(report, words, console)
    unseen = [*_not_judged(report, words)]
    for heading, lines in (
        ("not_judged", unseen),
        ("proxies", _proxies(report)),
        ("problems", _problems(report, words)),
    ):
        for number, line in enumerate(lines):
            if number == 0:
                console.print(Text(words(f"heading.{heading}"), style="bold"))
            console.print(Text(f"  {line}"))
    for bearer, count in report.breaches.items():
        if count:
            told = f"{words('breaches', n=count)} {words('verdict.' + bearer.value)}"
            console.print(Text(told, style=f"bold {_STYLES[bearer.value]}"))
    if not any(count for bearer, count in report.breaches.items() if bearer is not Bearer.CLIENT):
        verdict = ("nothing_judged", "bold yellow") if report.judged_nothing else ("nothing_found", "bold green")
        console.print(Text(words(verdict[0]), style=verdict[1]))
        if unseen:
            console.print(Text(words("not_all_seen")))


def _what(report: Report, words: Words) -> Iterator[str]:
    span = report.result.log.span
    if span is not None:
        first, last = (words.moment(aware(each)) for each in span)
        now = words.moment(aware(report.result.now))
        yield f"{words('span', first=first, last=last)}; {words('as_of', moment=now)}"
    for by in report.result.editions:
        day = by.regulation.edition.in_force_from
        yield words("edition", name=by.name) if day is None else words("edition_days", name=by.name, first=day)
    yield words("zone", zone=report.zone.key)
    if (judged := report.judged_span) is not None:
        yield words("judged_span", since=words.moment(judged[0]), until=words.moment(judged[1]))
    if report.reaches_beyond:
        yield words("outside_edition")
    for table, count in report.result.ungoverned.items():
        yield words("ungoverned", table=table, n=words.number(count))


def _clauses(report: Report, words: Words) -> Table:
    table = Table(title=words("heading.clauses"), title_justify="left", title_style="bold")
    table.add_column(words("column.clause"), no_wrap=True)
    table.add_column(words("column.question"), overflow="fold", ratio=1)
    table.add_column(words("column.whose"), no_wrap=True)
    for answer in Answer:
        table.add_column(words(f"answer.{answer.value}"), justify="right", no_wrap=False)
    table.add_column(words("column.share"), justify="right")
    for each in report.clauses:
        table.add_row(*_clause(each, words))
    return table


def _clause(each: ClauseResult, words: Words) -> list[Text]:
    head = [each.check.id, words.question(each.check), words(f"whose.{each.check.whose.value}")]
    if each.not_observable:
        return [Text(cell, style="dim") for cell in (*head, *(NONE for _ in Answer), NONE)]
    counts = [words.number(each.counts[answer]) for answer in Answer]
    kept, broken = each.counts[Answer.KEPT], each.counts[Answer.BROKEN]
    cells = [Text(cell) for cell in (*head, *counts, words.share(kept, kept + broken))]
    if broken:
        cells[0].stylize(_STYLES[each.check.whose.value])
        cells[4].stylize(_STYLES[each.check.whose.value])
    return cells


def _worst(report: Report, words: Words) -> Table:
    table = Table(title=words("heading.findings"), title_justify="left", title_style="bold")
    for name in ("clause", "record", "at", "outcome", "late", "row"):
        table.add_column(words(f"column.{name}"), overflow="fold")
    for each in report.clauses:
        shown = report.latest(each.check.id)
        for finding in shown:
            place = f"{finding.source or finding.records} {finding.row}"
            cells = [each.check.id, finding.id, words.moment(finding.at), words.found(each, finding)]
            table.add_row(*(Text(printable(cell)) for cell in (*cells, words.length(finding.late), place)))
        rest = each.counts.get(Answer.BROKEN, 0) - len(shown)
        if rest > 0:
            table.add_row(Text(each.check.id), Text(words("more", n=rest), style="dim"))
    return table


def _tell_what_if(report: Report, words: Words, console: Console) -> None:
    if report.what_if is None:
        return
    names = ", ".join(by.name for by in report.what_if.after.editions)
    console.print(Text(words("heading.what_if"), style="bold"), Text(words("about.what_if", editions=names)))
    lines = [
        f"  {each.check.id}: {_answer(before, words)} → {_answer(after, words)}: {words.number(count)}"
        for each in report.what_if.clauses
        for (before, after), count in each.moves.items()
    ]
    for line in lines or [f"  {words('about.nothing_changes')}"]:
        console.print(Text(line))


def _answer(answer: Answer | None, words: Words) -> str:
    return NONE if answer is None else words(f"answer.{answer.value}")


def _not_judged(report: Report, words: Words) -> Iterator[str]:
    for each in report.clauses:
        if each.not_observable:
            yield f"{each.check.id}: {words('lacking', columns=', '.join(each.not_observable))}"
        elif each.counts[Answer.UNDETERMINED]:
            facts = "; ".join(
                f"{words.fact(each, name)}: {words.number(count)}" for name, count in each.missing.items()
            )
            yield f"{each.check.id}: {words('answer.undetermined')} ({facts})"


def _proxies(report: Report) -> Iterator[str]:
    for proxy in report.result.log.proxies:
        yield f"{proxy.column} ← {printable(proxy.stands_for)}"


def _problems(report: Report, words: Words) -> Iterator[str]:
    for problem in report.result.log.problems:
        where = f"{problem.table}.{problem.column}" if problem.column else problem.table
        rows = ", ".join(map(str, problem.rows))
        yield f"{words.number(problem.count)} × {where}: {words('problem.' + problem.kind.value)} ({rows})"
