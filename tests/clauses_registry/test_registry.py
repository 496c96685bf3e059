"""The registry: every clause is there, complete, in three languages, in the order of the text."""

import copy
import re

import pytest
from attrs.exceptions import FrozenInstanceError

from netpoint_stp.clauses import (
    CLAUSE_IDS,
    LANGUAGES,
    TEXT_ENTRY_IDS,
    Bearer,
    ClauseKind,
    Coverage,
    Language,
    Texts,
    clause,
    clause_ids,
    clauses,
    conditions_of,
    duties,
    exemptions,
    language,
    natural_key,
    place_in_words,
    rights,
    text_entries,
    words,
)
from netpoint_stp.errors import UsageError

CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
ONLY_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
ONLY_RUSSIAN = re.compile("[ыэёъ]", re.IGNORECASE)


def assert_written(texts: Texts, where: str) -> None:
    """Each language has words of its own, in its own letters, that begin and end as a sentence part."""
    assert len({texts[lang] for lang in LANGUAGES}) == 3 or len(texts["en"]) < 12, where
    for lang in LANGUAGES:
        assert texts[lang] == texts[lang].strip() != "", (where, lang)
        assert "  " not in texts[lang], (where, lang)
    assert CYRILLIC.search(texts["ru"]), where
    assert not CYRILLIC.search(texts["en"]), where
    assert not ONLY_RUSSIAN.search(texts["uk"]), where
    assert not ONLY_UKRAINIAN.search(texts["ru"]), where


class TestClauses:
    def test_all_51_are_there_in_the_order_of_the_text(self) -> None:
        """The registry holds the 51 clauses, 3.2 before 3.10."""
        ids = [one.id for one in clauses()]

        assert len(ids) == 51
        assert ids == list(CLAUSE_IDS) == list(clause_ids()) == sorted(ids, key=natural_key)
        assert ids.index("3.9.3") < ids.index("3.10") < ids.index("3.20") < ids.index("4.1.1")

    @pytest.mark.parametrize("clause_id", CLAUSE_IDS)
    def test_each_is_complete(self, clause_id: str) -> None:
        """A clause has words in three languages, a place in its section, a handling, and fingerprints."""
        one = clause(clause_id)

        assert one.id == clause_id
        assert one.place.section == int(clause_id[0])
        assert one.handling
        assert one.fingerprints
        assert all(anchor.entry == clause_id for anchor in one.fingerprints)
        assert_written(one.summary, clause_id)
        assert all(one.summary[lang].endswith(".") for lang in LANGUAGES)

    @pytest.mark.parametrize("clause_id", CLAUSE_IDS)
    def test_what_cannot_be_computed_says_why(self, clause_id: str) -> None:
        """A clause that is only recorded or declared gives its reason; one that is decided or checked none."""
        one = clause(clause_id)
        is_computed = bool(one.handling & {Coverage.DECIDE, Coverage.CHECK})

        assert (one.reason is None) == is_computed
        if one.reason is not None:
            assert_written(one.reason, clause_id)

    @pytest.mark.parametrize("clause_id", CLAUSE_IDS)
    def test_a_check_names_whose_breach_it_would_find(self, clause_id: str) -> None:
        """Checked clauses name a party, and the bearer of a duty is the one who breaches it."""
        one = clause(clause_id)

        assert (one.breach_by is not None) == (Coverage.CHECK in one.handling)
        assert one.breach_by is not Bearer.NONE
        if one.kind is ClauseKind.DUTY and one.breach_by:
            assert one.breach_by is one.bearer

    def test_kinds_that_bind_somebody_have_a_bearer(self) -> None:
        """Duties, rights and exemptions belong to a party; conditions to nobody."""
        binding = {ClauseKind.DUTY, ClauseKind.RIGHT, ClauseKind.EXEMPTION}

        assert all(one.bearer is not Bearer.NONE for one in clauses() if one.kind in binding)
        assert all(one.bearer is Bearer.NONE for one in clauses() if one.kind is ClauseKind.CONDITION)

    def test_an_unknown_id_is_told_the_nearest_one(self) -> None:
        """Asking for a clause that is not there names the one that was probably meant."""
        with pytest.raises(UsageError, match=r"clause `3\.122` is unknown; did you mean `3\.12`\?"):
            clause("3.122")

    def test_a_heading_is_no_clause(self) -> None:
        """4.1 opens the list of duties; it is an entry of the text and cannot be cited as a clause."""
        with pytest.raises(UsageError, match=r"`4\.1` is unknown"):
            clause("4.1")

    def test_a_clause_is_frozen_and_can_be_hashed_and_copied(self) -> None:
        """Clauses are values: they cannot be changed, and equal ones are one key."""
        one = clause("3.12")

        assert len({one, clause("3.12"), copy.deepcopy(one)}) == 1
        with pytest.raises(FrozenInstanceError):
            one.id = "3.13"  # type: ignore[misc] # what is tested is that it is refused

    def test_fingerprints_stay_out_of_the_repr(self) -> None:
        """A clause shown in a log is short."""
        assert "fingerprints" not in repr(clause("3.10"))


