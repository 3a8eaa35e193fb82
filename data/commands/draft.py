"""A form as somebody left it, so that a failed submit, a reload or a signed-out session loses nothing.

Saving is a command like any other and writes its entry, which says which form and nothing of what was typed. It costs
little because a page saves only what has changed: the same content again is `Repeated` and writes nothing.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.commands.core import Invalid, NotPermitted, Repeated, command, require, require_person
from data.models import Draft, Person
from visits.permissions import Action, Viewer

LONGEST: Final = 100_000
"""Characters of a draft. A form with everything filled in has a few thousand."""


@command("draft.save")
def save_draft(
    session: Session,
    *,
    form: str,
    payload: str,
    school_id: UUID,
    title: str = "",
    draft_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Keep a form as it stands; with `draft_id` in place of what that draft held. Unchanged, nothing is written.

    A draft that was discarded meanwhile is made anew under its id: what somebody types is never lost.
    Raises NotPermitted for somebody else's, Invalid for one that is too long.
    """
    person_id = require_person(by)
    audit.note(session, school_id=school_id, subject_id=draft_id, form=form)
    require(by, Action.OWN_ACCOUNT, school_id=school_id)
    if len(payload) > LONGEST:
        raise Invalid({"draft": "This form is too long to keep as a draft. Shorten the longest text."})
    # The same form twice at once is one draft: one person's are saved one after the other.
    session.get_one(Person, person_id, with_for_update={"key_share": True})
    row = session.get(Draft, draft_id) if draft_id else None
    if row is not None and (row.person_id != person_id or row.form != form):
        raise NotPermitted
    kept = (title[:120], payload, school_id)
    if row is None:
        row = Draft(id=draft_id or uuid7(), person_id=person_id, form=form)
        session.add(row)
    elif (row.title, row.payload, row.school_id) == kept:
        raise Repeated(row.id)
    row.title, row.payload, row.school_id = kept
    row.saved_at = now
    audit.note(session, subject_id=row.id)
    return row.id


@command("draft.discard")
def discard_draft(session: Session, *, draft_id: UUID, by: Viewer, now: datetime) -> None:
    """Throw one's own draft away: sent, or not wanted any more. One that is gone is gone."""
    person_id = require_person(by)
    row = session.get(Draft, draft_id, with_for_update=True)
    if row is None:
        raise Repeated(None)
    audit.note(session, school_id=row.school_id, subject_id=draft_id, form=row.form)
    if row.person_id != person_id:
        raise NotPermitted
    session.delete(row)
