"""What mail is without saying so (3.1.4, 3.5): reactions, signed wrappers, base64 and encoded words with faults."""

from base64 import b64encode

import pytest

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.email.mime.headers import header_text
from netpoint_stp.channels.evidence import AutomaticReason
from netpoint_stp.channels.interaction import AttachmentKind, Interaction, Quarantined, Remark

HEAD = "From: Olena Koval <olena@mail.example>\nTo: support@netpoint.example\nSubject: Re: R-17\nMIME-Version: 1.0\n"
REACTION = 'Content-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n{"version":1,"emoji":"x"}\n'
SIGNED = bytes.fromhex("308006092a864886f70d010702a080308002010131") + bytes(60)
SECRET = bytes.fromhex("308006092a864886f70d010703a080308002010031") + bytes(60)


def read(raw: str | bytes) -> Interaction:
    """Read a message."""
    found = read_email(raw if isinstance(raw, bytes) else raw.encode())
    assert isinstance(found, Interaction)
    return found


class TestReactions:
    """An emoji under a message is no request (3.1), whatever its text says for other mail programs."""

    @pytest.mark.parametrize("kind", ["alternative", "mixed"])
    def test_a_reaction(self, kind: str) -> None:
        """The part that says so is a sign, wherever it stands."""
        text = "Content-Type: text/plain; charset=utf-8\n\nx\n\nOlena reacted via Gmail\n"
        found = read(f"{HEAD}Content-Type: multipart/{kind}; boundary=b\n\n--b\n{text}--b\n{REACTION}--b--\n")

        assert [sign.reason for sign in found.automatic] == [AutomaticReason.REACTION]

    def test_words_about_a_reaction(self) -> None:
        """Words alone are a person's; so is a message to which such a file is attached, or that passes one on."""
        attached = REACTION.replace("\n\n", "\nContent-Disposition: attachment; filename=r.json\n\n", 1)
        inner = f"Content-Type: message/rfc822\n\n{HEAD}{REACTION}"
        for part in (attached, inner):
            head = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nno link\n--b\n"
            assert not read(f"{head}{part}--b--\n").is_automatic
        assert not read(f"{HEAD}\nOlena reacted via Gmail\n").is_automatic


class TestSmime:
    """S/MIME (RFC 8551): signed as a whole is not encrypted, and is known without its type too."""

    @pytest.mark.parametrize(
        ("content_type", "data", "kind", "remark"),
        [
            ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", SIGNED, "signed_wrapper", True),
            ("application/pkcs7-mime; name=smime.p7m", SIGNED, "signed_wrapper", True),
            ("application/x-pkcs7-mime; smime-type=signed-data", b"x" * 60, "signed_wrapper", True),
            ("application/octet-stream; name=smime.p7m", SIGNED, "signed_wrapper", True),
            ("application/octet-stream; name=smime.p7m", SECRET, "encrypted", False),
            ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", SECRET, "encrypted", False),
            ("application/pkcs7-mime; name=smime.p7m", b"x" * 60, "encrypted", False),
            ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", SECRET, "encrypted", False),
        ],
    )
    def test_kinds(self, content_type: str, data: bytes, kind: str, remark: bool) -> None:
        """By what it holds, else by what it is called; unknown counts as encrypted."""
        body = b64encode(data).decode()
        found = read(f"{HEAD}Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n\n{body}\n")

        assert [each.kind for each in found.attachments] == [AttachmentKind(kind)]
        assert (Remark.SIGNED_WRAPPER in found.remarks, Remark.ENCRYPTED in found.remarks) == (remark, not remark)


class TestBase64WithoutAHeader:
    """A text of nothing but base64 is read, with a remark."""

    @pytest.mark.parametrize("extra", ["", "Content-Type: text/plain; charset=utf-8\n"])
    def test_words(self, extra: str) -> None:
        """The client's words, not the letters."""
        words = "Добрий день! Не працює інтернет, договір 120345, прошу перевірити лінію."
        letters = b64encode(words.encode()).decode()
        wrapped = "\n".join(letters[place : place + 76] for place in range(0, len(letters), 76))
        found = read(f"{HEAD}{extra}\n{wrapped}\n")

        assert found.text.own == words
        assert Remark.TRANSFER_DAMAGED in found.remarks

    @pytest.mark.parametrize(
        "text", ["abcdefghijklmnopqrstuvwxyz0123456789", "Internet", "A1B2C3D4" * 8, "yes\nno\nmaybe"]
    )
    def test_letters_that_are_words(self, text: str) -> None:
        """A login, a key, a word: what decodes to no words stays as it is."""
        assert read(f"{HEAD}\n{text}\n").text.own == text


class TestEncodedWords:
    """An encoded word with a bare `?` in it (RFC 2047, 4.2 forbids it, programs write it)."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("=?utf-8?Q?Where_is_it??=", "Where is it?"),
            ("=?utf-8?Q?Where?_Is_it_there?=", "Where? Is it there"),
            ("=?utf-8?Q?What?=20is=20it??=", "What? is it?"),
            ("=?utf-8?Q?a?_b?= =?utf-8?Q?_c?=", "a? b c"),
            ("=?utf-8?Q?one?= two", "one two"),
            ("=?utf-8?Q?one?=two", "onetwo"),
            ("=?utf-8?Q?one?==?utf-8?Q?two?=", "onetwo"),
            ("=?utf-8?B?0JTQsA==?= =?utf-8?B?0J3Rlg==?=", "ДаНі"),
        ],
    )
    def test_a_bare_question_mark(self, field: str, text: str) -> None:
        """It belongs to the word, and the word ends where the field or a blank says."""
        assert header_text(field.encode()) == text


def test_a_file_of_outlook() -> None:
    """It is told what to do with it."""
    found = read_email(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    assert isinstance(found, Quarantined)
    assert ".eml" in found.detail
