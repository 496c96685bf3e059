"""Phone numbers and e-mail addresses (2.1, 3.1.2, 3.2, 3.10): the one room of phonenumbers and email-validator.

Both libraries take long to import, so they are loaded when first needed. No look-up in the DNS is ever
made.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.documents import masked

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

UKRAINE: Final = "UA"
_SHORTEST_SECRET: Final = 6

_MESSENGERS: Final = r"viber|вайбер|whats ?app|ватсап|вотсап|telegram|телеграм|signal"
_LABEL: Final = re.compile(
    rf"\s*\(?(?:{_MESSENGERS}|tel|phone|mobile|mob|cell|sms|тел(?:ефон)?|моб(?:ильный|ільний)?|смс|т)\s*[.:)]*\s*",
    re.IGNORECASE,
)
_WHERE_IT_RINGS: Final = re.compile(
    rf"(?<=\d)[\s(,;-]{{1,4}}(?:(?:{_MESSENGERS}|mob(?:ile)?|home|work|моб(?:ильный|ільний)?|дом(?:ашний|ашній)?"
    r"|роб(?:очий)?|раб(?:очий)?)\.?[\s/,+&)]{0,4}){1,4}\s*$",
    re.IGNORECASE,
)
"""What people write after a number: `(Viber)`, `моб.`, `Viber/Telegram`."""
_EXTENSION: Final = re.compile(
    r"[\s,;.(]{0,4}(?:ext(?:ension)?|доб(?:авочный)?|дод(?:атковий)?|вн(?:утр(?:енний|ішній)?)?|[xх#])"
    r"[\s.:=#]{0,4}([0-9]{1,7})\s*\)?\s*",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"([/;,\n|]|\s(?:и|й|та|або|или|and|or)\s)", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"[\s().\-‐‑‒–—−/~_'*]+")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_SIP: Final = re.compile(r"\s*<?sips?:([+0-9().\- ]{1,30})(?:;[^@>]{0,80})?(?:@[^>]{0,200})?>?\s*", re.IGNORECASE)
"""A number as telephone exchanges write it: the user part of a SIP address, without parameters and host."""
_WITHOUT_ZERO: Final = re.compile(r"\s*\+\s*38[\s(.-]+[3-9]", re.ASCII)
"""`+38 (67)`: the 0 of the area code was left out. Written `+386…` it would be a number of another country."""
_NATIONAL: Final = re.compile(r"\+380[3-9]\d{8}", re.ASCII)
"""Numbers of the Ukrainian plan: nine digits after the country code, the first of them from 3 on."""
_DIGIT_LOOK_ALIKES: Final = str.maketrans("oозlіi|", "0031111")
_HIDDEN: Final = frozenset("xх")
"""What stands for digits that are not shown, in Latin and Cyrillic: on a keypad it would be a 9."""
_PLAIN_ADDRESS: Final = re.compile(
    r"([a-z0-9!#$%&'*+/=?^_`{|}~-]++(?>(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]++)*))"
    r"@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,63})",
    re.IGNORECASE | re.ASCII,
)
_DOMAIN: Final = re.compile(r"@[a-z0-9.-]{1,200}\.[a-z]{2,30}$", re.IGNORECASE | re.ASCII)
_BARE: Final = re.compile(r"""[^\s@<>()",;:\\\x00-\x1f\x7f]+""")
_LONGEST_ADDRESS: Final = 400
_PAIR_TAIL: Final = re.compile(r"\s*[0-9](?:[\s-]?[0-9]){0,3}\s*")


@frozen
class PhoneNumber:
    """A phone number: E.164 (`+380997619138`) and, where there is one, the extension. Shown masked only."""

    e164: str
    extension: str | None = None

    @property
    def masked(self) -> str:
        """The number for logs: country code and the last two digits."""
        return f"{self.e164[:4]}{'•' * (len(self.e164) - 6)}{self.e164[-2:]}"

    def __repr__(self) -> str:
        return f"PhoneNumber({self.masked})"

    __str__ = __repr__


def parse_phone(text: str, *, area_code: str | None = None, region: str = UKRAINE) -> PhoneNumber:
    """Return the one phone number written in `text`.

    Understood: `+380…`, `00380…`, `380…`, `0…`, the trunk prefix 8 in use until 2009 (`8(099)…`, reading
    I-30), local numbers with the `area_code` of the profile (`044`), digits of any script and width,
    letters that look like digits, vanity letters, extensions (`доб.`, `ext`, `x`, `(вн. 105)`), `sip:` addresses, words
    that say where it rings (`(Viber)`, `моб.`), and `+38` before an area code that lost its 0. A foreign number needs
    its `+` or `00`. Refused (`UsageError`): no number, too short or too long (a Ukrainian one has nine digits, of which
    the first is none of 0, 1, 2), several of them. A message shows short input as it stands and masks what is long
    enough to be somebody's number.
    """
    numbers = parse_phones(text, area_code=area_code, region=region)
    if len(numbers) > 1:
        raise UsageError(f"{len(numbers)} phone numbers stand in one field; give them one by one")
    return numbers[0]


