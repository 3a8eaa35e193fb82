"""Short ways to ask for a visit and to decide on it."""

from typing import Any

from data.commands import authorise, visit
from data.models import DeadlineRow, VisitRow
from tests.planning import World
from tests.staff import NOW
from tests.trips import every, one
from visits.words import Role, Stage, VisitState

S = VisitState
FIRST_KEY = "a-form-of-its-own"


def log(world: World, *, role: Role = Role.SENDCO, key: str = FIRST_KEY, **more: Any) -> VisitRow:
    plan = world.plan(**more)
    visit_id = visit.log(world.db, plan=plan, idempotency_key=key, by=world.who(role), now=NOW)
    return one(world.db, VisitRow, id=visit_id)


def authorised(world: World) -> VisitRow:
    row = log(world)
    say_yes(world, row, Role.LEAD_DSL)
    return one(world.db, VisitRow, id=row.id)


def say_yes(world: World, row: VisitRow, role: Role) -> None:
    authorise.authorise(world.db, visit_id=row.id, version=row.version, by=world.who(role), now=NOW)


def say_no(world: World, row: VisitRow, role: Role, *, reason: str = "Ring them first") -> None:
    authorise.decline(
        world.db, visit_id=row.id, version=row.version, reason=reason, by=world.who(role), now=NOW
    )


def open_stages(world: World, row: VisitRow) -> set[Stage]:
    found = every(world.db, DeadlineRow, visit_id=row.id)
    return {deadline.stage for deadline in found if deadline.closed_at is None}
