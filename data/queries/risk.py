"""Where the risk assessment of each home stands on a day. Who may read it in full: `data.queries.risk_pages`."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, case, func, select
from sqlalchemy.orm import Session

from data.models import Household, RiskAssessment
from visits.assessments import DUE_WITHIN, Held, state
from visits.words import AssessmentState


def assessment_states(
    session: Session, household_ids: Sequence[UUID], on: date
) -> dict[UUID, AssessmentState]:
    """Where the assessment of each home stands on a day; every id that was asked for is in the answer.

    It does not ask who reads: the rules need it for a plan. Pages go by the queries below, which do.
    """
    held = held_by_home(session, household_ids, on)
    return {home: state(held.get(home), on) for home in household_ids}


def held_by_home(session: Session, household_ids: Sequence[UUID], on: date) -> dict[UUID, Held]:
    """The newest assessment of each home on a day; homes without one are left out."""
    if not household_ids:
        return {}
    found = newest(on, RiskAssessment.household_id.in_(household_ids))
    rows = session.execute(select(found).where(found.c.place == 1))
    return {
        row.household_id: Held(
            assessed_on=row.assessed_on, valid_until=row.valid_until, not_known=row.not_known
        )
        for row in rows
    }


def newest(on: date, which: ColumnElement[bool]) -> Subquery:
    """Assessments of homes as they stood on a day, each with its `place` among those of its home: 1 is in force."""
    place = func.row_number().over(
        partition_by=RiskAssessment.household_id,
        order_by=(RiskAssessment.assessed_on.desc(), RiskAssessment.made_at.desc(), RiskAssessment.id.desc()),
    )
    return (
        select(
            RiskAssessment.id,
            RiskAssessment.household_id,
            RiskAssessment.assessed_on,
            RiskAssessment.valid_until,
            RiskAssessment.not_known,
            RiskAssessment.risks,
            place.label("place"),
        )
        .where(RiskAssessment.household_id.is_not(None), RiskAssessment.assessed_on <= on, which)
        .subquery()
    )


def in_force(on: date) -> ScalarSelect[UUID]:
    """The id of the newest assessment of the home in the query around it: one look into the index a home."""
    return (
        select(RiskAssessment.id)
        .where(RiskAssessment.household_id == Household.id, RiskAssessment.assessed_on <= on)
        .order_by(RiskAssessment.assessed_on.desc(), RiskAssessment.made_at.desc(), RiskAssessment.id.desc())
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
    )


def stands(on: date) -> ColumnElement[str]:
    """`visits.assessments.state` for the database: of the assessment in the query around it, joined as one that may be
    missing."""
    return case(
        (RiskAssessment.id.is_(None), AssessmentState.NONE.value),
        (RiskAssessment.not_known, AssessmentState.NOT_KNOWN.value),
        (RiskAssessment.valid_until.is_(None), AssessmentState.LAPSED.value),
        (RiskAssessment.valid_until < on, AssessmentState.LAPSED.value),
        (RiskAssessment.valid_until <= on + DUE_WITHIN, AssessmentState.DUE.value),
        else_=AssessmentState.IN_DATE.value,
    )
