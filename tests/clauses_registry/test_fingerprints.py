"""A marked text becomes anchors: words by their lengths and digests, contacts by what kind they are."""

from itertools import product

import pytest

from netpoint_stp.clauses import fingerprint
from netpoint_stp.clauses.fingerprints import Literal, as_plain, digest_of, from_plain
from netpoint_stp.clauses.masks import Mask
from netpoint_stp.clauses.normal import normalise

KINDS = (Mask.EMAIL, Mask.PHONE)


def words(text: str) -> Literal:
    """Return the fingerprint of words."""
    normal = normalise(text).text
    return Literal(len(normal), digest_of(normal))


@pytest.mark.parametrize("masks", [*product(KINDS), *product(KINDS, KINDS), *product(KINDS, KINDS, KINDS)])
def test_each_contact_of_a_sentence_is_masked(masks: tuple[Mask, ...]) -> None:
    """However many there are, each stands for itself, and the words between them stay words."""
    shown = "".join(f" або {{{mask.value}:як показано {number}}}" for number, mask in enumerate(masks))
    (anchor,) = fingerprint(f"{{{{title}}}}Пишіть{shown}.")

    expected: list[Literal | Mask] = [words("Пишіть або")]
    for mask in masks:
        expected += [mask, words("або")]
    expected[-1] = words(".")
    assert anchor.variants == (tuple(expected),)
    plain = as_plain(anchor)
    assert from_plain(anchor.entry, plain["variants"]) == anchor  # type: ignore[arg-type]  # as it was written


def test_a_link_may_be_shown_by_its_words() -> None:
    """Besides any address of a page; another contact of the sentence stays masked in both."""
    (anchor,) = fingerprint("{{title}}Див. {link:на сайті} або {email:x@y} тут.")

    assert anchor.variants == (
        (words("Див. на сайті або"), Mask.EMAIL, words("тут.")),
        (words("Див."), Mask.LINK, words("або"), Mask.EMAIL, words("тут.")),
    )
