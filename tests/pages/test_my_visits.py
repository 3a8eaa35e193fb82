"""My visits: what is mine to do?"""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from data.aftercare import tasks_on_return
from data.commands.concern import raise_concern, report_incident
from data.commands.draft import save_draft
from data.models import Concern, Incident, Task
from data.queries.snapshot import load_visit
from pages import guard
from tests import trips
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import Home
from visits.aftercare import IncidentKind, TaskKind
from visits.words import Role, VisitState

S = VisitState


@pytest.fixture
def home(desk: Desk) -> Home:
    return trips.home(desk.db, desk.staff)


@pytest.fixture
def version(desk: Desk) -> object:
    return trips.adopt(desk.db, desk.staff)


def back(desk: Desk, version: object, home: Home, **more: object) -> object:
    visit_id = trips.trip(desk.db, desk.staff, version, homes=[home], **more)
    with desk.db.write() as session:
        tasks_on_return(session, loaded=load_visit(session, visit_id), now=desk.now)
    return visit_id


def errors(app: AppTest) -> list[str]:
    """What the page says went wrong; that nobody watches in a test is not its matter."""
    return [error.value for error in app.error if "watched" not in error.value]


def headings(app: AppTest) -> list[str]:
    return [heading.value for heading in app.header]


def test_an_empty_database_says_what_would_be_here(desk: Desk) -> None:
    app = desk.open("my_visits", role=Role.SENDCO)
    assert not app.exception
    assert "Nothing is waiting for you." in texts(app)
    assert headings(app) == []


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_never_goes_on_a_visit_has_no_such_page(desk: Desk, role: Role) -> None:
    app = desk.open("my_visits", role=role)
    assert errors(app) == [guard.NOT_PERMITTED]
    assert not app.title


def test_what_waits_stands_in_one_sentence_and_in_its_order(desk: Desk, version: object, home: Home) -> None:
    back(desk, version, home)
    later = desk.now + timedelta(hours=1)
    for state in (S.DECLINED, S.REQUESTED):
        trips.trip(desk.db, desk.staff, version, homes=[home], state=state, out_at=later)
    trips.trip(
        desk.db,
        desk.staff,
        version,
        homes=[home],
        state=S.AUTHORISED,
        out_at=desk.now + timedelta(days=2),
    )
    app = desk.open("my_visits", role=Role.VISITOR)
    assert headings(app) == ["Today: 1", "To be written up by you: 1", "Declined: 1", "To do: 1", "Coming: 1"]
    said = texts(app)
    assert "1 visit today, 1 visit to write up, 1 visit declined, 1 other thing to do." in said
    assert "Why: Ring the parents first\\." in said
    assert "Mon 23 Nov, 08:00 to 09:00" in said
    assert "write-up due in 24 h 00 min" in said


def test_nobody_sees_what_is_not_theirs(desk: Desk, version: object, home: Home) -> None:
    back(desk, version, home)
    said = texts(desk.open("my_visits", role=Role.ATTENDANCE))
    assert "Ashdown" not in said
    assert "Visitor Person" not in said


def test_what_others_write_up_is_folded_away(desk: Desk, version: object, home: Home) -> None:
    back(desk, version, home)
    app = desk.open("my_visits", role=Role.FAMILY)
    assert headings(app) == []
    assert [e.label for e in app.expander] == ["Your visits that others have to write up: 1"]


def test_a_task_is_ticked_off(desk: Desk, version: object, home: Home) -> None:
    back(desk, version, home)
    app = desk.open("my_visits", role=Role.VISITOR)
    app.button(key=f"own-done-{trips.one(desk.db, Task, kind=TaskKind.TELL_ON_RETURN).id}").click().run()
    assert not app.exception
    assert [s.value for s in app.success] == ["Done: Tell SLT how the visit went."]
    assert headings(app) == ["To be written up by you: 1"]


def test_a_safeguarding_lead_takes_a_concern(desk: Desk, version: object, home: Home) -> None:
    visit_id = back(desk, version, home)
    by = desk.staff.viewer(desk.db, Role.VISITOR)
    raise_concern(
        desk.db, visit_id=visit_id, note="A bruise on the arm", pupil_id=home.pupil, by=by, now=desk.now
    )
    assert "bruise" not in texts(desk.open("my_visits", role=Role.SLT))
    app = desk.open("my_visits", role=Role.LEAD_DSL)
    assert headings(app)[0] == "Concerns to take: 1"
    assert "A bruise on the arm" in texts(app)
    app.button(key=f"take-{trips.one(desk.db, Concern).id}").click().run()
    assert trips.one(desk.db, Concern).taken_by_id == desk.staff.people[Role.LEAD_DSL]
    assert "Concerns to take: 1" not in headings(app)


def test_what_was_found_of_an_incident_is_asked_for(desk: Desk, version: object, home: Home) -> None:
    visit_id = trips.trip(desk.db, desk.staff, version, homes=[home])
    by = desk.staff.viewer(desk.db, Role.VISITOR)
    report_incident(
        desk.db,
        visit_id=visit_id,
        kind=IncidentKind.ANIMAL,
        note="Bitten",
        happened_at=desk.now,
        by=by,
        now=desk.now,
    )
    task = trips.one(desk.db, Task, kind=TaskKind.MEASURES).id
    app = desk.open("my_visits", role=Role.HEADTEACHER)
    app.button(key=f"own-done-{task}").click().run()
    assert errors(app) == ["Say what was looked at, and what changes."]
    app.text_area(key=f"own-note-{task}").set_value("Ask to shut the dog away")
    app.radio(key=f"own-training-{task}").set_value(False)
    app.button(key=f"own-done-{task}").click().run()
    assert trips.one(desk.db, Incident).training_needed is False


def test_a_form_that_was_begun_waits_under_its_own_name(desk: Desk, version: object) -> None:
    by = desk.staff.viewer(desk.db, Role.SENDCO)
    for form in ("log_visit", "write_up"):
        save_draft(
            desk.db,
            form=form,
            payload="{}",
            school_id=desk.staff.school,
            title="Ashdown, attendance",
            by=by,
            now=desk.now,
        )
    app = desk.open("my_visits", role=Role.SENDCO)
    assert headings(app) == ["Begun, not sent: 1"]
    assert "Ashdown, attendance" in texts(app)


def test_what_is_late_of_others_is_for_leaders(desk: Desk, version: object, home: Home) -> None:
    back(desk, version, home)
    desk.now += timedelta(hours=3)
    app = desk.open("my_visits", role=Role.SLT)
    assert [e.label for e in app.expander] == ["Late at your school, of others: 1"]
    labels = [e.label for e in desk.open("my_visits", role=Role.SENDCO).expander]
    assert labels == ["Your visits that others have to write up: 1"]


def test_a_lost_database_is_said_and_is_no_empty_list(
    desk: Desk, version: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr("data.queries.my_visits.my_visits", lost)
    app = desk.open("my_visits", role=Role.SENDCO)
    assert not app.exception
    assert "could not be read" in texts(app)
    assert "Nothing is waiting" not in texts(app)
