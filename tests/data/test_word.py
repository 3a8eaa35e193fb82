"""Word of those who are out: who is accounted for by it, what it moves, and what it never does twice."""

from datetime import timedelta

import pytest

from data.commands import word
from data.commands.core import Invalid, NotPermitted, Refused
from data.commands.left import left_before_authorised
from data.database import Database
from data.models import AuditRow, DeadlineRow, EventRow, StopRow, VisitRow
from tests.data.alert_world import World, at, world
from tests.staff import NOW
from tests.trips import every
from visits.words import EventKind, Role, StopOutcome, VisitState


def visit_of(w: World) -> VisitRow:
    (row,) = every(w.db, VisitRow, id=w.visit)
    return row


def stop_of(w: World) -> StopRow:
    return every(w.db, StopRow, visit_id=w.visit)[0]


def kinds(w: World) -> list[EventKind]:
    return [e.kind for e in sorted(every(w.db, EventRow, visit_id=w.visit), key=lambda e: e.id)]


def test_signing_out_starts_the_watch_of_both(db: Database) -> None:
    w = world(db, state=VisitState.AUTHORISED)
    word.sign_out(w.db, visit_id=w.visit, by=w.who(Role.OFFICE), now=at(0))
    assert visit_of(w).state is VisitState.OUT
    assert {"back a", "back b"} <= set(w.deadlines())
    assert "depart -" not in w.deadlines()


def test_signing_out_twice_is_one_departure(db: Database) -> None:
    w = world(db, state=VisitState.AUTHORISED)
    for minute in (0, 1):
        word.sign_out(w.db, visit_id=w.visit, by=w.who(Role.OFFICE), now=at(minute))
    assert kinds(w).count(EventKind.SIGN_OUT) == 1
    assert visit_of(w).left_at == at(0)


def test_one_back_is_not_both_back(db: Database) -> None:
    w = world(db)
    word.back(w.db, visit_id=w.visit, visitor_ids={w.a}, by=w.who(Role.OFFICE), now=at(40))
    assert visit_of(w).state is VisitState.OUT
    assert "back a" not in w.deadlines()
    assert "back b" in w.deadlines()
    word.back(w.db, visit_id=w.visit, visitor_ids={w.b}, by=w.who(Role.OFFICE), now=at(50))
    assert visit_of(w).state is VisitState.BACK
    assert visit_of(w).returned_at == at(50)
    assert not {"back a", "back b"} & set(w.deadlines())


def test_the_same_return_twice_is_one(db: Database) -> None:
    w = world(db)
    for minute in (40, 41):
        word.back(w.db, visit_id=w.visit, visitor_ids={w.a}, by=w.who(Role.OFFICE), now=at(minute))
    assert kinds(w).count(EventKind.BACK) == 1
    assert len(every(w.db, AuditRow, command="word.back")) == 1


def test_arriving_and_leaving_are_kept_with_their_times(db: Database) -> None:
    w = world(db)
    stop = stop_of(w)
    both = {w.a, w.b}
    word.arrive(w.db, visit_id=w.visit, stop_id=stop.id, visitor_ids=both, by=w.who(Role.OFFICE), now=at(12))
    word.leave(
        w.db,
        visit_id=w.visit,
        stop_id=stop.id,
        visitor_ids=both,
        by=w.who(Role.OFFICE),
        now=at(30),
        happened_at=at(28),
        outcome=StopOutcome.SEEN,
    )
    stop = stop_of(w)
    assert (stop.arrived_at, stop.left_at, stop.outcome) == (at(12), at(28), StopOutcome.SEEN)


def test_word_needs_a_name(db: Database) -> None:
    w = world(db)
    with pytest.raises(Invalid, match="choose at least one of the visitors"):
        word.back(w.db, visit_id=w.visit, visitor_ids=set(), by=w.who(Role.OFFICE), now=at(40))
    assert EventKind.BACK not in kinds(w)


def test_nothing_happens_in_the_future(db: Database) -> None:
    w = world(db)
    with pytest.raises(Invalid, match="still to come"):
        word.back(
            w.db,
            visit_id=w.visit,
            visitor_ids={w.a},
            by=w.who(Role.OFFICE),
            now=at(10),
            happened_at=at(30),
        )


