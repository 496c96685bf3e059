"""Own words apart from quotations and signatures (3.5), and a colleague's forwards (reading I-23)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.email.own_words.quoting import split_text
from netpoint_stp.channels.evidence import SenderCheck
from netpoint_stp.channels.interaction import ForwardKind, Interaction, Sameness, TimestampSource, same_message

OWN = "Інтернет так і не працює.\nЛогін ivanov."
QUOTED = "Перезавантажте роутер, будь ласка."

ATTRIBUTIONS = [
    "On Fri, 20 Nov 2026 at 15:00, NetPoint <support@netpoint.example> wrote:",
    "On Fri, Nov 20, 2026 at 3:00 PM NetPoint\n<support@netpoint.example> wrote:",
    "пт, 20 лист. 2026 р. о 15:00 NetPoint <support@netpoint.example> пише:",
    "пт, 20 нояб. 2026 г. в 15:00, NetPoint <support@netpoint.example>:",
    "20 ноября 2026 г., 15:00 пользователь NetPoint <support@netpoint.example> написал:",
    "20.11.2026 15:00, NetPoint пишет:",
    "20.11.2026 15:00, NetPoint пише:",
    "Пятница, 20 ноября 2026, 15:00 +02:00 от NetPoint <support@netpoint.example>:",
    "NetPoint писал(а) 2026-11-20 15:00:",
    '20 листопада 2026, 15:00:12, від "NetPoint" <support@netpoint.example>:',
]
SEPARATORS = [
    "-----Original Message-----\nFrom: NetPoint\nSent: Friday",
    "-----Исходное сообщение-----\nОт: NetPoint",
    "-----Оригінальне повідомлення-----\nВід: NetPoint",
    "________________________________\nFrom: NetPoint <support@netpoint.example>\nSent: Friday\nTo: me\nSubject: x\n",
    "От: NetPoint <support@netpoint.example>\nОтправлено: пятница\nКому: мне\nТема: связь\n",
    "Від: NetPoint <support@netpoint.example>\nНадіслано: п'ятниця\nКому: мені\nТема: зв'язок\n",
    "---------- Forwarded message ---------\nFrom: NetPoint <support@netpoint.example>\nDate: x\nSubject: y\nTo: z\n",
    "-------- Пересылаемое сообщение --------\nОт кого: a@example.com\nДата: вчера\nТема: y\n",
    "-------- Переслане повідомлення --------\nВід кого: a@example.com\nДата: вчора\nТема: y\n",
]
SIGNATURES = [
    "-- \nІван Приклад\nтел. 099-000-00-00",
    "--\nІван",
    "З повагою,\nІван Приклад",
    "С уважением, Иван",
    "Best regards,\nIvan",
    "Sent from my iPhone",
    "Отправлено из Почты Mail.ru",
    "Надіслано з мого телефону",
    "Получить Outlook для Android<https://example.com/x>",
]


class TestSplit:
    """Every way in which mail programs mark what is not the writer's own."""

    @pytest.mark.parametrize("attribution", ATTRIBUTIONS)
    def test_marked_quotation(self, attribution: str) -> None:
        """Quoted lines and the line that announces them are not the writer's own."""
        text = split_text(f"{OWN}\n\n{attribution}\n> {QUOTED}\n> ще рядок")

        assert text.own == OWN
        assert QUOTED in text.quoted

    @pytest.mark.parametrize("attribution", ATTRIBUTIONS)
    def test_unmarked_quotation(self, attribution: str) -> None:
        """Where no mark stands on the lines, all below the announcement is quoted, in a message that answers one."""
        text = split_text(f"{OWN}\n\n{attribution}\n\n{QUOTED}\nще рядок", answers=True)

        assert text.own == OWN

    @pytest.mark.parametrize("separator", SEPARATORS)
    def test_separator(self, separator: str) -> None:
        """All below a separator or a copied header is quoted."""
        text = split_text(f"{OWN}\n\n{separator}\n{QUOTED}")

        assert text.own == OWN
        assert QUOTED in text.quoted

    @pytest.mark.parametrize("signature", SIGNATURES)
    def test_signature(self, signature: str) -> None:
        """The signature stands apart, above a quotation too."""
        text = split_text(f"{OWN}\n\n{signature}\n\n{ATTRIBUTIONS[0]}\n> {QUOTED}")

        assert (text.own, text.signature) == (OWN, signature.strip())

    def test_answers_between_quotations(self) -> None:
        """Answers between quoted lines are all the writer's own."""
        text = split_text("20.11.2026 15:00, NetPoint пише:\n> питання один?\nтак\n> питання два?\nні\n")

        assert text.own == "так\nні"

    @pytest.mark.parametrize(
        "text",
        [
            "Відправляю дані:\nлогін ivanov",
            "From: Kyiv we moved to Lviv, please change the address.",
            "Він пише: «немає зв'язку»",
            "Поставили роутер 20.11.2026 в 15:00, далі таке:\nне працює",
            "Тема: интернет\nНе работает связь",
            "a -- b",
            "- перше\n- друге",
        ],
    )
    def test_no_quotation(self, text: str) -> None:
        """Words that only look like a quotation stay the writer's own."""
        assert split_text(text).own == text

    @given(st.lists(st.sampled_from([*ATTRIBUTIONS, *SEPARATORS, *SIGNATURES, OWN, f"> {QUOTED}", ""]), max_size=8))
    def test_no_line_is_lost(self, blocks: list[str]) -> None:
        """Whatever stands in the text stands in exactly one of the three."""
        raw = "\n".join(blocks)
        text = split_text(raw)

        kept = [line for line in text.full.split("\n") if line.strip()]
        assert sorted(line.strip() for line in kept) == sorted(line.strip() for line in raw.split("\n") if line.strip())

    @given(st.text(alphabet="aя:>-_@.<1 \n", max_size=300))
    def test_never_raises(self, raw: str) -> None:
        """Any text is split, and nothing of it lost."""
        text = split_text(raw)

        assert sorted("".join(text.full.split())) == sorted("".join(raw.split()))


