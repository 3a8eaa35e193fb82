"""What every page asks is found by an index and not by reading a whole school's past."""

from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from data.database import Database
from data.queries import alerts_past, authorise, live, risk_pages, watching
from tests.homes import TODAY
from tests.staff import NOW, fill
from visits.permissions import Viewer
from visits.words import Role

Ask = Callable[[Session, Viewer], object]
ASKED: Final[dict[str, tuple[Ask, str, str]]] = {
    "who is out, for the watch": (
        lambda s, v: watching.who_watches(s, v, now=NOW),
        "count(visits.id)",
        "ix_visits_live",
    ),
    "what waits to be authorised": (
        lambda s, v: authorise.waiting(s, v, now=NOW),
        "FROM visits",
        "ix_visits_live",
    ),
    "the board": (lambda s, v: live.live_visits(s, v, now=NOW), "FROM visits", "ix_visits_live"),
    "homes with a planned visit": (
        lambda s, v: risk_pages.homes_to_assess(s, v, on=TODAY),
        "stops.household_id, visits.out_at",
        "ix_visits_live",
    ),
    "where each home stands": (
        lambda s, v: risk_pages.assessment_counts(s, v, on=TODAY),
        "FROM households",
        "ix_risk_assessments_home",
    ),
    "the deadlines of alerts": (
        lambda s, v: alerts_past.alerts_seen(s, v, from_on=TODAY, to_on=TODAY),
        "FROM deadlines",
        "SEARCH deadlines",
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_it_is_found_by_its_index(sqlite_db: Database, what: str) -> None:
    ask, begins, index = ASKED[what]
    viewer = fill(sqlite_db).viewer(sqlite_db, Role.LEAD_DSL)
    asked: list[tuple[str, tuple[object, ...]]] = []
    with sqlite_db.read() as session:
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *given: asked.append((given[2], given[3]))
        )
        ask(session, viewer)
        statement, given = next(one for one in asked if begins in one[0])
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    assert index in str(plan)
