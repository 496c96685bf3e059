"""Answers by link: 3.8."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import ProfileError
from netpoint_stp.policy.answers.links import Hosts, LinkKind, LinkSign, ascii_host, skeleton
from netpoint_stp.policy.answers.policy import AnswerForm, AnswersPolicy, QuestionKind
from netpoint_stp.rules import UNKNOWN, Decision, Undetermined

HOSTS = Hosts(
    company=["netpoint.example", "*.netpoint.example"],
    service_support=["help.hosting.example"],
    software_maker=["maker.test", "почта.example"],
)
POLICY = AnswersPolicy(hosts=HOSTS)
STANDARD, PARTICULAR = QuestionKind.STANDARD, QuestionKind.PARTICULAR


def form(question: QuestionKind, link: str, *, words: bool = False) -> AnswerForm:
    """Return what becomes of an answer of which all is known."""
    answer = POLICY.judge(question, link, words=words)
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_3_8:
    """Standard questions that are asked often may be answered with links to pages of the Company, of the support of
    the service, or of the maker of the software."""

    @pytest.mark.parametrize(
        "link",
        [
            "https://netpoint.example/faq",
            "https://www.netpoint.example/faq?page=2#mail",
            "https://help.hosting.example/",
            "http://maker.test/manual.pdf",
        ],
    )
    def test_a_link_will_do_for_a_standard_question(self, link: str) -> None:
        """A link to one of the three kinds of pages answers a standard question by itself."""
        assert form(STANDARD, link) is AnswerForm.LINK_WILL_DO

    def test_a_link_alone_will_not_do_for_another_question(self) -> None:
        """Any other question takes words, wherever the link leads."""
        assert form(PARTICULAR, "https://netpoint.example/faq") is AnswerForm.WORDS_NEEDED

    def test_a_link_elsewhere_will_not_do(self) -> None:
        """A page of somebody else answers nothing by itself, not even a standard question."""
        assert form(STANDARD, "https://forum.test/topic") is AnswerForm.WORDS_NEEDED

    @pytest.mark.parametrize("question", QuestionKind)
    @pytest.mark.parametrize("link", ["https://netpoint.example/", "https://forum.test/", "no link"])
    def test_words_are_never_wrong(self, question: QuestionKind, link: str) -> None:
        """It is a right: an answer in words will do for every question and beside every link."""
        assert form(question, link, words=True) is AnswerForm.IN_WORDS

    def test_an_unknown_question_is_settled_by_a_page_elsewhere(self) -> None:
        """Whether the question is standard does not matter where the page is none of the three kinds."""
        answer = POLICY.judge(UNKNOWN, "https://forum.test/", words=False)

        assert isinstance(answer, Decision)
        assert answer.outcome is AnswerForm.WORDS_NEEDED

    def test_an_unknown_link_leaves_it_open(self) -> None:
        """Where nobody knows the link, whether it will do hangs on it."""
        answer = POLICY.judge(STANDARD, UNKNOWN, words=False)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"link"}

    def test_without_lists_of_hosts_nothing_is_guessed(self) -> None:
        """A profile that says nothing of whose pages are whose leaves a link undetermined."""
        answer = AnswersPolicy().judge(STANDARD, "https://netpoint.example/", words=False)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"link"}

    def test_one_missing_list_is_enough_to_doubt(self) -> None:
        """A host on no list is "elsewhere" only where every kind of page has its list, be it an empty one."""
        partly = Hosts(company=["netpoint.example"], service_support=[])
        wholly = Hosts(company=["netpoint.example"], service_support=[], software_maker=[])

        assert partly.read("https://maker.test/").kind is UNKNOWN
        assert wholly.read("https://maker.test/").kind is LinkKind.ELSEWHERE
        assert partly.read("https://netpoint.example/").kind is LinkKind.COMPANY


class TestLinks:
    """Links are read strictly: what only looks like a known host is not that host."""

    @pytest.mark.parametrize(
        ("link", "kind"),
        [
            ("https://NetPoint.Example./", LinkKind.COMPANY),
            ("HTTPS://netpoint.example", LinkKind.COMPANY),
            ("  https://netpoint.example/ \n", LinkKind.COMPANY),
            ("https://a.b.netpoint.example/", LinkKind.COMPANY),
            ("https://sub.help.hosting.example/", LinkKind.ELSEWHERE),
            ("https://hosting.example/", LinkKind.ELSEWHERE),
            ("https://evilnetpoint.example/", LinkKind.ELSEWHERE),
            ("https://netpoint.example.evil.test/", LinkKind.ELSEWHERE),
            ("https://почта.example/", LinkKind.SOFTWARE_MAKER),
            ("https://xn--80a1acny.example/", LinkKind.SOFTWARE_MAKER),
        ],
    )
    def test_hosts_are_compared_whole(self, link: str, kind: LinkKind) -> None:
        """A host counts only as it is written in the profile, or below a name written with a star."""
        assert HOSTS.read(link).kind is kind

    @pytest.mark.parametrize(
        ("link", "sign"),
        [
            ("", LinkSign.NO_LINK),
            ("netpoint.example", LinkSign.NO_LINK),
            ("//netpoint.example/", LinkSign.NO_LINK),
            ("https:netpoint.example", LinkSign.NO_LINK),
            ("https:///netpoint.example", LinkSign.NO_LINK),
            ("https://netpoint.example\\@evil.test/", LinkSign.NO_LINK),
            ("https://netpoint.example/a b", LinkSign.NO_LINK),
            ("https://net\u200bpoint.example/", LinkSign.NO_LINK),
            ("https://net\npoint.example/", LinkSign.NO_LINK),
            ("https://netpoint.example/\u202egpj.exe", LinkSign.NO_LINK),
            ("https://netpoint.example:99999/", LinkSign.NO_LINK),
            ("https://net_point.example/", LinkSign.NO_LINK),
            ("https://-netpoint.example/", LinkSign.NO_LINK),
            ("https://netpoint..example/", LinkSign.NO_LINK),
            ("https://net%2epoint.example/", LinkSign.NO_LINK),
            ("https://[netpoint.example/", LinkSign.NO_LINK),
            ("https://netpoint.example/" + "a" * 2048, LinkSign.NO_LINK),
            ("ftp://netpoint.example/", LinkSign.OTHER_SCHEME),
            ("javascript:alert(1)", LinkSign.OTHER_SCHEME),
            ("https://netpoint.example@evil.test/", LinkSign.HIDDEN_HOST),
            ("https://netpoint.example:443@evil.test/", LinkSign.HIDDEN_HOST),
            ("https://@netpoint.example/", LinkSign.HIDDEN_HOST),
            ("https://192.0.2.1/", LinkSign.NUMERIC_HOST),
            ("https://[2001:db8::1]/", LinkSign.NUMERIC_HOST),
            ("https://0x7f.1/", LinkSign.NUMERIC_HOST),
            ("https://3221225985/", LinkSign.NUMERIC_HOST),
        ],
    )
    def test_what_cannot_be_followed_safely_is_unusable(self, link: str, sign: LinkSign) -> None:
        """Such a link is of no kind that 3.8 names, and the reading says why."""
        read = HOSTS.read(link)

        assert read.kind is LinkKind.UNUSABLE
        assert read.signs == {sign}

    @pytest.mark.parametrize(
        ("link", "signs"),
        [
            ("https://netpoint.example/", set()),
            ("http://netpoint.example/", {LinkSign.NOT_ENCRYPTED}),
            ("https://netpoint.example:443/", set()),
            ("https://netpoint.example:8443/", {LinkSign.OTHER_PORT}),
            ("https://почта.example/", {LinkSign.OTHER_ALPHABET}),
            ("https://nеtpoint.example/", {LinkSign.OTHER_ALPHABET, LinkSign.LOOK_ALIKE}),  # a Cyrillic letter
            ("https://netp0int.example/", {LinkSign.LOOK_ALIKE}),
            ("https://netpolnt.example/", {LinkSign.LOOK_ALIKE}),
            ("https://net-point.example/", {LinkSign.LOOK_ALIKE}),
            ("https://netpoint.example.evil.test/", {LinkSign.LOOK_ALIKE}),
            ("https://rnaker.test/", {LinkSign.LOOK_ALIKE}),
            ("https://forum.test/", set()),
        ],
    )
    def test_oddities_are_pointed_out(self, link: str, signs: set[LinkSign]) -> None:
        """What a person should see before sending the link is said, and harmless links stay without a remark."""
        assert HOSTS.read(link).signs == signs

    def test_punycode_is_shown_both_ways(self) -> None:
        """A host in another alphabet is shown as the network spells it and as people read it."""
        read = HOSTS.read("https://xn--80a1acny.example/x")

        assert (read.host, read.shown_host) == ("xn--80a1acny.example", "почта.example")

    def test_punycode_that_stands_for_nothing_is_shown_as_it_is(self) -> None:
        """A label that no letters spell like that is shown as written, and still pointed out."""
        read = HOSTS.read("https://xn--99999999.example/")

        assert read.shown_host == "xn--99999999.example"
        assert LinkSign.OTHER_ALPHABET in read.signs

    def test_the_path_of_a_link_is_not_shown(self) -> None:
        """A link may be personal: `repr` shows its host and not the rest."""
        assert "token-7713" not in repr(HOSTS.read("https://netpoint.example/token-7713"))

    def test_all_hosts_that_are_none_are_named_at_once(self) -> None:
        """A profile with several wrong hosts is told of each of them."""
        with pytest.raises(ProfileError) as caught:
            Hosts(company=["netpoint.example", "https://netpoint.example/", "localhost", "192.0.2.1", "*"])

        assert len(caught.value.problems) == 4

    def test_a_host_of_several_kinds_is_of_the_first(self) -> None:
        """The Company's own page stays the Company's where the profile lists it twice."""
        hosts = Hosts(company=["a.example"], service_support=["a.example"], software_maker=[])

        assert hosts.read("https://a.example/").kind is LinkKind.COMPANY

    def test_below_a_name_is_not_the_name(self) -> None:
        """A host written with a star stands for those below it; the name itself is elsewhere, and no look-alike."""
        hosts = Hosts(company=["*.a.example"], service_support=[], software_maker=[])
        itself = hosts.read("https://a.example/")

        assert hosts.read("https://www.a.example/").kind is LinkKind.COMPANY
        assert (itself.kind, itself.signs) == (LinkKind.ELSEWHERE, frozenset())

    @given(st.text(max_size=80))
    def test_no_text_breaks_the_reading(self, text: str) -> None:
        """Whatever stands there is read, as a link or as none."""
        for link in (text, f"https://{text}", f"https://netpoint.example{text}"):
            read = HOSTS.read(link)
            assert read.kind is not LinkKind.UNUSABLE or read.signs

    @given(st.text(alphabet=string.printable + "@:/\\#?.аеох。．", max_size=30))
    def test_nothing_after_a_known_name_makes_another_host_known(self, tail: str) -> None:
        """A link is the Company's only if its authority, up to the first `/`, `?` or `#`, names a listed host."""
        read = HOSTS.read(f"https://netpoint.example{tail}")
        if read.kind is LinkKind.COMPANY:
            assert read.host == "netpoint.example" or read.host.endswith(".netpoint.example")
            assert tail.strip() == "" or tail[0] in "/?#:." or tail[0].isspace()

    @given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,6}){1,2}", fullmatch=True))
    def test_a_plain_host_is_its_own_form(self, host: str) -> None:
        """Lower-case ASCII names come back as they are, in any letter case and with a final dot."""
        assert ascii_host(host) == host
        assert ascii_host(f"{host.upper()}.") == host
        assert skeleton(host) == skeleton(host.upper())
