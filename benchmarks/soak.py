"""The watcher and the server killed again and again while alerts fall due, and a receiver that is away for an hour.

`python -m benchmarks.soak` takes about two hours; every part can be made shorter:
`--kills 50 --server-kills 3 --away-s 60`. With `--postgresql` the kills are on a PostgreSQL that it starts by itself.
"""

import argparse
import random
import signal
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import sink, watch
from benchmarks.sink import ROOT
from benchmarks.watched import Place, environment, free_port, place, start, until, watching
from data import clock, migrate
from data.database import Database
from tests.databases import postgres

EACH = 20
"""Visits that fall due for each kill: some before the start, some in the half second after it."""
SPREAD_S = 0.5
ALIVE_WITHIN_S = 120.0

Start = Callable[[Place, Path], "subprocess.Popen[bytes]"]


@dataclass(frozen=True)
class Killed:
    """What came of it. `most` is the highest number of repeats between one kill and the next."""

    kills: int
    visits: int
    alerts: int
    messages: int
    handed_over: int
    repeats: int
    most: int

    @property
    def lost(self) -> int:
        return self.visits - self.handed_over


def serve(where: Place, folder: Path) -> "subprocess.Popen[bytes]":
    """The whole server, which looks after a watcher of its own: when it is killed, the watcher ends too."""
    return subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**environment(where, folder), "HOMEWARD_DEMO": "false", "PORT": str(free_port())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def killed(url: str, folder: Path, *, kills: int, begin: Start, dice: random.Random) -> Killed:
    """Kill it so many times, each at another moment after it began to watch; then let a last one finish."""
    db, file = Database(url), folder / "taken"
    migrate.upgrade(db, backup_dir=None, now=clock.now())
    where, at = place(db, port=free_port()), []
    with sink.listening(where.port, file):
        for n in range(kills):
            now = clock.now()
            where.fall_due([now + timedelta(seconds=dice.uniform(-1, SPREAD_S)) for _ in range(EACH)])
            process = begin(where, folder)
            until(partial(_beats, where, now), within_s=ALIVE_WITHIN_S, every_s=0.02)
            time.sleep(dice.uniform(0, SPREAD_S))
            process.send_signal(signal.SIGKILL)
            process.wait()
            at.append(time.time())
            if (n + 1) % 100 == 0:
                print(f"  {n + 1} kills", flush=True)
        with watching(where, folder):
            until(lambda: where.messages() >= kills * EACH and not where.undelivered(), within_s=300)
    found = _counted(where, file, at)
    db.close()
    return found


def _beats(where: Place, since: datetime) -> bool:
    beat_at = where.beat_at()
    return beat_at is not None and beat_at > since


def _counted(where: Place, file: Path, at: list[float]) -> Killed:
    seen: set[str] = set()
    after: Counter[int] = Counter()
    for number, when in sink.taken(file):
        if number in seen:
            after[bisect_left(at, when)] += 1
        seen.add(number)
    visits = len(at) * EACH
    most = max(after.values(), default=0)
    return Killed(len(at), visits, where.alerts(), where.messages(), len(seen), after.total(), most)


@contextmanager
def _database(folder: Path, *, postgresql: bool) -> Iterator[str]:
    if not postgresql:
        yield f"sqlite:///{folder / 'homeward.db'}"
        return
    with postgres() as server, server.own() as url:
        yield url


def main(arguments: list[str]) -> None:
    """Print what came of each part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="how often the watcher is killed")
    parser.add_argument("--server-kills", type=int, default=20, help="how often the whole server is killed")
    parser.add_argument("--away-s", type=float, default=3600, help="for how long the receiver is away")
    parser.add_argument("--postgresql", action="store_true", help="kill it on PostgreSQL, not on SQLite")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    dice = random.Random(chosen.seed)
    for name, kills, begin in (("watcher", chosen.kills, start), ("server", chosen.server_kills, serve)):
        if not kills:
            continue
        print(f"The {name} killed {kills} times while {kills * EACH:,} visits fall due", flush=True)
        with TemporaryDirectory() as folder, _database(Path(folder), postgresql=chosen.postgresql) as url:
            print(said(killed(url, Path(folder), kills=kills, begin=begin, dice=dice)), flush=True)
    if chosen.away_s:
        print(f"The receiver away for {chosen.away_s:.0f} s in a burst of {watch.BURST:,}", flush=True)
        print(watch.said(watch.away(seconds=chosen.away_s)))


def said(found: Killed) -> str:
    """Lost, repeated, and by how much at most."""
    return (
        f"  {found.alerts:,} alerts, {found.messages:,} messages, {found.handed_over:,} handed over: {found.lost} lost,"
        f" {found.repeats} repeated in {found.kills} kills (at most {found.most} after one)"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
