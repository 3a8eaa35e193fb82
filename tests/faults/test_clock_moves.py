"""The clock is put back or forward, summer time begins and ends, the machine sleeps: nothing is lost or said twice.

The clock is injected. What Homeward keeps is in UTC, so a change of summer time moves nothing; people read the school's.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.database import Database
from data.models import AlertRow, AlertStepRow, DeadlineRow, NotMonitored, OutboxRow, WatcherPulse
from data.outbox import STEP
from data.sending import NotSent, Outgoing
from tests.data.alert_world import World, at, mail_on, world
from tests.faults.one_thread import look_and_send
from tests.trips import every, one
from visits.words import Stage
from watcher.loop import Watch

pytestmark = pytest.mark.faults

LONDON = ZoneInfo("Europe/London")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFTEN = timedelta(seconds=15)
"""The longest between two looks that is no gap."""
CHANGES = [
    pytest.param(datetime(2026, 10, 25, 1, tzinfo=UTC), -HOUR, id="summer time ends"),
    pytest.param(datetime(2027, 3, 28, 1, tzinfo=UTC), HOUR, id="summer time begins"),
]


@dataclass
class Watched:
    """A watcher whose clock the test sets. Each `look` is a beat, the raising and a round of sending."""

    made: World
    now: datetime
    took: list[Outgoing] = field(default_factory=list)
    down: bool = False

    def __post_init__(self) -> None:
        self.watch = Watch(self.made.db, self._send, holder="watched", now=lambda: self.now)

    def look(self, now: datetime | None = None) -> None:
        self.now = now or self.now
        look_and_send(self.watch)

    def go_on(self, to: datetime, *, every: timedelta = OFTEN) -> None:
        """Let the time pass until then, looking every so often."""
        while self.now < to:
            self.look(min(self.now + every, to))

    def _send(self, message: Outgoing) -> None:
        if self.down:
            raise NotSent("not_reached")
        self.took.append(message)

    def firsts(self) -> list[Outgoing]:
        return [message for message in self.took if message.topic == STEP]


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A visit that is due back at `at(60)`, by a policy without grace."""
    mail_on(monkeypatch)
    return world(db)


def _said_once(watched: Watched) -> None:
    db = watched.made.db
    assert len(every(db, AlertRow)) == len(every(db, AlertStepRow)) == 1
    assert len(watched.firsts()) == len({message.recipient for message in watched.firsts()}) == 1
    assert len({message.id for message in watched.took}) == len(watched.took)


def test_an_hour_back_before_it_is_due_loses_nothing(made: World) -> None:
    watched = Watched(made, at(50))
    watched.look()
    watched.look(at(-10))
    # The lease and the beat from the future hold nobody off, and are no gap.
    assert every(made.db, NotMonitored) == []
    assert one(made.db, WatcherPulse).beat_at == at(-10)
    watched.go_on(at(59))
    assert every(made.db, AlertRow) == []
    watched.go_on(at(62))
    assert made.alert().late_s == 0
    _said_once(watched)


def test_an_hour_back_after_it_was_raised_says_nothing_twice(made: World) -> None:
    watched = Watched(made, at(59))
    watched.go_on(at(61))
    assert len(watched.took) == 1
    watched.look(at(1))
    watched.go_on(at(64))
    _said_once(watched)


def test_what_could_not_be_sent_when_the_clock_was_put_back_waits_no_hour(made: World) -> None:
    watched = Watched(made, at(59), down=True)
    watched.go_on(at(61))
    assert (len(watched.took), len(every(made.db, AlertRow))) == (0, 1)
    watched.down = False
    watched.look(at(1))
    watched.go_on(at(2) + MINUTE)
    _said_once(watched)


def test_a_claim_from_before_the_clock_was_put_back_holds_nobody_off(made: World) -> None:
    watched = Watched(made, at(60))
    gone = Watch(made.db, watched.took.append, holder="somebody who has gone", now=lambda: watched.now)
    gone.look()  # and nothing more: it claimed, and sent nothing
    assert one(made.db, OutboxRow).claimed_until == at(61)
    watched.look(at(1))
    _said_once(watched)


def test_an_hour_forward_raises_what_fell_due_in_it_late(made: World) -> None:
    watched = Watched(made, at(30))
    watched.look()
    watched.look(at(90))
    (span,) = every(made.db, NotMonitored)
    assert (span.from_at, span.to_at, span.raised_late) == (at(30), at(90), 2)
    assert made.alert().late_s == 30 * 60
    _said_once(watched)


def test_twenty_minutes_asleep_are_said_and_what_fell_due_is_raised_late(made: World) -> None:
    watched = Watched(made, at(45))
    watched.look()
    watched.look(at(65))
    (span,) = every(made.db, NotMonitored)
    assert (span.from_at, span.to_at, span.raised_late) == (at(45), at(65), 2)
    assert made.alert().late_s == 5 * 60
    watched.go_on(at(66))
    assert len(every(made.db, NotMonitored)) == 1
    _said_once(watched)


@pytest.mark.parametrize(("change", "shift"), CHANGES)
def test_a_visit_over_a_change_of_summer_time_is_due_when_its_hour_is_over(
    db: Database, monkeypatch: pytest.MonkeyPatch, change: datetime, shift: timedelta
) -> None:
    mail_on(monkeypatch)
    before, after = change - MINUTE, change + MINUTE
    assert after.astimezone(LONDON).utcoffset() != before.astimezone(LONDON).utcoffset()
    made = world(db, out_at=change - HOUR / 2)
    due_at = change + HOUR / 2
    assert {row.due_at for row in every(db, DeadlineRow, stage=Stage.BACK)} == {due_at}
    watched = Watched(made, change - 10 * MINUTE)
    watched.go_on(due_at - MINUTE)
    assert every(db, AlertRow) == []
    watched.go_on(due_at + 3 * MINUTE)
    assert made.alert().late_s == 0
    _said_once(watched)
    # In the night in which 01:30 comes twice and in the one without it, it is the school's clock that people read.
    assert f"{due_at.astimezone(LONDON):%H:%M}" in watched.took[0].body
    assert due_at.astimezone(LONDON).hour == (1 if shift < timedelta(0) else 2)
