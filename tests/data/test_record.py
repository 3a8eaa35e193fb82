"""The record of a visit: written up, looked at, followed up, closed."""

from datetime import date, timedelta

import pytest

from data.aftercare import tasks_on_return
from data.commands import concern, record
from data.commands.core import Invalid, NotPermitted, Refused, Stale
from data.commands.left import left_before_authorised
from data.commands.record import StopReport
from data.database import Database
from data.models import DeadlineRow, EventRow, School, StopRow, Task, VisitRow, WriteUp
from data.queries.people import board_viewer
from data.queries.snapshot import load_visit
from tests import staff as made
from tests import trips
from tests.records import RecordCase
from tests.staff import NOW
from visits.aftercare import TaskKind
from visits.words import EventKind, Role, Stage, StopOutcome, VisitState


@pytest.fixture
def case(db: Database) -> RecordCase:
    people = made.fill(db)
    return RecordCase(db, people, trips.adopt(db, people), trips.home(db, people))


def test_what_begins_on_return_has_an_owner_and_a_time(case: RecordCase) -> None:
    visit_id = case.trip()
    tasks = {t.kind: t for t in trips.every(case.db, Task, visit_id=visit_id)}
    assert set(tasks) == {TaskKind.WRITE_UP, TaskKind.TELL_ON_RETURN}
    assert {t.owner_id for t in tasks.values()} == {case.staff.people[Role.VISITOR]}
    assert tasks[TaskKind.WRITE_UP].due_at == NOW + timedelta(hours=24)
    assert tasks[TaskKind.TELL_ON_RETURN].duties == "BT-20"


def test_coming_back_twice_asks_once(case: RecordCase) -> None:
    visit_id = case.trip()
    with case.db.write() as session:
        tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
    assert len(trips.every(case.db, Task, visit_id=visit_id)) == 2


def test_whoever_leaves_again_has_it_to_write_up_again(case: RecordCase) -> None:
    visit_id = case.trip()
    case.write_up(visit_id, slt_told=True)
    with case.db.write() as session:
        tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
    assert case.open_tasks(visit_id) == {TaskKind.WRITE_UP, TaskKind.TELL_ON_RETURN}


def test_a_visit_is_written_up_in_one_entry(case: RecordCase) -> None:
    visit_id = case.trip()
    case.write_up(
        visit_id,
        stops=(
            StopReport(
                stop_id=case.stop(visit_id), outcome=StopOutcome.ADULT_ONLY, who_was_seen=" The mother "
            ),
        ),
        actions="Ring on Monday",
        slt_told=True,
    )
    assert case.state(visit_id) is VisitState.WRITTEN_UP
    assert case.open_tasks(visit_id) == set()
    stop = trips.one(case.db, StopRow, visit_id=visit_id)
    assert (stop.outcome, stop.who_was_seen) == (StopOutcome.ADULT_ONLY, "The mother")
    kept = trips.one(case.db, WriteUp, visit_id=visit_id)
    assert (kept.system, kept.reference, kept.slt_told) == ("CPOMS", "4711", True)
    assert trips.one(case.db, EventRow, visit_id=visit_id).kind is EventKind.WRITE_UP
    assert trips.entries(case.db) == [("record.write_up", "change")]


def test_slt_not_told_stays_to_be_done(case: RecordCase) -> None:
    visit_id = case.trip()
    case.write_up(visit_id)
    assert case.open_tasks(visit_id) == {TaskKind.TELL_ON_RETURN}


def test_what_was_written_can_be_mended(case: RecordCase) -> None:
    visit_id = case.trip()
    case.write_up(visit_id)
    case.write_up(visit_id, reference="4712", role=Role.FAMILY)
    kept = trips.one(case.db, WriteUp, visit_id=visit_id)
    assert (kept.reference, kept.by_id) == ("4712", case.staff.people[Role.FAMILY])


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_written(case: RecordCase) -> None:
    visit_id = case.trip()
    stop = case.stop(visit_id)
    with pytest.raises(Invalid) as found:
        case.write_up(visit_id, stops=(StopReport(stop_id=stop, outcome=None),), system=" ", reference="")
    assert set(found.value.problems) == {f"outcome:{stop}", "system", "reference"}
    with pytest.raises(Invalid) as found:
        case.write_up(visit_id, stops=(StopReport(stop_id=stop, outcome=StopOutcome.SEEN),))
    assert set(found.value.problems) == {f"who:{stop}"}
    with pytest.raises(Invalid, match="each stop"):
        case.write_up(visit_id, stops=())
    assert case.state(visit_id) is VisitState.BACK
    assert trips.entries(case.db) == []


