"""Interactions and messages as stores keep them: passport data blanked, one spelling of JSON, nothing lost."""

from pathlib import Path

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.casebook.redaction import Redaction
from netpoint_stp.casebook.serialization import (
    interaction_from_json,
    interaction_json,
    message_from_json,
    message_json,
)
from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.evidence import AutomaticReason, AutomaticSign
from netpoint_stp.channels.interaction import (
    Attachment,
    Destination,
    Forward,
    ForwardKind,
    Interaction,
    Party,
    PartyKind,
    Remark,
    Role,
    Text,
)
from netpoint_stp.testing.conformance.trial import message, outgoing

MAILS = sorted((Path(__file__).parents[2] / "examples" / "mail").glob("*.eml"))
NUMBER = "паспорт МЕ 123456"


def everywhere(text: str) -> Interaction:
    """Return an interaction in which somebody wrote a text wherever one can write."""
    party = Party(kind=PartyKind.NAME, normalised=text, received=text, name=text)
    return evolve(
        message("<1@example.com>", text, subject=text),
        sender=party,
        other_senders=(party,),
        reply_to=(party,),
        destinations=(Destination(party=party, via="To", roles=frozenset({Role.REQUESTS, Role.COMPLAINTS})),),
        text=Text(own=text, quoted=text, signature=text),
        attachments=(Attachment(name=text, type="image/png", size=1, digest="0" * 64),),
        automatic=(AutomaticSign(reason=AutomaticReason.SUBJECT, header="Subject", value=text),),
        forward=Forward(by=party, kind=ForwardKind.INLINE, note=text, subject=text),
        entered_by=party,
        remarks=frozenset({Remark.DATE_ABSENT, Remark.ID_ABSENT, Remark.NO_SENDER}),
    )


def test_passport_data_is_blanked_everywhere() -> None:
    """Wherever somebody may have written a passport number, it is blanked, and the JSON holds no trace of it."""
    kept = interaction_json(Redaction().interaction(everywhere(NUMBER)))

    assert "123456" not in kept
    assert "123456" in interaction_json(everywhere(NUMBER))


def test_what_tells_repeats_and_threads_apart_stays() -> None:
    """Ids, digests, addresses, moments and lengths are what they were."""
    before = everywhere(NUMBER)
    after = Redaction().interaction(before)

    assert (after.identity, after.raw_digest, after.received_at) == (
        before.identity,
        before.raw_digest,
        before.received_at,
    )
    assert len(after.text.own) == len(before.text.own)
    email = message("<1@example.com>", sender="me123456@example.com")
    assert Redaction().interaction(email) == email


def test_redacting_twice_changes_nothing() -> None:
    """What is blanked stays as it is."""
    once = Redaction().interaction(everywhere(NUMBER))

    assert Redaction().interaction(once) == once


def test_sample_mails_come_back() -> None:
    """Every sample mail of the project comes back from its JSON equal, and has one spelling."""
    read = [read_email(path.read_bytes(), EmailSettings()) for path in MAILS]
    interactions = [each for each in read if isinstance(each, Interaction)]
    assert len(interactions) > 5

    for each in interactions:
        written = interaction_json(each)
        assert interaction_from_json(written) == each
        assert interaction_json(interaction_from_json(written)) == written


@given(st.text(st.characters(), max_size=50))
def test_any_text_comes_back(text: str) -> None:
    """NUL, half surrogate pairs and any other text come back as they were, from JSON in ASCII."""
    written = interaction_json(everywhere(text))

    assert written.isascii()
    assert "\0" not in written
    assert interaction_from_json(written) == everywhere(text)


def test_outgoing_messages() -> None:
    """An outgoing message is blanked in subject and text, and comes back from its JSON equal."""
    given_message = outgoing("k", subject=NUMBER, text=f"ваш {NUMBER}", in_reply_to=("<1@example.com>",), case_id="R-1")
    kept = Redaction().message(given_message)

    assert "123456" not in message_json(kept)
    assert message_from_json(message_json(given_message)) == given_message


def test_ids_of_somebody_else_hold_nothing_that_a_header_must_not() -> None:
    """Control signs and line ends of an id that is answered are left out, and an id of nothing else with them."""
    given = ("a\x00b\x1b[31m@x", "\r\n", "c@x\r\nBcc: d@x")
    message = Outgoing(key="k", channel="email", to=(), language="en", in_reply_to=given)

    assert message.in_reply_to == ("ab[31m@x", "c@xBcc:d@x")
