"""The watcher at work: one thread finds and raises, others send, until told to stop.

Finding and sending overlap: whoever finishes the finding first makes the first message of a burst wait for the last row.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Any, Final

from structlog.typing import FilteringBoundLogger

from data import clock, logs, pulse
from data.database import Database
from data.queries.health import STALE_S
from watcher import steps
from watcher.beside import Beside, Job
from watcher.delivery import Delivery
from watcher.going_on import going_on
from watcher.journal import Journal
from watcher.names import new_holder
from watcher.nudges import nudge_due
from watcher.outside import Outside
from watcher.passing import pass_on_unsent
from watcher.reminders import remind_of_reviews
from watcher.steps import Sender

LOOK_EVERY_S: Final = 0.25
"""The longest between two looks: what somebody writes meanwhile may be due at once. What is known is met on time."""
BREATH_S: Final = 0.1
"""The longest that a burst's next batch waits for the messages of the last: two threads of one interpreter that raise and
send at the same moment keep each other waiting."""
BEAT_EVERY_S: Final = 2.0
REVIEWS_EVERY_S: Final = 3600.0
BESIDE_EVERY_S: Final = 1.0
A_TICK: Final = timedelta(milliseconds=1)


class Watch:
    """One copy of the watcher. `run` returns once `stop` is set."""

    def __init__(
        self,
        db: Database,
        sender: Sender,
        *,
        holder: str | None = None,
        now: Callable[[], datetime] = clock.now,
        journal: Journal | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._db = db
        self._holder = holder or new_holder()
        self._now = now
        self._stop = Event()
        self._leads = False
        self._fresh = True
        self._looked_at = now()
        self._beat_again_s = 0.0
        self._reviews_again_s = 0.0
        self._well_s = float("-inf")
        self._outside = outside
        self._delivery = Delivery(
            db, sender, holder=self._holder, now=now, leads=lambda: self._leads, journal=journal
        )
        self._beside = Beside(Job(BESIDE_EVERY_S, self.look_beside), Job(BESIDE_EVERY_S, self._ping))

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        self._stop.set()

    def run(self) -> None:
        """Watch until `stop`. Lets go of the lease at the end, so that another copy need not wait for it."""
        _log().info("watch.started", pid=os.getpid())
        self._delivery.start()
        self._beside.start()
        while not self._stop.is_set():
            if going_on(self.look, self._stop):
                self._delivery.let_go_out(BREATH_S)
            else:
                self._stop.wait(self._until_next_s())
        self._beside.stop()
        self._delivery.stop()
        going_on(partial(pulse.release, self._db, holder=self._holder, now=self._now()), self._stop)
        _log().info("watch.stopped", pid=os.getpid())

    def look(self) -> bool:
        """One look: beat if it is time, raise what is due, remind, and now and then the reviews.

        Return whether there is more to do at once. A burst is raised in many looks, so that the lease is kept all along.
        """
        if time.monotonic() >= self._beat_again_s:
            self._beat_again_s = time.monotonic() + BEAT_EVERY_S
            self._leads = steps.keep_pulse(
                self._db, holder=self._holder, now=self._now(), facts=self._facts()
            )
        if not self._leads:
            return False
        if self._fresh:
            self._delivery.take_over()
            self._fresh = False
        self._looked_at = self._now()
        more = self._raise(self._looked_at)
        more = self._remind(self._looked_at) or more
        self._look_at_reviews()
        self._well_s = time.monotonic()
        return more

    def look_beside(self) -> None:
        """What is not to hold up an alert: visitors are reminded, and what was not taken goes on."""
        if not self._leads:
            return
        put_down = nudge_due(self._db, now=self._now())
        if put_down + pass_on_unsent(self._db, now=self._now()):
            self._delivery.wake()

    def _ping(self) -> None:
        if self._outside is not None:
            self._outside.look(well=self._leads and time.monotonic() - self._well_s < STALE_S)

    def _facts(self) -> dict[str, Any]:
        """What the pulse says of this copy. `ping` is whether the outside watch answers, where there is one."""
        facts: dict[str, Any] = {"pid": os.getpid()}
        return facts if self._outside is None else {**facts, "ping": self._outside.answers}

    def _raise(self, now: datetime) -> bool:
        found = steps.find_due(self._db, now=now)
        claims = self._delivery.claims()
        raised = steps.raise_all(self._db, found, now=self._now(), claims=claims)
        if raised:
            self._delivery.hand_over(claims)
        return raised > 0 and len(found) == steps.BATCH

    def _remind(self, now: datetime) -> bool:
        found = steps.find_reminders(self._db, now=now)
        if steps.remind_all(self._db, found, now=self._now()):
            self._delivery.wake()
        return len(found) == steps.REMINDERS

    def _look_at_reviews(self) -> None:
        if time.monotonic() >= self._reviews_again_s:
            self._reviews_again_s = time.monotonic() + REVIEWS_EVERY_S
            remind_of_reviews(self._db, now=self._now())

    def _until_next_s(self) -> float:
        """How long to sleep: to the very moment at which something falls due, and never for long."""
        if not self._leads:
            return LOOK_EVERY_S
        try:
            # What fell due since the look began was not found by it, and is not to wait.
            at = steps.next_at(self._db, now=self._looked_at)
        except Exception:  # noqa: BLE001  (the next look meets the same failure, and says so)
            return LOOK_EVERY_S
        left_s = LOOK_EVERY_S if at is None else (at + A_TICK - self._now()).total_seconds()
        return min(max(left_s, 0.0), LOOK_EVERY_S)


def _log() -> FilteringBoundLogger:
    return logs.logger("watcher")
