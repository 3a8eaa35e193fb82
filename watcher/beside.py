"""What is done beside finding and sending, in threads of its own: none of it may hold up an alert."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from watcher.going_on import going_on

STOP_WITHIN_S: Final = 20.0


@dataclass(frozen=True)
class Job:
    """Something to do again and again, with so many seconds in between."""

    every_s: float
    work: Callable[[], bool | None]


class Beside:
    """Does each of its jobs until it is stopped. One that fails is logged and goes on."""

    def __init__(self, *jobs: Job) -> None:
        self._stop = Event()
        self._threads = [Thread(target=self._go_on, args=(job,), daemon=True) for job in jobs]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each thread end after what it is doing."""
        self._stop.set()
        for thread in self._threads:
            thread.join(STOP_WITHIN_S)

    def _go_on(self, job: Job) -> None:
        while not self._stop.is_set():
            going_on(job.work, self._stop)
            self._stop.wait(job.every_s)
