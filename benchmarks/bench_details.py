"""Account information in texts: the goal is 200 µs for 2 kB. Run: `python benchmarks/bench_details.py [--json]`.

Measured side by side, in turns, and told as the fastest and the median round: our search, the blanking, and a
plain yardstick that looks for the same four details with one regular expression each and knows nothing of
look-alikes, gaps and traps.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from netpoint_stp.channels.contacts.addresses import parse_email, parse_phone
from netpoint_stp.channels.contacts.streets import best_address
from netpoint_stp.channels.details import find_details, redact
from netpoint_stp.subjects.documents import DigestKey

REQUEST = (
    "Добрый день! С утра не работает интернет, роутер перезагружал, лампочка горит красным. Адрес подключения: "
    "ул. Садовая, 5, кв. 12. Логин: olena77, договор № 77821. Паспорт МЕ 123456. Перезвоните, пожалуйста, после обеда. "
)
FILLER = "Соседи говорят, что у них тоже были обрывы на прошлой неделе, но потом все наладилось само собой. "
CHARACTERS = (REQUEST + FILLER * 40)[:2048]
BYTES = CHARACTERS.encode()[:2048].decode(errors="ignore")
ODD = BYTES.replace(" ", "\u2009", 1)
ENGLISH = (
    "Hello, the internet has been down since the morning. Login: olena77, contract no. 77821. " + "It is. " * 300
)[:2048]
STREETS = [
    f"вул. {name}, {house}, кв. {flat}" for name in ("Садова", "Полева") for house in range(1, 6) for flat in (1, 2)
]
KEY = DigestKey(bytes(32))
YARDSTICK = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:логин|логін|login)\w*\W{1,5}([\w.@-]+)",
        r"\b(?:договор|договір|contract)\w*\W{1,5}([\w/-]+)",
        r"\b(?:паспорт|passport)\w*\W{1,5}(\w{2}\s?\d{6}|\d{9})",
        r"\b(?:ул|вул|street)\W{1,3}(\w+\W{1,3}\d+)",
    )
]

CASES: dict[str, Callable[[], object]] = {
    "find, 2 kB of Cyrillic": lambda: find_details(BYTES, key=KEY),
    "find, 2048 characters of Cyrillic": lambda: find_details(CHARACTERS, key=KEY),
    "find, 2 kB of English": lambda: find_details(ENGLISH, key=KEY),
    "find, 2 kB with an odd space": lambda: find_details(ODD, key=KEY),
    "redact, 2 kB of Cyrillic": lambda: redact(BYTES),
    "yardstick, 2 kB of Cyrillic": lambda: [pattern.findall(BYTES) for pattern in YARDSTICK],
    "best of 20 addresses": lambda: best_address("ул. Садовая 5 кв 2", STREETS),
    "one phone number": lambda: parse_phone("8(099)761-91-38"),
    "one e-mail address": lambda: parse_email("User@Example.COM"),
}
GOALS = {"find, 2 kB of Cyrillic": 200.0, "find, 2 kB of English": 200.0}


class Taken(NamedTuple):
    """Microseconds a call: the fastest round, which other work on the machine disturbs least, and the median."""

    fastest: float
    median: float


def measure(rounds: int = 80, repeat: int = 10) -> dict[str, Taken]:
    """Return what each case takes, the cases taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in CASES}
    for work in CASES.values():
        work()
    for _ in range(rounds):
        for name, work in CASES.items():
            started = time.perf_counter()
            for _ in range(repeat):
                work()
            taken[name].append((time.perf_counter() - started) / repeat * 1e6)
    return {name: Taken(round(min(times), 1), round(statistics.median(times), 1)) for name, times in taken.items()}


def main() -> int:
    """Print the table, or JSON; exit 1 where the fastest round of a case misses its goal."""
    result = measure()
    missed = [name for name, goal in GOALS.items() if result[name].fastest > goal]
    if "--json" in sys.argv:
        told = {name: taken._asdict() for name, taken in result.items()}
        print(json.dumps({"microseconds": told, "goals": GOALS, "missed": missed}, ensure_ascii=False, indent=2))
    else:
        print(f"{'microseconds a call':<36}{'fastest':>10}{'median':>10}{'goal':>8}")
        for name, taken in result.items():
            print(f"{name:<36}{taken.fastest:>10.1f}{taken.median:>10.1f}{GOALS.get(name, ''):>8}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
