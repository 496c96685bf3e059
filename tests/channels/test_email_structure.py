"""The parts of a message (3.1.4): text, alternatives, attachments, damage and bombs; nothing lost, nothing cut."""

import base64
import binascii
import email
import email.policy
import hashlib
from email.message import EmailMessage

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.email import Bounds, EmailSettings, read_email
from netpoint_stp.channels.email.mime.transfer import decode, measure
from netpoint_stp.channels.interaction import (
    AttachmentKind,
    Interaction,
    Quarantined,
    QuarantineReason,
    Remark,
)

HEAD = "From: someone@example.com\nTo: support@netpoint.example\nSubject: Hello\nMIME-Version: 1.0\n"


def read(raw: str | bytes, settings: EmailSettings | None = None) -> Interaction:
    found = read_email(raw.encode() if isinstance(raw, str) else raw, settings)
    assert isinstance(found, Interaction)
    return found


def multipart(kind: str, *parts: str, boundary: str = "b1") -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\n\n{body}--{boundary}--\n"


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nplain words"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>html <b>words</b></p>"
PDF = 'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERg=='
LOG = "Content-Type: text/plain\nContent-Disposition: inline; filename=trace.txt\n\n1 10.0.0.1 1 ms"
PICTURE = "Content-Type: image/png\nContent-ID: <p1>\nContent-Transfer-Encoding: base64\n\niVBORw=="


