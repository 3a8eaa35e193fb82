"""The way to one channel: what is claimed for it and not sent yet, and how many are sent at a time."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Lock
from typing import Final

from data.sending import Outgoing
from visits.words import Channel

WIDEN_S: Final = 0.05
"""While a channel answers sooner than this, one message is on its way at a time: a kill can repeat no more than that one.
When it takes longer, one more is begun beside it each time, up to the lane's threads."""

MOST: Final = 256
"""Messages waiting in a lane of a quick channel: a fifth of a second's work. Few, since whatever waits here can still be
withdrawn, and is asked for again if it waits for long."""


class Lane:
    """One for each channel, so that a slow or dead one holds up no other. Used from several threads.

    How many it asks for begins small, doubles while they go out well, and is small again after one that does not: a dead
    channel holds few messages at a time, and never longer than their lease.
    """

    def __init__(
        self, channel: Channel, *, threads: int, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.channel = channel
        self.threads = threads
        self._clock_s = clock_s
        self._waiting: deque[Outgoing] = deque()
        lock = Lock()
        self._changed = Condition(lock)
        self._emptied = Condition(lock)
        self._asks_for = threads
        self._under_way = 0
        self._began_s = 0.0
        self._more = False
        self._stopped = False

    def room(self) -> int:
        """How many more messages to claim for it now; 0 while more than half of the last ones wait."""
        with self._changed:
            return self._room()

    def put(self, messages: Sequence[Outgoing], *, more: bool) -> None:
        """Messages that were claimed for it, and whether there may be `more` where they came from."""
        with self._changed:
            self._waiting.extend(messages)
            self._more = more
            self._changed.notify_all()

    def take(self) -> Outgoing | None:
        """The next message to send, once its turn has come; None when the lane was stopped."""
        with self._changed:
            while not self._stopped:
                wait_s = self._turn_in_s() if self._waiting else None
                if wait_s is not None and wait_s <= 0:
                    self._under_way += 1
                    self._began_s = self._clock_s()
                    message = self._waiting.popleft()
                    if not self._waiting:
                        self._emptied.notify_all()
                    return message
                self._changed.wait(wait_s)
        return None

    def done(self, *, well: bool) -> bool:
        """One that was taken has been sent, or not. Whoever calls takes the next.

        Return whether to claim more now: once, when there is room again and there was more.
        """
        with self._changed:
            self._under_way -= 1
            if not well:
                self._asks_for = self.threads
            elif not self._waiting:
                self._asks_for = min(2 * self._asks_for, MOST)
            look = self._more and self._room() > 0
            self._more = self._more and not look
            return look

    def wait_until_empty(self, within_s: float) -> None:
        """Wait until nothing waits here any more, and no longer than so many seconds."""
        with self._changed:
            self._emptied.wait_for(lambda: self._stopped or not self._waiting, within_s)

    def stop(self) -> None:
        """Nobody takes any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            self._emptied.notify_all()

    def _room(self) -> int:
        return self._asks_for if len(self._waiting) * 2 <= self._asks_for else 0

    def _turn_in_s(self) -> float:
        return self._began_s + WIDEN_S - self._clock_s() if self._under_way else 0.0
