"""Several processes that do the same thing at the same moment, and a port for one that serves.

Starting one costs seconds, since it has everything to import: they are kept until the tests end (`end`).
"""

import multiprocessing
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")

_pools: dict[int, ProcessPoolExecutor] = {}
_together: list[Barrier] = []


def at_once(function: Callable[..., T], *arguments: Any, processes: int = 2) -> list[T]:
    """Call a module's function in each of some processes at once; return what each of them returned."""
    if processes not in _pools:
        context = multiprocessing.get_context("spawn")
        _pools[processes] = ProcessPoolExecutor(
            processes, mp_context=context, initializer=_wait_at, initargs=(context.Barrier(processes),)
        )
    with _nothing_as_main():
        running = [_pools[processes].submit(_meet, function, *arguments) for _ in range(processes)]
        try:
            return [one.result() for one in running]
        except BaseException:
            # Whoever failed may have left the others waiting: the next test has new ones.
            _pools.pop(processes).shutdown(wait=False, cancel_futures=True)
            raise


def end() -> None:
    """Let the processes go."""
    while _pools:
        _pools.popitem()[1].shutdown()


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def _nothing_as_main() -> Iterator[None]:
    """A new process runs what its parent was started with. Streamlit's AppTest leaves a page there, which is none."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _wait_at(barrier: Barrier) -> None:
    _together.append(barrier)


def _meet(function: Callable[..., T], *arguments: Any) -> T:
    # Nobody goes on alone, so each process gets one call.
    _together[0].wait(60)
    return function(*arguments)
