"""Answers (3.8): when a link may stand for an answer, and when it takes words."""

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.answers.links import Hosts, Link, LinkKind
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import UNKNOWN, Decision, Fact, FactEnum, Facts, Rule, RuleTable, Undetermined, Unknown


class QuestionKind(FactEnum):
    """What kind of question is answered."""

    STANDARD = "standard"
    """A standard one that is asked often."""
    PARTICULAR = "particular"
    """Anything else."""


class AnswerForm(FactEnum):
    """Whether the form of an answer will do."""

    IN_WORDS = "in_words"
    LINK_WILL_DO = "link_will_do"
    WORDS_NEEDED = "words_needed"


class LinkAnswerFacts(Facts[AnswerForm]):
    """Facts about an answer with a link."""

    question: Fact[QuestionKind] = Fact("whether the question is standard and asked often")
    link: Fact[LinkKind] = Fact("where the link leads")
    words: Fact[bool] = Fact("the answer is given in words too")


F = LinkAnswerFacts

ANSWER_BY_LINK = RuleTable(
    "answer by link",
    LinkAnswerFacts,
    Rule("3.8", AnswerForm.IN_WORDS, when=F.words),
    Rule("3.8", AnswerForm.WORDS_NEEDED, when=F.question.is_in(QuestionKind.PARTICULAR)),
    Rule("3.8", AnswerForm.WORDS_NEEDED, when=F.link.is_in(LinkKind.ELSEWHERE, LinkKind.UNUSABLE)),
    Rule("3.8", AnswerForm.LINK_WILL_DO),
)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class AnswersPolicy(Topic):
    """Which questions may be answered with a link alone, and to which pages (3.8).

    `hosts` says whose pages are whose. The right of 3.8 is a right: an answer in words is never wrong.
    """

    hosts: Hosts = attrs.field(factory=Hosts)
    answer_by_link: RuleTable[..., AnswerForm] = ANSWER_BY_LINK

    def read(self, url: str) -> Link:
        """Return where a link leads and what is odd about it, before it is sent; never raises."""
        return self.hosts.read(url)

    @implements("3.8")
    def judge(
        self, question: QuestionKind | Unknown, link: str | Unknown, *, words: bool | Unknown
    ) -> Decision[AnswerForm] | Undetermined[AnswerForm]:
        """Judge an answer; each fact may be `UNKNOWN`.

        `words` is whether the answer also says in words what the client needs. A link whose host is on no list is
        unknown while the profile says nothing of some kind of page.
        """
        kind = UNKNOWN if link is UNKNOWN else self.read(link).kind
        return self.answer_by_link.decide(question=question, link=kind, words=words)
