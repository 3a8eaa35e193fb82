"""Risk assessments as pages show them: the homes that need somebody, one home's history, the standing table, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pandas as pd
from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from data.models import Household, Person, PolicyVersion, RiskAssessment, School, StopRow, VisitRow
from data.queries.home_scope import homes_for
from data.queries.past import MADE
from data.queries.policy import policy_of
from data.queries.risk import in_force, stands
from data.queries.scope import LIVE, visits_for
from data.queries.tasks import TaskItem, tasks_about
from visits.assessments import Answer, Held
from visits.permissions import Action, Viewer, schools_where
from visits.policy_parts import RiskAssessment as Form
from visits.words import AssessmentState, VisitState

PLANNED = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT)
MOST = 500


@dataclass(frozen=True, kw_only=True)
class HomeToAssess:
    """A home whose assessment is not in date. `next_visit_at` is of a visit that the viewer may see, or None."""

    household_id: UUID
    school: str
    name: str
    state: AssessmentState
    assessed_on: date | None
    valid_until: date | None
    next_visit_at: datetime | None
    next_visit_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A question, or a hazard of the standing table, with its answer."""

    text: str
    answer: Answer
    is_risk: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One assessment, whole. `lines` are in the order of the policy that it was made by."""

    assessment_id: UUID
    assessed_on: date
    made_at: datetime
    valid_until: date | None
    not_known: bool
    by_name: str
    concerns: str
    signed_manager: str
    signed_worker: str
    signed_agency: str
    lines: tuple[Line, ...]
    actions: tuple[TaskItem, ...]

    @property
    def risks(self) -> int:
        return sum(line.is_risk for line in self.lines)

    @property
    def held(self) -> Held:
        """As the rules see it."""
        return Held(assessed_on=self.assessed_on, valid_until=self.valid_until, not_known=self.not_known)


def homes_to_assess(session: Session, viewer: Viewer, *, on: date) -> list[HomeToAssess]:
    """Homes that need somebody: a visit is planned and the assessment is not in date, or it is due, lapsed or put off.

    Those with a planned visit first, the soonest before the later; then the longest lapsed. At most `MOST`.
    """
    planned = _planned(session, viewer)
    stand = stands(on)
    awaited = Household.id.in_(planned)
    query = (
        select(
            Household.id,
            Household.name,
            School.name.label("school"),
            stand.label("state"),
            RiskAssessment.assessed_on,
            RiskAssessment.valid_until,
        )
        .join(School, School.id == Household.school_id)
        .outerjoin(RiskAssessment, RiskAssessment.id == in_force(on))
        .where(
            Household.erased_at.is_(None),
            homes_for(viewer),
            stand != AssessmentState.IN_DATE.value,
            or_(awaited, RiskAssessment.id.is_not(None)),
        )
        .order_by(
            case((awaited, 0), else_=1),
            RiskAssessment.valid_until.is_not(None),
            RiskAssessment.valid_until,
            Household.name,
        )
        .limit(MOST)
    )
    found = []
    for row in session.execute(query):
        at, visit_id = planned.get(row.id, (None, None))
        found.append(
            HomeToAssess(
                household_id=row.id,
                school=row.school,
                name=row.name,
                state=AssessmentState(row.state),
                assessed_on=row.assessed_on,
                valid_until=row.valid_until,
                next_visit_at=at,
                next_visit_id=visit_id,
            )
        )
    found.sort(
        key=lambda h: (
            h.next_visit_at is None,
            h.next_visit_at.timestamp() if h.next_visit_at else 0.0,
            h.valid_until or date.min,
            h.name,
        )
    )
    return found


def home_history(session: Session, viewer: Viewer, household_id: UUID) -> tuple[Assessment, ...]:
    """Every assessment of a home, the one in force first; none for a home out of the viewer's reach."""
    visible = select(Household.id).where(Household.id == household_id, homes_for(viewer))
    query = (
        select(RiskAssessment)
        .where(RiskAssessment.household_id.in_(visible))
        .options(selectinload(RiskAssessment.answers))
        .order_by(RiskAssessment.assessed_on.desc(), RiskAssessment.made_at.desc())
    )
    return _whole(session, viewer, session.scalars(query).all())


