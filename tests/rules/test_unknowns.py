"""Unknown is not no: what the known facts settle is decided, and what they do not is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.random_tables import Sample, samples
from tests.support.reference import Settled, complete, settle_slowly

from netpoint_stp.rules import UNKNOWN, Decision, IncompleteTableError, Undetermined, Verdict

pytestmark = pytest.mark.no_cover


@given(samples())
def test_every_partial_input_is_answered_exactly(sample: Sample) -> None:
    """An outcome if and only if all completions agree; else the outcomes possible and the facts that can change one."""
    for facts in sample.table.combinations(unknowns=True):
        possible, missing = settle_slowly(sample.table.domains, facts, sample.outcome)
        answer = sample.table.decide(**facts)

        if len(possible) == 1:
            assert isinstance(answer, Decision)
            assert {answer.outcome} == possible
        else:
            assert isinstance(answer, Undetermined)
            assert answer.possible == possible
            assert answer.missing == missing
            assert missing


@given(samples())
def test_the_remembered_reference_is_the_slow_one(sample: Sample) -> None:
    """The reference that walks large tables quickly agrees with the one that goes through all completions."""
    settled = Settled(sample.table.domains, lambda **facts: sample.outcome(facts))

    for facts in sample.table.combinations(unknowns=True):
        assert (settled.possible(**facts), settled.missing(**facts)) == settle_slowly(
            sample.table.domains, facts, sample.outcome
        )


@given(samples(), st.data())
def test_narrowed_facts_are_answered_exactly(sample: Sample, data: st.DataObject) -> None:
    """A fact known to be one of several values is settled over those, as an unknown one is over all."""
    facts = {
        name: data.draw(
            st.one_of(
                st.sampled_from((*domain, UNKNOWN)),
                st.frozensets(st.sampled_from(domain), min_size=1),
            ),
            label=name,
        )
        for name, domain in sample.table.domains.items()
    }
    possible, missing = settle_slowly(sample.table.domains, facts, sample.outcome)
    answer = sample.table.decide(**facts)

    if isinstance(answer, Decision):
        assert {answer.outcome} == possible
    else:
        assert (answer.possible, answer.missing) == (possible, missing)


@given(samples(), st.data())
def test_learning_a_fact_never_contradicts(sample: Sample, data: st.DataObject) -> None:
    """Once decided, always decided alike; what was impossible stays so; learning what matters not changes nothing."""
    facts = {
        name: data.draw(st.sampled_from((*domain, UNKNOWN)), label=name)
        for name, domain in sample.table.domains.items()
    }
    before = sample.table.decide(**facts)
    for more in complete(sample.table.domains, facts):
        after = sample.table.decide(**more)

        assert isinstance(after, Decision)
        if isinstance(before, Decision):
            assert after.outcome is before.outcome
        else:
            assert after.outcome in before.possible
            learnt = {**facts, **{name: more[name] for name in before.missing}}
            told = sample.table.decide(**learnt)
            assert isinstance(told, Decision)
            assert told.outcome is after.outcome


@given(samples(gaps=True))
def test_a_gap_is_met_exactly_where_a_completion_falls_into_it(sample: Sample) -> None:
    """Deciding fails if and only if some completion has no rule, and the analysis counts those cases."""
    gaps = 0
    for facts in sample.table.combinations(unknowns=True):
        possible, _ = settle_slowly(sample.table.domains, facts, sample.outcome)
        gaps += possible == {None} and UNKNOWN not in facts.values()
        if None in possible:
            with pytest.raises(IncompleteTableError):
                sample.table.decide(**facts)
        else:
            assert sample.table.decide(**facts).facts == facts

    assert sample.table.analyse().gap_count == gaps


@given(samples())
def test_the_trace_agrees_with_the_completions(sample: Sample) -> None:
    """A rule applies if it wins in all completions, may apply if in some, is not reached if earlier ones win in all."""
    for facts in sample.table.combinations(unknowns=True):
        answer = sample.table.decide(**facts)
        ways = complete(sample.table.domains, facts)
        winners = [sample.table.fired(tuple(way.values())) for way in ways]
        for step in answer.trace:
            wins = winners.count(step.number - 1)
            reached = any(winner >= step.number - 1 for winner in winners)
            expected = Verdict.DOES_NOT_APPLY if reached else Verdict.NOT_REACHED
            if wins:
                expected = Verdict.APPLIES if wins == len(ways) else Verdict.MAY_APPLY

            assert step.verdict is expected
            assert all(facts[name] is value for name, value in step.because.items())
        cited = {clause for step in answer.trace if step.number - 1 in winners for clause in step.clauses}
        assert set(answer.clauses) == cited
