"""The figures of an edition (2.1.5, 3.12 …): all are listed, and those that depart from the text are said aloud."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args, get_type_hints

import attrs
import pytest

from netpoint_stp import Regulation
from netpoint_stp.clauses import readings
from netpoint_stp.errors import ProfileError, RuleError
from netpoint_stp.policy.queue.tables import Overtaking
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS
from netpoint_stp.regulation.figures.figures import CHOSEN, SET, TEXT, Figure, FigureOrigin, written
from netpoint_stp.regulation.figures.values import tell_value
from netpoint_stp.regulation.profile import example_profile, read_profile
from netpoint_stp.regulation.profile_data import ProfileData, ReactionAct
from netpoint_stp.rules import Rule
from netpoint_stp.wording import LANGUAGES, Language
from netpoint_stp.working_days.calendar import NAMES

NO_FIGURE = {
    "name": "names the edition",
    "purpose": "says whether examples are allowed",
    "in_force_from": "a day, named in every answer",
    "in_force_until": "a day, named in every answer",
    "amends": "marks departures, is none itself",
    "area_code": "how numbers are read",
    "exchange_zone": "how call records are read",
    "helpdesk_staff": "how records are read",
    "mail": "how mail is read",
    "details": "how texts are read",
    "answers": "whose pages are whose",
    "messages": "words of the Company's own",
    "error_notification.labels": "words of the Company's own",
    "complaints.calendar_known_until": "told with complaints.calendar",
    "complaints.source": "told with complaints.calendar",
}
"""Keys of a profile that are no figures, and why."""
DEPARTING = {
    'hours.week = "12:00-13:00"': ("hours.week", ("2.1.5",), "08:00-24:00"),
    'hours = { week = "08:00-24:00", closed = [2027-01-01] }': ("hours.closed", ("2.1.5",), ()),
    "complaints.working_days = 30": ("complaints.working_days", ("3.12",), 7),
    "complaints.working_days = 5": ("complaints.working_days", ("3.12",), 7),
}


def profile(text: str) -> Regulation:
    """Return the regulation of an example profile with these lines."""
    return read_profile(f'name = "x"\npurpose = "example"\n{text}\n')


def keys_of(kind: type, path: str = "") -> Iterator[str]:
    """Yield every key that a profile may have, tables of a fixed shape by their keys."""
    for name, hint in get_type_hints(kind).items():
        inner = next((part for part in (hint, *get_args(hint)) if attrs.has(part)), None)
        if attrs.has(hint) and inner is not None:
            yield from keys_of(inner, f"{path}{name}.")
        else:
            yield f"{path}{name}"


class TestFigures:
    """Every figure is listed, with where it comes from."""

    def test_every_key_of_a_profile_is_a_figure_or_says_why_not(self) -> None:
        """No setting can be forgotten."""
        listed = {*TEXT, *CHOSEN, *SET, "hours", "levels", "actions", "alerts.monitored"}
        keys = set(keys_of(ProfileData))
        forgotten = {key for key in keys - listed if key not in NO_FIGURE and key.split(".")[0] not in NO_FIGURE}

        assert forgotten == set()

    def test_a_calendar_known_for_longer_says_so(self) -> None:
        """Until when the law is known, and by what, stands beside the calendar's name (I-15)."""
        lines = 'complaints.calendar_known_until = 2026-10-30\ncomplaints.source = "decree X"'
        (told,) = (figure for figure in profile(lines).figures if figure.key == "complaints.calendar")

        assert told.value == "ukraine (≤ 2026-10-30: decree X)"

    def test_every_setting_of_a_reading_is_a_figure(self) -> None:
        """But for those that no decision counts with."""
        keys = {key for one in readings() for key in one.settings}

        assert keys - {*CHOSEN, *SET} == {"actions", "levels", "channels", "purpose", "in_force_from"}
        assert {*CHOSEN, *SET} <= keys

    def test_the_example_lists_its_levels_and_actions(self) -> None:
        """What the Company sets is listed by its name."""
        figures = {figure.key: figure for figure in Regulation.example().figures}

        assert figures["levels.business.max_reaction"].value == timedelta(hours=1)
        assert figures["actions.consultation"].value == "nothing"
        assert figures["alerts.monitored.backbone routers"].value == timedelta(minutes=5)
        assert len(figures) == len(Regulation.example().figures)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_each_has_its_words(self, lang: Language) -> None:
        """In every language, and none is told by its key."""
        labels = [(figure.key, figure.label(lang)) for figure in Regulation.example().figures]

        assert [key for key, label in labels if label == key] == []
        assert len({label for _, label in labels}) == len(labels)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_values_are_told_in_words(self, lang: Language) -> None:
        """Each choice of a reading, each act, channel and calendar; codes are for JSON."""
        coded = [
            (one.settings[0], choice)
            for one in readings()
            for choice in one.choices
            if choice not in ("true", "false") and one.settings[0] in CHOSEN
        ]
        coded += [("reaction.acts", act) for act in get_args(ReactionAct)]
        coded += [("complaints.calendar", name) for name in NAMES]
        coded += [("channels", name) for name in PUBLISHED_CHANNELS]

        assert len(coded) > 30
        assert [(key, code) for key, code in coded if tell_value(key, code, lang) == code] == []
        text = " ".join(figure.told(lang) for figure in Regulation.example().figures)
        assert re.findall(r"\b[a-z]+_[a-z_]+\b|[|&]|\bhelpdesk\b", text) == []

    def test_hours_of_a_profile_are_told_as_the_clause_tells_them(self) -> None:
        """Not as the profile writes them."""
        made = profile('hours.week = { mon-fri = "08:00-20:00", sat = ["10:00-13:00", "14:00-18:00"] }')
        (week,) = (figure for figure in made.figures if figure.key == "hours.week")

        assert week.told("en") == (
            "service hours: Mon–Fri 08:00–20:00; Sat 10:00–13:00, 14:00–18:00; closed: Sun; "
            "the published text has every day 08:00–24:00 (clause 2.1.5)"
        )

    def test_each_can_be_written_as_json(self) -> None:
        """Lengths of time as a profile writes them."""
        found = json.loads(json.dumps([figure.as_dict() for figure in Regulation.example().figures]))

        assert {each["key"]: each["value"] for each in found}["intake.completion_time"] == "3d"
        assert written(timedelta(seconds=1.5)) == "PT1.5S"
        assert written(timedelta(minutes=90)) == "90m"


