"""What is left over of a copy is cut where it may belong to another sentence, and nowhere within a phrase."""

import pytest

from netpoint_stp.clauses.alignment import Span, pieces
from netpoint_stp.clauses.normal import normalise


def cut(raw: str, *, within_sentences: bool = False) -> list[str]:
    """Return the pieces of a text as they were written."""
    copy = normalise(raw)
    found = pieces(copy, [Span(0, len(copy.text))], within_sentences=within_sentences)
    assert [each.start for each in found] == [0, *(each.end for each in found[:-1])]
    return [copy.excerpt(each.start, each.end) for each in found]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Перше речення. Друге, з комою.", ["Перше речення.", "Друге, з комою."]),
        ("перше; друге: третє", ["перше;", "друге:", "третє"]),
        ("Один рядок\nінший рядок", ["Один рядок", "інший рядок"]),
        ("3.1. Перше речення", ["3.1. Перше речення"]),
        ("у м. київ та ін.", ["у м. київ та ін."]),
        ("і т. д. за договором", ["і т. д. за договором"]),
        ("два шт. кабелю", ["два шт.", "кабелю"]),
    ],
)
def test_it_is_cut_at_the_ends_of_sentences_and_lines(raw: str, expected: list[str]) -> None:
    """The number of an item stays with it, and a letter with a full stop is no sentence."""
    assert cut(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("один два три, чотири п'ять (шість сім) вісім", 4),
        ("один два три чотири", 1),
        ("один (два)", 2),
    ],
)
def test_a_finer_cut_keeps_phrases_whole(raw: str, expected: int) -> None:
    """At commas and brackets too, and never between two words with nothing but white space between them."""
    found = cut(raw, within_sentences=True)

    assert len(found) == expected, found
    assert len(cut(raw)) == 1
