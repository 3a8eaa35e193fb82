"""Breaking the glass: in an emergency somebody of the staff opens a school's visits and homes for reading, for an hour.

They say why, the designated leads are told at once, and every look is on record. It changes nothing and lets nothing be
changed: `Role.BREAK_GLASS` may see, and that is all it may (`visits.permissions.TABLE`).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require, require_person
from data.models import BrokenGlass, School
from data.queries.people import glass_open
from data.telling import tell_leads
from visits.access_notices import glass_notice
from visits.permissions import FAMILIES, Action, Reach, Viewer, reach, without_glass

LASTS: Final = timedelta(hours=1)
"""Homeward's own choice: long enough for an emergency, short enough that nobody goes on with it by habit."""
SHORTEST_REASON: Final = 15
LONGEST_REASON: Final = 500


@command("glass.open")
def open_glass(session: Session, *, school_id: UUID, reason: str, by: Viewer, now: datetime) -> datetime:
    """Open the school's live visits, visits and homes for reading; return until when. Open already, it stays as it is.

    Raises Invalid without a reason that says something. What was typed stands where the leads read it, not in the audit.
    """
    person_id = require_person(by)
    audit.note(session, school_id=school_id)
    require(by, Action.BREAK_GLASS, school_id=school_id)
    if _sees_all(by, school_id):
        raise Refused("You may see every visit and home of this school already.")
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Invalid({"reason": f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} characters."})
    # The school's row, held: two presses at once are one after the other.
    school = session.get_one(School, school_id, with_for_update={"key_share": True})
    open_now = select(BrokenGlass.ends_at).where(
        BrokenGlass.person_id == person_id, BrokenGlass.school_id == school_id, glass_open(now)
    )
    if (until := session.scalar(open_now)) is not None:
        raise Repeated(until)
    row = BrokenGlass(
        id=uuid7(),
        school_id=school_id,
        person_id=person_id,
        reason=said,
        from_at=now,
        ends_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    notice = glass_notice(school=school.name, timezone=school.timezone, by_name=by.name, until=row.ends_at)
    told = tell_leads(session, notice, topic="glass.opened", about_id=row.id, school=school, now=now)
    audit.note(session, subject_id=person_id, glass=row.id, until=row.ends_at, told=told)
    return row.ends_at


@command("glass.end")
def end_glass(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> None:
    """End it before its time: one's own. Where none is open nothing is done."""
    person_id = require_person(by)
    audit.note(session, school_id=school_id, subject_id=person_id)
    mine = select(BrokenGlass).where(
        BrokenGlass.person_id == person_id, BrokenGlass.school_id == school_id, glass_open(now)
    )
    rows = session.scalars(mine.with_for_update()).all()
    if not rows:
        raise Repeated(None)
    for row in rows:
        row.ended_at = now
    audit.note(session, glass=rows[0].id)


@command("glass.seen")
def glass_seen(session: Session, *, glass_id: UUID, by: Viewer, now: datetime) -> None:
    """A designated lead, or the headteacher, has looked at who opened what and why: somebody else than who did."""
    person_id = require_person(by)
    row = session.get(BrokenGlass, glass_id, with_for_update=True)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.person_id, glass=row.id)
    require(by, Action.SEE_BROKEN_GLASS, school_id=row.school_id)
    if row.person_id == person_id:
        raise Refused("Somebody else than the one who opened it looks at it.")
    if row.seen_at is not None:
        raise Repeated(None)
    if row.ended_at is None and now < row.ends_at:
        raise Refused("It is still open. Look into it once it has ended: until then more may be looked at.")
    row.seen_at, row.seen_by_id = now, person_id


def _sees_all(by: Viewer, school_id: UUID) -> bool:
    """Whether there is nothing left to open: by what they are, not by what they opened before."""
    roles = without_glass(by).roles_at(school_id)
    opened = [a for a in FAMILIES if a is not Action.IMPORT_RECORDS]
    return all(reach(action, roles) is Reach.SCHOOL for action in opened)
