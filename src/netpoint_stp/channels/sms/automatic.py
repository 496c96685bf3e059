"""SMS that no person wrote (3.1, reading I-33): delivery reports, notices of calls, senders that are no telephone.

A gateway may leave them in the inbox with clients' messages. An answer to a report would bring the next report.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from netpoint_stp.channels.evidence import AutomaticReason, AutomaticSign
from netpoint_stp.channels.pieces import Party

_REPORT: Final = re.compile(
    r"\s*(?:"
    r"SMS STATUS REPORT\b"
    r"|id:\S{1,80} sub:\d{1,3} dlvrd:\d{1,3} submit date:\d{6,14} done date:\d{6,14} stat:[A-Z]{4,10}\b"
    r"|(?:ACK|NACK)/[^\n]{0,160}\Z"
    r"|(?:DELIVRD|EXPIRED|DELETED|UNDELIV|ACCEPTD|UNKNOWN|REJECTD)\s*\Z"
    r"|message_id\s*[:=]\s*\S{1,80}[\s,;&]{1,4}(?:status|stat|discharge_timestamp)\s*[:=]"
    r"|(?i:delivery (?:report|receipt|status)\b|звіт про (?:доставку|доставлення|доставляння)"
    r"|отч[её]т о доставке|zvit pro dostav(?:ku|lennya|lennia)|otch[eo]t o dostavke"
    r"|(?:ваше |vashe |your )?(?:повідомлення|сообщение|смс|sms|message|povidomlenn(?:ya|ia)|soobshchenie|soobschenie)"
    r" (?:(?:для|на|to|dlya|na) \S{1,20} )?"
    r"(?:(?:не |ne |was |was not |not |is )?(?:доставлен[оаы]?|delivered|dostavlen[oay]?))"
    r"(?:[.! ]{0,3}\Z|:? (?:абоненту|абоненту на номер|на номер|на|to|abonentu|na)? ?\+?\d{9,15}\b))"
    r")"
)
"""smstools, SMPP 3.4 appendix B, Kannel's short texts, those of networks and telephones; only where they begin."""

_CALL: Final = re.compile(r"\s*(?:CALL (?:MISSED|DISCONNECTED|DATA)|RING)\s*\Z")
"""What smstools writes where it notes calls to the modem."""

_REPORT_FIELDS: Final = (
    "report", "dlr", "dlr_type", "dlrtype", "dlr_status", "dlr-type", "dlr-status", "delivery_report", "dlrvalue",
    "x-kannel-dlr-type", "x-kannel-dlr-status", "x-kannel-dlr-value",
)  # fmt: skip
_KIND_FIELDS: Final = ("type", "kind", "event", "message_type", "msgtype", "record")
_KINDS: Final = frozenset(
    {  # letters alone, so that `delivery_report`, `DeliveryReport` and `delivery-report` are one
        "report", "dlr", "deliveryreport", "deliveryreceipt", "statusreport", "smsstatusreport", "receipt",
        "deliverysm", "messagestatus", "deliverystatus", "smsdelivered", "smssent", "messagedelivered", "messagesent",
        "smsstatus",
    }
)  # fmt: skip
_STATUS_FIELDS: Final = ("message_status", "messagestatus", "stat", "status", "smsstatus", "delivery_status")
_STATUSES: Final = frozenset(
    {
        "delivered", "delivrd", "undelivered", "undeliverable", "undeliv", "expired", "rejected", "rejectd", "deleted",
        "accepted", "acceptd", "buffered", "sent", "failed", "esmerok",
    }
)  # fmt: skip
_NO: Final = frozenset({"", "0", "-1", "no", "false", "none", "null", "n", "off"})
_UNKNOWN_SENDERS: Final = frozenset(
    {"unknown", "anonymous", "private", "withheld", "restricted", "unavailable", "невідомий", "неизвестный", "none"}
)
_LONGEST_CODE: Final = 6
_AROUND: Final = str.maketrans("", "", " +-()#*\t\xa0")


def report_of(fields: Mapping[str, object], text: str) -> tuple[AutomaticSign, ...]:
    """Return the signs in a gateway's fields that it reports on a message of the Company's own: by a field for reports,
    by the kind of record, or by a status of delivery where there is no text beside it.
    """
    lowered = {str(name).lower(): str(value).strip().lower() for name, value in fields.items() if _is_plain(value)}
    for name in _REPORT_FIELDS:
        if lowered.get(name, "") not in _NO:
            return (_sign(AutomaticReason.DELIVERY_REPORT, name),)
    for name in _KIND_FIELDS:
        if "".join(filter(str.isalpha, lowered.get(name, ""))) in _KINDS:
            return (_sign(AutomaticReason.DELIVERY_REPORT, name),)
    for name in _STATUS_FIELDS:
        if lowered.get(name, "") in _STATUSES and (not text.strip() or "err" in lowered or "errorcode" in lowered):
            return (_sign(AutomaticReason.DELIVERY_REPORT, name),)
    return ()


def automatic_signs(sender: Party | None, text: str) -> Iterator[AutomaticSign]:
    """Yield the signs in the text and in the sender of an SMS, whichever form brought it."""
    if _REPORT.match(text):
        yield _sign(AutomaticReason.DELIVERY_REPORT, "text")
    if _CALL.match(text):
        yield _sign(AutomaticReason.CALL_NOTICE, "text")
    if sender is not None and _is_service(sender):
        yield _sign(AutomaticReason.SERVICE_SENDER, "from")


def _is_service(sender: Party) -> bool:
    """Whether a sender is a service: a word or a short code, which no client's telephone has.

    Not where the network hides the number, nor where an address shows that a gateway passed on a person's mail.
    """
    bare = sender.received.translate(_AROUND)
    if bare.isdecimal():
        return sender.normalised is None and len(bare) <= _LONGEST_CODE and bare.strip("0") != ""
    known = "@" not in bare and bare.casefold() not in _UNKNOWN_SENDERS
    return known and sum(map(str.isalpha, bare)) > sum(map(str.isdecimal, bare))


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _sign(reason: AutomaticReason, header: str) -> AutomaticSign:
    return AutomaticSign(reason=reason, header=header)
