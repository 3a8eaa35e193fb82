"""Watchers by the dozen: real processes that begin in milliseconds, since all that they import was imported once.

`python -m tests.faults.forks` reads orders, a line of JSON each (`environment`, `arguments`, `dies_at`), forks a process
that runs `python -m watcher` with them, and answers with its number. It ends with its standard input; whoever it started
goes on. `dies_at` is the number of the SQL statement instead of which the process is gone; 0 for none.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from watcher.__main__ import main

ROOT = Path(__file__).parents[2]


class Forks:
    """Starts watchers. `kill` is SIGKILL: the process does nothing more, not even a `finally`."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._alive: set[int] = set()

    def start(self, environment: dict[str, str], *arguments: str, dies_at: int = 0) -> int:
        """A watcher with this environment and these arguments; return its process's number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"environment": environment, "arguments": arguments, "dies_at": dies_at}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self._alive.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """End it at once. One that has ended already is left alone."""
        if pid in self._alive:
            self._alive.discard(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def is_alive(self, pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            self._alive.discard(pid)
            return False
        return True

    def kill_all(self) -> None:
        for pid in list(self._alive):
            self.kill(pid)


@contextmanager
def forks() -> Iterator[Forks]:
    """Watchers for as long as the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.forks"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    made = Forks(process)
    try:
        yield made
    finally:
        made.kill_all()
        process.communicate(timeout=30)


def _watch(order: dict[str, Any]) -> None:
    os.environ.update(order["environment"])
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    if order["dies_at"]:
        _die_at(order["dies_at"])
    main(list(order["arguments"]))


def _die_at(number: int) -> None:
    statements = count(1)

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        if next(statements) == number:
            os._exit(9)


def _take_orders(lines: Sequence[str] | Iterator[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: they vanish when they end
    for line in lines:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                _watch(json.loads(line))
            finally:
                os._exit(1)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _take_orders(sys.stdin)
