"""One decision with its trace, and what the first one in a process costs.

Run: `python benchmarks/bench_rules.py [--json]`. Side by side in one run, in turns; what is told are medians of the
ratios of each round.

- a decision of the table FORM (six facts, all 128 complete combinations in random order; a table remembers its answers,
  so what is timed is asking again, and asking for the first time is told beside it) against the same rules written
  as `if`/`else` which build, for every question, the result and its trace anew, and against such which build the result
  alone; both as a careful developer writes them: frozen attrs classes with slots, constants made once;
- `import netpoint_stp`, and a first decision, each in a fresh process, against `import attrs, pendulum`. Times are
  taken inside the process, so that the start of the interpreter flatters nobody.
"""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import product

import attrs

from netpoint_stp.policy.intake.policy import FORM, Form, SubscriberDetails
from netpoint_stp.rules import PUBLISHED, Decision, Edition, Verdict

Case = tuple[bool, bool, bool, bool, bool, SubscriberDetails]

ROUNDS = 40
PROCESSES = 15
GOALS = {
    "decision / if-else with trace": 0.2,
    "decision / if-else with result only": 0.4,
    "import netpoint_stp / import attrs, pendulum": 1.2,
    "first decision / import attrs, pendulum": 2.0,
}


@attrs.frozen(kw_only=True)
class PlainStep:
    """One rule in the trace, with the same fields as the library's."""

    number: int
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    outcome: Form
    verdict: Verdict
    because: Mapping[str, object]


@attrs.frozen(kw_only=True)
class PlainDecision:
    """A decision with the same fields as the library's."""

    outcome: Form
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    facts: Mapping[str, object]
    edition: Edition
    trace: tuple[PlainStep, ...]


@attrs.frozen(kw_only=True)
class PlainResult:
    """A result without facts and trace."""

    outcome: Form
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    edition: Edition


CLAUSES = (("3.1.1",), ("3.1.3",), ("3.1.4",), ("3.1",))
READINGS = (("I-24",), (), ("I-2", "I-5"), ())
OUTCOMES = (Form.NOT_TAKEN, Form.NOT_UNDER_OWN_ACCOUNT, Form.LACKS_DETAILS, Form.PROPER)
NOT_REACHED = tuple(
    PlainStep(
        number=at + 1,
        clauses=CLAUSES[at],
        readings=READINGS[at],
        outcome=OUTCOMES[at],
        verdict=Verdict.NOT_REACHED,
        because={},
    )
    for at in range(4)
)


def _step(at: int, verdict: Verdict, because: Mapping[str, object]) -> PlainStep:
    return PlainStep(
        number=at + 1,
        clauses=CLAUSES[at],
        readings=READINGS[at],
        outcome=OUTCOMES[at],
        verdict=verdict,
        because=because,
    )


def with_trace(
    *,
    person_needed: bool,
    taken_by_person: bool,
    own_account_needed: bool,
    own_account: bool,
    details_needed: bool,
    details: SubscriberDetails,
) -> PlainDecision:
    """Decide by `if`/`else`, and say of every rule what became of it and why."""
    applies, fails = Verdict.APPLIES, Verdict.DOES_NOT_APPLY
    steps: list[PlainStep] = []
    if person_needed and not taken_by_person:
        steps.append(_step(0, applies, {"person_needed": True, "taken_by_person": False}))
    else:
        steps.append(_step(0, fails, {"taken_by_person": True} if person_needed else {"person_needed": False}))
        if own_account_needed and not own_account:
            steps.append(_step(1, applies, {"own_account_needed": True, "own_account": False}))
        else:
            steps.append(
                _step(1, fails, {"own_account": True} if own_account_needed else {"own_account_needed": False})
            )
            if details_needed and details is not SubscriberDetails.SUFFICIENT:
                steps.append(_step(2, applies, {"details_needed": True, "details": details}))
            else:
                steps.append(_step(2, fails, {"details": details} if details_needed else {"details_needed": False}))
                steps.append(_step(3, applies, {}))
    at = len(steps) - 1
    return PlainDecision(
        outcome=OUTCOMES[at],
        clauses=CLAUSES[at],
        readings=READINGS[at],
        facts={
            "person_needed": person_needed,
            "taken_by_person": taken_by_person,
            "own_account_needed": own_account_needed,
            "own_account": own_account,
            "details_needed": details_needed,
            "details": details,
        },
        edition=PUBLISHED,
        trace=(*steps, *NOT_REACHED[at + 1 :]),
    )


def result_only(
    *,
    person_needed: bool,
    taken_by_person: bool,
    own_account_needed: bool,
    own_account: bool,
    details_needed: bool,
    details: SubscriberDetails,
) -> PlainResult:
    """Decide by `if`/`else`, and build nothing but a result with its grounds."""
    if person_needed and not taken_by_person:
        at = 0
    elif own_account_needed and not own_account:
        at = 1
    elif details_needed and details is not SubscriberDetails.SUFFICIENT:
        at = 2
    else:
        at = 3
    return PlainResult(outcome=OUTCOMES[at], clauses=CLAUSES[at], readings=READINGS[at], edition=PUBLISHED)


