"""Complaints about requests and the answers to them (3.10–3.12)."""

from collections.abc import Iterator
from random import Random
from typing import Final

from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clock import DAY, HOUR, MINUTE, Terms
from netpoint_stp.testing.generator.drafts import Draft
from netpoint_stp.testing.generator.load import ArrivalModel
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import ComplaintRow

_ADDRESS: Final[str] = ComplaintRoute.COMPLAINTS_ADDRESS.value
_OTHER_CHANNEL: Final[str] = ComplaintRoute.OTHER_OFFICIAL_CHANNEL.value
_HOLDER: Final[str] = Standing.HOLDER.value
_REPRESENTATIVE: Final[str] = Standing.REPRESENTATIVE.value
_USER: Final[str] = Standing.USER.value
_CARRYING_OUT: Final[str] = ComplaintSubject.CARRYING_OUT.value
_REFUSAL: Final[str] = ComplaintSubject.REFUSAL.value
_ELSE: Final[str] = ComplaintSubject.SOMETHING_ELSE.value


class Complaints:
    """The complaints of a log: of one request in a hundred or so, more of those that were refused."""

    def __init__(self, plan: Plan, *, load: ArrivalModel, breaches: Breaches) -> None:
        self._random = Random(f"{plan.seed} complaints")
        self._load, self._breaches = load, breaches
        self._terms = Terms(plan.regulation)
        self._end = load.end
        self._made = 0
        self._share = plan.rare(0.008)

    def rows(self, draft: Draft) -> Iterator[ComplaintRow]:
        """Yield the complaint about a request, if there is one by the end of the log."""
        random = self._random.random
        share = self._share * (10 if draft.refused_at is not None else 1)
        if draft.closed_at is None or random() >= share:
            return
        lodged = draft.closed_at + 10 * MINUTE + int(random() * 4 * DAY)
        if lodged > self._end:
            return
        self._made += 1
        id_ = f"K{self._made:06}"
        complainant = _HOLDER if random() < 0.8 else _REPRESENTATIVE
        about = _CARRYING_OUT if draft.refused_at is None else _REFUSAL
        route = _ADDRESS
        turn = random()
        termless = turn < 0.12
        if turn < 0.04:
            complainant = _USER
        elif turn < 0.08:
            about = _ELSE
        elif termless:
            route = _OTHER_CHANNEL
        names = self._names(id_)
        answered = self._answered(id_, lodged, termless=termless)
        interim = lodged + HOUR + int(random() * 2 * DAY)
        has_interim = random() < 0.25 and interim <= self._end and not (termless and answered is None)
        yield ComplaintRow(
            complaint_id=id_,
            lodged_at=lodged,
            answered_at=answered if answered is not None and answered <= self._end else None,
            interim_answer_at=interim if has_interim and (answered is None or interim < answered) else None,
            route=route,
            marked=True,
            complainant=complainant,
            about=about,
            names_request_date=names[0],
            names_taker=names[1],
            names_request_text=names[2],
            request_id=draft.request_id,
        )

    def _names(self, id_: str) -> tuple[bool, bool, bool]:
        """Return which of the three things that it must name it names: all, but where a breach of 3.11 is planted."""
        if not self._breaches.due("3.11"):
            return True, True, True
        self._breaches.planted("3.11", id_)
        named = self._random.randrange(7)
        return bool(named & 1), bool(named & 2), bool(named & 4)

    def _answered(self, id_: str, lodged: int, *, termless: bool) -> int | None:
        """Return when it is answered: within the term, but where a breach of 3.12 is planted; None for never.

        Whoever cannot lodge one is told so by then, but where a breach of 3.10 is planted.
        """
        due = self._terms.due_before(lodged, self._load.day_of(lodged))
        in_time = lodged + HOUR + int(self._random.random() * (due - lodged - HOUR))
        if due > self._end:
            return in_time
        if termless:
            if not self._breaches.due("3.10"):
                return in_time
            self._breaches.planted("3.10", id_)
            return None
        if not self._breaches.due("3.12"):
            return in_time
        self._breaches.planted("3.12", id_)
        turn = self._random.random()
        if turn < 0.2:
            return due  # the first instant that is too late
        return None if turn < 0.4 else due + int(self._random.random() * 6 * DAY)
