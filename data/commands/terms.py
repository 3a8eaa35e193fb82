"""Take a file of a school's terms and closures: all of it, or nothing of it with every problem told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Stale, command, require
from data.imports.terms.plan import TermsPreview, plan_terms
from data.models import School
from data.ripple import refresh_school
from visits.permissions import Action, Viewer


@command("import.terms")
def terms(
    session: Session,
    *,
    school_id: UUID,
    content: bytes | str,
    by: Viewer,
    now: datetime,
    seen: str | None = None,
) -> TermsPreview:
    """Take a file of term dates; return what was done. What is due of visits follows the new days at once.

    `seen` is the fingerprint of the preview that somebody agreed to. Raises Invalid with every problem by row, Stale when
    the file would do something else by now.
    """
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.SET_SCHOOL, school_id=school_id)
    # Held: two files at once are one after the other.
    session.get_one(School, school_id, with_for_update={"key_share": True})
    plan = plan_terms(session, school_id=school_id, content=content)
    preview = plan.preview()
    if not preview.problems and seen is not None and seen != preview.fingerprint:
        raise Stale
    plan.take(session)
    audit.note(session, new=len(preview.new), gone=len(preview.gone), same=preview.same)
    refresh_school(session, school_id=school_id, now=now)
    return preview
