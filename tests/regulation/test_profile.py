"""Profiles: what is right is taken, and everything that is wrong is said in one error."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.interaction import Role
from netpoint_stp.errors import ProfileError
from netpoint_stp.policy.identification.requirements import LOGIN, PASSPORT
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.canonical import canonical
from netpoint_stp.regulation.profile import example_profile, read_profile
from netpoint_stp.regulation.profile_data import ProfileData
from netpoint_stp.settings_files import structure
from netpoint_stp.settings_files.files import LARGEST_FILE

REAL = """
name = "ours"
in_force_from = 2026-02-01
[channels.email]
official = true
addressed = true
details_needed = true
clauses = ["2.1.3", "3.1.4", "3.2"]
contacts = [{ address = "Help@ISP.com.ua" }, { address = "boss@isp.com.ua", roles = ["complaints"] }]
[channels.sms]
official = true
addressed = true
clauses = ["2.1.4", "3.1.2"]
contacts = [{ address = "099-761-91-38" }]
[channels.telegram]
official = false
[[queues]]
name = "all"
channels = ["email", "sms"]
"""


def problems_of(text: str) -> str:
    """Return what is wrong with a profile."""
    with pytest.raises(ProfileError) as caught:
        read_profile(text)
    return str(caught.value)


def test_the_example_profile_is_the_published_text_but_for_what_it_sets() -> None:
    """Rules, channels and hours are the same; the figures that the text leaves out are set."""
    example, published = Regulation.example(), Regulation.published()

    assert [table.digest for table in example.tables.values()] == [t.digest for t in published.tables.values()]
    assert example.hours == published.hours
    assert canonical(dict(example.channels)) == canonical(dict(published.channels))
    assert example.queue.completion_time == timedelta(days=3)
    assert published.queue.completion_time is None


def test_the_example_profile_names_every_key() -> None:
    """Every table that a profile may have stands in the commented example."""
    from attrs import fields

    from netpoint_stp.regulation.profile_data import ProfileData

    text = example_profile()

    assert [field.name for field in fields(ProfileData) if field.name not in text] == []


def test_a_profile_of_ones_own_is_taken_as_it_stands() -> None:
    """Contacts are normalised, roles kept, the edition dated, and nothing is an example."""
    regulation = read_profile(REAL)

    assert regulation.edition.in_force_from == date(2026, 2, 1)
    assert regulation.example_contacts == ()
    assert regulation.channel("sms").contacts[0].address == "+380997619138"
    assert regulation.email.roles_of("boss@isp.com.ua") == {Role.COMPLAINTS}
    assert not regulation.channel("telegram").official


def test_readings_and_figures_reach_their_policies() -> None:
    """Each setting is found where it is used."""
    regulation = read_profile(
        REAL
        + """
[actions]
"change tariff" = "login & passport"
[readings]
debt_suspension_agreed = true
complaint_other_mailbox = "not_lodged"
reaction_clock = "clock_time"
[complaints]
working_days = 5
calendar = "weekends_only"
[levels.gold]
max_reaction = "30m"
"""
    )

    assert str(regulation.identification.requirement("change tariff")) == str(LOGIN & PASSPORT)
    assert regulation.refusal.debt_suspension_agreed
    assert regulation.complaints.complaint_other_mailbox == "not_lodged"
    assert regulation.complaints.working_days == 5
    assert regulation.complaints.calendar.name == "weekends_only"
    assert regulation.reaction.reaction_clock == "clock_time"
    level = regulation.reaction.level("gold")
    assert level is not None
    assert level.max_reaction == timedelta(minutes=30)


def test_unknown_keys_are_named_with_the_nearest_known_one() -> None:
    """On the top and further down, all of them."""
    told = problems_of(REAL + '\n[reedings]\nx = 1\n[readings]\ncall_out_of_hour = "request"\n')

    assert "there is no key `reedings`; did you mean `readings`" in told
    assert "there is no key `call_out_of_hour`; did you mean `call_out_of_hours`" in told


def test_values_of_the_wrong_kind_are_named_with_their_place() -> None:
    """A number for a text, a text for a day, a word that is no choice."""
    told = problems_of(
        """
