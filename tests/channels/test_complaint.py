"""What the words of a complaint name (3.11): the sure alone, in three languages, whatever the text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.complaint import NamedInComplaint, days_told, named_in_complaint

LODGED = date(2026, 11, 20)


def named(text: str, subject: str = "") -> NamedInComplaint:
    """Read a complaint that was lodged on 20 November 2026."""
    return named_in_complaint(subject, text, lodged_on=LODGED)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 ноября 2026 года я отправил заявку, никто не пришёл.", date(2026, 11, 15)),
        ("Я надіслав звернення 15.11.2026 і чекаю.", date(2026, 11, 15)),
        ("I sent a request on November 15, 2026.", date(2026, 11, 15)),
        ("Заявка R-7 від 15 листопада не виконана.", date(2026, 11, 15)),
        ("My ticket of 2026-11-15 was ignored.", date(2026, 11, 15)),
        ("Заявка від 1 грудня не виконана.", date(2025, 12, 1)),
        ("Заявка від 20 листопада не виконана.", date(2026, 11, 20)),
    ],
)
def test_the_day_of_the_request(text: str, day: date) -> None:
    """A day that is said to be the request's; without its year, the last one before lodging or that day itself."""
    assert named(text).request_date == day


@pytest.mark.parametrize(
    "text",
    [
        "Я отправил заявку, но мастер пришёл только 19 ноября.",
        "15 ноября я не отправлял заявку.",
        "Заявки від 14 листопада і заявка від 15 листопада не виконані: заявка від 15 листопада теж.",
        "Заявка от 31.02.2026 пропала.",
        "Заявка від 21.11.2026 ще попереду.",
        "Майстер відповів: «ваша заявка від 15 листопада виконана».",
        "Інтернету немає з 15 листопада.",
    ],
)
def test_a_day_that_may_be_another_is_not_the_requests(text: str) -> None:
    """Said of something else, denied, several, impossible, after lodging, or somebody else's words."""
    assert named(text).request_date is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Заявку принял сотрудник Андрей (так он подписался).", "Андрей"),
        ("Моє звернення прийняла оператор Богдана.", "Богдана"),
        ("Заявку взяв Ваш працівник Андрій Петренко.", "Андрій Петренко"),
        ("The request was taken up by Andriy.", "Andriy"),
        ("Заявку принял NetPoint.", None),
        ("Звіт прийняв Андрій.", None),
        ("Заявку прийняв Андрій. Потім звернення прийняла Богдана.", None),
    ],
)
def test_who_took_it(text: str, name: str | None) -> None:
    """A name beside the word that says so, in a sentence about a request; two names are none."""
    assert named(text).taker_name == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Заявка звучала так: «Нет связи,\nпроверьте линию».", "Нет связи, проверьте линию"),
        ("Текст заявки: зникає інтернет увечері\nДякую", "зникає інтернет увечері"),
        ('The request said: "no internet since Sunday".', "no internet since Sunday"),
        ("Текст заявки: интернет", None),
        ("Он сказал: «ваша заявка в работе».", None),
    ],
)
def test_what_it_said(text: str, said: str | None) -> None:
    """Words that are introduced as the request's; a single word says too little."""
    assert named(text).request_text == said


def test_the_subject_counts_too() -> None:
    """Many write it there alone."""
    assert named("Майстер не прийшов.", "Скарга на виконання заявки від 15.11.2026").request_date == date(2026, 11, 15)


def test_days_told_are_those_of_every_spelling() -> None:
    """Numbers of other kinds are no days."""
    text = "2026-11-15, 14/11/26, 13 лис, November 12th; 5.10.2026, 1.2.3.4, 30.02.2026, версія 11.12, 10:30"

    assert days_told(text, latest=LODGED) == {
        date(2026, 11, 15),
        date(2026, 11, 14),
        date(2026, 11, 13),
        date(2026, 11, 12),
        date(2026, 10, 5),
    }


@given(st.text(max_size=300), st.text(max_size=2000), st.dates(date(2001, 1, 1), date(2100, 1, 1)))
def test_any_text_will_do(subject: str, text: str, lodged: date) -> None:
    """Nothing is raised, and no day lies after lodging."""
    found = named_in_complaint(subject, text, lodged_on=lodged)

    assert found.request_date is None or found.request_date <= lodged


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(0, 700))
def test_a_day_is_read_as_it_was_written(lodged: date, back: int) -> None:
    """Whatever the day: with its year it is that day."""
    day = lodged - timedelta(days=back)

    assert named_in_complaint("", f"Заявка від {day:%d.%m.%Y} не виконана.", lodged_on=lodged).request_date == day


@pytest.mark.parametrize(
    "piece", ["отправил ", "15 ноября ", "заявка", "заявка текст ", "Заявку принял Ааа ", "«", "1 "]
)
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    """Twenty thousand signs that match nearly everything: read to the end, without a blow-up."""
    assert named(piece * 20_000).request_text is None
