"""A visit's words go once somebody found its record, and not a day before, nor while anything of it is open."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from data.commands.confirming import confirm_record, purge
from data.commands.core import SYSTEM, Refused
from data.database import Database
from data.models import AlertRow, Concern, EventRow, StopRow, Task, VisitRow, WriteUp
from data.purging import next_to_purge
from tests import planning
from tests.leavers import Leavers
from tests.planning import World
from tests.records import RecordCase
from tests.staff import NOW
from tests.trips import every, one
from visits.words import LadderKind, Role, StopOutcome, VisitState

FOUND_AT = NOW - timedelta(days=31)


@pytest.fixture
def world(sqlite_db: Database) -> World:
    return planning.world(sqlite_db)


def found(world: World, **more: object) -> UUID:
    """A closed visit whose record was found a month ago."""
    made = Leavers(world.db, world.staff, world.version)
    visit_id = made.visit(world.home, at=NOW - timedelta(days=60), **more)
    made.write_up(visit_id, confirmed_at=FOUND_AT)
    return visit_id


def an_alert(world: World, visit_id: UUID) -> AlertRow:
    return AlertRow(
        school_id=world.staff.school, visit_id=visit_id, kind=LadderKind.OVERDUE, due_at=NOW, raised_at=NOW
    )


def a_task(world: World, visit_id: UUID) -> Task:
    return Task(
        school_id=world.staff.school,
        visit_id=visit_id,
        kind="further_visit",
        title="Plan the further visit",
        owner_role=Role.SENDCO,
        due_at=NOW,
        made_at=NOW,
    )


def a_concern(world: World, visit_id: UUID) -> Concern:
    return Concern(
        school_id=world.staff.school,
        visit_id=visit_id,
        note="A bruise",
        raised_at=FOUND_AT - timedelta(days=1),
        by_id=world.staff.people[Role.VISITOR],
    )


def test_the_words_go_and_what_happened_stays(world: World) -> None:
    visit_id = found(world)
    with world.db.read() as session:
        assert next_to_purge(session, now=NOW, limit=9) == [visit_id]
        assert next_to_purge(session, now=NOW - timedelta(days=2), limit=9) == []
    purge(world.db, visit_id=visit_id, by=SYSTEM, now=NOW)
    row = one(world.db, VisitRow, id=visit_id)
    assert (row.purpose, row.reason, row.purged_at) == ("", "attendance", NOW)
    assert [(e.note, e.by_name) for e in every(world.db, EventRow)] == [("", "Office Person")]
    write_up = one(world.db, WriteUp)
    assert (write_up.system, write_up.reference, write_up.actions) == ("CPOMS", "4711", "")


@pytest.mark.parametrize("open_one", [an_alert, a_task, a_concern])
def test_not_while_anything_of_the_visit_is_open(
    world: World, open_one: Callable[[World, UUID], object]
) -> None:
    visit_id = found(world)
    with world.db.write() as session:
        session.add(open_one(world, visit_id))
    with pytest.raises(Refused, match="stay"):
        purge(world.db, visit_id=visit_id, by=SYSTEM, now=NOW)
    assert one(world.db, VisitRow, id=visit_id).purpose == "Talk about mornings"


def test_not_before_it_is_closed(world: World) -> None:
    with pytest.raises(Refused, match="stay"):
        purge(world.db, visit_id=found(world, state=VisitState.WRITTEN_UP), by=SYSTEM, now=NOW)


def test_a_concern_that_came_later_asks_for_another_look(world: World) -> None:
    visit_id = found(world)
    purge(world.db, visit_id=visit_id, by=SYSTEM, now=NOW)
    made = Leavers(world.db, world.staff, world.version)
    made.concern(visit_id, at=NOW)
    by, looked = world.who(Role.LEAD_DSL), NOW + timedelta(days=1)
    confirm_record(world.db, visit_id=visit_id, by=by, now=looked)
    assert one(world.db, Concern).note
    purge(world.db, visit_id=visit_id, by=SYSTEM, now=looked + timedelta(days=30))
    assert one(world.db, Concern).note == ""


def test_a_write_up_that_is_mended_has_to_be_looked_up_again(world: World) -> None:
    case = RecordCase(world.db, world.staff, world.version, world.home)
    visit_id = case.trip()
    case.write_up(visit_id)
    confirm_record(world.db, visit_id=visit_id, by=world.who(Role.VISITOR), now=NOW)
    assert one(world.db, WriteUp).confirmed_at == NOW
    case.write_up(visit_id, reference="4712")
    assert one(world.db, WriteUp).confirmed_at is None
    assert one(world.db, StopRow).outcome is StopOutcome.NOBODY_IN