class TestText:
    """Which parts are the text."""

    def test_no_mime(self) -> None:
        """A message without MIME is its text."""
        assert read("From: a@example.com\n\nwords\n").text.own == "words"

    def test_alternative(self) -> None:
        """Of alternatives the plain one is read, once."""
        assert read(HEAD + multipart("alternative", PLAIN, HTML)).text.own == "plain words"

    def test_html_only(self) -> None:
        """HTML alone becomes text."""
        assert read(f"{HEAD}{HTML}\n").text.own == "html words"

    @pytest.mark.parametrize(
        "stub", [" \n", "Your mail client does not support HTML.", "Ваша програма не підтримує HTML"]
    )
    def test_empty_plain_alternative(self, stub: str) -> None:
        """Where the plain alternative says nothing, the HTML is read."""
        empty = f"Content-Type: text/plain; charset=utf-8\n\n{stub}"

        assert read(HEAD + multipart("alternative", empty, HTML)).text.own == "html words"

    def test_mixed_with_two_texts(self) -> None:
        """Texts before and after an attachment are both read."""
        after = "Content-Type: text/plain\n\nand after"
        found = read(HEAD + multipart("mixed", PLAIN, PDF, after))

        assert found.text.own == "plain words\n\nand after"
        assert [attachment.name for attachment in found.attachments] == ["a.pdf"]

    def test_related_within_alternative_within_mixed(self) -> None:
        """Nested as mail programs nest: one text, the picture inline, the file a file."""
        related = multipart("related", HTML, PICTURE, boundary="b3")
        inner = multipart("alternative", PLAIN, related, boundary="b2")
        found = read(HEAD + multipart("mixed", inner, PDF))

        assert found.text.own == "plain words"
        assert [(entry.kind, entry.path) for entry in found.attachments] == [
            (AttachmentKind.INLINE, "1.2.2"),
            (AttachmentKind.FILE, "2"),
        ]

    def test_text_attachment_is_no_text(self) -> None:
        """A text file that came along is an attachment, not the writer's words."""
        log = 'Content-Type: text/plain\nContent-Disposition: attachment; filename="log.txt"\n\ntrace'
        found = read(HEAD + multipart("mixed", PLAIN, log))

        assert found.text.own == "plain words"
        assert found.attachments[0].name == "log.txt"

    @pytest.mark.parametrize("disposition", ["", "inline", "attachment"])
    @pytest.mark.parametrize("first", [False, True])
    def test_named_text_is_an_attachment(self, disposition: str, first: bool) -> None:
        """A text part with a name is a file, shown or not, above or below the words (RFC 2183, 2.1)."""
        shown = f'Content-Disposition: {disposition}; filename="log.txt"\n' if disposition else ""
        named = f'Content-Type: text/plain; name="log.txt"\n{shown}\ntrace'
        found = read(HEAD + multipart("mixed", *((named, PLAIN) if first else (PLAIN, named))))

        assert found.text.own == "plain words"
        assert [attachment.name for attachment in found.attachments] == ["log.txt"]

    def test_the_only_text_may_have_a_name(self) -> None:
        """Where every text part has a name, the first is what the writer says."""
        named = 'Content-Type: text/plain; name="{}.txt"\nContent-Disposition: inline\n\nwords of {}'
        found = read(HEAD + multipart("mixed", named.format("a", "a"), named.format("b", "b")))

        assert found.text.own == "words of a"
        assert [attachment.name for attachment in found.attachments] == ["b.txt"]
        assert read(HEAD + named.format("a", "a")).text.own == "words of a"

    def test_a_long_log_is_no_long_text(self) -> None:
        """A log shown inline does not make the text too long: it is measured, not read."""
        named = 'Content-Type: text/plain; name="log.txt"\nContent-Disposition: inline\n\n' + "x" * 5000
        small = EmailSettings(bounds=Bounds(text=3000))

        assert read(HEAD + multipart("mixed", PLAIN, named), small).attachments[0].size == 5000

    @pytest.mark.parametrize(
        "within",
        [
            multipart("mixed", HTML.replace("html", "plain"), LOG, boundary="b2"),
            multipart("related", HTML.replace("html", "plain"), LOG, boundary="b2"),
        ],
    )
    def test_file_within_an_alternative(self, within: str) -> None:
        """A named text within an alternative that is not read is an attachment all the same."""
        found = read(HEAD + multipart("alternative", PLAIN, within))

        assert found.text.own == "plain words"
        assert [attachment.name for attachment in found.attachments] == ["trace.txt"]
        assert Remark.ALTERNATIVES_DIFFER not in found.remarks

    @pytest.mark.parametrize(
        ("html", "differs"),
        [
            ("<p>plain <b>words</b></p>", False),
            ("<style>p{color:red}</style><p>pl<b>ai</b>n&nbsp;words</p>", False),
            ("<p>plain words, contract 120345</p>", True),
            ("<p>plain words</p>" + "<br>" * 4000, False),
            ("<p>plain words and more</p>" + "<br>" * 4000, True),
        ],
    )
    def test_alternatives_that_differ(self, html: str, differs: bool) -> None:
        """Words of an alternative that is not read are told in a remark, if the one that is read lacks them."""
        found = read(HEAD + multipart("alternative", PLAIN, f"Content-Type: text/html; charset=utf-8\n\n{html}"))

        assert found.text.own == "plain words"
        assert (Remark.ALTERNATIVES_DIFFER in found.remarks) == differs

    def test_html_charset_from_meta(self) -> None:
        """HTML that names its charset itself is read by it."""
        body = '<html><head><meta charset="windows-1251"></head><body>Привет всем</body></html>'.encode("cp1251")

        assert read(HEAD.encode() + b"Content-Type: text/html\n\n" + body).text.own == "Привет всем"


