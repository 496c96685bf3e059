"""Phone numbers and e-mail addresses: one number and one mailbox in each of their spellings, none by guess."""

import logging
import subprocess
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.addresses import (
    EmailAddress,
    PhoneNumber,
    email_or_none,
    parse_email,
    parse_phone,
    parse_phones,
    phone_or_none,
)
from netpoint_stp.errors import UsageError

OWN_NUMBER = "+380997619138"


class TestClause_2_1_4:
    """SMS go to one number, which the text spells in two ways."""

    @pytest.mark.parametrize(
        "spelling", ["8(099)761-91-38", "099-761-91-38", "80997619138", "+380997619138", "00380997619138"]
    )
    def test_five_spellings_are_one_number(self, spelling: str) -> None:
        """The Company's own number is one number in its five spellings."""
        assert parse_phone(spelling).e164 == OWN_NUMBER


@pytest.mark.parametrize(
    "spelling",
    [
        "+38 (099) 761 91 38",
        "380997619138",
        "997619138",
        "+8(099)761-91-38",
        "8 10 380 99 761 91 38",
        "８（０９９）７６１－９１－３８",
        "٠٩٩٧٦١٩١٣٨",
        "о99-761-91-З8",
        "O99 76I 9I 38",
        "тел. 099 761 91 38",
        "Моб.: 099.761.91.38",
        "tel:+380-99-761-91-38",
        "\u202a+380 99 761 91 38\u202c",
        "099\u00a0761\u201191\u201138",
        " 099-761-91-38\n",
    ],
)
def test_other_spellings(spelling: str) -> None:
    """Width, script, look-alike letters, invisible marks, labels and punctuation make no other number."""
    assert parse_phone(spelling) == PhoneNumber(OWN_NUMBER)


def test_local_number_takes_the_area_code() -> None:
    """A local number is completed by the area code of the profile, with or without its 0, and refused without one."""
    assert parse_phone("284-00-91", area_code="044") == parse_phone("284-00-91", area_code="44")
    assert parse_phone("284-00-91", area_code="044").e164 == "+380442840091"
    with pytest.raises(UsageError, match="is too short; give it with the area code"):
        parse_phone("284-00-91")


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("044 284-00-91 доб. 12", "12"),
        ("044 284-00-91, доб. 12", "12"),
        ("044-284-00-91 вн.7", "7"),
        ("0442840091x105", "105"),
        ("0442840091 ext 5", "5"),
        ("+380442840091;ext=9", "9"),
    ],
)
def test_extensions(text: str, extension: str) -> None:
    """An extension is kept apart from the number, and makes another number of it."""
    number = parse_phone(text)

    assert number == PhoneNumber("+380442840091", extension)
    assert number != PhoneNumber("+380442840091")


@pytest.mark.parametrize(
    ("field", "numbers"),
    [
        ("099-761-91-38/044 284-00-91", [OWN_NUMBER, "+380442840091"]),
        ("284-00-91/92", ["+380442840091", "+380442840092"]),
        ("099 761 91 38, 284-00-91; +7 495 123-45-67", [OWN_NUMBER, "+380442840091", "+74951234567"]),
        ("099 761 91 38 та 284-00-91", [OWN_NUMBER, "+380442840091"]),
        ("099 761 91 38\n0997619138", [OWN_NUMBER]),
    ],
)
def test_several_numbers_in_one_field(field: str, numbers: list[str]) -> None:
    """Several numbers of one field come out in order and once each; one of them cannot stand for all."""
    found = parse_phones(field, area_code="044")

    assert [number.e164 for number in found] == numbers
    if len(numbers) > 1:
        with pytest.raises(UsageError, match="phone numbers stand in one field"):
            parse_phone(field, area_code="044")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("044 284 90 91 (вн. 105)", PhoneNumber("+380442849091", "105")),
        ("044 284 90 91 (доб.7)", PhoneNumber("+380442849091", "7")),
        ("+38(674)545451", PhoneNumber("+380674545451")),
        ("+38 674 545451", PhoneNumber("+380674545451")),
        ("+38674545451", PhoneNumber("+38674545451")),  # of another country as it stands
        ("sip:0997619138@pbx.example", PhoneNumber(OWN_NUMBER)),
        ("<sip:+380997619138;user=phone@192.0.2.1:5060>", PhoneNumber(OWN_NUMBER)),
        ("sips:%2B380997619138@pbx.example", PhoneNumber(OWN_NUMBER)),
        ("0997619138 (Viber)", PhoneNumber(OWN_NUMBER)),
        ("(Telegram) 099 761 91 38", PhoneNumber(OWN_NUMBER)),
        ("+38 099 761-91-38 Viber/WhatsApp", PhoneNumber(OWN_NUMBER)),
        ("099-761-91-38 моб.", PhoneNumber(OWN_NUMBER)),
    ],
)
def test_forms_of_exchanges_and_slips(text: str, number: PhoneNumber) -> None:
    """Extensions in brackets, a 0 that was left out, internet telephony, words that say where the number rings."""
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "099 761 91 3",
        "099 761 91 388",
        "8(099)761-91-3",
        "+380 99 761 91 388",
        "0000000000",
        "012 761 91 38",
        "+380127619138",
        "0212345678",
        "sip:099761913@pbx.example",
    ],
)
def test_a_digit_more_or_less_is_no_ukrainian_number(text: str) -> None:
    """Nine digits after the country code, none of the first of which is 0, 1 or 2: a slip gives nobody's number."""
    with pytest.raises(UsageError, match=r"nine digits|too short|too long"):
        parse_phone(text)