def parse_phones(text: str, *, area_code: str | None = None, region: str = UKRAINE) -> tuple[PhoneNumber, ...]:
    """Return all phone numbers of one field, in their order and each once.

    They may be parted by `/`, `,`, `;`, `|`, line breaks or "and" in three languages. One to four digits
    after a `/` stand for the last digits of the number before it: `284-00-91/92` are two numbers. Else as
    `parse_phone`.
    """
    found: list[PhoneNumber] = []
    plain = _WHERE_IT_RINGS.sub("", _plain_digits(text))
    sip = _SIP.fullmatch(plain.replace("%2B", "+").replace("%2b", "+"))
    pieces = _SEPARATORS.split(sip[1] if sip else plain)
    for separator, piece in zip([None, *pieces[1::2]], pieces[::2], strict=True):
        extension = _EXTENSION.fullmatch(piece)
        if extension and found:
            number = PhoneNumber(found.pop().e164, extension[1])
        elif separator == "/" and found and _PAIR_TAIL.fullmatch(piece):
            digits = _PUNCTUATION.sub("", piece)
            number = PhoneNumber(found[-1].e164[: -len(digits)] + digits)
        elif piece.strip():
            number = _one_phone(piece, area_code, region)
        else:
            continue
        if number not in found:
            found.append(number)
    if not found:
        raise UsageError(f"phone number {_told(text)} has no digits; give one, such as `+380` and nine digits")
    return tuple(found)


def phone_or_none(text: str, *, area_code: str | None = None, region: str = UKRAINE) -> PhoneNumber | None:
    """Return what `parse_phone` returns, or None where it would refuse: a short code, a sender's name, rubbish."""
    try:
        return parse_phone(text, area_code=area_code, region=region)
    except UsageError:
        return None


def _one_phone(text: str, area_code: str | None, region: str) -> PhoneNumber:
    import phonenumbers

    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    extension = None
    for candidate in _EXTENSION.finditer(rest):
        if candidate.end() == len(rest) and candidate.start():
            rest, extension = rest[: candidate.start()], candidate[1]
    compact = _PUNCTUATION.sub("", rest)
    if _LETTERS.search(compact):
        compact = _without_letters(compact, text)
    plus, digits = compact.startswith("+"), compact.lstrip("+")
    if not digits:
        raise UsageError(f"phone number {_told(text)} has no digits; give one, such as `+380` and nine digits")
    if not digits.isdigit():
        raise UsageError(f"phone number {_told(text)} has signs that no number has; give digits only")
    if region == UKRAINE and len(digits) == 11 and _WITHOUT_ZERO.match(rest):
        plus, digits = False, f"0{digits[2:]}"
    dialled = _dialled(digits, plus=plus, area_code=area_code) if region == UKRAINE else compact
    try:
        parsed = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        raise UsageError(
            f"phone number {_told(text)} cannot be understood; give it with + and the country code"
        ) from None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason in {phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY}:
        raise UsageError(f"phone number {_told(text)} is too short; give it with the area code")
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise UsageError(
            f"phone number {_told(text)} is too long or of no known country; give it with + and the country code"
        )
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if e164.startswith("+380") and not _NATIONAL.fullmatch(e164):
        raise UsageError(
            f"phone number {_told(text)} has another length or beginning than Ukrainian numbers; "
            "give `+380` and nine digits"
        )
    return PhoneNumber(e164, extension or parsed.extension)


def _dialled(digits: str, *, plus: bool, area_code: str | None) -> str:
    """Return what a Ukrainian phone would dial today, with `+` where it is international."""
    if len(digits) == 11 and digits.startswith("80"):  # the 8 dialled before 2009-10-14
        return digits[1:]
    if plus:
        return digits if digits.startswith("0") else f"+{digits}"
    if digits.startswith("810") and len(digits) > 12:  # 8, wait for the tone, 10: abroad before 2009-10-14
        return f"+{digits[3:]}"
    if digits.startswith("00") and len(digits) > 10:
        return f"+{digits[2:]}"
    if digits.startswith("380") and len(digits) > 11:
        return f"+{digits}"
    area = (area_code or "").lstrip("0")
    if area and not digits.startswith("0") and len(area) + len(digits) == 9:
        return f"0{area}{digits}"
    return digits