class TestHtml:
    """HTML to text: what a person would see."""

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("one<br>two<br/>three", "one\ntwo\nthree"),
            ("<div>one</div><div>two</div>", "one\ntwo"),
            ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<style>p{}</style><script>x()</script>seen", "seen"),
            ('<div style="display:none">unseen</div>seen', "seen"),
            ("a &amp; b &lt;c&gt; &#1055;", "a & b <c> П"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("not html at all", "not html at all"),
            ("<p>unclosed <b>tags", "unclosed tags"),
        ],
    )
    def test_visible_text(self, html: str, text: str) -> None:
        """Blocks make lines, hidden things vanish, entities are letters."""
        assert read(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{html}\n").text.own == text

    def test_blockquote_is_quoted(self) -> None:
        """What stands in a blockquote is quoted text."""
        found = read(f"{HEAD}Content-Type: text/html\n\nmine<blockquote>theirs<br>too</blockquote>\n")

        assert (found.text.own, found.text.quoted) == ("mine", "> theirs\n> too")

    @pytest.mark.parametrize(
        ("attributes", "quotes"),
        [
            ("style='margin: 0 0 0 40px; border: none; padding: 0px'", False),
            ("style='margin-left:40px'", False),
            ("style='margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)'", True),
            ("style='BORDER-LEFT: #0857A6 1px solid; MARGIN: 10px; PADDING: 0 0 0 10px'", True),
            ("style='margin-left:40px' type='cite'", True),
            ("class='gmail_quote' style='margin-left:40px'", True),
        ],
    )
    def test_an_indented_paragraph_is_no_quotation(self, attributes: str, quotes: bool) -> None:
        """What the writer moved to the right with his program's button is his own; a line at the left quotes."""
        body = f"<p>Нова адреса така:</p><blockquote {attributes}>вул. Ставкова 9, кв. 14</blockquote><p>Дякую</p>"
        found = read(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}\n")

        assert ("вул. Ставкова" in found.text.own) is not quotes
        assert "Дякую" in found.text.own

    def test_nested_without_end(self) -> None:
        """Elements nested ten thousand deep are read without their structure, in good time."""
        found = read(f"{HEAD}Content-Type: text/html\n\n{'<div>' * 10_000}seen\n")

        assert found.text.own.strip() == "seen"


class TestAttachments:
    """Attachments are named, measured and fingerprinted, never opened."""

    def test_measured(self) -> None:
        """Size and digest are those of the bytes that were attached."""
        data = bytes(range(256)) * 2000
        message = EmailMessage()
        message["From"] = "a@example.com"
        message.set_content("see attachment")
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename="акт.bin")
        (found,) = read(message.as_bytes()).attachments

        assert (found.name, found.size, found.digest) == ("акт.bin", len(data), hashlib.sha256(data).hexdigest())

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_bytes_as_they_came(self, end: str) -> None:
        """The line end before a boundary is the boundary's, and no other byte is lost."""
        part = "Content-Type: application/x-data\n\nexact\n"
        raw = (HEAD + multipart("mixed", part, part)).replace("\n", end).encode()

        assert [entry.size for entry in read(raw).attachments] == [len("exact" + end)] * 2

    @pytest.mark.parametrize(
        ("part", "kind", "remark"),
        [
            (
                'Content-Type: application/ms-tnef; name="winmail.dat"\n\nx',
                AttachmentKind.OUTLOOK_WRAPPER,
                Remark.OUTLOOK_WRAPPER,
            ),
            (
                'Content-Type: application/octet-stream; name="WINMAIL.DAT"\n\nx',
                AttachmentKind.OUTLOOK_WRAPPER,
                Remark.OUTLOOK_WRAPPER,
            ),
            ("Content-Type: application/pkcs7-mime\n\nx", AttachmentKind.ENCRYPTED, Remark.ENCRYPTED),
            ("Content-Type: message/external-body; access-type=ftp\n\nx", AttachmentKind.ELSEWHERE, Remark.ELSEWHERE),
            ("Content-Type: application/pgp-signature\n\nx", AttachmentKind.SIGNATURE, None),
            ("Content-Type: text/calendar\n\nx", AttachmentKind.CALENDAR, None),
        ],
    )
    def test_kinds(self, part: str, kind: AttachmentKind, remark: Remark | None) -> None:
        """What hides the real text is named, and the message says so."""
        found = read(HEAD + multipart("mixed", PLAIN, part))

        assert found.attachments[0].kind is kind
        assert remark is None or remark in found.remarks

    def test_attached_message(self) -> None:
        """A message that came along is an attachment with its own attachments; its words are not the writer's."""
        within = multipart("mixed", PLAIN, PDF, boundary="b2")
        inner = f"Content-Type: message/rfc822\n\nFrom: b@example.com\nSubject: Inner\n{within}"
        found = read(HEAD + multipart("mixed", "Content-Type: text/plain\n\nlook", inner))

        assert found.text.own == "look"
        assert [(entry.kind, entry.path) for entry in found.attachments] == [
            (AttachmentKind.MESSAGE, "2"),
            (AttachmentKind.FILE, "2.1.2"),
        ]


