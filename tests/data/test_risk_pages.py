"""Which homes need an assessment, counts without names, and what whoever stands at the door must know."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from data.commands import household
from data.commands.core import Invalid, NotPermitted
from data.database import Database
from data.models import HouseholdFlag, RiskAssessment
from data.queries import risk_pages
from data.queries.household import flags
from data.queries.risk_pages import assessment_counts, home_history, homes_to_assess
from tests import staff as made
from tests import trips
from tests.homes import TODAY, HomeCase, assessed
from tests.staff import NOW
from visits.assessments import FlagKind, Held, state
from visits.words import AssessmentState, Role, VisitState


@pytest.fixture
def case(db: Database) -> HomeCase:
    people = made.fill(db)
    return HomeCase(db, people, trips.adopt(db, people), trips.home(db, people))


def test_what_to_know_at_the_door_holds_until_it_is_ended(case: HomeCase) -> None:
    sendco = case.staff.viewer(case.db, Role.SENDCO)
    house = case.home.household

    def add(kind: FlagKind, note: str = "") -> UUID:
        return household.add_flag(case.db, household_id=house, kind=kind, note=note, by=sendco, now=NOW)

    with pytest.raises(Invalid):
        add(FlagKind.OTHER)
    flag_id = add(FlagKind.ANIMAL, "Two dogs in the yard")
    assert add(FlagKind.ANIMAL, "Two dogs in the yard") == flag_id
    add(FlagKind.NO_SIGNAL)
    for _ in range(2):
        household.end_flag(case.db, flag_id=flag_id, by=sendco, now=NOW + timedelta(days=1))
    assert trips.one(case.db, HouseholdFlag, id=flag_id).ended_at == NOW + timedelta(days=1)
    with case.db.read() as session:
        found = [(f.note, f.ended_at is None) for f in flags(session, sendco, house)]
        assert flags(session, case.staff.viewer(case.db, Role.OFFICE), house) == ()
    assert found == [("No mobile signal", True), ("Two dogs in the yard", False)]
    commands = [command for command, outcome in trips.entries(case.db) if outcome == "change"]
    assert commands == ["household.add_flag", "household.add_flag", "household.end_flag"]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.GOVERNOR, Role.VISITOR])
def test_who_may_not_assess_marks_no_home(case: HomeCase, role: Role) -> None:
    by = case.staff.viewer(case.db, role)
    for house in (case.home.household, case.version_id):
        with pytest.raises(NotPermitted):
            household.add_flag(case.db, household_id=house, kind=FlagKind.ANIMAL, by=by, now=NOW)
    with pytest.raises(NotPermitted):
        household.end_flag(case.db, flag_id=case.home.household, by=by, now=NOW)


def test_the_list_has_planned_visits_first_then_the_longest_lapsed(case: HomeCase) -> None:
    def home(number: str, *, valid_until: date | None, planned_in: int | None = None) -> UUID:
        made_home = trips.home(case.db, case.staff, name=number, number=number)
        if valid_until is not None:
            assessed(case, made_home.household, valid_until)
        if planned_in is not None:
            trips.trip(
                case.db,
                case.staff,
                case.version_id,
                homes=[made_home],
                state=VisitState.AUTHORISED,
                out_at=NOW + timedelta(days=planned_in),
            )
        return made_home.household

    home("never visited", valid_until=None)
    home("in date, planned", valid_until=date(2027, 8, 1), planned_in=1)
    home("lapsed long ago", valid_until=date(2026, 1, 1))
    home("lapsed", valid_until=date(2026, 11, 1))
    home("due", valid_until=date(2026, 12, 1))
    home("none, planned later", valid_until=None, planned_in=3)
    home("lapsed, planned soon", valid_until=date(2026, 11, 1), planned_in=2)
    names = {}
    with case.db.read() as session:
        for role in (Role.SENDCO, Role.ATTENDANCE, Role.VISITOR, Role.GOVERNOR, Role.OFFICE):
            viewer = case.staff.viewer(case.db, role)
            names[role] = [h.name for h in homes_to_assess(session, viewer, on=TODAY)]
    planned = ["lapsed, planned soon", "none, planned later"]
    assert names[Role.SENDCO] == [*planned, "lapsed long ago", "lapsed", "due"]
    assert names[Role.VISITOR] == planned
    # Attendance is not on those visits: the homes are theirs to see, that somebody plans to go there is not.
    assert names[Role.ATTENDANCE] == ["lapsed long ago", "lapsed", "lapsed, planned soon", "due"]
    assert names[Role.GOVERNOR] == names[Role.OFFICE] == []


def test_counts_name_no_home_and_are_for_those_who_may_see_small_numbers(case: HomeCase) -> None:
    trips.trip(case.db, case.staff, case.version_id, homes=[case.home])
    assessed(case, case.home.household, date(2026, 11, 1))
    trips.home(case.db, case.staff, name="Never visited", number="P9")
    with case.db.read() as session:
        sendco = assessment_counts(session, case.staff.viewer(case.db, Role.SENDCO), on=TODAY)
        governor = assessment_counts(session, case.staff.viewer(case.db, Role.GOVERNOR), on=TODAY)
        office = assessment_counts(session, case.staff.viewer(case.db, Role.OFFICE), on=TODAY)
    assert list(sendco.columns) == ["school", "state", "homes"]
    assert dict(zip(sendco["state"], sendco["homes"], strict=True)) == {
        AssessmentState.NONE: 0,
        AssessmentState.NOT_KNOWN: 0,
        AssessmentState.IN_DATE: 0,
        AssessmentState.DUE: 0,
        AssessmentState.LAPSED: 1,
    }
    assert office.empty
    assert governor.empty


def test_the_history_of_a_home_out_of_reach_is_empty(case: HomeCase) -> None:
    case.assess()
    with case.db.read() as session:
        for role, seen in ((Role.SENDCO, 1), (Role.OFFICE, 0), (Role.GOVERNOR, 0)):
            viewer = case.staff.viewer(case.db, role)
            assert len(home_history(session, viewer, case.home.household)) == seen
        assert session.scalar(select(RiskAssessment.id)) is not None


@pytest.mark.parametrize(
    "held",
    [
        None,
        Held(assessed_on=TODAY, valid_until=None),
        Held(assessed_on=TODAY, valid_until=TODAY, not_known=True),
        *(
            Held(assessed_on=date(2026, 1, 1), valid_until=TODAY + timedelta(days=days))
            for days in (-1, 0, 30, 31)
        ),
    ],
)
def test_the_database_says_where_a_home_stands_as_the_rule_does(case: HomeCase, held: Held | None) -> None:
    trips.trip(case.db, case.staff, case.version_id, homes=[case.home])
    if held is not None:
        with case.db.write() as session:
            session.add(
                RiskAssessment(
                    school_id=case.staff.school,
                    household_id=case.home.household,
                    policy_version_id=case.version_id,
                    by_id=case.staff.people[Role.SENDCO],
                    made_at=NOW,
                    assessed_on=held.assessed_on,
                    valid_until=held.valid_until,
                    not_known=held.not_known,
                )
            )
    with case.db.read() as session:
        counts = assessment_counts(session, case.staff.viewer(case.db, Role.SENDCO), on=TODAY)
    counted = dict(zip(counts["state"], counts["homes"], strict=True))
    assert [one for one, homes in counted.items() if homes] == [state(held, TODAY)]
    assert sum(counted.values()) == 1


def test_of_many_homes_the_list_reads_no_more_than_it_shows(
    case: HomeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risk_pages, "MOST", 2)
    for number, days in enumerate((-3, -2, -1)):
        home = trips.home(case.db, case.staff, name=f"Home {number}", number=f"L{number}")
        assessed(case, home.household, TODAY + timedelta(days=days))
    with case.db.read() as session:
        found = homes_to_assess(session, case.staff.viewer(case.db, Role.SENDCO), on=TODAY)
    assert [one.name for one in found] == ["Home 0", "Home 1"]
