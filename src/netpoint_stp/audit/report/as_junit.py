"""The report as JUnit XML: a suite for all clauses, a case for each, so that a build server can show what is broken."""

from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.report.content import MOST_SHOWN, Report
from netpoint_stp.audit.report.found import Finding
from netpoint_stp.audit.report.words import Words
from netpoint_stp.audit.result import ClauseResult
from netpoint_stp.clauses import Bearer


def write_junit(report: Report, to: TextIO, words: Words) -> None:
    """Write a case for each check: failed by a breach of STP or Company, skipped where nothing was kept or broken.

    What a client broke, or what is yet to be justified, is told in the case's output and fails nothing.
    """
    clauses = report.clauses
    failed, skipped = sum(map(_fails, clauses)), sum(map(_says_nothing, clauses))
    name = quoteattr(xml_text(report.name))
    to.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    to.write(f'<testsuites tests="{len(clauses)}" failures="{failed}" skipped="{skipped}" errors="0">\n')
    to.write(f'<testsuite name={name} tests="{len(clauses)}" failures="{failed}" skipped="{skipped}" errors="0">\n')
    for each in clauses:
        case = f"{each.check.id} {words.question(each.check)}"
        to.write(f'<testcase classname="netpoint_stp.audit" name={quoteattr(case)}>\n')
        to.write(_inside(report, each, words))
        to.write("</testcase>\n")
    to.write("</testsuite>\n</testsuites>\n")


def xml_text(text: str) -> str:
    """Return a text without the signs that XML cannot hold, each replaced by U+FFFD."""
    return "".join(sign if _is_allowed(ord(sign)) else "\ufffd" for sign in text)


def _is_allowed(number: int) -> bool:
    return number in (0x9, 0xA, 0xD) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number >= 0x10000


def _fails(each: ClauseResult) -> bool:
    return each.check.whose is not Bearer.CLIENT and each.breaches > 0


def _says_nothing(each: ClauseResult) -> bool:
    """Return whether it could not be asked, or no row was kept or broken: that is no success."""
    return not each.counts.get(Answer.KEPT) and not each.counts.get(Answer.BROKEN)


def _why(each: ClauseResult, words: Words) -> str:
    """Return why a check says nothing: what the records lack, or else what every answer rests on."""
    if each.not_observable:
        return words("lacking", columns=words.columns(each.not_observable))
    counts = "; ".join(f"{words('answer.' + answer.value)}: {count}" for answer, count in each.counts.items())
    facts = [f"{words.fact(each, name)}: {count}" for name, count in each.missing.items()]
    return "; ".join([counts, *facts])


def _inside(report: Report, each: ClauseResult, words: Words) -> str:
    if _says_nothing(each):
        return f"<skipped message={quoteattr(xml_text(_why(each, words)))}/>\n"
    counts = "; ".join(f"{words('answer.' + answer.value)}: {count}" for answer, count in each.counts.items())
    lines = [counts, *(_line(report, each, words) if each.counts[Answer.BROKEN] else ())]
    body = escape(xml_text("\n".join(lines)))
    if _fails(each):
        message = quoteattr(words("breaches", n=each.breaches))
        return f'<failure type="breach" message={message}>{body}</failure>\n'
    return f"<system-out>{body}</system-out>\n"


def _late(finding: Finding, words: Words) -> str:
    return "" if finding.late is None else f" {words('late_by')}: {words.length(finding.late)}"


def _line(report: Report, each: ClauseResult, words: Words) -> list[str]:
    lines = [
        f"{finding.id}: {words.found(each, finding)} [{words.moment(finding.at)}]"
        f"{_late(finding, words)}; {finding.source or words.table(finding.records)} {finding.row}"
        for finding in report.latest(each.check.id, MOST_SHOWN)
    ]
    rest = each.counts[Answer.BROKEN] - len(lines)
    return [*lines, words("more", n=rest)] if rest > 0 else lines
