"""The store on SQL: receiving, taking from long lines, batches. Run: `make bench`, or with `[--json] [--quick]`.

Side by side, in turns, told as medians. Receiving is measured against bare inserts of the very same rows, by the driver
alone: the statements that the store sent, their values already in the form of the wire, in one transaction each, with
the same settings of durability, in a store of its own. Told beside it, without a goal: a message kept alone (two rows),
and the desk's own receiving, which reads and judges the message and writes the receipt, one by one and in a batch.
PostgreSQL is started for it where it is installed. `--quick` has a tenth of the rows, and judges nothing.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from sqlalchemy import insert
from tests.servers.running import PostgresqlServer, ServerMissingError, running

from netpoint_stp.backends.digests import lookup_digest
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.columns import stamp
from netpoint_stp.backends.sql.rows import event_values
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import CASES, JOURNAL, LINE
from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import NewEvent, written
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.interaction import Interaction, MessageKey, Party, PartyKind, Text
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Became
from netpoint_stp.ports.clocks import ClockBounds
from netpoint_stp.regulation import Regulation

QUICK = "--quick" in sys.argv
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = timedelta(minutes=15)
ANY_TIME = ClockBounds(ahead=timedelta(days=36_500))
ROUNDS, IN_ROUND = (3, 20) if QUICK else (12, 50)
SHORT, LONG = (1_000, 20_000) if QUICK else (1_000, 1_000_000)
SMS = "Логін olena77, з ранку немає інтернету, лампочка горить червоним. Передзвоніть, будь ласка."
MAIL = SMS + "\n\n" + "Роутер перезавантажувала двічі, кабель перевіряла, у сусідів усе працює. " * 20
GOALS = {"receive": 2.0, "take_next": 1.5, "receive_many": 10.0}
Steps = list[tuple[str, Any]]
Message = tuple[Interaction, bytes]
EXAMPLE = Regulation.example()


def arrived(number: int, text: str) -> Message:
    """Return a message and its raw form."""
    raw = f"From: olena{number}@example.com\n\n{text}".encode()
    party = Party(kind=PartyKind.EMAIL, normalised=f"olena{number}@example.com", received=f"olena{number}@example.com")
    identity = MessageKey(channel="email", key=f"<{number}@example.com>", content=sha256(raw).hexdigest())
    interaction = Interaction(
        channel="email",
        sender=party,
        subject="Немає інтернету",
        text=Text(own=text),
        received_at=START,
        identity=identity,
        raw_digest=sha256(raw).hexdigest(),
        raw_size=len(raw),
    )
    return interaction, raw


def receive(store: SqlStore, number: int, message: Message) -> None:
    """Keep a message, open its request, log the decision: one unit of work."""
    with store.transaction() as work:
        recorded = work.record(*message)
        data = {
            "channel": "email",
            "queue": "desk",
            "received_at": moment_text(START),
            "arrival_number": recorded.arrival_number,
            "interactions": [recorded.id],
        }
        new = NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=data, clauses=("3.1.4",), key=recorded.id)
        opened = work.open_case(new)
        result = {"outcome": "is_request", "clauses": ["3.1.4"]}
        work.log(DecisionRecord(decision_id=f"d{number}", path="intake", result=result, case_id=opened.case_id))


def keep(store: SqlStore, _number: int, message: Message) -> None:
    """Keep a message and nothing more."""
    with store.transaction() as work:
        work.record(*message)


def judge(store: SqlStore, _number: int, message: Message) -> None:
    """Receive a message as the desk does: read, judged, kept, its request opened, its receipt put into the outbox."""
    assert desk(store).receive(*message).became is Became.OFFICIAL


@cache
def desk(store: SqlStore) -> Desk:
    """Return the desk of a store."""
    return Desk(EXAMPLE, store)


def mail(number: int) -> Message:
    """Return an ordinary mail that the desk takes for a request, and its raw form."""
    raw = (
        "Received: from relay.example by mx.netpoint.example with ESMTPS for <support@netpoint.example>; "
        f"{START:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"From: <olena{number}@mail.example>\nTo: <support@netpoint.example>\nSubject: Немає інтернету\n"
        f"Message-ID: <{number}@mail.example>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"Договір {100_000 + number}. {MAIL}\n"
    ).encode()
    read = read_email(raw, EXAMPLE.email)
    assert isinstance(read, Interaction)
    return read, raw


class Noting(Session):
    """A session that notes its inserts, as they reach the driver."""

    seen: ClassVar[Steps] = []

    def _execute(self, cursor: Any, sql: str, rows: list[Any]) -> None:
        if sql.startswith("INSERT"):
            self.seen.extend((sql, row) for row in rows)
        super()._execute(cursor, sql, rows)


class Bare:
    """The driver alone, with the settings of the store."""

    def __init__(self, url: str) -> None:
        SqlStore(url).close()
        self.database = connected(url)
        self.raw: Any = self.database.writer.raw_connection()
        self.cursor = self.raw.cursor()
        self.begins = self.database.writer.dialect.name == "sqlite"

    def write(self, steps: Steps) -> None:
        """Write rows in one transaction."""
        if self.begins:
            self.cursor.execute("BEGIN IMMEDIATE")
        for statement, parameters in steps:
            self.cursor.execute(statement, parameters)
        self.raw.commit()

    def close(self) -> None:
        """Let go."""
        self.raw.close()
        self.database.close()


def against_bare(
    urls: tuple[str, str], act: Callable[[SqlStore, int, Message], None], made: Callable[[int], Message]
) -> dict[str, float]:
    """Return the median milliseconds of an act and of its bare inserts, one after the other in turns."""
    store, bare = SqlStore(urls[0]), Bare(urls[1])
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    with patch("netpoint_stp.backends.sql.store.Session", Noting):
        for number in range(ROUNDS * IN_ROUND):
            message = made(number)
            Noting.seen.clear()
            begun = time.perf_counter()
            act(store, number, message)
            between = time.perf_counter()
            bare.write(Noting.seen)
            ended = time.perf_counter()
            if number >= IN_ROUND:
                taken["ours"].append(between - begun)
                taken["bare"].append(ended - between)
    store.close()
    bare.close()
    return told(taken["ours"], taken["bare"])


def told(ours: list[float], yardstick: list[float]) -> dict[str, float]:
    """Return medians in milliseconds and their ratio."""
    first, second = statistics.median(ours) * 1e3, statistics.median(yardstick) * 1e3
    return {"ours_ms": round(first, 3), "yardstick_ms": round(second, 3), "ratio": round(first / second, 2)}


def fill(url: str, waiting: int) -> SqlStore:
    """Return a store in which so many requests wait."""
    store = SqlStore(url, clock_bounds=ANY_TIME)  # its rows are of `START`
    queue = lookup_digest("desk")
    for start in range(1, waiting + 1, 10_000):
        rows = list(_rows(queue, start, min(start + 10_000, waiting + 1)))
        with store._database.writer.begin() as connection:
            for part, table in enumerate((JOURNAL, CASES, LINE)):
                connection.execute(insert(table), [row[part] for row in rows])
    if "postgresql" in url:
        with store._database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return store


def _rows(queue: bytes, start: int, end: int) -> Iterator[tuple[dict[str, Any], ...]]:
    for number in range(start, end):
        at = START + timedelta(seconds=number)
        data = {"channel": "email", "queue": "desk", "received_at": moment_text(at), "arrival_number": number}
        new = NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=data, key=f"I-{number}")
        opened = written(new, seq=number, case=CaseKind.REQUEST, case_id=f"R-{number}", last=None, at=at)
        case = {"kind": "R", "number": number, "state": opened.state.value, "events": 1, "digest": opened.digest}
        line = {"queue_digest": queue, "in_turn": 1, "placed_at": stamp(at), "arrival": number, "number": number}
        yield event_values(opened, number), case, line


def by_depth(urls: tuple[str, str]) -> dict[str, float]:
    """Return the median milliseconds of `take_next` with many waiting and with few, in turns."""
    deep, shallow = fill(urls[0], LONG), fill(urls[1], SHORT)
    taken: dict[str, list[float]] = {"deep": [], "shallow": []}
    for turn in range(40 if QUICK else 400):
        for name, store in (("deep", deep), ("shallow", shallow)):
            started = time.perf_counter()
            with store.transaction() as work:
                assert work.take_next("desk", "olga", LEASE) is not None
            if turn >= 20:
                taken[name].append(time.perf_counter() - started)
    deep.close()
    shallow.close()
    return told(taken["deep"], taken["shallow"])


def batches(
    urls: tuple[str, str],
    made: Callable[[int], Message],
    one: Callable[[SqlStore, int, Message], None],
    several: Callable[[SqlStore, list[Message]], object],
) -> dict[str, float]:
    """Return the median milliseconds of one message on its own and in a batch, and how many times faster that is."""
    singly, together = SqlStore(urls[0]), SqlStore(urls[1])
    single: list[float] = []
    batched: list[float] = []
    size = 100 if QUICK else 500
    for turn in range(ROUNDS):
        for number in range(turn * IN_ROUND, (turn + 1) * IN_ROUND):
            message = made(number)
            started = time.perf_counter()
            one(singly, number, message)
            single.append(time.perf_counter() - started)
        messages = [made(number) for number in range(turn * size, (turn + 1) * size)]
        started = time.perf_counter()
        several(together, messages)
        batched.append((time.perf_counter() - started) / size)
    singly.close()
    together.close()
    return told(single, batched)


def keep_several(store: SqlStore, messages: list[Message]) -> None:
    """Keep messages in one unit of work."""
    with store.transaction() as work:
        work.record_many(messages)


def judge_several(store: SqlStore, messages: list[Message]) -> None:
    """Receive messages at the desk in one unit of work."""
    desk(store).receive_many(messages)


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Return what was measured, by name."""
    result: dict[str, dict[str, float]] = {}
    with ExitStack() as stack:
        places: dict[str, Callable[[str], str]] = {"sqlite": lambda name: f"sqlite:///{folder}/{name}.db"}
        try:
            server = stack.enter_context(running(PostgresqlServer, ("fsync=on", "shared_buffers=512MB")))
            places["postgresql"] = server.create
        except ServerMissingError as missing:
            print(missing, file=sys.stderr)
        for name, place in places.items():
            sms, mails = partial(arrived, text=SMS), partial(arrived, text=MAIL)
            result[f"receive, {name}"] = against_bare((place("receive"), place("bare")), receive, mails)
            result[f"record alone, {name}"] = against_bare((place("record"), place("bare_record")), keep, mails)
            result[f"at the desk, {name}"] = against_bare((place("desk"), place("bare_desk")), judge, mail)
            result[f"receive_many of SMS, {name}"] = batches((place("one"), place("many")), sms, keep, keep_several)
            result[f"receive_many of mails, {name}"] = batches(
                (place("one_mail"), place("many_mail")), mails, keep, keep_several
            )
            result[f"receive_many at the desk, {name}"] = batches(
                (place("one_desk"), place("many_desk")), mail, judge, judge_several
            )
            result[f"take_next, {LONG} against {SHORT}, {name}"] = by_depth((place("deep"), place("shallow")))
    return result


def missed(result: dict[str, dict[str, float]]) -> list[str]:
    """Return what missed its goal; of `receive_many` that of SMS on SQLite has one, of the desk nothing has."""
    found = []
    for name, figures in result.items():
        kind = name.split(",")[0].split(" ")[0]
        if kind == "receive_many":
            if "sqlite" in name and "SMS" in name and figures["ratio"] < GOALS[kind]:
                found.append(name)
        elif figures["ratio"] > GOALS.get(kind, float("inf")):
            found.append(name)
    return found


def main() -> int:
    """Print the table, or JSON; exit 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder))
    late = [] if QUICK else missed(result)
    if "--json" in sys.argv:
        print(json.dumps({"result": result, "goals": GOALS, "missed": late}, ensure_ascii=False, indent=2))
    else:
        for name, figures in result.items():
            print(f"{name:<44}{figures['ours_ms']:>9.3f} ms{figures['yardstick_ms']:>9.3f} ms{figures['ratio']:>8.2f}×")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
