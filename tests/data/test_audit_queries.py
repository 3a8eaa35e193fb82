"""The audit as its readers search it: of their school alone, in words, newest first."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import data.commands
from data import audit, origin
from data.audit_search import SYSTEM, Search
from data.commands import looking
from data.commands.core import COMMANDS, NotPermitted
from data.commands.household import add_flag
from data.commands.school import set_school
from data.commands.visit import cancel
from data.database import Database
from data.models import SignIn
from data.queries.audit import Found, audit_entries, audited_people, audited_schools
from data.queries.school import school_settings
from data.verify import verify
from tests import trips
from tests.examples.example import load_all
from tests.homes import HomeCase
from tests.staff import HELD, NOW, fill, signed_in
from visits.alerts import reference
from visits.assessments import FlagKind
from visits.audit_facts import facts_words, where_words
from visits.audit_words import (
    CHOICES,
    COMMAND_WORDS,
    OUTCOME_WORDS,
    PAGE_WORDS,
    TOPICS,
    choice_words,
    topic_of,
)
from visits.permissions import Viewer
from visits.words import Role, VisitState

TODAY = NOW.date()


@pytest.fixture
def case(db: Database) -> HomeCase:
    staff = fill(db)
    return HomeCase(db, staff, trips.adopt(db, staff), trips.home(db, staff))


def write(case: HomeCase, command: str, *, minutes: float = 0, **more: Any) -> None:
    given = {"actor_id": case.staff.people[Role.SENDCO], "outcome": "change", **more}
    matter = audit.About(
        school_id=given.pop("school", case.staff.school),
        subject_id=given.pop("subject", None),
        facts=given.pop("facts", {}),
    )
    with case.db.write() as session:
        audit.append(session, matter=matter, command=command, now=NOW + timedelta(minutes=minutes), **given)


def find(case: HomeCase, viewer: Viewer | None = None, **asked: Any) -> Found:
    search = Search(school_id=case.staff.school, first_on=TODAY, last_on=TODAY)
    with case.db.read() as session:
        by = viewer or case.staff.viewer(case.db, Role.HEADTEACHER)
        return audit_entries(session, by, replace(search, **asked))


def commands(found: Found) -> list[str]:
    return [line.command for line in found.lines]


def test_newest_first_in_pages(case: HomeCase) -> None:
    for number in range(120):
        write(case, "visit.log" if number % 2 else "visit.change", minutes=number)
    found = find(case)
    assert (found.total, len(found.lines), found.lines[0].number, found.lines[-1].number) == (
        120,
        50,
        120,
        71,
    )
    last = find(case, page=3)
    assert [line.number for line in last.lines] == list(range(20, 0, -1))
    assert find(case, page=4).lines == ()
    assert find(case, what="visit.log").total == 60
    assert find(case, what="visit.").total == 120
    assert find(case, what="visit").total == 0


def test_by_days_of_london(case: HomeCase) -> None:
    for day in range(-3, 4):
        write(case, "visit.log", minutes=day * 24 * 60)
    # In March and October London's days do not begin with UTC's; in November they do.
    assert find(case, first_on=TODAY - timedelta(days=1), last_on=TODAY).total == 2
    assert find(case, first_on=date(2026, 1, 1), last_on=date(2026, 12, 31)).total == 7
    assert find(case, first_on=date(2026, 1, 1), last_on=date(2026, 1, 31)).total == 0
    late = find(case, first_on=TODAY + timedelta(days=3), last_on=TODAY + timedelta(days=3))
    assert [line.number for line in late.lines] == [7]


def test_a_look_that_was_written_hours_late_is_found_on_its_own_day(case: HomeCase) -> None:
    write(case, "visit.log", minutes=20 * 60)
    write(case, "visit.read", minutes=0, outcome="read")
    assert commands(find(case)) == ["visit.read"]


def test_by_person_outcome_and_visit(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.BACK)
    write(case, "word.back", subject=visit_id)
    write(case, "visit.read", subject=visit_id, outcome="refused", actor_id=case.staff.people[Role.OFFICE])
    write(case, "alert.raise", subject=visit_id, actor_id=None)
    write(case, "visit.log", subject=UUID(int=5))
    assert commands(find(case, person=SYSTEM)) == ["alert.raise"]
    assert commands(find(case, person=str(case.staff.people[Role.OFFICE]))) == ["visit.read"]
    assert commands(find(case, outcome="refused")) == ["visit.read"]
    for written in (reference(visit_id), reference(visit_id).lower()):
        assert commands(find(case, reference=written)) == ["alert.raise", "visit.read", "word.back"]
    for wrong in ("%", "%%%%%%", "______", "ABCDEF", "x" * 20):
        assert find(case, reference=wrong).total == 0


@pytest.mark.parametrize("role", [r for r in HELD if r not in (Role.LEAD_DSL, Role.HEADTEACHER)])
def test_nobody_else_sees_an_entry_whatever_they_ask(case: HomeCase, role: Role) -> None:
    write(case, "visit.log")
    viewer = case.staff.viewer(case.db, role)
    assert find(case, viewer) == Found(lines=(), total=0)
    with case.db.read() as session:
        assert audited_schools(session, viewer) == {}
        assert audited_people(session, viewer, case.staff.school) == {}


def test_the_head_of_another_school_sees_theirs_alone(case: HomeCase) -> None:
    write(case, "visit.log")
    write(case, "visit.change", school=case.staff.other)
    stranger = case.staff.viewer_of(case.db, case.staff.stranger)
    assert find(case, stranger).total == 0
    assert commands(find(case, stranger, school_id=case.staff.other)) == ["visit.change"]


def test_whom_it_is_about_and_from_where(case: HomeCase) -> None:
    visit_id = trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.BACK)
    sendco = case.staff.people[Role.SENDCO]
    signed_in(case.db, sendco, now=NOW)
    for subject in (visit_id, case.home.household, sendco, case.staff.school, UUID(int=5), None):
        write(case, "visit.log", subject=subject)
    found = [line.subject.words for line in reversed(find(case).lines)]
    assert found == [
        f"Visit {reference(visit_id)}, Ashdown household",
        "Ashdown household",
        "Sendco Person",
        "Quillmere High",
        "",
        "",
    ]
    assert {line.who for line in find(case).lines} == {"Sendco Person"}


def test_a_family_of_another_school_is_never_named(case: HomeCase) -> None:
    """Somebody who is head there and finds this home's id in an entry of theirs learns nothing."""
    write(case, "household.read", subject=case.home.household, school=case.staff.other)
    stranger = case.staff.viewer_of(case.db, case.staff.stranger)
    (line,) = find(case, stranger, school_id=case.staff.other).lines
    assert line.subject.words == ""


