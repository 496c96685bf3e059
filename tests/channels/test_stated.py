"""Details and task, looked for wherever the client may have written them (3.1.4, 3.5, 3.6)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.stated import Stated, read_stated
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.subjects.account import AccountDetail

CONTRACT, ADDRESS = AccountDetail.CONTRACT_NUMBER, AccountDetail.CONNECTION_ADDRESS
TASK = "Не працює інтернет з учорашнього вечора."
GIVEN = "Договір № 120345\nвул. Липова 5, кв. 12"
HEAD = "From: Olena Koval <olena@mail.example>\nTo: support@netpoint.example\n"
QUOTE = "On Mon, Nov 30, 2026 at 10:15 AM NetPoint <support@netpoint.example> wrote:"


def read(text: str, *, subject: str = "Internet", extra: str = "", company: bool = False) -> Stated:
    """Read what a message states."""
    email = EmailSettings(colleague_domains=["mail.example"] if company else [])
    raw = f"{HEAD}Subject: {subject}\n{extra}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    found = read_email(raw.encode(), email)
    assert isinstance(found, Interaction)
    return read_stated(found, DetailPatterns())


class TestWhereverTheClientMayHaveWrittenThem:
    """Law 13: the subject, the own words, the signature, below what a program says of itself."""

    @given(
        st.sampled_from(
            [
                "{task}\n\nЗ повагою,\nОлена Коваль\n{given}",
                "{task}\n\n-- \nОлена Коваль\n{given}",
                "{task}\n--\nОлена\n{given}",
                "{task}\n\nBest regards,\nOlena\n\n{given}",
                "{task}\n\nНадіслано з iPhone\n\n{given}",
                "{task}\n\nSent from my iPhone\n{given}",
                "{given}\n\nОтправлено с iPhone\n\n{task}",
                "З повагою, Олена\n{given}\n\nP.S. {task}",
                "Добрий день!\n—\n{task}\n{given}",
                "Добрий день!\n-- \n{task}\n{given}",
                "{given}\n{task}",
            ]
        ),
        st.sampled_from(["", f"\n\n{QUOTE}\n> Вкажіть договір 999999", f"\n\n{QUOTE}\n\nВкажіть договір 999999"]),
    )
    @settings(max_examples=33, deadline=None)
    def test_nothing_is_asked_that_was_given(self, form: str, below: str) -> None:
        """Contract, address and task count; those of others in the quotation do not."""
        found = read(form.format(task=TASK, given=GIVEN) + below)

        assert found.given.given == {CONTRACT, ADDRESS}
        assert (found.given.contract_number, found.contradictory) == ("120345", frozenset())
        assert found.task is TaskReading.STATED

    def test_the_subject(self) -> None:
        """Many write it there alone."""
        found = read("", subject="Не работает связь, договор 120345")

        assert (found.given.contract_number, found.task) == ("120345", TaskReading.STATED)

    def test_a_signature_contradicts_nothing(self) -> None:
        """It stands below every message: where the message names another contract, that one is meant."""
        found = read(f"{TASK} Договір 120345 моєї мами.\n\n-- \nОлена Коваль, договір 777777\nвул. Липова 5")

        assert (found.given.contract_number, found.contradictory) == ("120345", frozenset())
        assert ADDRESS in found.given.given

    @pytest.mark.parametrize("mark", ["> ", "NS> "])
    def test_quoted_words_are_somebody_elses(self, mark: str) -> None:
        """Neither details nor task are taken from them."""
        found = read(f"Дякую!\n\n{QUOTE}\n{mark}{TASK}\n{mark}{GIVEN.split(chr(10))[0]}", subject="Re: R-1")

        assert (found.given.given, found.task) == (frozenset(), TaskReading.GREETING_ONLY)

    def test_a_colleagues_forward(self) -> None:
        """It is the first sender's message (I-23): the colleague's note gives nothing in his name."""
        copied = "---------- Forwarded message ---------\nFrom: Ivan <ivan@example.com>\nDate: x\nSubject: y\nTo: z\n"
        found = read(f"договір 999999\n\n{copied}\n{TASK}\n\nЗ повагою,\n{GIVEN}", subject="Fwd: y", company=True)

        assert (found.given.contract_number, found.task) == ("120345", TaskReading.STATED)
