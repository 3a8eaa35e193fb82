"""A school's terms and closures as they are kept, and what a file of them would do."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.commands.core import require
from data.imports.terms.plan import KIND_WORDS, TermsPreview, plan_terms
from data.models import Closure, Term
from visits.permissions import Action, Viewer, may


@dataclass(frozen=True, kw_only=True)
class Days:
    """A term, or days inside one on which pupils are not in. `what` is as people read it."""

    what: str
    year: str
    first_on: date
    last_on: date


def school_days(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> tuple[Days, ...]:
    """The school's terms that are not over, with their closures, in order; nothing for who may not set them."""
    if not may(viewer, Action.SET_SCHOOL, school_id=school_id):
        return ()
    terms = list(
        session.scalars(
            select(Term).where(Term.school_id == school_id, Term.ends_on >= today).order_by(Term.starts_on)
        )
    )
    if not terms:
        return ()
    closures = session.scalars(
        select(Closure)
        .where(Closure.school_id == school_id, Closure.ends_on >= terms[0].starts_on)
        .order_by(Closure.starts_on)
    )
    found = [
        Days(what=f"{t.name} term", year=t.academic_year, first_on=t.starts_on, last_on=t.ends_on)
        for t in terms
    ]
    found += [
        Days(
            what=KIND_WORDS.get(c.kind) or c.note or "Closed",
            year="",
            first_on=c.starts_on,
            last_on=c.ends_on,
        )
        for c in closures
    ]
    return tuple(sorted(found, key=lambda days: (days.first_on, days.year == "")))


def preview_terms(session: Session, *, viewer: Viewer, school_id: UUID, content: bytes | str) -> TermsPreview:
    """What a file of term dates would do. Raises NotPermitted; a file that cannot be read is a preview with problems."""
    require(viewer, Action.SET_SCHOOL, school_id=school_id)
    return plan_terms(session, school_id=school_id, content=content).preview()
