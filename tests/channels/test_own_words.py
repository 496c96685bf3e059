"""Own words are never lost (3.1.4, 3.5, 3.11): what a client wrote stays his, in mail of any shape."""

import re
from collections import Counter
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.email.own_words.quoting import split_text
from netpoint_stp.channels.interaction import Interaction, Remark

GREETINGS = ["Добрий день!", "Здравствуйте,", "Hello,", "Доброго вечора, шановні!", ""]
SENTENCES = [
    "Інтернет не працює третій день, договір 120345.",
    "З 12:30 роутер пише:\nno internet, PPP error 691.",
    "At 12:30 the router writes:\nauthentication failed, contract 120345.",
    "Добрий день, я зверталась 27.11.2026. 28.11.2026 о 10:15 ваш оператор Іван написав:\nзавтра буде майстер.",
    "20.11.2026 о 10:15 співробітник Іван Петренко написав:\nмайстер буде завтра, але його не було.",
    "On 28 November 2026 at 10:15 your operator Ivan wrote:\nthe engineer comes tomorrow.",
    "28 ноября в 10:15 мне ваш сотрудник написал:\nзавтра всё заработает.",
    "Я писала 28.11.2026:\nінтернету нема.",
    "Мій PPPoE ivanov@netpoint.example з 28.11.2026 не приймає пароль, помилка така:\n691",
    "Прошу з 01.12.2026 змінити адресу на таку:\nвул. Липова 5, кв. 12",
    "С уважением отношусь к вашей компании, но интернет не работает третий день.",
    "Best regards to your engineers, but the line is still dead.",
    "З повагою ставлюся до вас, але зв'язку нема.",
    "Отправлено с договора 120345 заявление, ответа нет.",
    "Sent from my office was a letter, and nobody answered.",
    "—\nІнтернет не працює, вул. Липова 5.",
    "--\nПерезвоните мне, пожалуйста, интернет не работает.",
    "__\nThe line is dead since yesterday, please check it.",
    "Кому: ТОВ «НетПоінт»\nВід кого: абонент Коваль О. І.\nДата: 30.11.2026\n\nЗАЯВА\nПрошу перевірити лінію.",
    "Кому: support\nВід: Олена Коваль <olena@mail.example>\nДата: 30.11.2026\nТема: лінія\n\nПрошу перевірити лінію.",
    "From: Olena Koval <olena@mail.example>\nSubject: Internet\nDate: 30.11.2026\nPhone: 0991234567\nMessage: no link",
    "От: Елена\nКому: в поддержку\nТема: нет связи\n\nНе работает интернет.",
    "P.S. Договір 120345, вул. Липова 5.",
    "SW> show interface\nR> ping 10.0.0.1",
    "Порядок такий: спершу роутер, потім:\n- кабель\n- розетка",
]
CLOSINGS = [
    "",
    "З повагою,\nОлена Коваль\nДоговір № 120345",
    "С уважением, Иван Петров",
    "Best regards,\nOlena Koval\ncontract 120345",
    "-- \nОлена Коваль\nтел. 099-123-45-67",
    "Надіслано з iPhone",
    "Sent with Proton Mail secure email.",
]
ATTRIBUTIONS = [
    "On Mon, Nov 30, 2026 at 10:15 AM NetPoint Support <support@netpoint.example> wrote:",
    "пн, 30 лист. 2026 р. о 10:15 NetPoint Support <support@netpoint.example> пише:",
    "пн, 30 нояб. 2026 г. в 10:15, NetPoint <support@netpoint.example>:",
    '30.11.2026, 10:15, "NetPoint Support" <support@netpoint.example>:',
    "Понедельник, 30 ноября 2026, 10:15 +02:00 от NetPoint <support@netpoint.example>:",
    "---- On Mon, 30 Nov 2026 10:15:00 +0200 NetPoint <support@netpoint.example> wrote ---",
    "---- Пн, 30 лист. 2026 10:15:00 +0200 NetPoint <support@netpoint.example> написав(ла) ----",
    "2026/11/30 NetPoint Support <support@netpoint.example>",
    "-----Original Message-----\nFrom: NetPoint Support\nSent: Monday",
    "________________________________\nFrom: NetPoint <support@netpoint.example>\nSent: Monday\nTo: me\nSubject: x\n",
    "Від: NetPoint\n<support@netpoint.example>\nНадіслано: понеділок\nКому: мені\nТема: зв'язок\n",
    "----------------\nКому: olena@mail.example;\nТема: интернет;\n"
    '30.11.2026, 10:15, "NetPoint Support" <support@netpoint.example>:',
    "Am Mo., 30. Nov. 2026 um 10:15 Uhr schrieb NetPoint <support@netpoint.example>:",
    "pon., 30 lis 2026 o 10:15 NetPoint <support@netpoint.example> napisał(a):",
]
MARKED_ONLY = [
    "30.11.2026 10:15, NetPoint Support пише:",
    "В Пн, 30/11/2026 в 10:15 +0200, NetPoint Support пишет:",
    "On Mon, Nov 30, 2026 at 10:15:00AM +0200, NetPoint Support wrote:",
    "NetPoint Support писал(а) 2026-11-30 10:15:",
    "Вы писали 30 ноября 2026 г., 10:15:22:",
    "NetPoint Support wrote:",
]
ASKED = "Вкажіть номер договору та адресу підключення."
MARKS = ["> ", ">", "NS> ", " NS> ", "NS>> "]


