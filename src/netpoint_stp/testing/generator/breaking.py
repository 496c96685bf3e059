"""Which breaches are planted where, and the truth about them."""

from random import Random

from netpoint_stp.testing.generator.plan import BREAKABLE, Plan
from netpoint_stp.testing.generator.rows import TruthRow


class Breaches:
    """Deals out breaches by their shares, each clause by a sequence of its own, and writes down what was planted.

    A breach that falls due where it cannot be planted stays owed until it can.
    """

    def __init__(self, plan: Plan) -> None:
        self._shares = plan.breaches
        self._random = {clause: Random(f"{plan.seed} breach {clause}") for clause in plan.breaches}
        self._owed = dict.fromkeys(plan.breaches, 0)
        self._planted: list[TruthRow] = []

    def due(self, clause: str) -> bool:
        """Count one more row that the clause is asked of, and return whether it is to be broken here."""
        share = self._shares.get(clause)
        if not share:
            return False
        self._owed[clause] += self._random[clause].random() < share
        return self._owed[clause] > 0

    def planted(self, clause: str, id_: str) -> None:
        """Write down a breach, which is then owed no longer."""
        self._owed[clause] = self._owed.get(clause, 0) - 1
        self.tell(clause, id_)

    def tell(self, clause: str, id_: str) -> None:
        """Write down a breach that goes with another one, so that its share is not what was asked for."""
        self._planted.append(TruthRow(clause.partition("-")[0], id_, BREAKABLE[clause].value, clause))

    def told(self) -> list[TruthRow]:
        """Return what was planted since this was last asked."""
        found, self._planted = self._planted, []
        return found
