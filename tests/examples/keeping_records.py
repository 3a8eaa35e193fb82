"""Examples of what keeps records no longer than their time: lists, signatures, erasure, words that go."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from data.commands import records
from data.commands.core import SYSTEM, Stale
from data.models import DisposalItem, Draft
from data.over_time import Matter
from data.queries import keeping
from tests.examples.asked_for import ours
from tests.examples.example import Example, Refusal, by_table, system
from tests.examples.queries import Query, Sees
from tests.examples.world import World
from tests.leavers import Leavers
from tests.staff import NOW
from tests.trips import every
from visits.permissions import Action
from visits.retention import EraseReason
from visits.words import RecordKind, Role, VisitState


def leavers(world: World) -> Leavers:
    return Leavers(world.db, world.staff, world.version)


def listed(world: World) -> UUID:
    """A list with a visit and a child on it."""
    made = leavers(world)
    made.visit(made.child())
    list_id = records.make_list(world.db, school_id=world.staff.school, by=SYSTEM, now=NOW)
    assert list_id is not None
    return list_id


def signed(world: World) -> UUID:
    list_id = listed(world)
    count = len(every(world.db, DisposalItem))
    records.sign(
        world.db, disposal_id=list_id, items=count, word="erase", by=world.who(Role.LEAD_DSL), now=NOW
    )
    return list_id


@by_table("records.make_list", Action.DISPOSE_RECORDS)
def make_list(world: World) -> Example:
    made = leavers(world)
    made.visit(made.child())
    return Example(by=world.who(Role.HEADTEACHER), given={"school_id": world.staff.school})


@by_table("records.keep_item", Action.DISPOSE_RECORDS)
def keep_item(world: World) -> Example:
    listed(world)
    item = every(world.db, DisposalItem)[0]
    given = {"item_id": item.id, "reason": "A court asked for Zoë's file", "until": date(2027, 7, 31)}
    return Example(by=world.who(Role.LEAD_DSL), given=given, invalid={"until": NOW.date()})


@by_table("records.sign", Action.DISPOSE_RECORDS)
def sign(world: World) -> Example:
    list_id = listed(world)
    count = len(every(world.db, DisposalItem))
    return Example(
        by=world.who(Role.HEADTEACHER),
        given={"disposal_id": list_id, "items": count, "word": "Erase "},
        refused=(Refusal(given={"items": count + 1}, says="changed this since", kind=Stale),),
        invalid={"word": "yes"},
        once=True,
    )


@system("records.dispose")
def dispose(world: World) -> Example:
    list_id = signed(world)
    items = [item.id for item in every(world.db, DisposalItem)]
    return Example(by=SYSTEM, given={"disposal_id": list_id, "items": items}, once=True)


@by_table("records.erase_child", Action.DISPOSE_RECORDS)
def erase_child(world: World) -> Example:
    made = leavers(world)
    protected = made.child("Ole", "Quast")
    made.concern(made.visit(protected))
    awaited = made.child("Ida", "Quast")
    made.visit(awaited, state=VisitState.BACK)
    child = made.child()
    made.visit(child)
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"pupil_id": child.pupil, "reason": EraseReason.ASKED, "word": "erase"},
        refused=(
            Refusal(given={"pupil_id": world.home.pupil}, says="on roll"),
            Refusal(given={"pupil_id": protected.pupil}, says="child protection"),
            Refusal(given={"pupil_id": awaited.pupil}, says="not closed yet"),
        ),
        invalid={"word": ""},
        once=True,
    )


@by_table("records.erase_person", Action.DISPOSE_RECORDS)
def erase_person(world: World) -> Example:
    return Example(
        by=world.who(Role.HEADTEACHER),
        given={"person_id": leavers(world).gone(), "reason": EraseReason.ASKED, "word": "erase"},
        refused=(Refusal(given={"person_id": world.staff.people[Role.VISITOR]}, says="hold a role"),),
        invalid={"word": ""},
        once=True,
    )


@system("records.erase_again")
def erase_again(world: World) -> Example:
    child = leavers(world).child()
    return Example(by=SYSTEM, given={"matters": [Matter(RecordKind.CHILD, child.pupil)]})


@system("records.tidy")
def tidy(world: World) -> Example:
    with world.db.write() as session:
        session.add(
            Draft(
                person_id=world.staff.people[Role.SENDCO],
                school_id=world.staff.school,
                form="log_visit",
                payload="{}",
                saved_at=NOW - timedelta(days=400),
            )
        )
    return Example(by=SYSTEM, once=True)


@by_table("visit.confirm_record", Action.WRITE_UP)
def confirm_record(world: World) -> Example:
    made = leavers(world)
    visit_id = made.visit(world.home)
    made.write_up(visit_id)
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"visit_id": visit_id},
        refused=(Refusal(given={"visit_id": world.trip(VisitState.BACK)}, says="not written up"),),
        once=True,
    )


@system("visit.purge")
def purge(world: World) -> Example:
    made = leavers(world)
    ready, early = made.visit(world.home), made.visit(world.home)
    made.write_up(ready, confirmed_at=NOW - timedelta(days=40))
    made.write_up(early, confirmed_at=NOW - timedelta(days=4))
    return Example(
        by=SYSTEM,
        given={"visit_id": ready},
        refused=(Refusal(given={"visit_id": early}, says="stay"),),
        once=True,
    )


KEPT_BY = (Action.DISPOSE_RECORDS,)
KEEPING: Final = {
    "keeping.record_schools": Query(
        Sees.WIDE, KEPT_BY, lambda s, v, w: ours(keeping.record_schools(s, v), w)
    ),
    "keeping.records_of": Query(
        Sees.WIDE, KEPT_BY, lambda s, v, w: keeping.records_of(s, v, w.school, now=NOW)
    ),
    "keeping.records_to_confirm": Query(
        Sees.WIDE, KEPT_BY, lambda s, v, w: keeping.records_to_confirm(s, v, w.school)[0]
    ),
    "keeping.who_can_be_erased": Query(
        Sees.WIDE, KEPT_BY, lambda s, v, w: keeping.who_can_be_erased(s, v, w.school, now=NOW)
    ),
}
"""What the page of records asks, by `module.function`."""
