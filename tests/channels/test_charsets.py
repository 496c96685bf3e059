"""Charsets of mail (3.1.4): the same sentences in every charset, label and transfer encoding, word by word."""

import base64
import codecs
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.email.mime.charsets import codec_name, decode_text
from netpoint_stp.channels.evidence import Certainty, CharsetBasis
from netpoint_stp.channels.interaction import Interaction, Remark

SENTENCES = (
    "Здравствуйте! Пропал интернет, логин ivanov, договор 12345. Помогите, пожалуйста!",
    "Не работает связь по адресу: улица Садовая, дом 7, квартира 15, второй подъезд.",
    "Зник інтернет, договір 12345. Допоможіть, будь ласка: їду з ґанку, є питання.",
    "Добрий день! Прошу перевірити лінію за адресою вулиця Садова, логін petrenko.",
    "СРОЧНО ПОЧИНИТЕ ИНТЕРНЕТ, ВТОРОЙ ДЕНЬ НЕТ СВЯЗИ",
)
ONE_BYTE = ("koi8-u", "koi8-r", "windows-1251", "cp866", "cp1125", "mac-cyrillic", "iso-8859-5")
UNICODE = ("utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be")
OTHER_LABELS = ("koi8-r", "windows-1251", "iso-8859-1", "us-ascii", "utf-8", "cp866", "iso-8859-5", "x-unknown")
TRANSFERS = ("base64", "quoted-printable", "8bit")


def encoded(text: str, charset: str) -> bytes | None:
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return None


def message(body: bytes, label: str | None, transfer: str) -> bytes:
    if transfer == "base64":
        body = base64.encodebytes(body)
    elif transfer == "quoted-printable":
        body = quopri.encodestring(body)
    charset = f'; charset="{label}"' if label is not None else ""
    return (
        b"From: someone@example.com\r\nTo: support@netpoint.example\r\nMIME-Version: 1.0\r\n"
        + f"Content-Type: text/plain{charset}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n".encode()
        + body
    )


def read(raw: bytes) -> Interaction:
    found = read_email(raw)
    assert isinstance(found, Interaction)
    return found


TABLE = [
    pytest.param(sentence, charset, id=f"{number}-{charset}")
    for number, sentence in enumerate(SENTENCES)
    for charset in ONE_BYTE + UNICODE
    if encoded(sentence, charset) is not None
]


class TestCyrillicTable:
    """Every sentence, in every charset that has its letters."""

    @pytest.mark.parametrize("transfer", TRANSFERS)
    @pytest.mark.parametrize(("sentence", "charset"), TABLE)
    def test_labelled(self, sentence: str, charset: str, transfer: str) -> None:
        """With its own label every word arrives, and is called certain."""
        found = read(message(sentence.encode(charset), charset, transfer))

        assert found.text.own.split() == sentence.split()
        assert found.decodings[0].certainty is Certainty.CERTAIN or charset in ("cp866", "cp1125")

    @pytest.mark.parametrize("transfer", TRANSFERS)
    @pytest.mark.parametrize(("sentence", "charset"), TABLE)
    def test_unlabelled(self, sentence: str, charset: str, transfer: str) -> None:
        """Without a label every word arrives all the same."""
        found = read(message(sentence.encode(charset), None, transfer))

        assert found.text.own.split() == sentence.split()

    @pytest.mark.parametrize("transfer", TRANSFERS)
    @pytest.mark.parametrize("label", OTHER_LABELS)
    @pytest.mark.parametrize(("sentence", "charset"), TABLE)
    def test_mislabelled(self, sentence: str, charset: str, label: str, transfer: str) -> None:
        """Under another charset's label every word arrives, or the text is marked uncertain."""
        found = read(message(sentence.encode(charset), label, transfer))

        right = found.text.own.split() == sentence.split()
        assert right or found.decodings[0].certainty is Certainty.UNCERTAIN
        assert right or {charset, label} <= {"cp866", "cp1125"}


