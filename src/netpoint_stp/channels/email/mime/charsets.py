"""From bytes to text: labelled, mislabelled, unlabelled and unknown charsets, with the choice recorded."""

import codecs
import re

from attrs import field, frozen

from netpoint_stp.channels.email.mime import cyrillic
from netpoint_stp.channels.evidence import CharsetBasis

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:+-]{0,39}")
_ALIASES = {
    "cp-1251": "cp1251",
    "win-1251": "cp1251",
    "win1251": "cp1251",
    "windows1251": "cp1251",
    "x-cp1251": "cp1251",
    "1251": "cp1251",
    "ansi-1251": "cp1251",
    "koi8": "koi8_u",
    "koi8u": "koi8_u",
    "koi8r": "koi8_r",
    "koi8-ru": "koi8_u",
    "koi8-ur": "koi8_u",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "mac-ukrainian": "mac_cyrillic",
    "macukraine": "mac_cyrillic",
    "dos-866": "cp866",
    "x-cp866": "cp866",
    "866": "cp866",
    "cp866u": "cp1125",
    "ibm1125": "cp1125",
    "iso-88595": "iso8859_5",
    "utf8mb4": "utf_8",
    "unicode": "utf_16",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf-8n": "utf_8",
    "x-unicode-2-0-utf-7": "utf_7",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
}
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "palmos", "charmap"}
)
_SEVEN_BIT = frozenset({"utf_7", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr", "hz"})
_LATIN = frozenset(
    {"ascii", "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9", "iso8859_10",
     "iso8859_13", "iso8859_14", "iso8859_15", "iso8859_16", "cp437", "cp850", "cp852", "mac_roman"}
)  # fmt: skip
_UTF7_RUN = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
_IN_WORD = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_PUNCTUATION = frozenset("‘’“”„–—…«»•·§©®°€£\xa0")
_UMLAUTS = frozenset("äöüÄÖÜß")
"""Of the bytes of these no Cyrillic charset makes a word: they are д, ц, ь and Я, or ж, э and ъ."""
_SET_BY_DEFAULT = frozenset({"ascii", "cp1252"})
"""The Latin labels that programs put on anything; whoever writes another one means it."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)
_SAMPLE = 16384
_CLEARLY = 3
_ENOUGH = 8
_FEW = 3
"""Letters above ASCII below which a general guess is chance."""


@frozen(kw_only=True)
class CharsetChoice:
    """A text, the codec it was read with, why that codec, and whether the characters are surely right."""

    text: str = field(repr=False)
    charset: str
    basis: CharsetBasis
    certain: bool = True


def codec_name(label: str | None) -> str | None:
    """Return the codec for a label; None for one that names no charset. No label can load anything else."""
    if label is None:
        return None
    label = label.strip().lower()
    if _LABEL.fullmatch(label) is None:
        return None
    label = _ALIASES.get(label, label)
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    name = codec.name.replace("-", "_")
    if name in _NO_CHARSETS or not getattr(codec, "_is_text_encoding", True):
        return None
    return "cp1252" if name == "iso8859_1" else name


def decode_text(data: bytes, label: str | None = None, *, guess: bool = True) -> CharsetChoice:
    """Decode bytes that are text; never raises, never drops a byte.

    The bytes themselves are believed first (UTF-8, UTF-16 cannot be mistaken), then a label that they
    agree with, then letters that make Russian or Ukrainian, then, where `guess` allows it, chardet: it
    takes milliseconds, so names and subjects go without.
    """
    labelled = codec_name(label)
    if (wide := _wide(data, labelled)) is not None:
        return wide
    if data.isascii():
        return _ascii(data, labelled)
    eight = _utf8(data, labelled)
    if eight is not None and eight.certain:
        return eight
    found = _labelled(data, labelled, guess=guess)
    return eight if eight is not None and not found.certain and found.basis is not CharsetBasis.LABEL else found


def _utf8(data: bytes, labelled: str | None) -> CharsetChoice | None:
    """Read bytes that are UTF-8; not certain where a few bytes of another charset may look so by chance."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    others = [char for char in text if char > "\x7f"]
    certain = labelled == "utf_8" or len(others) >= 4 or all("\u0400" <= char <= "\u052f" for char in others)
    return CharsetChoice(text=text, charset="utf_8", basis=_basis(labelled, "utf_8"), certain=certain)


def _labelled(data: bytes, labelled: str | None, *, guess: bool) -> CharsetChoice:
    """Read bytes that are neither ASCII nor surely UTF-8 or UTF-16."""
    if labelled is not None and labelled.startswith(("utf_16", "utf_32")):
        return _mislabelled_wide(data, labelled, guess=guess)
    if labelled in cyrillic.CODECS or labelled is None or labelled in _LATIN or labelled in ("utf_8", *_SEVEN_BIT):
        return _eight_bit(data, labelled, guess=guess)
    try:
        return CharsetChoice(text=data.decode(labelled), charset=labelled, basis=CharsetBasis.LABEL)
    except (UnicodeError, ValueError):
        return _eight_bit(data, None, guess=guess)


def _basis(labelled: str | None, used: str) -> CharsetBasis:
    return CharsetBasis.LABEL if labelled == used else CharsetBasis.STRUCTURE


def _ascii(data: bytes, labelled: str | None) -> CharsetChoice:
    if labelled in _SEVEN_BIT:
        try:
            return CharsetChoice(text=data.decode(labelled), charset=labelled, basis=CharsetBasis.LABEL)
        except (UnicodeError, ValueError):
            pass
    text = data.decode("ascii")
    if b"\x1b$" in data:
        try:
            return CharsetChoice(text=data.decode("iso2022_jp_2"), charset="iso2022_jp_2", basis=CharsetBasis.STRUCTURE)
        except UnicodeError:
            pass
    if b"+B" in data and (letters := cyrillic.utf7_letters(data, _UTF7_RUN)) >= 2:
        try:
            seven = data.decode("utf_7")
        except UnicodeError:
            return CharsetChoice(text=text, charset="ascii", basis=CharsetBasis.STRUCTURE, certain=False)
        return CharsetChoice(text=seven, charset="utf_7", basis=CharsetBasis.STRUCTURE, certain=letters >= 12)
    return CharsetChoice(text=text, charset="ascii", basis=_basis(labelled, "ascii"))


def _wide(data: bytes, labelled: str | None) -> CharsetChoice | None:
    """Return the text where the bytes are UTF-16 or UTF-32, by their mark or by where their zeros and fours stand."""
    codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), None) or _wide_codec(data)
    if codec is None:
        return None
    odd = len(data) % (4 if codec.startswith("utf_32") else 2)
    try:
        text = (data[:-odd] if odd else data).decode(codec)
    except UnicodeDecodeError:
        return None
    rest = data[-odd:].strip(b"\r\n\x00 ").decode("latin-1") if odd else ""
    agrees = labelled is not None and labelled.startswith(codec[:6])
    return CharsetChoice(
        text=text + rest,
        charset=codec,
        basis=CharsetBasis.LABEL if agrees else CharsetBasis.STRUCTURE,
        certain=not rest,
    )


