"""A home of the made-up school, and ways to assess it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from data.assessing import Assessed
from data.commands import risk
from data.database import Database
from data.models import RiskAssessment
from data.policy_files import load_all
from data.queries.risk import assessment_states
from tests.staff import NOW, Staff
from tests.trips import Home
from visits.assessments import Answer
from visits.words import AssessmentState, Role, VisitKind

TODAY = date(2026, 11, 23)
POLICY = load_all()["blessed_trinity"]
SAFE = {q.key: Answer.NO if q.risk_when == "yes" else Answer.YES for q in POLICY.risk.questions}
FORM = Assessed(answers=SAFE)


@dataclass
class HomeCase:
    """A school, the policy that it goes by, and one home."""

    db: Database
    staff: Staff
    version_id: UUID
    home: Home

    def assess(self, form: Assessed = FORM, *, role: Role = Role.SENDCO, **more: Any) -> UUID:
        by = self.staff.viewer(self.db, role)
        given = {"household_id": self.home.household, "now": NOW, **more}
        return risk.assess(self.db, form=form, by=by, **given)

    def put_off(self, kind: VisitKind = VisitKind.EMERGENCY, *, role: Role = Role.SENDCO) -> UUID:
        by = self.staff.viewer(self.db, role)
        return risk.not_known_yet(self.db, household_id=self.home.household, kind=kind, by=by, now=NOW)

    def state(self, on: date = TODAY) -> AssessmentState:
        with self.db.read() as session:
            return assessment_states(session, [self.home.household], on)[self.home.household]


def assessed(case: HomeCase, household_id: UUID, valid_until: date) -> None:
    """Put an assessment into the past."""
    with case.db.write() as session:
        session.add(
            RiskAssessment(
                school_id=case.staff.school,
                household_id=household_id,
                policy_version_id=case.version_id,
                assessed_on=date(2025, 12, 1),
                valid_until=valid_until,
                by_id=case.staff.people[Role.SENDCO],
                made_at=NOW - timedelta(days=300),
            )
        )
