"""Published figures as files: the page's numbers, for whom the page is, and kept in the audit."""

from typing import Any

import pytest
from sqlalchemy import select, update

from data.database import Database
from data.models import AuditRow, VisitRow
from tests import terms
from tests.staff import fill
from tests.web.conftest import Web
from tests.web.test_exports import rows
from visits.words import Role

FIGURES, OVERSIGHT = "/exports/figures.csv", "/exports/oversight.csv"
TABLE = [
    ["Reason", "Visits", "Share"],
    ["Refusing school", "7", "29%"],
    ["Attendance concern", "12 to 16", "50 to 67%"],
    ["Suspected holiday", "c", "c"],
    ["All", "24", ""],
]


@pytest.fixture
def web(db: Database) -> Web:
    made = Web(db, fill(db))
    terms.published(db, made.staff)
    return made


def get(web: Web, role: Role, path: str = FIGURES, **query: str) -> Any:
    return web.signed_in(role).http.get(path, params=query)


def test_the_file_has_the_pages_numbers_and_is_kept(web: Web) -> None:
    answer = get(web, Role.GOVERNOR, table="reason")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found = rows(answer)
    assert found[0] == ["Visits that went", "Summer term 2025/26: 28 March 2026 to 20 July 2026"]
    assert found[6:] == TABLE
    with web.db.read() as session:
        query = select(AuditRow.outcome, AuditRow.actor_id).where(AuditRow.command == "table.export")
        assert [tuple(row) for row in session.execute(query)] == [("read", web.staff.people[Role.GOVERNOR])]


def test_it_is_frozen_and_the_same_for_a_leader(web: Web) -> None:
    with web.db.write() as session:
        session.execute(update(VisitRow).values(common_reason="other"))
    for role in (Role.GOVERNOR, Role.TRUST_OFFICER, Role.HEADTEACHER):
        assert rows(get(web, role, table="reason"))[6:] == TABLE


def test_oversight_is_frozen_for_a_governor_and_of_today_for_a_leader(web: Web) -> None:
    with web.db.write() as session:
        session.execute(update(VisitRow).values(unauthorised=True, authorised_at=None))
    governor = rows(get(web, Role.GOVERNOR, OVERSIGHT))
    assert ["Visits that went", "24"] in governor
    assert ["Authorised before leaving", "24 of 24"] in governor
    assert governor[3][0] == "Published, and unchanged since"
    assert [one[1] for one in governor[governor.index(["Not known", "Summer term 2025/26"]) + 1 :]] == [
        "24"
    ] * 3
    leader = rows(get(web, Role.LEAD_DSL, OVERSIGHT))
    assert leader[4] == ["Measure", "Spring term 2025/26", "Summer term 2025/26", "Autumn term 2026/27"]
    assert ["Authorised before leaving", "no visit", "0 of 24", "no visit"] in leader


@pytest.mark.parametrize("path", [FIGURES, OVERSIGHT])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMINISTRATOR])
def test_nobody_else_has_it(web: Web, role: Role, path: str) -> None:
    assert get(web, role, path, table="reason").status_code == 403
    assert web.board().http.get(path).status_code == 403


@pytest.mark.parametrize("path", [FIGURES, OVERSIGHT])
def test_another_school_is_refused(web: Web, path: str) -> None:
    for school in (str(web.staff.other), "nonsense"):
        assert get(web, Role.GOVERNOR, path, table="reason", school=school).status_code == 403


@pytest.mark.parametrize("table", ["", "families", "attendance", "oversight"])
def test_what_there_is_not_is_not_found(web: Web, table: str) -> None:
    assert get(web, Role.GOVERNOR, table=table).status_code == 404


def test_a_term_that_is_not_there_is_never_another_ones_figures(web: Web) -> None:
    assert get(web, Role.GOVERNOR, table="reason").status_code == 200
    assert get(web, Role.GOVERNOR, table="reason", term="1900").status_code == 404
