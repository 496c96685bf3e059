"""A copy is held against fingerprints: what does not matter, and that a change names its own entry only."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clauses_registry.synthetic import ANCHORS, MARKED, PLAIN

from netpoint_stp.clauses import Status, Verification, fingerprint, verify, verify_bytes
from netpoint_stp.clauses.fingerprints import as_plain, from_plain
from netpoint_stp.clauses.verification import MOST_BYTES
from netpoint_stp.errors import UsageError

MASK = "[email protected]"
SEGMENTS = [
    (entry, re.sub(r"\{\w+:([^{}]+)\}", r"\1", body))
    for entry, body in zip(*[iter(re.split(r"\{\{([^{}]+)\}\}", MARKED)[1:])] * 2, strict=True)
]
WORDS = [
    (number, found.span())
    for number, (_, body) in enumerate(SEGMENTS)
    for found in re.finditer(r"[^\W\d_]{2,}", re.sub(r"\[.*?\]|#shelves|23X-4X-5X", lambda m: "_" * len(m[0]), body))
]


def held(text: str) -> Verification:
    return verify(text, ANCHORS)


def changed_word(number: int, span: tuple[int, int], word: str) -> str:
    parts = [body for _, body in SEGMENTS]
    parts[number] = parts[number][: span[0]] + word + parts[number][span[1] :]
    return "".join(parts)


class TestWhatDoesNotMatter:
    def test_the_document_matches_its_own_fingerprints(self) -> None:
        """A faithful copy matches in every entry, and nothing in it belongs to none."""
        assert "".join(body for _, body in SEGMENTS) == PLAIN
        assert held(PLAIN).is_faithful
        assert held(PLAIN).differing == ()
        assert len(held(PLAIN).entries(Status.MATCHES)) == 18

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("\n", "\r\n"),
            ("\n", "\r"),
            ("\n", "\n\n\n"),
            (" ", "\u00a0"),
            (" ", "  \t "),
            ("«", '"'),
            ("»", "”"),
            ("«", ""),
            ("–", "—"),
            ("–", "-"),
            ("-", "\u2011"),
            ("ё", "е"),
            ("книг", "кни\u00adг"),
            ("книг", "кн\u200bиг"),
            ("Правила", "\ufeffПравила"),
            ("   Телефон", " • Телефон"),
        ],
    )
    def test_white_space_quotes_and_dashes_do_not_matter(self, old: str, new: str) -> None:
        """Spaces, line ends, quotation marks, dashes, "ё", bullets and invisible signs do not matter."""
        assert old in PLAIN
        assert held(PLAIN.replace(old, new)).is_faithful

    @pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
    def test_the_composition_of_characters_does_not_matter(self, form: str) -> None:
        """A letter with its mark is one letter, however it is composed."""
        assert held(unicodedata.normalize(form, PLAIN)).is_faithful  # type: ignore[arg-type] # a known form

    @given(
        st.lists(st.sampled_from([" ", "\n", "\r\n", "\t", "\u00a0", "  \n\n "]), min_size=200, max_size=200),
        st.sampled_from([str.upper, str.lower, str.title, str]),
    )
    def test_no_wrapping_and_no_case_matters(self, gaps: list[str], case: "type[str]") -> None:
        """Any white space between the words, and any letter case, leave the copy faithful."""
        words = PLAIN.split()
        wrapped = "".join(word + gap for word, gap in zip(words, gaps, strict=False))

        assert len(words) < len(gaps)
        assert held(case(wrapped)).is_faithful

    @pytest.mark.parametrize("place", [0, 1, 2])
    @pytest.mark.parametrize(
        "address",
        [
            "desk@library.example",
            "first.second-3@sub.library.example",
            "<desk@library.example>",
            "«desk@library.example»",
            "mailto:desk@library.example",
            "[desk@library.example](mailto:desk@library.example)",
            "desk@library.example, second@library.example",
            "desk@library.example или second@library.example",
            "desk (at) library.example",
            "desk собака library точка example",
            "скриня@бібліотека.example",
            "***",
            "[e-mail скрыт]",
            "[email\u00a0protected]",
        ],
    )
    def test_a_masked_address_may_be_filled_in(self, address: str, place: int) -> None:
        """Whatever address stands in a masked place, one of them or all, the copy is faithful."""
        pieces = PLAIN.split(MASK)
        assert len(pieces) == 3
        masks = [address if place in (number, 2) else MASK for number in (0, 1)]
        filled = f"{pieces[0]}{masks[0]}{pieces[1]}{masks[1]}{pieces[2]}"

        assert held(filled).is_faithful
        assert held(" ".join(filled.split())).is_faithful

    @pytest.mark.parametrize(
        "number", ["234-45-56", "(044) 234-45-56", "+380442344556", "23x-4х-5*", "2344556, 2344557"]
    )
    def test_a_masked_telephone_may_be_filled_in(self, number: str) -> None:
        """Any telephone number may stand where digits are masked, also beside a numbered line."""
        filled = PLAIN.replace("23X-4X-5X", number)

        assert held(filled).is_faithful
        assert held(" ".join(filled.split())).is_faithful

    @pytest.mark.parametrize(
        "link", ["https://library.example/shelves?a=1#b", "www.library.example", "library.example"]
    )
    def test_a_link_may_be_written_out(self, link: str) -> None:
        """Where the copy shows the name of a link, the address of the page may stand."""
        assert held(PLAIN.replace("#shelves", link)).is_faithful

    def test_what_is_no_contact_does_not_fill_a_mask(self) -> None:
        """A word where a number or a link is masked, or an address left out, is a change."""
        assert held(PLAIN.replace("23X-4X-5X", "позже")).differing == ("2.1.1",)
        assert held(PLAIN.replace("23X-4X-5X", "112")).differing == ("2.1.1",)
        assert held(PLAIN.replace("#shelves", "#shelf")).differing == ("2.1.2",)
        assert held(PLAIN.replace(f"e-mail: {MASK}", "e-mail:")).differing == ("2.1.3",)
        assert held(PLAIN.replace(f" {MASK}.", ".")).differing == ("3.2",)

    def test_a_mask_never_takes_words_of_the_text(self) -> None:
        """Where an address is left out, the sentence after it is not taken for one."""
        anchors = fingerprint("{{1}}Длинная строка, после которой стоит адрес: {email:x}\n{{2}}Иди.")

        assert verify("Длинная строка, после которой стоит адрес: Иди.", anchors).differing == ("1",)
        assert verify("Длинная строка, после которой стоит адрес: да. Иди.", anchors).differing == ("1",)


class TestWhatMatters:
    @pytest.mark.parametrize(("number", "span"), WORDS)
    @pytest.mark.parametrize("word", ["иначе", "не так"])
    def test_a_changed_word_names_its_entry_only(self, number: int, span: tuple[int, int], word: str) -> None:
        """Whatever word is changed, the entry whose sentence it is changed, and no other."""
        for text in (changed_word(number, span, word), " ".join(changed_word(number, span, word).split())):
            result = held(text)

            assert result.entries(Status.CHANGED) == result.differing == (SEGMENTS[number][0],)
            assert result.extras == ()

    @pytest.mark.parametrize(("number", "span"), WORDS)
    def test_a_word_added_or_left_out_names_its_entry_only(self, number: int, span: tuple[int, int]) -> None:
        """A word more at any place of a sentence, its edges included, or a word less, changes that entry."""
        entry, body = SEGMENTS[number]
        for text in ("", f"ныне {body[slice(*span)]}"):
            result = held(changed_word(number, span, text))

            assert result.differing == (entry,)
            assert result.extras == ()

    @pytest.mark.parametrize("number", range(len(SEGMENTS)))
    def test_a_sentence_left_out_is_missing_and_no_other(self, number: int) -> None:
        """A sentence that is not there is missing; where the entry has another one, it is changed."""
        entry = SEGMENTS[number][0]
        result = held("".join(body for other, (_, body) in enumerate(SEGMENTS) if other != number))
        has_another = [name for name, _ in SEGMENTS].count(entry) > 1

        assert result.differing == (entry,)
        assert result.entries(Status.CHANGED if has_another else Status.MISSING) == (entry,)
        assert result.extras == ()

    @pytest.mark.parametrize("number", range(len(SEGMENTS) + 1))
    def test_a_sentence_put_in_belongs_to_none(self, number: int) -> None:
        """A sentence of its own between others belongs to none, and its neighbours are named."""
        parts = [body for _, body in SEGMENTS]
        result = held("".join([*parts[:number], " Это добавил, увы, переписчик.\n", *parts[number:]]))
        near = {SEGMENTS[other][0] for other in (number - 1, number) if 0 <= other < len(SEGMENTS)}

        assert result.differing == ()
        assert [extra.excerpt for extra in result.extras] == ["Это добавил, увы, переписчик."]
        assert {result.extras[0].after, result.extras[0].before} - {None} == near

    def test_words_after_a_heading_on_its_line_change_the_heading(self) -> None:
        """A heading ends with its line: what is added on the line is a change of it, the next line is not."""
        on_line = held(PLAIN.replace("1. Кто есть кто", "1. Кто есть кто и зачем"))
        below = held(PLAIN.replace("1. Кто есть кто", "1. Кто есть кто\nИ зачем"))

        assert (on_line.entries(Status.CHANGED), on_line.extras) == (("1",), ())
        assert (below.differing, [extra.excerpt for extra in below.extras]) == ((), ["И зачем"])

    def test_words_before_a_sentence_on_its_line_change_the_sentence(self) -> None:
        """A sentence that begins with other words than before has changed."""
        result = held(PLAIN.replace("Ответ дают", "Увы, ответ дают"))

        assert (result.entries(Status.CHANGED), result.extras) == (("3.4",), ())

    def test_a_part_put_into_a_sentence_that_holds_several_clauses_belongs_to_none(self) -> None:
        """Another item between the commas of a list is no change of its neighbours; a bare word is."""
        item = held(PLAIN.replace("листок на номер", "факс, листок на номер"))
        word = held(PLAIN.replace("листок на номер", "белый листок на номер"))

        assert (item.differing, [extra.excerpt for extra in item.extras]) == ((), ["факс,"])
        assert (word.differing, word.extras) == (("3.1.2",), ())

    def test_where_added_text_stands_is_said(self) -> None:
        """Line numbers, neighbours and a short excerpt lead to what belongs to none."""
        text = PLAIN.replace("2. Назвать", f"Приносите с собой {'очень ' * 30}тёплые вещи.\n2. Назвать")
        (extra,) = held(text).extras

        assert (extra.lines, extra.after, extra.before) == ((15, 15), "2.1.3", "2.2")
        assert extra.excerpt.startswith("Приносите с собой очень")
        assert extra.excerpt.endswith("очень тёплые вещи.")
        assert len(extra.excerpt) <= 80

    def test_a_change_is_shown_with_its_lines(self) -> None:
        """A changed entry shows its words and the lines on which they stand."""
        (result,) = [r for r in held(PLAIN.replace("учёт книг", "учёт\nгазет")).results if r.entry == "1.2"]

        assert (result.status, result.lines) == (Status.CHANGED, (5, 7))
        assert result.excerpt.startswith("Хранитель (далее ХР)")

    def test_a_sentence_put_in_beside_a_changed_one_belongs_to_none(self) -> None:
        """What was changed and what was added are told apart by their lengths."""
        result = held(PLAIN.replace("пять дней", "шесть дней") + "Ещё строка.\n")

        assert (result.entries(Status.CHANGED), result.differing) == (("3.4",), ("3.4",))
        assert [(extra.excerpt, extra.after) for extra in result.extras] == [("Ещё строка.", "3.4")]

    def test_a_sentence_broken_in_two_names_its_entry(self) -> None:
        """A full stop within a sentence changes that sentence."""
        result = held(PLAIN.replace("учёт книг и отвечает", "учёт книг. Отвечает"))

        assert (result.differing, result.extras) == (("1.2",), ())

    def test_two_sentences_joined_name_the_one_that_lost_its_end(self) -> None:
        """Where a comma stands for a full stop, the sentence that ended there has changed."""
        result = held(PLAIN.replace("много и т.п. Ответ", "много и т.п, ответ"))

        assert (result.differing, result.extras) == (("3.3",), ())

    @pytest.mark.parametrize("number", range(len(SEGMENTS) - 1))
    def test_neighbours_that_both_changed_are_both_named(self, number: int) -> None:
        """Two sentences side by side, each with another word, are the two that are named."""
        parts = [body for _, body in SEGMENTS]
        spans = [next(span for where, span in WORDS if where == other) for other in (number, number + 1)]
        for other, (start, end) in zip((number, number + 1), spans, strict=True):
            word = "Иначе" if parts[other][start].isupper() else "иначе"
            parts[other] = f"{parts[other][:start]}{word}{parts[other][end:]}"
        result = held("".join(parts))

        assert set(result.differing) == {SEGMENTS[number][0], SEGMENTS[number + 1][0]}
        assert result.entries(Status.CHANGED) == result.differing
        assert result.extras == ()

    def test_a_sentence_out_of_its_place_is_moved(self) -> None:
        """A sentence that stands word for word elsewhere is neither missing nor text that belongs to none."""
        item = "2. Назвать автора и год;\n"
        result = held(PLAIN.replace(item, "") + item)

        assert result.entries(Status.MOVED) == result.differing == ("2.2",)
        assert result.extras == ()

    def test_another_document_matches_nowhere(self) -> None:
        """All entries are missing from a text that is about something else, and the text belongs to none."""
        result = held("Рецепт: мука, вода, соль.")

        assert len(result.entries(Status.MISSING)) == len(result.results) - 1
        assert not result.is_faithful
        assert held("").entries(Status.MISSING) == tuple(one.entry for one in held(PLAIN).results)

    def test_a_second_copy_below_the_first_belongs_to_none(self) -> None:
        """The document twice in one file is not the document."""
        result = held(PLAIN + PLAIN)

        assert result.differing == ()
        assert [(extra.after, extra.before) for extra in result.extras] == [("3.4", None)]

    def test_a_very_long_text_around_the_document_is_one_piece(self) -> None:
        """Thousands of foreign sentences around a changed copy neither hide it nor take long."""
        result = held(PLAIN.replace("пять", "семь") + "Чужое слово. " * 4_000)

        assert result.differing == ("3.4",)
        assert len(result.extras) == 1

    @given(st.text(max_size=300))
    def test_any_text_is_accepted(self, text: str) -> None:
        """No text makes the comparison fail, and the published text is in none of these."""
        assert not verify(text).is_faithful
        assert not held(text).is_faithful

    @given(st.permutations(range(len(SEGMENTS))))
    def test_order_never_hides_a_sentence(self, order: list[int]) -> None:
        """In whatever order the sentences stand, none is missing and only the first order is faithful."""
        result = held("\n".join(SEGMENTS[number][1] for number in order))

        assert result.entries(Status.MISSING) == ()
        assert result.is_faithful == ([SEGMENTS[n] for n in order] == SEGMENTS)


class TestFiles:
    @pytest.mark.parametrize(
        ("codec", "named"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("cp1251", "cp1251"),
            ("koi8-r", "koi8-u"),
            ("koi8-u", "koi8-u"),
            ("cp866", "cp866"),
            ("iso8859-5", "iso8859-5"),
            ("mac-cyrillic", "mac-cyrillic"),
        ],
    )
    def test_the_encoding_is_found_by_what_matches(self, codec: str, named: str) -> None:
        """A copy in any usual Cyrillic encoding is faithful, and the encoding is named."""
        plain = PLAIN.replace("–", "-").replace("«", '"').replace("»", '"')
        result = verify_bytes(plain.encode(codec), ANCHORS)

        assert result.is_faithful
        assert result.encoding == named

    def test_a_changed_copy_is_still_read(self) -> None:
        """A changed word in an old encoding is found as such."""
        result = verify_bytes(PLAIN.replace("пять", "шесть").replace("–", "-").encode("koi8-r", "ignore"), ANCHORS)

        assert result.differing == ("3.4",)

    def test_a_file_that_is_too_large_is_refused(self) -> None:
        """A copy of the regulation is short; what is far longer is refused, at the edge exactly."""
        assert not verify_bytes(b" " * MOST_BYTES).is_faithful
        with pytest.raises(UsageError, match=f"has {MOST_BYTES + 1} bytes"):
            verify_bytes(b" " * (MOST_BYTES + 1))

    @pytest.mark.parametrize("raw", [b"%PDF-1.7 ...", b"PK\x03\x04...", b"<!DOCTYPE html><p>", b"{\\rtf1 x}"])
    def test_what_is_no_plain_text_is_refused(self, raw: bytes) -> None:
        """A PDF, office file or web page is refused with what to do."""
        with pytest.raises(UsageError, match="save the document as plain text"):
            verify_bytes(raw)

    def test_a_broken_unicode_file_is_refused(self) -> None:
        """A file that says it is UTF-8 and is not cannot be read."""
        with pytest.raises(UsageError, match="save it as UTF-8 text"):
            verify_bytes(b"\xef\xbb\xbf\xff\xff")

    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, raw: bytes) -> None:
        """No bytes make it fail otherwise than by the refusal that says what to do."""
        told = ""
        try:
            told = "" if verify_bytes(raw).is_faithful else "differs"
        except UsageError as error:
            told = str(error)

        assert told == "differs" or "save" in told


class TestFingerprints:
    def test_no_word_of_the_text_is_kept(self) -> None:
        """Fingerprints are numbers and digests: nothing of the sentence can be read in them."""
        assert not re.search("[а-яё]", repr(ANCHORS), re.IGNORECASE)

    def test_a_document_is_cut_at_its_marks(self) -> None:
        """Each mark begins an anchor, and a sentence that goes on in the next one says so."""
        anchors = fingerprint("{{1}}Заголовок\n{{1.1}}Пишите на {email:x} или {{1.2}}звоните {phone:y}.")

        assert [(a.entry, a.goes_on) for a in anchors] == [("1", False), ("1.1", True), ("1.2", False)]
        assert [len(a.variants[0]) for a in anchors] == [1, 3, 3]

    def test_everything_wrong_with_the_marks_is_said_at_once(self) -> None:
        """Text before the first mark, an unknown mask, and a mark without text are all named."""
        with pytest.raises(UsageError) as error:
            fingerprint("Сначала {{1}} {{2}}Почта {fax:x} {{3}}{email:x}")

        assert str(error.value) == (
            "text stands before the first mark: `Сначала`; mark `1` is followed by no text; move or remove it; "
            "mask `fax` is unknown; known are `email`, `link`, `phone`; "
            "mark `3` is followed by no text; move or remove it"
        )

    def test_no_marks_make_no_fingerprints(self) -> None:
        """An empty document has no anchors, and every text differs from it."""
        assert fingerprint(" \n") == ()
        assert verify("слово", ()).extras[0].excerpt == "слово"

    def test_fingerprints_can_be_written_down_and_read_again(self) -> None:
        """What is kept as lists and strings gives the same anchors back."""
        assert tuple(from_plain(**as_plain(anchor)) for anchor in ANCHORS) == ANCHORS  # type: ignore[arg-type] # TOML is untyped
