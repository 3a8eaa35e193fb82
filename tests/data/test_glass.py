"""What staff open in an emergency: for reading, for an hour, with a reason, and never unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import looks
from data.commands import glass, people, visit
from data.commands.core import NotPermitted, Refused
from data.commands.session import use_pin
from data.database import Database
from data.models import AuditPayload, AuditRow, BrokenGlass, OutboxRow, Person, School
from data.queries.glass import looked_at, open_now, openings, to_look_into
from data.queries.people import board_viewer
from data.queries.visit import visit as visit_seen
from tests import trips
from tests.data.alert_world import mail_on
from tests.homes import HomeCase
from tests.staff import KEY, NOW, PIN, fill, quicken
from visits.permissions import TABLE, Action, Viewer
from visits.words import Role, VisitState

WHY = "A colleague does not answer and no lead picks up"
SEES = {Action.SEE_LIVE, Action.SEE_VISIT, Action.SEE_HOUSEHOLD}


@pytest.fixture
def case(db: Database) -> HomeCase:
    staff = fill(db)
    return HomeCase(db, staff, trips.adopt(db, staff), trips.home(db, staff))


def opened(case: HomeCase, role: Role = Role.ATTENDANCE) -> BrokenGlass:
    glass.open_glass(
        case.db, school_id=case.staff.school, reason=WHY, by=case.staff.viewer(case.db, role), now=NOW
    )
    return trips.one(case.db, BrokenGlass)


def at(case: HomeCase, minutes: float, role: Role = Role.ATTENDANCE) -> Viewer:
    return case.staff.viewer(case.db, role, now=NOW + timedelta(minutes=minutes))


def held(case: HomeCase, minutes: float, role: Role = Role.ATTENDANCE) -> bool:
    return Role.BREAK_GLASS in at(case, minutes, role).roles_at(case.staff.school)


def kept(case: HomeCase, command: str) -> list[tuple[str, bool]]:
    """Of each entry the outcome, and whether it was while they had it open."""
    query = select(AuditRow.outcome, AuditPayload.payload).join(
        AuditPayload, AuditPayload.entry_id == AuditRow.id
    )
    with case.db.read() as session:
        rows = session.execute(query.where(AuditRow.command == command).order_by(AuditRow.number))
        return [(outcome, "opened_in_emergency" in facts) for outcome, facts in rows]


def test_it_sees_and_does_nothing_else() -> None:
    assert {action for action, grants in TABLE.items() if Role.BREAK_GLASS in grants} == SEES


def test_a_visit_of_others_is_seen_for_an_hour_to_the_minute(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.OUT)
    with case.db.read() as session:
        assert visit_seen(session, at(case, 0), visit_id) is None
    assert opened(case).ends_at == NOW + timedelta(hours=1)
    with case.db.read() as session:
        assert visit_seen(session, at(case, 59.9), visit_id) is not None
        assert visit_seen(session, at(case, 60), visit_id) is None
        assert [one.until for one in open_now(session, at(case, 5), now=NOW)] == [NOW + timedelta(hours=1)]
    assert [held(case, minutes) for minutes in (-1, 0, 59.9, 60)] == [False, True, True, False]


def test_it_ends_when_they_end_it_and_with_the_role_that_opened_it(case: HomeCase) -> None:
    opened(case)
    glass.end_glass(case.db, school_id=case.staff.school, by=at(case, 10), now=NOW + timedelta(minutes=10))
    assert not held(case, 10)
    glass.open_glass(
        case.db, school_id=case.staff.school, reason=WHY, by=at(case, 11), now=NOW + timedelta(minutes=11)
    )
    assert held(case, 12)
    people.end_role(
        case.db,
        person_id=case.staff.people[Role.ATTENDANCE],
        school_id=case.staff.school,
        role=Role.ATTENDANCE,
        last_on=NOW.date() - timedelta(days=1),
        by=case.staff.viewer(case.db, Role.HEADTEACHER),
        now=NOW + timedelta(minutes=12),
    )
    assert at(case, 13).roles == {}


def test_nothing_is_changed_with_it(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.REQUESTED)
    opened(case)
    with pytest.raises(NotPermitted):
        visit.cancel(case.db, visit_id=visit_id, by=at(case, 5), now=NOW + timedelta(minutes=5))


def test_a_pin_at_the_board_brings_nothing_of_it(case: HomeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    quicken(monkeypatch)
    opened(case)
    with case.db.read() as session:
        board = board_viewer(session.get_one(School, case.staff.school))
    person_id = case.staff.people[Role.ATTENDANCE]
    acts = use_pin(case.db, board=board, person_id=person_id, pin=PIN, key=KEY, now=NOW)
    assert acts.roles_at(case.staff.school) == {Role.ATTENDANCE}


def test_leads_are_told_at_once_by_what_names_no_family(
    case: HomeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    opened(case)
    rows = trips.every(case.db, OutboxRow, topic="glass.opened")
    leads = {case.staff.people[Role.LEAD_DSL], case.staff.people[Role.DEPUTY_DSL]}
    assert {row.person_id for row in rows} == leads
    (body,) = {row.body for row in rows}
    assert "Attendance Person opened the visits and homes of Quillmere High" in body
    assert WHY not in body


def test_without_a_lead_the_headteacher_is_told(case: HomeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_on(monkeypatch)
    with case.db.write() as session:
        for role in (Role.LEAD_DSL, Role.DEPUTY_DSL):
            session.get_one(Person, case.staff.people[role]).left_on = NOW.date()
    opened(case)
    rows = trips.every(case.db, OutboxRow, topic="glass.opened")
    assert [row.person_id for row in rows] == [case.staff.people[Role.HEADTEACHER]]


def test_a_lead_reads_who_why_and_what_they_looked_at_until_it_is_looked_into(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.OUT)
    glass_id = opened(case).id
    for minutes in (5, 61):
        by, now = at(case, minutes), NOW + timedelta(minutes=minutes)
        looks.at_visit(case.db, visit_id, page="visit", by=by, now=now)
        looks.at_home(case.db, case.home.household, page="risk", by=by, now=now)
    assert looks.of(case.db).settle(10)
    deputy = case.staff.viewer(case.db, Role.DEPUTY_DSL)
    with case.db.read() as session:
        (one,) = openings(session, deputy)
        lines = looked_at(session, deputy, glass_id)
        assert to_look_into(session, deputy) == 1
    assert (one.name, one.reason, one.seen_at) == ("Attendance Person", WHY, None)
    assert [(line.command, bool(line.subject.words)) for line in lines] == [
        ("glass.open", True),
        ("visit.read", True),
        ("household.read", True),
    ]
    with pytest.raises(Refused, match="still open"):
        glass.glass_seen(case.db, glass_id=glass_id, by=deputy, now=NOW + timedelta(minutes=59))
    glass.glass_seen(case.db, glass_id=glass_id, by=deputy, now=NOW + timedelta(minutes=60))
    with case.db.read() as session:
        assert to_look_into(session, deputy) == 0
        assert openings(session, deputy)[0].by == "Deputy Dsl Person"


def test_a_look_that_was_refused_is_kept_anew_once_it_is_open(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.OUT)
    looks.at_visit(case.db, visit_id, page="visit", by=at(case, 0), now=NOW)
    opened(case)
    looks.at_visit(case.db, visit_id, page="visit", by=at(case, 1), now=NOW + timedelta(minutes=1))
    assert looks.of(case.db).settle(10)
    assert kept(case, "visit.read") == [("refused", False), ("read", True)]
