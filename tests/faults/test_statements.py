"""A crash at each SQL statement, each commit and each hand-over of raising and sending, one after the other.

Whatever was under way, the next watcher leaves one alert, one step, one message a recipient and one audit entry for each
deadline, and every message has arrived.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from data import clock, outbox
from data.database import Database
from data.models import AlertRow, AlertStepRow, AuditRow, DeadlineRow, OutboxRow
from data.sending import Outgoing
from data.settings import Settings
from tests.faults.forks import Forks
from tests.faults.one_thread import look_and_send
from tests.faults.places import Place, until
from tests.trips import every
from watcher.journal import Journal
from watcher.loop import Watch

pytestmark = pytest.mark.faults

RECIPIENTS = 2
FEWEST_POINTS = 30
"""Fewer would say that the crashes are not where the work is."""


class Crash(BaseException):
    """Nobody who goes on after a failure goes on after this."""


class Bomb:
    """Goes off at the point of that number; counts the points it passes."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.passed = 0

    def point(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Crash

    @contextmanager
    def under(self, db: Database) -> Iterator[None]:
        """Every statement and every commit of this database is a point."""
        names = ("before_cursor_execute", "commit")
        for name in names:
            event.listen(db.engine, name, self.point)
        try:
            yield
        finally:
            for name in names:
                event.remove(db.engine, name, self.point)


@pytest.fixture
def told(anywhere: Place, monkeypatch: pytest.MonkeyPatch) -> Counter[UUID]:
    """What the channels have taken, by message."""
    settings = Settings.model_validate(
        {
            "smtp_host": "mail.example",
            "smtp_from": "homeward@school.example",
            "webhooks": f"127.0.0.1:{anywhere.receivers.hook.port}",
        }
    )
    monkeypatch.setattr(outbox, "current", lambda: settings)
    return Counter()


def test_a_crash_at_any_point_is_mended_by_the_next_watcher(
    anywhere: Place, told: Counter[UUID], tmp_path: Path
) -> None:
    journal = tmp_path / "sent"
    _beats_already(anywhere, told, journal)
    points = next(n for n in count(1) if not _a_day(anywhere, told, journal, Bomb(n))) - 1
    assert points >= FEWEST_POINTS


def _beats_already(place: Place, told: Counter[UUID], journal: Path) -> None:
    """The first look of an installation does more than any later one."""
    _watch(place.db, told, Bomb(), Journal(journal), clock.now())


def _a_day(place: Place, told: Counter[UUID], journal: Path, bomb: Bomb) -> bool:
    """A visit falls due, the watcher crashes at that point, another takes over; return whether it crashed."""
    visit, now = place.due_in(-1), clock.now()
    crashed = _crashes(place, told, journal, bomb, now)
    again = Database(place.db.url.render_as_string(hide_password=False))
    kept = Journal(journal)
    _watch(again, told, Bomb(), kept, now)
    kept.close()
    again.close()
    _is_whole(place, told, visit, bomb)
    return crashed


def _crashes(place: Place, told: Counter[UUID], journal: Path, bomb: Bomb, now: datetime) -> bool:
    db, kept = Database(place.db.url.render_as_string(hide_password=False)), Journal(journal)
    try:
        with bomb.under(db):
            _watch(db, told, bomb, kept, now)
    except Crash:
        return True
    finally:
        kept.close()
        db.close()
    return False


def _watch(db: Database, told: Counter[UUID], bomb: Bomb, journal: Journal, now: datetime) -> None:
    """One look and one round of sending, in this thread, as the threads do it."""

    def send(message: Outgoing) -> None:
        bomb.point()
        told[message.id] += 1
        bomb.point()

    look_and_send(Watch(db, send, holder="watched", now=lambda: now, journal=journal))


def _is_whole(place: Place, told: Counter[UUID], visit: UUID, bomb: Bomb) -> None:
    where = f"after a crash at point {bomb.at}"
    (alert,) = every(place.db, AlertRow, visit_id=visit)
    assert len(every(place.db, AlertStepRow, alert_id=alert.id)) == 1, where
    due = every(place.db, DeadlineRow, visit_id=visit, alert_id=alert.id)
    assert due, where
    assert all(row.raised_at for row in due), where
    assert len(every(place.db, AuditRow, command="alert.raise", subject_id=visit)) == len(due), where
    messages = every(place.db, OutboxRow, alert_id=alert.id)
    assert len(messages) == RECIPIENTS, where
    assert all(row.delivered_at and row.claimed_by is None for row in messages), where
    assert all(told[row.id] >= 1 for row in messages), where
    assert sum(told[row.id] for row in messages) <= RECIPIENTS + 1, where


@pytest.mark.parametrize("statement", [1, 4, 9, 16, 25, 36, 49])
def test_a_process_that_is_gone_at_that_statement_is_followed_by_another(
    anywhere: Place, watchers: Forks, statement: int
) -> None:
    visits = 3
    with anywhere.receivers.there():
        for _ in range(visits):
            anywhere.due_in(-1)
        gone = watchers.start(anywhere.environment(), "--name", "watched", dies_at=statement)
        until(lambda: not watchers.is_alive(gone))
        watchers.start(anywhere.environment(), "--name", "watched")
        until(lambda: anywhere.is_done(visits))
    anywhere.holds(alerts=visits, messages=RECIPIENTS * visits, repeats=2)
