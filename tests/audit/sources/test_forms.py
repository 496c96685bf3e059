"""The forms in which exports write moments: told from values, so that the engine then reads every one of them."""

import duckdb
import pytest

from netpoint_stp.audit.mapping.draft.forms import TimestampFormat, form_of

FORMS = [
    ("02.03.2026 10:05", "%d.%m.%Y %H:%M", "2026-03-02T10:05:00"),
    ("2.3.26 9:05:07", "%d.%m.%y %H:%M:%S", "2026-03-02T09:05:07"),
    ("29/2/2024 01:16", "%d/%m/%Y %H:%M", "2024-02-29T01:16:00"),
    ("2/29/2024 12:05:00 AM", "%m/%d/%Y %I:%M:%S %p", "2024-02-29T00:05:00"),
    ("05-13-2026, 9:00pm", "%m-%d-%Y, %I:%M%p", "2026-05-13T21:00:00"),
    ("2026/03/02 10:05:00.250", "%Y/%m/%d %H:%M:%S.%f", "2026-03-02T10:05:00.250000"),
    ("13/Mar/26 12:00 PM", "%d/%b/%y %I:%M %p", "2026-03-13T12:00:00"),
    ("Mar 2, 2026 10:05 AM", "%b %d, %Y %I:%M %p", "2026-03-02T10:05:00"),
    ("August 31, 2026", "%B %d, %Y", "2026-08-31T00:00:00"),
    ("Mon, 02 Mar 2026 10:05:00 +0200", "%a, %d %b %Y %H:%M:%S %z", "2026-03-02T08:05:00"),
    ("13/3/2026 10:05 +02:00", "%d/%m/%Y %H:%M %z", "2026-03-13T08:05:00"),
]


@pytest.mark.parametrize(("text", "format_", "moment"), FORMS)
def test_the_form_of_a_moment_is_one_that_the_engine_reads(text: str, format_: str, moment: str) -> None:
    """Days and hours with one digit or two, halves of a day, months in words, offsets."""
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        ((read,),) = engine.execute("SELECT try_strptime(?, ?)", [text, format_]).fetchall()

    found = form_of([text])
    assert found is not None
    assert (found.formats, found.local) == ((format_,), "%z" not in format_)
    assert read.replace(tzinfo=None).isoformat() == moment


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2026-03-02T10:05:00Z", "2026-03-02 10:05:00+02:00"], TimestampFormat()),
        (["2026-03-02T10:05:00Z", "2026-03-02 10:05"], TimestampFormat(local=True)),
        (["1772438700"], TimestampFormat(formats=("unix_seconds",))),
        (["1/2/2026 10:00"], TimestampFormat(formats=("%d/%m/%Y %H:%M",), local=True, doubt=True)),
        (["1/2/2026 10:00 AM"], TimestampFormat(formats=("%m/%d/%Y %I:%M %p",), local=True)),
        (["1/2/2026 10:00", "1/13/2026"], TimestampFormat(formats=("%m/%d/%Y %H:%M", "%m/%d/%Y"), local=True)),
        (["2026-03-02"], TimestampFormat(formats=("%Y-%m-%d",), local=True, days=True)),
        (["13/1/2026", "1/13/2026"], None),
        (["10:05", "soon"], None),
        ([], None),
    ],
)
def test_what_values_do_not_tell_is_not_made_up(values: list[str], form: TimestampFormat | None) -> None:
    """Whether day or month stands first where nothing tells; no form at all where values contradict each other."""
    assert form_of(values) == form