def words(text: str) -> Counter[str]:
    """Count the words of a text, without the marks of quotations."""
    return Counter(re.findall(r"[^\W_]+", text))


def mail(text: str, *, subject: str = "Internet", extra: str = "", html: bool = False) -> Interaction:
    """Read a message with this text."""
    kind = "html" if html else "plain"
    head = f"From: Olena Koval <olena@mail.example>\nTo: support@netpoint.example\nSubject: {subject}\n{extra}"
    found = read_email(f"{head}Content-Type: text/{kind}; charset=utf-8\n\n{text}\n".encode())
    assert isinstance(found, Interaction)
    return found


def as_html(text: str) -> str:
    """Return a text as mail programs write it in HTML, a block a line."""
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


said = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3)


class TestLaw_OwnWords:
    """For any message: its words stand in exactly one part, and own ones are lost to none."""

    @given(st.sampled_from(GREETINGS), said, st.sampled_from(CLOSINGS), st.sampled_from(["\n", "\n\n"]), st.booleans())
    @settings(max_examples=150, deadline=None)
    def test_a_message_that_answers_nothing_is_all_own(
        self, greeting: str, sentences: list[str], closing: str, between: str, html: bool
    ) -> None:
        """Whatever its sentences look like: nothing is quoted, and no sentence counts as signature."""
        text = between.join(part for part in (greeting, *sentences) if part)
        whole = f"{text}\n\n{closing}" if closing else text
        found = mail(as_html(whole) if html else whole, html=html)

        assert found.text.quoted == ""
        assert not words(text) - words(found.text.own)
        assert words(found.text.full) == words(whole)

    @given(said, st.sampled_from(CLOSINGS), st.sampled_from(ATTRIBUTIONS), st.booleans(), st.booleans(), st.booleans())
    @settings(max_examples=150, deadline=None)
    @example([SENTENCES[0]], "", ATTRIBUTIONS[5], False, False, False)
    def test_what_a_program_quotes_is_no_word_of_the_writer(
        self, sentences: list[str], closing: str, attribution: str, marked: bool, answers: bool, html: bool
    ) -> None:
        """Below the line of a mail program all is quoted, marked or not; all above is the writer's."""
        text = "\n\n".join(sentences)
        asked = f"> {ASKED}" if marked and not attribution.startswith("-----Or") else ASKED
        whole = f"{text}\n\n{closing}\n\n{attribution}\n\n{asked}" if closing else f"{text}\n\n{attribution}\n\n{asked}"
        found = mail(as_html(whole) if html else whole, subject="Re: R-1" if answers else "Internet", html=html)

        assert ASKED not in found.text.own
        assert not words(text) - words(found.text.own)
        assert "netpoint.example" not in found.text.own.replace("ivanov@netpoint.example", "")
        assert words(found.text.full) == words(whole)

    @given(said, st.sampled_from([*ATTRIBUTIONS[:5], *MARKED_ONLY]), st.sampled_from(MARKS), st.booleans())
    @settings(max_examples=100, deadline=None)
    def test_an_answer_below_marked_lines_is_own(
        self, sentences: list[str], attribution: str, mark: str, answers: bool
    ) -> None:
        """Marks of all kinds, initials too: the lines with them are quoted, the answer below is not."""
        text = "\n\n".join(sentences)
        whole = f"{attribution}\n\n{mark}{ASKED}\n{mark}Дякуємо\n\n{text}"
        found = split_text(whole, answers=answers)

        assert not words(text) - words(found.own)
        assert ASKED in found.quoted
        assert words(found.full) == words(whole)

    @given(
        st.lists(
            st.sampled_from([*GREETINGS, *SENTENCES, *CLOSINGS, *ATTRIBUTIONS, *MARKED_ONLY, f"> {ASKED}", ASKED]),
            max_size=7,
        ),
        st.booleans(),
        st.booleans(),
    )
    @settings(max_examples=200, deadline=None)
    def test_every_word_is_in_exactly_one_part(self, pieces: list[str], answers: bool, html: bool) -> None:
        """In whatever order: nothing is lost, nothing is there twice, and own is empty only under a mark."""
        whole = "\n\n".join(pieces)
        found = mail(as_html(whole) if html else whole, subject="Re: x" if answers else "x", html=html)

        assert words(found.text.full) == words(whole)
        marks = any(piece in pieces for piece in (*ATTRIBUTIONS, *MARKED_ONLY))
        program = set(words(whole)) <= set(words("\n".join(CLOSINGS[4:])))
        if words(whole) and not answers and not marks and not program:
            assert words(found.text.own)


