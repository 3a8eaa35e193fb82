"""Risk in figures as files: the page's numbers, for the same people, kept in the audit."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select

from data.models import AuditRow
from tests.trips import adopt, home, trip
from tests.web.conftest import Web
from visits.words import Role, VisitState


def get(web: Web, role: Role, **query: str) -> Any:
    return web.signed_in(role).http.get("/exports/risk.csv", params=query)


def test_a_table_says_what_it_is_and_that_it_was_taken_is_kept(web: Web) -> None:
    trip(
        web.db, web.staff, adopt(web.db, web.staff), homes=[home(web.db, web.staff)], state=VisitState.CLOSED
    )
    answer = get(web, Role.SENDCO, table="incidents", school=str(web.staff.school))
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert found[:2] == [
        ["Incidents per 100 visits", "incidents and visits since 2025-11-23"],
        ["Schools", "Quillmere High"],
    ]
    assert found[5] == ["All incidents", "0", "1", "0.0 (0.0 to 368.9)"]
    with web.db.read() as session:
        query = select(AuditRow.outcome, AuditRow.actor_id).where(AuditRow.command == "table.export")
        assert [tuple(row) for row in session.execute(query)] == [("read", web.staff.people[Role.SENDCO])]


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.OFFICE, Role.VISITOR])
def test_nobody_else_has_it(web: Web, role: Role) -> None:
    assert get(web, role).status_code == 403


def test_another_school_is_refused_and_nonsense_is_not_found(web: Web) -> None:
    assert get(web, Role.SENDCO, school=str(web.staff.other)).status_code == 403
    assert get(web, Role.SENDCO, school="x").status_code == 404
    assert get(web, Role.SENDCO, table="families").status_code == 404
