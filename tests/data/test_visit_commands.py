"""A visit before anybody leaves: asked for, changed, taken back, decided on; or logged when it had ended."""

from datetime import timedelta

import pytest

from data.commands import visit
from data.commands.core import Invalid, NotPermitted, Refused, Stale
from data.database import Database
from data.judging import Blocked
from data.models import AnswerRow, DeadlineRow, EventRow, OutboxRow, StopPupil, StopRow, VisitorRow, VisitRow
from tests import planning
from tests.asking import authorised, log, open_stages
from tests.data.alert_world import mail_on
from tests.planning import OUT_AT, World
from tests.staff import NOW
from tests.trips import entries, every, home, one
from visits.words import EventKind, Role, Stage, VisitKind, VisitorRole, VisitState

S = VisitState


@pytest.fixture
def world(db: Database) -> World:
    return planning.world(db)


def test_a_visit_that_is_asked_for_waits_with_all_that_was_planned(world: World) -> None:
    row = log(world)
    assert (row.state, row.version, row.created_by_id) == (
        S.REQUESTED,
        1,
        world.staff.people[Role.SENDCO],
    )
    assert (row.out_at, row.month, row.common_reason) == (OUT_AT, "2026-11", "attendance")
    stop = one(world.db, StopRow, visit_id=row.id)
    assert (stop.household_id, stop.first_visit) == (world.home.household, True)
    assert one(world.db, StopPupil, stop_id=stop.id).pupil_id == world.home.pupil
    assert [v.role for v in every(world.db, VisitorRow, visit_id=row.id)] == [
        VisitorRole.LEAD,
        VisitorRole.SECOND,
    ]
    assert one(world.db, EventRow, visit_id=row.id).kind is EventKind.REQUEST
    assert entries(world.db) == [("visit.log", "change")]


def test_what_the_policy_said_is_kept_with_the_reasons_given(world: World) -> None:
    row = log(world, told=False, told_exception="Their phone is cut off")
    said = one(world.db, AnswerRow, visit_id=row.id, key="told_beforehand")
    assert (said.verdict, said.reason, said.duties) == ("warn", "Their phone is cut off", ["BT-02"])


def test_a_form_that_is_sent_twice_is_one_visit(world: World) -> None:
    assert log(world).id == log(world, purpose="Something else").id
    assert one(world.db, VisitRow).purpose == "Talk about mornings"
    assert entries(world.db) == [("visit.log", "change")]


def test_what_the_policy_forbids_is_refused_and_leaves_an_entry_and_no_row(world: World) -> None:
    with pytest.raises(Blocked) as why:
        log(world, vehicle=None)
    assert [(a.key, a.duties) for a in why.value.answers] == [("vehicle", ("BT-10",))]
    assert entries(world.db) == [("visit.log", "refused")]
    assert every(world.db, VisitRow) == []


def test_a_warning_waits_for_its_reason_and_nothing_is_written(world: World) -> None:
    alone = (world.visitor(Role.VISITOR),)
    with pytest.raises(Invalid) as why:
        log(world, visitors=alone)
    assert list(why.value.problems) == ["company"]
    assert entries(world.db) == []
    row = log(world, visitors=alone, reasons_given={"company": "The colleague is ill; the Lead DSL knows."})
    assert row.state is S.REQUESTED


