"""A visit that outlasts its cover, or whose steps find nobody, is found before it leaves; and stops nobody who is out."""

from datetime import UTC, datetime, time, timedelta

import pytest

from data.commands import duty, left, visit, word
from data.commands.core import Invalid, Refused
from data.database import Database
from data.judging import Blocked
from data.models import (
    DeadlineRow,
    Duty,
    School,
    VisitRow,
)
from data.queries.leaving import leaving_gaps
from tests.data.dutyroom import STEPS, WATCHERS, answer, ask, hours, say_yes
from tests.planning import OUT_AT, World, world
from tests.staff import NOW
from tests.trips import every, one
from visits.words import Response, Role, Stage, VisitorRole, VisitState

R = Role
WATCH = "watched_to_the_end"


@pytest.fixture
def made(db: Database) -> World:
    """Blessed Trinity's text; everybody on duty from 08:00 to 17:00, Monday to Friday."""
    return world(db)


def test_a_visit_that_outlasts_its_cover_is_found_before_it_leaves(made: World) -> None:
    hours(made, *WATCHERS, ends=time(11, 40))
    with pytest.raises(Invalid, match=r"Nobody watches after 11:40, and they are due back at 12:10\."):
        ask(made)
    reasons = {WATCH: "The head has her mobile with her", STEPS: "The head has her mobile with her"}
    say_yes(made, ask(made, reasons_given=reasons))
    assert answer(made, WATCH).verdict == "warn"
    (due,) = every(made.db, DeadlineRow, stage=Stage.DEPART, closed_at=None)
    assert due.visit_id == one(made.db, VisitRow).id


def test_a_gap_in_the_middle_is_found_too(made: World) -> None:
    hours(made, *WATCHERS, ends=time(11, 30))
    with made.db.write() as session:
        session.add(
            Duty(
                school_id=made.staff.school,
                person_id=made.staff.people[R.OFFICE],
                weekday=0,
                starts=time(11, 45),
                ends=time(17),
            )
        )
    with pytest.raises(Invalid, match="Nobody watches after 11:30"):
        ask(made)


def test_a_watcher_who_goes_along_does_not_watch(made: World) -> None:
    hours(made, *(role for role in WATCHERS if role is not R.SLT), ends=time(9))
    goes = (made.visitor(R.VISITOR), made.visitor(R.SLT, role=VisitorRole.SECOND, part="Takes notes"))
    with pytest.raises(Invalid, match="Nobody watches when they leave at 11:00"):
        ask(made, visitors=goes)


def test_accepted_cover_moves_the_end_of_the_watch_of_who_is_out(made: World) -> None:
    say_yes(made, row := ask(made))
    word.sign_out(made.db, visit_id=row.id, by=made.who(R.OFFICE), now=OUT_AT)
    (before,) = every(made.db, DeadlineRow, stage=Stage.COVER, closed_at=None)
    assert before.due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    cover_id = duty.give_cover(
        made.db,
        school_id=made.staff.school,
        role=R.OFFICE,
        person_id=made.staff.people[R.FAMILY],
        from_at=NOW + timedelta(hours=7),
        to_at=NOW + timedelta(hours=9),
        by=made.who(R.HEADTEACHER),
        now=NOW,
    )
    assert one(made.db, DeadlineRow, id=before.id).due_at == before.due_at
    duty.accept_cover(made.db, cover_id=cover_id, by=made.who(R.FAMILY), now=NOW)
    assert one(made.db, DeadlineRow, id=before.id).due_at == NOW + timedelta(hours=9)
    duty.end_cover(made.db, cover_id=cover_id, by=made.who(R.FAMILY), now=NOW + timedelta(hours=1))
    assert one(made.db, DeadlineRow, id=before.id).due_at == before.due_at