name = 5
in_force_from = "soon"
[readings]
debt_suspension_agreed = "yes"
reaction_clock = "sundial"
[complaints]
working_days = "seven"
calendar = 7
[refusal]
answer_time = 3
[intake]
completion_time = "-3d"
"""
    )

    for place in (
        "`name`",
        "`intake.completion_time`",
        "`in_force_from`",
        "`readings.debt_suspension_agreed`",
        "`readings.reaction_clock`",
        "`complaints.working_days`",
        "`complaints.calendar`",
        "`refusal.answer_time`",
    ):
        assert place in told


def test_contradictions_are_all_named() -> None:
    """Ends before it begins, queues of unknown channels and levels, one mailbox in two channels, figures of nothing."""
    told = problems_of(
        REAL.replace('name = "all"', 'name = "all"\nsupport_levels = ["gold"]').replace(
            'channels = ["email", "sms"]', 'channels = ["email", "pigeon"]'
        )
        + """
[channels.mail2]
official = true
addressed = true
clauses = ["2.1.3"]
contacts = [{ address = "Help@isp.com.ua" }]
[refusal]
answer_time = "0m"
"""
    )

    for wrong in ("`pigeon`", "level `gold`", "stands under `email` and `mail2`", "`refusal.answer_time`"):
        assert wrong in told
    assert "`name`: it is empty" in problems_of('name = " "\npurpose = "example"\n')
    assert "does not come after" in problems_of(
        'name = "x"\npurpose = "example"\nin_force_from = 2026-01-02\nin_force_until = 2026-01-01\n'
    )


@pytest.mark.parametrize("masked", ["284-9X-9X", "284-9х-9х", "[email protected]", "#tickets"])
def test_masked_contacts_are_refused(masked: str) -> None:
    """What the published copy masks cannot be a contact, in an example either."""
    head = 'name = "x"\npurpose = "example"\n[channels.c]\nofficial = true\nclauses = ["2.1.1"]\n'
    told = problems_of(head + f'contacts = [{{ address = "{masked}" }}]\n')

    assert "is masked, as in the published copy" in told


@pytest.mark.parametrize("address", ["help@netpoint.example", "a@example.com", "https://desk.test/x", "+380440000000"])
def test_reserved_contacts_are_refused_in_a_real_profile(address: str) -> None:
    """An example profile may have them, a real one may not (reading I-31)."""
    text = f'name = "x"\n[channels.c]\nofficial = true\nclauses = ["2.1.1"]\ncontacts = [{{ address = "{address}" }}]\n'

    assert "is a reserved example" in problems_of(text)
    assert read_profile('purpose = "example"\n' + text).example_contacts


def test_a_real_profile_must_bring_its_own_channels() -> None:
    """Without any, the reserved contacts would stand for real ones."""
    assert "give your own" in problems_of('name = "x"')


def test_a_channel_that_is_addressed_needs_an_address_for_requests() -> None:
    """Else nothing by it could ever be a request."""
    told = problems_of('name = "x"\n[channels.c]\nofficial = true\naddressed = true\nclauses = ["2.1.3"]\n')

    assert "no contact is for requests" in told


def test_unknown_clauses_requirements_calendars_zones_and_phones_are_named_together() -> None:
    """Errors of all rooms come in one list."""
    told = problems_of(
        """
