"""A generator of logs for the audit: realistic canonical records, with known breaches and the truth about them.

    rows = generate(requests=10_000, seed=1, breaches={"3.12": 0.02})

Needs `pip install 'netpoint-stp[audit]'`, and no pytest.
"""

from netpoint_stp.testing.generator.making import generate
from netpoint_stp.testing.generator.plan import BREAKABLE, Plan, read_breaches
from netpoint_stp.testing.generator.rows import ROWS, TRUTH, Row, TruthRow, columns

__all__ = ["BREAKABLE", "ROWS", "TRUTH", "Plan", "Row", "TruthRow", "columns", "generate", "read_breaches"]