def test_nobody_of_a_step_on_duty_warns_with_names_and_blocks_where_the_school_chose_so(made: World) -> None:
    hours(made, R.OFFICE, ends=time(12))
    with pytest.raises(Invalid, match=r"Nobody of Office is on duty after 12:00\."):
        ask(made)
    row = ask(made, reasons_given={STEPS: "The SLT member rings instead"})
    with made.db.write() as session:
        session.get_one(School, made.staff.school).unreachable = Response.BLOCK
    with pytest.raises(Blocked, match="Nobody of Office is on duty after 12:00"):
        say_yes(made, row)
    with pytest.raises(Blocked):
        visit.log(
            made.db,
            plan=made.plan(out_at=OUT_AT - timedelta(minutes=1), reasons_given={STEPS: "All the same"}),
            idempotency_key="two",
            by=made.who(R.SENDCO),
            now=NOW,
        )
    assert one(made.db, VisitRow).state is VisitState.REQUESTED


def test_a_block_is_never_a_reason_not_to_watch(made: World) -> None:
    """Already left, a known visit that left, and one that has ended are taken whatever the rota says."""
    hours(made, *WATCHERS, ends=time(9))
    with made.db.write() as session:
        session.get_one(School, made.staff.school).unreachable = Response.BLOCK
    given = left.Left(
        school_id=made.staff.school,
        names=("A. Visitor",),
        mobiles=("07700 900123",),
        address="14 Mill Row",
        due_at=NOW + timedelta(hours=1),
    )
    by = made.who(R.OFFICE)
    left.leave_unauthorised(made.db, left=given, idempotency_key="left", by=by, now=NOW)
    (row,) = every(made.db, VisitRow)
    assert row.state is VisitState.OUT
    assert every(made.db, DeadlineRow, stage=Stage.BACK, closed_at=None)
    with pytest.raises(Refused):
        ask(made)


@pytest.mark.parametrize("chosen", [Response.WARN, Response.BLOCK])
def test_at_sign_out_it_is_asked_again_kept_and_stops_nobody(made: World, chosen: Response) -> None:
    say_yes(made, row := ask(made))
    hours(made, R.OFFICE, ends=time(11, 30))
    with made.db.write() as session:
        session.get_one(School, made.staff.school).unreachable = chosen
    with made.db.read() as session:
        (gap,) = leaving_gaps(session, made.who(R.OFFICE), row.id, now=OUT_AT)
        assert leaving_gaps(session, made.who(R.GOVERNOR), row.id, now=OUT_AT) == ()
    assert "Nobody of Office is on duty after 11:30." in gap.sentence
    assert gap.verdict == chosen.value
    assert answer(made, STEPS).verdict == "ok"
    word.sign_out(made.db, visit_id=row.id, by=made.who(R.OFFICE), now=OUT_AT)
    assert one(made.db, VisitRow).state is VisitState.OUT
    kept = answer(made, STEPS)
    assert (kept.verdict, kept.reason) == (chosen.value, "Found when they signed out")


def test_what_was_accepted_before_keeps_its_reason_at_sign_out(made: World) -> None:
    hours(made, R.OFFICE, ends=time(12))
    say_yes(made, row := ask(made, reasons_given={STEPS: "The head rings instead"}))
    word.sign_out(made.db, visit_id=row.id, by=made.who(R.OFFICE), now=OUT_AT)
    assert answer(made, STEPS).reason == "The head rings instead"


def test_leaving_late_asks_who_is_there_from_now_on(made: World) -> None:
    say_yes(made, row := ask(made))
    hours(made, R.OFFICE, ends=time(17), starts=time(11, 30))
    with made.db.read() as session:
        before = leaving_gaps(session, made.who(R.OFFICE), row.id, now=OUT_AT)
        after = leaving_gaps(session, made.who(R.OFFICE), row.id, now=OUT_AT + timedelta(minutes=31))
        long_after = leaving_gaps(session, made.who(R.OFFICE), row.id, now=OUT_AT + timedelta(hours=9))
    assert [len(before), len(after), len(long_after)] == [1, 0, 0]
