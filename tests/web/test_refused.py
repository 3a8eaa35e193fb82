"""An address that is not somebody's, and the phone's own page, are on record: once a person, address and hour."""

from datetime import timedelta

from sqlalchemy import select

from data import looks
from data.database import Database
from data.models import AuditPayload, AuditRow
from tests.web.conftest import Web
from tests.web.test_out import street
from visits.words import Role


def kept(db: Database, command: str) -> list[tuple[str, str, str]]:
    """Of each entry: in which chain, with which outcome, of which page."""
    assert looks.of(db).settle(10)
    query = (
        select(AuditRow.chain, AuditRow.outcome, AuditPayload.payload)
        .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .where(AuditRow.command == command)
        .order_by(AuditRow.number)
    )
    with db.read() as session:
        return [(chain, outcome, facts.get("page", "")) for chain, outcome, facts in session.execute(query)]


def test_who_asks_for_a_file_that_is_not_theirs_is_kept(web: Web) -> None:
    governor = web.signed_in(Role.GOVERNOR)
    for path in ("/exports/audit.csv", "/exports/audit.csv?visit=3F9A21", "/exports/alerts.csv"):
        assert governor.http.get(path).status_code == 403
    school = str(web.staff.school)
    asked = [(school, "refused", "/exports/audit.csv"), (school, "refused", "/exports/alerts.csv")]
    assert kept(web.db, "page.turned_away") == asked
    web.now += timedelta(hours=1, minutes=1)
    again = web.signed_in(Role.GOVERNOR)
    assert again.http.get("/exports/audit.csv").status_code == 403
    assert kept(web.db, "page.turned_away") == [*asked, asked[0]]


def test_neither_a_stranger_nor_a_board_nor_an_old_form_is_kept(web: Web) -> None:
    web.browser().http.get("/exports/audit.csv")
    assert web.board().http.get("/exports/audit.csv").status_code == 403
    assert web.signed_in(Role.VISITOR).http.post("/out", data={"do": "back"}).status_code == 403
    assert kept(web.db, "page.turned_away") == []


def test_the_phones_page_keeps_that_it_showed_the_addresses(db: Database) -> None:
    out = street(db)
    for _ in range(3):
        assert "14 Mill Row" in out.phone.http.get("/out").text
    assert kept(out.w.db, "visit.read") == [(str(out.w.staff.school), "read", "out")]
