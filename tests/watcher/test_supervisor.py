"""The watcher is kept running beside the pages, and ends with them."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

from watcher import supervisor
from watcher.supervisor import Process, Supervisor, supervised_watcher

WAITS = "import sys; sys.stdin.buffer.read()"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"
)


class Starter:
    """Starts small processes and remembers them."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.made: list[Process] = []

    def __call__(self) -> Process:
        process = subprocess.Popen([sys.executable, "-c", self.program], stdin=subprocess.PIPE)
        self.made.append(process)
        return process


async def until(true: Callable[[], bool], within_s: float = 20) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        await work()

    asyncio.run(all_of_it())


def test_it_runs_as_long_as_the_server_and_ends_with_it() -> None:
    start = Starter(WAITS)

    async def work() -> None:
        async with supervised_watcher(start):
            await until(lambda: len(start.made) == 1)
            assert start.made[0].poll() is None
        assert start.made[0].poll() is not None

    run(work)
    assert len(start.made) == 1


def test_one_that_dies_is_started_again_ever_later() -> None:
    start = Starter("raise SystemExit(3)")

    async def work() -> None:
        task = asyncio.create_task(Supervisor(start, first_wait_s=0.05).run())
        started = time.monotonic()
        await until(lambda: len(start.made) >= 4)
        # 0.05 + 0.1 + 0.2 s of waiting lie between the first and the fourth.
        assert time.monotonic() - started >= 0.35
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(work)
    assert [process.poll() for process in start.made[:3]] == [3, 3, 3]


def test_one_that_is_killed_is_started_again() -> None:
    start = Starter(WAITS)

    async def work() -> None:
        async with supervised_watcher(start):
            await until(lambda: len(start.made) == 1)
            start.made[0].kill()
            await until(lambda: len(start.made) == 2)
            assert start.made[1].poll() is None

    run(work)
    assert all(process.poll() is not None for process in start.made)


def test_one_that_does_not_listen_is_ended() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    keeper = Supervisor(lambda: process, patience_s=0.2)
    keeper.process = process
    keeper.stop()
    assert process.poll() is not None
    process.stdout.close()


def test_one_that_cannot_be_started_is_tried_again() -> None:
    tries: list[float] = []

    def start() -> Process:
        tries.append(time.monotonic())
        raise OSError("no more processes")

    async def work() -> None:
        task = asyncio.create_task(Supervisor(start, first_wait_s=0.02).run())
        await until(lambda: len(tries) >= 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(work)
    assert tries == sorted(tries)


def test_a_copy_that_follows_another_goes_by_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Starter("raise SystemExit(3)")
    names: list[str] = []

    def named(name: str) -> Process:
        names.append(name)
        return start()

    monkeypatch.setattr(supervisor, "start_watcher", named)

    async def work() -> None:
        async with supervised_watcher():
            await until(lambda: len(names) == 2)

    run(work)
    assert len(set(names)) == 1
