"""What keeping records asks for by itself: signed lists are worked off, lists are made, old words go.

A thread of its own, as for the audit's ends: looking through thousands of texts must not hold up the watch.
"""

from datetime import datetime
from threading import Event, Thread
from typing import Final

from data import clock, logs
from data.commands.anchor import schools
from data.commands.confirming import purge
from data.commands.core import SYSTEM, Refused
from data.commands.records import list_changes, make_list
from data.commands.tidying import tidy
from data.database import Database
from data.disposing import Keeping, agree, work_off
from data.purging import next_to_purge
from data.queries.people import london_day
from data.sweeping import sweep

FIRST_AFTER_S: Final = 20.0
EVERY_S: Final = 30.0
"""How soon after a signature the erasing begins."""
AT_ONCE: Final = 200
"""Visits whose words go in one day's round; what is left goes in the next."""


class Rounds:
    """Knows which days were done. One process's; another does the same again, and finds nothing left."""

    def __init__(self, db: Database, keeping: Keeping) -> None:
        self._db = db
        self._keeping = keeping
        self._day_done = ""
        self._month_done = ""

    def go(self, now: datetime) -> None:
        """Erase what is signed for; once a day empty words and tidy; once a month make the schools' lists."""
        work_off(self._db, self._keeping, now=now)
        day = london_day(now).isoformat()
        if self._day_done != day:
            self._daily(now)
            self._day_done = day
        if self._month_done != day[:7]:
            self._monthly(now)
            self._month_done = day[:7]

    def _daily(self, now: datetime) -> None:
        agree(self._db, self._keeping, now=now)
        tidy(self._db, by=SYSTEM, now=now)
        sweep(self._db, folder=self._keeping.attendance, now=now)
        with self._db.read() as session:
            ready = next_to_purge(session, now=now, limit=AT_ONCE)
        for visit_id in ready:
            purge(self._db, visit_id=visit_id, by=SYSTEM, now=now)

    def _monthly(self, now: datetime) -> None:
        with self._db.read() as session:
            every = schools(session)
        for school_id in every:
            with self._db.read() as session:
                if not list_changes(session, school_id=school_id, now=now):
                    continue
            try:
                make_list(self._db, school_id=school_id, by=SYSTEM, now=now)
            except Refused:
                # A list that is being worked off; whoever keeps the records makes the next one.
                logs.logger("watcher").info("records.list_waits", school_id=school_id)


def start(db: Database, keeping: Keeping, *, stop: Event) -> Thread:
    """Keep the records until `stop`."""
    thread = Thread(target=_run, args=(Rounds(db, keeping), stop), name="records", daemon=True)
    thread.start()
    return thread


def _run(rounds: Rounds, stop: Event) -> None:
    wait_s = FIRST_AFTER_S
    while not stop.wait(wait_s):
        logs.bind_correlation()
        try:
            rounds.go(clock.now())
        except Exception:  # noqa: BLE001  (the thread has to live on: what failed is done in the next round)
            logs.logger("watcher").exception("records.failed")
        wait_s = EVERY_S