def test_the_session_from_which_it_was_done_is_named(case: HomeCase) -> None:
    signed_in(case.db, case.staff.people[Role.SENDCO], now=NOW)
    with case.db.write() as session:
        row = session.scalars(select(SignIn)).one()
        row.device = "Firefox on Windows"
        session_id = row.id
    origin.bind(session_id)
    try:
        add_flag(
            case.db,
            household_id=case.home.household,
            kind=next(iter(FlagKind)),
            note="",
            by=case.staff.viewer(case.db, Role.SENDCO),
            now=NOW,
        )
        with pytest.raises(NotPermitted):
            looking.read_list(
                case.db,
                school_id=case.staff.school,
                page="audit",
                by=case.staff.viewer(case.db, Role.SENDCO),
                now=NOW,
            )
    finally:
        origin.bind(None)
    lines = find(case).lines
    assert [where_words(line.facts, device=line.device) for line in lines] == ["Firefox on Windows"] * 2
    assert [line.outcome for line in lines] == ["refused", "change"]
    assert [chain.broken for chain in verify(case.db)] == [None]


def test_every_command_has_words() -> None:
    load_all(data.commands)
    assert sorted(COMMANDS) == sorted(COMMAND_WORDS)
    assert {topic_of(command) for command in COMMANDS} == set(TOPICS)
    assert set(looking.LISTS) <= set(PAGE_WORDS)
    assert set(OUTCOME_WORDS) == {"change", "read", "refused"}
    words = [choice_words(choice) for choice in CHOICES]
    assert len(set(words)) == len(words)


def test_facts_in_words() -> None:
    facts = {
        "state": "back",
        "told": 2,
        "late_s": 12.5,
        "drill": False,
        "stop": str(UUID(int=4)),
        "visitors": [str(UUID(int=4))],
        "last_on": "2026-11-23",
        "called_at": "2026-11-23 15:40:00+00:00",
        "before": {"role": "sendco", "on_call": True},
        "after": {"role": "slt"},
        "asked": {"outcome": "refused"},
        "empty": "",
    }
    assert facts_words(facts) == (
        "on call: yes → nothing",
        "role: SENDCO → SLT",
        "then: Back, to be written up",
        "people told: 2",
        "seconds late: 12.5",
        "drill: no",
        "last on: 23 November 2026",
        "called at: Mon 23 Nov, 15:40",
        "outcome: refused",
    )
    assert facts_words({"why": "NotPermitted", "page": "risk"}) == ("no permission", "on Home and its risks")
    assert where_words({"via": "call"}, device="") == "By call"


def test_an_address_that_says_nonsense_asks_for_the_last_week() -> None:
    school = UUID(int=1)
    asked = {"from": "9999-12-31", "to": "soon", "person": "'", "what": "*", "outcome": "?", "page": "-3"}
    found = Search.of(asked, schools=[school], what=CHOICES, today=TODAY)
    assert found == Search(school_id=school, first_on=TODAY - timedelta(days=6), last_on=TODAY)
    assert Search.of({"school": str(UUID(int=2))}, schools=[school], what=CHOICES, today=TODAY) is None
    assert Search.of({}, schools=[], what=CHOICES, today=TODAY) is None
    turned = Search.of(
        {"from": "2026-11-20", "to": "2026-11-01"}, schools=[school], what=CHOICES, today=TODAY
    )
    assert turned is not None
    assert (turned.first_on, turned.last_on) == (date(2026, 11, 1), date(2026, 11, 20))
    again = Search.of(turned.query, schools=[school], what=CHOICES, today=TODAY)
    assert again == turned


def test_before_and_after(case: HomeCase) -> None:
    by = case.staff.viewer(case.db, Role.HEADTEACHER)
    with case.db.read() as session:
        was = school_settings(session, by, case.staff.school)
    assert was is not None
    becomes = replace(was, arrive_minutes=17, office_phone="01632 960123")
    set_school(case.db, school_id=case.staff.school, settings=becomes, by=by, now=NOW)
    visit_id = trips.trip(
        case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.REQUESTED, out_at=NOW
    )
    cancel(case.db, visit_id=visit_id, by=by, now=NOW, reason="No longer needed")
    cancelled, settings = (facts_words(line.facts) for line in find(case).lines)
    assert settings == (f"arrive minutes: {was.arrive_minutes or 'nothing'} → 17", "changed: office phone")
    assert "before: Waiting to be authorised" in cancelled
    assert "then: Cancelled" in cancelled
