"""A real watcher process beside a real mail server: in time, cut off, and left alone by whoever started it."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data import clock
from data.database import Database
from data.migrate import upgrade
from data.models import DeadlineRow, OutboxRow, WatcherPulse
from tests.faults.places import Place, end, until
from tests.trips import every, one
from visits.words import Stage

pytestmark = pytest.mark.faults

PROMISED_S = 2.0
"""From a deadline to its alert: what Homeward promises."""


def test_an_alert_is_there_within_two_seconds_of_its_deadline(here: Place) -> None:
    sink = here.receivers.mail
    with here.watched(), here.receivers.mail_there():
        here.due_in(1.5)
        (due_at,) = {row.due_at for row in every(here.db, DeadlineRow) if row.stage is Stage.BACK}
        until(lambda: len(here.alerts()) == 1)
        seen_s = (clock.now() - due_at).total_seconds()
        (alert,) = here.alerts()
        until(lambda: len(sink.envelopes) == 1)
        mailed_s = (clock.now() - due_at).total_seconds()
    assert 0 <= alert.late_s <= PROMISED_S
    assert 0 <= seen_s <= PROMISED_S
    assert 0 <= mailed_s <= 2 * PROMISED_S
    assert sink.messages[0]["X-Homeward-Alert"] == str(alert.id)


def test_a_mail_server_that_comes_back_gets_everything(here: Place) -> None:
    here.due_in(-1)
    with here.watched():
        until(lambda: any(row.error for row in every(here.db, OutboxRow)))
        assert here.undelivered() != []
        with here.receivers.mail_there():
            until(lambda: here.undelivered() == [])
    (row,) = every(here.db, OutboxRow)
    assert row.attempts >= 2
    assert here.receivers.numbers() == {str(row.id): 1}


def test_it_ends_with_whoever_started_it_and_lets_go_of_the_lease(here: Place) -> None:
    process = here.start("--supervised")
    try:
        until(lambda: here.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
        assert one(here.db, WatcherPulse).held_until <= clock.now()
    finally:
        end(process)


def test_it_ends_well_when_it_is_told_to_before_whoever_started_it(here: Place) -> None:
    process = here.start("--supervised")
    try:
        until(lambda: here.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
        process.terminate()
        assert process.wait(30) == 0
        assert one(here.db, WatcherPulse).held_until <= clock.now()
    finally:
        end(process)


def test_it_waits_for_a_database_that_is_not_migrated_yet(tmp_path: Path, here: Place) -> None:
    empty = replace(here, db=Database(f"sqlite:///{tmp_path / 'later.db'}"))
    process = empty.start()
    try:
        time.sleep(2)
        assert process.poll() is None
        upgrade(empty.db, backup_dir=tmp_path / "backups", now=clock.now())
        until(lambda: empty.beat_at() > clock.now() - timedelta(hours=1), within_s=40)
    finally:
        end(process)
        empty.db.close()
