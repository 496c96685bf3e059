"""The forms in which gateways hand over SMS (2.1.4): Kannel fields, smstools and gammu-smsd spool files."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from netpoint_stp.channels.email.mime.charsets import CharsetChoice, decode_text
from netpoint_stp.channels.email.received import mail_date
from netpoint_stp.channels.evidence import AutomaticSign, Certainty, Decoding
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason, Role
from netpoint_stp.channels.record_fields import NumberSettings, moment_of, raw_of, text_of
from netpoint_stp.channels.sms.automatic import report_of
from netpoint_stp.channels.sms.reader import CHANNEL, SmsPart
from netpoint_stp.moments import zone

_KANNEL = {
    "p": ("p", "q", "from", "sender", "x-kannel-from"),
    "P": ("P", "Q", "to", "receiver", "x-kannel-to"),
    "b": ("b", "a", "r", "text", "body"),
    "I": ("I", "id", "x-kannel-id"),
    "T": ("T", "t", "x-kannel-time", "time"),
    "u": ("u", "udh", "x-kannel-udh"),
    "C": ("C", "charset"),
}
_QUERY_NAMES = frozenset({"p", "P", "b", "q", "Q", "a", "from", "to", "text"})
_GAMMU = re.compile(r"IN(\d{8})_(\d{6})_(\d{1,4})_([^_/]{0,40})_(\d{1,3})\.(txt|bin|smsbackup)", re.IGNORECASE)
_QUERY = re.compile(rb"\??[%A-Za-z][\w-]{0,40}=[!-%'-~]*(?:&[%A-Za-z][\w-]{0,40}=[!-%'-~]*){1,40}")
_KANNEL_HEADER = re.compile(rb"(?im)^X-Kannel-From:")
_HEADER = re.compile(rb"([!-9;-~]{1,60}):[ \t]*([^\r\n]*)\r?\n")
_CHARSET = re.compile(r"(?i)charset\s*=\s*\"?([\w.:-]{2,40})")
_SPOOL_DATE = re.compile(r"(\d{2})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})")
_INI = re.compile(r"^\s*([A-Za-z]+\d*)\s*=\s*\"?([^\"\r\n]*)\"?\s*$", re.MULTILINE)
_DELIVERY_EVENTS = frozenset({"1", "2", "4", "8", "16"})
_LONGEST = 1024 * 1024


def kannel_part(fields: Mapping[str, object], settings: NumberSettings | None = None) -> SmsPart | Quarantined:
    """Read what Kannel hands over: by escape codes (`p`, `P`, `b`, `I`, `T`, `u`, `C`, with or without `%`), by
    usual names (`from`, `to`, `text`, `id`, `time`, `udh`, `charset`), or the `X-Kannel-` headers and the body
    as `text`.
    """
    settings = settings or NumberSettings()
    plain = {name.lstrip("%"): value for name, value in fields.items()}
    known = plain | {name.lower(): value for name, value in plain.items() if len(name) > 1}
    values = {code: text_of(known, *names) for code, names in _KANNEL.items()}
    decision = None
    body = next((known[name] for name in _KANNEL["b"] if name in known), "")
    if isinstance(body, bytes):
        decision = decode_text(body, values["C"] or None)
        values["b"] = decision.text
    raw = raw_of(dict(fields))
    if not values["p"] and not values["b"]:
        return Quarantined.of(
            CHANNEL, QuarantineReason.FIELDS_MISSING, "it has neither a sender nor a text; Kannel gives both", raw
        )
    reference, total, number = _user_data_header(values["u"])
    return SmsPart(
        sender=values["p"],
        destination=values["P"],
        text=values["b"],
        sent_at=_kannel_moment(known, values["T"], settings),
        id=values["I"],
        reference=reference,
        number=number,
        total=total,
        decoding=_decoding(decision, values["C"]) if decision is not None else None,
        automatic=report_of(known, values["b"]) or _kannel_report(plain),
        raw=raw,
    )


def kannel_fields(raw: bytes) -> dict[str, object] | None:
    """Return the fields of what Kannel sends to a `post-url` or `get-url`, kept as a file; None where it is neither.

    Either header lines with `X-Kannel-From` and the text below a blank line, or one line `p=…&P=…&b=…`.
    """
    line = raw.strip()
    if len(raw) <= _LONGEST and _QUERY.fullmatch(line):
        found = dict(parse_qsl(line.removeprefix(b"?").decode("ascii"), keep_blank_values=True, encoding="latin-1"))
        fields = {name.removeprefix("%"): value.encode("latin-1") for name, value in found.items()}
        return dict(fields) if len(fields.keys() & _QUERY_NAMES) >= 2 else None
    if len(raw) > _LONGEST or _KANNEL_HEADER.search(raw) is None:
        return None
    headers: dict[str, object] = {}
    place = 0
    while match := _HEADER.match(raw, place):
        headers[match[1].decode("ascii").lower()] = decode_text(match[2]).text.strip()
        place = match.end()
    if "x-kannel-from" not in headers:
        return None
    label = _CHARSET.search(str(headers.get("content-type", "")))
    body = raw[place:].removeprefix(b"\r").removeprefix(b"\n")
    return headers | {"text": body, "charset": label[1] if label else ""}


def smstools_part(raw: bytes, settings: NumberSettings | None = None) -> SmsPart | Quarantined:
    """Read an incoming spool file of SMS Server Tools: header lines, a blank line, the text in its `Alphabet`.

    Its times carry no zone: they are by the clock of the settings' zone. The receiver is in none of them:
    it is the settings' only number for requests where there is one.
    """
    settings = settings or NumberSettings()
    head, found, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n") if len(raw) <= _LONGEST else (b"", b"", b"")
    lines = decode_text(head).text.split("\n")
    fields = {
        name.strip().lower(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon
    }
    if "from" not in fields or not (found or head):
        return Quarantined.of(
            CHANNEL, QuarantineReason.NOT_A_MESSAGE, "it is no spool file of smstools: it has no `From:`", raw
        )
    alphabet = fields.get("alphabet", "iso")[:3].lower()
    if alphabet == "bin":
        return Quarantined.of(CHANNEL, QuarantineReason.FIELDS_UNREADABLE, "it is a binary SMS without text", raw)
    label = {"ucs": "utf-16-be", "chi": "utf-16-be", "uni": "utf-16-be", "utf": "utf-8"}.get(alphabet)
    decision = decode_text(body, label)
    reference, total, number = _user_data_header(fields.get("udh-data", ""))
    return SmsPart(
        sender=_with_plus(fields["from"]),
        destination=fields.get("to") or _only_number(settings),
        text=decision.text.rstrip("\n"),
        received_at=_spool_moment(fields.get("received", ""), settings),
        sent_at=_spool_moment(fields.get("sent", ""), settings),
        id=fields.get("message_id", "") if fields.get("message_id", "") != "0" else "",
        reference=reference,
        number=number,
        total=total,
        decoding=_decoding(decision, label),
        automatic=report_of(fields, decision.text),
        raw=raw,
    )


def gammu_part(name: str, raw: bytes, settings: NumberSettings | None = None) -> SmsPart | Quarantined:
    """Read an incoming spool file of gammu-smsd, whose *name* holds moment, sender and part number.

    `.txt` in any charset (UTF-16 with its mark where `InboxFormat` is unicode), `.smsbackup` by its fields.
    How many parts a text has is not told; a gap in their numbers is noticed.
    """
    settings = settings or NumberSettings()
    match = _GAMMU.fullmatch(name.replace("\\", "/").rpartition("/")[2])
    if match is None:
        return Quarantined.of(
            CHANNEL, QuarantineReason.NOT_A_MESSAGE, "its file name is none that gammu-smsd gives", raw
        )
    day, time, serial, sender, sequence, kind = match.groups()
    if kind.lower() == "bin" or len(raw) > _LONGEST:
        return Quarantined.of(CHANNEL, QuarantineReason.FIELDS_UNREADABLE, "it is a binary SMS without text", raw)
    decision = decode_text(raw)
    text = decision.text
    if kind.lower() == "smsbackup":
        values = dict(_INI.findall(text))
        sender = values.get("Number", sender)
        hexes = (values[key] for key in sorted(key for key in values if re.fullmatch(r"Text\d+", key)))
        text = "".join(_from_hex(value) for value in hexes)
    at = moment_of(f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}", settings.zone)
    return SmsPart(
        sender=sender,
        destination=_only_number(settings),
        text=text,
        received_at=at,
        reference=f"{day}{time}{serial}",
        number=int(sequence) + 1,
        total=0,
        decoding=_decoding(decision, None),
        raw=raw,
    )


def _kannel_moment(fields: Mapping[str, object], text: str, settings: NumberSettings) -> datetime | None:
    """Read the moment: `%T` counts seconds, `%t` and `X-Kannel-Time` are UTC; any other is by the settings' zone."""
    utc = text_of(fields, "t", "x-kannel-time")
    if utc and text == utc:
        return moment_of(utc.replace("+", " "), zone("UTC")) or mail_date(utc)
    return moment_of(text, settings.zone)


