"""Already left, not authorised: watched from that second, whatever the paperwork says."""

from datetime import timedelta
from typing import Any

import pytest

from data.commands import authorise, left, policy, visit, word
from data.commands.core import SYSTEM, Invalid, NotPermitted, Refused
from data.commands.left import Left
from data.commands.raising import raise_due
from data.database import Database
from data.models import (
    AlertStepRow,
    DeadlineRow,
    EventRow,
    PolicyVersion,
    School,
    StopRow,
    VisitorRow,
    VisitRow,
)
from data.policy_files import FOLDER
from data.queries.policies import policies
from data.queries.policy import in_force
from data.stand_in import version_to_watch_by
from tests import planning
from tests.planning import OUT_AT, World
from tests.staff import NOW, fill
from tests.trips import entries, every, one
from visits.permissions import STAFF
from visits.words import EventKind, Role, Stage, VisitState

S = VisitState
DUE = NOW + timedelta(minutes=45)


@pytest.fixture
def world(db: Database) -> World:
    return planning.world(db, assessed=False)


def gone(world: World, *, role: Role = Role.OFFICE, key: str = "k", **more: Any) -> VisitRow:
    base: dict[str, Any] = {
        "school_id": world.staff.school,
        "names": ("Rhona Vale",),
        "mobiles": ("07700 900333",),
        "address": "3 Weir Lane",
        "due_at": DUE,
    }
    visit_id = left.leave_unauthorised(
        world.db, left=Left(**{**base, **more}), idempotency_key=key, by=world.who(role), now=NOW
    )
    return one(world.db, VisitRow, id=visit_id)


def awaited(world: World, row: VisitRow) -> set[Stage]:
    found = every(world.db, DeadlineRow, visit_id=row.id)
    return {deadline.stage for deadline in found if deadline.closed_at is None}


def test_four_things_are_enough_and_the_watch_begins_at_once(world: World) -> None:
    row = gone(world)
    assert (row.state, row.unauthorised, row.left_at, row.back_at) == (S.OUT, True, NOW, DUE)
    assert one(world.db, StopRow, visit_id=row.id).address == "3 Weir Lane"
    visitor = one(world.db, VisitorRow, visit_id=row.id)
    assert (visitor.name, visitor.mobile) == ("Rhona Vale", "07700 900333")
    assert {Stage.LEAVE, Stage.BACK} <= awaited(world, row)
    assert entries(world.db) == [("visit.leave_unauthorised", "change")]


def test_at_a_school_without_a_policy_they_are_watched_by_our_own_steps(db: Database) -> None:
    staff = fill(db)
    late = Left(
        school_id=staff.school,
        names=("Rhona Vale",),
        mobiles=("07700 900333",),
        address="3 Weir Lane",
        due_at=DUE,
    )
    by = staff.viewer(db, Role.OFFICE)
    first, second = (
        left.leave_unauthorised(db, left=late, idempotency_key=key, by=by, now=NOW) for key in ("a", "b")
    )
    assert len(every(db, PolicyVersion)) == 1
    (due,) = every(db, DeadlineRow, visit_id=first)
    alert_id = raise_due(db, deadline_id=due.id, by=SYSTEM, now=DUE)
    assert [(s.alert_id, s.key) for s in every(db, AlertStepRow)] == [(alert_id, "ring_visitors")]
    assert second != first


def test_our_own_steps_let_nothing_else_go_and_count_as_no_version(db: Database) -> None:
    staff = fill(db)
    with db.write() as session:
        version_to_watch_by(session, session.get_one(School, staff.school), now=NOW)
    with db.read() as session:
        assert in_force(session, school_id=staff.school, on=NOW.date()) is None
        lines, without = policies(session, staff.viewer(db, Role.LEAD_DSL), now=NOW)
        assert (lines, [school.newest for school in without]) == ([], [0])
    policy.adopt(
        db,
        school_id=staff.school,
        content=(FOLDER / "washwood_heath.toml").read_bytes(),
        file="washwood_heath.toml",
        from_on=NOW.date(),
        after=0,
        by=staff.viewer(db, Role.HEADTEACHER),
        now=NOW,
    )
    assert sorted(v.number for v in every(db, PolicyVersion)) == [0, 1]


def test_two_who_left_are_each_accounted_for_by_name(world: World) -> None:
    row = gone(world, names=("Rhona Vale", "Ewan Marsh"), mobiles=("07700 900333", ""))
    deadlines = every(world.db, DeadlineRow, visit_id=row.id, stage=Stage.BACK)
    assert len({d.visitor_id for d in deadlines}) == 2
    event = one(world.db, EventRow, visit_id=row.id)
    assert event.kind is EventKind.LEAVE_UNAUTHORISED
    assert len(event.visitor_ids) == 2