class TestDamage:
    """Broken mail is read as far as it goes, and says what is broken."""

    @pytest.mark.parametrize(
        "raw",
        [
            HEAD + "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n" + PLAIN,
            HEAD + "Content-Type: multipart/mixed; boundary=other\n\n--b1\n" + PLAIN + "\n--b1--\n",
            HEAD + "Content-Type: multipart/mixed\n\n--b1\n" + PLAIN + "\n--b1--\n",
        ],
        ids=["no end", "wrong boundary", "no boundary"],
    )
    def test_structure(self, raw: str) -> None:
        """Without an end, with a wrong or no boundary, the words are found and the damage remarked."""
        found = read(raw)

        assert found.text.own == "plain words"
        assert Remark.STRUCTURE_BROKEN in found.remarks

    @pytest.mark.parametrize(
        ("boundary", "delimiter"),
        [
            ('"----=_NextPart\n 000_01"', "----=_NextPart 000_01"),
            ('"----=_NextPart\n\t000_01"', "----=_NextPart\t000_01"),
            ('"----=_NextPart\n\t000_01"', "----=_NextPart 000_01"),
            ('"----=_NextPart\n 000_01"', "----=_NextPart000_01"),
            ('"b1" (made by a program; of 2003)', "b1"),
            ('b1 (made by a program; "of 2003")', "b1"),
            ("b1(comment)", "b1"),
            ('"b(1)"', "b(1)"),
            ("b(1)", "b(1)"),
            ('"b\\"1"', 'b"1'),
            ("b1; charset=utf-8 (x=y)", "b1"),
            ("'b1'", "'b1'"),
            ('" b1 "', " b1"),
        ],
    )
    @pytest.mark.parametrize("preamble", ["", "This is a multi-part message in MIME format.\n\n"])
    def test_odd_boundaries(self, boundary: str, delimiter: str, preamble: str) -> None:
        """Folds and comments are no part of a boundary (RFC 5322, 2.2.3; RFC 2045, 5.1), with CRLF as well."""
        raw = (
            f"{HEAD}Content-Type: multipart/mixed (comment);\n boundary={boundary}\n\n{preamble}"
            f"--{delimiter}\n{PLAIN}\n--{delimiter}\n{PDF}\n--{delimiter}--\n"
        )
        for end in ("\n", "\r\n"):
            found = read(raw.replace("\n", end))

            assert (found.text.own, len(found.attachments)) == ("plain words", 1)
            assert Remark.STRUCTURE_BROKEN not in found.remarks

    @pytest.mark.parametrize("boundary", ["boundary*=us-ascii'en'b1", "boundary*0=b; boundary*1=1"])
    def test_extended_boundaries(self, boundary: str) -> None:
        """A boundary in the extended notation of RFC 2231 is one."""
        raw = multipart("mixed", PLAIN, PDF).replace("boundary=b1", boundary)

        assert read(HEAD + raw).text.own == "plain words"

    @pytest.mark.parametrize(
        ("above", "below", "told"),
        [
            ("", "\n\n", False),
            ("This is a multi-part message in MIME format.\n", "", False),
            ("", "-- \nScanned by a gateway\n", True),
            ("Contract 120345\n", "", True),
        ],
    )
    def test_words_outside_the_parts(self, above: str, below: str, told: bool) -> None:
        """Words above the first part or below the last one are told in a remark, but for what programs write there."""
        raw = multipart("mixed", PLAIN, PDF).replace("\n\n--b1", f"\n\n{above}--b1", 1) + below
        found = read(HEAD + raw)

        assert found.text.own == "plain words"
        assert (Remark.OUTSIDE_PARTS in found.remarks) == told

    def test_first_line_begins_with_a_space(self) -> None:
        """A space before the first header line is no reason to put the mail aside."""
        assert read(" From: a@example.com\nSubject: Hello\n\nwords\n").subject == "Hello"

    def test_multipart_without_parts(self) -> None:
        """A multipart whose boundary never comes is read as text."""
        found = read(HEAD + "Content-Type: multipart/mixed; boundary=b1\n\njust words\n")

        assert found.text.own == "just words"
        assert Remark.STRUCTURE_BROKEN in found.remarks

    def test_line_without_colon_among_the_headers(self) -> None:
        """A broken header line hides neither the headers below it nor the text."""
        found = read("From: a@example.com\nbroken line\nSubject: Hello\n\nwords\n")

        assert (found.subject, found.text.own) == ("Hello", "words")
        assert Remark.HEADERS_BROKEN in found.remarks

    def test_no_blank_line(self) -> None:
        """Where the blank line between header and text is missing, the text is not lost."""
        assert "words of the text" in read("From: a@example.com\nSubject: Hello\nwords of the text\n").text.own

    @pytest.mark.parametrize(
        ("encoding", "body", "text"),
        [
            ("base64", base64.b64encode("Не работает!".encode()).rstrip(b"="), "Не работает!"),
            ("base64", b"!!" + base64.b64encode(b"a longer text that is here " * 4), "a longer text that is here " * 4),
            ("base64", b"this is no base64 at all " * 9, "this is no base64 at all " * 9),
            ("base64", b"neither!is.this,(which)has;no:spaces" * 9, "neither!is.this,(which)has;no:spaces" * 9),
            ("base64", b"Hello", "Hello"),
            ("quoted-printable", b"100=25 =D0=B0=ZZ", "100% а=ZZ"),
            ("x-none", b"plain words", "plain words"),
            ("x-uuencode", b"begin 644 a\n#86)C\n`\nend\n", "abc"),
            ("x-uuencode", b"no uuencode", "no uuencode"),
        ],
    )
    def test_transfer_encoding(self, encoding: str, body: bytes, text: str) -> None:
        """Damaged or mislabelled transfer encodings give the words, and the damage is remarked."""
        found = read(f"{HEAD}Content-Transfer-Encoding: {encoding}\n\n".encode() + body)
        damaged = encoding != "x-uuencode" or b"begin" not in body

        assert found.text.own == text.strip()
        assert (Remark.TRANSFER_DAMAGED in found.remarks) == damaged
        assert (found.decodings[0].transfer_damage is not None) == damaged

    def test_mbox_line_and_blank_lines_before(self) -> None:
        """An mbox line or blank lines before the headers do no harm."""
        assert read("From a@example.com Fri Nov 20 15:00:00 2026\nSubject: x\nFrom: a@example.com\n\nw").subject == "x"
        assert read("\r\n \r\nSubject: x\nFrom: a@example.com\n\nw").subject == "x"

    def test_old_line_ends(self) -> None:
        """Lines that end in CR alone are lines."""
        assert read("Subject: x\rFrom: a@example.com\r\rwords").text.own == "words"