class TestEntries:
    def test_title_headings_and_openings_have_entries(self) -> None:
        """What the document says besides clauses has entries too, each with words and fingerprints."""
        assert [one.id for one in text_entries()] == list(TEXT_ENTRY_IDS)
        for one in text_entries():
            assert one.fingerprints
            assert_written(one.summary, one.id)

    def test_no_id_is_both_a_clause_and_another_entry(self) -> None:
        """An id names one thing."""
        assert not set(CLAUSE_IDS) & set(TEXT_ENTRY_IDS)


class TestSides:
    def test_the_client_is_shown_its_own_duties(self) -> None:
        """The client's duties are those on requests, complaints and errors."""
        assert [one.id for one in duties("client")] == ["3.2", "3.5", "3.11", "4.2.1", "4.2.2"]

    def test_the_client_is_shown_its_own_rights(self) -> None:
        """The client may complain, be advised, and expect a proper level of solution."""
        assert [one.id for one in rights(Bearer.CLIENT)] == ["3.10", "4.4.1", "4.4.2"]

    def test_the_company_answers_for_its_service_desk(self) -> None:
        """The Company's listings include those of the STP, which acts in its name (1.4)."""
        of_stp = {one.id for one in duties("stp")}
        of_company = {one.id for one in duties("company")}

        assert of_stp < of_company
        assert of_company - of_stp == {"3.12", "4.5"}
        assert [one.id for one in exemptions("company")] == ["3.3", "3.7", "3.16"]
        assert [one.id for one in rights("stp")] == ["3.6", "3.8", "3.9", "3.14", "4.3.1", "4.3.2"]

    def test_an_unknown_side_is_told_the_nearest_one(self) -> None:
        """A misspelt party is refused with the party that was probably meant."""
        with pytest.raises(UsageError, match=r"party `cliemt` is unknown; did you mean `client`\?"):
            duties("cliemt")

    def test_a_clause_leads_to_its_parts(self) -> None:
        """The grounds for refusal are parts of 3.9, and each knows that."""
        assert [one.id for one in conditions_of("3.9")] == ["3.9.1", "3.9.2", "3.9.3"]
        assert clause("3.9.1").parent == "3.9"
        assert conditions_of("3.12") == ()


class TestWords:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_value_of_an_enum_has_words(self, lang: Language) -> None:
        """A person never meets the internal name of a kind, party or handling."""
        assert set(words("kind", lang)) == {kind.value for kind in ClauseKind}
        assert set(words("bearer", lang)) == {bearer.value for bearer in Bearer}
        assert set(words("handling", lang)) == {way.value for way in Coverage}

    def test_a_place_is_said_as_a_person_says_it(self) -> None:
        """Section, paragraph and item are named in the reader's language."""
        assert place_in_words(clause("3.9.1").place, "en") == "section 3, paragraph 7, item 1"
        assert place_in_words(clause("3.3").place, "uk") == "розділ 3, примітка"
        assert place_in_words(clause("4.1.2").place, "ru") == "раздел 4, список 1, пункт 2"
        assert place_in_words(clause("4.5").place, "en") == "after section 4"

    def test_only_three_languages_are_known(self) -> None:
        """Words are looked up by language, and another language is refused."""
        assert list(clause("3.12").summary) == ["ru", "uk", "en"]
        assert len(clause("3.12").summary) == 3
        assert language("uk") == "uk"
        with pytest.raises(UsageError, match="language `ua` is not among the three"):
            language("ua")
        with pytest.raises(KeyError):
            clause("3.12").summary["de"]  # type: ignore[index] # what is tested is that it is refused
