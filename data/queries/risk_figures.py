"""Risk as counts without names: flags, planned visits by their home's assessment, incidents, and who went alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from data.models import AnswerRow, Household, HouseholdFlag, Incident, School, StopRow, VisitorRow, VisitRow
from data.queries.calendar import local_day
from data.queries.people import london_day
from data.queries.policy import in_force, policy_of
from data.queries.risk import held_by_home
from data.queries.risk_pages import assessment_counts, standing
from data.queries.school import schools_for
from data.queries.scope import LIVE
from data.queries.statistics import NOT_MADE
from visits.assessments import WORST_FIRST, state
from visits.permissions import Action, Viewer
from visits.words import AssessmentState, VisitState

TO_COME: Final = (VisitState.REQUESTED, VisitState.AUTHORISED)
ALONE: Final = "company"
"""The key of the policy's answer to how many go."""
COUNTED: Final = ("visits", "with_incident", "alone", "alone_explained")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A school's standing assessment of working alone (BT-24); no day and no count where there is none.

    `asked`: the policy in force has a table of hazards for it.
    """

    school: str
    state: AssessmentState
    assessed_on: date | None
    valid_until: date | None
    lacking: int
    hazards: int
    asked: bool


@dataclass(frozen=True, kw_only=True)
class RiskFigures:
    """Counts of each school whose small numbers the viewer may see: id to name in `schools`. Each frame has `school`.

    `homes`: `state` and `homes` that have had or will have a visit. `planned`: `state` and `visits` that have not left,
    by the worst of their homes on the day of the visit. `flags`: `kind` and `homes` at which it holds now. `visits` that
    went from the day `since` on: `common_reason` and `COUNTED`. `incidents` of those: `kind` and `incidents`.
    """

    schools: Mapping[UUID, str]
    since: date
    homes: pd.DataFrame
    planned: pd.DataFrame
    flags: pd.DataFrame
    visits: pd.DataFrame
    incidents: pd.DataFrame
    standing: tuple[Standing, ...]


def risk_figures(session: Session, viewer: Viewer, *, since: date, now: datetime) -> RiskFigures:
    """Everything that the page Risk in figures counts. No home, no child and no member of staff is in it."""
    schools = schools_for(session, viewer, Action.SEE_SMALL_NUMBERS)
    today = london_day(now)
    made = (
        VisitRow.school_id.in_(schools),
        VisitRow.out_at >= datetime.combine(since, time.min, tzinfo=UTC),
        VisitRow.out_at <= now,
        VisitRow.state.not_in(NOT_MADE),
    )
    return RiskFigures(
        schools=schools,
        since=since,
        homes=assessment_counts(session, viewer, on=today).astype({"homes": int}),
        planned=_frame(_planned(session, schools, today), "state", "visits"),
        flags=_frame(_flags(session, schools), "kind", "homes"),
        visits=_frame(_visits(session, schools, made), "common_reason", *COUNTED),
        incidents=_frame(_incidents(session, schools, made), "kind", "incidents"),
        standing=tuple(_standing(session, viewer, school, name, today) for school, name in schools.items()),
    )


def _frame(rows: Sequence[tuple[Any, ...]], key: str, *counts: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["school", key, *counts]).astype(dict.fromkeys(counts, int))


def _planned(session: Session, schools: Mapping[UUID, str], today: date) -> list[tuple[Any, ...]]:
    query = (
        select(VisitRow.id, VisitRow.school_id, VisitRow.out_at, StopRow.household_id)
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .where(
            VisitRow.school_id.in_(schools),
            LIVE,
            VisitRow.state.in_(TO_COME),
            StopRow.household_id.is_not(None),
        )
    )
    stops = session.execute(query).all()
    held = held_by_home(session, list({stop.household_id for stop in stops if stop.household_id}), today)
    rows = {school_id: session.get_one(School, school_id) for school_id in schools}
    worst: dict[UUID, tuple[UUID, int]] = {}
    for visit_id, school_id, out_at, home in stops:
        if home is not None:
            stands = state(held.get(home), local_day(rows[school_id], out_at))
            place = min(WORST_FIRST.index(stands), worst.get(visit_id, (school_id, len(WORST_FIRST)))[1])
            worst[visit_id] = (school_id, place)
    counted = Counter(worst.values())
    return [(schools[school_id], WORST_FIRST[place], count) for (school_id, place), count in counted.items()]


def _flags(session: Session, schools: Mapping[UUID, str]) -> list[tuple[Any, ...]]:
    groups = (Household.school_id, HouseholdFlag.kind)
    query = (
        select(*groups, func.count(Household.id.distinct()))
        .join(HouseholdFlag, HouseholdFlag.household_id == Household.id)
        .where(
            Household.school_id.in_(schools), Household.erased_at.is_(None), HouseholdFlag.ended_at.is_(None)
        )
        .group_by(*groups)
    )
    return [(schools[school_id], kind, count) for school_id, kind, count in session.execute(query)]


def _visits(session: Session, schools: Mapping[UUID, str], made: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    going = (
        select(func.count()).where(VisitorRow.visit_id == VisitRow.id).correlate(VisitRow).scalar_subquery()
    )
    explained = exists().where(
        AnswerRow.visit_id == VisitRow.id, AnswerRow.key == ALONE, AnswerRow.reason != ""
    )
    groups = (VisitRow.school_id, VisitRow.common_reason)
    query = (
        select(
            *groups,
            func.count(),
            _how_many(exists().where(Incident.visit_id == VisitRow.id)),
            _how_many(going == 1),
            _how_many((going == 1) & explained),
        )
        .where(*made)
        .group_by(*groups)
    )
    return [(schools[school_id], *rest) for school_id, *rest in session.execute(query)]


def _how_many(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _incidents(session: Session, schools: Mapping[UUID, str], made: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    groups = (VisitRow.school_id, Incident.kind)
    query = (
        select(*groups, func.count())
        .join(Incident, Incident.visit_id == VisitRow.id)
        .where(*made)
        .group_by(*groups)
    )
    return [(schools[school_id], kind, count) for school_id, kind, count in session.execute(query)]


def _standing(session: Session, viewer: Viewer, school_id: UUID, name: str, today: date) -> Standing:
    found = standing(session, viewer, school_id)
    version = in_force(session, school_id=school_id, on=today)
    return Standing(
        school=name,
        state=state(found.held if found else None, today),
        assessed_on=found.assessed_on if found else None,
        valid_until=found.valid_until if found else None,
        lacking=found.risks if found else 0,
        hazards=len(found.lines) if found else 0,
        asked=version is not None and bool(policy_of(version).risk.hazards),
    )
