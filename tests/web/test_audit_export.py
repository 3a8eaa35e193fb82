"""The audit as a file: the page's own entries for the same people, nothing that a spreadsheet runs, and it is kept."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from data import audit
from data.models import AuditPayload, AuditRow, Person
from data.verify import verify
from tests.staff import HELD
from tests.web.conftest import Web
from visits.words import Role

PATH = "/exports/audit.csv"


def get(web: Web, role: Role, **query: str) -> Any:
    return web.signed_in(role).http.get(PATH, params=query)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def write(web: Web, command: str, **more: Any) -> None:
    matter = audit.About(school_id=web.staff.school, facts=more.pop("facts", {}))
    given = {"actor_id": web.staff.people[Role.SENDCO], "outcome": "change", **more}
    with web.db.write() as session:
        audit.append(session, matter=matter, command=command, now=web.now - timedelta(minutes=1), **given)


def exports(web: Web) -> list[dict[str, Any]]:
    query = (
        select(AuditPayload.payload)
        .join(AuditRow, AuditRow.id == AuditPayload.entry_id)
        .where(AuditRow.command == "table.export", AuditRow.outcome == "read")
    )
    with web.db.read() as session:
        return list(session.scalars(query))


@pytest.mark.parametrize("role", [r for r in HELD if r not in (Role.LEAD_DSL, Role.HEADTEACHER)])
def test_nobody_else_gets_it(web: Web, role: Role) -> None:
    assert get(web, role).status_code == 403


def test_it_says_what_it_is_and_has_the_entries_newest_first(web: Web) -> None:
    write(web, "visit.log")
    write(web, "visit.authorise", outcome="refused", facts={"why": "NotPermitted"})
    answer = get(web, Role.HEADTEACHER)
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert answer.headers["cache-control"] == "no-store"
    found = rows(answer)
    assert found[0] == ["Audit of", "Quillmere High"]
    assert found[3] == ["Entries", "2", "of", "2"]
    assert [line[3:5] + line[7:] for line in found[6:]] == [
        ["Authorised a visit", "Refused", "no permission"],
        ["Asked for a visit", "Done", ""],
    ]


def test_a_choice_of_the_page_is_the_files(web: Web) -> None:
    write(web, "visit.log")
    write(web, "visit.authorise", outcome="refused")
    assert len(rows(get(web, Role.LEAD_DSL, outcome="refused"))) == 7
    assert get(web, Role.LEAD_DSL, school=str(web.staff.other)).status_code == 403


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\t=1"])
def test_a_spreadsheet_runs_nothing(web: Web, name: str) -> None:
    with web.db.write() as session:
        session.get_one(Person, web.staff.people[Role.SENDCO]).name = name
    write(web, "visit.log")
    assert rows(get(web, Role.HEADTEACHER))[6][2] == f"'{name}"


def test_that_it_was_taken_away_is_kept_and_from_where(web: Web) -> None:
    get(web, Role.HEADTEACHER, outcome="refused", visit="SMITH")
    (facts,) = exports(web)
    assert facts["table"] == "audit"
    assert facts["asked"]["outcome"] == "refused"
    assert "SMITH" not in str(facts)
    assert facts["sign_in"]
    assert all(chain.broken is None for chain in verify(web.db))


def test_what_cannot_be_kept_is_not_given_out(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    signed_in = web.signed_in(Role.HEADTEACHER)
    write(web, "visit.log")
    monkeypatch.setattr(audit, "append", full)
    answer = signed_in.http.get(PATH)
    assert answer.status_code == 503
    assert "Asked for a visit" not in answer.text


def test_a_table_of_reasons_is_kept_too(web: Web) -> None:
    assert web.signed_in(Role.SENDCO).http.get("/exports/reasons.csv").status_code == 200
    (facts,) = exports(web)
    assert (facts["table"], facts["asked"]) == ("reasons", {"table": "reason", "period": "term"})
