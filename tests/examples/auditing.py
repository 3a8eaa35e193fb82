"""An example of every query of the audit."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.audit_search import Search
from data.models import BrokenGlass
from data.queries import audit, audit_subjects, glass
from tests.examples.queries import OPENED_AT, Query, Scene, Sees
from tests.homes import TODAY
from visits.permissions import Action, Viewer

GLASS: Final = (Action.SEE_BROKEN_GLASS,)
SEE: Final = (Action.SEE_AUDIT,)


def _lines(session: Session, viewer: Viewer, scene: Scene) -> object:
    days = (date(2026, 1, 1), TODAY + timedelta(days=30))
    search = Search(school_id=scene.school, first_on=days[0], last_on=days[1])
    return audit.audit_entries(session, viewer, search).lines


def _schools(session: Session, viewer: Viewer, scene: Scene) -> object:
    return [one for one in audit.audited_schools(session, viewer) if one == scene.school]


def _looked_at(session: Session, viewer: Viewer, _scene: Scene) -> object:
    return glass.looked_at(session, viewer, session.scalars(select(BrokenGlass.id)).one())


AUDITING: Final[dict[str, Query]] = {
    "audit.audit_entries": Query(Sees.WIDE, SEE, _lines),
    "audit.audited_people": Query(Sees.WIDE, SEE, lambda s, v, w: audit.audited_people(s, v, w.school)),
    "audit.audited_schools": Query(Sees.WIDE, SEE, _schools),
    "audit_subjects.subjects": Query(
        Sees.WIDE, SEE, lambda s, v, w: audit_subjects.subjects(s, v, {w.waiting, w.out, w.home, w.school})
    ),
    "glass.looked_at": Query(Sees.WIDE, GLASS, _looked_at),
    "glass.open_now": Query(
        Sees.OWN, (Action.BREAK_GLASS,), lambda s, v, _: glass.open_now(s, v, now=OPENED_AT)
    ),
    "glass.openings": Query(Sees.WIDE, GLASS, lambda s, v, _: glass.openings(s, v)),
    "glass.to_look_into": Query(Sees.WIDE, GLASS, lambda s, v, _: glass.to_look_into(s, v)),
}
