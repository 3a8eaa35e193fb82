"""Several processes that do the same thing at the same moment, and a port for one that serves."""

import multiprocessing
import socket
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

T = TypeVar("T")

_together: list[Barrier] = []


def at_once(function: Callable[..., T], *arguments: Any, processes: int = 2) -> list[T]:
    """Call a module's function in each of some processes at once; return what each of them returned."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_wait_at, initargs=(barrier,)
    ) as pool:
        running = [pool.submit(_meet, function, *arguments) for _ in range(processes)]
        return [one.result() for one in running]


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_at(barrier: Barrier) -> None:
    _together.append(barrier)


def _meet(function: Callable[..., T], *arguments: Any) -> T:
    # Nobody goes on alone, so each process gets one call.
    _together[0].wait(60)
    return function(*arguments)