def test_a_colleagues_own_number_stands_in_for_one_that_nobody_typed(world: World) -> None:
    person_id = world.staff.people[Role.VISITOR]
    row = gone(world, mobiles=("",), person_ids=(person_id,), role=Role.VISITOR)
    assert one(world.db, VisitorRow, visit_id=row.id).mobile == "07700 900111"


def test_who_is_late_already_is_overdue_at_once(world: World) -> None:
    row = gone(world, due_at=NOW - timedelta(minutes=90))
    due = [d.due_at for d in every(world.db, DeadlineRow, visit_id=row.id, stage=Stage.BACK)]
    assert all(at < NOW for at in due)
    assert due


def test_a_press_that_comes_twice_is_one_visit(world: World) -> None:
    assert gone(world).id == gone(world).id
    assert len(every(world.db, VisitRow)) == 1


@pytest.mark.parametrize("role", STAFF)
def test_every_member_of_staff_may_say_that_somebody_has_left(world: World, role: Role) -> None:
    assert gone(world, role=role).state is S.OUT


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_is_not_on_the_staff_may_not(world: World, role: Role) -> None:
    with pytest.raises(NotPermitted):
        gone(world, role=role)
    assert entries(world.db) == [("visit.leave_unauthorised", "refused")]


@pytest.mark.parametrize(
    ("lacking", "problem"),
    [
        ({"names": ()}, "names"),
        ({"names": (" ",)}, "names"),
        ({"mobiles": ("",)}, "mobiles"),
        ({"address": "  "}, "address"),
    ],
)
def test_without_these_nobody_could_be_found(world: World, lacking: dict[str, Any], problem: str) -> None:
    with pytest.raises(Invalid) as why:
        gone(world, **lacking)
    assert problem in why.value.problems
    assert entries(world.db) == []


def asked(world: World) -> VisitRow:
    planning.assess(world.db, world, world.home)
    visit_id = visit.log(
        world.db, plan=world.plan(), idempotency_key="plan", by=world.who(Role.SENDCO), now=NOW
    )
    return one(world.db, VisitRow, id=visit_id)


def left_already(world: World, row: VisitRow, *, role: Role = Role.OFFICE, **more: Any) -> VisitRow:
    left.left_before_authorised(world.db, visit_id=row.id, by=world.who(role), now=NOW, **more)
    return one(world.db, VisitRow, id=row.id)


def test_a_visit_that_waits_has_left_all_the_same(world: World) -> None:
    row = left_already(world, asked(world))
    assert (row.state, row.unauthorised, row.left_at) == (S.OUT, True, NOW)
    assert {Stage.LEAVE, Stage.BACK} <= awaited(world, row)
    with pytest.raises(Refused, match="not waiting"):
        authorise.authorise(
            world.db, visit_id=row.id, version=row.version, by=world.who(Role.LEAD_DSL), now=NOW
        )


@pytest.mark.parametrize("how", ["declined", "cancelled", "back"])
def test_whoever_says_that_somebody_is_out_is_believed_in_any_state(world: World, how: str) -> None:
    row = asked(world)
    if how == "declined":
        dsl = world.who(Role.LEAD_DSL)
        authorise.decline(world.db, visit_id=row.id, version=row.version, reason="Not today", by=dsl, now=NOW)
    elif how == "cancelled":
        visit.cancel(world.db, visit_id=row.id, by=world.who(Role.SENDCO), now=NOW)
    else:
        left_already(world, row)
        everybody = frozenset(v.id for v in every(world.db, VisitorRow, visit_id=row.id))
        word.back(world.db, visit_id=row.id, visitor_ids=everybody, by=world.who(Role.OFFICE), now=NOW)
    again = left_already(world, row)
    assert again.state is S.OUT
    assert Stage.BACK in awaited(world, row)


def test_saying_it_twice_changes_nothing(world: World) -> None:
    row = left_already(world, asked(world))
    assert left_already(world, row).version == row.version
    assert entries(world.db).count(("visit.left_before_authorised", "change")) == 1


def test_a_time_back_that_has_passed_is_asked_for_anew(world: World) -> None:
    row = asked(world)
    late = OUT_AT + timedelta(hours=3)
    given: dict[str, Any] = {"visit_id": row.id, "by": world.who(Role.OFFICE), "now": late}
    with pytest.raises(Invalid) as why:
        left.left_before_authorised(world.db, **given)
    assert "due_at" in why.value.problems
    left.left_before_authorised(world.db, due_at=late + timedelta(minutes=30), **given)
    assert one(world.db, VisitRow, id=row.id).back_at == late + timedelta(minutes=30)


def test_a_colleague_on_the_staff_may_say_it_of_a_visit_that_they_do_not_see(world: World) -> None:
    assert left_already(world, asked(world), role=Role.ATTENDANCE).state is S.OUT