SETTINGS = EmailSettings(
    colleague_domains=["netpoint.example"], own_hosts=["mx.netpoint.example"], trusted_servers=["mx.netpoint.example"]
)
HEAD = (
    "Authentication-Results: mx.netpoint.example; dmarc=pass header.from=netpoint.example\n"
    "Received: from desk ([192.0.2.9]) by mx.netpoint.example; Fri, 20 Nov 2026 15:00:00 +0200\n"
    "From: operator@netpoint.example\nTo: support@netpoint.example\nMessage-ID: <fwd@netpoint.example>\n"
)
COPIED = (
    "---------- Forwarded message ---------\nFrom: Ivan <ivan@example.com>\n"
    "Date: Thu, 19 Nov 2026 09:00:00 +0200\nSubject: no link\nTo: me\n"
)
ORIGINAL = (
    "From: Ivan <ivan@example.com>\nSubject: no link\nDate: Thu, 19 Nov 2026 09:00:00 +0200\n"
    "Message-ID: <orig@example.com>\n\nThe line is dead.\n"
)


def read(raw: str, settings: EmailSettings = SETTINGS) -> Interaction:
    found = read_email(raw.encode(), settings)
    assert isinstance(found, Interaction)
    return found


def attached(note: str) -> str:
    return (
        f"{HEAD}Subject: Fwd: no link\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n"
        f"--b1\nContent-Type: text/plain\n\n{note}\n--b1\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--b1--\n"
    )


