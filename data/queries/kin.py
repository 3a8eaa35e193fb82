"""Next of kin: one's own, and in an emergency those of who is out."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, NextOfKin
from data.queries.snapshot import load_visit
from visits.deadlines import is_back
from visits.permissions import Action, Viewer, schools_where
from visits.words import LadderKind


@dataclass(frozen=True, kw_only=True)
class Kin:
    """Whom to ring for somebody. `of` is the visitor's name; empty name and phone: they gave nobody."""

    of: str
    name: str
    relationship: str
    phone: str


def own_kin(session: Session, viewer: Viewer) -> Kin | None:
    """The viewer's own; None where they gave nobody."""
    if viewer.person_id is None or viewer.board:
        return None
    row = session.scalars(select(NextOfKin).where(NextOfKin.person_id == viewer.person_id)).one_or_none()
    return _kin(viewer.name, row) if row else None


def kin_in_emergency(session: Session, viewer: Viewer, alert_id: UUID) -> tuple[Kin, ...]:
    """Whom to ring for each visitor who is not back, while an alert about them is open in earnest; else nobody.

    Only for leaders of that school. A pupil who was not seen is no emergency of the visitors.
    """
    query = select(AlertRow.visit_id).where(
        AlertRow.id == alert_id,
        AlertRow.school_id.in_(schools_where(viewer, Action.SEE_NEXT_OF_KIN, wide=True)),
        AlertRow.closed_at.is_(None),
        ~AlertRow.drill,
        AlertRow.kind != LadderKind.PUPIL_NOT_SEEN,
    )
    visit_id = session.scalar(query)
    if visit_id is None:
        return ()
    loaded = load_visit(session, visit_id)
    out = [v for v in loaded.row.visitors if not is_back(v.id, loaded.events)]
    ids = {v.person_id for v in out if v.person_id}
    rows = session.scalars(select(NextOfKin).where(NextOfKin.person_id.in_(ids)))
    given = {row.person_id: row for row in rows}
    return tuple(_kin(v.name, given.get(v.person_id) if v.person_id else None) for v in out)


def _kin(of: str, row: NextOfKin | None) -> Kin:
    if row is None:
        return Kin(of=of, name="", relationship="", phone="")
    return Kin(of=of, name=row.name, relationship=row.relationship, phone=row.phone)
