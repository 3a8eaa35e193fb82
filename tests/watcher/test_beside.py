"""What the watcher does beside: visitors reminded, messages passed on, an outside watch asked; none of it stops it."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from data import outbox
from data.database import Database
from data.models import DeadlineRow, OutboxRow, WatcherPulse
from data.sending import NotSent, Outgoing
from tests.data.alert_world import World, at, world
from tests.data.test_ways import ALL, set_up, way
from tests.trips import entries, every
from tests.watcher.http_sink import HttpSink, web_server
from tests.watcher.sink import free_port
from tests.watcher.test_loop import running
from visits.words import Channel, Role
from watcher import nudges, passing
from watcher.loop import Watch
from watcher.nudges import nudge_due
from watcher.outside import Outside
from watcher.passing import pass_on_unsent


@pytest.fixture
def made(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    set_up(monkeypatch, **ALL)
    return world(sqlite_db)


def refused(made: World) -> None:
    """Every message that waits was tried three times."""
    with made.db.write() as session:
        for row in session.scalars(select(OutboxRow)):
            row.attempts, row.attempted_at = 3, at(60)


def shaky(error: Exception, real: Any) -> Any:
    """Something that fails the first time."""
    failures = [error]

    def call(*args: Any, **more: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*args, **more)

    return call


def test_everybody_due_is_reminded_and_one_failure_does_not_hold_up_the_rest(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudges, "nudge", shaky(ZeroDivisionError("a mistake"), nudges.nudge))
    assert nudge_due(made.db, now=at(50)) == 1
    assert nudge_due(made.db, now=at(51)) == 0
    assert entries(made.db).count(("visit.drop_nudge", "change")) == 1


def test_what_is_the_databases_fault_leaves_nothing_out(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = OperationalError("SELECT", {}, Exception("disk I/O error"))
    monkeypatch.setattr(nudges, "nudge", shaky(lost, nudges.nudge))
    with pytest.raises(OperationalError):
        nudge_due(made.db, now=at(50))
    assert nudge_due(made.db, now=at(51)) == 2


def test_what_is_not_taken_is_passed_on_and_a_failure_leaves_the_message(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    way(made.db, made.staff.people[Role.OFFICE], rank=1, channel=Channel.SMS, address="07700 900001")
    made.watch(60)
    refused(made)
    assert pass_on_unsent(made.db, now=at(60)) == 1
    refused(made)
    lost = OperationalError("SELECT", {}, Exception("disk I/O error"))
    monkeypatch.setattr(passing, "pass_on", shaky(lost, passing.pass_on))
    with pytest.raises(OperationalError):
        pass_on_unsent(made.db, now=at(61))
    monkeypatch.setattr(passing, "pass_on", shaky(ZeroDivisionError("a mistake"), passing.pass_on))
    assert pass_on_unsent(made.db, now=at(61)) == 0
    assert pass_on_unsent(made.db, now=at(62)) == 0
    assert entries(made.db).count(("message.leave", "change")) == 1
    assert all(row.given_up_at is None for row in every(made.db, OutboxRow))


def test_while_one_channel_refuses_the_next_way_is_delivered_by_the_running_watcher(made: World) -> None:
    way(made.db, made.staff.people[Role.OFFICE], rank=1, channel=Channel.SMS, address="07700 900001")
    started = time.monotonic()

    def send(message: Outgoing) -> None:
        if message.channel is Channel.SMS:
            raise NotSent("not_taken")

    def by_mail() -> bool:
        rows = every(made.db, OutboxRow, channel=Channel.EMAIL, topic=outbox.STEP)
        return any(row.delivered_at for row in rows)

    watch = Watch(
        made.db, send, holder="one", now=lambda: at(60) + timedelta(seconds=10 * (time.monotonic() - started))
    )
    running(watch, by_mail, within_s=30)
    (sms,) = every(made.db, OutboxRow, channel=Channel.SMS)
    assert sms.passed_on_at is not None
    assert (sms.delivered_at, sms.given_up_at, sms.error) == (None, None, "not_taken")


def test_a_copy_that_does_not_lead_reminds_nobody(made: World) -> None:
    watch = Watch(made.db, lambda _message: None, now=lambda: at(50))
    watch.look_beside()
    assert made.messages() == []
    assert all(row.nudge_at for row in every(made.db, DeadlineRow, stage="back"))


def test_the_running_watcher_reminds_and_asks_outside_and_says_so(made: World) -> None:
    with web_server(HttpSink()) as sink:
        outside = Outside(f"http://127.0.0.1:{sink.port}/ping/secret")
        watch = Watch(made.db, lambda _message: None, now=lambda: at(50), outside=outside)
        running(watch, lambda: bool(sink.came) and len(made.messages(topic=outbox.NUDGE)) == 2)
        watch.look()
    assert [(came.method, came.path) for came in sink.came] == [("GET", "/ping/secret")]
    assert outside.answers is True


def test_the_pulse_says_whether_the_outside_watch_answers(made: World) -> None:
    outside = Outside(f"http://127.0.0.1:{free_port()}/")
    outside.look(well=True)
    Watch(made.db, lambda _message: None, now=lambda: at(0), outside=outside).look()
    with made.db.read() as session:
        assert session.get_one(WatcherPulse, 1).facts["ping"] is False


def test_it_is_asked_once_in_a_while_and_only_while_all_is_well() -> None:
    with web_server(HttpSink()) as sink:
        outside = Outside(f"http://127.0.0.1:{sink.port}/", every_s=0.2)
        outside.look(well=False)
        assert (outside.answers, sink.came) == (None, [])
        for _ in range(3):
            outside.look(well=True)
        assert len(sink.came) == 1
        time.sleep(0.25)
        outside.look(well=True)
        assert len(sink.came) == 2


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_outside_watch_that_answers_otherwise_is_said_and_followed_nowhere(
    status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with web_server(HttpSink()) as other, web_server(HttpSink()) as sink:
        sink.status, sink.to = status, f"http://127.0.0.1:{other.port}/"
        outside = Outside(f"http://127.0.0.1:{sink.port}/secret")
        outside.look(well=True)
        assert outside.answers is False
        assert other.came == []
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err


def test_an_outside_watch_that_is_slow_or_away_is_said() -> None:
    with web_server(HttpSink(wait_s=0.5)) as sink:
        outside = Outside(f"http://127.0.0.1:{sink.port}/", within_s=0.1)
        outside.look(well=True)
        assert outside.answers is False
    outside = Outside(f"http://127.0.0.1:{free_port()}/")
    outside.look(well=True)
    assert outside.answers is False
