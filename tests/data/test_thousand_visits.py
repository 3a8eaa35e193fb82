"""A thousand forms, each sent twice at the same moment or again after its answer was lost, are a thousand visits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from itertools import islice, product
from uuid import UUID

import pytest
from sqlalchemy import func, select
from uuid6 import uuid7

from data.commands import visit
from data.database import Database
from data.models import AuditRow, PersonRole, StopRow, VisitorRow, VisitRow
from data.verify import verify
from tests.examples.world import World, world
from tests.processes import at_once
from tests.staff import NOW, person
from visits.permissions import Viewer
from visits.visit import VisitPlan
from visits.words import Role, VisitorRole

VISITS = 500
"""On each of the two databases: a thousand in all."""
PAIRS = 20
DAYS = 7
LOST = 20
"""Of every so many answers one is lost, and the form is sent again later."""


@pytest.fixture
def made(db: Database) -> World:
    return world(db)


def colleagues(made: World) -> list[tuple[UUID, UUID]]:
    """Enough people that so many visits are in nobody's way."""
    pairs = [(uuid7(), uuid7()) for _ in range(PAIRS)]
    with made.db.write() as session:
        for number, person_id in enumerate(one for pair in pairs for one in pair):
            new = person(person_id, f"Goer {number}", f"goer{number}@school.example")
            new.trained_on = NOW.date() - timedelta(days=80)
            session.add(new)
            session.flush()
            held = PersonRole(
                school_id=made.staff.school, person_id=person_id, role=Role.VISITOR, from_on=NOW.date()
            )
            session.add(held)
    return pairs


def plans(made: World, pairs: list[tuple[UUID, UUID]]) -> list[VisitPlan]:
    """As many, no two of which ask anybody to be in two places."""
    days = [day for n in range(1, DAYS + 1) if (day := NOW.date() + timedelta(days=n)).weekday() < 5]
    starts = [
        datetime.combine(day, time(9), tzinfo=NOW.tzinfo) + n * timedelta(minutes=80)
        for day in days
        for n in range(5)
    ]
    return [
        made.plan(
            out_at=start,
            back_at=start + timedelta(minutes=70),
            stops=(made.stop(start=start),),
            visitors=(
                made.visitor(Role.VISITOR, person_id=lead),
                made.visitor(Role.VISITOR, person_id=second, role=VisitorRole.SECOND, part="Takes notes"),
            ),
        )
        for start, (lead, second) in islice(product(starts, pairs), VISITS)
    ]


def send(url: str, forms: list[VisitPlan], by: Viewer) -> list[UUID]:
    """What one process sends: each form twice at the same moment, as two presses do. Returns each one's visit."""
    db = Database(url)

    def one(number: int) -> UUID:
        return visit.log(db, plan=forms[number], idempotency_key=f"form {number}", by=by, now=NOW)

    try:
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(one, (number for number in range(len(forms)) for _press in range(2))))
        assert found[::2] == found[1::2]
        return found[::2]
    finally:
        db.close()


@pytest.mark.timeout(600)
def test_each_of_a_thousand_forms_is_one_visit_however_often_it_comes(made: World) -> None:
    forms, by = plans(made, colleagues(made)), made.who(Role.SENDCO)
    # The other process is a browser that sends the form once more because no answer came.
    first, again = at_once(send, made.db.url, forms, by)
    assert first == again
    for number in range(0, len(forms), LOST):
        key = f"form {number}"
        assert visit.log(made.db, plan=forms[number], idempotency_key=key, by=by, now=NOW) == first[number]
    assert len(set(first)) == len(forms) == VISITS
    with made.db.read() as session:
        count = {
            model: session.scalar(select(func.count(model.id))) for model in (VisitRow, StopRow, VisitorRow)
        }
        logged = session.execute(
            select(func.count(), func.count(AuditRow.subject_id.distinct())).where(
                AuditRow.command == "visit.log", AuditRow.outcome == "change"
            )
        ).one()
    assert count == {VisitRow: VISITS, StopRow: VISITS, VisitorRow: 2 * VISITS}
    assert tuple(logged) == (VISITS, VISITS)
    assert all(chain.broken is None for chain in verify(made.db))
