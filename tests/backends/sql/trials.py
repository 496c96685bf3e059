"""The trials with many processes, of any size; `make proofs` runs them in full.

Run: `python -m tests.backends.sql.trials`, with names of databases to leave others out.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.backends.sql import hammer, history
from tests.servers.running import MariadbServer, PostgresqlServer, Server, running

from netpoint_stp.backends.sql import SqlStore

ROOT = Path(__file__).parents[3]


def started(job: hammer.Job) -> subprocess.Popen[bytes]:
    """Start a process with a job."""
    paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path)])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.backends.sql.hammer", hammer.told(job)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
    )


def ended(processes: list[subprocess.Popen[bytes]], seconds: float) -> list[str]:
    """Wait for processes and return what went wrong with them."""
    wrong = []
    last = time.monotonic() + seconds
    for process in processes:
        try:
            _, errors = process.communicate(timeout=max(1.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            wrong.append("a process did not come to its end")
            continue
        if process.returncode:
            wrong.append(f"a process failed: {errors.decode(errors='replace')[-4000:]}")
    return wrong


def shares(messages: int, processes: int) -> list[list[int]]:
    """Return who delivers what: every fifth message is delivered twice, by two processes."""
    shared: list[list[int]] = [[] for _ in range(processes)]
    for number in range(messages):
        shared[number % processes].append(number)
        if number % 5 == 0:
            shared[(number + 1) % processes].append(number)
    return shared


def many_processes(url: str, folder: Path, *, processes: int, messages: int, seconds: float) -> list[str]:
    """Record and take with many processes; return everything that does not hold."""
    SqlStore(url).close()
    jobs = [
        hammer.Job(url=url, worker=f"w{number}", log=f"{folder}/{number}.log", deliver=share, seed=number)
        for number, share in enumerate(shares(messages, processes))
    ]
    wrong = ended([started(job) for job in jobs], seconds)
    lines = hammer.lines(folder)
    wrong += [f"{line['by']} was told: {line['why']}" for line in lines if line["act"] == "unavailable"]
    wrong += history.order_breaches(lines)
    store = SqlStore(url)
    wrong += history.loss(store, lines, range(messages))
    store.close()
    repeats = sum(line["act"] == "deliver" and not line["first"] for line in lines)
    if repeats != len(range(0, messages, 5)):
        wrong.append(f"{repeats} deliveries were told to be repeats, {len(range(0, messages, 5))} were")
    return wrong


def kills(url: str, folder: Path, *, processes: int, deaths: int, seconds: float) -> list[str]:
    """Kill processes at random points, again and again; return everything that does not hold after their restart.

    There is always more to deliver. At the end each delivers again what it may have been at, and all is taken.
    """
    SqlStore(url).close()
    chance = random.Random(deaths)
    shared = shares(2000 * deaths, processes)
    logs = [folder / f"{number}.log" for number in range(processes)]

    def start(number: int, deliver: list[int], *, stop_when_empty: bool) -> subprocess.Popen[bytes]:
        job = hammer.Job(
            url=url,
            worker=f"w{number}",
            log=str(logs[number]),
            deliver=deliver,
            seed=chance.randrange(2**32),
            lease_seconds=2.0,
            retry=True,
            stop_when_empty=stop_when_empty,
        )
        return started(job)

    alive = [start(number, share[:_A_LIFE], stop_when_empty=False) for number, share in enumerate(shared)]
    sizes = [0] * processes
    for _ in range(deaths):
        number = _one_at_work(logs, sizes, chance)
        time.sleep(chance.uniform(0, 0.03))
        _kill(alive[number])
        sizes[number] = _size(logs[number])
        left = _left(shared[number], logs[number])[:_A_LIFE]
        alive[number] = start(number, left, stop_when_empty=False)
    for process in alive:
        _kill(process)
    alive = [start(number, _left(share, logs[number])[:1], stop_when_empty=True) for number, share in enumerate(shared)]
    wrong = ended(alive, seconds)
    lines = hammer.lines(folder)
    store = SqlStore(url)
    wrong += history.loss(store, lines, sorted({line["number"] for line in lines if line["act"] == "deliver"}))
    wrong += [f"{lease.request_id} is held by nobody" for lease in store.leases()]
    store.close()
    return wrong


_A_LIFE: Final = 2000
"""Messages that a process is given for one life; more than it ever delivers in one."""


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _left(share: list[int], log: Path) -> list[int]:
    """Return what a process has still to deliver, in order: what it was at when it died comes first."""
    lines = hammer.lines_of(log) if log.exists() else []
    acknowledged = {line["number"] for line in lines if line["act"] == "deliver"}
    return [number for number in share if number not in acknowledged]


def _one_at_work(logs: list[Path], sizes: list[int], chance: random.Random) -> int:
    """Return a process that has written something down since it was started; any one where none does for a while."""
    enough = time.monotonic() + 20.0
    while time.monotonic() < enough:
        at_work = [number for number, log in enumerate(logs) if _size(log) > sizes[number]]
        if at_work:
            return chance.choice(at_work)
        time.sleep(0.002)
    return chance.randrange(len(logs))


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def main() -> int:
    """Run both trials in full on each database; exit 1 where anything does not hold."""
    failed = False
    for name in sys.argv[1:] or ["sqlite", "postgresql", "mariadb"]:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = None
            if name == "postgresql":
                server = stack.enter_context(running(PostgresqlServer, ("fsync=on",)))
            elif name == "mariadb":
                server = stack.enter_context(running(MariadbServer, ()))

            def place(trial: str, server: Server | None = server, folder: Path = folder) -> tuple[str, Path]:
                logs = folder / trial
                logs.mkdir()
                return f"sqlite:///{logs}/store.db" if server is None else server.create(trial), logs

            begun = time.monotonic()
            url, logs = place("many_processes")
            wrong = many_processes(url, logs, processes=16, messages=20_000, seconds=3600)
            _tell(name, "16 processes, 20,000 messages", begun, logs, wrong)
            begun = time.monotonic()
            url, logs = place("kills")
            more = kills(url, logs, processes=4, deaths=200, seconds=3600)
            _tell(name, "200 kills", begun, logs, more)
            failed = failed or bool(wrong) or bool(more)
    return int(failed)


def _tell(name: str, trial: str, begun: float, logs: Path, wrong: list[str]) -> None:
    acts = dict(Counter(line["act"] for line in hammer.lines(logs)))
    print(
        f"{name}, {trial}: {time.monotonic() - begun:.0f} s, {acts}, {len(wrong)} wrong",
        *wrong[:20],
        sep="\n",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
