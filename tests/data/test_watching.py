"""Who has the watch: one at a time, never dropped with somebody out, and another's only once they said yes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from data.commands import watching
from data.commands.closing import open_again
from data.commands.core import Invalid, NotPermitted, Refused, Stale
from data.database import Database
from data.models import (
    Closure,
    DeadlineRow,
    Handover,
    OutboxRow,
    PersonRole,
    VisitRow,
    WatchTurn,
)
from data.queries.closed import closed_today
from data.queries.watching import keepers, offers_to, open_visits, turns, who_watches
from tests.data.alert_world import mail_on
from tests.data.watchroom import Watchroom, at
from tests.staff import NOW, Staff, fill
from tests.trips import every, one
from visits.words import Role, VisitState

R = Role


@pytest.fixture
def here(db: Database) -> Staff:
    return fill(db)


@pytest.fixture
def room(db: Database, here: Staff) -> Watchroom:
    return Watchroom(db, here)


def test_the_watch_is_the_others_only_once_they_said_yes_and_from_that_moment(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.out()
    room.offer(R.OFFICE, R.DEPUTY_DSL, minutes=5, note="The goat is loose")
    assert room.holder() is R.OFFICE
    room.accept(R.DEPUTY_DSL, minutes=9)
    assert room.holder() is R.DEPUTY_DSL
    first, second = every(room.db, WatchTurn)
    assert (first.ended_at, second.from_at, second.ended_at) == (at(9), at(9), None)


def test_a_no_changes_nothing_and_the_next_may_be_asked(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.DEPUTY_DSL)
    with pytest.raises(Refused, match="offered to Deputy Dsl Person already"):
        room.offer(R.OFFICE, R.SLT)
    room.say_no(R.DEPUTY_DSL, minutes=3)
    assert room.holder() is R.OFFICE
    room.offer(R.OFFICE, R.SLT)
    room.accept(R.SLT)
    assert room.holder() is R.SLT


@pytest.mark.parametrize(("count", "says"), [(1, "1 visit is out"), (2, "2 visits are out")])
def test_nobody_goes_off_watch_with_somebody_out(room: Watchroom, count: int, says: str) -> None:
    room.take(R.OFFICE)
    for _ in range(count):
        room.out()
    with pytest.raises(Refused, match=f"{says}.*Offer the watch to somebody by name"):
        room.end(R.OFFICE)
    assert room.holder() is R.OFFICE
    with room.db.write() as session:
        for row in every(room.db, VisitRow):
            found = session.get_one(VisitRow, row.id)
            found.state, found.returned_at = VisitState.BACK, at(60)
    room.end(R.OFFICE, minutes=61)
    assert room.holder() is None


def test_who_is_out_neither_takes_the_watch_nor_is_offered_it_nor_accepts_it(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    room.out(second=R.SLT)
    with pytest.raises(Refused, match="You are out on a visit yourself"):
        room.accept(R.SLT)
    room.withdraw(R.OFFICE)
    with pytest.raises(Refused, match="Slt Person is out on a visit"):
        room.offer(R.OFFICE, R.SLT)
    assert room.holder() is R.OFFICE


def test_only_one_has_the_watch_and_says_so(room: Watchroom) -> None:
    room.take(R.OFFICE)
    with pytest.raises(Refused, match="Office Person has the watch"):
        room.take(R.SLT)
    with pytest.raises(Refused, match="You do not have the watch"):
        room.end(R.SLT)
    room.take(R.OFFICE)
    assert len(every(room.db, WatchTurn)) == 1


def test_taking_a_watch_that_nobody_has_ends_the_offer_of_it(room: Watchroom) -> None:
    room.offer(R.OFFICE, R.SLT)
    room.take(R.DEPUTY_DSL)
    assert one(room.db, Handover).accepted is None
    assert room.holder() is R.DEPUTY_DSL
    room.end(R.DEPUTY_DSL)
    room.offer(R.OFFICE, R.SLT)
    room.take(R.SLT)
    assert [row.accepted for row in every(room.db, Handover)] == [None, True]


def test_a_stale_offer_never_ends_somebody_elses_turn(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    room.end(R.OFFICE)
    with room.db.write() as session:
        session.add(
            WatchTurn(school_id=room.staff.school, person_id=room.staff.people[R.HEADTEACHER], from_at=NOW)
        )
    with pytest.raises(Stale):
        room.accept(R.SLT)
    assert room.holder() is R.HEADTEACHER


def test_an_offer_is_answered_once(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.offer(R.OFFICE, R.SLT)
    (offer,) = every(room.db, Handover)
    room.accept(R.SLT)
    with pytest.raises(Stale):
        watching.answer_offer(
            room.db, handover_id=offer.id, accept=False, by=room.staff.viewer(room.db, R.SLT), now=NOW
        )


@pytest.mark.parametrize("to", [R.SENDCO, R.VISITOR, R.GOVERNOR, R.ADMINISTRATOR])
def test_it_is_offered_to_nobody_who_may_not_watch(room: Watchroom, to: Role) -> None:
    with pytest.raises(Invalid, match="no role at this school"):
        room.offer(R.OFFICE, to)


def test_it_is_offered_to_nobody_of_another_school_and_to_nobody_who_has_gone(room: Watchroom) -> None:
    office = room.staff.viewer(room.db, R.OFFICE)
    with pytest.raises(Invalid):
        watching.offer_watch(
            room.db, school_id=room.staff.school, to_id=room.staff.stranger, by=office, now=NOW
        )
    with room.db.write() as session:
        session.execute(delete(PersonRole).where(PersonRole.person_id == room.staff.people[R.SLT]))
    with pytest.raises(Invalid):
        room.offer(R.OFFICE, R.SLT)


def test_whoever_does_not_have_it_offers_it_only_as_a_leader(room: Watchroom) -> None:
    room.take(R.SLT)
    with pytest.raises(Refused, match="Only who has the watch"):
        room.offer(R.OFFICE, R.DEPUTY_DSL)
    room.offer(R.HEADTEACHER, R.DEPUTY_DSL)
    with pytest.raises(NotPermitted):
        room.withdraw(R.OFFICE)
    room.withdraw(R.SLT)


def test_a_closed_school_offers_the_watch_and_works_out_anew_what_is_due(room: Watchroom) -> None:
    room.take(R.OFFICE)
    room.out()
    before = {row.name for row in every(room.db, DeadlineRow, closed_at=None)}
    room.close(R.HEADTEACHER, to=R.DEPUTY_DSL)
    closure = one(room.db, Closure)
    assert (closure.starts_on, closure.ends_on, closure.note) == (date(2026, 11, 23),) * 2 + ("Snow",)
    after = {row.name for row in every(room.db, DeadlineRow, closed_at=None)}
    assert before < after
    assert {name.split(":")[0] for name in after - before} == {"home"}
    offer = one(room.db, Handover)
    assert (offer.why, offer.accepted, offer.note) == ("closed", None, "Snow")
    assert (room.holder(), one(room.db, VisitRow).state) == (R.OFFICE, VisitState.OUT)


def test_a_school_is_closed_once_a_day_and_may_be_asked_for_a_watcher_again(room: Watchroom) -> None:
    room.close(R.HEADTEACHER, to=R.SLT)
    room.close(R.HEADTEACHER, to=R.DEPUTY_DSL)
    assert len(every(room.db, Closure)) == 1
    assert [row.answered_at is None for row in every(room.db, Handover)] == [False, True]
    with pytest.raises(Invalid, match="Say why"):
        room.close(R.HEADTEACHER, " ")


def test_a_school_closed_by_mistake_is_opened_again_and_what_is_due_is_as_before(room: Watchroom) -> None:
    room.out()
    before = {row.name for row in every(room.db, DeadlineRow, closed_at=None)}
    room.close(R.HEADTEACHER)
    school, head = room.staff.school, room.staff.viewer(room.db, R.HEADTEACHER)
    with room.db.read() as session:
        (found,) = closed_today(session, [school], now=at(5))
    assert (found.reason, found.by_name, found.at) == ("Snow", "Headteacher Person", NOW)
    open_again(room.db, school_id=school, by=head, now=at(6))
    assert every(room.db, Closure) == []
    assert {row.name for row in every(room.db, DeadlineRow, closed_at=None)} == before
    with room.db.read() as session:
        assert closed_today(session, [school], now=at(7)) == []
    with pytest.raises(Refused, match="Nobody has closed"):
        open_again(room.db, school_id=school, by=head, now=at(8))
    room.close(R.HEADTEACHER, "Flood")
    with room.db.read() as session:
        assert [one.reason for one in closed_today(session, [school], now=at(9))] == ["Flood"]


def test_the_day_of_closing_is_the_schools_own(room: Watchroom) -> None:
    """Half past eleven at night in London in summer is still the day before in UTC."""
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    by = replace(room.staff.viewer(room.db, R.HEADTEACHER), name="Head")
    watching.close_today(
        room.db, school_id=room.staff.school, reason="Flood", by=by, now=late + timedelta(hours=1)
    )
    assert one(room.db, Closure).starts_on == date(2026, 7, 2)


def test_the_board_says_who_watches_and_what_waits(room: Watchroom) -> None:
    office, slt = (room.staff.viewer(room.db, role) for role in (R.OFFICE, R.SLT))
    with room.db.read() as session:
        (nobody,) = who_watches(session, office, now=NOW)
    assert (nobody.school, nobody.name, nobody.out, nobody.offer) == ("Quillmere High", None, 0, None)
    room.take(R.OFFICE)
    room.out(second=R.OFFICE)
    room.offer(R.OFFICE, R.SLT, note="Back at four")
    with room.db.read() as session:
        (found,) = who_watches(session, office, now=NOW)
        (mine,) = offers_to(session, slt)
        assert offers_to(session, office) == []
        (running,) = turns(session, slt, room.staff.school)
        (visit,) = open_visits(session, slt, room.staff.school)
        able = {k.name: (k.on_duty, k.is_out) for k in keepers(session, slt, room.staff.school, now=NOW)}
    assert (found.name, found.since, found.is_out, found.out) == ("Office Person", NOW, True, 1)
    assert (mine.from_name, mine.to_name, mine.note, mine.closed) == (
        "Office Person",
        "Slt Person",
        "Back at four",
        False,
    )
    assert (running.name, running.ended_at) == ("Office Person", None)
    assert [name for name, _ in visit.people] == ["Visitor Person", "Office Person"]
    assert able["Office Person"] == (True, True)
    assert "Slt Person" not in able


def test_it_is_taken_over_from_somebody_who_is_out_or_gone(room: Watchroom) -> None:
    room.take(R.SLT)
    room.out(second=R.SLT)
    room.take(R.OFFICE, minutes=5)
    assert room.holder() is R.OFFICE
    with room.db.write() as session:
        session.execute(delete(PersonRole).where(PersonRole.person_id == room.staff.people[R.OFFICE]))
    with room.db.read() as session:
        (found,) = who_watches(session, room.staff.viewer(room.db, R.HEADTEACHER), now=NOW)
    assert (found.is_gone, found.lost) == (True, True)
    room.take(R.HEADTEACHER, minutes=6)
    assert room.holder() is R.HEADTEACHER


def test_whoever_is_asked_is_written_to_and_not_what_was_noted(
    room: Watchroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    room.out()
    room.offer(R.OFFICE, R.SLT, note="The goat at Mill Row is loose")
    message = one(room.db, OutboxRow)
    assert (message.recipient, message.topic) == ("slt@school.example", "watch.offered")
    assert "Office Person offers you the watch" in message.body
    assert "1 visit is out" in message.body
    assert "goat" not in message.subject + message.body
