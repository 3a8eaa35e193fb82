"""A list is made, signed by a named person and worked off; counts and the chain are as before; nothing comes back."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from data import erased_list, migrate
from data.backup import backup
from data.commands.core import SYSTEM
from data.commands.records import make_list, sign
from data.database import Database
from data.disposing import Keeping, agree, erase_one_child, work_off
from data.erased_list import Places
from data.marks import pupil_key, read
from data.models import (
    AttendanceFile,
    Disposal,
    DisposalItem,
    EventRow,
    Household,
    Person,
    Pupil,
    VisitorRow,
    VisitRow,
)
from data.over_time import kept_of_child, kept_of_children, past_of
from data.queries.keeping import records_of
from data.queries.statistics import reason_statistics
from data.restore import restore
from data.verify import verify
from tests import planning
from tests.data.attendance_files import School, plain, week_of
from tests.leavers import Leavers
from tests.planning import World
from tests.staff import NOW
from tests.trips import every, one
from visits.retention import EraseReason, RuleKey
from visits.words import RecordKind, Role, VisitState

TODAY: Final = NOW.date()


@pytest.fixture
def world(db: Database) -> World:
    return planning.world(db)


@pytest.fixture
def made(world: World) -> Leavers:
    return Leavers(world.db, world.staff, world.version)


@pytest.fixture
def place(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path / "attendance", Places.of(tmp_path / "var", tmp_path / "anchors"))


def on_list(world: World) -> set[tuple[RecordKind, object]]:
    make_list(world.db, school_id=world.staff.school, by=SYSTEM, now=NOW)
    return {(item.kind, item.subject_id) for item in every(world.db, DisposalItem)}


def signed(world: World) -> None:
    list_id = one(world.db, Disposal).id
    count = sum(item.kept_until is None for item in every(world.db, DisposalItem))
    sign(world.db, disposal_id=list_id, items=count, word="erase", by=world.who(Role.LEAD_DSL), now=NOW)


def test_only_what_is_over_its_time_is_listed(world: World, made: Leavers) -> None:
    child, protected, recent = (
        made.child(),
        made.child("Ole", "Quast"),
        made.child("Ida", "Quill", left_on=date(2024, 7, 19)),
    )
    visit, matter = made.visit(child), made.visit(protected)
    made.concern(matter)
    made.visit(made.child("Uwe", "Quade"), state=VisitState.BACK)
    gone, nobody = made.gone(), made.child("Pia", "Quest", born_on=None)
    made.concern(made.visit(nobody))
    assert on_list(world) == {
        (RecordKind.VISIT, visit),
        (RecordKind.CHILD, child.pupil),
        (RecordKind.STAFF, gone),
    }
    with world.db.read() as session:
        found = records_of(session, world.who(Role.LEAD_DSL), world.staff.school, now=NOW)
    assert found is not None
    assert found.not_known == ("Pia Quest",)
    assert recent.pupil not in {item.subject_id for item in every(world.db, DisposalItem)}


def test_children_are_kept_the_same_whether_the_whole_past_is_read_or_theirs_alone(
    world: World, made: Leavers
) -> None:
    made.visit(made.child())
    made.concern(made.visit(made.child("Ole", "Quast")))
    made.concern(made.visit(made.child("Pia", "Quest", born_on=None)))
    made.concern(made.visit(made.child("Uwe", "Quade"), state=VisitState.CANCELLED))
    made.child("Ida", "Quill")
    school = world.staff.school
    with world.db.read() as session:
        pupils = session.scalars(select(Pupil).where(Pupil.school_id == school)).all()
        past = past_of(session, school)
        assert kept_of_children(session, school, pupils) == {p.id: kept_of_child(p, past) for p in pupils}
        assert {kept.rule for kept in kept_of_children(session, school, pupils).values()} == {
            RuleKey.CHILD,
            RuleKey.CHILD_PROTECTED,
        }


def test_a_signed_list_is_worked_off_and_counts_and_the_chain_are_as_before(
    world: World, made: Leavers, place: Keeping
) -> None:
    child, gone = made.child(), made.gone()
    visit_id = made.visit(child)
    made.write_up(visit_id)
    before = counts(world)
    on_list(world)
    work_off(world.db, place, now=NOW)
    assert one(world.db, Pupil, id=child.pupil).family_name == "Quorn", "nothing goes before somebody signed"
    signed(world)
    assert work_off(world.db, place, now=NOW) == 4
    assert one(world.db, Disposal).done_at == NOW
    pupil, home = one(world.db, Pupil, id=child.pupil), one(world.db, Household, id=child.household)
    assert (pupil.given_name, pupil.family_name, pupil.born_on, pupil.year_group) == ("Erased", "", None, "8")
    assert (home.name, home.address, home.postcode) == ("Erased home", "Erased", "")
    assert (one(world.db, Person, id=gone).name, one(world.db, Person, id=gone).email) == ("Erased", None)
    assert [(e.note, e.by_name) for e in every(world.db, EventRow, visit_id=visit_id)] == [("", "")]
    assert counts(world) == before
    assert all(chain.broken is None for chain in verify(world.db))
    assert one(world.db, Household, id=world.home.household).name == "Ashdown household"
    assert set(erased_list.read(place.places)) == {
        (RecordKind.CHILD, child.pupil),
        (RecordKind.HOUSEHOLD, child.household),
        (RecordKind.VISIT, visit_id),
        (RecordKind.STAFF, gone),
    }


def counts(world: World) -> list[tuple[object, ...]]:
    with world.db.read() as session:
        found = reason_statistics(session, world.who(Role.LEAD_DSL), until="2026-11")
        rows = session.scalar(select(func.count()).select_from(VisitRow))
        years = session.execute(select(Pupil.year_group, func.count()).group_by(Pupil.year_group)).all()
    return [*map(tuple, found.visits.itertuples(index=False)), (rows, *map(tuple, years))]


def test_a_sibling_keeps_the_home_and_the_visit_loses_its_words_alone(
    world: World, made: Leavers, place: Keeping
) -> None:
    child = made.child()
    with world.db.write() as session:
        session.get_one(Pupil, world.home.pupil).household_id = child.household
    visit_id = made.visit(child, world.home)
    by = world.who(Role.HEADTEACHER)
    given = {"reason": EraseReason.ASKED, "word": "erase", "by": by, "now": NOW}
    erase_one_child(world.db, place, pupil_id=child.pupil, **given)
    assert one(world.db, Household, id=child.household).name == "Quorn household"
    row = one(world.db, VisitRow, id=visit_id)
    assert (row.purpose, row.purged_at) == ("", NOW)
    assert {v.name for v in every_visitor(world.db, visit_id)} == {"Visitor Person", "Family Person"}


def every_visitor(db: Database, visit_id: object) -> list[object]:
    return list(every(db, VisitorRow, visit_id=visit_id))


@pytest.mark.parametrize("lost", ["var", "anchors", "both"])
def test_who_was_erased_does_not_come_back_with_a_backup(
    sqlite_db: Database, tmp_path: Path, place: Keeping, lost: str
) -> None:
    """From either of the two lists; with both lost nothing can know of it, which the documentation says."""
    world = planning.world(sqlite_db)
    child = Leavers(sqlite_db, world.staff, world.version).child()
    folder = tmp_path / "backup"
    schema = str(migrate.current(sqlite_db))
    backup(sqlite_db, schema_version=schema, to=folder, now=NOW, attendance=place.attendance)
    given = {"reason": EraseReason.ASKED, "word": "erase", "by": world.who(Role.LEAD_DSL), "now": NOW}
    erase_one_child(sqlite_db, place, pupil_id=child.pupil, **given)
    for name in ("var", "anchors"):
        if lost in (name, "both"):
            shutil.rmtree(tmp_path / name)
    url = f"sqlite:///{tmp_path / 'again' / 'homeward.db'}"
    done = restore(
        folder, url=url, now=NOW + timedelta(days=1), attendance=place.attendance, erased=place.places
    )
    back = Database(url)
    assert done.erased_again == (0 if lost == "both" else 2)
    assert one(back, Pupil, id=child.pupil).family_name == ("Quorn" if lost == "both" else "")
    assert all(chain.broken is None for chain in verify(back))
    if lost != "both":
        raw = (tmp_path / "again" / "homeward.db").read_bytes()
        assert b"Quorn" not in raw
        assert len(erased_list.read(place.places)) == 2
    back.close()


def test_the_lists_and_the_database_come_to_agree(sqlite_db: Database, place: Keeping) -> None:
    world = planning.world(sqlite_db)
    child = Leavers(sqlite_db, world.staff, world.version).child()
    given = {"reason": EraseReason.ASKED, "word": "erase", "by": world.who(Role.LEAD_DSL), "now": NOW}
    erase_one_child(sqlite_db, place, pupil_id=child.pupil, **given)
    var, anchors = place.places.files
    var.write_bytes(var.read_bytes()[:-20])
    anchors.unlink()
    assert agree(sqlite_db, place, now=NOW) == 0
    assert {len(path.read_text().splitlines()) for path in (var, anchors)} == {2, 3}
    assert len(erased_list.read(place.places)) == 2


def test_marks_of_an_erased_child_leave_the_files(sqlite_db: Database, place: Keeping) -> None:
    school = School(sqlite_db, place.attendance)
    school.take(plain(week_of("/" * 30)))
    pupils = every(sqlite_db, Pupil)
    with sqlite_db.write() as session:
        session.get_one(Pupil, pupils[0].id).on_roll_from = date(2012, 9, 1)
        session.get_one(Pupil, pupils[0].id).on_roll_to = date(2018, 7, 20)
    given = {"reason": EraseReason.ASKED, "word": "erase", "now": NOW}
    erase_one_child(
        sqlite_db, place, pupil_id=pupils[0].id, by=school.staff.viewer(sqlite_db, Role.LEAD_DSL), **given
    )
    (file,) = [f for f in every(sqlite_db, AttendanceFile) if f.replaced_at is None]
    marks = read(place.attendance, file.name)
    assert pupil_key(pupils[0].id) not in set(marks["pupil"])
    assert set(marks["pupil"]) == {pupil_key(one.id) for one in pupils[1:]}
    assert (file.rows, len(marks)) == (20, 20)
