"""Who watches the watcher: a beat, a lease, and the gaps in which nobody watched."""

import pytest

from data.commands.core import SYSTEM, NotPermitted
from data.commands.watch import resume
from data.database import Database
from data.models import NotMonitored, WatcherPulse
from data.pulse import GAP, LEASE, beat, release
from data.queries.watch import not_monitored, watcher_age_s
from tests.data.alert_world import at, world
from tests.trips import entries, every
from visits.words import Role, VisitState


def second(s: float) -> float:
    return s / 60


def leads(db: Database, holder: str, seconds: float) -> bool:
    return beat(db, holder=holder, now=at(second(seconds)), facts={}).leads


def age(db: Database, seconds: float) -> float | None:
    with db.read() as session:
        return watcher_age_s(session, now=at(second(seconds)))


def test_a_beat_is_seen_and_its_age_is_told(db: Database) -> None:
    assert age(db, 0) is None
    assert leads(db, "first", 0)
    assert age(db, 7) == 7
    assert leads(db, "first", 8)
    assert age(db, 9) == 1


def test_one_copy_works_and_another_takes_over_within_15_s(db: Database) -> None:
    assert leads(db, "first", 0)
    assert not leads(db, "second", 2)
    assert not leads(db, "second", 9.9)
    assert leads(db, "second", 10)
    assert not leads(db, "first", 11)
    assert LEASE <= GAP


def test_a_copy_that_stops_properly_lets_go_at_once(db: Database) -> None:
    assert leads(db, "first", 0)
    release(db, holder="first", now=at(second(1)))
    assert leads(db, "second", 1)


def test_whoever_waited_to_write_does_not_lead_beside_who_beat_meanwhile(db: Database) -> None:
    assert leads(db, "first", 2)
    assert not leads(db, "second", 0)


def test_a_lease_from_a_clock_that_was_put_back_holds_nobody_off(db: Database) -> None:
    assert leads(db, "first", 3600)
    assert leads(db, "second", 0)
    assert age(db, 1) == 1


def test_a_beat_from_the_future_is_not_taken_for_a_fresh_one(db: Database) -> None:
    assert leads(db, "first", 3600)
    assert age(db, 0) == 3600


def test_after_a_gap_nothing_is_beaten_before_the_gap_is_recorded(db: Database) -> None:
    assert leads(db, "first", 0)
    late = beat(db, holder="first", now=at(second(15.1)), facts={})
    assert (late.leads, late.gap_from) == (False, at(0))
    assert age(db, 15.1) == pytest.approx(15.1)
    assert leads(db, "first", 15)


def test_a_gap_while_somebody_was_out_is_a_span_that_was_not_monitored(db: Database) -> None:
    made = world(db)
    leads(db, "first", 0)
    span_id = resume(db, holder="second", by=SYSTEM, now=at(61))
    (span,) = every(db, NotMonitored)
    assert (span.id, span.from_at, span.to_at, span.raised_late) == (span_id, at(0), at(61), 2)
    assert every_holder(db) == "second"
    made.watch(61)
    assert made.alert().late_s == 60
    with db.read() as session:
        assert [s.id for s in not_monitored(session, from_at=at(60), to_at=at(90))] == [span_id]
        assert list(not_monitored(session, from_at=at(61), to_at=at(90))) == []


def test_a_gap_while_nobody_was_out_is_none(db: Database) -> None:
    world(db, state=VisitState.CLOSED)
    leads(db, "first", 90 * 60)
    assert resume(db, holder="second", by=SYSTEM, now=at(200)) is None
    assert every(db, NotMonitored) == []
    assert age(db, 200 * 60) == 0


def test_who_came_back_during_the_gap_was_out_in_it(db: Database) -> None:
    world(db, state=VisitState.CLOSED)
    leads(db, "first", 30 * 60)
    assert resume(db, holder="second", by=SYSTEM, now=at(200)) is not None


def test_only_one_copy_records_a_gap(db: Database) -> None:
    world(db)
    leads(db, "first", 0)
    assert resume(db, holder="second", by=SYSTEM, now=at(61)) is not None
    assert resume(db, holder="third", by=SYSTEM, now=at(61)) is None
    assert len(every(db, NotMonitored)) == 1
    assert entries(db).count(("watch.resume", "change")) == 1


def test_nobody_but_the_watcher_resumes(db: Database) -> None:
    made = world(db)
    leads(db, "first", 0)
    with pytest.raises(NotPermitted):
        resume(db, holder="second", by=made.who(Role.HEADTEACHER), now=at(61))


def every_holder(db: Database) -> str:
    with db.read() as session:
        return session.get_one(WatcherPulse, 1).holder