def test_a_refused_number_is_shown_by_its_end_alone() -> None:
    """So that whoever wrote it knows which one is meant, and nobody else whose it is."""
    with pytest.raises(UsageError, match=r"`•{10,}56` is too long"):
        parse_phone("+380 99 761 91 38 123456")


def test_vanity_letters() -> None:
    """Letters on the keys are read as digits where the number begins in digits."""
    assert parse_phone("0 800 NET-PNT") == parse_phone("0 800 638 768")


@pytest.mark.parametrize("text", ["284-9X-9X", "284-9x-9x", "284-9Х-9Х", "099-76X-91-38"])
def test_hidden_digits_are_no_letters(text: str) -> None:
    """A number printed with some digits hidden is none: an X is not the 9 of its key."""
    with pytest.raises(UsageError, match="has hidden digits; give every digit in place of `X`"):
        parse_phone(text, area_code="44")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0441", "phone number `0441` is too short; give it with the area code"),
        ("7777", "phone number `7777` is too short; give it with the area code"),
        ("", "phone number `` has no digits; give one, such as `+380` and nine digits"),
        ("/", "phone number `/` has no digits; give one, such as `+380` and nine digits"),
        ("SHOP", "phone number `SHOP` has letters; give it in digits"),
        ("09976€19138", "has signs that no number has; give digits only"),
        ("74951234567", "is too long or of no known country; give it with + and the country code"),
        ("1234567890123456789", "give it with + and the country code"),
    ],
)
def test_what_is_no_number_is_refused(text: str, message: str) -> None:
    """The message says what is wrong and what to do."""
    with pytest.raises(UsageError) as refused:
        parse_phone(text)

    assert message in str(refused.value)
    assert phone_or_none(text) is None


def test_other_regions_keep_their_own_rules() -> None:
    """The legacy 8 and the area code are Ukraine's; elsewhere the number is read by that country's plan."""
    assert parse_phone("030 123456", region="DE").e164 == "+4930123456"
    assert parse_phone("+38 099 761 91 38", region="DE").e164 == OWN_NUMBER


@given(st.text(max_size=60), st.sampled_from([None, "044", "44", "0", ""]))
def test_any_text_is_read_or_refused(text: str, area_code: str | None) -> None:
    """Whatever the text, there is a number or a refusal in the library's own terms."""
    number = phone_or_none(text, area_code=area_code)

    assert number is None or number.e164.startswith("+")


@given(st.integers(min_value=300_000_000, max_value=999_999_999))
def test_spellings_agree_for_every_number(subscriber: int) -> None:
    """Each spelling of a national number is the same number: legacy 8, national, international, 00."""
    nine = str(subscriber)
    spelt = {parse_phone(f"{prefix}{nine}").e164 for prefix in ("80", "0", "380", "+380", "00380", "8-(0")}

    assert spelt == {f"+380{nine}"}


