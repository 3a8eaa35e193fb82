"""Opening in an emergency, as somebody does it: found where one is refused, shown above every page, looked into."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from data.models import BrokenGlass, PersonRole
from tests import planning
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.trips import every, one, trip
from visits.words import Role, VisitState

WHY = "A colleague does not answer and no lead picks up"
WAY = "In an emergency: open it for an hour"


@pytest.fixture
def visit_id(desk: Desk) -> str:
    """Somebody is out, and the family worker has no part in it."""
    world = planning.furnish(desk.db, desk.staff)
    out = trip(desk.db, desk.staff, world.version, homes=[world.home], state=VisitState.OUT, second=Role.SLT)
    return str(out)


def labels(app: object) -> list[str]:
    return [one.label for one in app.get("page_link")]  # type: ignore[attr-defined]


def opened(desk: Desk) -> None:
    app = desk.open("in_an_emergency", role=Role.FAMILY)
    app.text_area[0].set_value(WHY)
    next(one for one in app.button if one.label.startswith("Open it for 60 minutes")).click().run()
    assert not app.exception


def test_the_way_stands_where_one_is_refused_and_nowhere_for_who_has_none(desk: Desk, visit_id: str) -> None:
    for page, role in (("live", Role.FAMILY), ("my_visits", Role.VISITOR), ("my_visits", Role.OFFICE)):
        assert WAY in labels(desk.open(page, role=role)), (page, role)
    assert WAY in labels(desk.open("visit", role=Role.FAMILY, visit=visit_id))
    for page, role in (("live", Role.GOVERNOR), ("live", Role.ADMINISTRATOR), ("my_visits", Role.SLT)):
        assert WAY not in labels(desk.open(page, role=role)), (page, role)


def test_without_a_reason_nothing_is_opened_and_what_was_typed_stays(desk: Desk) -> None:
    app = desk.open("in_an_emergency", role=Role.FAMILY)
    app.text_area[0].set_value("because")
    next(one for one in app.button if one.label.startswith("Open it")).click().run()
    assert "Say why" in texts(app)
    assert app.text_area[0].value == "because"
    assert every(desk.db, BrokenGlass) == []


def test_it_is_read_and_nothing_is_recorded_and_it_ends_by_itself_or_by_a_press(
    desk: Desk, visit_id: str
) -> None:
    opened(desk)
    app = desk.open("live", role=Role.FAMILY)
    assert "Opened in an emergency until 11:00:" in texts(app)
    assert "14 Mill Row" in texts(app)
    assert not {"Left the stop", "Arrived", "Well"} & {one.label for one in app.button}
    seen = desk.open("visit", role=Role.FAMILY, visit=visit_id)
    assert "14 Mill Row" in texts(seen)
    acts = {"Raise a safeguarding concern", "Report an incident", "Set a further visit", "Cancel this visit"}
    assert not acts & {one.label for one in seen.expander}
    next(one for one in app.button if one.label == "End it now").click().run()
    assert one(desk.db, BrokenGlass).ended_at == desk.now
    assert "You do not have permission" in texts(desk.open("live", role=Role.FAMILY))
    desk.now += timedelta(minutes=1)
    opened(desk)
    desk.now += timedelta(hours=1)
    assert "You do not have permission" in texts(desk.open("live", role=Role.FAMILY))


def test_on_live_visits_it_takes_one_line_above_the_alerts(desk: Desk, visit_id: str) -> None:
    opened(desk)
    app = desk.open("live", role=Role.LEAD_DSL)
    assert "Opened in an emergency: not looked into yet" in labels(app)
    assert not any("opened in an emergency" in one.value for one in app.warning)


def test_a_second_school_is_named_and_not_opened_by_pressing_once_more(desk: Desk) -> None:
    with desk.db.write() as session:
        given = {"person_id": desk.staff.people[Role.FAMILY], "role": Role.FAMILY, "from_on": desk.now.date()}
        session.add(PersonRole(school_id=desk.staff.other, **given))
    app = desk.open("in_an_emergency", role=Role.FAMILY)
    assert "Another school as well?" not in texts(app)
    app.text_area[0].set_value(WHY)
    app = next(one for one in app.button if one.label.startswith("Open it for 60 minutes")).click().run()
    assert "**Another school as well?** Tarrowby School: not open." in texts(app)
    assert not app.text_area[0].value
    next(one for one in app.button if one.label.startswith("Open it for 60 minutes")).click().run()
    assert len(every(desk.db, BrokenGlass)) == 1


def test_a_lead_is_told_on_every_page_until_somebody_has_looked_into_it(desk: Desk) -> None:
    opened(desk)
    for role in (Role.LEAD_DSL, Role.DEPUTY_DSL):
        assert "were opened in an emergency" in texts(desk.open("policies", role=role))
    assert "were opened in an emergency" not in texts(desk.open("policies", role=Role.SLT))
    app = desk.open("opened_in_emergency", role=Role.DEPUTY_DSL)
    assert WHY in texts(app)
    assert "Opened visits and homes in an emergency" in texts(app)
    assert "Still open." in texts(app)
    with desk.db.write() as session:
        session.execute(update(BrokenGlass).values(ended_at=desk.now))
    app = desk.open("opened_in_emergency", role=Role.DEPUTY_DSL)
    next(one for one in app.button if one.label == "I have looked into this").click().run()
    assert "Looked into by Deputy Dsl Person" in texts(app)
    assert "were opened in an emergency" not in texts(desk.open("policies", role=Role.LEAD_DSL))
