"""Names that the profile does not have are told with the nearest that it has (3.4, 3.6, 3.19; I-3, I-19)."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.policy import Demand, RefusalAnswer
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Undetermined
from netpoint_stp.subjects.requests import Request
from netpoint_stp.wording import LANGUAGES, Language

REGULATION = Regulation.example()
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def refusal(action: str) -> RefusalAnswer:
    """Ask whether an action may be refused whose account information lacks."""
    return REGULATION.may_refuse(
        action=action,
        identity=Identity.ABSENT,
        asked_at=None,
        now=NOW,
        demand=Demand.WITHIN_CONTRACT,
        break_in_service=None,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_action_that_is_not_listed_is_named(lang: Language) -> None:
    """It stays undetermined (I-3), and a reader learns why."""
    answer = refusal("change tarif")
    told = str(answer.explain(lang))

    assert isinstance(answer.answer, Undetermined)
    assert "change tarif" in told
    assert "change tariff" in told
    assert "fly to the moon" in str(refusal("fly to the moon").explain(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_listed_action_is_not_named_as_missing(lang: Language) -> None:
    """Nothing is said of a name that the profile has."""
    assert refusal("change tariff").unlisted == ()
    assert refusal("change tariff").explain(lang).unknown == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_level_that_is_not_listed_is_named(lang: Language) -> None:
    """No moment is told for it (I-19), and the nearest level is."""
    due = REGULATION.reaction.reaction_due(NOW, "busines")
    told = str(due.explain(lang))

    assert due.value is UNKNOWN
    assert "busines" in told
    assert "business" in told.replace("«busines»", "").replace("“busines”", "")
    assert "business" not in str(REGULATION.reaction.reaction_due(NOW, None).explain(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_channel_that_is_like_a_listed_one_is_named(lang: Language) -> None:
    """It is unofficial (3.4); a messenger that is like no channel is unofficial and no more is said."""
    read = read_email(
        b"From: a@b.example\nTo: support@netpoint.example\n\nNo internet. Login: zrazok7", REGULATION.email
    )
    assert isinstance(read, Interaction)
    mistyped = str(REGULATION.assess(attrs.evolve(read, channel="emial")).explain(lang))

    assert "emial" in mistyped
    assert REGULATION.assess(attrs.evolve(read, channel="icq")).unlisted == ()
    assert REGULATION.assess(read).unlisted == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reaction_of_a_level_that_is_not_listed_names_it(lang: Language) -> None:
    """3.19: what is not known is not only whether the maximum was kept, but which level `busines` is to be."""
    policy = REGULATION.reaction
    request = Request(id="R", received_at=NOW, channel="email", support_level="busines")
    for answer in (
        policy.first_reaction(request, NOW),
        policy.further_reaction(NOW, None, "busines", NOW + timedelta(hours=2)),
    ):
        told = " ".join(answer.explain(lang).unknown)
        assert isinstance(answer, Undetermined)
        assert "busines" in told
        assert "business" in told.replace("«busines»", "").replace("“busines”", "")
    known = policy.first_reaction(attrs.evolve(request, support_level=None), NOW)
    assert "busines" not in " ".join(known.explain(lang).unknown)