@pytest.mark.parametrize(
    ("text", "comparable"),
    [
        ("User@Example.COM", "User@example.com"),
        (" <user@example.com> ", "user@example.com"),
        ('"Коваль, Олена" <user@example.com>', "user@example.com"),
        ("user@example.com.", "user@example.com"),
        ('"user"@example.com', "user@example.com"),
        ('"a b"@example.com', '"a b"@example.com'),
        ("o@Пошта.УКР", "o@xn--80a1acn3a.xn--j1amh"),
        ("o@XN--80A1ACN3A.xn--j1amh", "o@xn--80a1acn3a.xn--j1amh"),
        ("user@netpoint.example", "user@netpoint.example"),
        ("x@[192.0.2.1]", "x@[192.0.2.1]"),
        ("олена@пошта.укр", "олена@xn--80a1acn3a.xn--j1amh"),
    ],
)
def test_comparable_addresses(text: str, comparable: str) -> None:
    """Domains compare in lower case and as IDNA; display names, angle brackets and needless quotes do not matter."""
    assert parse_email(text).comparable == comparable


def test_nothing_is_guessed_about_the_local_part() -> None:
    """Letter case, dots and tags before the @ make another address: only its own server knows better."""
    spellings = ["user@example.com", "User@example.com", "u.ser@example.com", "user+tag@example.com"]

    assert len({parse_email(spelling) for spelling in spellings}) == 4


def test_display_name_is_apart() -> None:
    """The display name is kept and makes no other address; anybody can write anything there."""
    named = parse_email('"support@netpoint.example" <user@example.com>')

    assert named.display_name == "support@netpoint.example"
    assert named == EmailAddress("user", "example.com")
    assert parse_email("o@xn--80a1acn3a.xn--j1amh").domain_in_unicode == "пошта.укр"
    assert named.domain_in_unicode == "example.com"


@pytest.mark.parametrize(
    "text",
    ["a@example.com\r\nBcc: b@example.com", "a@example.com\nx", "a\x00@example.com", "Name\r\nX: y <a@example.com>"],
)
def test_smuggled_headers_are_refused(text: str) -> None:
    """A line break or control character within an address is refused."""
    with pytest.raises(UsageError, match="has a line break or another control character"):
        parse_email(text)


@pytest.mark.parametrize(
    "text", ["", "@", "user", "user@", "@example.com", "a@b@example.com", "a b@example.com", "a@-x.com"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """What is no address is refused with what to do."""
    with pytest.raises(UsageError, match=r"is no address; give it as name@example\.com"):
        parse_email(text)
    assert email_or_none(text) is None


@given(st.emails())
def test_short_cut_agrees_with_the_library(address: str) -> None:
    """The quick way for plain addresses gives what the library gives, for every address."""
    from email_validator import EmailNotValidError, validate_email

    known = email_or_none(address)
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        assert known is None
        return

    assert known is not None
    assert known.comparable == f"{checked.local_part}@{checked.ascii_domain}"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    """Whatever the text, there is an address or a refusal, and a comparable form reads back as itself."""
    known = email_or_none(text)

    assert known is None or parse_email(known.comparable) == known


def test_canary(caplog: pytest.LogCaptureFixture) -> None:
    """No number or local part shows in a repr, a log, an exception or a traceback."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("test").info("%s %r", parse_phone("099-761-91-38"), parse_email("canary@example.com"))
    shown = [repr(parse_phone(OWN_NUMBER)), f"{parse_email('canary <canary@example.com>')}", caplog.text]
    for refused in ("0997619138999", "099761913899999999", "0997619138 абвгд"):
        with pytest.raises(UsageError) as error:
            parse_phone(refused)
        shown += [str(error.value), "".join(traceback.format_exception_only(error.value)), repr(error.value)]
        assert error.value.__suppress_context__ or error.value.__context__ is None
    with pytest.raises(UsageError) as error:
        parse_email("canary canary@example.com")
    shown += [str(error.value), repr(error.value)]

    assert not [text for text in shown if "canary" in text or "76191" in text]
    assert "+380•••••••38" in caplog.text


def test_heavy_libraries_wait() -> None:
    """Importing the room loads neither phonenumbers nor email-validator."""
    room = "netpoint_stp.channels.contacts.addresses"
    script = f"import sys, {room}; print({{'phonenumbers', 'email_validator'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter

    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("last", ["example", "приклад"])
def test_an_address_has_at_most_254_characters(last: str) -> None:
    """RFC 5321 leaves no room for more; whether it is spelt in plain letters does not matter."""
    long = f"{'a' * 64}@{'b' * 60}.{'c' * 60}."
    fits = f"{long}{'d' * (254 - len(long) - len('.') - len('example'))}.example"

    assert parse_email(fits).local == "a" * 64
    with pytest.raises(UsageError):
        parse_email(fits.replace(".example", f"x.{last}"))