def test_the_second_of_two_editors_is_told(case: RecordCase) -> None:
    visit_id = case.trip()
    version = trips.one(case.db, VisitRow, id=visit_id).version
    case.write_up(visit_id, version=version)
    with pytest.raises(Stale):
        case.write_up(visit_id, version=version, reference="other")
    assert trips.one(case.db, WriteUp, visit_id=visit_id).reference == "4711"
    assert trips.entries(case.db)[-1] == ("record.write_up", "refused")


@pytest.mark.parametrize("state", [VisitState.AUTHORISED, VisitState.OUT, VisitState.CLOSED])
def test_a_visit_is_written_up_once_everybody_is_back(case: RecordCase, state: VisitState) -> None:
    visit_id = case.trip(state, tasks=False)
    with pytest.raises(Refused, match="once everybody is back"):
        case.write_up(visit_id)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ADMINISTRATOR, Role.ATTENDANCE, Role.OFFICE])
def test_who_was_not_on_it_does_not_write_it_up(case: RecordCase, role: Role) -> None:
    visit_id = case.trip()
    with pytest.raises(NotPermitted):
        case.write_up(visit_id, role=role)
    assert trips.entries(case.db) == [("record.write_up", "refused")]


def test_a_changed_home_is_to_be_assessed_anew_once(case: RecordCase) -> None:
    visit_id = case.trip()
    reports = (StopReport(stop_id=case.stop(visit_id), outcome=StopOutcome.NOBODY_IN, home_changed=True),)
    case.write_up(visit_id, stops=reports)
    case.write_up(visit_id, stops=reports)
    task = trips.one(case.db, Task, kind=TaskKind.ASSESS_HOME)
    assert (task.about_id, task.owner_id) == (case.home.household, case.staff.people[Role.VISITOR])


def test_a_visit_that_left_in_haste_gets_its_reason(case: RecordCase) -> None:
    visit_id = case.trip(unauthorised=True, reason="not_said")
    with pytest.raises(Invalid, match="Choose the reason"):
        case.write_up(visit_id)
    case.write_up(visit_id, reason="child_safe")
    row = trips.one(case.db, VisitRow, id=visit_id)
    assert (row.reason, row.common_reason) == ("child_safe", "child_safe")


def test_a_leader_looks_at_a_visit_that_left_without_a_yes(case: RecordCase) -> None:
    visit_id = case.trip(unauthorised=True)
    task = trips.one(case.db, Task, kind=TaskKind.REVIEW_UNAUTHORISED)
    assert (task.owner_role, task.owner_id) == (Role.LEAD_DSL, None)
    leader = case.staff.viewer(case.db, Role.LEAD_DSL)
    with pytest.raises(Invalid):
        record.review_unauthorised(case.db, visit_id=visit_id, note=" ", by=leader, now=NOW)
    for _ in range(2):
        record.review_unauthorised(case.db, visit_id=visit_id, note="Spoke to both", by=leader, now=NOW)
    assert trips.one(case.db, VisitRow, id=visit_id).unauthorised_reviewed_at == NOW
    assert trips.one(case.db, Task, kind=TaskKind.REVIEW_UNAUTHORISED).came_of_it == "Spoke to both"
    assert trips.entries(case.db) == [("record.review_unauthorised", "change")]


def test_a_visit_that_left_so_again_is_looked_at_again(case: RecordCase) -> None:
    visit_id, leader = case.trip(unauthorised=True), case.staff.viewer(case.db, Role.LEAD_DSL)
    record.review_unauthorised(case.db, visit_id=visit_id, note="Spoke to both", by=leader, now=NOW)
    later = NOW + timedelta(hours=1)
    left_before_authorised(
        case.db, visit_id=visit_id, due_at=later + timedelta(hours=1), by=leader, now=later
    )
    with case.db.write() as session:
        tasks_on_return(session, loaded=load_visit(session, visit_id), now=later)
    assert TaskKind.REVIEW_UNAUTHORISED in case.open_tasks(visit_id)


def test_nobody_looks_at_a_visit_that_they_were_on(case: RecordCase) -> None:
    visit_id = case.trip(unauthorised=True, lead=Role.LEAD_DSL)
    with pytest.raises(Refused, match="on this visit"):
        record.review_unauthorised(
            case.db,
            visit_id=visit_id,
            note="Fine",
            by=case.staff.viewer(case.db, Role.LEAD_DSL),
            now=NOW,
        )


