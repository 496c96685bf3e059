"""Words follow the edition and the profile: no sentence has a figure, hours, a channel or a contact of another one."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice, product
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.intake.policy import AddressedTo, SubscriberDetails, Task
from netpoint_stp.policy.reaction.policy import ReactionPolicy
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.profile import read_profile
from netpoint_stp.regulation.statements import statements
from netpoint_stp.rules import UNKNOWN, Decision, RuleTable
from netpoint_stp.rules.explanation import tell
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute
from netpoint_stp.wording import LANGUAGES, Message, keys, say

pytestmark = pytest.mark.no_cover

KYIV = ZoneInfo("Europe/Kyiv")
LODGED = datetime(2026, 11, 20, 15, tzinfo=KYIV)
CHANNELS = {
    "phone": 'official = true\nperson_needed = true\nclauses = ["2.1.1", "3.1.1"]\n'
    'contacts = [{ address = "+380 44 555 66 77" }]',
    "email": 'official = true\naddressed = true\ndetails_needed = true\nclauses = ["2.1.3", "3.1.4", "3.2"]\n'
    'contacts = [{ address = "help@isp.com.ua" }, { address = "boss@isp.com.ua", roles = ["complaints"] }]',
    "sms": 'official = true\naddressed = true\nclauses = ["2.1.4", "3.1.2"]\n'
    'contacts = [{ address = "+380 67 111 22 33" }]',
    "helpdesk": 'official = true\nown_account_needed = true\nclauses = ["2.1.2", "3.1.3"]\n'
    'contacts = [{ address = "https://help.isp.com.ua/" }]',
    "telegram": 'official = true\nclauses = ["3.1"]\ncontacts = [{ address = "https://t.me/isp_help" }]',
}
SEVEN = r"\bseven|сьом|\bсім\b|седьм|\bсемь\b|\b7 (working|calendar|робоч|календ|рабоч|days)"
PUBLISHED_HOURS = r"24:00|midnight|eight in the|опівноч|північ|восьмої|полуноч|полночь|восьми"
FOUR_FORMS = r"\bfour\b|чотирьох|чотири|четырёх|четыре"
PUBLISHED_NUMBER = r"997619138|99 761 91 38"
NAMES = {
    "phone": r"telephone|телефон",
    "sms": r"\bSMS\b",
    "helpdesk": r"ticket system|helpdesk|систем[іе] заявок",
    "email": r"e-mail|електронн|электронн",
}


def test_the_addresses_for_complaints_are_those_of_the_profile() -> None:
    """3.10: told where other channels are; the published text has its own."""
    other = edition(7, "ukraine", "08:00-24:00", ["phone", "email"])

    assert "complaints_address" not in statements(Regulation.published())
    assert statements(other)["complaints_address"] == Message("edition.channels", {"channels": ("boss@isp.com.ua",)})


def edition(days: int, calendar: str, week: str, channels: list[str]) -> Regulation:
    """Return the regulation of a profile with these settings."""
    waiting = [name for name in channels if name != "phone"]
    queues = f'[[queues]]\nname = "all"\nchannels = {waiting!r}\n' if waiting else "queues = []\n"
    text = "".join(f"[channels.{name}]\n{CHANNELS[name]}\n" for name in channels)
    head = "queues = []\n" if not waiting else ""
    return read_profile(
        f'name = "ours"\nin_force_from = 2026-01-01\nzone = "Europe/Kyiv"\n{head}'
        f'[complaints]\nworking_days = {days}\ncalendar = "{calendar}"\n[hours]\nweek = "{week}"\n{text}'
        + (queues if waiting else ""),
        source="profile",
    )


def of_tables(regulation: Regulation) -> Iterator[Any]:
    """Yield an answer of each rule of each table of the regulation."""
    for table in regulation.tables.values():
        yield from _each_rule(table)


def _each_rule(table: RuleTable[..., Any]) -> Iterator[Any]:
    found: set[int] = set()
    names = list(table.domains)
    for values in islice(product(*table.domains.values()), 4096):
        answer = table.decide(**dict(zip(names, values, strict=True)))
        assert isinstance(answer, Decision)
        rule = next(step.number for step in answer.trace if step.verdict.value == "applies")
        if rule not in found:
            found.add(rule)
            yield answer
        if len(found) == len(table.rules):
            return


def computed(regulation: Regulation) -> Iterator[Any]:
    """Yield what is computed: deadlines, times of reaction, when advice can be had, intake, refusals."""
    complaint = Complaint(
        id="C-1",
        channel="email",
        lodged_at=LODGED,
        route=ComplaintRoute.OTHER_MAILBOX,
        reached_complaints_address_at=LODGED + timedelta(days=1),
    )
    yield regulation.complaints.deadline(LODGED)
    yield regulation.complaints.deadlines(complaint)
    yield regulation.complaints.status_of(complaint, LODGED + timedelta(days=40))
    yield regulation.reaction.clock_starts(LODGED)
    yield regulation.reaction.reaction_due(LODGED, "standard")
    yield regulation.sides.consultation_from(LODGED)
    for channel in [*regulation.channels.values(), regulation.channel("viber")]:
        for details, task in product(SubscriberDetails, Task):
            yield regulation.intake.judge(
                channel,
                automatic=False,
                destination=AddressedTo.REQUESTS if channel.addressed else UNKNOWN,
                taken_by_person=True if channel.person_needed else UNKNOWN,
                within_hours=True,
                own_account=False,
                details=details,
                task=task,
            )
    for demand in Demand:
        yield regulation.may_refuse(
            action=UNKNOWN, identity=UNKNOWN, asked_at=None, now=LODGED, demand=demand, break_in_service=None
        )


def sentences(answers: Iterator[Any]) -> Iterator[str]:
    """Yield each answer as it is told, in each language."""
    for answer in answers:
        for lang in LANGUAGES:
            yield str(answer.explain(lang))


def said(pattern: str, texts: list[str]) -> list[str]:
    """Return the lines that say what the pattern looks for."""
    return [line for text in texts for line in text.splitlines() if re.search(pattern, line)]


class TestWordsFollowTheEdition:
    """Whatever the settings, all that is told of an answer is of the edition that gave it."""

    @settings(max_examples=12)
    @given(
        days=st.sampled_from([1, 2, 5, 10, 30]),
        calendar=st.sampled_from(["ukraine", "weekends_only", "every_day"]),
        week=st.sampled_from(["09:00-18:00", "10:00-20:30"]),
        channels=st.sets(st.sampled_from(sorted(CHANNELS)), min_size=1).map(sorted),
    )
    def test_no_sentence_is_of_another_edition(self, days: int, calendar: str, week: str, channels: list[str]) -> None:
        """No figure, hours, number of forms, contact or channel of the published text where the profile has others."""
        ours = edition(days, calendar, week, channels)
        texts = list(sentences(computed(ours)))

        for pattern in (SEVEN, PUBLISHED_HOURS, PUBLISHED_NUMBER, FOUR_FORMS if set(channels) != set(NAMES) else "$^"):
            assert said(pattern, texts) == []

    @pytest.mark.parametrize("days", [5, 30])
    def test_nor_is_any_outcome_of_any_table(self, days: int) -> None:
        """Each rule of each table, decided once and told in three languages."""
        ours = edition(days, "every_day", "12:00-13:00", ["email", "telegram"])
        texts = list(sentences(of_tables(ours)))

        assert len(texts) > 400
        for pattern in (SEVEN, PUBLISHED_HOURS, PUBLISHED_NUMBER, FOUR_FORMS):
            assert said(pattern, texts) == []

    @given(channels=st.sets(st.sampled_from(sorted(CHANNELS)), min_size=1).map(sorted))
    @settings(max_examples=15)
    def test_whoever_wrote_elsewhere_is_told_the_channels_of_the_profile(self, channels: list[str]) -> None:
        """Each official channel is named with its contact for requests, and no other one is (3.4)."""
        ours = edition(7, "ukraine", "08:00-24:00", channels)
        answer = elsewhere(ours)

        for lang in LANGUAGES:
            (told,) = answer.asked(lang)
            for name in channels:
                assert next(iter(ours.channels[name].contacts)).address in told
            for name, pattern in NAMES.items():
                assert bool(re.search(pattern, told)) or name not in channels
                assert name in channels or not re.search(pattern, told)

    def test_the_published_text_says_its_own(self) -> None:
        """Seven working days, from eight to midnight, four forms: what the text fixes is said where it applies."""
        texts = list(sentences(of_tables(Regulation.published())))

        for pattern in (SEVEN, PUBLISHED_HOURS, FOUR_FORMS):
            assert said(pattern, texts)

    def test_a_policy_alone_says_its_own_figures(self) -> None:
        """Also where no regulation is around it, an amended policy does not speak of seven days or of midnight."""
        five = ComplaintsPolicy(working_days=5).deadline(LODGED)
        short = ReactionPolicy(hours=ServiceHours.daily("09:00", "18:00")).clock_starts(LODGED)
        texts = list(sentences(iter((five, short))))

        assert said(SEVEN, texts) == []
        assert said(PUBLISHED_HOURS, list(sentences(iter((short,))))) == []
        assert said("5 working days", texts)
        assert said("09:00–18:00", texts)

    def test_an_amendment_is_told_in_its_own_words(self) -> None:
        """Seven days amended to five: the clause is told with five, and by the edition before with seven."""
        before = Regulation.example()
        after = before.amend(in_force_from=date(2027, 1, 1), complaints=attrs.evolve(before.complaints, working_days=5))

        assert said(SEVEN, [str(after.complaint_deadline(LODGED).explain(lang)) for lang in LANGUAGES]) == []
        assert len(said(SEVEN, [str(before.complaint_deadline(LODGED).explain(lang)) for lang in LANGUAGES])) >= 3

    def test_an_amendment_taken_back_says_what_the_text_says(self) -> None:
        """Nothing of the amended figure is left over in the words of the edition after it."""
        before = Regulation.example()
        five = before.amend(in_force_from=date(2027, 1, 1), complaints=ComplaintsPolicy(working_days=5))
        again = five.amend(in_force_from=date(2028, 1, 1), complaints=before.complaints)

        assert "5 working days" not in str(again.complaint_deadline(LODGED).explain("en"))
        assert "seventh working day" in str(again.complaint_deadline(LODGED).explain("en"))

    def test_calendar_days_are_called_so(self) -> None:
        """Where every day counts, nobody is told of working days, and no Sunday is called one."""
        ten = edition(10, "every_day", "08:00-24:00", ["email"]).complaint_deadline(LODGED)

        assert (
            said("working day|робочи[хйм] дн|рабочи[хйм] дн|робочих", [str(ten.explain(lang)) for lang in LANGUAGES])
            == []
        )
        assert said("10 calendar days", [str(ten.explain("en"))])
        assert said("10 календарних днів", [str(ten.explain("uk"))])
        assert said("10 календарных дней", [str(ten.explain("ru"))])


def elsewhere(regulation: Regulation) -> Any:
    """Return what is said of a message by a channel that is none of the Company's."""
    return regulation.intake.judge(
        regulation.channel("viber"),
        automatic=False,
        destination=UNKNOWN,
        taken_by_person=UNKNOWN,
        within_hours=UNKNOWN,
        own_account=UNKNOWN,
        details=UNKNOWN,
        task=UNKNOWN,
    )


