"""Log a visit: nothing that was typed is lost, and a form that is sent twice is one visit."""

import pytest

from data.models import Draft, VisitRow
from pages.parts import plain
from pages.visit_form import sending
from pages.visit_form.fields import from_text
from tests import planning
from tests.pages.conftest import Desk
from tests.pages.form_page import filled, lost, opened, plainly
from tests.planning import World
from tests.staff import NOW
from tests.trips import every, one
from visits.words import Role, VisitState

S = VisitState


@pytest.fixture
def world(desk: Desk) -> World:
    return planning.furnish(desk.db, desk.staff)


def test_a_failed_submit_keeps_what_was_typed_and_says_so(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = filled(desk, world)
    with monkeypatch.context() as gone:
        gone.setattr(sending.visit, "log", lost)
        page.press("Ask for authorisation")
    assert [e.value for e in page.app.error if "watched" not in e.value] == [plain(sending.NOT_SENT)]
    assert page.app.text_input(key=page.key("purpose")).value == "Talk about mornings"
    page.press("Ask for authorisation")
    assert one(desk.db, VisitRow).purpose == "Talk about mornings"


def test_what_was_typed_is_there_after_a_reload_and_a_new_sign_in(desk: Desk, world: World) -> None:
    filled(desk, world).type("alternatives", "They cannot come in").run()
    draft = one(desk.db, Draft)
    assert (draft.form, draft.title) == ("log_visit", "Ashdown household, Mon 23 Nov, 10:15")
    again = opened(desk)
    assert "This is what you had typed by 10:00" in plainly(again.words)
    assert again.app.text_input(key=again.key("alternatives")).value == "They cannot come in"
    again.press("Ask for authorisation")
    assert one(desk.db, VisitRow).alternatives == "They cannot come in"


def test_nobody_finds_what_somebody_else_had_typed(desk: Desk, world: World) -> None:
    filled(desk, world)
    assert opened(desk, Role.ATTENDANCE).form.pupils == []


def test_a_form_that_was_not_touched_leaves_no_draft(desk: Desk, world: World) -> None:
    opened(desk).run().run()
    assert every(desk.db, Draft) == []


def test_start_afresh_can_be_undone(desk: Desk, world: World) -> None:
    page = filled(desk, world)
    page.press("Start afresh")
    assert (page.form.purpose, every(desk.db, Draft)) == ("", [])
    page.press("Undo")
    assert page.app.text_input(key=page.key("purpose")).value == "Talk about mornings"
    assert len(every(desk.db, Draft)) == 1


def test_a_draft_that_is_put_aside_waits_under_its_name_and_opens_again(desk: Desk, world: World) -> None:
    page = filled(desk, world).press("Keep as draft")
    kept = one(desk.db, Draft)
    assert page.form.purpose == ""
    assert opened(desk).form.purpose == ""
    again = opened(desk, draft=str(kept.id))
    assert again.form.purpose == "Talk about mornings"
    again.press("Ask for authorisation")
    assert len(every(desk.db, VisitRow)) == 1


@pytest.mark.parametrize("draft", ["nonsense", "0192d0c5-6f1e-7c1a-9d53-2f0b8f5b7a11"])
def test_a_draft_that_is_gone_is_said_to_be(desk: Desk, world: World, draft: str) -> None:
    page = opened(desk, draft=draft)
    assert "That draft is not there any more." in plainly(page.words)


def test_a_draft_that_cannot_be_read_is_said_and_the_form_is_empty(desk: Desk, world: World) -> None:
    filled(desk, world)
    with desk.db.write() as session:
        session.get_one(Draft, one(desk.db, Draft).id).payload = "{broken"
    page = opened(desk)
    assert "could not be read any more" in page.words
    assert page.form.pupils == []


def test_a_form_that_is_sent_twice_is_one_visit(desk: Desk, world: World) -> None:
    page = filled(desk, world)
    other, key = opened(desk), page.form.key
    page.press("Ask for authorisation")
    other.press("Ask for authorisation")
    assert "It is one visit, not two." in plainly(other.words)
    assert [v.idempotency_key for v in every(desk.db, VisitRow)] == [key]


def test_a_draft_of_what_was_sent_is_found_to_be_sent(desk: Desk, world: World) -> None:
    page = filled(desk, world)
    kept = one(desk.db, Draft)
    page.press("Ask for authorisation")
    with desk.db.write() as session:
        session.add(
            Draft(
                id=kept.id,
                person_id=kept.person_id,
                school_id=kept.school_id,
                form=kept.form,
                payload=kept.payload,
                saved_at=NOW,
            )
        )
    again = opened(desk)
    assert "has been sent already" in again.words
    assert again.form.pupils == []


def test_alost_database_is_said_and_the_form_comes_back_whole(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = filled(desk, world)
    with monkeypatch.context() as gone:
        gone.setattr("pages.visit_form.page.read", lost)
        page.run()
        assert any("cannot be shown just now" in e.value for e in page.app.error)
    page.run()
    assert page.app.text_input(key=page.key("purpose")).value == "Talk about mornings"


def test_a_draft_that_cannot_be_kept_is_said_and_kept_once_it_can(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(desk)
    with monkeypatch.context() as gone:
        gone.setattr("pages.visit_form.keeping.drafts.save_draft", lost)
        page.type("purpose", "Talk").run()
        assert "This is not being saved just now" in page.words
    page.run()
    kept = from_text(one(desk.db, Draft).payload)
    assert kept is not None
    assert kept.purpose == "Talk"
