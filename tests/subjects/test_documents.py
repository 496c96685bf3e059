"""Passport data as it may be kept: one value in every spelling, compared by keyed digest, never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.documents import (
    DigestKey,
    DocumentKind,
    PassportDigest,
    canonical_document,
    masked,
)

KEY = DigestKey(bytes(range(32)))


@pytest.mark.parametrize(
    "spelling",
    [
        "МЕ123456",
        "ме 123456",
        "ME 123456",
        "me№123456",
        "М Е-12 34 56",
        "ＭＥ１２３４５６",
        "МЕ\u00a0№ 123\n456",
        "me12З456",
    ],
)
def test_booklet_spellings_are_one(spelling: str) -> None:
    """Latin look-alikes, letter case, width, spaces and punctuation make no other passport."""
    assert canonical_document(spelling) == (DocumentKind.BOOKLET, "МЕ123456")


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("123456789", (DocumentKind.ID_CARD, "123456789")),
        ("123 456 789", (DocumentKind.ID_CARD, "123456789")),
        ("OO 000000", (DocumentKind.BOOKLET, "ОО000000")),
        ("FE123456", (DocumentKind.TRAVEL, "FE123456")),
        ("fе-123456", (DocumentKind.TRAVEL, "FE123456")),
        ("19900230-12345", (DocumentKind.RECORD, "19900230-12345")),
        ("1990013112345", (DocumentKind.RECORD, "19900131-12345")),
    ],
)
def test_other_documents(value: str, known: tuple[DocumentKind, str]) -> None:
    """Cards, travel passports and register records have a canonical form of their own."""
    assert canonical_document(value) == known


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1234567890",
        "12345678",
        "МЕ12345",
        "МЕ1234567",
        "М123456",
        "19901331-12345",
        "паспорт",
        "x" * 5000,
    ],
)
def test_other_shapes_are_no_document(value: str) -> None:
    """Tax numbers (ten digits), register codes (eight) and everything else are not taken for a document."""
    assert canonical_document(value) is None


def test_digests_compare_without_the_value() -> None:
    """Two spellings of one passport have equal digests; another passport has not."""
    assert KEY.digest("МЕ123456") == KEY.digest("me 123456")
    assert KEY.digest("МЕ123456") != KEY.digest("МЕ123457")
    assert hash(KEY.digest("МЕ123456")) == hash(KEY.digest("me 123456"))


def test_digest_is_never_equal_to_other_things() -> None:
    """A digest is equal to digests only."""
    assert KEY.digest("МЕ123456") != "МЕ123456"


def test_digests_under_two_keys_are_not_comparable() -> None:
    """Digests under different keys differ, and say that nothing follows from it."""
    one, other = KEY.digest("МЕ123456"), DigestKey.fresh().digest("МЕ123456")

    assert one != other
    assert not one.comparable(other)
    assert one.comparable(KEY.digest("123456789"))


def test_stored_digest_comes_back() -> None:
    """What is kept is one line without the value, and reads back as the same digest."""
    digest = KEY.digest("МЕ123456")

    assert PassportDigest.from_stored(digest.stored()) == digest
    assert "123456" not in digest.stored()


@pytest.mark.parametrize("text", ["", "booklet:1:2", f"driving:{'0' * 8}:{'0' * 64}", f"booklet:{'0' * 8}:{'0' * 63}"])
def test_damaged_digest_is_refused(text: str) -> None:
    """A damaged line is refused and says what to do."""
    with pytest.raises(UsageError, match="make it again from the billing record"):
        PassportDigest.from_stored(text)


def test_short_key_is_refused() -> None:
    """A key below 32 bytes is refused; 32 bytes pass."""
    with pytest.raises(UsageError, match="shorter than 32 bytes"):
        DigestKey(b"x" * 31)
    assert DigestKey(b"x" * 32).id


def test_nothing_shows_secret_or_value() -> None:
    """No repr and no exception carries the passport number, the digest or the key."""
    digest = KEY.digest("МЕ123456")
    with pytest.raises(UsageError) as refused:
        KEY.digest("МЕ12345678901")

    shown = repr(KEY) + repr(digest) + str(refused.value) + repr(refused.value)
    assert "12345" not in shown
    assert digest.value not in shown
    assert repr(KEY.secret) not in shown


@pytest.mark.parametrize(
    ("value", "mask"),
    [("МЕ123456", "••••••56"), ("МЕ 123-456", "••••••56"), ("ivan", "•••n"), ("abc", "•••"), ("", "")],
)
def test_masks(value: str, mask: str) -> None:
    """A mask shows at most the last two characters and a quarter of the whole."""
    assert masked(value) == mask


@given(st.text(max_size=80))
def test_any_text_is_read(value: str) -> None:
    """Whatever the text, there is a document or none, and a document's canonical form is its own."""
    known = canonical_document(value)

    assert known is None or canonical_document(known[1]) == known
