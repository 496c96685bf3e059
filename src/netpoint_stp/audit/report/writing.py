"""In which forms a report is written, and each of them to a stream or a file."""

from pathlib import Path
from typing import Final, Literal, TextIO, TypeAlias, assert_never

from netpoint_stp.audit.report.as_csv import write_csv
from netpoint_stp.audit.report.as_json import write_json
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.words import Words
from netpoint_stp.errors import UsageError
from netpoint_stp.wording import Language

Form: TypeAlias = Literal["json", "csv", "junit", "html"]
FORMS: Final[tuple[Form, ...]] = ("json", "csv", "junit", "html")


def write(report: Report, form: Form, to: TextIO, lang: Language) -> None:
    """Write a report in one form; CSV and JSON hold codes and are the same in every language.

    Raises `UsageError` where what the page needs is not installed.
    """
    match form:
        case "json":
            write_json(report, to)
        case "csv":
            write_csv(report, to)
        case "junit":
            from netpoint_stp.audit.report.as_junit import write_junit  # what it needs of the standard library is slow

            write_junit(report, to, Words(lang, report.zone))
        case "html":
            try:
                from netpoint_stp.audit.report.as_page import write_page
            except ModuleNotFoundError as error:
                raise UsageError(
                    f"the page needs `{error.name}`, which is not there; install it with: "
                    "pip install 'netpoint-stp[report]'"
                ) from error
            write_page(report, to, lang)
        case _:
            assert_never(form)


def write_file(report: Report, form: Form, path: Path, lang: Language) -> None:
    """Write a report to a file, UTF-8; CSV with the mark by which spreadsheets know that. Errors as `write`."""
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    try:
        with path.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            write(report, form, file, lang)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}; name another file") from error