def cases(repeat: int = 16) -> list[Case]:
    """Return all complete combinations, several times, in an order that is random and always the same."""
    found = list(product(*FORM.domains.values())) * repeat
    random.Random(7).shuffle(found)
    return found


def seconds(decide: Callable[..., object], questions: list[Case]) -> float:
    """Return the seconds for all questions."""
    started = time.perf_counter()
    for person_needed, taken, account_needed, account, details_needed, details in questions:
        decide(
            person_needed=person_needed,
            taken_by_person=taken,
            own_account_needed=account_needed,
            own_account=account,
            details_needed=details_needed,
            details=details,
        )
    return time.perf_counter() - started


def check(questions: list[Case]) -> None:
    """See that all contenders answer alike, trace included, or there is nothing to compare."""
    for values in set(questions):
        facts = dict(zip(FORM.domains, values, strict=True))
        ours, plain = FORM.decide_on(facts), with_trace(**facts)  # type: ignore[arg-type]  # facts by name
        assert isinstance(ours, Decision)
        assert (ours.outcome, ours.clauses, ours.readings) == (plain.outcome, plain.clauses, plain.readings)
        assert [step.verdict for step in ours.trace] == [step.verdict for step in plain.trace]
        assert result_only(**facts).outcome is ours.outcome  # type: ignore[arg-type]  # facts by name


def first_time() -> float:
    """Return nanoseconds a decision when a table is asked each question once."""
    questions = cases(repeat=1)
    return seconds(FORM.under(Edition("timed")).decide, questions) / len(questions) * 1e9


def decisions() -> dict[str, float]:
    """Return nanoseconds a decision by contender, and the ratios."""
    questions = cases()
    check(questions)
    contenders: dict[str, Callable[..., object]] = {
        "decision": FORM.decide,
        "if-else with trace": with_trace,
        "if-else with result only": result_only,
    }
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, decide in contenders.items():
            taken[name].append(seconds(decide, questions))
    told = {f"{name}, ns": statistics.median(times) / len(questions) * 1e9 for name, times in taken.items()}
    told["decision asked for the first time, ns"] = statistics.median(first_time() for _ in range(ROUNDS))
    for name in ("if-else with trace", "if-else with result only"):
        ratios = [ours / theirs for ours, theirs in zip(taken["decision"], taken[name], strict=True)]
        told[f"decision / {name}"] = statistics.median(ratios)
    return told


PROGRAMS = {
    "import attrs, pendulum": "import attrs, pendulum",
    "import netpoint_stp": "import netpoint_stp",
    "first decision": (
        "from netpoint_stp.policy.intake.policy import FORM, SubscriberDetails as D\n"
        "answer = FORM.decide(person_needed=False, taken_by_person=False, own_account_needed=False, own_account=False, "
        "details_needed=True, details=D.LACKING)\n"
        "assert answer.clauses == ('3.1.4',) and answer.trace"
    ),
    "first decision by the published regulation": (
        "from netpoint_stp import Regulation, UNKNOWN, Identity, Demand\n"
        "answer = Regulation.published().refusal.may_refuse(needed=True, identity=Identity.ABSENT, asked=UNKNOWN, "
        "demand=Demand.OUTSIDE_CONTRACT, break_in_service=None)\n"
        "assert answer.grounds and answer.clauses"
    ),
}


def fresh(program: str) -> float:
    """Return the seconds that a program takes in a fresh process, without the start of the interpreter."""
    timed = f"import time; started = time.perf_counter()\n{program}\nprint(time.perf_counter() - started)"
    done = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def starts() -> dict[str, float]:
    """Return milliseconds by program, and the ratios to importing attrs and pendulum."""
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for program in PROGRAMS.values():
        fresh(program)  # writes the byte code
    for _ in range(PROCESSES):
        for name, program in PROGRAMS.items():
            taken[name].append(fresh(program))
    told = {f"{name}, ms": statistics.median(times) * 1e3 for name, times in taken.items()}
    base = "import attrs, pendulum"
    for name in PROGRAMS:
        if name != base:
            ratios = [ours / theirs for ours, theirs in zip(taken[name], taken[base], strict=True)]
            told[f"{name} / {base}"] = statistics.median(ratios)
    return told


def main() -> int:
    """Print the numbers, as JSON where asked; exit 1 where a goal is missed."""
    told = {name: round(number, 3) for name, number in {**decisions(), **starts()}.items()}
    missed = [name for name, goal in GOALS.items() if told[name] > goal]
    if "--json" in sys.argv[1:]:
        print(json.dumps({"measured": told, "goals": GOALS, "missed": missed}, ensure_ascii=False, indent=2))
    else:
        for name, number in told.items():
            goal = f"   goal: at most {GOALS[name]}" if name in GOALS else ""
            print(f"{name:<70} {number:>10.3f}{goal}")
        print("missed: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
