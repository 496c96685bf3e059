"""Refusals (3.9–3.9.3): on a ground that holds, or, where a breach is planted, on one that does not."""

from collections.abc import Iterator
from random import Random
from typing import Final

from netpoint_stp.audit.records.tables import NamedGround
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clients import Clients
from netpoint_stp.testing.generator.clock import DAY, HOUR
from netpoint_stp.testing.generator.drafts import Draft
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import REFUSED, EventRow, InterruptionRow, Row

ABSENT_INFORMATION: Final[str] = NamedGround.INFORMATION_ABSENT.value
CONTRACT: Final[str] = NamedGround.OUTSIDE_CONTRACT.value
BREAK: Final[str] = NamedGround.AGREED_INTERRUPTION.value
OTHER: Final[str] = NamedGround.OTHER.value
_GROUND_OF: Final = {"3.9.1": ABSENT_INFORMATION, "3.9.2": CONTRACT, "3.9.3": BREAK}
_ABSENT: Final[str] = Identity.ABSENT.value
_WITHIN: Final[str] = Demand.WITHIN_CONTRACT.value
_OUTSIDE: Final[str] = Demand.OUTSIDE_CONTRACT.value
_AGREED: Final[str] = Agreement.INDIVIDUALLY.value
_NOT_AGREED: Final[str] = Agreement.NOT_AGREED.value
_BREAK: Final[str] = InterruptionKind.OTHER.value


class Refusals:
    """Which ground a refusal names, and what the records say of the three grounds when it is given.

    Of each contract at most one break is recorded, so that none is a ground by chance.
    """

    def __init__(self, plan: Plan, *, clients: Clients, breaches: Breaches, end: int) -> None:
        self._random = Random(f"{plan.seed} refusals")
        self._clients, self._breaches, self._end = clients, breaches, end
        self._broken_off: set[int] = set()
        self._breaks = 0

    def may_break(self, contract: int) -> bool:
        """Return whether a break of this contract can be recorded."""
        return contract not in self._broken_off

    def breach(self, contract: int, *, may_ask: bool) -> str | None:
        """Return the clause that a refusal is to break, None where it is to keep all of 3.9."""
        for clause in ("3.9", "3.9.1", "3.9.2", "3.9.3"):
            possible = self.may_break(contract) and (may_ask or clause != "3.9.1")
            if possible and self._breaches.due(clause):
                return clause
        return None

    def wrongly(self, draft: Draft, contract: int, refused: int, clause: str) -> Iterator[Row]:
        """Yield a refusal that breaks a clause: half of those that name a false ground have a true one besides."""
        self._broken_off.add(contract)
        draft.demand = _WITHIN
        self._breaches.planted(clause, draft.request_id)
        if clause == "3.9":
            yield self._refused(draft, refused, OTHER)
            return
        besides = self._random.random() < 0.5
        if not besides:
            self._breaches.tell("3.9", draft.request_id)
        if clause == "3.9.1":
            draft.identity = _ABSENT
        if clause == "3.9.2":
            if besides:
                yield self._interruption(draft, refused, _AGREED)
        else:
            if besides:
                self.outside(draft, contract)
            if clause == "3.9.3" and self._random.random() < 0.5:
                yield self._interruption(draft, refused, _NOT_AGREED)
        yield self._refused(draft, refused, _GROUND_OF[clause])

    def rightly(self, draft: Draft, contract: int, refused: int, ground: str) -> Iterator[Row]:
        """Yield a refusal on a ground that holds, which the draft shows already but for a break in the service."""
        if ground == BREAK:
            self._broken_off.add(contract)
            yield self._interruption(draft, refused, _AGREED)
        yield self._refused(draft, refused, ground)

    def outside(self, draft: Draft, contract: int) -> None:
        """Let what is demanded lie outside the contract."""
        draft.demand = _OUTSIDE
        draft.service = self._clients.not_covered(contract)

    def _refused(self, draft: Draft, at: int, ground: str) -> EventRow:
        draft.refused_at, draft.refusal_reason = at, False
        return EventRow(draft.request_id, REFUSED, at, ground=ground)

    def _interruption(self, draft: Draft, refused: int, agreement: str) -> InterruptionRow:
        """Return a break of the service that lasts from before the refusal until after it."""
        self._breaks += 1
        began = refused - HOUR - int(self._random.random() * DAY)
        ended = refused + HOUR + int(self._random.random() * DAY)
        return InterruptionRow(
            interruption_id=f"B{self._breaks:06}",
            began_at=began,
            ended_at=ended if ended <= self._end else None,
            service=draft.service,
            contract_id=draft.contract_id,
            kind=_BREAK,
            reasoned=True,
            agreement=agreement,
        )