class TestChoice:
    """What is believed, and how sure the reader is."""

    def test_choice_is_recorded(self) -> None:
        """The label, the codec used and the ground of the choice stand in the decoding."""
        found = read(message(SENTENCES[0].encode("windows-1251"), "iso-8859-1", "8bit"))

        decoding = found.decodings[0]
        assert (decoding.charset_label, decoding.charset, decoding.basis) == (
            "iso-8859-1",
            "cp1251",
            CharsetBasis.LETTERS,
        )

    def test_wrong_guess_is_marked(self) -> None:
        """Two letters do not tell one charset from another: the text is marked uncertain, and the message says so."""
        found = read(message("Да".encode("windows-1251"), "x-unknown", "8bit"))

        assert found.decodings[0].certainty is Certainty.UNCERTAIN
        assert Remark.CHARSET_UNCERTAIN in found.remarks

    def test_koi8_r_label_on_ukrainian(self) -> None:
        """Ukrainian letters under the label koi8-r are read as koi8-u has them, not as lines of boxes."""
        assert decode_text("Зник інтернет, їжа є".encode("koi8-u"), "koi8-r").text == "Зник інтернет, їжа є"

    def test_two_letters_that_happen_to_be_utf8(self) -> None:
        """A word of two letters may look like UTF-8 by chance: its label is believed, and without one it is unsure."""
        data = "ці".encode("koi8-u")

        assert decode_text(data, "koi8-u").text == "ці"
        assert not decode_text(data).certain

    def test_latin_text_stays_latin(self) -> None:
        """French under its own label is not taken for Russian."""
        text = "Voilà où l'été est déjà passé, à côté de la forêt"
        assert decode_text(text.encode("iso-8859-1"), "iso-8859-1").text == text

    def test_other_scripts_keep_their_label(self) -> None:
        """Greek, Hebrew and Japanese under their own labels arrive."""
        for text, label in (
            ("Καλημέρα σας", "iso-8859-7"),
            ("שלום לכם", "windows-1255"),
            ("お世話になります", "shift_jis"),
        ):
            assert decode_text(text.encode(label), label).text == text

    @pytest.mark.parametrize(
        ("text", "charset"),
        [
            ("Dzień dobry, mój internet nie działa od wczoraj, żółta lampka świeci", "cp1250"),
            ("Dzień dobry, mój internet nie działa od wczoraj, żółta lampka świeci", "iso8859_2"),
            ("Dobrý den, nefunguje mi připojení k síti, číslo smlouvy není po ruce", "cp1250"),
            ("Bağlantım dünden beri çalışmıyor, lütfen yardım edin, teşekkürler şimdiden", "cp1254"),
            ("Laba diena, internetas neveikia nuo vakar, prašau padėti, ačiū už pagalbą", "cp1257"),
            ("您好,我的网络从昨天开始无法使用,请帮助解决。", "gb18030"),
        ],
    )
    def test_other_scripts_without_a_label_are_guessed(self, text: str, charset: str) -> None:
        """Letters that make no Russian or Ukrainian are looked at by a general detector, and marked uncertain."""
        found = decode_text(text.encode(charset))
        assert found.text == text
        assert found.basis is CharsetBasis.STATISTICS
        assert not found.certain

    def test_damaged_utf8_keeps_the_rest(self) -> None:
        """One broken byte in UTF-8 costs one letter, and the text is marked uncertain."""
        data = bytearray(SENTENCES[0].encode())
        data[3] = 0xFF
        found = decode_text(bytes(data), "utf-8")

        assert found.text.split()[1:] == SENTENCES[0].split()[1:]
        assert not found.certain

    @pytest.mark.parametrize(
        "label", ["base64", "idna", "unicode_escape", "rot13", "undefined", "x" * 500, "", "../x", "mbcs"]
    )
    def test_labels_that_are_no_charsets(self, label: str) -> None:
        """A label that names no charset is as good as none."""
        assert codec_name(label) is None
        assert decode_text(SENTENCES[0].encode(), label).text == SENTENCES[0]

    def test_mark_of_utf8(self) -> None:
        """A byte order mark before UTF-8 is no part of the text."""
        assert decode_text(codecs.BOM_UTF8 + b"hello \xd0\xb4\xd0\xb0").text == "hello да"


class TestUmlauts:
    """Words of umlauts alone stay what their label says; short words of Cyrillic under a Latin label are found."""

    @pytest.mark.parametrize("words", ["öäü", "ÄÖÜ", "Öä üß", "äöü ÄÖÜ äöü", "Größe äöü", "üöä ß – äü"])
    @pytest.mark.parametrize("label", ["iso-8859-1", "iso-8859-15", "windows-1252", "iso-8859-9", "iso-8859-2"])
    def test_umlauts_alone(self, words: str, label: str) -> None:
        """No Cyrillic charset makes a word of them, so nothing is uncertain."""
        data = encoded(words, label)
        if data is not None:
            assert (decode_text(data, label).text, decode_text(data, label).certain) == (words, True)

    @pytest.mark.parametrize(
        ("words", "label"),
        [("żółć", "iso-8859-2"), ("ąęćńś", "iso-8859-2"), ("şğı", "iso-8859-9"), ("æøå", "iso-8859-15")],
    )
    def test_a_label_that_somebody_chose(self, words: str, label: str) -> None:
        """Words of other letters that make no usual Cyrillic ones are kept, and marked as not sure."""
        found = decode_text(words.encode(label), label)

        assert (found.text, found.certain) == (words, False)

    @pytest.mark.parametrize("words", ["нет", "Привет", "Нема інтернету", "дядя", "це", "Нет связи", "Щось зникло"])
    @pytest.mark.parametrize("label", ["iso-8859-1", "iso-8859-15", "windows-1252", "iso-8859-2"])
    def test_cyrillic_under_a_latin_label(self, words: str, label: str) -> None:
        """What is usual in Russian or Ukrainian is read as that."""
        assert decode_text(words.encode("cp1251"), label).text == words


class TestLaws:
    """What holds for every input."""

    @given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=30), st.sampled_from([*ONE_BYTE, *UNICODE])))
    def test_never_raises(self, data: bytes, label: str | None) -> None:
        """Any bytes under any label become a text and a codec that exists."""
        found = decode_text(data, label)

        assert codecs.lookup(found.charset)

    @given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16"]))
    def test_unicode_labelled_round_trip(self, text: str, charset: str) -> None:
        """Any text in labelled UTF-8, or in UTF-16 with its mark, comes back."""
        data = text.replace("\ufeff", "").encode(charset, "replace")

        assert decode_text(data, charset).text == data.decode(charset)

    @given(
        st.lists(st.sampled_from(" ".join(SENTENCES[:4]).split()), min_size=6, max_size=30), st.sampled_from(ONE_BYTE)
    )
    def test_words_unlabelled(self, words: list[str], charset: str) -> None:
        """Six words or more in any order and charset, without a label, arrive or are marked uncertain."""
        text = " ".join(words)
        data = encoded(text, charset)
        if data is None:
            return
        found = decode_text(data)

        assert found.text == text or not found.certain