def test_nothing_happens_before_they_left(db: Database) -> None:
    w = world(db)
    with pytest.raises(Invalid, match="before this visit left"):
        word.back(
            w.db,
            visit_id=w.visit,
            visitor_ids={w.a},
            by=w.who(Role.OFFICE),
            now=at(10),
            happened_at=NOW - timedelta(hours=3),
        )


def test_more_time_moves_the_deadlines_as_far_as_the_policy_allows(db: Database) -> None:
    w = world(db)
    before = w.deadlines()["back a"].due_at
    word.more_time(w.db, visit_id=w.visit, minutes=20, by=w.who(Role.OFFICE), now=at(10))
    assert w.deadlines()["back a"].due_at == before + timedelta(minutes=20)
    with pytest.raises(Invalid, match="left"):
        word.more_time(w.db, visit_id=w.visit, minutes=50, by=w.who(Role.OFFICE), now=at(11))
    assert w.deadlines()["back a"].due_at == before + timedelta(minutes=20)


def test_one_press_of_more_time_is_one(db: Database) -> None:
    w = world(db)
    for seconds in (0, 2):
        word.more_time(
            w.db,
            visit_id=w.visit,
            minutes=10,
            by=w.who(Role.OFFICE),
            now=at(10) + timedelta(seconds=seconds),
        )
    assert kinds(w).count(EventKind.MORE_TIME) == 1


def test_who_is_not_involved_has_no_word_to_give(db: Database) -> None:
    w = world(db)
    for role in (Role.ATTENDANCE, Role.GOVERNOR):
        with pytest.raises(NotPermitted):
            word.back(w.db, visit_id=w.visit, visitor_ids={w.a}, by=w.who(role), now=at(40))
    refused = every(w.db, AuditRow, command="word.back", outcome="refused")
    assert len(refused) == 2
    assert visit_of(w).state is VisitState.OUT


def test_a_visit_that_is_not_out_takes_no_word(db: Database) -> None:
    w = world(db, state=VisitState.AUTHORISED)
    with pytest.raises(Refused, match="not out"):
        word.well(w.db, visit_id=w.visit, visitor_ids={w.a}, by=w.who(Role.OFFICE), now=at(1))


def test_who_leaves_again_is_watched_again(db: Database) -> None:
    w = world(db)
    word.back(w.db, visit_id=w.visit, visitor_ids={w.a, w.b}, by=w.who(Role.OFFICE), now=at(40))
    left_before_authorised(w.db, visit_id=w.visit, by=w.who(Role.OFFICE), now=at(45), due_at=at(90))
    row = visit_of(w)
    assert (row.state, row.unauthorised, row.returned_at) == (VisitState.OUT, True, None)
    assert {"back a", "back b"} <= set(w.deadlines())
    assert all(d.due_at > at(45) for d in w.deadlines().values())


def test_leaving_again_asks_when_they_are_due(db: Database) -> None:
    w = world(db)
    word.back(w.db, visit_id=w.visit, visitor_ids={w.a, w.b}, by=w.who(Role.OFFICE), now=at(40))
    with pytest.raises(Invalid, match="When are they due back"):
        left_before_authorised(w.db, visit_id=w.visit, by=w.who(Role.OFFICE), now=at(300))


def test_a_closed_deadline_is_kept_as_history(db: Database) -> None:
    w = world(db)
    word.back(w.db, visit_id=w.visit, visitor_ids={w.a}, by=w.who(Role.OFFICE), now=at(40))
    (closed,) = [d for d in every(w.db, DeadlineRow, visit_id=w.visit) if d.closed_at]
    assert closed.closed_at == at(40)


def test_a_stop_that_is_not_made_is_no_longer_awaited(db: Database) -> None:
    w = world(db, "blessed_trinity")
    stop = stop_of(w)
    assert {"leave a", "leave b"} <= set(w.deadlines())
    word.not_made(
        w.db, visit_id=w.visit, stop_id=stop.id, visitor_ids={w.a, w.b}, by=w.who(Role.OFFICE), now=at(12)
    )
    assert stop_of(w).outcome is StopOutcome.NOT_MADE
    assert not {"leave a", "leave b"} & set(w.deadlines())
    assert {"back a", "back b"} <= set(w.deadlines())
