"""On whom an entry of the audit is: a visit by its reference, a home, a person. A family's name only for who may."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, Household, Person, PersonRole, School, StopRow, VisitRow
from data.queries.home_scope import homes_for
from data.queries.scope import visits_for
from visits.alerts import reference
from visits.permissions import Action, Viewer, schools_where


@dataclass(frozen=True, kw_only=True)
class Subject:
    """In words, with the visit or home that can be opened. `words` is empty where nothing is known of it any more."""

    words: str = ""
    visit_id: UUID | None = None
    household_id: UUID | None = None


def subjects(
    session: Session, viewer: Viewer, ids: Collection[UUID], *, action: Action = Action.SEE_AUDIT
) -> dict[UUID, Subject]:
    """What these ids are, of the schools whose audit the viewer may see, or where they may do what `action` says."""
    schools = schools_where(viewer, action)
    if not ids or not schools:
        return {}
    alerts = select(AlertRow.id, AlertRow.visit_id).where(
        AlertRow.id.in_(ids), AlertRow.school_id.in_(schools)
    )
    visit_of = dict(session.execute(alerts).all())
    return {
        **_schools(session, schools, ids),
        **_people(session, schools, ids),
        **_homes(session, viewer, schools, ids),
        **{a: Subject(words=f"Alert {reference(a)}", visit_id=visit) for a, visit in visit_of.items()},
        **_visits(session, viewer, schools, ids),
    }


def _visits(
    session: Session, viewer: Viewer, schools: Collection[UUID], ids: Collection[UUID]
) -> dict[UUID, Subject]:
    known = select(VisitRow.id).where(VisitRow.id.in_(ids), VisitRow.school_id.in_(schools))
    named = (
        select(StopRow.visit_id, Household.name)
        .join(Household, Household.id == StopRow.household_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(StopRow.visit_id.in_(ids), visits_for(viewer), homes_for(viewer))
        .order_by(StopRow.visit_id, StopRow.position)
    )
    homes: dict[UUID, list[str]] = {visit_id: [] for visit_id in session.scalars(known)}
    for visit_id, name in session.execute(named):
        homes.setdefault(visit_id, []).append(name)
    return {
        one: Subject(words=", ".join((f"Visit {reference(one)}", *dict.fromkeys(names))), visit_id=one)
        for one, names in homes.items()
    }


def _homes(
    session: Session, viewer: Viewer, schools: Collection[UUID], ids: Collection[UUID]
) -> dict[UUID, Subject]:
    known = select(Household.id).where(Household.id.in_(ids), Household.school_id.in_(schools))
    named = select(Household.id, Household.name).where(Household.id.in_(ids), homes_for(viewer))
    names = dict(session.execute(named).all())
    return {one: Subject(words=names.get(one, "A home"), household_id=one) for one in session.scalars(known)}


def _people(session: Session, schools: Collection[UUID], ids: Collection[UUID]) -> dict[UUID, Subject]:
    ours = select(PersonRole.person_id).where(PersonRole.school_id.in_(schools))
    query = select(Person.id, Person.name).where(Person.id.in_(ids), Person.id.in_(ours))
    return {one: Subject(words=name) for one, name in session.execute(query)}


def _schools(session: Session, schools: Collection[UUID], ids: Collection[UUID]) -> dict[UUID, Subject]:
    query = select(School.id, School.name).where(School.id.in_(ids), School.id.in_(schools))
    return {one: Subject(words=name) for one, name in session.execute(query)}
