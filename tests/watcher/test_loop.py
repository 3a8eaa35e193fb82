"""The watcher's threads together: it beats, raises and sends until it is stopped, and no failure ends it."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import OperationalError

from data.database import Database
from data.models import AlertRow, OutboxRow, WatcherPulse
from data.sending import Outgoing
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import every
from watcher import steps
from watcher.loop import LOOK_EVERY_S, Watch


def running(watch: Watch, until: Callable[[], bool], *, within_s: float = 20) -> None:
    """Let it run in a thread until something is so, then stop it."""
    thread = Thread(target=watch.run)
    thread.start()
    try:
        end = time.monotonic() + within_s
        while not until():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)
    finally:
        watch.stop()
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def made(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    mail_on(monkeypatch)
    return world(sqlite_db)


def delivered(made: World) -> bool:
    return any(row.delivered_at for row in every(made.db, OutboxRow))


def test_it_raises_sends_and_lets_go_of_the_lease(made: World) -> None:
    taken: list[Outgoing] = []
    watch = Watch(made.db, taken.append, holder="one", now=lambda: at(60))
    running(watch, lambda: delivered(made))
    assert [message.recipient for message in taken] == ["office@school.example"]
    with made.db.read() as session:
        pulse = session.get_one(WatcherPulse, 1)
        assert (pulse.holder, pulse.held_until) == ("one", at(60))


def test_a_copy_that_does_not_lead_raises_and_sends_nothing(made: World) -> None:
    steps.keep_pulse(made.db, holder="other", now=at(60), facts={})
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: at(60))
    assert watch.look() is False
    assert every(made.db, AlertRow) == []


def test_no_failure_of_the_database_ends_it(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = steps.find_due, [OperationalError("SELECT", {}, Exception("disk I/O error"))]

    def shaky(*args: object, **more: object) -> object:
        if failures:
            raise failures.pop()
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "find_due", shaky)
    running(Watch(made.db, lambda _message: None, now=lambda: at(60)), lambda: delivered(made))
    assert failures == []


def test_a_mistake_of_ours_does_not_end_it_either(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real, mistakes = steps.find_reminders, [ZeroDivisionError("a mistake")]

    def shaky(*args: object, **more: object) -> object:
        if mistakes:
            raise mistakes.pop()
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "find_reminders", shaky)
    running(Watch(made.db, lambda _message: None, now=lambda: at(60)), lambda: delivered(made))
    assert mistakes == []


def test_a_burst_is_raised_in_many_looks_so_that_the_lease_is_kept(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 1)
    watch = Watch(made.db, lambda _message: None, now=lambda: at(60))
    assert [watch.look() for _ in range(3)] == [True, True, False]
    assert made.due_names(60) == {"Visitor Person", "Family Person"}


def test_it_sleeps_to_the_moment_at_which_the_next_thing_falls_due(made: World) -> None:
    clock = [at(60) - timedelta(seconds=0.1)]
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: clock[0])
    assert watch.look() is False
    assert watch._until_next_s() == pytest.approx(0.101)
    clock[0] = at(60)
    watch.look()
    assert made.due_names(60) == {"Visitor Person", "Family Person"}
    assert watch._until_next_s() == LOOK_EVERY_S
    clock[0] = at(65) - timedelta(seconds=0.2)
    watch.look()
    assert watch._until_next_s() == pytest.approx(0.201)


def test_what_falls_due_while_it_looks_does_not_wait_for_the_next_look(made: World) -> None:
    clock = [at(60) - timedelta(seconds=0.1)]
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: clock[0])
    watch.look()
    clock[0] = at(60.5)
    assert watch._until_next_s() == 0


def test_it_never_sleeps_for_long(made: World) -> None:
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: at(10))
    assert watch._until_next_s() == LOOK_EVERY_S
    watch.look()
    assert watch._until_next_s() == LOOK_EVERY_S


def test_a_failure_to_learn_what_is_next_is_left_to_the_next_look(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: at(10))
    watch.look()

    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(steps, "next_at", gone)
    assert watch._until_next_s() == LOOK_EVERY_S


def test_asleep_for_twenty_minutes_it_says_so_when_it_wakes(made: World) -> None:
    clock = [at(45)]
    watch = Watch(made.db, lambda _message: None, holder="one", now=lambda: clock[0])
    watch.look()
    clock[0] += timedelta(minutes=20)
    watch._beat_again_s = 0.0
    watch.look()
    assert made.alert().late_s == 300