class TestDepartures:
    """What the text gives and an edition has otherwise is said aloud."""

    def test_the_published_text_and_the_example_depart_in_nothing(self) -> None:
        """Nor is there anything to be said of them."""
        for regulation in (Regulation.published(), Regulation.example()):
            assert (regulation.departures, regulation.cautions) == ((), ())

    @pytest.mark.parametrize("line", DEPARTING)
    def test_another_figure_is_said_aloud(self, line: str) -> None:
        """With its clause, its value, and what the text has."""
        key, clauses, had = DEPARTING[line]
        regulation = profile(line)
        departure = next(figure for figure in regulation.departures if figure.key == key)

        assert (departure.clauses, departure.published, departure.amended) == (clauses, had, False)
        assert [caution.code for caution in regulation.cautions] == ["departure"]
        several = len(clauses) > 1
        words = {"en": ("clause ", "clauses "), "ru": ("пункт ", "пункты "), "uk": ("пункт ", "пункти ")}
        for lang in LANGUAGES:
            assert f"({words[lang][several]}{', '.join(clauses)})" in regulation.cautions[0].told(lang)

    @pytest.mark.parametrize("line", DEPARTING)
    def test_a_declared_amendment_is_listed_and_not_warned_of(self, line: str) -> None:
        """`amends` names the clause: then it is no oversight, yet still no audit under the published text."""
        _, clauses, _ = DEPARTING[line]
        regulation = profile(f"amends = {json.dumps(clauses)}\n{line}")

        assert [figure.amended for figure in regulation.departures] == [True]
        assert regulation.cautions == ()
        assert regulation.digest == profile(line).digest

    def test_channels_and_their_properties_are_the_texts(self) -> None:
        """A channel more or less, one that asks less than the text, another number for SMS: all are told."""
        lines = example_profile().replace("8(099)761-91-38", "+380 44 000-00-00")
        lines = lines.replace("own_account_needed = true ", "own_account_needed = false ")
        regulation = read_profile(lines + '\n[channels.telegram]\nofficial = true\nclauses = ["2.1"]\n')

        assert {figure.key for figure in regulation.departures} == {
            "channels",
            "channels.sms.contacts",
            "channels.helpdesk.own_account_needed",
        }

    def test_readings_and_what_the_company_sets_are_no_departures(self) -> None:
        """A reading that is switched is another reading; a figure that the text leaves open is nobody's but theirs."""
        regulation = profile('readings.reaction_clock = "clock_time"\nrefusal.answer_time = "1h"')
        other = [figure for figure in regulation.figures if figure.differs]

        assert regulation.departures == ()
        assert {(figure.key, figure.origin) for figure in other} == {
            ("readings.reaction_clock", FigureOrigin.READING),
            ("refusal.answer_time", FigureOrigin.COMPANY),
        }

    def test_an_edition_made_by_amending_declares_what_it_amends(self) -> None:
        """What it changes of the text is amended; what departed before, without a word, is not."""
        first = profile('hours.week = "10:00-20:00"')
        second = first.amend(in_force_from=date(2027, 1, 1), complaints=attrs.evolve(first.complaints, working_days=5))

        assert {figure.key: figure.amended for figure in second.departures} == {
            "hours.week": False,
            "complaints.working_days": True,
        }

    def test_a_changed_rule_is_a_departure(self) -> None:
        """Its table is named, with the clauses of the rules that are others."""
        plain = Regulation.published()
        table = plain.queue.overtaking.replace("3.13", Rule(("3.13", "I-20"), Overtaking.NOT_OVERTAKEN), number=6)
        changed = attrs.evolve(plain, queue=attrs.evolve(plain.queue, overtaking=table))
        found = changed.departures

        assert [figure.key for figure in found] == ["tables.overtaking"]
        assert "3.13" in found[0].clauses
        assert found[0].label("en") != found[0].key

    def test_an_unknown_clause_amends_nothing(self) -> None:
        """It is refused with the nearest one."""
        with pytest.raises(RuleError, match=r"did you mean `3\.12`"):
            attrs.evolve(Regulation.published(), amends=("3.122",))
        with pytest.raises(ProfileError, match="amends"):
            profile('amends = ["3.122"]')


class TestCautions:
    """What is said aloud at load besides."""

    def test_an_official_channel_that_nobody_serves(self) -> None:
        """It is in no queue and does not ring: its requests would wait in no line (3.13)."""
        more = '\n[channels.telegram]\nofficial = true\nclauses = ["2.1"]\n'
        regulation = read_profile(example_profile().replace("[mail]", more + "\n[mail]", 1))

        assert [(each.code, each.key) for each in regulation.cautions] == [
            ("departure", "channels"),
            ("unserved_channel", "telegram"),
        ]


def test_a_figure_knows_its_origin() -> None:
    """A departure is of the text alone."""
    figure = Figure(key="x", origin=FigureOrigin.COMPANY, clauses=(), value=1, published=None)

    assert figure.differs
    assert not figure.departs
