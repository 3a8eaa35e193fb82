"""Take a file of pupils or of staff: all of it, or nothing of it with every problem told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import access, audit
from data.commands.core import Stale, command, require
from data.imports.plan import Plan, Preview
from data.imports.pupils import plan_pupils
from data.imports.staff import plan_staff
from data.models import PersonRole, School
from data.queries.calendar import local_day
from data.ripple import refresh_school
from visits.permissions import Action, Viewer, reads_families


@command("import.pupils")
def pupils(
    session: Session,
    *,
    school_id: UUID,
    content: bytes | str,
    leavers: bool,
    by: Viewer,
    now: datetime,
    seen: str | None = None,
) -> Preview:
    """Take a file of pupils with their homes and contacts; return what was done.

    With `leavers` the file is the whole school, and whoever is on roll and not in it leaves today. `seen` is the
    fingerprint of the preview that somebody agreed to. Raises Invalid with every problem by row, Stale when the file
    would do something else by now.
    """
    school = _school(session, school_id, by)
    today = local_day(school, now)
    plan = plan_pupils(session, school_id=school_id, content=content, leavers=leavers, today=today)
    return _take(session, plan, leavers=leavers, seen=seen)


@command("import.staff")
def staff(
    session: Session,
    *,
    school_id: UUID,
    content: bytes | str,
    leavers: bool,
    by: Viewer,
    now: datetime,
    seen: str | None = None,
) -> Preview:
    """Take a file of staff with their roles; return what was done. Who gains sight of families is told to the leads.

    With `leavers` the file is the whole staff, and the roles here of whoever is not in it end today.
    """
    school = _school(session, school_id, by, Action.IMPORT_STAFF)
    require(by, Action.MANAGE_PEOPLE, school_id=school_id)
    today = local_day(school, now)
    plan = plan_staff(session, school_id=school_id, content=content, leavers=leavers, by=by, today=today)
    done = _take(session, plan, leavers=leavers, seen=seen)
    people = {row.person_id for row in plan.added(PersonRole) if reads_families(row.role)}
    access.tell_of_file(session, school_id=school_id, by=by, now=now, people=people)
    refresh_school(session, school_id=school_id, now=now)
    return done


def _school(session: Session, school_id: UUID, by: Viewer, action: Action = Action.IMPORT_RECORDS) -> School:
    """The school, held: two files at once are one after the other."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, action, school_id=school_id)
    return session.get_one(School, school_id, with_for_update={"key_share": True})


def _take(session: Session, plan: Plan, *, leavers: bool, seen: str | None) -> Preview:
    preview = plan.preview()
    if not preview.problems and seen is not None and seen != preview.fingerprint:
        raise Stale
    plan.take(session, leavers=leavers)
    audit.about(session).facts.update(plan.counts(leavers=leavers))
    return preview
