"""The phone's check-in page: one word for one press, whatever the line does."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from data.database import Database
from data.models import AlertRow, EventRow, VisitRow
from tests.data.alert_world import World, world
from tests.staff import NOW, board
from tests.trips import every
from tests.web.conftest import Browser, Web
from visits.words import EventKind, LadderKind, Role, Via, VisitState

LARGEST_BYTES = 20_000
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass
class Street:
    """Somebody out on a visit, with their phone. `late` is the line that loses every answer."""

    w: World
    web: Web
    phone: Browser

    def page(self) -> str:
        return self.phone.http.get("/out").text

    def fields(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.page()))

    def press(self, do: str, **more: str):  # type: ignore[no-untyped-def]
        """Press a button of the page as it is now."""
        return self.phone.http.post("/out", data={**self.fields(), "do": do, **more})

    def events(self, kind: EventKind) -> list[EventRow]:
        return [e for e in every(self.w.db, EventRow, visit_id=self.w.visit) if e.kind is kind]


def street(db: Database, *, state: VisitState = VisitState.OUT, role: Role = Role.VISITOR) -> Street:
    w = world(db, state=state)
    web = Web(w.db, w.staff)
    return Street(w, web, web.signed_in(role))


def named(event: EventRow) -> set[str]:
    return set(event.visitor_ids)


def test_the_page_says_where_to_and_until_when_and_is_small(db: Database) -> None:
    out = street(db)
    answer = out.phone.http.get("/out")
    assert answer.status_code == 200
    assert "stop 1 of 1" in answer.text
    assert "14 Mill Row" in answer.text
    assert "I am in danger" in answer.text
    assert 'href="tel:+441632960001"' in answer.text
    assert len(answer.content) < LARGEST_BYTES
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|href)="https?:', answer.text)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_leaving_is_told_from_the_phone(db: Database) -> None:
    out = street(db, state=VisitState.AUTHORISED)
    assert "We are leaving now" in out.page()
    assert "I am in danger" in out.page()
    assert out.press("sign_out").headers["location"] == "/out?said=sign_out"
    (row,) = every(out.w.db, VisitRow, id=out.w.visit)
    assert row.state is VisitState.OUT
    assert [e.via for e in out.events(EventKind.SIGN_OUT)] == [Via.PHONE_LINK]


def test_arrived_with_the_colleague_is_word_of_both(db: Database) -> None:
    out = street(db)
    out.web.now += timedelta(minutes=10)
    assert out.press("arrive", together="yes").headers["location"] == "/out?said=arrive"
    (event,) = out.events(EventKind.ARRIVE)
    assert named(event) == {str(out.w.a), str(out.w.b)}
    assert "Arrived 10:10" in out.page()


def test_alone_is_word_of_oneself(db: Database) -> None:
    out = street(db)
    out.press("arrive", together="no")
    (event,) = out.events(EventKind.ARRIVE)
    assert named(event) == {str(out.w.a)}
    colleague = Street(out.w, out.web, out.web.signed_in(Role.FAMILY))
    # The colleague's own phone still asks them.
    assert "Going to stop 1" in colleague.page()


def test_who_is_meant_has_to_be_said_first(db: Database) -> None:
    out = street(db)
    answer = out.press("arrive")
    assert answer.status_code == 422
    assert "Say first whether your colleague is with you" in answer.text
    assert out.events(EventKind.ARRIVE) == []


@pytest.mark.parametrize("do", ["arrive", "leave", "not_made", "back"])
def test_a_form_that_is_sent_twice_is_one_word(db: Database, do: str) -> None:
    out = street(db)
    if do == "leave":
        out.press("arrive", together="yes")
    form = {**out.fields(), "do": do, "together": "yes"}
    kind = {
        "arrive": EventKind.ARRIVE,
        "leave": EventKind.LEAVE,
        "not_made": EventKind.NOT_MADE,
        "back": EventKind.BACK,
    }
    first = out.phone.http.post("/out", data=form)
    out.web.now += timedelta(minutes=2)
    again = out.phone.http.post("/out", data=form)
    assert [first.headers["location"], again.headers["location"]] == [f"/out?said={do}"] * 2
    assert len(out.events(kind[do])) == 1


def test_more_time_is_not_given_twice_by_one_page(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "more"}
    for seconds in (10, 40, 120):
        out.web.now = NOW + timedelta(seconds=seconds)
        assert out.phone.http.post("/out", data=form).status_code == 303
    assert [e.minutes for e in out.events(EventKind.MORE_TIME)] == [15]
    out.web.now += timedelta(minutes=1)
    assert out.press("more").status_code == 303
    assert [e.minutes for e in out.events(EventKind.MORE_TIME)] == [15, 15]


def test_more_time_ends_where_the_policy_ends_it(db: Database) -> None:
    out = street(db)
    for _ in range(8):
        out.web.now += timedelta(minutes=1)
        answer = out.press("more")
    assert answer.status_code == 422
    assert "The policy allows" in answer.text
    assert sum(e.minutes for e in out.events(EventKind.MORE_TIME)) == 60


def test_danger_is_one_press_and_asks_nothing(db: Database) -> None:
    out = street(db)
    answer = out.press("danger")
    assert answer.headers["location"] == "/out?said=danger"
    (alert,) = every(out.w.db, AlertRow, kind=LadderKind.EMERGENCY)
    assert alert.visit_id == out.w.visit
    page = out.phone.http.get(answer.headers["location"]).text
    assert "Alarm raised 10:00" in page
    assert 'href="tel:999"' in page
    out.press("danger")
    assert len(every(out.w.db, AlertRow, kind=LadderKind.EMERGENCY)) == 1


def test_the_buttons_that_cannot_wait_ask_no_question_of_the_browser(db: Database) -> None:
    buttons = re.findall(r"<button[^>]*>", street(db).page())
    assert [b for b in buttons if 'value="danger"' in b and "formnovalidate" in b]
    assert [b for b in buttons if 'value="more"' in b and "formnovalidate" in b]


def test_back_ends_the_visit_once_both_are(db: Database) -> None:
    out = street(db)
    answer = out.press("back", together="no")
    said = out.phone.http.get(answer.headers["location"]).text
    assert "Your colleague is not, so the school goes on waiting for them." in said
    (row,) = every(out.w.db, VisitRow, id=out.w.visit)
    assert row.state is VisitState.OUT
    assert "You are not out on a visit" in out.page()
    colleague = Street(out.w, out.web, out.web.signed_in(Role.FAMILY))
    assert "Is your colleague with you?" not in colleague.page()
    assert colleague.press("back").headers["location"] == "/out?said=back"
    (row,) = every(out.w.db, VisitRow, id=out.w.visit)
    assert row.state is VisitState.BACK


def test_a_phone_in_a_pocket_is_not_signed_out_on_a_visit(db: Database) -> None:
    out = street(db)
    out.web.now += timedelta(hours=5)
    assert out.phone.http.get("/live").status_code == 303
    assert out.phone.http.get("/out").status_code == 200
    assert out.press("danger").status_code == 303
    assert len(every(out.w.db, AlertRow)) == 1


def test_who_is_not_out_is_idle_there_too(db: Database) -> None:
    out = street(db, role=Role.OFFICE)
    out.web.now += timedelta(hours=5)
    assert out.phone.http.get("/out").headers["location"] == "/sign-in?next=%2Fout"


def test_back_that_is_pressed_again_still_says_that_the_colleague_is_out(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "back", "together": "no"}
    for _ in range(2):
        answer = out.phone.http.post("/out", data=form)
        assert answer.headers["location"] == "/out?said=back_alone"
    assert len(out.events(EventKind.BACK)) == 1


def test_more_time_moves_the_times_that_the_page_says(db: Database) -> None:
    out = street(db)
    before = re.findall(r"back by (?:<strong>)?(\d\d:\d\d)", out.page())
    out.press("more")
    after = re.findall(r"back by (?:<strong>)?(\d\d:\d\d)", out.page())
    assert before != after


def test_who_is_on_no_visit_sees_the_offices_number(db: Database) -> None:
    page = street(db, role=Role.OFFICE).page()
    assert "You are not out on a visit" in page
    assert "01632 960001" in page
    assert "Mill Row" not in page


def test_nobody_speaks_for_a_visit_that_they_are_not_on(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "arrive", "together": "yes"}
    stranger = Street(out.w, out.web, out.web.signed_in(Role.SENDCO))
    token = stranger.phone.form_token("/sign-out")
    answer = stranger.phone.http.post("/out", data={**form, "form_token": token})
    assert answer.status_code == 422
    assert "about a visit that is over" in answer.text
    assert out.events(EventKind.ARRIVE) == []


def test_a_form_from_elsewhere_is_not_taken(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "danger"}
    for token in ("", "forged", f"x{form['form_token']}"):
        answer = out.phone.http.post("/out", data={**form, "form_token": token})
        assert answer.status_code == 403
        assert "Press the button again" in answer.text
    assert every(out.w.db, AlertRow) == []


def test_an_unknown_button_does_nothing(db: Database) -> None:
    out = street(db)
    assert out.press("explode").status_code == 422
    assert out.press("arrive", together="yes", stop="somewhere").status_code == 422
    assert out.events(EventKind.ARRIVE) == []


def test_a_shared_board_is_nobody_out(db: Database) -> None:
    out = street(db)
    screen = out.web.browser()
    screen.http.cookies.set("homeward", board(out.w.db, out.w.staff))
    assert "This is a shared board" in screen.http.get("/out").text


def test_opening_the_page_changes_nothing(db: Database) -> None:
    out = street(db)
    before = every(out.w.db, EventRow), every(out.w.db, VisitRow)[0].version
    for _ in range(3):
        out.page()
    assert len(every(out.w.db, EventRow)) == len(before[0])
    assert every(out.w.db, VisitRow)[0].version == before[1]
