"""What several tests of the command line share."""

from pathlib import Path

import pytest
from tests.cli.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a desk with one request, R-1."""
    made = Shop(tmp_path)
    assert made.run("receive", made.mail("a.eml", "Договір 100245, перевірте лінію.")).exit_code == 0
    return made
