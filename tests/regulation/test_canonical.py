"""The canonical form of settings: different settings never share one digest, equal ones always do."""

from datetime import timedelta
from itertools import combinations

import attrs

from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.canonical import canonical
from netpoint_stp.rules import code
from netpoint_stp.subjects.account import AccountDetail

REGULATION = Regulation.example()


def test_lengths_of_time_that_differ_by_days_have_digests_of_their_own() -> None:
    """Three days and five are not one edition, nor a day and a second more."""
    lengths = [timedelta(days=3), timedelta(days=5), timedelta(seconds=1), timedelta(days=1, seconds=1), timedelta(1)]
    digests = {
        attrs.evolve(REGULATION, refusal=attrs.evolve(REGULATION.refusal, answer_time=length)).digest
        for length in lengths
    }

    assert len(digests) == len(lengths)
    assert all(canonical(one) != canonical(other) for one, other in combinations(lengths, 2))


def test_sets_are_written_in_order() -> None:
    """Members hash by identity, so their order in a set differs from run to run: what is written must not."""
    assert code(frozenset(AccountDetail)) == sorted(detail.value for detail in AccountDetail)


def test_an_edition_is_hashed_by_its_settings() -> None:
    """Equal editions have one hash, so that an edition may be a key: all it holds is frozen."""
    assert hash(Regulation.example()) == hash(Regulation.example())
    assert {Regulation.example(): 1}[Regulation.example()] == 1
    assert len({Regulation.example(), Regulation.published()}) == 2
