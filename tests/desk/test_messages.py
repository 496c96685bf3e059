"""Messages to clients: language, values, templates of a profile, nobody who must not be written to."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scene import REGULATION, desk, mail

from netpoint_stp.channels.interaction import Text
from netpoint_stp.desk.messages import language_of
from netpoint_stp.desk.outcomes import Became
from netpoint_stp.errors import ProfileError
from netpoint_stp.regulation.profile import example_profile, read_profile
from netpoint_stp.wording import LANGUAGES, Language, keys
from netpoint_stp.wording.templates import Templates

PURPOSES = sorted({key.split(".")[2] for key in keys("en") if key.startswith("desk.message.")})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Не працює інтернет, перевірте лінію", "uk"),
        ("Не работает интернет, проверьте линию, пожалуйста: объезд", "ru"),
        ("The internet is down, please have a look", "en"),
        ("ne rabotaet internet", "uk"),
        ("", "uk"),
        ("OK", "uk"),
    ],
)
def test_the_language_is_that_of_the_text(text: str, language: Language) -> None:
    """By letters that only one of the languages has, by common English words; else the desk's default."""
    assert language_of(mail(text, subject=""), "uk") == language


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_a_language(text: str, default: Language) -> None:
    """Nothing is raised, and it is one of the three."""
    assert language_of(attrs.evolve(mail(), text=Text(own=text)), default) in LANGUAGES


@pytest.mark.parametrize("sender", ["support@netpoint.example", "colleague@netpoint.example"])
def test_the_company_does_not_write_to_itself(sender: str) -> None:
    """A loop between two of its own mailboxes never begins."""
    outcome = desk().receive(mail(sender=sender))

    assert outcome.purposes == ()


def test_a_mail_without_a_sender_is_kept_and_answered_to_nobody() -> None:
    """Nothing is lost for want of an address."""
    outcome = desk().receive(mail(sender=""))

    assert outcome.became in (Became.OFFICIAL, Became.INCOMPLETE, Became.AUTOMATIC)
    assert outcome.purposes == ()


def test_passports_are_blanked_in_what_is_sent_and_kept() -> None:
    """The client's own words come back without them."""
    made = desk()
    outcome = made.receive(mail("Договір 100245. Паспорт МЕ 123456. Змініть тариф."))

    assert "123456" not in outcome.messages[0].text
    assert "Змініть тариф" in outcome.messages[0].text
    assert all("123456" not in str(dict(event.data)) for event in made.store.journal().items)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_message_can_be_written(purpose: str, lang: Language) -> None:
    """Each template takes what it asks for, and leaves no bracket behind."""
    needed = keys(lang)[f"desk.message.{purpose}.subject"] | keys(lang)[f"desk.message.{purpose}.text"]
    subject, text = Templates().write(purpose, lang, **dict.fromkeys(needed, "значення"))

    assert subject
    assert text
    assert "{" not in subject + text


def test_a_profile_replaces_a_template() -> None:
    """In its language alone; the digest of the rules does not change, so logs stay replayable."""
    own = '[messages.uk.receipt]\nsubject = "{number}"\ntext = "Дякуємо, {number} від {date}."\n'
    regulation = read_profile(example_profile() + own)
    outcome = desk(regulation=regulation).receive(mail())

    assert outcome.messages[0].subject == "R-1"
    assert outcome.messages[0].text.startswith("Дякуємо, R-1 від 23 листопада 2026")
    assert regulation.digest == REGULATION.digest


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ('[messages.de.receipt]\ntext = "x"', "is not spoken here"),
        ('[messages.uk.reciept]\ntext = "x"', "did you mean `receipt`"),
        ('[messages.uk.receipt]\ntxt = "x"', "did you mean `text`"),
        ('[messages.uk.receipt]\ntext = "{name}"', "has no value for `{name}`"),
        ('[messages.uk.receipt]\ntext = "{"', "not closed"),
        ('[messages.uk.receipt]\ntext = "{number.__class__}"', "has no value for"),
        ('[messages.uk.acknowledgement]\ntext = "{number} {date} {text}"', "does not say `{taker}`"),
        ('[messages.uk.refusal]\ntext = "{because} {cure}"', "does not say `{complain}`"),
    ],
)
def test_a_template_that_cannot_work_is_refused_with_the_profile(own: str, told: str) -> None:
    """What 3.11 and a refusal need cannot be left out; unknown names have their nearest ones."""
    with pytest.raises(ProfileError) as raised:
        read_profile(f"{example_profile()}\n{own}\n")

    assert told in str(raised.value)
