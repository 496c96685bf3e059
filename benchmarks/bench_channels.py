"""Reading mail: time against the standard library's parser, memory of a large message.

Run: `python benchmarks/bench_channels.py [--json]`.

- an ordinary mail of 10 kB in two parts, read by the e-mail reader, and by the standard library's parser with
  `policy.default` reading the same header fields (those the reader uses) and both bodies; in turns, in one run;
- a message of 25 MB with attachments, each form in a fresh process: the peak of what was allocated while reading,
  the raw message included, as a multiple of the message.
"""

import base64
import email
import email.policy
import json
import os
import quopri
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

from netpoint_stp.channels.email import EmailSettings, read_email

ROUNDS = 60
GOALS = {"ordinary mail / standard parser": 1.5, "25 MB, one attachment": 4.0, "25 MB, ten attachments": 4.0}
SETTINGS = EmailSettings(
    own_hosts=["mx.netpoint.example", "store.netpoint.example"], trusted_servers=["mx.netpoint.example"]
)
HEAD = """Return-Path: <ivan@example.com>
Delivered-To: support@netpoint.example
Received: from mx.netpoint.example (mx.netpoint.example [192.0.2.1])
\tby store.netpoint.example with LMTP id x1; Fri, 20 Nov 2026 15:00:03 +0200
Received: from mail.example.com (mail.example.com [203.0.113.5])
\tby mx.netpoint.example (Postfix) with ESMTPS id 4730DF0
\tfor <support@netpoint.example>; Fri, 20 Nov 2026 15:00:02 +0200 (EET)
Authentication-Results: mx.netpoint.example; dkim=pass header.d=example.com;
\tspf=pass smtp.mailfrom=ivan@example.com; dmarc=pass header.from=example.com
From: =?utf-8?B?0IbQstCw0L0g0J/RgNC40LrQu9Cw0LQ=?= <ivan@example.com>
To: "NetPoint" <support@netpoint.example>
Subject: =?utf-8?B?0J3QtSDQv9GA0LDRhtGO0ZQg0ZbQvdGC0LXRgNC90LXRgg==?=
Date: Fri, 20 Nov 2026 15:00:00 +0200
Message-ID: <abc.123@example.com>
In-Reply-To: <2@netpoint.example>
References: <1@netpoint.example> <2@netpoint.example>
MIME-Version: 1.0
"""
FIELDS = (
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Received", "Authentication-Results",
    "Return-Path", "Delivered-To",
)  # fmt: skip
WORDS = "Добрий день! Не працює інтернет, логін ivanov, договір 12345, роутер перезавантажував.\n"


def ordinary() -> bytes:
    """Return a mail of 10 kB: plain text in base64 and HTML in quoted-printable."""
    plain = base64.encodebytes((WORDS * 22).encode()).decode()
    html = quopri.encodestring("".join(f"<p>{WORDS}</p>" for _ in range(13)).encode()).decode()
    raw = (
        f'{HEAD}Content-Type: multipart/alternative; boundary="b1"\n\n'
        f"--b1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{plain}\n"
        f"--b1\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{html}\n--b1--\n"
    ).encode()
    assert 9_000 < len(raw) < 11_500, len(raw)
    return raw


def large(attachments: int) -> bytes:
    """Return a message of 25 MB with so many attachments of random bytes."""
    one = base64.encodebytes(os.urandom(18_470_000 // attachments))
    part = b'--b1\nContent-Type: image/jpeg; name="a.jpg"\nContent-Transfer-Encoding: base64\n\n' + one
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\n{WORDS}".encode()
    return head + part * attachments + b"--b1--\n"


def by_standard_library(raw: bytes) -> list[str]:
    """Read the same fields and bodies with the standard library."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    read = [str(value) for name in FIELDS for value in message.get_all(name, [])]
    return read + [part.get_content() for part in message.walk() if not part.is_multipart()]


def seconds(work: Callable[[], object], repeat: int = 10) -> float:
    """Return the seconds of one call."""
    started = time.perf_counter()
    for _ in range(repeat):
        work()
    return (time.perf_counter() - started) / repeat


def times() -> dict[str, float]:
    """Return milliseconds of both, and the median of the ratios of each round."""
    raw = ordinary()
    ours, theirs, ratios = [], [], []
    read_email(raw, SETTINGS)
    for _ in range(ROUNDS):
        mine = seconds(lambda: read_email(raw, SETTINGS))
        standard = seconds(lambda: by_standard_library(raw))
        ours.append(mine)
        theirs.append(standard)
        ratios.append(mine / standard)
    return {
        "ordinary mail, ms": statistics.median(ours) * 1e3,
        "standard parser, ms": statistics.median(theirs) * 1e3,
        "ordinary mail / standard parser": statistics.median(ratios),
    }


def peak(attachments: int, reader: str) -> float:
    """Return peak memory over the message's size; to be called in a fresh process."""
    raw = large(attachments)
    size = len(raw)
    read_email(ordinary(), SETTINGS)
    tracemalloc.start()
    if reader == "ours":
        read_email(raw, SETTINGS)
    else:
        by_standard_library(raw)
    return tracemalloc.get_traced_memory()[1] / size + 1


def peaks() -> dict[str, float]:
    """Return the peaks, each from a process of its own."""
    found = {}
    for name, attachments, reader in (
        ("25 MB, one attachment", 1, "ours"),
        ("25 MB, ten attachments", 10, "ours"),
        ("25 MB, one attachment, standard parser", 1, "standard"),
    ):
        command = [sys.executable, __file__, "--peak", str(attachments), reader]
        found[name] = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return found


def main() -> int:
    """Measure and tell; exit 1 where a goal is missed."""
    if sys.argv[1:2] == ["--peak"]:
        print(peak(int(sys.argv[2]), sys.argv[3]))
        return 0
    told = {name: round(number, 3) for name, number in {**times(), **peaks()}.items()}
    missed = [name for name, goal in GOALS.items() if told[name] > goal]
    if "--json" in sys.argv[1:]:
        print(json.dumps({"measured": told, "goals": GOALS, "missed": missed}, ensure_ascii=False, indent=2))
    else:
        for name, number in told.items():
            goal = f"   goal: at most {GOALS[name]}" if name in GOALS else ""
            print(f"{name:<70} {number:>10.3f}{goal}")
        print("missed: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
