"""The code phrase was heard, or somebody is in danger: one press, and the rest is said afterwards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.alerts import OnThisVisit, begin_step, held, open_alert
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require
from data.happening import hold_school, open_visit, record
from data.models import AlertRow, VisitRow
from visits.lifecycle import TABLE
from visits.permissions import Action, Viewer
from visits.words import EventKind, LadderKind, Via


@command("alert.emergency")
def raise_emergency(
    session: Session,
    *,
    school_id: UUID,
    by: Viewer,
    now: datetime,
    visit_id: UUID | None = None,
    heard: str = "",
    via: Via = Via.CALL,
) -> UUID:
    """Raise an emergency and tell everybody who leads; return the alert (BT-16, RB-11, FS-07, HA-06).

    Nothing has to be typed first, not even which visit it is: `note_heard` and `name_visit` come afterwards. Pressed
    twice it is one emergency, and the second press gives the same alert.
    """
    audit.note(session, school_id=school_id)
    visit = _visit(session, school_id, visit_id, by)
    open_one = select(AlertRow.id).where(
        AlertRow.school_id == school_id,
        AlertRow.visit_id.is_(None) if visit_id is None else AlertRow.visit_id == visit_id,
        AlertRow.kind == LadderKind.EMERGENCY,
        AlertRow.closed_at.is_(None),
        # A drill that goes on never takes the place of an emergency.
        AlertRow.drill.is_(False),
    )
    if (there := session.scalar(open_one)) is not None:
        raise Repeated(there)
    row = AlertRow(
        id=uuid7(),
        school_id=school_id,
        visit_id=visit_id,
        kind=LadderKind.EMERGENCY,
        due_at=now,
        raised_at=now,
        heard=heard.strip(),
    )
    session.add(row)
    session.flush()
    if visit is not None:
        _mark(session, visit, by=by, now=now, via=via)
    alert = held(session, row.id)
    begin_step(session, alert, alert.ladder.steps[0], now)
    audit.note(session, subject_id=visit_id or row.id, alert_id=row.id)
    return row.id


@command("alert.heard")
def note_heard(session: Session, *, alert_id: UUID, heard: str, by: Viewer, now: datetime) -> None:
    """What was heard, in words, added to what is there: it is read out to the operator."""
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    if not heard.strip():
        raise Invalid({"heard": "Write down what was heard."})
    alert.row.heard = "\n".join(part for part in (alert.row.heard, heard.strip()) if part)
    audit.note(session, entered_at=now)


@command("alert.name_visit")
def name_visit(session: Session, *, alert_id: UUID, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """Now it is known which visit the emergency is about."""
    visit = open_visit(session, visit_id, by, Action.ACT_ON_ALERT).row
    if by.person_id in {v.person_id for v in visit.visitors}:
        raise OnThisVisit
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    if alert.row.drill:
        raise Refused("This is a drill: no visit belongs to it.")
    if alert.row.visit_id is not None or visit.school_id != alert.row.school_id:
        raise Refused("This emergency belongs to a visit already, or the visit is another school's.")
    already = select(AlertRow.id).where(
        AlertRow.visit_id == visit_id,
        AlertRow.kind == LadderKind.EMERGENCY,
        AlertRow.closed_at.is_(None),
    )
    if session.scalar(already) is not None:
        raise Refused(
            "That visit has an emergency of its own. Stand this one down once you know it is the same."
        )
    alert.row.visit_id = visit_id
    _mark(session, visit, by=by, now=now, via=Via.BOARD)


def _visit(session: Session, school_id: UUID, visit_id: UUID | None, by: Viewer) -> VisitRow | None:
    """The visit, held; without one the school's row is held, so that two presses are one emergency."""
    if visit_id is not None:
        visit = open_visit(session, visit_id, by, Action.RAISE_EMERGENCY).row
        if visit.school_id != school_id:
            raise NotPermitted
        return visit
    require(by, Action.RAISE_EMERGENCY, school_id=school_id)
    hold_school(session, school_id)
    return None


def _mark(session: Session, visit: VisitRow, *, by: Viewer, now: datetime, via: Via) -> None:
    visit.emergency_at, visit.version = now, visit.version + 1
    if (visit.state, EventKind.PHRASE) in TABLE:
        record(session, visit, EventKind.PHRASE, by=by, now=now, via=via)
