"""Killed with SIGKILL at random moments while alerts fall due: none is lost, at most one message a kill comes twice."""

import random
import time

import pytest

from tests.faults.forks import Forks
from tests.faults.places import Place, end, until

pytestmark = pytest.mark.faults

KILLS, SERVER_KILLS = 12, 6
EVERY_S = 0.1
"""A visit falls due so often, as long as somebody is killed."""
VISITS = 60


@pytest.fixture
def dice() -> random.Random:
    """Chance, by a seed that pytest shows where a test fails."""
    seed = time.time_ns() % 10_000
    print(f"seed {seed}")  # noqa: T201  (see above)
    return random.Random(seed)


def test_a_watcher_killed_at_random_moments_loses_nothing(
    anywhere: Place, watchers: Forks, dice: random.Random
) -> None:
    with anywhere.receivers.there():
        for n in range(VISITS):
            anywhere.due_in(3 + n * EVERY_S)
        for _ in range(KILLS):
            pid = watchers.start(anywhere.environment(), "--name", "watched")
            _wait_for_work(anywhere)
            # Somewhere among finding, raising, sending and reporting: each time elsewhere.
            time.sleep(dice.uniform(0, 0.4))
            watchers.kill(pid)
        watchers.start(anywhere.environment(), "--name", "watched")
        until(lambda: anywhere.is_done(VISITS))
    anywhere.holds(alerts=VISITS, messages=2 * VISITS, repeats=KILLS)


def test_a_server_killed_at_random_moments_loses_nothing(hooked: Place, dice: random.Random) -> None:
    """Its watcher ends with it, and the next server has one of its own, by another name."""
    with hooked.receivers.there():
        for n in range(VISITS):
            hooked.due_in(3 + n * 3 * EVERY_S)
        for _ in range(SERVER_KILLS):
            server = hooked.start_server()
            _wait_for_work(hooked)
            time.sleep(dice.uniform(0, 0.4))
            end(server)
        server = hooked.start_server()
        try:
            until(lambda: hooked.is_done(VISITS))
        finally:
            end(server)
    hooked.holds(alerts=VISITS, messages=2 * VISITS, repeats=SERVER_KILLS)


def _wait_for_work(place: Place) -> None:
    """Until the watcher that was just started has found something. All can be raised already by its forerunners."""
    before = len(place.alerts())
    until(lambda: before == VISITS or len(place.alerts()) > before)
