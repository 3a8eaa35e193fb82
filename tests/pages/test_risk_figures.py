"""Risk in figures, as leaders and planners see it, and the same as files."""

from datetime import date

import pytest

from data.models import PersonRole
from pages import guard
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import adopt, home, trip
from visits.words import Role, VisitState


def test_with_nothing_there_it_says_what_would_be_counted(desk: Desk) -> None:
    app = desk.open("risk_figures", role=Role.SENDCO)
    assert not app.exception
    said = texts(app).replace("\\", "")
    assert "No homes to count." in said
    assert "No visit went in these months." in said
    assert not app.table, "no frame of zeros"
    assert "standing assessment: the policy in force asks for none." in said


def test_homes_and_incidents_are_counted_with_a_file_beside_each(desk: Desk) -> None:
    version, ash = adopt(desk.db, desk.staff), home(desk.db, desk.staff)
    trip(desk.db, desk.staff, version, homes=[ash], state=VisitState.CLOSED)
    app = desk.open("risk_figures", role=Role.HEADTEACHER)
    assert not app.exception
    said = texts(app).replace("\\", "")
    assert "0 of 1 visit had an incident: 0.0% of visits (95% interval 0.0% to 97.5%)." in said
    assert ["No assessment", "1", "100%"] in app.table[0].value.to_numpy().tolist()
    for table in ("homes", "incidents", "alone"):
        assert f'href="/exports/risk.csv?table={table}"' in said
    assert "Ashdown" not in said


def test_with_several_schools_the_choice_stands_in_the_address(desk: Desk) -> None:
    with desk.db.write() as session:
        session.add(
            PersonRole(
                school_id=desk.staff.other,
                person_id=desk.staff.people[Role.SENDCO],
                role=Role.SENDCO,
                from_on=date(2026, 9, 1),
            )
        )
    app = desk.open("risk_figures", role=Role.SENDCO)
    assert "**2 schools**" in texts(app)
    assert "Incidents by school" not in [h.value for h in app.header], "no visit went at either"
    trip(
        desk.db,
        desk.staff,
        adopt(desk.db, desk.staff),
        homes=[home(desk.db, desk.staff)],
        state=VisitState.CLOSED,
    )
    app = desk.open("risk_figures", role=Role.SENDCO)
    assert "Incidents by school" in [h.value for h in app.header]
    assert ["Tarrowby School", "0", "0", "no visit"] in [
        row for t in app.table for row in t.value.to_numpy().tolist()
    ]
    app.selectbox[0].select(str(desk.staff.other)).run()
    assert app.query_params["school"] == str(desk.staff.other)
    assert "**Tarrowby School**" in texts(app)
    app = desk.open("risk_figures", role=Role.SENDCO, school=str(desk.staff.school))
    assert "**Quillmere High** · visits" in texts(app)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.OFFICE, Role.VISITOR])
def test_nobody_else_opens_it(desk: Desk, role: Role) -> None:
    app = desk.open("risk_figures", role=role)
    assert guard.NOT_PERMITTED in [e.value for e in app.error]
    assert not app.table