def standing(session: Session, viewer: Viewer, school_id: UUID) -> Assessment | None:
    """The school's newest standing assessment of working alone (BT-24); None where there is none or it is not shown."""
    if school_id not in schools_where(viewer, Action.ASSESS_RISK):
        return None
    query = (
        select(RiskAssessment)
        .where(
            RiskAssessment.school_id == school_id,
            RiskAssessment.household_id.is_(None),
            RiskAssessment.visit_id.is_(None),
        )
        .options(selectinload(RiskAssessment.answers))
        .order_by(RiskAssessment.assessed_on.desc(), RiskAssessment.made_at.desc())
        .limit(1)
    )
    return next(iter(_whole(session, viewer, session.scalars(query).all())), None)


def assessment_counts(session: Session, viewer: Viewer, *, on: date) -> pd.DataFrame:
    """Homes that have had or will have a visit, counted by where their assessment stands: `school`, `state`, `homes`.

    One row a state and school whose small numbers the viewer may see, zeros too. It names no home.
    """
    schools = schools_where(viewer, Action.SEE_SMALL_NUMBERS, wide=True)
    visited = (
        exists()
        .where(StopRow.household_id == Household.id, VisitRow.id == StopRow.visit_id)
        .where(VisitRow.state.in_((*MADE, *PLANNED)))
    )
    stand = stands(on).label("state")
    query = (
        select(School.name, stand, func.count())
        .select_from(Household)
        .join(School, School.id == Household.school_id)
        .outerjoin(RiskAssessment, RiskAssessment.id == in_force(on))
        .where(Household.school_id.in_(schools), visited)
        .group_by(School.name, stand)
    )
    counted = {(school, one): homes for school, one, homes in session.execute(query)}
    rows = [
        (school, one, counted.get((school, one.value), 0))
        for school in sorted({school for school, _ in counted})
        for one in AssessmentState
    ]
    return pd.DataFrame(rows, columns=["school", "state", "homes"])


def _planned(session: Session, viewer: Viewer) -> dict[UUID, tuple[datetime, UUID]]:
    """The soonest planned visit of each home, of those that the viewer may see."""
    query = (
        select(StopRow.household_id, VisitRow.out_at, VisitRow.id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(StopRow.household_id.is_not(None), LIVE, visits_for(viewer))
    )
    # Sorted here: to have them in order, SQLite would go through the school's whole past.
    rows = sorted(session.execute(query), key=lambda row: row.out_at, reverse=True)
    return {home: (at, visit_id) for home, at, visit_id in rows if home}


def _whole(session: Session, viewer: Viewer, rows: Sequence[RiskAssessment]) -> tuple[Assessment, ...]:
    versions = {row.policy_version_id for row in rows}
    asked = {
        v.id: policy_of(v).risk
        for v in session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(versions)))
    }
    makers = {row.by_id for row in rows}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(makers))).all())
    actions = tasks_about(session, viewer, [row.id for row in rows])
    return tuple(
        Assessment(
            assessment_id=row.id,
            assessed_on=row.assessed_on,
            made_at=row.made_at,
            valid_until=row.valid_until,
            not_known=row.not_known,
            by_name=names[row.by_id],
            concerns=row.concerns,
            signed_manager=row.signed_manager,
            signed_worker=row.signed_worker,
            signed_agency=row.signed_agency,
            lines=_lines(row, asked[row.policy_version_id]),
            actions=tuple(t for t in actions if t.about_id == row.id),
        )
        for row in rows
    )


def _lines(row: RiskAssessment, form: Form) -> tuple[Line, ...]:
    """The answers in the form's order: of the questions for a home, of the table of hazards for a standing one."""
    standing_one = row.household_id is None
    texts = (
        {h.key: h.hazard for h in form.hazards} if standing_one else {q.key: q.text for q in form.questions}
    )
    given = {a.question: a for a in row.answers}
    return tuple(
        Line(
            text=texts.get(key, key),
            answer=Answer(given[key].answer),
            is_risk=given[key].is_risk,
            note=given[key].note,
        )
        for key in dict.fromkeys((*texts, *given))
        if key in given
    )