class TestCatalogues:
    """What every edition is told with states no figure itself."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_no_sentence_states_a_figure_of_the_text(self, lang: Any) -> None:
        """The catalogues leave figures, hours and numbers to the settings; one list is that of the published text."""
        values = {name: f"<{name}>" for names in keys(lang).values() for name in names} | {"n": 5}
        texts = [say(key, lang, **values) for key in keys(lang) if key != "intake.ask.published_channels"]

        for pattern in (SEVEN, PUBLISHED_HOURS, FOUR_FORMS, PUBLISHED_NUMBER):
            assert said(pattern, texts) == []

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_published_channel_has_a_name(self, lang: Any) -> None:
        """A channel of the text has words of its own; any other is told by its name in the profile."""
        for name in Regulation.published().channels:
            assert tell(Message(f"edition.channel.{name}"), lang)

    @pytest.mark.parametrize(
        ("hours", "told"),
        [
            (ServiceHours.published(), "every day 08:00–24:00"),
            (ServiceHours.weekly({"mon-fri": ["08:00-12:00", "13:00-20:00"], "sat": "10:00-15:00"}),
             "Mon–Fri 08:00–12:00, 13:00–20:00; Sat 10:00–15:00; closed: Sun"),
            (ServiceHours.weekly({"mon": "22:00-06:00"}), "Mon 22:00–06:00; closed: Tue–Sun"),
            (ServiceHours.daily("09:00", "18:00").with_closed(["2026-12-25"]),
             "every day 09:00–18:00; some dates have other hours"),
        ],
    )  # fmt: skip
    def test_hours_are_told_by_weekdays(self, hours: ServiceHours, told: str) -> None:
        """Weekdays with the same windows stand together; closed days are said; a window may end on the next day."""
        assert hours.told("en") == told
