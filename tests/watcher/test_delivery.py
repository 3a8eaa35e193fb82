"""From the outbox to the channels: grouped reports that a crash cannot lose, and no channel that holds up another."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from uuid6 import uuid7

from data import sending
from data.database import Database
from data.models import OutboxRow
from data.sending import Claims, NotSent, Outgoing
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import every
from visits.words import Channel, VisitState
from watcher import delivery, going_on
from watcher.delivery import Delivery
from watcher.journal import Journal


@pytest.fixture
def made(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    mail_on(monkeypatch)
    monkeypatch.setattr(delivery, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(going_on, "AFTER_FAILURE_S", 0.01)
    return world(sqlite_db, state=VisitState.CLOSED)


class Taker:
    """Takes messages; of some channels only once it is let."""

    def __init__(self, *, slow: Channel | None = None, fails: bool = False) -> None:
        self.slow, self.fails = slow, fails
        self.let, self.begun = Event(), Event()
        self.taken: list[Outgoing] = []
        self._lock = Lock()

    def __call__(self, message: Outgoing) -> None:
        self.begun.set()
        if message.channel is self.slow:
            assert self.let.wait(30)
        if self.fails:
            raise NotSent("not_taken")
        with self._lock:
            self.taken.append(message)

    def count(self, channel: Channel) -> int:
        return sum(message.channel is channel for message in self.taken)


def put(made: World, channel: Channel, count: int) -> None:
    """So many messages that wait for this channel."""
    rows = [
        OutboxRow(
            id=uuid7(),
            unique_key=f"{channel}:{uuid7()}",
            topic="alert.step",
            channel=channel,
            recipient="somebody",
            subject="Overdue",
            body="Nobody has heard",
            made_at=at(60),
            not_before=at(60),
        )
        for _ in range(count)
    ]
    with made.db.write() as session:
        session.add_all(rows)


def new(made: World, sender: Callable[[Outgoing], None], *, journal: Journal | None = None) -> Delivery:
    return Delivery(made.db, sender, holder="one", now=lambda: at(60), leads=lambda: True, journal=journal)


@contextmanager
def running(one: Delivery) -> Iterator[None]:
    one.start()
    try:
        yield
    finally:
        one.stop()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def undelivered(made: World) -> int:
    return sum(row.delivered_at is None for row in every(made.db, OutboxRow))


def test_everything_that_waits_is_sent_once_and_reported(made: World) -> None:
    put(made, Channel.WEBHOOK, 50)
    taker = Taker()
    with running(new(made, taker)):
        until(lambda: undelivered(made) == 0)
    rows = every(made.db, OutboxRow)
    assert sorted(m.id for m in taker.taken) == sorted(row.id for row in rows)
    assert {(row.attempts, row.claimed_by, row.error) for row in rows} == {(1, None, "")}


def test_a_slow_channel_holds_up_no_other(made: World) -> None:
    put(made, Channel.EMAIL, 20)
    put(made, Channel.WEBHOOK, 20)
    taker = Taker(slow=Channel.EMAIL)
    with running(new(made, taker)):
        until(lambda: taker.count(Channel.WEBHOOK) == 20)
        assert taker.count(Channel.EMAIL) == 0
        taker.let.set()
        until(lambda: undelivered(made) == 0)


def test_a_channel_that_fails_is_tried_again_later_and_holds_up_no_other(made: World) -> None:
    put(made, Channel.TEAMS, 20)
    with running(new(made, Taker(fails=True))):
        until(lambda: all(row.error for row in every(made.db, OutboxRow)))
    for row in every(made.db, OutboxRow):
        assert (row.error, row.attempts, row.claimed_by, row.delivered_at) == ("not_taken", 1, None, None)
        assert row.not_before > at(60)


def test_what_was_sent_and_not_reported_is_sent_again_with_the_same_number(made: World) -> None:
    put(made, Channel.WEBHOOK, 1)
    (before,) = sending.claim(made.db, holder="one", now=at(60), limit=1)
    taker = Taker()
    after = new(made, taker)
    after.take_over()
    with running(after):
        until(lambda: undelivered(made) == 0)
    assert [message.id for message in taker.taken] == [before.id]


def test_what_the_journal_knows_is_not_sent_again(made: World, tmp_path: Path) -> None:
    put(made, Channel.WEBHOOK, 2)
    sent, unsent = sending.claim(made.db, holder="one", now=at(60), limit=2)
    killed = Journal(tmp_path / "watcher.sent")
    killed.note(sent.id, at(60.1))
    taker, journal = Taker(), Journal(tmp_path / "watcher.sent")
    after = new(made, taker, journal=journal)
    after.take_over()
    with running(after):
        until(lambda: undelivered(made) == 0)
    assert [message.id for message in taker.taken] == [unsent.id]
    assert {row.id: row.delivered_at for row in every(made.db, OutboxRow)}[sent.id] == at(60.1)
    assert journal.kept() == {}


def test_a_report_that_the_database_refuses_is_made_again(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(made, Channel.WEBHOOK, 3)
    real, failures = sending.report, [OperationalError("UPDATE", {}, Exception("disk is full"))] * 3

    def shaky(*args: object, **more: object) -> None:
        if failures:
            raise failures.pop()
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "report", shaky)
    taker = Taker()
    with running(new(made, taker)):
        until(lambda: undelivered(made) == 0)
    assert len(taker.taken) == 3
    assert failures == []


def test_what_is_on_its_way_is_not_claimed_twice_though_its_lease_ran_out(made: World) -> None:
    put(made, Channel.WEBHOOK, 1)
    taker = Taker(slow=Channel.WEBHOOK)
    one = new(made, taker)
    with running(one):
        assert taker.begun.wait(30)
        with made.db.write() as session:
            session.execute(update(OutboxRow).values(claimed_until=at(0)))
        until(lambda: every(made.db, OutboxRow)[0].attempts > 1)
        taker.let.set()
        until(lambda: undelivered(made) == 0)
    assert len(taker.taken) == 1


def test_what_was_withdrawn_while_it_waited_for_a_slow_channel_is_not_sent(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FRESH_S", 0.0)
    put(made, Channel.EMAIL, 4)
    taker = Taker(slow=Channel.EMAIL)
    taker.let.set()
    with made.db.write() as session:
        session.execute(update(OutboxRow).values(claimed_by="other", claimed_until=at(61)))
    one = new(made, taker)
    mine = sending.claim(made.db, holder="one", now=at(62), limit=4)
    with made.db.write() as session:
        session.execute(
            update(OutboxRow).where(OutboxRow.id.in_([m.id for m in mine[:3]])).values(given_up_at=at(62))
        )
    with running(one):
        one.hand_over(Claims("one", {}, mine))
        until(lambda: len(taker.taken) == 1 and undelivered(made) == 3)
    assert [message.id for message in taker.taken] == [mine[3].id]


def test_told_to_stop_it_reports_what_was_sent_and_lets_go_of_the_rest(made: World) -> None:
    put(made, Channel.EMAIL, 10)
    taker = Taker(slow=Channel.EMAIL)
    one = new(made, taker)
    one.start()
    assert taker.begun.wait(30)
    taker.let.set()
    one.stop()
    rows = every(made.db, OutboxRow)
    assert all(row.claimed_by is None for row in rows)
    assert {row.id for row in rows if row.delivered_at} == {message.id for message in taker.taken}


def test_a_copy_that_does_not_lead_sends_nothing(made: World) -> None:
    put(made, Channel.WEBHOOK, 1)
    taker = Taker()
    one = Delivery(made.db, taker, holder="one", now=lambda: at(60), leads=lambda: False)
    with running(one):
        one.wake()
        time.sleep(0.05)
    assert taker.taken == []
    assert undelivered(made) == 1
