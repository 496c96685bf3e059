"""Base64 with other words around it (RFC 2045, 6.8) and damaged UTF-8 (3.1.4): the client's words come out."""

import base64
import email
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.email.mime.charsets import decode_text
from netpoint_stp.channels.email.mime.transfer import decode, measure
from netpoint_stp.channels.interaction import Interaction, Remark

HEAD = b"From: a@mail.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
BASE64 = HEAD + b"Content-Transfer-Encoding: base64\n\n"
SENTENCES = (
    "Добрий день! З учорашнього вечора не працює інтернет, договір 120345, прошу перевірити лінію.",
    "Роутер перезавантажували двічі, лампочка WAN не горить, сусіди теж без зв'язку.",
    "Доброе утро, договор 120345, интернет пропадает каждые десять минут, помогите пожалуйста.",
    "The link has been down since Monday; contract 120345, please check the line.",
)
FOOTERS = (
    "_______________________\nChecked by antivirus\n",
    "\n-- \nThis message has been scanned for viruses and dangerous content\n"
    "by MailGate, and is believed to be clean.\n",
    "\n_______________________________________________\nlist mailing list\nlist@lists.mail.example\n"
    "https://lists.mail.example/listinfo/list\n",
    "\nПеревірено антивірусом\n",
    "Scanned\n",
    "--- DISCLAIMER: confidential (A1) ---\n" * 30,
)
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(" ".join)


def python_reads(raw: bytes) -> str:
    """The text as the standard library reads it."""
    payload = email.message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8", "replace")


def read(raw: bytes) -> Interaction:
    found = read_email(raw)
    assert isinstance(found, Interaction)
    return found


class TestBase64:
    """Words in plain text around base64 neither hide the client's words nor are read as base64 themselves."""

    @given(texts, st.sampled_from(FOOTERS), st.sampled_from([60, 72, 76]), st.sampled_from(["\n", "\r\n"]))
    def test_footers(self, text: str, footer: str, width: int, end: str) -> None:
        """A footer below the data, whether or not `=` ends it, leaves the text as it was written; it is remarked."""
        for padding in range(3):
            letters = base64.b64encode((text + "." * padding).encode()).decode()
            lines = [letters[at : at + width] for at in range(0, len(letters), width)]
            raw = BASE64 + (end.join(lines) + end + end + footer.replace("\n", end)).encode()
            found = read(raw)

            assert found.text.full == text + "." * padding
            assert Remark.TRANSFER_DAMAGED in found.remarks

    @given(
        texts.filter(lambda text: len(text.encode()) >= 48),
        st.lists(st.tuples(st.integers(0, 3000), st.sampled_from("*!~ -,;\x0b")), max_size=12),
    )
    def test_foreign_signs(self, text: str, foreign: list[tuple[int, str]]) -> None:
        """Signs outside the alphabet are passed over wherever they stand, as the standard library does.

        Of a few letters with a foreign sign among them (`MDE-w`) nobody can tell whether they are data or a word: they
        stay as they came, and the law is about a line or more.
        """
        letters = base64.encodebytes(text.encode()).decode()
        for place, sign in foreign:
            at = place % len(letters)
            letters = letters[:at] + sign + letters[at:]
        raw = BASE64 + letters.encode()

        assert read(raw).text.full == text
        assert python_reads(raw) == text

    @given(texts, st.sampled_from(FOOTERS))
    def test_where_the_standard_library_is_right(self, text: str, footer: str) -> None:
        """Whatever Python's `email` reads right is read right here."""
        raw = BASE64 + base64.encodebytes(text.encode()) + footer.encode()

        if python_reads(raw) == text:
            assert read(raw).text.full == text

    @pytest.mark.parametrize(
        "before", ["CAUTION: this message comes from outside of the company.\n\n", "[EXTERNAL]\n", "\n\n"]
    )
    def test_words_above(self, before: str) -> None:
        """What a gateway wrote above the data does not hide it."""
        raw = BASE64 + before.encode() + base64.encodebytes(SENTENCES[0].encode())

        assert read(raw).text.full == SENTENCES[0]

    def test_line_amid_the_data(self) -> None:
        """A line of words amid the data is passed over, and the last line below it is read however short it is."""
        for more in range(60):
            text = " ".join(SENTENCES) + "." * more
            lines = base64.encodebytes(text.encode()).decode().splitlines()
            lines.insert(2, "*** this line was put in by a gateway ***")

            assert read(BASE64 + "\n".join(lines).encode()).text.full == text

    @pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
    def test_pieces_each_with_an_end(self, between: str) -> None:
        """Where each line was encoded by itself, all of them are data: what follows `=` looks like nothing else."""
        lines = [base64.b64encode(sentence.encode()).decode() for sentence in SENTENCES]

        assert read(BASE64 + between.join(lines).encode()).text.full == "".join(SENTENCES)

    @pytest.mark.parametrize(
        "text",
        [
            "Hello",
            "Hello!\nmy code is QWErty123456\nbye",
            "Не працює інтернет",
            "Не працює\nQWErty123456qwertyQWERTY77\n",
            "neither!is.this,(which)has;no:spaces" * 9,
            "contract 120345",
            "QWErty123456\nthis is what the router shows, contract 120345",
        ],
    )
    def test_plain_words_labelled_so(self, text: str) -> None:
        """Plain words with the label of base64 stay as they are."""
        assert read(BASE64 + text.encode()).text.full == text.strip()

    @pytest.mark.parametrize("footer", FOOTERS)
    @pytest.mark.parametrize("size", [100, 101, 102, 300_000, 300_001])
    def test_attachments(self, size: int, footer: str) -> None:
        """An attachment with words below its data, large or small, is measured as it was attached."""
        data = random.Random(size).randbytes(size)
        body = memoryview(base64.encodebytes(data) + b"\n" + footer.encode())
        measured = measure(body, "base64")

        assert (measured.size, measured.digest) == (size, hashlib.sha256(data).hexdigest())
        assert decode(body, "base64").data == data


class TestStrayBytes:
    """One stray byte in UTF-8 changes one character, not the charset."""

    @given(
        st.text("абвгдеёжзийклмнопрстїієґabc xyz.,éèü", min_size=1, max_size=80),
        st.integers(0, 200),
        st.sampled_from([b"\xff", b"\xa0", b"\x80", b"\xe9", b"\xd0", b"\x96"]),
        st.sampled_from(["utf-8", "UTF8", None]),
    )
    def test_one(self, text: str, place: int, stray: bytes, label: str | None) -> None:
        """The other characters stay as they were written."""
        if sum(char > "\x7f" for char in text) < (3 if label else 6):
            return
        at = place % (len(text) + 1)
        data = text[:at].encode() + stray + text[at:].encode()
        found = decode_text(data, label)

        assert found.text == data.decode("utf-8", "replace")
        assert not found.certain

    @pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "koi8-r", "us-ascii", "iso-8859-15"])
    def test_mislabelled(self, label: str) -> None:
        """UTF-8 under another label stays UTF-8 in spite of one stray byte."""
        data = SENTENCES[0].encode() + b"\xff"

        assert decode_text(data, label).text == SENTENCES[0] + "\ufffd"

    @pytest.mark.parametrize("text", ["Дім, Рівне", "Кіт і Ліс", "Не працює інтернет", "ні, Дім"])
    @pytest.mark.parametrize("label", ["utf-8", None])
    def test_other_charsets_are_not_taken_for_it(self, text: str, label: str | None) -> None:
        """Windows-1251 labelled UTF-8 is read by its letters, though some of its bytes would be a letter of UTF-8."""
        assert decode_text(text.encode("cp1251"), label).text == text
