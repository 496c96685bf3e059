"""Law: whoever tries something out in memory learns what every store answers, and what it says where it refuses.

Two stores are driven with the same random calls: ids in any spelling, places that no page gave, keys used before,
limits out of bounds, units of work that come to nothing, purges, jumps of the clock.
"""

from collections import Counter

import pytest
from tests.backends.differential import Outcome, driven
from tests.backends.sql.conftest import emptied, mariadb_server, postgresql_server, url

from netpoint_stp.backends.sql import SqlStore

__all__ = ["mariadb_server", "postgresql_server", "url"]

pytestmark = pytest.mark.no_cover
CALLS = 1_000
SEEDS = (1, 2, 3)


@pytest.fixture
def outcomes(url: str) -> list[Outcome]:
    """What came of it for each seed: of one alone where a server is asked."""
    SqlStore(url).close()
    found = []
    for seed in SEEDS if url.startswith("sqlite") else SEEDS[:1]:
        emptied(url)
        found.append(driven(lambda clock: SqlStore(url, clock=clock), calls=CALLS, seed=seed))
    return found


def test_both_answer_alike(outcomes: list[Outcome]) -> None:
    """Every answer and every error text is the same on both, also after what was taken back; no call crashes."""
    differences = [each for outcome in outcomes for each in outcome.differences]

    assert differences[:5] == []
    answered = sum((outcome.answered for outcome in outcomes), Counter[str]())
    assert sum(answered.values()) > 0.5 * sum(outcome.calls for outcome in outcomes), "too few calls came to anything"
    assert [name for name, count in answered.items() if not count] == [] or len(outcomes) == 1
