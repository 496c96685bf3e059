"""The table of answers by link against 3.8 written plainly, on every combination, unknowns included."""

from tests.support.reference import walk

from netpoint_stp.policy.answers.links import LinkKind, LinkSign
from netpoint_stp.policy.answers.policy import ANSWER_BY_LINK, AnswerForm, AnswersPolicy, QuestionKind
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.wording import LANGUAGES, knows


def reference(*, question: QuestionKind, link: LinkKind, words: bool) -> AnswerForm:
    """Say what 3.8 gives for facts that are all known."""
    if words:
        return AnswerForm.IN_WORDS
    if question is QuestionKind.STANDARD:
        if link is LinkKind.COMPANY or link is LinkKind.SERVICE_SUPPORT or link is LinkKind.SOFTWARE_MAKER:
            return AnswerForm.LINK_WILL_DO
        return AnswerForm.WORDS_NEEDED
    return AnswerForm.WORDS_NEEDED


def test_answers_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(ANSWER_BY_LINK, reference) == 3 * 6 * 3


def test_the_table_of_answers_is_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert ANSWER_BY_LINK.analyse().problems == 0


def test_answers_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    keys = [key for table in AnswersPolicy().tables for key in wording_keys(table)]
    keys += [f"value.question_kind.{kind.value}" for kind in QuestionKind]
    keys += [f"value.link_kind.{kind.value}" for kind in LinkKind]
    keys += [f"value.link_sign.{sign.value}" for sign in LinkSign]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []
