"""The published text itself against its fingerprints; its words are not part of this project."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from netpoint_stp.clauses import Status, verify, verify_bytes
from netpoint_stp.clauses.alignment import AnchorMatch, in_order, occurrences
from netpoint_stp.clauses.normal import NormalText, normalise
from netpoint_stp.clauses.registry import anchors

DOCUMENT = os.environ.get("NETPOINT_STP_DOCUMENT")

pytestmark = pytest.mark.skipif(
    not DOCUMENT,
    reason="NETPOINT_STP_DOCUMENT does not name a copy of the regulation, which is not part of the project",
)


@pytest.fixture(scope="module")
def document() -> str:
    return Path(DOCUMENT or "").read_bytes().decode("utf-8-sig")


@pytest.fixture(scope="module")
def normal(document: str) -> NormalText:
    return normalise(document)


@pytest.fixture(scope="module")
def sentences(normal: NormalText) -> list[AnchorMatch]:
    return in_order(occurrences(normal, anchors()))


def test_the_copy_is_faithful(document: str) -> None:
    """Every sentence of the document belongs to an entry and matches."""
    assert verify(document).is_faithful


def test_nothing_between_the_sentences_is_left_over(normal: NormalText, sentences: list[AnchorMatch]) -> None:
    """The anchors cover the document without a gap, each in its place."""
    assert [one.anchor for one in sentences] == list(range(len(anchors())))
    assert sentences[0].start == 0
    assert all(one.end == after.start for one, after in pairwise(sentences))
    assert sentences[-1].end == len(normal.text)


def test_any_changed_word_names_its_entry_only(normal: NormalText, sentences: list[AnchorMatch]) -> None:
    """In every sentence every word of letters, changed, names the entry of that sentence and no other."""
    tried = 0
    for one in sentences:
        start, end = normal.starts[one.start], normal.raw_end(one.end)
        for word in re.finditer(r"(?<![\w.@#-])[^\W\d_]{2,}(?![\w@]|-9X)", normal.raw[start:end]):
            if word.group() in ("email", "protected"):
                continue
            at = start + word.start()
            result = verify(f"{normal.raw[:at]}иначе{normal.raw[at + len(word.group()) :]}")
            tried += 1

            assert result.differing == (anchors()[one.anchor].entry,), word.group()
            assert result.extras == ()

    assert tried > 600


def test_a_deleted_sentence_names_its_entry_only(normal: NormalText, sentences: list[AnchorMatch]) -> None:
    """A sentence taken out is missing; the entry that has two sentences has changed."""
    for one in sentences:
        start, end = normal.starts[one.start], normal.raw_end(one.end)
        result = verify(f"{normal.raw[:start]}\n{normal.raw[end:]}")

        assert result.differing == (anchors()[one.anchor].entry,)
        assert result.entries(Status.CHANGED) in ((), ("3.1",), ("3.4",))
        assert result.extras == ()


@pytest.mark.parametrize("which", [0, 1, 2, None])
def test_masked_addresses_may_be_filled_in(document: str, which: int | None) -> None:
    """Each masked address alone, and all together, may be filled in."""
    pieces = re.split(r"\[email.protected\]", document)
    shown = re.findall(r"\[email.protected\]", document)
    assert len(shown) == 3
    filled = pieces[0]
    for number, piece in enumerate(pieces[1:]):
        filled += ("support@netpoint.example" if which in (number, None) else shown[number]) + piece

    assert verify(filled.replace("284-9X-9X", "(044) 284-91-92")).is_faithful


def test_old_encodings_and_other_signs_do_not_matter(document: str) -> None:
    """The same text in windows-1251, in capitals, or with other line ends and dashes is faithful."""
    variants = (
        document.upper(),
        document.replace("\n", "\r\n"),
        document.replace("–", "—"),
        " ".join(document.split()),
    )

    assert verify_bytes(document.encode("cp1251")).encoding == "cp1251"
    assert verify_bytes(document.encode("cp1251")).is_faithful
    assert all(verify(variant).is_faithful for variant in variants)
