"""The tables of alerts as files: the figures of the page, for the same people; no family and nobody by name."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest

from data.commands import alert as alerts
from data.commands.drill import hold_drill
from data.models import VisitorRow
from tests.data.alert_world import WELL, World, at
from tests.trips import adopt, every, home, trip
from tests.web.conftest import Web
from visits.permissions import TABLE, Action
from visits.words import AlarmCause, LadderKind, Role, VisitState


@pytest.fixture
def past(web: Web) -> World:
    """A false alarm that was noticed after 1 minute and over after 4, and a drill that goes on."""
    version = adopt(web.db, web.staff, "washwood_heath")
    ash = home(web.db, web.staff)
    visit = trip(web.db, web.staff, version, homes=[ash], state=VisitState.OUT, out_at=web.now)
    a, b = (r.id for r in sorted(every(web.db, VisitorRow, visit_id=visit), key=lambda v: v.position))
    made = World(web.db, web.staff, version, ash, visit, a, b)
    made.refresh()
    made.watch(60)
    made.acknowledge(61)
    made.ring(62.5, a=WELL, b=WELL)
    alerts.stand_down(
        web.db,
        alert_id=made.alert().id,
        closed_as="false_alarm",
        cause_kind=AlarmCause.FORGOT_TO_CALL,
        by=made.who(Role.OFFICE),
        now=at(64),
    )
    hold_drill(web.db, school_id=web.staff.school, kind=LadderKind.OVERDUE, by=made.who(Role.SLT), now=at(70))
    web.now = at(80)
    return made


def get(web: Web, role: Role, **query: str) -> Any:
    return web.signed_in(role).http.get("/exports/alerts.csv", params=query)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_file_says_what_it_is_and_each_median_of_how_many(web: Web, past: World) -> None:
    answer = get(web, Role.OFFICE)
    assert answer.headers["content-disposition"] == 'attachment; filename="alerts-summary.csv"'
    assert answer.headers["cache-control"] == "no-store"
    about, figures = rows(answer)[:3], rows(answer)[4:]
    assert about == [
        ["Alerts", "Autumn term 2026"],
        ["Schools", "Quillmere High"],
        ["Read", "2026-11-23 11:20"],
    ]
    assert figures == [
        [
            "School",
            "Term",
            "Alerts",
            "Open",
            "Safe",
            "False alarm",
            "Raised late",
            "To notice, median",
            "To first action, median",
            "To safe, median",
            "Unaccounted for, median",
        ],
        [
            "Quillmere High",
            "Autumn term 2026",
            "1",
            "0",
            "0",
            "1",
            "0",
            "1.0 min (n 1)",
            "2.5 min (n 1)",
            "2.5 min (n 1)",
            "5.0 min (n 1)",
        ],
    ]


def test_false_alarms_and_each_alert_can_be_had(web: Web, past: World) -> None:
    assert rows(get(web, Role.SLT, table="causes"))[5:] == [
        ["Quillmere High", "Autumn term 2026", "Forgot to call", "1"]
    ]
    (alert,) = rows(get(web, Role.SLT, table="alerts"))[5:]
    reference = past.visit.hex[-6:].upper()
    assert alert[2:] == [
        reference,
        "Overdue",
        "2026-11-23 11:00",
        "no",
        "1.0",
        "2.5",
        "2.5",
        "5.0",
        "false alarm",
        "Forgot to call",
    ]


def test_drills_are_a_list_of_their_own(web: Web, past: World) -> None:
    (drill,) = rows(get(web, Role.SLT, table="alerts", what="drills"))[5:]
    assert drill[2:4] + drill[-2:] == ["none, a drill", "Overdue", "open", ""]
    assert rows(get(web, Role.SLT, what="drills"))[5:] == []


@pytest.mark.parametrize("table", ["summary", "causes", "alerts"])
def test_no_family_and_nobody_by_name_stands_in_a_file(web: Web, past: World, table: str) -> None:
    text = get(web, Role.LEAD_DSL, table=table).text
    for never in ("Ash", "Mill Row", "Visitor Person", "Family Person", "Office Person"):
        assert never not in text


def test_only_who_sees_alerts_gets_a_file(web: Web, past: World) -> None:
    for role in past.staff.people:
        expected = 200 if role in TABLE[Action.SEE_ALERTS] else 403
        assert get(web, role).status_code == expected, role
    assert web.browser().http.get("/exports/alerts.csv").status_code == 303


def test_another_schools_file_is_refused_like_one_that_is_not_there(web: Web, past: World) -> None:
    for school in (str(web.staff.other), str(uuid4()), "x"):
        assert get(web, Role.SLT, school=school).status_code == 403
    assert get(web, Role.SLT, school=str(web.staff.school)).status_code == 200
    assert get(web, Role.SLT, table="family").status_code == 404
