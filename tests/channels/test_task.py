"""The clear task (3.5): what a program can honestly say of it."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Attachment, Interaction, Quarantined, Text
from netpoint_stp.channels.task import TaskReading, read_task


def interaction(found: Interaction | Quarantined) -> Interaction:
    assert isinstance(found, Interaction)
    return found


class TestClause_3_5:
    """The task is stated, or it is missing: only what a program can honestly say."""

    def _reading(
        self, own: str = "", *, subject: str = "", quoted: str = "", spans: tuple[tuple[int, int], ...] = ()
    ) -> TaskReading:
        base = interaction(read_helpdesk({"account": "ivanov", "text": "x"}))
        return read_task(evolve(base, subject=subject, text=Text(own=own, quoted=quoted)), spans)

    @pytest.mark.parametrize(
        ("own", "reading"),
        [
            ("", TaskReading.EMPTY),
            (" \n ... !!", TaskReading.EMPTY),
            ("Здравствуйте!", TaskReading.GREETING_ONLY),
            ("Доброго дня, шановна технічна підтримко", TaskReading.GREETING_ONLY),
            ("Добрий день! Дякую.", TaskReading.GREETING_ONLY),
            ("Hello, dear support team, thank you in advance", TaskReading.GREETING_ONLY),
            ("Hello, no link", TaskReading.STATED),
            ("Не працює", TaskReading.STATED),
            ("верните деньги", TaskReading.STATED),
            ("No internet", TaskReading.STATED),
            ("Не працює! Допоможіть!", TaskReading.STATED),
            ("Проблема з роутером", TaskReading.STATED),
            ("Що робити, якщо зник сигнал?", TaskReading.STATED),
            ("See the attached photo: the cable is torn", TaskReading.STATED),
            ("Допоможіть!", TaskReading.CRY_ONLY),
            ("Помогите, пожалуйста, срочно!!!", TaskReading.CRY_ONLY),
            ("Добрий день, дуже терміново, допоможіть", TaskReading.CRY_ONLY),
            ("what now?", TaskReading.CRY_ONLY),
            ("Что мне делать?", TaskReading.CRY_ONLY),
            ("Hello, what should I do now?", TaskReading.CRY_ONLY),
            ("See the attachment", TaskReading.CRY_ONLY),
            ("Дивіться вкладення, будь ласка", TaskReading.CRY_ONLY),
            ("Файл во вложении", TaskReading.CRY_ONLY),
            ("Проблема", TaskReading.CRY_ONLY),
            ("У меня проблема!", TaskReading.CRY_ONLY),
            ("Є питання", TaskReading.CRY_ONLY),
            ("SOS", TaskReading.CRY_ONLY),
        ],
    )
    def test_words(self, own: str, reading: TaskReading) -> None:
        """Nothing, or only a greeting, states no task; any word beyond does."""
        assert self._reading(own) is reading

    def test_quoted_only(self) -> None:
        """Only quoted text states no task."""
        assert self._reading(quoted="> no link") is TaskReading.QUOTED_ONLY

    def test_attachment_only(self) -> None:
        """Only an attachment states no task."""
        base = interaction(read_helpdesk({"account": "ivanov", "text": "x"}))
        file = Attachment(name="a.png", type="image/png", size=1, digest="")

        assert read_task(evolve(base, text=Text(), attachments=(file,))) is TaskReading.ATTACHMENT_ONLY

    def test_account_data_only(self) -> None:
        """Only a login and a contract number state no task; without knowing where they stand, they do."""
        text = "Добрий день. Логін: ivanov, договір № 12345"
        spans = tuple((text.index(value), text.index(value) + len(value)) for value in ("ivanov", "12345"))

        assert self._reading(text, spans=spans) is TaskReading.ACCOUNT_DATA_ONLY
        assert self._reading(text + " не працює", spans=spans) is TaskReading.STATED

    @pytest.mark.parametrize(
        ("subject", "reading"),
        [
            ("Не работает связь", TaskReading.STATED),
            ("No internet", TaskReading.STATED),
            ("Нема зв'язку", TaskReading.STATED),
            ("Заявка", TaskReading.EMPTY),
            ("Re: проблема", TaskReading.EMPTY),
            ("(no subject)", TaskReading.EMPTY),
            ("Допоможіть, терміново!", TaskReading.EMPTY),
        ],
    )
    def test_subject(self, subject: str, reading: TaskReading) -> None:
        """A subject that says what is wrong states the task for an empty text."""
        assert self._reading(subject=subject) is reading

    def test_subject_of_an_answer(self) -> None:
        """The subject of an answer is the earlier message's: it states nothing anew."""
        base = interaction(read_helpdesk({"account": "ivanov", "ticket": "7", "subject": "Re: no link at all"}))

        assert read_task(base) is TaskReading.EMPTY

    def test_an_answer_that_gives_what_was_asked(self) -> None:
        """Account information in answer to a message: the task is that of the message, and is not asked for again."""
        base = interaction(read_helpdesk({"account": "ivanov", "ticket": "7", "text": "Договір № 12345"}))

        assert read_task(base, [(10, 15)]) is TaskReading.ANSWER
        assert read_task(evolve(base, references=()), [(10, 15)]) is TaskReading.ACCOUNT_DATA_ONLY

    def test_below_the_mark_of_a_signature(self) -> None:
        """Who writes below it states the task there; a name, a role or a notice is none."""
        base = interaction(read_helpdesk({"account": "ivanov", "text": "x"}))
        for signature, reading in (
            ("-- \nІнтернет не працює з учора.", TaskReading.STATED),
            ("-- \nОлена Коваль\nменеджер з продажу\nтел. 099-123-45-67", TaskReading.GREETING_ONLY),
            ("-- \nThis e-mail is confidential. If it is not for you, delete it.", TaskReading.GREETING_ONLY),
        ):
            assert read_task(evolve(base, text=Text(own="Добрий день!", signature=signature))) is reading

    @pytest.mark.parametrize("own", ["Алло, есть кто?", "Хто-небудь є?", "Is anybody there?", "Чи є хтось?"])
    def test_calling_for_somebody_is_no_task(self, own: str) -> None:
        """It says that somebody waits, and not for what."""
        assert self._reading(own) is TaskReading.CRY_ONLY
        assert self._reading(f"{own} Кто приедет чинить линию?") is TaskReading.STATED

    def test_the_senders_own_name(self) -> None:
        """Many end a message with it: it is no task."""
        base = interaction(read_helpdesk({"account": "ivanov", "text": "x"}))
        assert base.sender is not None
        named = evolve(base, sender=evolve(base.sender, name="Олена Коваль"), text=Text(own="Допоможіть!\nОлена"))

        assert read_task(named) is TaskReading.CRY_ONLY

    def test_classifier(self) -> None:
        """Somebody's own classifier may say that the words state no task; without an opinion they do."""

        class Strict:
            def task_stated(self, subject: str, text: str) -> bool | None:
                return False if "maybe" in text else None

        base = interaction(read_helpdesk({"account": "ivanov", "text": "maybe"}))
        assert read_task(base, classifier=Strict()) is TaskReading.UNCLEAR
        assert read_task(evolve(base, text=Text(own="no link")), classifier=Strict()) is TaskReading.STATED

    @given(st.text(max_size=100), st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120)), max_size=4))
    def test_never_raises(self, own: str, spans: list[tuple[int, int]]) -> None:
        """Any text and spans give a reading."""
        assert isinstance(self._reading(own, spans=tuple(spans)), TaskReading)
