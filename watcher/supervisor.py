"""Keeps a watcher running beside the pages: starts it, starts it again when it dies, stops it with the server.

The watcher is a process of its own. It holds the reading end of a pipe, so that it ends when the server is killed too.
"""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from data import logs
from data.version import ROOT
from watcher.names import new_holder

Process = subprocess.Popen[bytes]

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0
WELL_AFTER_S: Final = 60.0
"""Whoever ran for so long was well: the next start after it is as quick as the first."""
PATIENCE_S: Final = 8.0


def start_watcher(name: str) -> Process:
    """Start the watcher with this process's Python, folder and settings.

    `name` is for its leases. A copy that follows one that died goes by the same, and need not wait for them to end.
    """
    command = [sys.executable, "-m", "watcher", "--supervised", "--name", name]
    return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)  # noqa: S603  (nothing of it is typed by anybody)


class Supervisor:
    """Looks after one process at a time. `start` makes it, with a pipe for its standard input."""

    def __init__(
        self,
        start: Callable[[], Process],
        *,
        first_wait_s: float = FIRST_WAIT_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._start = start
        self._first_wait_s = first_wait_s
        self._patience_s = patience_s
        self.process: Process | None = None

    async def run(self) -> None:
        """Keep it running until this is cancelled, then stop it."""
        wait_s = self._first_wait_s
        try:
            while True:
                started_s = time.monotonic()
                code = await self._once()
                if time.monotonic() - started_s > WELL_AFTER_S:
                    wait_s = self._first_wait_s
                logs.logger("watcher").error("watcher.died", status=code, wait_s=wait_s)
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        finally:
            await asyncio.shield(asyncio.to_thread(self.stop))

    async def _once(self) -> int:
        """Start it and wait for its end; return its exit status, or -1 if it could not even be started."""
        try:
            self.process = self._start()
        except OSError as error:
            logs.logger("watcher").error("watcher.not_started", exc_info=error)
            return -1
        code = await asyncio.to_thread(self.process.wait)
        self._let_go(self.process)
        return code

    def stop(self) -> None:
        """Ask it to stop, and end it if it does not within a few seconds."""
        process = self.process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(self._patience_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._let_go(process)

    def _let_go(self, process: Process) -> None:
        if process.stdin is not None:
            # What the pipe still holds belongs to a process that has gone.
            with contextlib.suppress(OSError):
                process.stdin.close()


@asynccontextmanager
async def supervised_watcher(start: Callable[[], Process] | None = None) -> AsyncIterator[Supervisor]:
    """A watcher for as long as the block runs."""
    supervisor = Supervisor(start or partial(start_watcher, new_holder()))
    task = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
