"""A school that was closed for today by mistake, or whose reason has gone, is opened again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Refused, command, require, require_person
from data.happening import hold_school
from data.models import School
from data.queries.closed import closure_of_today
from data.ripple import refresh_school
from visits.permissions import Action, Viewer


@command("school.open_again")
def open_again(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> None:
    """Take today's closing back: what is due is worked out anew. An offer of the watch that came with it stays.

    Refused where nobody closed it today; days of the calendar are not changed here.
    """
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.KEEP_WATCH, school_id=school_id)
    require(by, Action.GIVE_COVER, school_id=school_id)
    require_person(by)
    hold_school(session, school_id)
    row = closure_of_today(session, session.get_one(School, school_id), now=now)
    if row is None:
        raise Refused("Nobody has closed this school for today.")
    session.delete(row)
    refresh_school(session, school_id=school_id, now=now)
