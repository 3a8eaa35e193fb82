"""An example of every query of the audit."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from data.audit_search import Search
from data.queries import audit, audit_subjects
from tests.examples.queries import Query, Scene, Sees
from tests.homes import TODAY
from visits.permissions import Action, Viewer

SEE: Final = (Action.SEE_AUDIT,)


def _lines(session: Session, viewer: Viewer, scene: Scene) -> object:
    days = (date(2026, 1, 1), TODAY + timedelta(days=30))
    search = Search(school_id=scene.school, first_on=days[0], last_on=days[1])
    return audit.audit_entries(session, viewer, search).lines


def _schools(session: Session, viewer: Viewer, scene: Scene) -> object:
    return [one for one in audit.audited_schools(session, viewer) if one == scene.school]


AUDITING: Final[dict[str, Query]] = {
    "audit.audit_entries": Query(Sees.WIDE, SEE, _lines),
    "audit.audited_people": Query(Sees.WIDE, SEE, lambda s, v, w: audit.audited_people(s, v, w.school)),
    "audit.audited_schools": Query(Sees.WIDE, SEE, _schools),
    "audit_subjects.subjects": Query(
        Sees.WIDE, SEE, lambda s, v, w: audit_subjects.subjects(s, v, {w.waiting, w.out, w.home, w.school})
    ),
}
