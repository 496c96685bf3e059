"""The audit against a plain reference and against the truth: none missed, none invented, all four answers alike."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import pytest
from tests.audit.reference.checks import REFERENCES
from tests.audit.reference.comparing import answers, audited, broken, differences, last_moment, reference, truth
from tests.audit.reference.hostile import log, made_hostile
from tests.audit.reference.open_facts import Tables

from netpoint_stp.audit.checks import CHECKS, Answer
from netpoint_stp.testing.generator import BREAKABLE

pytestmark = pytest.mark.no_cover

_REQUESTS = 200
_EVERY_KIND = 3
"""The seed of a log so small that has a breach of every kind all the same."""
two_engines = pytest.mark.parametrize("engine", ["duckdb", "polars"])


@cache
def generated(seed: int, breaches: float) -> Tables:
    """Return a generated log."""
    return log(seed, _REQUESTS, breaches=breaches)


def test_every_check_has_a_reference_and_can_be_broken() -> None:
    """Whoever adds a check writes it down once more in plain words, and lets the generator break it."""
    checks = {check.id: check.whose for check in CHECKS}

    assert set(REFERENCES) >= set(checks)
    assert dict(BREAKABLE) == checks


@two_engines
def test_planted_breaches_are_found_and_nothing_else(engine: str) -> None:
    """With breaches of every kind, audit, reference and truth name the same rows, check by check."""
    tables = generated(_EVERY_KIND, 0.2)
    now = last_moment(tables)
    result = audited(tables, engine, now)

    for check in _ids():
        found = answers(result, check)
        assert broken(found) == truth(tables, check) != Counter(), check
        assert list(differences(check, found, reference(tables, check, now))) == [], check


def test_a_log_that_keeps_the_regulation_has_no_finding() -> None:
    """Without planted breaches nothing is broken."""
    tables = generated(2, 0.0)
    result = audited(tables, "duckdb", last_moment(tables))

    for check in _ids():
        said = {answer for _, answer in answers(result, check)}
        assert Answer.BROKEN.value not in said, check


@pytest.mark.parametrize(("engine", "seed", "share"), [("duckdb", 1, 0.1), ("polars", 2, 0.4)])
def test_hostile_logs_get_the_answers_of_the_reference(engine: str, seed: int, share: float) -> None:
    """Cells that are not known, ties, moments moved, an early end of the log: all four answers are the same."""
    made = generated(seed, 0.2)
    tables, now = made_hostile(made, seed, share=share), last_moment(made) - timedelta(days=seed)
    result = audited(tables, engine, now)

    for check in _ids():
        assert list(differences(check, answers(result, check), reference(tables, check, now))) == [], check


def _ids() -> Sequence[str]:
    return [check.id for check in CHECKS]
