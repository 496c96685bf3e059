"""Header fields of mail (3.1.4): encoded words, parameters, addresses, message ids, as bad as they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.addresses import comparable_address
from netpoint_stp.channels.email.addressing import address_list, message_id, message_ids
from netpoint_stp.channels.email.mime.headers import content_header, decode_words, header_text, parameters


class TestEncodedWords:
    """RFC 2047, and what mail programs make of it."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            (b"=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
            (b"=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= all", "Привет all"),
            (b"=?utf-8?B?0J/R?=\r\n =?utf-8?B?gNC40LI=?=", "Прив"),
            (b"=?utf-8?B?0J/RgNC40LI=?= =?windows-1251?Q?_=EC=E8=F0?=", "Прив мир"),
            (b"Re: =?utf-8?q?a_b?= c", "Re: a b c"),
            (b"=?utf-8*uk?B?0ZY=?=", "і"),
            (b"=?utf-8?B?broken", "=?utf-8?B?broken"),
            (b"=?x-none?B?0J/RgNC40LLQtdGC?=", "Привет"),
            (b"plain", "plain"),
            (b"=?utf-8?B?0JQ?=", "Д"),
        ],
    )
    def test_decoded(self, field: bytes, text: str) -> None:
        """Words are decoded, letters split between words are put together, what is none stays."""
        assert header_text(field) == text

    def test_raw_eight_bit_with_hint(self) -> None:
        """A raw 8-bit subject is read by the charset of the body."""
        assert decode_words("Заявка на подключение".encode("koi8-u"), "koi8-u").text == "Заявка на подключение"

    @given(st.binary(max_size=300))
    def test_never_raises(self, field: bytes) -> None:
        """Any bytes become a text."""
        assert isinstance(header_text(field), str)


class TestParameters:
    """RFC 2231 and its forms in the wild."""

    @pytest.mark.parametrize(
        ("disposition", "name"),
        [
            (b'attachment; filename="report.pdf"', "report.pdf"),
            (b"attachment; filename*=utf-8''%D0%B0%D0%BA%D1%82.pdf", "акт.pdf"),
            (b"attachment; filename*0*=utf-8''%D0%B0%D0; filename*1*=%BA%D1%82.pdf", "акт.pdf"),
            (b'attachment; filename*0="long "; filename*1="name.txt"', "long name.txt"),
            (b'attachment; filename="=?utf-8?B?0LDQutGCLnBkZg==?="', "акт.pdf"),
            ('attachment; filename="акт.pdf"'.encode(), "акт.pdf"),
            (b'attachment; filename="..\\\\..\\\\evil.exe"', "evil.exe"),
            (b'attachment; filename="/etc/passwd"', "passwd"),
            (b'attachment; filename="a\\"b.txt"', 'a"b.txt'),
            (b'attachment; filename="unclosed.txt', "unclosed.txt"),
            (b"attachment", ""),
        ],
    )
    def test_file_names(self, disposition: bytes, name: str) -> None:
        """The name of an attachment is read in every form, without its path."""
        assert content_header((("Content-Disposition", disposition),), "text/plain").name == name

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (b"text/html", "text/html"),
            (b"TEXT/HTML; charset=x", "text/html"),
            (b"text", "text/plain"),
            (b"", "text/plain"),
            (b"image", "application/octet-stream"),
            (b"multipart", "multipart/mixed"),
            (b"; name=x", "text/plain"),
        ],
    )
    def test_content_types(self, value: bytes, kind: str) -> None:
        """A broken content type becomes the nearest usable one."""
        assert content_header((("Content-Type", value),), "text/plain").type == kind

    @given(st.binary(max_size=300))
    def test_never_raises(self, value: bytes) -> None:
        """Any bytes become a value and parameters."""
        head, values = parameters(value)

        assert isinstance(head, str)
        assert isinstance(values, dict)


class TestAddresses:
    """Address fields (3.2): who sent it, and to which mailbox."""

    @pytest.mark.parametrize(
        ("field", "addresses"),
        [
            (b"a@example.com", ["a@example.com"]),
            (b'"A, B" <a@example.com>, c@EXAMPLE.com', ["a@example.com", "c@example.com"]),
            (b"a@example.com (A)", ["a@example.com"]),
            (b"Team: a@example.com, b@example.com;", ["a@example.com", "b@example.com"]),
            (b"undisclosed-recipients:;", []),
            (b"<a@example.com", ["a@example.com"]),
            (b"A B a@example.com", ["a@example.com"]),
            ("Іван <a@example.com>".encode(), ["a@example.com"]),
            (b"=?utf-8?B?0IbQstCw0L0=?= <a@example.com>", ["a@example.com"]),
            (b"<@relay.example:a@example.com>", ["a@example.com"]),
            (b"a..b@example.com", ["a..b@example.com"]),
            (b'"a"@example.com', ["a@example.com"]),
            (b"A (nested (comment)) <a@example.com>", ["a@example.com"]),
            (b"", []),
        ],
    )
    def test_read(self, field: bytes, addresses: list[str]) -> None:
        """Every address is found, comparable, whatever stands around it."""
        assert [party.normalised for party in address_list(field)] == addresses

    def test_received_form_is_kept(self) -> None:
        """What was received stays beside what is compared."""
        (party,) = address_list(b"Name <User@EXAMPLE.com>")

        assert (party.received, party.normalised, party.name) == ("User@EXAMPLE.com", "User@example.com", "Name")

    def test_no_address(self) -> None:
        """What is no address is kept as received, and is comparable with nothing."""
        (party,) = address_list(b"Some Body")

        assert party.normalised is None
        assert party.received == "Some Body"

    def test_one_address_in_two_spellings(self) -> None:
        """The same domain in Unicode and in ASCII is one address; another local part is another."""
        assert comparable_address("a@xn--80a1acny.example") == comparable_address("a@почта.example")
        assert comparable_address("a@example.com") != comparable_address("A@example.com")

    @given(st.binary(max_size=300))
    def test_never_raises(self, field: bytes) -> None:
        """Any bytes become a list of parties."""
        assert isinstance(address_list(field), tuple)

    def test_at_most_a_thousand(self) -> None:
        """A field of a hundred thousand addresses gives the first thousand."""
        assert len(address_list(b"a@example.com," * 100_000)) == 1000


class TestMessageIds:
    """One id in its spellings."""

    @pytest.mark.parametrize(
        "spelling",
        [
            b"<ab.C1@Example.COM>", b"ab.C1@example.com", b" <ab.C1@example.com> ", b"<ab.C1@\r\n example.com>",
            b'<"ab.C1"@example.com>', b"<ab.c1@example.com> (added by relay)",
        ],
    )  # fmt: skip
    def test_one_id(self, spelling: bytes) -> None:
        """Brackets, white space, folding, quotes, comments and letter case make no other id."""
        assert message_id(spelling) == "ab.c1@example.com"

    def test_references(self) -> None:
        """The references come in their order, each once."""
        assert message_ids(b"<a@x> <b@x>\r\n <a@x>") == ("a@x", "b@x")

    def test_none(self) -> None:
        """An empty field holds no id."""
        assert message_id(b" <> ") is None
        assert message_ids(b"") == ()
