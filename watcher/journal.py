"""What a channel has taken and the database does not know yet, in a small file beside it.

Deliveries are reported in groups, since a commit a message is too slow in a burst. Killed in between, the next process of
this machine reads here what need not be sent again. Nothing depends on the file: without it a message goes out twice.
"""

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from data import logs

NAME = "watcher.sent"


class Journal:
    """One line a message: its id and when it was taken. A line is written at once and survives the process, if not
    the machine. Used from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._open = 0
        self._file: int | None = None

    def kept(self) -> dict[UUID, datetime]:
        """What an earlier process wrote down and did not report. A line that was cut off is left out."""
        try:
            lines = self._path.read_text("ascii", errors="replace").splitlines()
        except OSError:
            return {}
        found: dict[UUID, datetime] = {}
        for line in lines:
            name, _, at = line.partition(" ")
            with contextlib.suppress(ValueError):
                found[UUID(name)] = datetime.fromisoformat(at)
        return found

    def note(self, message_id: UUID, at: datetime) -> None:
        """The channel has taken it, a moment ago."""
        with self._lock:
            self._open += 1
            self._try(lambda file: os.write(file, f"{message_id} {at.isoformat()}\n".encode("ascii")))

    def reported(self, count: int) -> None:
        """So many of what was noted stand in the database now. Once all do, the file is emptied."""
        with self._lock:
            self._open -= count
            if self._open == 0:
                self._try(lambda file: os.ftruncate(file, 0))

    def _try(self, work: Callable[[int], object]) -> None:
        """A folder that is full or cannot be written must not hold up a message."""
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            work(self._file)
        except OSError as error:
            logs.logger("watcher").warning("journal.failed", exc_info=error)

    def close(self) -> None:
        """Let go of the file. What is in it stays for the next process."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
