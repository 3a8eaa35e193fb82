"""Several watchers at once on one database: each step is raised once, and each message sent once while nobody dies."""

import pytest

from data import clock
from tests.faults.forks import Forks
from tests.faults.places import Place, until

pytestmark = pytest.mark.faults

VISITS = 20


@pytest.mark.parametrize("copies", [2, 5])
def test_several_at_once_raise_and_send_once(anywhere: Place, watchers: Forks, copies: int) -> None:
    with anywhere.receivers.there():
        for _ in range(copies):
            watchers.start(anywhere.environment())
        for n in range(VISITS):
            anywhere.due_in(0.5 + n * 0.05)
        until(lambda: anywhere.is_done(VISITS))
    anywhere.holds(alerts=VISITS, messages=2 * VISITS, repeats=0)


@pytest.mark.parametrize("copies", [2, 5])
def test_several_that_all_believe_to_lead_raise_once_and_lose_nothing(
    anywhere: Place, watchers: Forks, copies: int
) -> None:
    """They go by one name, so the lease holds none of them off. What decides is the rows."""
    with anywhere.receivers.there():
        for n in range(VISITS):
            anywhere.due_in(1 + n * 0.05)
        for _ in range(copies):
            watchers.start(anywhere.environment(), "--name", "the same")
        until(lambda: anywhere.is_done(VISITS))
    anywhere.holds(alerts=VISITS, messages=2 * VISITS, repeats=VISITS)


def test_of_several_the_next_one_takes_over(anywhere: Place, watchers: Forks) -> None:
    def holder() -> str:
        row = anywhere.pulse()
        return row.holder if row else ""

    with anywhere.receivers.there():
        first = watchers.start(anywhere.environment(), "--name", "first")
        until(lambda: holder() == "first")
        for name in ("second", "third"):
            watchers.start(anywhere.environment(), "--name", name)
        watchers.kill(first)
        killed_at = clock.now()
        anywhere.due_in(0.2)
        until(lambda: anywhere.is_done(1))
        waited_s = (anywhere.alerts()[0].raised_at - killed_at).total_seconds()
    assert holder() in ("second", "third")
    assert waited_s <= 15
    anywhere.holds(alerts=1, messages=2, repeats=0)
