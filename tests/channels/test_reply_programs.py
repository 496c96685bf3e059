"""Replies as mail programs write them, and letters that only look like replies (3.5): what stays own of each."""

import tomllib
from pathlib import Path

import pytest

from netpoint_stp.channels.email.own_words.quoting import split_text

OWN = "Договір 120345, інтернет не працює, прошу перевірити."
TABLE = tomllib.loads((Path(__file__).parent / "replies.toml").read_text("utf-8"))
CLOSINGS = ["", "З повагою,\nОлена Коваль\n\n", "Надіслано з iPhone\n\n"]


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("program", TABLE["programs"])
def test_what_a_program_puts_below_is_not_own(program: str, answers: bool) -> None:
    """The writer's words are own, and nothing else: whether or not headers say that it is an answer."""
    for closing in CLOSINGS:
        text = split_text(f"{OWN}\n\n{closing}{TABLE['programs'][program]}", answers=answers)

        assert text.own == OWN, closing


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("sentence", TABLE["letters"]["sentences"])
def test_a_sentence_that_looks_like_it_is_own(sentence: str, answers: bool) -> None:
    """Every line is the writer's, but those that he marked himself."""
    text = split_text(sentence, answers=answers)

    assert text.own == "\n".join(line for line in sentence.split("\n") if not line.startswith(">"))


@pytest.mark.parametrize("head", TABLE["letters"]["heads"])
def test_the_head_of_a_letter_is_own(head: str) -> None:
    """And so is a form of a web site, or a line that only an answer can have from a program."""
    assert split_text(head).own == head