name = "x"
zone = "Europe/Kiew"
[channels.c]
official = true
clauses = ["2.1.9"]
contacts = [{ address = "0441" }]
[actions]
a = "login &"
[complaints]
calendar = "ukrain"
[hours]
week = "8-24"
[details]
likeness = 200.0
"""
    )

    for wrong in ("`zone`", "2.1.9", "`channels.c.contacts`", "`actions.a`", "ukrain", "`hours`", "likeness"):
        assert wrong in told


def test_a_key_on_the_top_stands_in_no_table() -> None:
    """The sentence begins with what is wrong, not with a place without a name."""
    told = problems_of(REAL + "\n[reedings]\nx = 1\n")

    assert "- there is no key `reedings`" in told


def test_levels_that_cannot_be_read_are_not_said_to_be_missing() -> None:
    """A queue that takes one of them is right; without the fault in the levels nothing would be told."""
    levels = 'support_levels = ["gold"]\n[levels.gold]\nmax_reaction = '

    assert "1 to put right:\n  - `levels.gold.max_reaction`" in problems_of(f'{REAL}{levels}"soon"')
    assert read_profile(f'{REAL}{levels}"1h"').reaction.level("gold") is not None


def test_misspelt_keys_and_wrong_figures_are_named_together() -> None:
    """What cannot be read hides nothing of what is wrong with the rest, and brings up nothing of its own."""
    told = problems_of(
        REAL.replace("official = false", "oficial = false")
        + """
[reedings]
[readings]
reaction_clock = "sundial"
sender_identify = "suffices"
[complaints]
working_days = 0
calendar = "ukrain"
[intake]
determinable = "nothing"
[mail]
own_hosts = "mx.isp.com.ua"
[error_notification]
instruction_time = "0m"
"""
    )

    wrong = (
        "there is no key `reedings`",
        "`readings.reaction_clock`: `sundial` is no choice here; known are `clock_time`, `service_time`",
        "`readings`: there is no key `sender_identify`",
        "`channels.telegram`: there is no key `oficial`; did you mean `official`?",
        "`complaints.calendar`",
        "`complaints`: `0` working days",
        "`intake.determinable`",
        "`mail.own_hosts`: `mx.isp.com.ua` is not a list",
        "`error_notification.instruction_time`",
    )
    assert [each for each in wrong if each not in told] == []
    assert "cannot be used, 10 to put right" in told  # the tenth: the key `official` of that channel is missing


@pytest.mark.parametrize("text", ["readings = 3", "channels = []", "levels = 7", "queues = { a = 1 }", "actions = [1]"])
def test_a_value_of_another_shape_is_told_in_plain_words(text: str) -> None:
    """A number where a table belongs is named with its place, not with the words of Python."""
    told = problems_of(f'name = "x"\npurpose = "example"\n{text}\n')

    assert "1 to put right" in told
    assert f"`{text.split()[0]}`: `" in told
    assert "is not a table" in told or "is not a list" in told


@pytest.mark.parametrize("code", ["x", "0", "+38044", "044 "])
def test_an_area_code_is_digits(code: str) -> None:
    """Anything else would spoil every number written without one."""
    head = 'name = "x"\npurpose = "example"\n'

    assert "no area code" in problems_of(f'{head}area_code = "{code}"\n')
    assert read_profile(f'{head}area_code = "044"\n').reading.calls.area_code == "044"


def test_files_that_cannot_be_read_are_told_plainly(tmp_path: Path) -> None:
    """No file, no TOML, no UTF-8, far too large: each one line, no traceback, no path."""
    cases = {
        "missing.toml": None,
        "broken.toml": b"name = ",
        "cp1251.toml": 'name = "Наша"'.encode("cp1251"),
        "huge.toml": b"#" * (LARGEST_FILE + 1),
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ProfileError, match=name) as caught:
            Regulation.load(path)
        assert str(tmp_path) not in str(caught.value)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Windows editors write one."""
    path = tmp_path / "profile.toml"
    path.write_bytes(b"\xef\xbb\xbf" + example_profile().encode())

    assert Regulation.load(path).digest == Regulation.example().digest


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("name", "zone", "channels", "hours", "mail", "details", "levels", "queues", "alerts", "actions", "x"),
                *("readings", "complaints", "intake", "error_notification", "helpdesk_staff", "in_force_from"),
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=5,
    )
)
def test_any_table_is_a_profile_or_a_profile_error(table: dict[str, object]) -> None:
    """Whatever TOML can hold, nothing else is ever raised."""

    from netpoint_stp.regulation.building import build

    problems: tuple[str, ...] = ("none",)
    try:
        build(structure(ProfileData, table), "profile")
    except ProfileError as error:
        problems = error.problems

    assert problems
