"""Logs under other settings than the example's: what is planted is what an audit under the same profile finds."""

from collections import Counter

import polars as pl
import pytest

from netpoint_stp.audit.result import audit
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.profile import example_profile, read_profile
from netpoint_stp.testing.generator import BREAKABLE, TRUTH, columns, generate

_HOURS = 'week = { mon-fri = ["09:00-13:00", "14:00-18:00"], sat = "10:00-15:00" }'
_CLOCK_TIME = {
    'week = "08:00-24:00"': _HOURS,
    'reaction_clock = "service_time"': 'reaction_clock = "clock_time"',
    "hours_bind_alerts = false": "hours_bind_alerts = true",
    '\nother_mailbox = "official_irregular"': '\nother_mailbox = "unofficial"',
    'calendar = "ukraine"': 'calendar = "weekends_only"',
}
_SHORT_HOURS = {
    'week = "08:00-24:00"': _HOURS,
    'tie_tolerance = "0m"': 'tie_tolerance = "2m"',
    'unlisted_mailbox = "unofficial"': 'unlisted_mailbox = "official_irregular"',
    'call_out_of_hours = "request"': 'call_out_of_hours = "not_a_request"',
}


def profile(changes: dict[str, str]) -> Regulation:
    """Return the example profile with some of its lines changed."""
    text = example_profile()
    for line, other in changes.items():
        assert line in text
        text = text.replace(line, other)
    return read_profile(text, source="changed")


@pytest.mark.parametrize(
    "regulation",
    [profile(_CLOCK_TIME), profile(_SHORT_HOURS), Regulation.published()],
    ids=["clock time", "short hours", "nothing set"],
)
def test_findings_are_what_was_planted(regulation: Regulation) -> None:
    """Hours with breaks, either clock, ties, either reading of what is official, and a text without any figure."""
    shares = dict.fromkeys(BREAKABLE, 0.15)
    tables = columns(generate(250, seed=2, days=24, breaches=shares, regulation=regulation))
    truth = tables.pop(TRUTH)
    frames = {name: pl.DataFrame(table, infer_schema_length=None) for name, table in tables.items()}

    findings = audit(frames, regulation).findings

    assert truth["id"]
    assert Counter(zip(findings["check"], findings["id"], strict=True)) == Counter(
        zip(truth["check"], truth["id"], strict=True)
    )
