"""Promise 9: passport numbers, logins and phones planted in every input form show in no log, repr or exception."""

import json
import logging
from collections.abc import Callable

import pytest

from netpoint_stp.channels.email import Bounds, EmailSettings, read_email
from netpoint_stp.channels.helpdesk import read_helpdesk, read_tmf621
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.channels.phone.asterisk import read_cdr_csv, read_cdr_rows
from netpoint_stp.channels.phone.queue_log import read_queue_log
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.channels.sms.forms import gammu_part, kannel_part, smstools_part
from netpoint_stp.channels.sms.reader import join_parts, read_sms
from netpoint_stp.channels.unofficial import read_unofficial

PASSPORT, LOGIN, PHONE, NAME, EMAIL = "МЕ654321", "canary-login", "+380509998877", "Канарейка", "canary@example.com"
CANARIES = (PASSPORT, "654321", LOGIN, PHONE, "509998877", NAME, EMAIL, "canary")
WORDS = f"паспорт {PASSPORT}, логін {LOGIN}, тел. {PHONE}, {NAME}, {EMAIL}"
FIELDS: dict[str, object] = {
    "id": LOGIN, "from": PHONE, "to": PHONE, "name": NAME, "text": WORDS, "subject": WORDS, "account": LOGIN,
    "entered_by": LOGIN, "on_behalf_of": EMAIL, "call_id": LOGIN, "ticket": LOGIN, "answers": LOGIN, "note": WORDS,
    "description": WORDS, "taken_by": LOGIN, "relatedParty": [{"id": LOGIN, "name": NAME, "role": "originator"}],
    "attachments": [{"name": f"{PASSPORT}.jpg"}], "p": PHONE, "P": PHONE, "b": WORDS, "I": LOGIN, "src": PHONE,
    "dst": PHONE, "uniqueid": LOGIN, "disposition": "ANSWERED", "lastapp": "Dial", "dstchannel": LOGIN, "clid": NAME,
}  # fmt: skip
BROKEN = {
    **FIELDS,
    "taken": WORDS,
    "direction": WORDS,
    "created_at": WORDS,
    "received_at": WORDS,
    "T": WORDS,
    "u": WORDS,
}
MAIL = f"""Return-Path: <{EMAIL}>
Received: from {LOGIN} by mx.netpoint.example for <{EMAIL}>; Fri, 20 Nov 2026 15:00:00 +0200
Authentication-Results: mx.netpoint.example; dmarc=pass header.from={EMAIL}
From: {NAME} <{EMAIL}>
Reply-To: {EMAIL}
To: {NAME} <{EMAIL}>
Subject: Fwd: {WORDS}
Auto-Submitted: {LOGIN}
List-Id: <{LOGIN}>
Message-ID: <{LOGIN}@example.com>
In-Reply-To: <{LOGIN}@example.com>
Date: {LOGIN}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b1

--b1
Content-Type: text/plain; charset=utf-8

{WORDS}
---------- Forwarded message ---------
From: {EMAIL}
Date: {LOGIN}
Subject: {WORDS}
To: {EMAIL}

{WORDS}
--b1
Content-Type: application/pdf; name="{PASSPORT}.pdf"

{WORDS}
--b1--
""".encode()
SETTINGS = EmailSettings(own_hosts=["mx.netpoint.example"], trusted_servers=["mx.netpoint.example"])
COLLEAGUE = EmailSettings(colleagues=[EMAIL], own_hosts=["mx.netpoint.example"])
SMALL = EmailSettings(bounds=Bounds(size=100))

READERS: dict[str, Callable[[], object]] = {
    "email": lambda: read_email(MAIL, SETTINGS),
    "email of a colleague": lambda: read_email(
        MAIL.replace(f"Auto-Submitted: {LOGIN}\nList-Id: <{LOGIN}>\n".encode(), b""), COLLEAGUE
    ),
    "email too large": lambda: read_email(MAIL, SMALL),
    "no email": lambda: read_email(WORDS.encode()),
    "sms": lambda: read_sms(FIELDS),
    "sms as json": lambda: read_sms(json.dumps(BROKEN)),
    "kannel": lambda: (kannel_part(FIELDS), join_parts([kannel_part(BROKEN)])),
    "smstools": lambda: (
        smstools_part(f"From: {PHONE}\nSent: {WORDS}\n\n{WORDS}".encode()),
        smstools_part(WORDS.encode()),
    ),
    "gammu": lambda: (
        gammu_part(f"IN20261120_150000_00_{PHONE}_00.txt", WORDS.encode()),
        gammu_part(PHONE, WORDS.encode()),
    ),
    "call": lambda: (read_call(FIELDS), read_call(BROKEN)),
    "cdr": lambda: read_cdr_csv(f'"",{",".join([LOGIN, PHONE, NAME] * 6)}\n{WORDS}\n'.encode()),
    "cdr rows": lambda: read_cdr_rows([FIELDS, BROKEN, {"x": WORDS}]),
    "queue log": lambda: read_queue_log(f"1795179600|{LOGIN}|support|{LOGIN}|CONNECT|{PHONE}\n".encode()),
    "helpdesk": lambda: (read_helpdesk(FIELDS), read_helpdesk(BROKEN), read_helpdesk(WORDS)),
    "tmf621": lambda: (read_tmf621(FIELDS), read_tmf621(BROKEN), read_tmf621(WORDS.encode())),
    "unofficial": lambda: (read_unofficial("icq", FIELDS), read_unofficial("icq", WORDS)),
}


@pytest.mark.parametrize("form", READERS)
def test_nothing_shows(form: str, caplog: pytest.LogCaptureFixture) -> None:
    """What was planted is read, and shows in no repr, log, or detail of a quarantine."""
    with caplog.at_level(logging.DEBUG):
        found = READERS[form]()
    shown = f"{found!r} {found} {caplog.text}"

    assert [canary for canary in CANARIES if canary in shown] == []


def test_planted_words_are_read() -> None:
    """The test would not notice what is never read: the words are there, in their fields."""
    found = read_email(MAIL, SETTINGS)
    refused = read_email(MAIL, SMALL)

    assert isinstance(found, Interaction)
    assert found.sender is not None
    assert PASSPORT in found.text.full
    assert PASSPORT in found.subject
    assert (found.sender.name, found.sender.normalised) == (NAME, EMAIL)
    assert isinstance(refused, Quarantined)
    assert refused.raw == MAIL