class TestUuencode:
    """Files that old mail programs put within the text (POSIX uuencode)."""

    DATA = bytes(range(256)) * 3

    def encoded(self, name: str = "picture.jpg", end: str = "end\n") -> str:
        """The lines of a file, from `begin` to its end."""
        lines = (self.DATA[at : at + 45] for at in range(0, len(self.DATA), 45))
        return f"begin 644 {name}\n" + "".join(binascii.b2a_uu(line).decode() for line in lines) + f"`\n{end}"

    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_within_the_text(self, line_end: str) -> None:
        """They are attachments, and no letter of theirs counts as a word."""
        text = f"No internet.\n\n{self.encoded()}\nand another\n{self.encoded('схема.gif')}thanks\n"
        found = read(f"{HEAD}\n{text}".replace("\n", line_end))

        assert found.text.own.split() == ["No", "internet.", "and", "another", "thanks"]
        assert [(each.name, each.size) for each in found.attachments] == [
            ("picture.jpg", len(self.DATA)),
            ("схема.gif", len(self.DATA)),
        ]
        assert {each.digest for each in found.attachments} == {hashlib.sha256(self.DATA).hexdigest()}

    def test_spaces_lost(self) -> None:
        """Where spaces at the ends of lines were lost on the way, the file is whole, and so is what follows."""
        stripped = "\n".join(line.rstrip() for line in self.encoded().replace("`", " ").split("\n"))
        found = read(f"{HEAD}\nlook\n{stripped}thanks")

        assert found.attachments[0].digest == hashlib.sha256(self.DATA).hexdigest()
        assert found.text.own.split() == ["look", "thanks"]
        assert Remark.TRANSFER_DAMAGED not in found.remarks

    def test_without_end(self) -> None:
        """One that was cut off is an attachment as far as it goes, remarked; what stands below stays text."""
        found = read(f"{HEAD}\nlook\n{self.encoded(end='')}thanks for looking\n")

        assert found.text.own.split() == ["look", "thanks", "for", "looking"]
        assert found.attachments[0].size == len(self.DATA)
        assert Remark.TRANSFER_DAMAGED in found.remarks

    def test_winmail(self) -> None:
        """What hides the real text is told here too."""
        assert Remark.OUTLOOK_WRAPPER in read(f"{HEAD}\n{self.encoded('winmail.dat')}").remarks

    @pytest.mark.parametrize(
        "text",
        ["begin 644 words\nand nothing more", "begin 644 meters from here\nHELLO", "begin at once", "begin 644 x"],
    )
    def test_sentences(self, text: str) -> None:
        """A sentence that begins so is a sentence."""
        assert read(f"{HEAD}\n{text}\n").text.own == text