class TestBottomPosting:
    """An answer below a quotation that nothing marks."""

    @pytest.mark.parametrize("attribution", ATTRIBUTIONS[:8])
    def test_where_nothing_stands_above(self, attribution: str) -> None:
        """All below the announcement may be the answer: it stays own, and a remark says so."""
        found = mail(f"{attribution}\n\n{ASKED}\n\nДоговір 120345.", subject="Re: R-1")

        assert "Договір 120345." in found.text.own
        assert Remark.OWN_WORDS_UNCERTAIN in found.remarks

    def test_an_answer_without_words(self) -> None:
        """Where all is marked as quoted, nothing is own, and nothing is uncertain."""
        found = mail(f"{ATTRIBUTIONS[0]}\n\n> {ASKED}\n", subject="Re: R-1")

        assert (found.text.own, Remark.OWN_WORDS_UNCERTAIN in found.remarks) == ("", False)

    def test_quoted_without_any_mark_of_a_reply(self) -> None:
        """Somebody who indents all of his words wrote them nevertheless."""
        found = mail("<blockquote>Не працює інтернет</blockquote>", html=True)

        assert "Не працює інтернет" in found.text.own


class TestTaglines:
    """What a mail program says of itself."""

    @pytest.mark.parametrize(
        "tagline",
        [
            "Sent from my iPhone", "Sent with Proton Mail secure email.", "Надіслано через Proton Mail",
            "Get BlueMail for Android", "Отправлено с iPhone", "Отправлено из мобильной Почты Mail.ru",
            "Надіслано зі смартфона Samsung Galaxy", "Отримати Outlook для Android", "Sent from Yahoo Mail on Android",
            "Отправлено с помощью Proton Mail", "Надіслано за допомогою BlueMail", "Sent from Outlook for iOS",
        ],
    )  # fmt: skip
    def test_below_and_above_words(self, tagline: str) -> None:
        """It is no word of the writer; what stands below it is."""
        below = split_text(f"Не працює інтернет.\n\n{tagline}")
        above = split_text(f"{tagline}\n\nНе працює інтернет, договір 120345.")

        assert (below.own, below.signature) == ("Не працює інтернет.", tagline)
        assert (above.own, above.signature) == ("Не працює інтернет, договір 120345.", tagline)


class TestSignatures:
    """What stands below a closing."""

    def test_postscript(self) -> None:
        """A postscript below the closing is the writer's own; the name above it is the signature."""
        found = split_text("Не працює.\n\nЗ повагою,\nОлена\n\nP.S. Я вдома після 18:00.")

        assert found.own.split("\n\n")[-1] == "P.S. Я вдома після 18:00."
        assert found.signature == "З повагою,\nОлена"


class TestHtml:
    """What HTML shows as a rule or a block is one in the text."""

    def test_a_rule_above_a_copied_header(self) -> None:
        """Outlook on the web writes it between answer and header, with or without an address."""
        for sender in ("NetPoint", "NetPoint &lt;support@netpoint.example&gt;"):
            head = f"<b>From:</b> {sender}<br><b>Sent:</b> Monday, November 30, 2026 10:15 AM<br><b>To:</b> Olena"
            for around in ("<div>{}</div>", "<p>{}</p>"):
                below = "<br><b>Subject:</b> x<br><br>Which contract?"
                text = "<p>Договір 120345, немає мережі.</p><hr>" + around.format(head + below)
                found = mail(text, subject="Re: x", html=True)

                assert found.text.own == "Договір 120345, немає мережі."

    def test_words_of_blocks_stay_apart(self) -> None:
        """And the words within a field of a form are shown."""
        form = "<summary>Договір 120345</summary>немає мережі<textarea>третій день</textarea>"
        found = mail(f"<details>{form}</details>", html=True)

        assert found.text.own.split("\n") == ["Договір 120345", "немає мережі", "третій день"]


@pytest.mark.parametrize("closing", ["З повагою, Ганна та Петро", "С уважением, Анна из Киева"])
def test_a_closing_with_a_small_word_is_a_closing(closing: str) -> None:
    """It stands between names, or before that of a town."""
    text = split_text(f"Немає мережі, договір 220077.\n\n{closing}\nвул. Вишнева 7")

    assert text.own == "Немає мережі, договір 220077."
    assert text.signature.startswith(closing)