@pytest.mark.parametrize("role", [Role.OFFICE, Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_plans_no_visits_logs_none(world: World, role: Role) -> None:
    with pytest.raises(NotPermitted):
        log(world, role=role)
    assert entries(world.db) == [("visit.log", "refused")]


def test_a_visitor_logs_only_visits_that_they_go_on(world: World) -> None:
    assert log(world, role=Role.VISITOR).state is S.REQUESTED
    others = (
        world.visitor(Role.FAMILY),
        world.visitor(Role.ATTENDANCE, role=VisitorRole.SECOND),
    )
    with pytest.raises(Refused, match="only visits that you go on yourself"):
        log(world, role=Role.VISITOR, key="another", visitors=others)


def test_a_home_of_another_school_is_no_place_to_go(world: World) -> None:
    elsewhere = home(world.db, world.staff, name="Far household", number="P9", school=world.staff.other)
    with pytest.raises(Invalid, match="not at this school"):
        log(world, stops=(world.stop(at=elsewhere),))
    assert every(world.db, VisitRow) == []


def test_whoever_decides_is_told_where_mail_is_set_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    log(world)
    letters = every(world.db, OutboxRow)
    assert [letter.topic for letter in letters] == ["visit.authorise"]
    assert "Mill Row" not in letters[0].body + letters[0].subject


def test_a_change_asks_again_and_the_second_of_two_editors_is_told(world: World) -> None:
    row = log(world)
    later = world.plan(purpose="Bring the timetable")
    by = world.who(Role.SENDCO)
    visit.change(world.db, visit_id=row.id, plan=later, version=row.version, by=by, now=NOW)
    changed = one(world.db, VisitRow, id=row.id)
    assert (changed.purpose, changed.version, changed.state) == ("Bring the timetable", 2, S.REQUESTED)
    with pytest.raises(Stale):
        visit.change(world.db, visit_id=row.id, plan=world.plan(), version=row.version, by=by, now=NOW)
    assert entries(world.db) == [
        ("visit.log", "change"),
        ("visit.change", "change"),
        ("visit.change", "refused"),
    ]


def test_an_authorised_visit_that_is_changed_is_authorised_again(world: World) -> None:
    row = authorised(world)
    visit.change(
        world.db,
        visit_id=row.id,
        plan=world.plan(back_at=OUT_AT + timedelta(minutes=90)),
        version=row.version,
        by=world.who(Role.SENDCO),
        now=NOW,
    )
    asked = one(world.db, VisitRow, id=row.id)
    assert (asked.state, asked.authorised_at, asked.authorised_by_id) == (S.REQUESTED, None, None)
    assert all(d.closed_at for d in every(world.db, DeadlineRow, visit_id=row.id))


def test_a_visit_stays_with_its_school(world: World) -> None:
    row = log(world)
    with pytest.raises(Invalid, match="stays with its school"):
        visit.change(
            world.db,
            visit_id=row.id,
            plan=world.plan(school_id=world.staff.other),
            version=row.version,
            by=world.who(Role.SENDCO),
            now=NOW,
        )


def test_bt26_who_may_not_see_a_visit_neither_changes_nor_cancels_it(world: World) -> None:
    row = log(world)
    stranger = world.who(Role.ATTENDANCE)
    with pytest.raises(NotPermitted):
        visit.change(world.db, visit_id=row.id, plan=world.plan(), version=row.version, by=stranger, now=NOW)
    with pytest.raises(NotPermitted):
        visit.cancel(world.db, visit_id=row.id, by=stranger, now=NOW)
    assert one(world.db, VisitRow, id=row.id).state is S.REQUESTED


def test_a_visit_is_taken_back_before_anybody_leaves(world: World) -> None:
    row = authorised(world)
    assert open_stages(world, row) == {Stage.DEPART}
    visit.cancel(world.db, visit_id=row.id, reason="Spoke by phone", by=world.who(Role.SENDCO), now=NOW)
    assert one(world.db, VisitRow, id=row.id).state is S.CANCELLED
    assert open_stages(world, row) == set()
    cancelled = every(world.db, EventRow, visit_id=row.id)[-1]
    assert (cancelled.kind, cancelled.note) == (EventKind.CANCEL, "Spoke by phone")


def test_bt17_a_visitor_declines_without_a_reason(world: World) -> None:
    row = authorised(world)
    with pytest.raises(Refused, match="Only somebody who goes"):
        visit.visitor_declines(world.db, visit_id=row.id, by=world.who(Role.SENDCO), now=NOW)
    visit.visitor_declines(world.db, visit_id=row.id, by=world.who(Role.VISITOR), now=NOW)
    declined = one(world.db, VisitRow, id=row.id)
    assert (declined.state, declined.declined_reason) == (S.DECLINED, "A visitor declined to go.")
    assert open_stages(world, row) == set()


def test_a_visit_that_has_ended_is_logged_and_says_so_for_ever(world: World) -> None:
    ended = world.plan(
        out_at=NOW - timedelta(hours=3),
        back_at=NOW - timedelta(hours=2),
        stops=(world.stop(start=NOW - timedelta(hours=3)),),
        vehicle=None,
    )
    by = world.who(Role.SENDCO)
    visit_id = visit.log_ended(world.db, plan=ended, idempotency_key="k", by=by, now=NOW)
    assert visit.log_ended(world.db, plan=ended, idempotency_key="k", by=by, now=NOW) == visit_id
    row = one(world.db, VisitRow)
    assert (row.state, row.retrospective, row.unauthorised) == (S.BACK, True, True)
    assert (row.left_at, row.returned_at) == (ended.out_at, ended.back_at)
    blocked = one(world.db, AnswerRow, visit_id=visit_id, key="vehicle")
    assert blocked.verdict == "block"
    assert every(world.db, AnswerRow, visit_id=visit_id, key="still_to_come") == []
    assert one(world.db, EventRow, visit_id=visit_id).kind is EventKind.LOG_ENDED
    assert open_stages(world, row) == set()
    assert entries(world.db) == [("visit.log_ended", "change")]


def test_a_visit_that_is_not_over_is_not_logged_as_ended(world: World) -> None:
    with pytest.raises(Invalid, match="not over yet"):
        visit.log_ended(world.db, plan=world.plan(), idempotency_key="k", by=world.who(Role.SENDCO), now=NOW)


def test_what_cannot_have_been_is_not_logged_either(world: World) -> None:
    backwards = world.plan(
        out_at=NOW - timedelta(hours=2), back_at=NOW - timedelta(hours=3), kind=VisitKind.EMERGENCY
    )
    with pytest.raises(Invalid):
        visit.log_ended(world.db, plan=backwards, idempotency_key="k", by=world.who(Role.SENDCO), now=NOW)
    assert every(world.db, VisitRow) == []