class TestBounds:
    """Bombs: beyond the settings' bounds a message is quarantined whole."""

    SMALL = Bounds(size=10_000, depth=5, parts=20, header_bytes=2000, headers=50, text=3000)

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (HEAD + "\n" + "x" * 10_000, QuarantineReason.TOO_LARGE),
            (
                HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(10)),
                QuarantineReason.TOO_DEEP,
            ),
            (HEAD + "Content-Type: message/rfc822\n\n" * 10, QuarantineReason.TOO_DEEP),
            (
                HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 50,
                QuarantineReason.TOO_MANY_PARTS,
            ),
            (HEAD + "X: y\n" * 60 + "\nx", QuarantineReason.TOO_MANY_HEADERS),
            (HEAD + "X: " + "y\n " * 1200 + "\n\nx", QuarantineReason.TOO_MANY_HEADERS),
            (HEAD + "\n" + "x" * 4000, QuarantineReason.TOO_MUCH_TEXT),
        ],
        ids=["size", "depth", "messages in messages", "parts", "headers", "long header", "text"],
    )
    def test_beyond(self, raw: str, reason: QuarantineReason) -> None:
        """Size, depth, parts, headers, text: each has its bound; the raw bytes are kept whole."""
        found = read_email(raw.encode(), EmailSettings(bounds=self.SMALL))

        assert isinstance(found, Quarantined)
        assert (found.reason, found.raw) == (reason, raw.encode())

    def test_messages_count_as_parts(self) -> None:
        """The messages of a digest count, and what lies within them."""
        raw = HEAD + "Content-Type: multipart/digest; boundary=b\n\n" + "--b\n\nFrom: a@example.com\n\nx\n" * 2
        few = EmailSettings(bounds=evolve(self.SMALL, parts=4))

        assert isinstance(read_email(raw.encode(), few), Quarantined)
        assert isinstance(read_email(raw.encode(), EmailSettings(bounds=evolve(self.SMALL, parts=5))), Interaction)

    def test_at_the_bound(self) -> None:
        """A message of exactly the size is read, one byte more is not."""
        raw = (HEAD + "\nwords").encode()
        settings = EmailSettings(bounds=evolve(self.SMALL, size=len(raw)))

        assert isinstance(read_email(raw, settings), Interaction)
        assert isinstance(read_email(raw + b"!", settings), Quarantined)

    @pytest.mark.parametrize(
        "raw", [b"", b"\n\n", b"   ", b"no header", b"\x00\x01\x02", b"X-Only: this\n\nx", b"note: hello\n"]
    )
    def test_no_message(self, raw: bytes) -> None:
        """What has no header that mail has is quarantined, not guessed at."""
        found = read_email(raw)

        assert isinstance(found, Quarantined)
        assert found.reason is (QuarantineReason.NOT_A_MESSAGE if raw.strip() else QuarantineReason.EMPTY)


words = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=("C", "Z")), min_size=1, max_size=30
)
leaves = st.one_of(
    st.tuples(st.just("text"), words),
    st.tuples(st.just("file"), st.binary(max_size=200)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from(["mixed", "related"]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=10,
)


def built(tree: object) -> EmailMessage:
    message = EmailMessage()
    match tree:
        case ("text", str(text)):
            message.set_content(text)
        case ("file", bytes(data)):
            message.set_content(data, maintype="application", subtype="x-data", disposition="attachment")
        case (str(kind), list(children)):
            message["Content-Type"] = f"multipart/{kind}"
            for child in children:
                message.attach(built(child))
        case _:
            raise AssertionError(tree)
    return message


class TestAgainstTheStandardLibrary:
    """The structure is the one that the standard parser finds."""

    @given(trees)
    def test_same_leaves(self, tree: object) -> None:
        """Messages that the standard library builds come apart into the same texts and files."""
        message = built(tree)
        message["From"] = "a@example.com"
        raw = message.as_bytes()
        standard = [
            part
            for part in email.message_from_bytes(raw, policy=email.policy.default).walk()
            if not part.is_multipart() and isinstance(part, EmailMessage)
        ]
        found = read(raw)

        files = [part.get_content() for part in standard if part.get_content_type() == "application/x-data"]
        assert [entry.digest for entry in found.attachments] == [hashlib.sha256(data).hexdigest() for data in files]
        texts = [part.get_content().strip() for part in standard if part.get_content_type() == "text/plain"]
        assert found.text.full.split() == " ".join(texts).split() or any(text[:1] in ">-—–_" for text in texts)

    @given(st.binary(max_size=4000), st.integers(1, 90))
    def test_measured_like_decoded(self, data: bytes, width: int) -> None:
        """A body measured in slices has the size and digest of the body decoded at once."""
        packed = base64.b64encode(data)
        body = b"\r\n".join(packed[start : start + width] for start in range(0, len(packed), width))
        found = measure(memoryview(body), "base64")

        assert (found.size, found.digest) == (len(data), hashlib.sha256(data).hexdigest())
        assert decode(memoryview(body), "base64").data == data

    def test_large_damaged_base64(self) -> None:
        """Damage in a large attachment is noticed, and it is measured as it would be decoded."""
        body = memoryview(base64.encodebytes(bytes(600_000))[:-3] + b"!A\n")
        found, decoded = measure(body, "base64"), decode(body, "base64")

        assert (found.size, found.damage) == (len(decoded.data), decoded.damage)
        assert found.damage is not None
