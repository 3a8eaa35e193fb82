"""Several people who press at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from data.commands.core import Invalid, Refused


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Begin all of them at the same moment; return what each gave, or why it was not done."""
    together = Barrier(len(calls))

    def one_of(call: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return call()
        except (Refused, Invalid) as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one_of, calls))
