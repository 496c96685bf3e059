"""Whatever a desk goes through: its journals hold, its log replays, nobody's request has two holders."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.scene import REGULATION, clock, desk, mail

from netpoint_stp.backends.memory import MemoryStore, SetClock
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.decisions.replay import ReplayStatus, log_lines, read_log, replay
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

pytestmark = pytest.mark.no_cover

REFUSED = (ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError)
SENDERS = ("ivan.pryklad@mail.example", "halyna.zrazok@mail.example", "someone@else.example")
TEXTS = ("Договір 100245, перевірте лінію.", "Немає мережі.", "Дякую!", "Договір 100311.", "R-1: коли?", "")
URGENT = [SpecialNeed.EMERGENCY_ACTION]
BOXES = ("support", "complaints", "sales", "director")
Step = Callable[[Desk, SetClock, dict[str, int]], object]


def receive(number: int, sender: str, text: str, box: str, headers: str) -> Step:
    """Something comes in."""
    return lambda made, at, _: made.receive(
        mail(text, sender=sender, to=f"{box}@netpoint.example", id_=f"m{number}", at=at.now(), headers=headers)
    )


def act(name: str, request: str, by: str) -> Step:
    """One of the staff does something about a request, with the token that they had last."""
    steps: dict[str, Step] = {
        "take": lambda made, _, tokens: tokens.update(
            {lease.request_id: lease.token}
            if (taken := made.take_next("desk", by)) is not None and (lease := taken.lease) is not None
            else {}
        ),
        "resolve": lambda made, _, tokens: made.resolve(request, "Готово.", by=by, token=tokens.get(request)),
        "ask": lambda made, _, tokens: made.ask(
            request, [AccountDetail.LOGIN], by=by, action="report a fault", token=tokens.get(request)
        ),
        "refuse": lambda made, _, tokens: made.refuse(
            request, by=by, wanted=Wanted(demand=Demand.OUTSIDE_CONTRACT), token=tokens.get(request)
        ),
        "hold": lambda made, _, tokens: made.hold_for_client(request, "чекаємо", by=by, token=tokens.get(request)),
        "resume": lambda made, _, __: made.resume(request, by=by),
        "triage": lambda made, _, __: made.triage(
            request,
            by=by,
            queue="desk",
            level=SeverityLevel.HIGH,
            reason="стоїть усе",
            needs=[SpecialNeed.EMERGENCY_ACTION],
        ),
        "reopen": lambda made, _, __: made.reopen(request, "знову", by=by),
        "close": lambda made, _, __: made.close(request, "годі", by=by),
        "merge": lambda made, _, __: made.merge(request, "R-1", by=by),
        "release": lambda made, _, tokens: made.release(request, tokens.get(request, 0)),
        "override": lambda made, _, __: made.override(request, State.WAITING, "так треба", by=by),
        "identify": lambda made, _, __: made.identify(request, AccountInformation(login="prykladko"), by=by),
        "complaint": lambda made, _, __: made.answer_complaint("C-1", "Вибачте.", by=by),
    }
    return steps[name]


ACTS = (
    "take",
    "resolve",
    "ask",
    "refuse",
    "hold",
    "resume",
    "triage",
    "reopen",
    "close",
    "merge",
    "release",
    "override",
    "identify",
    "complaint",
)
STEPS = st.one_of(
    st.builds(
        receive,
        st.integers(1, 6),
        st.sampled_from(SENDERS),
        st.sampled_from(TEXTS),
        st.sampled_from(BOXES),
        st.sampled_from(["", "Auto-Submitted: auto-replied"]),
    ),
    st.builds(act, st.sampled_from(ACTS), st.sampled_from(["R-1", "R-2", "R-3"]), st.sampled_from(["a", "b"])),
    st.timedeltas(timedelta(), timedelta(hours=5)).map(lambda by: lambda _made, at, _tokens: at.advance(by)),
)


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_the_books_are_in_order(steps: list[Step]) -> None:
    """Every step is done or refused with a reason, never half; every decision is made again the same."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    tokens: dict[str, int] = {}
    for step in steps:
        before = len(made.store.journal().items), len(made.store.decisions().items), len(made.store.outbox().items)
        try:
            step(made, at, tokens)
        except REFUSED:
            after = len(made.store.journal().items), len(made.store.decisions().items), len(made.store.outbox().items)
            assert after == before
    assert made.store.verify() == ()
    fates = [each.fate for each in replay(read_log(log_lines(made.store)), REGULATION)]
    assert set(fates) <= {ReplayStatus.IDENTICAL}
    leases = [lease.request_id for lease in made.store.leases()]
    assert len(leases) == len(set(leases))
    for item in made.store.outbox().items:
        assert all(party.normalised not in ("support@netpoint.example",) for party in item.message.to)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(range(1, 5)), min_size=1, max_size=12))
def test_in_whatever_order_and_however_often_they_come_each_is_one_request(numbers: list[int]) -> None:
    """Four subscribers' mails, repeated and shuffled: as many requests as different mails."""
    made = desk(directory=None)
    for number in numbers:
        sender, text = f"client{number}@mail.example", f"Договір 10020{number}, немає мережі в домі {number}."
        made.receive(mail(text, sender=sender, id_=f"m{number}"))

    assert len(made.store.requests().items) == len(set(numbers))