class TestForwards:
    """A colleague's forward is the first sender's message, received when it reached the Company."""

    @pytest.mark.parametrize(
        ("raw", "kind"),
        [
            (f"{HEAD}Subject: Fwd: no link\n\nplease take it\n\n{COPIED}\nThe line is dead.\n", ForwardKind.INLINE),
            (attached("please take it"), ForwardKind.ATTACHED),
        ],
        ids=["inline", "attached"],
    )
    def test_first_sender(self, raw: str, kind: ForwardKind) -> None:
        """Sender, subject and words are the first sender's; the colleague and the note stand beside."""
        found = read(raw)

        assert found.sender is not None
        assert found.forward is not None
        assert (found.sender.normalised, found.subject, found.text.own) == (
            "ivan@example.com",
            "no link",
            "The line is dead.",
        )
        assert (found.forward.kind, found.forward.by.normalised) == (kind, "operator@netpoint.example")
        assert found.forward.note == "please take it"
        assert (found.clock, found.received_at and found.received_at.day) == (TimestampSource.OWN_SERVER, 20)

    @pytest.mark.parametrize(
        "body",
        [
            '-------- Пересылаемое сообщение--------\n20.11.2026, 15:00, "Ivan P." <ivan@example.com>:\n\n'
            "The line is dead.\n-------- Конец пересылаемого сообщения --------",
            "Это пересылаемое сообщение\nОт: Ivan P. <ivan@example.com>\nКому: me\nТема: no link\n"
            "===8<==============Оригинальный текст сообщения==============\nThe line is dead.\n"
            "===8<===========Конец оригинального текста сообщения==========",
            '--- Перенаправлене повідомлення ---\nВід кого: "Ivan P." <ivan@example.com>\n'
            "Дата: 20 листопада 2026, 15:00:12\n\nThe line is dead.\n",
        ],
        ids=["yandex", "the-bat", "ukr.net"],
    )
    def test_frames_of_other_programs(self, body: str) -> None:
        """A copied header of one line, and lines round the message that are nobody's words."""
        found = read(f"{HEAD}Subject: Fwd: no link\nContent-Type: text/plain; charset=utf-8\n\nplease\n\n{body}\n")

        assert found.sender is not None
        assert (found.sender.normalised, found.sender.name) == ("ivan@example.com", "Ivan P.")
        assert found.text.own == "The line is dead."
        assert found.forward is not None
        assert found.forward.note.split("\n")[0] == "please"

    def test_evidence_is_about_the_colleague(self) -> None:
        """What the server verified is the colleague's domain; of the first sender nothing is verified."""
        inline = f"{HEAD}Subject: Fwd: no link\n\n{COPIED}\nThe line is dead.\n"
        for found in (read(attached("")), read(inline)):
            assert found.forward is not None
            assert found.forward.authentication.sender is SenderCheck.VERIFIED
            assert found.authentication.sender is SenderCheck.NOT_VERIFIED

    def test_forwarded_message_with_a_message_in_it(self) -> None:
        """A message that the first sender attached is not taken for what was forwarded."""
        deeper = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b9\n"
        within = "--b9\n\nThe line is dead.\n--b9\nContent-Type: message/rfc822\n\nFrom: z@example.com\n\nz\n--b9--\n"
        found = read(attached("").replace("\n\nThe line is dead.\n", f"\n{deeper}\n{within}"))

        assert found.sender is not None
        assert (found.sender.normalised, found.text.own) == ("ivan@example.com", "The line is dead.")

    def test_spoofed_colleague(self) -> None:
        """Somebody who writes in a colleague's name, as the own server found out, puts words in nobody's mouth."""
        found = read(attached("").replace("dmarc=pass", "dmarc=fail"))

        assert found.sender is not None
        assert (found.sender.normalised, found.forward) == ("operator@netpoint.example", None)

    def test_forward_of_what_arrived_already(self) -> None:
        """The message attached without a word is the message itself; with a note it is another one, linked."""
        direct = read(ORIGINAL)

        assert same_message(read(attached("")).identity, direct.identity) is Sameness.SAME
        assert same_message(read(attached("third time!")).identity, direct.identity) is Sameness.REUSED_ID

    def test_forward_of_a_forward(self) -> None:
        """Passed on twice within the Company, it is still the first sender's."""
        outer = COPIED.replace("Ivan <ivan@example.com>", "<chief@netpoint.example>")
        found = read(f"{HEAD}Subject: Fwd: no link\n\n{outer}\nsee below\n\n{COPIED}\nThe line is dead.\n")

        assert found.sender is not None
        assert found.sender.normalised == "ivan@example.com"

    def test_colleague_who_answers(self) -> None:
        """A colleague's own answer with a quotation is the colleague's."""
        found = read(
            f"{HEAD}Subject: Re: no link\n\nDone.\n\n"
            "From: Ivan <ivan@example.com>\nSent: x\nTo: y\nSubject: no link\n\nx\n"
        )

        assert found.sender is not None
        assert (found.sender.normalised, found.forward) == ("operator@netpoint.example", None)

    def test_client_who_forwards(self) -> None:
        """Somebody who is no colleague forwards in their own name."""
        found = read(f"{HEAD}Subject: Fwd: x\n\n{COPIED}\nThe line is dead.\n", EmailSettings())

        assert found.sender is not None
        assert found.sender.normalised == "operator@netpoint.example"
        assert found.text.own == ""
