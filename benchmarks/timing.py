"""Times two ways of one thing in turn, so that their ratio holds while the machine's speed drifts."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Pair:
    """Seconds of each run of ours and of the floor, taken in turn."""

    ours: list[float]
    floor: list[float]

    @property
    def ratio(self) -> float:
        """The median of ours over floor, pair by pair."""
        return median(a / b for a, b in zip(self.ours, self.floor, strict=True))


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def in_turn(ours: Callable[[], object], floor: Callable[[], object], *, runs: int, warm: int = 3) -> Pair:
    """Run both `warm` times uncounted, then `runs` times in turn: A B A B."""
    for _ in range(warm):
        ours()
        floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(runs)]
    return Pair(ours=[a for a, _ in pairs], floor=[b for _, b in pairs])


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """How time grows with size, as the power: 0 is flat, 1 is linear. Each is (size, seconds)."""
    return log(large[1] / small[1]) / log(large[0] / small[0])


def ms(times: list[float]) -> str:
    return f"{median(times) * 1000:.2f} ms"
