"""The briefing of an emergency of which nobody knows yet which visit it is."""

from datetime import timedelta
from uuid import UUID

import pytest

from data.commands.drill import hold_drill
from data.commands.emergency import raise_emergency
from data.models import AlertRow
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.staff import NOW
from tests.trips import adopt, every, home, trip
from visits.words import LadderKind, Role, VisitState


@pytest.fixture
def visit(desk: Desk) -> UUID:
    """A visit to one home, out for ten minutes."""
    return trip(
        desk.db,
        desk.staff,
        adopt(desk.db, desk.staff),
        homes=[home(desk.db, desk.staff)],
        state=VisitState.OUT,
        out_at=NOW - timedelta(minutes=10),
        second=Role.SLT,
    )


def test_an_emergency_without_a_visit_shows_what_is_known(desk: Desk) -> None:
    by = desk.staff.viewer(desk.db, Role.OFFICE)
    alert_id = raise_emergency(desk.db, school_id=desk.staff.school, by=by, now=NOW)
    found = texts(desk.open("briefing", role=Role.OFFICE, alert=str(alert_id)))
    assert "Which visit it is, is not known yet." in found
    assert "01632 960001" in found


def test_an_emergency_without_a_visit_names_who_is_out_to_choose_from(desk: Desk, visit: UUID) -> None:
    by = desk.staff.viewer(desk.db, Role.OFFICE)
    alert_id = raise_emergency(desk.db, school_id=desk.staff.school, by=by, now=NOW)
    app = desk.open("briefing", role=Role.OFFICE, alert=str(alert_id))
    assert "Out now:" in texts(app)
    assert "<strong>Visitor Person and Slt Person</strong> · 14 Mill Row" in texts(app)
    assert "· mobile" not in texts(app)
    (choice,) = [b for b in app.button if b.label.startswith("Visitor Person and Slt Person")]
    app = choice.click().run()
    assert every(desk.db, AlertRow)[0].visit_id == visit
    assert "Which visit" not in texts(app)
    assert "· mobile" in texts(app)


def test_in_a_drill_nobody_who_is_out_is_named(desk: Desk, visit: UUID) -> None:
    by = desk.staff.viewer(desk.db, Role.LEAD_DSL)
    alert_id = hold_drill(desk.db, school_id=desk.staff.school, kind=LadderKind.EMERGENCY, by=by, now=NOW)
    app = desk.open("briefing", role=Role.LEAD_DSL, alert=str(alert_id))
    assert "Slt Person</strong>" not in texts(app)
    assert "Which visit is it?" not in texts(app)
