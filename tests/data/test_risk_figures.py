"""Counts of risk, by the database: of whose schools, which visits, and of nobody by name."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import delete

from data.database import Database
from data.models import AnswerRow, HouseholdFlag, Incident, VisitorRow
from data.queries.risk_figures import RiskFigures, risk_figures
from tests import staff as made
from tests import trips
from tests.homes import HomeCase, assessed
from tests.staff import NOW
from visits.words import AssessmentState, Role, VisitState

SINCE = date(2025, 11, 23)


@pytest.fixture
def case(db: Database) -> HomeCase:
    people = made.fill(db)
    return HomeCase(db, people, trips.adopt(db, people), trips.home(db, people))


def found(case: HomeCase, role: Role = Role.SENDCO) -> RiskFigures:
    with case.db.read() as session:
        return risk_figures(session, case.staff.viewer(case.db, role), since=SINCE, now=NOW)


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return sorted(tuple(row)[1:] for row in frame.itertuples(index=False))


def test_a_planned_visit_counts_by_the_worst_of_its_homes_on_its_day(case: HomeCase) -> None:
    good = trips.home(case.db, case.staff, name="Birch household", number="P2")
    assessed(case, good.household, date(2027, 8, 1))
    assessed(case, case.home.household, date(2026, 11, 25))
    for days, homes in ((1, [case.home, good]), (3, [case.home, good]), (1, [good])):
        trips.trip(
            case.db,
            case.staff,
            case.version_id,
            homes=homes,
            state=VisitState.AUTHORISED,
            out_at=NOW + timedelta(days=days),
        )
    assert rows(found(case).planned) == [
        (AssessmentState.DUE, 1),
        (AssessmentState.IN_DATE, 1),
        (AssessmentState.LAPSED, 1),
    ]


def test_flags_that_hold_are_counted_once_a_home(case: HomeCase) -> None:
    with case.db.write() as session:
        for ended_at in (None, None, NOW):
            session.add(
                HouseholdFlag(
                    school_id=case.staff.school,
                    household_id=case.home.household,
                    kind="animal" if ended_at is None else "violence",
                    note="A dog",
                    from_at=NOW,
                    ended_at=ended_at,
                )
            )
    assert rows(found(case).flags) == [("animal", 1)]


def test_incidents_and_visits_alone_of_a_year(case: HomeCase) -> None:
    def trip(days_ago: int, state: VisitState = VisitState.CLOSED) -> object:
        at = NOW - timedelta(days=days_ago)
        return trips.trip(case.db, case.staff, case.version_id, homes=[case.home], state=state, out_at=at)

    alone, together, _, _ = trip(3), trip(40), trip(5, VisitState.DECLINED), trip(400)
    with case.db.write() as session:
        session.execute(delete(VisitorRow).where(VisitorRow.visit_id == alone, VisitorRow.position == 2))
        session.add(
            AnswerRow(
                school_id=case.staff.school,
                visit_id=alone,
                key="company",
                verdict="warn",
                sentence="Two go.",
                reason="The second fell ill",
            )
        )
        for kind in ("verbal_abuse", "animal"):
            session.add(
                Incident(
                    school_id=case.staff.school,
                    visit_id=together,
                    kind=kind,
                    note="Shouting",
                    happened_at=NOW,
                    entered_at=NOW,
                    by_id=case.staff.people[Role.SENDCO],
                )
            )
    figures = found(case)
    assert rows(figures.visits) == [("attendance", 2, 1, 1, 1)]
    assert rows(figures.incidents) == [("animal", 1), ("verbal_abuse", 1)]
    (standing,) = figures.standing
    assert (standing.state, standing.hazards, standing.asked) == (AssessmentState.NONE, 0, True)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.OFFICE, Role.VISITOR])
def test_nobody_else_has_any_of_it(case: HomeCase, role: Role) -> None:
    trips.trip(case.db, case.staff, case.version_id, homes=[case.home])
    figures = found(case, role)
    assert (figures.schools, figures.standing) == ({}, ())
    assert all(frame.empty for frame in (figures.homes, figures.planned, figures.flags, figures.visits))
