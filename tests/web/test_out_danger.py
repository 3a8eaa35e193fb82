"""Danger on the phone's page counts, whatever the page was about; what did not reach the school says so."""

from sqlalchemy import update

from data.database import Database
from data.models import AlertRow, SignIn
from tests.staff import NOW
from tests.trips import every
from tests.web.test_out import Street, street
from visits.words import LadderKind, Role


def test_danger_counts_though_somebody_ended_the_visit_meanwhile(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "danger"}
    out.press("back", together="yes")
    assert out.phone.http.post("/out", data=form).headers["location"] == "/out?said=danger"
    (alert,) = every(out.w.db, AlertRow)
    assert (alert.kind, alert.visit_id) == (LadderKind.EMERGENCY, out.w.visit)


def test_danger_counts_of_whoever_is_on_no_visit(db: Database) -> None:
    out = street(db, role=Role.OFFICE)
    assert out.press("danger").headers["location"] == "/out?said=danger"
    (alert,) = every(out.w.db, AlertRow)
    assert (alert.school_id, alert.visit_id) == (out.w.staff.school, None)
    assert 'href="tel:999"' in out.phone.http.get("/out?said=danger").text


def test_danger_is_nobodys_word_about_a_visit_of_others(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "danger"}
    stranger = Street(out.w, out.web, out.web.signed_in(Role.SENDCO))
    stranger.phone.http.post("/out", data={**form, "form_token": stranger.phone.form_token("/sign-out")})
    assert [alert.visit_id for alert in every(out.w.db, AlertRow)] == [None]


def test_a_governor_has_nobody_to_alarm(db: Database) -> None:
    out = street(db, role=Role.GOVERNOR)
    assert "I am in danger" not in out.page()
    form = {
        "form_token": out.phone.form_token("/sign-out"),
        "do": "danger",
        "school": str(out.w.staff.school),
    }
    assert out.phone.http.post("/out", data=form).status_code == 422
    assert every(out.w.db, AlertRow) == []


def test_a_press_of_an_ended_session_says_that_nothing_was_sent_and_whom_to_ring(db: Database) -> None:
    out = street(db)
    form = {**out.fields(), "do": "danger"}
    with db.write() as session:
        session.execute(update(SignIn).values(ends_at=NOW))
    answer = out.phone.http.post("/out", data=form)
    assert answer.status_code == 401
    assert "Nothing reached the school. In danger, ring 999." in answer.text
    for way in ("tel:999", "tel:+441632960001", "/sign-in?next=/out"):
        assert f'href="{way}"' in answer.text
    stranger = out.web.browser().http.post("/out", data={"do": "danger"})
    assert stranger.status_code == 401
    assert "tel:+44" not in stranger.text
