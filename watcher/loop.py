"""The watcher at work: one thread finds and raises, some send, until told to stop.

Finding and sending overlap: whoever finishes the finding first makes the first message of a burst wait for the last row.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Final

from structlog.typing import FilteringBoundLogger

from data import clock, logs, pulse, sending
from data.database import Database
from data.failures import is_passing
from watcher import steps
from watcher.names import new_holder
from watcher.reminders import remind_of_reviews
from watcher.steps import Sender

LOOK_EVERY_S: Final = 0.25
SELDOM_S: Final = 2.0
BEAT_EVERY_S: Final = 2.0
SENDERS: Final = 3
AFTER_FAILURE_S: Final = 1.0
REVIEWS_EVERY_S: Final = 3600.0
STOP_WITHIN_S: Final = 20.0


class Watch:
    """One copy of the watcher. `run` returns once `stop` is set."""

    def __init__(
        self,
        db: Database,
        sender: Sender,
        *,
        holder: str | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._db = db
        self._sender = sender
        self._holder = holder or new_holder()
        self._now = now
        self._stop = Event()
        self._to_send = Event()
        self._leads = False
        self._fresh = True
        self._beat_again_s = 0.0
        self._reviews_again_s = 0.0

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        self._stop.set()
        self._to_send.set()

    def run(self) -> None:
        """Watch until `stop`. Lets go of the lease at the end, so that another copy need not wait for it."""
        # All are woken when there is something; looking for what others put down, or for a second try, is the first's.
        every_s = [LOOK_EVERY_S] + [SELDOM_S] * (SENDERS - 1)
        senders = [Thread(target=self._send_on, args=(s,), daemon=True) for s in every_s]
        for thread in senders:
            thread.start()
        _log().info("watch.started", pid=os.getpid())
        while not self._stop.is_set():
            if not self._go_on(self.look):
                self._stop.wait(LOOK_EVERY_S)
        for thread in senders:
            thread.join(STOP_WITHIN_S)
        self._go_on(self._release)
        _log().info("watch.stopped", pid=os.getpid())

    def look(self) -> bool:
        """One look: beat if it is time, raise what is due, remind, and now and then the reviews.

        Return whether there is more to raise. A burst is raised in many looks, so that the lease is kept all along.
        """
        if time.monotonic() >= self._beat_again_s:
            self._beat_again_s = time.monotonic() + BEAT_EVERY_S
            facts = {"pid": os.getpid(), "senders": SENDERS}
            self._leads = steps.keep_pulse(self._db, holder=self._holder, now=self._now(), facts=facts)
        if not self._leads:
            return False
        if self._fresh:
            sending.take_back(self._db, holder=self._holder)
            self._fresh = False
        found = steps.find_due(self._db, now=self._now())
        for deadline_id in found:
            steps.raise_all(self._db, [deadline_id], now=self._now())
            self._to_send.set()
        if steps.remind_all(self._db, steps.find_reminders(self._db, now=self._now()), now=self._now()):
            self._to_send.set()
        self._look_at_reviews()
        return len(found) == steps.BATCH

    def _look_at_reviews(self) -> None:
        if time.monotonic() >= self._reviews_again_s:
            self._reviews_again_s = time.monotonic() + REVIEWS_EVERY_S
            remind_of_reviews(self._db, now=self._now())

    def _send_on(self, look_every_s: float) -> None:
        while not self._stop.is_set():
            if not (self._leads and self._go_on(self._send)):
                self._to_send.wait(look_every_s)
                self._to_send.clear()

    def _send(self) -> bool:
        return steps.send_due(self._db, self._sender, holder=self._holder, now=self._now()).total > 0

    def _release(self) -> None:
        pulse.release(self._db, holder=self._holder, now=self._now())

    def _go_on(self, work: Callable[[], bool | None]) -> bool:
        """Do it; whatever fails is logged and done again a moment later. A watcher that gives up watches nobody."""
        try:
            return work() or False
        except Exception as error:  # noqa: BLE001  (see above)
            if is_passing(error):
                _log().warning("watch.database_failed", exc_info=error)
            else:
                _log().error("watch.failed", exc_info=error)
            self._stop.wait(AFTER_FAILURE_S)
            return False


def _log() -> FilteringBoundLogger:
    return logs.logger("watcher")