def _wide_codec(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zeros and fours: the upper halves of ASCII and of Cyrillic letters."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return None
    high = [sum(sample[start::2].count(byte) for byte in (0, 4)) for start in (0, 1)]
    needed = 0.85 if 0 in sample else 0.95
    if max(high) >= needed * half and min(high) <= 0.3 * half:
        return "utf_16_be" if high[0] > high[1] else "utf_16_le"
    return None


def _mislabelled_wide(data: bytes, labelled: str, *, guess: bool) -> CharsetChoice:
    """Read bytes labelled UTF-16 or UTF-32 that do not look it: as letters of one byte where they make words."""
    found = _eight_bit(data, None, guess=guess)
    if found.basis is not CharsetBasis.LETTERS and len(data) % 2 == 0:
        try:
            return CharsetChoice(text=data.decode(labelled), charset=labelled, basis=CharsetBasis.LABEL, certain=False)
        except UnicodeDecodeError:
            pass
    return found


def _eight_bit(data: bytes, labelled: str | None, *, guess: bool) -> CharsetChoice:
    """Choose among the one-byte charsets, the label one voice among others."""
    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE]
    if _is_damaged_utf8(sample, labelled):
        text = data.decode("utf-8", "replace")
        return CharsetChoice(text=text, charset="utf_8", basis=_basis(labelled, "utf_8"), certain=False)
    umlauts = labelled in _LATIN and _has_umlauts_only(sample, labelled)
    if labelled in cyrillic.CODECS or (not umlauts and cyrillic.looks_cyrillic(sample)):
        meant = labelled in _LATIN and labelled not in _SET_BY_DEFAULT
        best = cyrillic.best(sample, labelled, other=meant)
        if best is not None:
            text = data.decode(best.codec, "replace")
            certain = best.certain and "\ufffd" not in text
            basis = CharsetBasis.LABEL if best.codec == labelled else CharsetBasis.LETTERS
            return CharsetChoice(text=text, charset=best.codec, basis=basis, certain=certain)
    if labelled is not None and labelled not in ("ascii", "utf_8", *_SEVEN_BIT):
        try:
            text = data.decode(labelled)
        except (UnicodeError, ValueError):
            return _guess(data, sample if guess else b"")
        known = umlauts or all(char < "\x80" or char in _PUNCTUATION for char in text)
        certain = known or _IN_WORD.search(sample) is not None
        return CharsetChoice(text=text, charset=labelled, basis=CharsetBasis.LABEL, certain=certain)
    return _guess(data, sample if guess else b"")


def _has_umlauts_only(sample: bytes, labelled: str) -> bool:
    """Whether all letters above ASCII are German ones, by a label that has them: `Öä üß` is no Russian."""
    letters = {char for char in sample.decode(labelled, "replace") if char > "\x7f"} - _PUNCTUATION
    return bool(letters) and letters <= _UMLAUTS


def _is_damaged_utf8(sample: bytes, labelled: str | None) -> bool:
    """Whether bytes are UTF-8 but for a few: its letters outnumber what is none, by how much the label says.

    In no one-byte charset do letters make many letters of UTF-8 by chance; a few they may (`ні` in windows-1251).
    """
    text = sample.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    letters = len(text) - len(text.encode("ascii", "ignore")) - stray
    if labelled == "utf_8":
        return letters >= _CLEARLY * stray or (letters >= stray and not cyrillic.looks_cyrillic(sample))
    return letters >= _CLEARLY * stray * 2 - 1 and (labelled is None or letters >= _ENOUGH)


def _guess(data: bytes, sample: bytes) -> CharsetChoice:
    from chardet import detect  # its models take long to load, and nearly no mail needs them

    codec = codec_name(detect(sample)["encoding"]) if sum(byte > 0x7F for byte in sample) >= _FEW else None
    if codec is not None:
        try:
            return CharsetChoice(text=data.decode(codec), charset=codec, basis=CharsetBasis.STATISTICS, certain=False)
        except (UnicodeError, ValueError):
            pass
    try:
        return CharsetChoice(text=data.decode("cp1252"), charset="cp1252", basis=CharsetBasis.FALLBACK, certain=False)
    except UnicodeDecodeError:
        return CharsetChoice(text=data.decode("latin-1"), charset="latin_1", basis=CharsetBasis.FALLBACK, certain=False)