def _kannel_report(fields: Mapping[str, object]) -> tuple[AutomaticSign, ...]:
    """Return the sign of a delivery report by Kannel's `%d`: which event it reports, none in other messages."""
    event = text_of(fields, "d")
    return report_of({"dlr": event}, "") if event in _DELIVERY_EVENTS else ()


def _decoding(decision: CharsetChoice, label: str | None) -> Decoding:
    return Decoding(
        path="1",
        content_type="text/plain",
        transfer_encoding="",
        charset_label=label[:40] if label else None,
        charset=decision.charset,
        basis=decision.basis,
        certainty=Certainty.CERTAIN if decision.certain else Certainty.UNCERTAIN,
    )


def _user_data_header(text: str) -> tuple[str, int, int]:
    """Return reference, number of parts and place of a part (3GPP TS 23.040, 9.2.3.24); ("", 1, 1) for a whole text."""
    try:
        data = bytes.fromhex(text.replace("%", "").strip())
    except ValueError:
        return "", 1, 1
    place = 1
    while place + 2 <= len(data):
        element, length = data[place], data[place + 1]
        value = data[place + 2 : place + 2 + length]
        if element in (0, 8) and len(value) == (3 if element == 0 else 4) and value[-1] and value[-1] <= value[-2]:
            return value[:-2].hex(), value[-2], value[-1]
        place += 2 + length
    return "", 1, 1


def _with_plus(number: str) -> str:
    return f"+{number}" if number.isdecimal() and len(number) >= 11 else number


def _only_number(settings: NumberSettings) -> str:
    """Return the number that the spool must be of: the only one for requests by SMS; empty where there are several."""
    numbers = [number for number, roles in settings.numbers.items() if Role.REQUESTS in roles]
    return numbers[0] if len(numbers) == 1 else ""


def _spool_moment(text: str, settings: NumberSettings) -> datetime | None:
    match = _SPOOL_DATE.fullmatch(text)
    if match is None:
        return moment_of(text, settings.zone)
    year, month, day, time = match.groups()
    return moment_of(f"20{year}-{month}-{day}T{time}", settings.zone)


def _from_hex(text: str) -> str:
    try:
        return bytes.fromhex(text).decode("utf-16-be", "replace")
    except ValueError:
        return text