def test_a_visit_with_a_yes_is_not_looked_at_for_that(case: RecordCase) -> None:
    by = case.staff.viewer(case.db, Role.HEADTEACHER)
    with pytest.raises(Refused, match="was authorised"):
        record.review_unauthorised(case.db, visit_id=case.trip(), note="Fine", by=by, now=NOW)


def test_a_further_visit_is_a_dated_task(case: RecordCase) -> None:
    visit_id, by = case.trip(tasks=False), case.staff.viewer(case.db, Role.VISITOR)
    first, second = (
        record.follow_up(case.db, visit_id=visit_id, due_on=date(2026, 12, 1), by=by, now=NOW)
        for _ in range(2)
    )
    assert first == second
    task = trips.one(case.db, Task, visit_id=visit_id)
    assert (task.kind, task.owner_id) == (TaskKind.FURTHER_VISIT, case.staff.people[Role.VISITOR])
    assert f"{task.due_at:%Y-%m-%d %H:%M}" == "2026-12-01 08:00"
    with pytest.raises(Invalid, match="lies ahead"):
        record.follow_up(case.db, visit_id=visit_id, due_on=date(2026, 11, 22), by=by, now=NOW)
    with pytest.raises(Invalid, match="works at this school"):
        record.follow_up(
            case.db,
            visit_id=visit_id,
            due_on=date(2026, 12, 2),
            owner_id=case.staff.stranger,
            by=by,
            now=NOW,
        )


def test_a_leader_closes_what_is_written_up(case: RecordCase) -> None:
    visit_id, leader = case.trip(), case.staff.viewer(case.db, Role.SLT)
    with pytest.raises(Refused, match="written up"):
        record.close_visit(case.db, visit_id=visit_id, by=leader, now=NOW)
    case.write_up(visit_id)
    with pytest.raises(NotPermitted):
        record.close_visit(case.db, visit_id=visit_id, by=case.staff.viewer(case.db, Role.VISITOR), now=NOW)
    record.close_visit(case.db, visit_id=visit_id, by=leader, now=NOW)
    assert case.state(visit_id) is VisitState.CLOSED


def test_a_visit_stays_open_while_a_concern_waits(case: RecordCase) -> None:
    visit_id, dsl = case.trip(), case.staff.viewer(case.db, Role.LEAD_DSL)
    case.write_up(visit_id)
    visitor = case.staff.viewer(case.db, Role.VISITOR)
    concern_id = concern.raise_concern(case.db, visit_id=visit_id, note="A bruise", by=visitor, now=NOW)
    with pytest.raises(Refused, match="concern"):
        record.close_visit(case.db, visit_id=visit_id, by=dsl, now=NOW)
    concern.take_concern(case.db, concern_id=concern_id, by=dsl, now=NOW)
    record.close_visit(case.db, visit_id=visit_id, by=dsl, now=NOW)
    assert case.state(visit_id) is VisitState.CLOSED


def test_a_visit_stays_open_while_somebody_is_not_home(case: RecordCase) -> None:
    visit_id = case.trip()
    case.write_up(visit_id)
    with case.db.write() as session:
        session.add(
            DeadlineRow(
                school_id=case.staff.school,
                visit_id=visit_id,
                name="home:-:x",
                stage=Stage.HOME,
                due_at=NOW + timedelta(hours=1),
                ladder=True,
            )
        )
    with pytest.raises(Refused, match="home"):
        record.close_visit(case.db, visit_id=visit_id, by=case.staff.viewer(case.db, Role.SLT), now=NOW)


def test_a_visit_stays_open_until_a_leader_has_looked_at_how_it_left(case: RecordCase) -> None:
    visit_id = case.trip(unauthorised=True)
    case.write_up(visit_id)
    with pytest.raises(Refused, match="leader"):
        record.close_visit(case.db, visit_id=visit_id, by=case.staff.viewer(case.db, Role.SLT), now=NOW)


def test_a_shared_board_writes_nothing_up(case: RecordCase) -> None:
    visit_id = case.trip()
    with case.db.read() as session:
        board = board_viewer(session.get_one(School, case.staff.school))
    with pytest.raises(NotPermitted):
        record.close_visit(case.db, visit_id=visit_id, by=board, now=NOW)
    assert case.state(visit_id) is VisitState.BACK
