"""Concerns and incidents: told by whoever was there, to the people whom the policy names, at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.aftercare import add_visit_task, close_tasks
from data.commands.core import Invalid, NotPermitted, Repeated, command, require, require_person
from data.happening import open_visit
from data.models import Concern, Incident, StopPupil, VisitRow
from data.queries.snapshot import Loaded
from data.telling import CONCERN, INCIDENT, tell_roles
from visits.aftercare import (
    IncidentKind,
    TaskKind,
    after_incident,
    concern_notice,
    incident_notice,
    of_concern,
)
from visits.permissions import Action, Viewer


@command("record.raise_concern")
def raise_concern(
    session: Session,
    *,
    visit_id: UUID,
    note: str,
    pupil_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """A disclosure or a suspicion goes to the designated safeguarding lead at once (BT-20, RB-09, HA-14).

    Possible at any moment of a visit. Sent twice it is one concern. Raises Invalid without a note.
    """
    person_id = require_person(by)
    loaded = open_visit(session, visit_id, by, Action.RAISE_CONCERN)
    if not note.strip():
        raise Invalid({"note": "Say what it is about in a sentence. The story itself goes into the record."})
    if pupil_id is not None and pupil_id not in _pupils(session, loaded.row):
        raise Invalid({"pupil": "This pupil is not on this visit. Choose again, or leave it open."})
    same = select(Concern.id).where(
        Concern.visit_id == visit_id, Concern.by_id == person_id, Concern.note == note.strip()
    )
    if (there := session.scalar(same)) is not None:
        raise Repeated(there)
    concern = Concern(
        school_id=loaded.row.school_id,
        visit_id=visit_id,
        pupil_id=pupil_id,
        note=note.strip(),
        raised_at=now,
        by_id=person_id,
    )
    session.add(concern)
    session.flush()
    add_visit_task(
        session, row=loaded.row, wanted=of_concern(loaded.policy, now), now=now, about_id=concern.id
    )
    told = _tell_of_concern(session, loaded, concern, person_id, now)
    audit.note(session, concern=concern.id, told=told)
    return concern.id


@command("record.take_concern")
def take_concern(session: Session, *, concern_id: UUID, by: Viewer, now: datetime) -> None:
    """A safeguarding lead has read the concern and goes on with it. Taken twice, the first stays."""
    person_id = require_person(by)
    concern = session.get(Concern, concern_id, with_for_update=True)
    if concern is None:
        raise NotPermitted
    audit.note(session, school_id=concern.school_id, subject_id=concern.visit_id, concern=concern.id)
    require(by, Action.TAKE_CONCERN, school_id=concern.school_id)
    if concern.taken_at is not None:
        raise Repeated(None)
    concern.taken_at, concern.taken_by_id = now, person_id
    close_tasks(session, kinds=[TaskKind.CONCERN], about_ids=[concern.id], by_id=person_id, now=now)


@command("record.report_incident")
def report_incident(
    session: Session,
    *,
    visit_id: UUID,
    kind: IncidentKind,
    note: str,
    happened_at: datetime,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Every incident of violence or abuse, an accident, an accusation (WH-10, BT-21, RB-09), and what follows of it.

    Sent twice it is one incident. Raises Invalid for a time that lies ahead or a missing note.
    """
    person_id = require_person(by)
    loaded = open_visit(session, visit_id, by, Action.RAISE_CONCERN)
    problems = {}
    if happened_at > now:
        problems["happened_at"] = "This time lies ahead. Give the time at which it happened."
    if not note.strip():
        problems["note"] = "Say in a sentence or two what happened, while you remember it exactly."
    if problems:
        raise Invalid(problems)
    same = select(Incident.id).where(
        Incident.visit_id == visit_id,
        Incident.by_id == person_id,
        Incident.kind == kind,
        Incident.note == note.strip(),
    )
    if (there := session.scalar(same)) is not None:
        raise Repeated(there)
    incident = Incident(
        school_id=loaded.row.school_id,
        visit_id=visit_id,
        kind=kind,
        note=note.strip(),
        happened_at=happened_at,
        by_id=person_id,
        entered_at=now,
    )
    session.add(incident)
    session.flush()
    for wanted in after_incident(loaded.policy, kind, now):
        add_visit_task(session, row=loaded.row, wanted=wanted, now=now, about_id=incident.id)
    told = _tell_of_incident(session, loaded, incident, person_id, now)
    audit.note(session, incident=incident.id, kind=kind, told=told)
    return incident.id


def _pupils(session: Session, row: VisitRow) -> set[UUID]:
    stops = [stop.id for stop in row.stops]
    return set(session.scalars(select(StopPupil.pupil_id).where(StopPupil.stop_id.in_(stops))))


def _tell_of_concern(session: Session, loaded: Loaded, concern: Concern, by_id: UUID, now: datetime) -> int:
    return tell_roles(
        session,
        concern_notice(loaded.school.name, loaded.row.id),
        topic=CONCERN,
        about_id=concern.id,
        school=loaded.school,
        roles=loaded.policy.after.concern_to,
        now=now,
        but_not={by_id},
    )


def _tell_of_incident(
    session: Session, loaded: Loaded, incident: Incident, by_id: UUID, now: datetime
) -> int:
    """Nobody who was on the visit is written to: an accusation may be about them."""
    after, kind = loaded.policy.after, IncidentKind(incident.kind)
    went = {v.person_id for v in loaded.row.visitors if v.person_id is not None}
    return tell_roles(
        session,
        incident_notice(loaded.school.name, loaded.row.id, kind),
        topic=INCIDENT,
        about_id=incident.id,
        school=loaded.school,
        roles=after.accusation_to if kind is IncidentKind.ACCUSATION else after.incident_to,
        now=now,
        but_not={by_id, *went},
    )
