"""An audit on a terminal: a table of clauses, the worst cases, and what could not be judged."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.box import HEAVY_HEAD, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.audit.checks import Answer, Check
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.words import NONE, Words
from netpoint_stp.audit.result import ClauseResult
from netpoint_stp.clauses import Bearer
from netpoint_stp.cli.options import printable

_STYLES = {"stp": "red", "company": "red", "client": "yellow"}
_WIDE: Final = 120
"""From how many columns on there is room for the questions, and for where in the source a finding stands."""
_NARROW: Final = 13
"""How many columns a figure takes at most where there is little room."""


def tell_report(report: Report, words: Words, console: Console) -> None:
    """Print the report; what comes from the records is made printable first."""
    console.print(Text(words("title"), style="bold"), Text(printable(report.name)))
    for line in _what(report, words):
        console.print(Text(line))
    wide = console.width >= _WIDE
    console.print(_clauses(report, words, wide=wide))
    worst = _worst(report, words, wide=wide)
    if worst.row_count:
        console.print(worst)
    if report.what_if is not None:
        _tell_what_if(report, words, console)
    unseen = [*_not_judged(report, words)]
    for heading, lines in (
        ("not_judged", unseen),
        ("proxies", _proxies(report)),
        ("problems", _problems(report, words)),
        ("figures", _figures(report, words)),
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
    told = [f"{words.table(name)} {words.number(count)}" for name, count in report.asked_of.items()]
    if told:
        yield words("read", tables=" · ".join(told))
    now = words("as_of", moment=words.moment(aware(report.result.now)))
    if report.span is None:
        yield now
    else:
        first, last = map(words.moment, report.span)
        yield f"{words('span', first=first, last=last)}; {now}"
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


def _clauses(report: Report, words: Words, *, wide: bool) -> Table:
    """Return the table of clauses: with the whole question, or in short by what it is about."""
    answers = tuple(Answer) if wide else (Answer.BROKEN, Answer.UNDETERMINED)
    table = Table(
        title=words("heading.clauses"),
        title_justify="left",
        title_style="bold",
        box=HEAVY_HEAD if wide else SIMPLE_HEAD,
    )
    table.add_column(words("column.clause"), no_wrap=True)
    table.add_column(words("column.question") if wide else "", overflow="fold", ratio=1)
    if wide:
        table.add_column(words("column.whose"), no_wrap=True)
    for answer in answers:
        table.add_column(words(f"answer.{answer.value}"), justify="right", max_width=None if wide else _NARROW)
    table.add_column(words("column.share"), justify="right", max_width=None if wide else _NARROW)
    for each in report.clauses:
        whose = words(f"whose.{each.check.whose.value}")
        about = [words.question(each.check), whose] if wide else [f"{words.title(each.check)} ({whose})"]
        table.add_row(*_clause(each, [each.check.clause, *about], answers, words))
    return table


def _clause(each: ClauseResult, head: Sequence[str], answers: Sequence[Answer], words: Words) -> list[Text]:
    if each.not_observable:
        return [Text(cell, style="dim") for cell in (*head, *(NONE for _ in answers), NONE)]
    counts = [words.number(each.counts[answer]) for answer in answers]
    broken = each.counts[Answer.BROKEN]
    cells = [Text(cell) for cell in (*head, *counts, words.kept(each.counts))]
    if broken:
        cells[0].stylize(_STYLES[each.check.whose.value])
        cells[len(head) + answers.index(Answer.BROKEN)].stylize(_STYLES[each.check.whose.value])
    return cells


def _worst(report: Report, words: Words, *, wide: bool) -> Table:
    table = Table(
        title=words("heading.findings"),
        title_justify="left",
        title_style="bold",
        box=HEAVY_HEAD if wide else SIMPLE_HEAD,
    )
    names = ("clause", "record", "at", "outcome", "late", "row")
    for name in names if wide else names[:-1]:
        table.add_column(words(f"column.{name}"), overflow="fold")
    for each in report.clauses:
        shown = report.latest(each.check.id)
        for finding in shown:
            place = f"{finding.source or words.table(finding.records)} {finding.row}"
            cells = [each.check.clause, finding.id, words.moment(finding.at), words.found(each, finding)]
            cells += [words.length(finding.late), *([place] if wide else ())]
            table.add_row(*(Text(printable(cell)) for cell in cells))
        rest = each.counts.get(Answer.BROKEN, 0) - len(shown)
        if rest > 0:
            table.add_row(Text(each.check.clause), Text(words("more", n=rest), style="dim"))
    return table


def _tell_what_if(report: Report, words: Words, console: Console) -> None:
    if report.what_if is None:
        return
    names = ", ".join(by.name for by in report.what_if.after.editions)
    console.print(Text(words("heading.what_if"), style="bold"), Text(words("about.what_if", editions=names)))
    lines = [
        f"  {_name(each.check, words)}: {_answer(before, words)} → {_answer(after, words)}: {words.number(count)}"
        for each in report.what_if.clauses
        for (before, after), count in each.moves.items()
    ]
    for line in lines or [f"  {words('about.nothing_changes')}"]:
        console.print(Text(line))


def _name(check: Check, words: Words) -> str:
    return f"{check.clause} {words.title(check)}"


def _answer(answer: Answer | None, words: Words) -> str:
    return NONE if answer is None else words(f"answer.{answer.value}")


def _not_judged(report: Report, words: Words) -> Iterator[str]:
    for each in report.clauses:
        if each.not_observable:
            yield f"{_name(each.check, words)}: {words('lacking', columns=words.columns(each.not_observable))}"
        elif each.counts[Answer.UNDETERMINED]:
            facts = "; ".join(
                f"{words.fact(each, name)}: {words.number(count)}" for name, count in each.missing.items()
            )
            yield f"{_name(each.check, words)}: {words('answer.undetermined')} ({facts})"


def _proxies(report: Report) -> Iterator[str]:
    for proxy in report.result.log.proxies:
        yield f"{proxy.column} ← {printable(proxy.stands_for)}"


def _figures(report: Report, words: Words) -> Iterator[str]:
    """Yield the figures and readings of each edition; what departs from the published text is marked."""
    for by in report.result.editions:
        if len(report.result.editions) > 1:
            yield words("edition", name=by.name)
        for figure in sorted(by.regulation.figures, key=lambda each: (not each.departs, not each.differs)):
            yield f"{'! ' if figure.departs else ''}{printable(figure.told(words.lang))}"


def _problems(report: Report, words: Words) -> Iterator[str]:
    for problem in report.result.problems:
        where = f"{problem.table}.{problem.column}" if problem.column else problem.table
        rows = ", ".join(map(str, problem.rows))
        yield f"{words.number(problem.count)} × {where}: {words('problem.' + problem.kind.value)} ({rows})"