def _without_letters(compact: str, text: str) -> str:
    looks_like = compact.lower().translate(_DIGIT_LOOK_ALIKES)
    if not _LETTERS.search(looks_like):
        return looks_like
    if set(_LETTERS.findall(looks_like)) <= _HIDDEN:
        raise UsageError(f"phone number {_told(text)} has hidden digits; give every digit in place of `X`")
    import phonenumbers

    converted: str = phonenumbers.convert_alpha_characters_in_number(compact)
    if _LETTERS.search(converted) or not any(character.isdigit() for character in compact):
        raise UsageError(f"phone number {_told(text)} has letters; give it in digits")
    return converted


def _plain_digits(text: str) -> str:
    """Return compatibility forms folded, digits of every script as ASCII, invisible signs gone."""
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFKC", text.replace("№", " "))
        if unicodedata.category(character) != "Cf"
    )


def _told(text: str) -> str:
    """Return input for a message: as it stands where it is too short to be anybody's, else masked."""
    shown = " ".join(text.split())
    return f"`{shown if len(shown) < _SHORTEST_SECRET else masked(shown) or '•' * 6}`"


@frozen
class EmailAddress:
    """An e-mail address in the form in which mail servers compare it; shown masked only.

    `domain` is in lower case and ASCII (IDNA). `local` stands exactly as received but for needless quotes:
    only the server of that domain knows whether letter case, dots or a `+tag` matter there, so nothing is
    guessed.
    """

    local: str
    domain: str
    display_name: str | None = field(default=None, eq=False)

    @property
    def comparable(self) -> str:
        """The address as one text; equal for equal addresses, whatever the display name."""
        return f"{self.local}@{self.domain}"

    @property
    def domain_in_unicode(self) -> str:
        """The domain for people to read: `пошта.укр` rather than `xn--…`."""
        if "xn--" not in self.domain:
            return self.domain
        return str(_validated(self.comparable).domain)

    @property
    def masked(self) -> str:
        """The address for logs: the first letter of a local part that is not short, and the domain."""
        return f"{self.local[0] if len(self.local) > 3 else ''}•••@{self.domain}"

    def __repr__(self) -> str:
        return f"EmailAddress({self.masked})"

    __str__ = __repr__


def parse_email(text: str) -> EmailAddress:
    """Return the one e-mail address written in `text`, bare or as `Display Name <local@domain>`.

    White space around it goes, and one dot after the domain. A line break or another control character
    within it is refused, whatever stands there: it is how headers are smuggled in. Anything else that is no
    address by RFC 5321 is refused too (`UsageError`; the message shows a mask), but for a local part of more than 64
    octets, as list software makes: servers take it, and whoever writes so is to be answered.
    """
    address = text.strip()
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in address):
        raise UsageError("e-mail address has a line break or another control character; give one bare address")
    display_name = None
    if address.endswith(">") and "<" in address:
        display_name, _, address = address[:-1].rpartition("<")
        display_name = display_name.strip().strip("\"'").strip() or None
    address = address.strip().removesuffix(".")
    plain = _PLAIN_ADDRESS.fullmatch(address)
    if plain and len(address) <= 254 and "--" not in plain[2]:
        return EmailAddress(plain[1], plain[2].lower(), display_name)
    known = _validated(address)
    return EmailAddress(known.local_part, (known.ascii_domain or known.domain).lower(), display_name)


def email_or_none(text: str) -> EmailAddress | None:
    """Return what `parse_email` returns, or None where it would refuse."""
    try:
        return parse_email(text)
    except UsageError:
        return None


def comparable_address(text: str) -> str | None:
    """Return the address as mail servers compare it; None where the text is no address.

    An address that breaks the rules and yet is in use (`a..b@example.com`) is kept, its domain in lower case.
    """
    text = text.strip().strip("<>").strip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or len(text) > _LONGEST_ADDRESS:
        return None
    if (address := email_or_none(text)) is not None:
        return address.comparable
    if _BARE.fullmatch(local) is None or _BARE.fullmatch(domain) is None:
        return None
    return f"{local}@{domain.rstrip('.').lower()}"


def _validated(address: str) -> "ValidatedEmail":
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(
            address,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=True,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        domain = _DOMAIN.search(address)
        shown = f"•••{domain[0]}" if domain else "•••"
        raise UsageError(f"e-mail address `{shown}` is no address; give it as name@example.com") from None
