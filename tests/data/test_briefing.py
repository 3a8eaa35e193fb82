"""The emergency briefing: where they were last for certain, where next, whom to ring, and who may read it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid6 import uuid7

from data.commands import word
from data.commands.briefing import read_briefing
from data.commands.core import NotPermitted
from data.commands.emergency import note_heard, raise_emergency
from data.database import Database
from data.models import AuditRow, HouseholdFlag, School
from data.queries.briefing import Briefing, briefing
from data.queries.people import board_viewer
from data.queries.snapshot import load_visit
from tests.data.alert_world import World, at, world
from tests.staff import NOW
from tests.trips import trip
from visits.words import EventKind, LadderKind, Role, VisitState


@pytest.fixture
def out(db: Database) -> World:
    """A visit of one home, out since NOW."""
    return world(db)


def read(out: World, role: Role = Role.OFFICE, *, minutes: float = 5, **which: UUID) -> Briefing | None:
    with out.db.read() as session:
        return briefing(session, out.who(role), now=at(minutes), **which)


def of_visit(out: World, role: Role = Role.OFFICE, *, minutes: float = 5) -> Briefing:
    found = read(out, role, minutes=minutes, visit_id=out.visit)
    assert found is not None
    return found


def emergency(out: World, *, visit: bool = True) -> UUID:
    return raise_emergency(
        out.db,
        school_id=out.staff.school,
        visit_id=out.visit if visit else None,
        by=out.who(Role.OFFICE),
        now=at(6),
    )


def test_who_goes_by_what_and_whom_to_ring_back(out: World) -> None:
    found = of_visit(out)
    assert [(p.name, p.mobile, p.back) for p in found.people] == [
        ("Visitor Person", "07700 900111", False),
        ("Family Person", "07700 900112", False),
    ]
    assert (found.office_phone, found.school) == ("01632 960001", "Quillmere High")
    assert (found.alert_id, found.raised_at, found.heard) == (None, None, "")


def test_before_any_word_nothing_is_confirmed_and_the_first_stop_is_next(out: World) -> None:
    found = of_visit(out)
    assert found.confirmed is None
    assert found.next_place is not None
    assert found.next_place.address == "14 Mill Row, QM1 4ZZ"


def test_the_last_certain_place_is_where_somebody_said_they_were(out: World) -> None:
    stop = read(out, visit_id=out.visit)
    assert stop is not None
    with out.db.read() as session:
        stop_id = load_visit(session, out.visit).row.stops[0].id
    word.arrive(
        out.db, visit_id=out.visit, stop_id=stop_id, visitor_ids={out.a}, by=out.who(Role.OFFICE), now=at(11)
    )
    found = of_visit(out, minutes=12)
    assert found.confirmed is not None
    assert (found.confirmed.kind, found.confirmed.address, found.confirmed.at, found.confirmed.names) == (
        EventKind.ARRIVE,
        "14 Mill Row, QM1 4ZZ",
        at(11),
        ("Visitor Person",),
    )
    assert found.next_place is None
    word.leave(
        out.db,
        visit_id=out.visit,
        stop_id=stop_id,
        visitor_ids={out.a, out.b},
        by=out.who(Role.OFFICE),
        now=at(18),
    )
    word.well(out.db, visit_id=out.visit, visitor_ids={out.a}, by=out.who(Role.OFFICE), now=at(25))
    found = of_visit(out, minutes=26)
    assert found.confirmed is not None
    assert (found.confirmed.kind, found.confirmed.at) == (EventKind.LEAVE, at(18))


def test_an_emergency_comes_before_a_silence_of_the_same_visit(out: World) -> None:
    out.watch(90)
    assert of_visit(out, minutes=91).kind is LadderKind.OVERDUE
    alert_id = emergency(out)
    found = of_visit(out, minutes=91)
    assert (found.kind, found.alert_id) == (LadderKind.EMERGENCY, alert_id)


def test_what_was_heard_and_what_must_be_known_at_the_door_stand_in_it(out: World) -> None:
    alert_id = emergency(out)
    note_heard(out.db, alert_id=alert_id, heard="A man shouting", by=out.who(Role.OFFICE), now=at(7))
    with out.db.write() as session:
        session.add(
            HouseholdFlag(
                school_id=out.staff.school,
                household_id=out.home.household,
                kind="animal",
                note="Dog in the yard",
                from_at=NOW,
            )
        )
        session.add(
            HouseholdFlag(
                school_id=out.staff.school,
                household_id=out.home.household,
                kind="violence",
                note="",
                from_at=NOW - timedelta(days=9),
                ended_at=NOW - timedelta(days=1),
            )
        )
    found = read(out, alert_id=alert_id)
    assert found is not None
    assert found.heard == "A man shouting"
    assert found.places[0].flags == ("Dog in the yard",)


def test_an_emergency_of_which_nobody_knows_the_visit(out: World) -> None:
    found = read(out, alert_id=emergency(out, visit=False))
    assert found is not None
    assert (found.visit_id, found.people, found.places, found.state) == (None, (), (), None)
    assert found.office_phone == "01632 960001"
    assert {c.name for c in found.at_school} >= {"Slt Person", "Headteacher Person"}


def another(out: World, **who: Role) -> Briefing:
    """The briefing of another visit, with others on it."""
    visit_id = trip(out.db, out.staff, out.version, homes=[out.home], state=VisitState.OUT, out_at=NOW, **who)
    found = read(out, visit_id=visit_id)
    assert found is not None
    return found


def test_who_is_at_school_is_nobody_of_the_visit(out: World) -> None:
    names = {c.name for c in another(out, lead=Role.SLT).at_school}
    assert "Slt Person" not in names
    assert "Headteacher Person" in names


def test_the_homes_name_is_for_who_may_see_homes(out: World) -> None:
    assert of_visit(out, Role.LEAD_DSL).places[0].home == "Ashdown household"
    assert of_visit(out, Role.OFFICE).places[0].home == ""


@pytest.mark.parametrize(
    "role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.SENDCO, Role.VISITOR, Role.ADMINISTRATOR]
)
def test_who_does_not_see_the_board_reads_no_briefing(out: World, role: Role) -> None:
    alert_id = emergency(out)
    assert read(out, role, visit_id=out.visit) is None
    assert read(out, role, alert_id=alert_id) is None
    with pytest.raises(NotPermitted):
        read_briefing(out.db, alert_id=alert_id, by=out.who(role), now=NOW)


def test_another_school_reads_nothing(out: World) -> None:
    stranger = out.staff.viewer_of(out.db, out.staff.stranger)
    with out.db.read() as session:
        assert briefing(session, stranger, visit_id=out.visit, now=NOW) is None
        assert briefing(session, stranger, alert_id=uuid7(), now=NOW) is None
        board = board_viewer(session.get_one(School, out.staff.school))
        found = briefing(session, board, visit_id=out.visit, now=NOW)
    assert found is not None
    assert found.may_act


def test_whoever_is_on_the_visit_reads_it_and_does_not_act(out: World) -> None:
    assert not another(out, second=Role.OFFICE).may_act
    assert of_visit(out).may_act


def test_every_reader_is_kept_once_in_an_hour(out: World) -> None:
    alert_id = emergency(out)
    for role, minutes in ((Role.OFFICE, 10), (Role.OFFICE, 30), (Role.SLT, 30), (Role.OFFICE, 75)):
        read_briefing(out.db, alert_id=alert_id, by=out.who(role), now=at(minutes))
    read_briefing(out.db, visit_id=out.visit, by=out.who(Role.OFFICE), now=at(30))
    with out.db.read() as session:
        query = select(AuditRow).where(AuditRow.command == "briefing.read").order_by(AuditRow.number)
        kept = [(row.actor_id, row.subject_id, row.at, row.outcome) for row in session.scalars(query)]
    office, slt = out.staff.people[Role.OFFICE], out.staff.people[Role.SLT]
    assert kept == [
        (office, alert_id, at(10), "read"),
        (slt, alert_id, at(30), "read"),
        (office, alert_id, at(75), "read"),
        (office, out.visit, at(30), "read"),
    ]


def test_what_there_is_not_cannot_be_read(out: World) -> None:
    with pytest.raises(NotPermitted):
        read_briefing(out.db, by=out.who(Role.OFFICE), now=NOW)
    with pytest.raises(NotPermitted):
        read_briefing(out.db, alert_id=uuid7(), by=out.who(Role.OFFICE), now=NOW)
