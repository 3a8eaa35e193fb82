"""Tables as files: the same numbers as on the page, for the same people, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from data.models import School, VisitRow
from data.policy_files import load_all, parse
from tests.terms import enter
from tests.trips import adopt, trip
from tests.web.conftest import INSIDE, Web
from visits.words import Role, VisitState
from web.csv_text import as_csv

WHEN = datetime(2026, 10, 6, 9, tzinfo=UTC)


@pytest.fixture
def counted(web: Web) -> Web:
    """12 visits for attendance, 3 for a child's safety and 7 for a holiday this term."""
    version = adopt(web.db, web.staff)
    for reason, count in {"attendance": 12, "child_safe": 3, "holiday": 7}.items():
        for _ in range(count):
            visit_id = trip(web.db, web.staff, version, state=VisitState.CLOSED, out_at=WHEN)
            with web.db.write() as session:
                session.get_one(VisitRow, visit_id).common_reason = reason
    return web


def get(web: Web, role: Role, path: str = "/exports/reasons.csv", **query: str) -> Any:
    return web.signed_in(role).http.get(path, params=query)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_table_says_what_it_is_and_has_every_number_for_who_may_see_it(counted: Web) -> None:
    answer = get(counted, Role.SENDCO)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="reasons-by-reason-term.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert rows(answer) == [
        ["Visits that went", "Autumn term 2026: September to November 2026"],
        ["Schools", "Quillmere High"],
        ["Read", "2026-11-23 10:00"],
        [],
        ["Reason", "Visits", "Share", "Per 100 pupils on roll"],
        ["Attendance concern", "12", "55%", ""],
        ["Suspected holiday", "7", "32%", ""],
        ["Establish that a child is safe", "3", "14%", ""],
        ["All", "22", "", ""],
    ]


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER])
def test_who_sees_what_was_published_has_no_file_of_today(counted: Web, role: Role) -> None:
    assert get(counted, role).status_code == 403


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({"table": "kind"}, ["Procedural visit", "22", "100%", ""]),
        ({"table": "month"}, ["September 2026", "0", "0%", ""]),
        ({"table": "school"}, ["Quillmere High", "22", "100%", ""]),
        ({"table": "reason", "period": "all"}, ["Attendance concern", "12", "55%", ""]),
    ],
)
def test_each_table_and_period_can_be_had(counted: Web, query: dict[str, str], first: list[str]) -> None:
    assert rows(get(counted, Role.SENDCO, **query))[5] == first


def test_a_filter_is_in_the_file_and_in_what_it_says_of_itself(counted: Web) -> None:
    found = rows(get(counted, Role.SENDCO, reason="holiday", kind="planned", table="kind"))
    assert found[2:4] == [["Reason", "Suspected holiday"], ["Kind", "planned"]]
    assert found[7:] == [["Procedural visit", "7", "100%", ""], ["All", "7", "", ""]]


def test_terms_are_a_file_where_they_are_entered(counted: Web) -> None:
    assert get(counted, Role.SENDCO, table="compared").status_code == 404
    enter(counted.db, counted.staff.school)
    found = rows(get(counted, Role.SENDCO, table="compared"))
    assert found[-2:] == [["All", "22", "0"], ["All, per 100 pupils", "", ""]]
    assert ["Autumn term 2026/27 (so far)", "22", "100%", ""] in rows(get(counted, Role.SENDCO, table="term"))


def test_what_counts_as_what_is_a_file_too(counted: Web) -> None:
    found = rows(get(counted, Role.SENDCO, table="meanings"))
    assert found[4] == ["Counts as", "The policy's own reason", "Policy"]
    assert "Suspected holiday" in [row[0] for row in found[5:]]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.ADMINISTRATOR])
def test_who_sees_no_statistics_gets_no_file(counted: Web, role: Role) -> None:
    answer = get(counted, role)
    assert (answer.status_code, answer.text) == (403, "You do not have permission to see this.")


def test_a_stranger_is_sent_to_sign_in(counted: Web) -> None:
    answer = counted.browser().http.get("/exports/reasons.csv")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_another_schools_file_is_refused_like_one_that_is_not_there(counted: Web) -> None:
    for school in (counted.staff.other, uuid4()):
        assert get(counted, Role.SENDCO, school=str(school)).status_code == 403
    assert get(counted, Role.SENDCO, school=str(counted.staff.school)).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [{"reason": "holiday"}, {"kind": "planned"}, {"year": "8"}, {"policy": ""}, {"table": "compared"}],
)
def test_no_filter_opens_the_file_to_who_may_not_have_it(counted: Web, asked: dict[str, str]) -> None:
    """Refused before the filter is looked at: whether there is such a policy or year group is not told either."""
    query = {"policy": load_all()["blessed_trinity"].title} if "policy" in asked else asked
    for role in (Role.GOVERNOR, Role.OFFICE, Role.VISITOR):
        assert get(counted, role, **query).status_code == 403
    assert get(counted, Role.SENDCO, school=str(counted.staff.other), **query).status_code == 403


@pytest.mark.parametrize(
    "query", [{"table": "family"}, {"period": "ever"}, {"school": "x"}, {"reason": "Ada"}, {"kind": "Ada"}]
)
def test_what_there_is_not_is_not_found(counted: Web, query: dict[str, str]) -> None:
    assert get(counted, Role.SENDCO, **query).status_code == 404


def test_a_file_takes_the_filters_of_the_page_and_says_so(counted: Web) -> None:
    title = load_all()["blessed_trinity"].title
    table = rows(get(counted, Role.SENDCO, table="kind", policy=title, period="all"))
    assert ["Policy", title] in table
    everything = rows(get(counted, Role.SENDCO, table="kind", period="all"))
    assert table[-1] == everything[-1], "all went by the one policy"
    for asked in ({"policy": "Nobody's"}, {"year": "99"}):
        assert get(counted, Role.SENDCO, **asked).status_code == 404


def test_nothing_in_a_file_is_a_formula(counted: Web) -> None:
    with counted.db.write() as session:
        session.get_one(School, counted.staff.school).name = '=HYPERLINK("http://bad.example")'
    assert rows(get(counted, Role.SENDCO, table="school"))[5][0] == '\'=HYPERLINK("http://bad.example")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_each_beginning_of_a_formula_gets_an_apostrophe(start: str) -> None:
    ((cell, plain),) = csv.reader(io.StringIO(as_csv([[f"{start}1+1", "a=b"]]), newline=""))
    assert (cell, plain) == (f"'{start}1+1", "a=b")


@pytest.mark.parametrize("key", load_all())
def test_a_text_that_comes_with_homeward_can_be_had_as_a_pattern(web: Web, key: str) -> None:
    answer = get(web, Role.GOVERNOR, f"/exports/policies/{key}.toml")
    assert answer.status_code == 200
    assert parse(answer.content, file="x").key == key


@pytest.mark.parametrize("key", ["nothing", "..%2F..%2Fsettings", "../blessed_trinity"])
def test_no_other_file_can_be_had(web: Web, key: str) -> None:
    answer = get(web, Role.HEADTEACHER, f"/exports/policies/{key}.toml")
    assert answer.status_code == 404 or answer.text == INSIDE
    assert "[review]" not in answer.text
