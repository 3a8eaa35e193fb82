"""The code phrase was heard, or somebody is in danger: one press, and the rest is said afterwards."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.alerts import OnThisVisit, begin_step, held, open_alert
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require
from data.happening import hold_school, open_visit, record
from data.heard import ONE_PRESS
from data.models import AlertRow, School, VisitorRow, VisitRow
from data.queries.presses import is_named_afterwards, presses
from visits.lifecycle import TABLE
from visits.permissions import Action, Viewer
from visits.words import EventKind, LadderKind, Via, VisitState


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

    Nothing has to be typed first, not even which visit it is: `note_heard` and `name_visit` come afterwards. Without a
    visit it is that on which the presser is out, if they are on one. While another emergency without a visit is open,
    theirs is raised beside it: to put that one on their visit could send help for another pair to the wrong door, and
    two alerts of one danger cost no more than a stand-down. Pressed again while it is open it stays one emergency: the
    same alert is given, and who pressed and when is added to what was heard.
    """
    audit.note(session, school_id=school_id)
    visit_id = visit_id or _own_visit(session, school_id, by)
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
        return _pressed_again(session, there, by=by, now=now, via=via)
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


@command("alert.unname_visit")
def unname_visit(session: Session, *, alert_id: UUID, by: Viewer, now: datetime) -> None:
    """It is another visit than somebody said: which, is to be said anew. That it was said stays on record."""
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    visit_id = alert.row.visit_id
    if visit_id is None:
        raise Repeated(None)
    if not is_named_afterwards(session, alert.row):
        raise Refused(
            "This emergency was raised for this visit. Is another one in danger too, raise an emergency for that."
        )
    visit = session.get_one(VisitRow, visit_id)
    alert.row.visit_id = None
    before = select(func.max(AlertRow.raised_at)).where(
        AlertRow.visit_id == visit_id,
        AlertRow.kind == LadderKind.EMERGENCY,
        AlertRow.drill.is_(False),
        AlertRow.id != alert_id,
    )
    visit.emergency_at, visit.version = session.scalar(before), visit.version + 1
    audit.note(session, at=now)


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


def _own_visit(session: Session, school_id: UUID, by: Viewer) -> UUID | None:
    """The visit of this school on which the presser is out; of several that which they left for last."""
    query = (
        select(VisitRow.id)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(
            VisitRow.school_id == school_id,
            VisitRow.state == VisitState.OUT,
            VisitorRow.person_id == by.person_id,
        )
        .order_by(VisitRow.left_at.desc())
    )
    return session.scalars(query.limit(1)).first()


def _pressed_again(session: Session, alert_id: UUID, *, by: Viewer, now: datetime, via: Via) -> UUID:
    """Leave a trace of a press while the emergency is open; the same person's within five seconds is the same press."""
    row = session.get_one(AlertRow, alert_id, with_for_update=True, populate_existing=True)
    last = [one for one in presses(session, row) if one.person_id == by.person_id]
    if last and now - last[-1].at < ONE_PRESS:
        raise Repeated(alert_id)
    at = f"{now.astimezone(ZoneInfo(session.get_one(School, row.school_id).timezone)):%H:%M}"
    how = "on the page of their own visit" if via is Via.PHONE_LINK else "again"
    row.heard = "\n".join(part for part in (row.heard, f"{at} {by.name} pressed danger {how}.") if part)
    audit.note(session, subject_id=row.visit_id or alert_id, alert_id=alert_id)
    return alert_id


def _mark(session: Session, visit: VisitRow, *, by: Viewer, now: datetime, via: Via) -> None:
    visit.emergency_at, visit.version = now, visit.version + 1
    if (visit.state, EventKind.PHRASE) in TABLE:
        record(session, visit, EventKind.PHRASE, by=by, now=now, via=via)
