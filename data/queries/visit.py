"""One visit as its page shows it: the plan, what the policy said, what happened, what is left to do."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.models import (
    AnswerRow,
    Concern,
    Erasure,
    EventRow,
    Household,
    Incident,
    Person,
    Pupil,
    StopPupil,
    StopRow,
    Task,
    VisitRow,
    WriteUp,
)
from data.purging import to_confirm
from data.queries.calendar import local_day
from data.queries.flags import known_at_door
from data.queries.reasons import reason_words
from data.queries.risk import assessment_states
from data.queries.scope import is_involved, visits_for
from data.queries.snapshot import Loaded, load_visit
from visits.permissions import Action, Viewer, may
from visits.words import AssessmentState


@dataclass(frozen=True, kw_only=True)
class StopSeen:
    """A stop with what its visitors need to know at the door. `assessment` is None where no home is known."""

    row: StopRow
    home: str
    pupils: tuple[tuple[UUID, str], ...]
    flags: tuple[str, ...]
    assessment: AssessmentState | None


@dataclass(frozen=True, kw_only=True)
class WrittenUp:
    """Where the story is kept. `to_confirm`: nobody has looked it up there, or something was told since."""

    system: str
    reference: str
    actions: str
    slt_told: bool
    written_at: datetime
    by_name: str
    confirmed_at: datetime | None
    confirmed_by: str
    to_confirm: bool


@dataclass(frozen=True, kw_only=True)
class ConcernSeen:
    """A concern, with whether the viewer may take it."""

    concern_id: UUID
    raised_at: datetime
    by_name: str
    note: str
    taken_at: datetime | None
    taken_by_name: str
    may_take: bool


@dataclass(frozen=True, kw_only=True)
class IncidentSeen:
    """An incident, and what was found of it since."""

    incident_id: UUID
    kind: str
    happened_at: datetime
    by_name: str
    note: str
    investigated_at: datetime | None
    agencies_notified: str
    measures_reviewed_at: datetime | None
    training_needed: bool | None


@dataclass(frozen=True, kw_only=True)
class VisitSeen:
    """A whole visit. `involved` is whether the viewer planned it, goes on it or authorised it."""

    loaded: Loaded
    involved: bool
    reason: str
    planned_by: str
    authorised_by: str
    stops: tuple[StopSeen, ...]
    answers: tuple[AnswerRow, ...]
    events: tuple[EventRow, ...]
    written_up: WrittenUp | None
    concerns: tuple[ConcernSeen, ...]
    incidents: tuple[IncidentSeen, ...]
    erased_at: datetime | None


def visit(
    session: Session, viewer: Viewer, visit_id: UUID, *, action: Action = Action.SEE_VISIT
) -> VisitSeen | None:
    """The visit; None for an unknown one and for one out of the viewer's reach, so that nobody learns which it was.

    `action` is why they look: whoever decides on a visit sees it, whether or not they see others (WH-02).
    """
    visible = select(VisitRow.id).where(VisitRow.id == visit_id, visits_for(viewer, action))
    if session.scalar(visible) is None:
        return None
    loaded = load_visit(session, visit_id)
    row = loaded.row
    names = _names(session, {row.created_by_id, row.authorised_by_id})
    answers = select(AnswerRow).where(AnswerRow.visit_id == row.id).order_by(AnswerRow.id)
    seen = VisitSeen(
        loaded=loaded,
        involved=is_involved(session, visit_id=visit_id, viewer=viewer),
        reason=reason_words(session, [row])[row.id],
        planned_by=names[row.created_by_id],
        authorised_by=names.get(row.authorised_by_id, ""),
        stops=_stops(session, loaded),
        answers=tuple(session.scalars(answers)),
        events=tuple(row.events),
        written_up=_written_up(session, row.id),
        concerns=_concerns(session, viewer, row),
        incidents=_incidents(session, viewer, row),
        erased_at=session.scalar(select(Erasure.at).where(Erasure.subject_id == row.id)),
    )
    # The page reads it once the transaction is over, when what belongs to the session is emptied.
    for one in (row, loaded.school, *row.stops, *row.visitors, *row.events, *seen.answers):
        session.expunge(one)
    return seen


def _stops(session: Session, loaded: Loaded) -> tuple[StopSeen, ...]:
    rows = loaded.row.stops
    homes = {row.household_id for row in rows if row.household_id}
    named = dict(session.execute(select(Household.id, Household.name).where(Household.id.in_(homes))).all())
    states = assessment_states(session, list(homes), local_day(loaded.school, loaded.row.out_at))
    flags = known_at_door(session, homes)
    pupils = _pupils(session, [row.id for row in rows])
    return tuple(
        StopSeen(
            row=row,
            home=named[row.household_id] if row.household_id else "",
            pupils=tuple(pupils[row.id]),
            flags=flags.get(row.household_id, ()) if row.household_id else (),
            assessment=states[row.household_id] if row.household_id else None,
        )
        for row in rows
    )


def _pupils(session: Session, stop_ids: list[UUID]) -> defaultdict[UUID, list[tuple[UUID, str]]]:
    query = (
        select(StopPupil.stop_id, Pupil.id, Pupil.given_name, Pupil.family_name)
        .join(Pupil, Pupil.id == StopPupil.pupil_id)
        .where(StopPupil.stop_id.in_(stop_ids))
        .order_by(Pupil.family_name, Pupil.given_name)
    )
    found: defaultdict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for stop_id, pupil_id, given, family in session.execute(query):
        found[stop_id].append((pupil_id, f"{given} {family}"))
    return found


def _written_up(session: Session, visit_id: UUID) -> WrittenUp | None:
    row = session.scalars(select(WriteUp).where(WriteUp.visit_id == visit_id)).one_or_none()
    if row is None:
        return None
    names = _names(session, {row.by_id, row.confirmed_by_id})
    asked = select(VisitRow.id).join(WriteUp, WriteUp.visit_id == VisitRow.id)
    return WrittenUp(
        system=row.system,
        reference=row.reference,
        actions=row.actions,
        slt_told=row.slt_told,
        written_at=row.written_at,
        by_name=names[row.by_id],
        confirmed_at=row.confirmed_at,
        confirmed_by=names.get(row.confirmed_by_id, ""),
        to_confirm=session.scalar(asked.where(VisitRow.id == visit_id, to_confirm())) is not None,
    )


def _concerns(session: Session, viewer: Viewer, visit: VisitRow) -> tuple[ConcernSeen, ...]:
    """Concerns that the viewer may know of: every one for a safeguarding lead, their own for whoever raised it."""
    takes = may(viewer, Action.TAKE_CONCERN, school_id=visit.school_id)
    query = select(Concern).where(Concern.visit_id == visit.id).order_by(Concern.raised_at)
    if not takes:
        query = query.where(Concern.by_id == viewer.person_id)
    rows = session.scalars(query).all()
    names = _names(session, {i for row in rows for i in (row.by_id, row.taken_by_id)})
    return tuple(
        ConcernSeen(
            concern_id=row.id,
            raised_at=row.raised_at,
            by_name=names[row.by_id],
            note=row.note,
            taken_at=row.taken_at,
            taken_by_name=names.get(row.taken_by_id, ""),
            may_take=takes and row.taken_at is None,
        )
        for row in rows
    )


def _incidents(session: Session, viewer: Viewer, visit: VisitRow) -> tuple[IncidentSeen, ...]:
    """Incidents that the viewer may know of: one's own report, for leaders every one, else those one has a task of.

    Whoever was on the visit sees no more than their own report: an accusation may be about them.
    """
    query = select(Incident).where(Incident.visit_id == visit.id).order_by(Incident.happened_at)
    if viewer.person_id in {v.person_id for v in visit.visitors}:
        query = query.where(Incident.by_id == viewer.person_id)
    elif not may(viewer, Action.CLOSE_VISIT, school_id=visit.school_id):
        asked = select(Task.about_id).where(
            Task.visit_id == visit.id,
            or_(
                Task.owner_id == viewer.person_id,
                Task.owner_role.in_(viewer.roles_at(visit.school_id)),
            ),
        )
        query = query.where(or_(Incident.by_id == viewer.person_id, Incident.id.in_(asked)))
    rows = session.scalars(query).all()
    names = _names(session, {row.by_id for row in rows})
    return tuple(
        IncidentSeen(
            incident_id=row.id,
            kind=row.kind,
            happened_at=row.happened_at,
            by_name=names[row.by_id],
            note=row.note,
            investigated_at=row.investigated_at,
            agencies_notified=row.agencies_notified,
            measures_reviewed_at=row.measures_reviewed_at,
            training_needed=row.training_needed,
        )
        for row in rows
    )


def _names(session: Session, ids: set[UUID | None] | set[UUID]) -> dict[UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.id.in_({i for i in ids if i}))
    return dict(session.execute(query).all())
