"""Who says yes or no to a visit, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest

from data.commands import authorise, visit
from data.commands.core import Invalid, Refused, Stale
from data.database import Database
from data.judging import Blocked
from data.models import VisitRow
from tests import planning
from tests.asking import authorised, log, open_stages, say_no, say_yes
from tests.planning import World
from tests.staff import NOW
from tests.trips import one
from visits.words import Role, Stage, VisitorRole, VisitState

S = VisitState


@pytest.fixture
def world(db: Database) -> World:
    return planning.world(db)


def test_bt01_the_lead_dsl_authorises_and_the_wait_for_leaving_begins(world: World) -> None:
    row = authorised(world)
    assert (row.state, row.authorised_by_id, row.authorised_as_delegate) == (
        S.AUTHORISED,
        world.staff.people[Role.LEAD_DSL],
        False,
    )
    assert open_stages(world, row) == {Stage.DEPART}


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.DEPUTY_DSL, Role.SLT])
def test_bt01_nobody_else_decides_under_this_policy(world: World, role: Role) -> None:
    row = log(world)
    for decide in (say_yes, say_no):
        with pytest.raises(Refused, match="only the Lead DSL authorises"):
            decide(world, row, role)
    assert one(world.db, VisitRow, id=row.id).state is S.REQUESTED


def test_nobody_authorises_a_visit_that_they_are_on(world: World) -> None:
    goes = (world.visitor(Role.LEAD_DSL), world.visitor(Role.FAMILY, role=VisitorRole.SECOND))
    row = log(world, visitors=goes)
    with pytest.raises(Refused, match="Nobody authorises a visit that they are on"):
        say_yes(world, row, Role.LEAD_DSL)
    assert one(world.db, VisitRow, id=row.id).state is S.REQUESTED


def test_bt01_a_delegate_decides_within_their_dates_and_it_is_recorded(world: World) -> None:
    planning.delegate(world.db, world, Role.DEPUTY_DSL)
    row = log(world)
    say_yes(world, row, Role.DEPUTY_DSL)
    let = one(world.db, VisitRow, id=row.id)
    assert (let.state, let.authorised_as_delegate) == (S.AUTHORISED, True)


@pytest.mark.parametrize(
    "cover",
    [{"accepted": False}, {"hours": (-8, -1)}, {"hours": (1, 8)}],
    ids=["not accepted", "over", "not yet"],
)
def test_a_delegate_outside_their_dates_decides_nothing(world: World, cover: dict[str, Any]) -> None:
    planning.delegate(world.db, world, Role.DEPUTY_DSL, **cover)
    row = log(world)
    with pytest.raises(Refused, match="only the Lead DSL authorises"):
        say_yes(world, row, Role.DEPUTY_DSL)


def test_a_visit_is_judged_again_when_it_is_authorised(world: World) -> None:
    row = log(world)
    with pytest.raises(Blocked, match="time back has passed"):
        authorise.authorise(
            world.db,
            visit_id=row.id,
            version=row.version,
            by=world.who(Role.LEAD_DSL),
            now=row.back_at + timedelta(minutes=1),
        )


def test_the_authoriser_of_an_older_version_is_told(world: World) -> None:
    row = log(world)
    visit.change(
        world.db,
        visit_id=row.id,
        plan=world.plan(),
        version=row.version,
        by=world.who(Role.SENDCO),
        now=NOW,
    )
    with pytest.raises(Stale):
        say_yes(world, row, Role.LEAD_DSL)
    with pytest.raises(Stale):
        say_no(world, row, Role.LEAD_DSL)


def test_no_needs_a_reason_that_the_planner_reads(world: World) -> None:
    row = log(world)
    with pytest.raises(Invalid, match="Say why"):
        say_no(world, row, Role.LEAD_DSL, reason="  ")
    say_no(world, row, Role.LEAD_DSL)
    declined = one(world.db, VisitRow, id=row.id)
    assert (declined.state, declined.declined_reason) == (S.DECLINED, "Ring them first")
    with pytest.raises(Refused, match="not waiting"):
        say_yes(world, declined, Role.LEAD_DSL)
