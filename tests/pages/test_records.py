"""Records: a list is gone through and signed by a word that is typed; one record goes on request; words go elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from data.commands.confirming import purge
from data.commands.core import SYSTEM
from data.commands.records import make_list
from data.disposing import Keeping, work_off
from data.erased_list import Places
from data.models import Disposal, DisposalItem, Pupil, VisitRow, WriteUp
from pages import guard
from tests import planning
from tests.leavers import Leavers
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_visit import errors, field
from tests.trips import every, one
from visits.words import Role


@dataclass
class Room:
    """Somebody's desk, a school with leavers, and where the list of the erased lies."""

    desk: Desk
    leavers: Leavers
    keeping: Keeping

    def open(self, page: str = "records", role: Role = Role.LEAD_DSL, **query: str) -> AppTest:
        app = self.desk.open(page, role=role, **query)
        assert not app.exception
        return app

    def listed(self) -> None:
        make_list(self.desk.db, school_id=self.desk.staff.school, by=SYSTEM, now=self.desk.now)


@pytest.fixture
def room(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    made = planning.furnish(desk.db, desk.staff)
    keeping = Keeping(desk.folder, Places.of(tmp_path / "var", None))
    monkeypatch.setattr(guard, "keeping", lambda: keeping)
    return Room(desk, Leavers(desk.db, desk.staff, made.version), keeping)


def press(app: AppTest, key: str) -> AppTest:
    found = app.button(key=key).click().run()
    assert not found.exception
    return found


def test_a_list_is_signed_by_typing_the_word_and_then_erased(room: Room) -> None:
    room.leavers.visit(room.leavers.child())
    app = press(room.open(), "make_list")
    assert "Over their time: 2" in [header.value for header in app.header]
    assert "1 child and 1 visit" in texts(app)
    app = press(app, "sign")
    assert any("Type the word erase" in said for said in errors(app))
    field(app, "text_input", "Type the word erase to sign as Lead Dsl Person").input("erase")
    app = press(app, "sign")
    assert "0 of 2" in texts(app)
    assert one(room.desk.db, Disposal).signed_by_id == room.desk.staff.people[Role.LEAD_DSL]
    work_off(room.desk.db, room.keeping, now=room.desk.now)
    app = room.open()
    assert "signed by Lead Dsl Person: 1 child and 1 visit" in texts(app)
    app = room.open("visit", visit=str(one(room.desk.db, VisitRow).id))
    assert "was over its time and was erased" in " ".join(said.value for said in app.info)
    assert "Erased home" in texts(app)


def test_what_has_to_stay_is_left_off_with_a_reason_and_can_be_put_back(room: Room) -> None:
    child = room.leavers.child()
    room.listed()
    app = room.open()
    field(app, "selectbox", "Which").select_index(0).run()
    app = press(app, "keep_item")
    assert "Say why it stays." in errors(app)
    field(app, "text_input", "Why it stays").input("An inquiry")
    app = press(app, "keep_item")
    assert "Lena Quorn** stays until" in texts(app)
    assert "Nothing on this list goes." in texts(app)
    (item,) = every(room.desk.db, DisposalItem)
    assert (item.subject_id, item.kept_reason) == (child.pupil, "An inquiry")
    press(app, f"back-{item.id}")
    assert one(room.desk.db, DisposalItem).kept_until is None


def test_one_record_goes_on_request_and_what_the_law_keeps_does_not(room: Room) -> None:
    protected, child = room.leavers.child("Ada", "Quast"), room.leavers.child()
    room.leavers.concern(room.leavers.visit(protected))
    for whose, says in ((protected.pupil, "child protection"), (child.pupil, "The record is erased.")):
        app = room.open()
        field(app, "selectbox", "Who").set_value(whose).run()
        field(app, "text_input", "Type the word erase: nobody").input("erase")
        app = press(app, "erase_one")
        assert says in " ".join((texts(app), *errors(app), *(said.value for said in app.success)))
    assert one(room.desk.db, Pupil, id=protected.pupil).given_name == "Ada"
    assert one(room.desk.db, Pupil, id=child.pupil).given_name == "Erased"


def test_a_record_is_found_with_one_press_and_its_words_go_later(room: Room) -> None:
    visit_id = written_up(room)
    app = press(room.open(), f"found-{visit_id}")
    assert "To look up" not in texts(app)
    kept = one(room.desk.db, WriteUp)
    assert (kept.confirmed_at, kept.confirmed_by_id) == (room.desk.now, room.desk.staff.people[Role.LEAD_DSL])
    assert "Found there 10:00 by Lead Dsl Person" in captions(room.open("visit", visit=str(visit_id)))
    later = room.desk.now + timedelta(days=30)
    purge(room.desk.db, visit_id=visit_id, by=SYSTEM, now=later)
    room.desk.now = later
    app = room.open("visit", visit=str(visit_id))
    assert "The words of this visit are kept in CPOMS, reference 4711." in " ".join(i.value for i in app.info)
    assert "Talk about mornings" not in texts(app)


def test_whoever_wrote_it_up_says_so_on_the_visit(room: Room) -> None:
    visit_id = written_up(room)
    press(room.open("visit", role=Role.VISITOR, visit=str(visit_id)), "confirm_record")
    assert one(room.desk.db, VisitRow, id=visit_id).purged_at is None
    assert one(room.desk.db, WriteUp).confirmed_by_id == room.desk.staff.people[Role.VISITOR]


def written_up(room: Room) -> UUID:
    child = room.leavers.child(left_on=room.desk.now.date() + timedelta(days=90))
    visit_id = room.leavers.visit(child, at=room.desk.now - timedelta(days=10))
    room.leavers.write_up(visit_id)
    return visit_id


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)
