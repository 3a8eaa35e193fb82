"""The audit's page: found by its fields, kept in the address, for the lead DSL and the headteacher alone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from data import audit, looks
from data.models import AuditRow, Person
from pages import guard
from tests import trips
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from visits.alerts import reference
from visits.permissions import Action, reach
from visits.words import Role, VisitState


def write(desk: Desk, command: str, *, days: int = 0, subject: UUID | None = None, **more: Any) -> None:
    matter = audit.About(school_id=desk.staff.school, subject_id=subject, facts=more.pop("facts", {}))
    given = {"actor_id": desk.staff.people[Role.SENDCO], "outcome": "change", **more}
    with desk.db.write() as session:
        audit.append(session, matter=matter, command=command, now=desk.now - timedelta(days=days), **given)


def test_it_says_its_school_period_and_size(desk: Desk) -> None:
    write(desk, "visit.authorise", days=8)
    write(desk, "visit.log")
    said = texts(desk.open("audit", role=Role.HEADTEACHER))
    assert "Quillmere High" in said
    assert "17 November 2026 to 23 November 2026" in said
    assert "Asked for a visit" in said
    assert "Authorised a visit" not in said
    assert "kept off this machine: not yet" in said


@pytest.mark.parametrize("role", [Role.LEAD_DSL, Role.HEADTEACHER])
def test_who_may_sees_it_and_is_in_it(desk: Desk, role: Role) -> None:
    app = desk.open("audit", role=role)
    assert not app.exception
    assert looks.of(desk.db).settle(10)
    app.run()
    assert "Looked through a list" in texts(app)
    assert "on Audit" in texts(app)
    with desk.db.read() as session:
        rows = session.scalars(
            select(AuditRow.actor_id).where(AuditRow.subject_id == desk.staff.school)
        ).all()
    assert desk.staff.people[role] in rows


def test_who_may_not_is_in_the_table_of_permissions() -> None:
    assert {role for role in Role if reach(Action.SEE_AUDIT, frozenset({role}))} == {
        Role.LEAD_DSL,
        Role.HEADTEACHER,
    }


def test_a_choice_stands_in_the_address_and_a_link_shows_the_same(desk: Desk) -> None:
    visit_id = trips.trip(
        desk.db,
        desk.staff,
        trips.adopt(desk.db, desk.staff),
        homes=[trips.home(desk.db, desk.staff)],
        state=VisitState.BACK,
    )
    write(desk, "visit.log", subject=visit_id)
    write(desk, "visit.read", subject=visit_id, outcome="refused", facts={"why": "NotPermitted"})
    app = desk.open("audit", role=Role.HEADTEACHER)
    app.selectbox(key="audit_outcome").set_value("refused").run()
    assert app.query_params["outcome"] in ("refused", ["refused"])
    said = texts(app)
    assert "Looked at a visit" in said
    assert "no permission" in said
    assert "Asked for a visit" not in said
    again = desk.open("audit", visit=reference(visit_id), **{"from": "2026-11-01", "to": "2026-11-30"})
    assert again.date_input(key="audit_from").value == date(2026, 11, 1)
    assert again.text_input(key="audit_visit").value == reference(visit_id)
    assert f"Visit {reference(visit_id)}, Ashdown household" in texts(again)


def test_what_is_no_reference_is_said_and_stays(desk: Desk) -> None:
    app = desk.open("audit", role=Role.HEADTEACHER)
    app.text_input(key="audit_visit").set_value("Ash").run()
    assert any("six letters and figures" in e.value for e in app.error)
    assert app.text_input(key="audit_visit").value == "Ash"
    assert "No entry fits." in texts(app)


def test_older_and_newer(desk: Desk) -> None:
    for _ in range(51):
        write(desk, "visit.log")
    app = desk.open("audit", role=Role.HEADTEACHER)
    assert "Entries 1 to 50 of 5" in texts(app)
    assert "Older entries" in texts(app)
    app.query_params["page"] = "2"
    older = app.run()
    assert "Newer entries" in texts(older)
    assert "Older entries" not in texts(older)


def test_what_somebody_is_called_is_never_markup(desk: Desk) -> None:
    with desk.db.write() as session:
        session.get_one(Person, desk.staff.people[Role.SENDCO]).name = "<img src=x onerror=alert(1)>"
    write(desk, "visit.log")
    said = texts(desk.open("audit", role=Role.HEADTEACHER))
    assert "<img" not in said
    assert "&lt;img" in said


def test_another_schools_audit_is_not_to_be_had_by_its_address(desk: Desk) -> None:
    write(desk, "visit.log")
    app = desk.open("audit", role=Role.HEADTEACHER, school=str(desk.staff.other))
    assert "not yours to see" in texts(app)
    assert guard.NOT_PERMITTED not in texts(app)
