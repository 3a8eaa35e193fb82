"""Everything between the outbox and the channels: one thread claims, each channel has some that send, one reports.

Claiming, sending and reporting overlap, and none of them waits for the finding (`watcher.loop`).
"""

import contextlib
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Final
from uuid import UUID

from data import sending
from data.database import Database
from data.sending import Claims, Outcome, Outgoing
from visits.words import Channel
from watcher import steps
from watcher.going_on import going_on
from watcher.journal import Journal
from watcher.lane import Lane
from watcher.steps import Sender

LOOK_EVERY_S: Final = 0.25
FRESH_S: Final = 0.5
"""A message that was claimed longer ago is asked for again before it is sent: it may have been acknowledged meanwhile."""
GATHER_S: Final = 0.05
"""While others are on their way, what was sent waits this long to be reported with them: the journal has it meanwhile."""
AT_ONCE: Final = 500
"""Outcomes reported in one transaction at most."""
THREADS: Final = {Channel.EMAIL: 3, Channel.SMS: 3, Channel.TEAMS: 3, Channel.WEBHOOK: 8}
STOP_WITHIN_S: Final = 20.0


class Delivery:
    """Sends what stands in the outbox while `leads` says so. Started and stopped by the watcher."""

    def __init__(
        self,
        db: Database,
        sender: Sender,
        *,
        holder: str,
        now: Callable[[], datetime],
        leads: Callable[[], bool],
        journal: Journal | None = None,
    ) -> None:
        self._db = db
        self._sender = sender
        self._holder = holder
        self._now = now
        self._leads = leads
        self._journal = journal
        self._stop = Event()
        self._wake = Event()
        self._sent: SimpleQueue[Outcome | None] = SimpleQueue()
        self._ours: dict[UUID, float] = {}
        self._lock = Lock()
        self.lanes = [Lane(channel, threads=count) for channel, count in THREADS.items()]
        self._senders = [
            Thread(target=self._send_on, args=(lane,), daemon=True)
            for lane in self.lanes
            for _ in range(lane.threads)
        ]
        self._claimer = Thread(target=self._claim_on, daemon=True)
        self._reporter = Thread(target=self._report_on, daemon=True)

    def start(self) -> None:
        for thread in (*self._senders, self._claimer, self._reporter):
            thread.start()

    def wake(self) -> None:
        """There is something new to send."""
        self._wake.set()

    def claims(self) -> Claims:
        """For how many messages there is room at this moment."""
        return Claims(self._holder, {lane.channel: lane.room() for lane in self.lanes})

    def hand_over(self, claims: Claims) -> None:
        """Messages that were claimed as they were put down. What there was no room for is claimed as room is made."""
        new = self._new(claims.taken)
        for lane in self.lanes:
            of_lane = [message for message in new if message.channel is lane.channel]
            if of_lane or lane.channel in claims.left:
                lane.put(of_lane, more=lane.channel in claims.left)
        if claims.others:
            self.wake()

    def let_go_out(self, within_s: float) -> None:
        """Wait until what was claimed is on its way, and no longer than so many seconds."""
        end_s = time.monotonic() + within_s
        for lane in self.lanes:
            lane.wait_until_empty(max(0.0, end_s - time.monotonic()))

    def take_over(self) -> None:
        """What an earlier process of this name left behind: what it had sent is reported, the rest is claimed anew."""
        if self._journal is not None and (kept := self._journal.kept()):
            sending.delivered(self._db, kept, holder=self._holder)
            self._journal.reported(0)
        sending.take_back(self._db, holder=self._holder)

    def stop(self) -> None:
        """Let every thread end after what it is doing, and report it. What was claimed and not begun is let go."""
        self._stop.set()
        self._wake.set()
        for lane in self.lanes:
            lane.stop()
        end_s = time.monotonic() + STOP_WITHIN_S
        for thread in (*self._senders, self._claimer):
            thread.join(max(0.0, end_s - time.monotonic()))
        self._sent.put(None)
        self._reporter.join(STOP_WITHIN_S)
        going_on(partial(sending.take_back, self._db, holder=self._holder), self._stop)

    def claim(self) -> bool:
        """Claim for every lane that has room; return whether anything was there."""
        waiting = sending.channels_waiting(self._db, now=self._now())
        claimed = [self._claim(lane) for lane in self.lanes if lane.channel in waiting]
        return any(claimed)

    def _claim(self, lane: Lane) -> bool:
        room = lane.room()
        if not room:
            return False
        claimed = sending.claim(
            self._db, holder=self._holder, now=self._now(), limit=room, channel=lane.channel
        )
        lane.put(self._new(claimed), more=len(claimed) == room)
        return bool(claimed)

    def _new(self, claimed: Iterable[Outgoing]) -> list[Outgoing]:
        """Without what is on its way or not reported yet, though its lease ran out: it would be sent twice."""
        with self._lock:
            found = [message for message in claimed if message.id not in self._ours]
            self._ours.update((message.id, time.monotonic()) for message in found)
        return found

    def _claim_on(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            if not (self._leads() and going_on(self.claim, self._stop)):
                self._wake.wait(LOOK_EVERY_S)

    def _send_on(self, lane: Lane) -> None:
        while (message := lane.take()) is not None:
            if lane.done(well=self._send(message)):
                self._wake.set()

    def _send(self, message: Outgoing) -> bool:
        """Send one message, and note what came of it; return whether the channel took it, and at once."""
        fresh = time.monotonic() - self._ours[message.id] <= FRESH_S
        if not fresh and not self._is_wanted(message):
            self._forget([message.id])
            return False
        error = steps.send(self._sender, message)
        at = self._now()
        if not error and self._journal is not None:
            self._journal.note(message.id, at)
        self._sent.put(Outcome(message, at, error))
        return fresh and not error

    def _is_wanted(self, message: Outgoing) -> bool:
        """Where nobody can say, it is left: its lease runs out, and it is claimed again."""
        now = self._now()
        return going_on(
            lambda: sending.is_wanted(self._db, message, holder=self._holder, now=now), self._stop
        )

    def _report_on(self) -> None:
        """Until the end, which is a None: everything that was sent by then is reported first."""
        while True:
            group = self._group()
            outcomes = [outcome for outcome in group if outcome is not None]
            while outcomes and not going_on(partial(self._report, outcomes), self._stop):
                if self._stop.is_set():
                    return  # the journal knows of it, or it is sent again
            if None in group:
                return

    def _group(self) -> list[Outcome | None]:
        """What came of sending since the last report: at least one."""
        group = [self._sent.get()]
        if len(self._ours) > 1:
            self._stop.wait(GATHER_S)
        with contextlib.suppress(Empty):
            while len(group) < AT_ONCE:
                group.append(self._sent.get_nowait())
        return group

    def _report(self, outcomes: list[Outcome]) -> bool:
        sending.report(self._db, outcomes, holder=self._holder)
        self._forget([outcome.message.id for outcome in outcomes])
        if self._journal is not None:
            self._journal.reported(sum(not outcome.error for outcome in outcomes))
        return True

    def _forget(self, message_ids: list[UUID]) -> None:
        with self._lock:
            for message_id in message_ids:
                del self._ours[message_id]
