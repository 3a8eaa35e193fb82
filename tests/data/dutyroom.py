"""Short ways to change who is on duty at the planner's school, and to ask for a visit there."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import delete, update

from data.commands import authorise, visit
from data.models import AnswerRow, Cover, Duty, VisitRow
from tests.planning import World
from tests.staff import NOW
from tests.trips import one
from visits.words import Role

R = Role
STEPS = "steps_reachable"
WATCHERS = (R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER, R.DEPUTY_HEAD, R.SLT, R.OFFICE)


def hours(made: World, *roles: Role, ends: time | None = None, starts: time = time(8)) -> None:
    """Give these roles other hours on every day, or none at all."""
    people = [made.staff.people[role] for role in roles]
    with made.db.write() as session:
        if ends is None:
            session.execute(delete(Duty).where(Duty.person_id.in_(people)))
        else:
            mine = update(Duty).where(Duty.person_id.in_(people))
            session.execute(mine.values(starts=starts, ends=ends))


def cover(made: World, role: Role, who: Role, start: float, end: float, *, accepted: bool = True) -> None:
    with made.db.write() as session:
        session.add(
            Cover(
                school_id=made.staff.school,
                role=role,
                person_id=made.staff.people[who],
                from_at=NOW + timedelta(hours=start),
                to_at=NOW + timedelta(hours=end),
                accepted_at=NOW if accepted else None,
                given_by_id=made.staff.people[R.HEADTEACHER],
            )
        )


def ask(made: World, **more: Any) -> VisitRow:
    by = made.who(R.SENDCO)
    visit_id = visit.log(made.db, plan=made.plan(**more), idempotency_key="one", by=by, now=NOW)
    return one(made.db, VisitRow, id=visit_id)


def say_yes(made: World, row: VisitRow) -> None:
    by = made.who(R.LEAD_DSL)
    authorise.authorise(made.db, visit_id=row.id, version=row.version, by=by, now=NOW)


def answer(made: World, key: str) -> AnswerRow:
    return one(made.db, AnswerRow, key=key)
