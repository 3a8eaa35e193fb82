"""From silence to hand-over: how late one is, how many a second in a burst, and what a receiver that was away gets.

Each part has a database, a watcher and a receiver of its own, all of them real and on this machine.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import sink
from benchmarks.past import add_past, add_past_silence
from benchmarks.refresh import OURS, boards, serving
from benchmarks.watched import Place, free_port, place, until, watching
from data import clock, migrate
from data.database import Database

BURST = 2_000
PAST = 1_000_000
DRIP, DRIP_S = 300, 60
BOARDS, EVERY_S = 20, 5.0
AWAY_S, ACKNOWLEDGED = 60, 200
LIMIT_P95_MS, LIMIT_FIRST_S, LIMIT_RATE, LIMIT_SLOWER = 50, 1.0, 1_000, 0.2


@dataclass(frozen=True)
class Late:
    """Milliseconds from each deadline to its hand-over, sorted, and refreshes of boards a second meanwhile."""

    ms: list[float]
    refreshed: float = 0.0

    def at(self, part: float) -> float:
        return self.ms[int(part * (len(self.ms) - 1))]


@dataclass(frozen=True)
class Away:
    """What came of a burst whose receiver went and came back; `took_s` is from its return to the last message.

    Some of the alerts were acknowledged meanwhile: of them nothing is to be sent any more.
    """

    alerts: int
    steps: int
    messages: int
    acknowledged: int
    handed_over: int
    after_acknowledging: int
    repeats: int
    took_s: float


@contextmanager
def ready(folder: Path, *, past: int = 0) -> Iterator[tuple[Place, Path]]:
    """A place with so many past visits, and the file in which its receiver writes down what came."""
    db = Database(f"sqlite:///{folder / 'homeward.db'}")
    migrate.upgrade(db, backup_dir=None, now=clock.now())
    where = place(db, port=free_port())
    if past:
        add_past(db, school=where.school, person=where.office, policy=where.policy, past=past)
        add_past_silence(db, school=where.school, person=where.office, past=past)
    try:
        yield where, folder / "taken"
    finally:
        db.close()


def burst(*, past: int) -> tuple[float, float]:
    """So many visits fall due at one moment: seconds to the first hand-over, and how many a second until the last."""
    with TemporaryDirectory() as name, ready(Path(name), past=past) as (where, file):
        with sink.listening(where.port, file), watching(where, Path(name)):
            due_at = clock.now() + timedelta(seconds=5)
            where.fall_due([due_at] * BURST)
            until(lambda: len(sink.taken(file)) >= BURST, within_s=120, every_s=0.2)
        times = sorted(at - due_at.timestamp() for _, at in sink.taken(file))
    return times[0], BURST / times[BURST - 1]


def away(*, seconds: float, visits: int = BURST) -> Away:
    """The receiver goes in the middle of a burst and comes back after so many seconds."""
    with TemporaryDirectory() as name, ready(Path(name)) as (where, file), watching(where, Path(name)):
        with sink.listening(where.port, file):
            where.fall_due([clock.now() + timedelta(seconds=2)] * visits)
            until(lambda: len(sink.taken(file)) >= visits // 4, within_s=60, every_s=0.01)
        time.sleep(seconds / 2)
        until(lambda: where.messages() >= visits, within_s=120)
        quiet = where.acknowledge(ACKNOWLEDGED)
        time.sleep(seconds / 2)
        back_s = time.monotonic()
        with sink.listening(where.port, file):
            until(lambda: not where.undelivered(), within_s=300)
        took_s = time.monotonic() - back_s
        came = sink.taken(file)
        return Away(
            alerts=where.alerts(),
            steps=where.steps(),
            messages=where.messages(),
            acknowledged=len(quiet),
            handed_over=len({number for number, _ in came}),
            after_acknowledging=sum(at > quiet.get(number, at) for number, at in came),
            repeats=sink.repeats(file),
            took_s=took_s,
        )


def alone() -> Late:
    """Visits that fall due one after the other for a minute, with nothing else to do on this machine."""
    with (
        TemporaryDirectory() as name,
        ready(Path(name)) as (where, file),
        sink.listening(where.port, file),
        watching(where, Path(name)),
    ):
        return Late(_drip(where, file))


def beside_boards(*, every_s: float) -> Late:
    """The same beside boards, over the made-up data and with the watcher that the server itself looks after."""
    port = free_port()
    with (
        TemporaryDirectory() as name,
        sink.listening(port, file := Path(name) / "taken"),
        serving(OURS, Path(name), HOMEWARD_WEBHOOKS=f"127.0.0.1:{port}") as url,
        closing(Database(f"sqlite:///{Path(name) / 'homeward.db'}")) as db,
        ThreadPoolExecutor(1) as pool,
    ):
        refreshed = pool.submit(boards, url, count=BOARDS, seconds=DRIP_S + 10, every_s=every_s)
        late = _drip(place(db, port=port), file)
        return Late(late, refreshed.result())


def _drip(where: Place, file: Path) -> list[float]:
    first_at = clock.now() + timedelta(seconds=8)
    where.fall_due([first_at + n * timedelta(seconds=DRIP_S / DRIP) for n in range(DRIP)])
    until(lambda: len(sink.taken(file)) >= DRIP, within_s=DRIP_S + 90, every_s=0.5)
    due = where.due()
    return sorted((at - due[number].timestamp()) * 1000 for number, at in sink.taken(file))


def main() -> None:
    """Print the tables."""
    print(
        f"Watch: {DRIP} visits fall due over {DRIP_S} s; milliseconds from deadline to a webhook's hand-over"
    )
    print(f"{'beside':>34} {'median':>8} {'95%':>8} {'last':>8}   (95% at most {LIMIT_P95_MS})")
    for beside, measure in (
        ("nothing", alone),
        (f"{BOARDS} boards, each every {EVERY_S:.0f} s", partial(beside_boards, every_s=EVERY_S)),
        (f"{BOARDS} boards without a pause", partial(beside_boards, every_s=0.0)),
    ):
        late = measure()
        print(f"{beside:>34} {late.at(0.5):>8.1f} {late.at(0.95):>8.1f} {late.ms[-1]:>8.1f}", end="")
        print(f"   {late.refreshed:.1f} refreshes a second" if late.refreshed else "")
    print(f"\nWatch: {BURST:,} visits of two people fall due at one moment")
    print(
        f"{'past visits':>12} {'first':>8} {'a second':>9}   (within {LIMIT_FIRST_S:.0f} s; {LIMIT_RATE:,})"
    )
    rates = []
    for past in (0, PAST):
        first_s, rate = burst(past=past)
        rates.append(rate)
        print(f"{past:>12,} {first_s:>6.2f} s {rate:>9,.0f}")
    print(f"slower above {PAST:,} by {1 - rates[1] / rates[0]:.0%} (at most {LIMIT_SLOWER:.0%})")
    print(f"\nWatch: the receiver goes in the middle of such a burst and comes back after {AWAY_S} s")
    print(f"{said(away(seconds=AWAY_S))}\n")


def said(found: Away) -> str:
    """What came of it, as two lines."""
    return (
        f"{found.alerts:,} alerts at {found.steps:,} steps, {found.messages:,} messages, {found.acknowledged:,}"
        f" acknowledged while it was away: {found.handed_over:,} handed over, {found.repeats} of them twice,\n"
        f"{found.after_acknowledging} after they were acknowledged; the last {found.took_s:.1f} s after its return"
    )


if __name__ == "__main__":
    main()
