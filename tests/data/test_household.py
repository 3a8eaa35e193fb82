"""Homes and pupils are found by who may see them, and a home is shown with what its visitors need to know."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from data.commands.record import StopReport, write_up
from data.database import Database
from data.models import HouseholdContact, HouseholdFlag, Pupil, StopRow
from data.queries.household import home, search_homes, search_pupils, siblings
from data.queries.past import past_of_home
from tests import staff as made
from tests import trips
from tests.staff import NOW, Staff
from tests.trips import Home
from visits.permissions import Viewer
from visits.pupils import Roll
from visits.words import Role, StopOutcome, VisitState

TODAY = date(2026, 11, 23)


@dataclass
class Case:
    db: Database
    staff: Staff
    version_id: UUID
    home: Home

    def found(self, text: str, *, role: Role = Role.SENDCO, **more: int) -> list[str]:
        with self.db.read() as session:
            viewer = self.staff.viewer(self.db, role)
            return [p.name for p in search_pupils(session, viewer, self.staff.school, text, on=TODAY, **more)]

    def viewer(self, role: Role) -> Viewer:
        return self.staff.viewer(self.db, role)


@pytest.fixture
def case(db: Database) -> Case:
    people = made.fill(db)
    return Case(db, people, trips.adopt(db, people), trips.home(db, people))


def test_a_pupil_is_found_whatever_the_capitals_and_accents(case: Case) -> None:
    for typed in ("zoe", "ZOË", "oneil", "ash z"):
        assert case.found(typed) == ["Zoë O'Neill-Ash"]
    assert case.found("") == case.found("%") == case.found("ill") == []


def test_those_on_roll_come_first_and_the_others_say_that_they_are_not(case: Case) -> None:
    trips.home(case.db, case.staff, number="P2", given="Ana", family="Ashby", on_roll_from=None)
    trips.home(case.db, case.staff, number="P3", given="Ben", family="Ashby", on_roll_to=date(2026, 7, 20))
    trips.home(case.db, case.staff, number="P4", given="Cal", family="Ashby")
    assert case.found("ash") == ["Cal Ashby", "Zoë O'Neill-Ash", "Ana Ashby", "Ben Ashby"]
    assert case.found("ash", limit=1) == ["Cal Ashby"]
    with case.db.read() as session:
        rolls = [p.roll for p in search_pupils(session, case.viewer(Role.SLT), None, "ashby", on=TODAY)]
    assert rolls == [Roll.ON, Roll.NOT_YET, Roll.NO_LONGER]


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR, Role.OFFICE])
def test_who_may_not_see_homes_finds_nobody(case: Case, role: Role) -> None:
    assert case.found("zoe", role=role) == []
    with case.db.read() as session:
        assert search_homes(session, case.viewer(role), None, "ashdown") == []
        assert home(session, case.viewer(role), case.home.household, on=TODAY) is None
        assert past_of_home(session, case.viewer(role), case.home.household) is None
        assert siblings(session, case.viewer(role), case.home.pupil, on=TODAY) == []


def test_nobody_finds_a_pupil_of_another_school(case: Case) -> None:
    trips.home(case.db, case.staff, given="Zoltan", number="P9", school=case.staff.other)
    stranger = case.staff.viewer_of(case.db, case.staff.stranger)
    assert case.found("zo") == ["Zoë O'Neill-Ash"]
    with case.db.read() as session:
        assert [p.name for p in search_pupils(session, stranger, None, "zo", on=TODAY)] == [
            "Zoltan O'Neill-Ash"
        ]
        assert search_pupils(session, stranger, case.staff.school, "zo", on=TODAY) == []


def test_a_visitor_finds_those_to_whom_they_go(case: Case) -> None:
    assert case.found("zoe", role=Role.VISITOR) == []
    trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.AUTHORISED)
    assert case.found("zoe", role=Role.VISITOR) == ["Zoë O'Neill-Ash"]


def test_a_pupil_without_a_home_is_found_by_those_who_see_the_whole_school(case: Case) -> None:
    with case.db.write() as session:
        session.add(
            Pupil(
                school_id=case.staff.school,
                number="P7",
                given_name="Ned",
                family_name="Nowhere",
                year_group="R",
            )
        )
    assert case.found("ned") == ["Ned Nowhere"]
    assert case.found("ned", role=Role.VISITOR) == []


def test_homes_are_found_by_name(case: Case) -> None:
    trips.home(case.db, case.staff, name="Ashby household", number="P2")
    with case.db.read() as session:
        found = search_homes(session, case.viewer(Role.SENDCO), case.staff.school, "ash")
    assert [h.name for h in found] == ["Ashby household", "Ashdown household"]
    assert found[0].address == "14 Mill Row, QM1 4ZZ"


def test_a_home_shows_whom_to_speak_to_and_what_to_know(case: Case) -> None:
    with case.db.write() as session:
        session.add(
            HouseholdContact(
                school_id=case.staff.school,
                household_id=case.home.household,
                name="Abe Ash",
                relationship="father",
                no_contact=True,
            )
        )
        for note, ended_at in (("Two dogs", None), ("Building work", NOW)):
            session.add(
                HouseholdFlag(
                    school_id=case.staff.school,
                    household_id=case.home.household,
                    kind="animal",
                    note=note,
                    from_at=NOW - timedelta(days=9),
                    ended_at=ended_at,
                )
            )
        session.add(
            Pupil(
                school_id=case.staff.school,
                household_id=case.home.household,
                number="P5",
                given_name="Kit",
                family_name="Ash",
                year_group="5",
                on_roll_from=date(2025, 9, 1),
            )
        )
    with case.db.read() as session:
        found = home(session, case.viewer(Role.SENDCO), case.home.household, on=TODAY)
        others = siblings(session, case.viewer(Role.SENDCO), case.home.pupil, on=TODAY)
    assert found is not None
    assert [(c.name, c.may_be_spoken_to, c.no_contact) for c in found.contacts] == [
        ("Ada Ash", True, False),
        ("Abe Ash", False, True),
    ]
    assert [f.note for f in found.flags] == ["Two dogs"]
    assert {p.name for p in found.pupils} == {"Zoë O'Neill-Ash", "Kit Ash"}
    assert [p.name for p in others] == ["Kit Ash"]


def test_past_visits_are_told_to_those_who_were_on_them_and_counted_for_the_others(case: Case) -> None:
    mine = trips.trip(case.db, case.staff, case.version_id, homes=[case.home])
    stop = trips.one(case.db, StopRow, visit_id=mine)
    report = StopReport(stop_id=stop.id, outcome=StopOutcome.ADULT_ONLY, who_was_seen="The mother")
    write_up(
        case.db,
        visit_id=mine,
        version=1,
        stops=(report,),
        system="CPOMS",
        reference="1",
        by=case.viewer(Role.VISITOR),
        now=NOW,
    )
    older = NOW - timedelta(days=20)
    trips.trip(
        case.db,
        case.staff,
        case.version_id,
        homes=[case.home],
        planned_by=Role.ATTENDANCE,
        lead=Role.SLT,
        second=Role.DEPUTY_HEAD,
        out_at=older,
        reason="refusing",
    )
    trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=VisitState.CANCELLED)
    with case.db.read() as session:
        theirs = past_of_home(session, case.viewer(Role.SENDCO), case.home.household)
        leaders = past_of_home(session, case.viewer(Role.LEAD_DSL), case.home.household)
        unknown = past_of_home(session, case.viewer(Role.LEAD_DSL), uuid4())
    assert unknown is None
    assert theirs is not None
    assert [(v.visit_id, v.outcome, v.seen, v.reason) for v in theirs.visits] == [
        (mine, StopOutcome.ADULT_ONLY, "The mother", "A concern about attendance")
    ]
    assert theirs.visits[0].visitors == ("Visitor Person", "Family Person")
    assert (theirs.others, theirs.last_other_at) == (1, older)
    assert leaders is not None
    assert len(leaders.visits) == 2
    assert (leaders.others, leaders.last_other_at) == (0, None)
