"""What absence asks for a visit at a school."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.changes import noted
from data.commands.core import Invalid, command, require
from data.models import School
from visits.permissions import Action, Viewer
from visits.triggers import Trigger, problems

COLUMNS = ("trigger_days", "trigger_percent", "trigger_persistent", "trigger_severe")


@command("school.set_trigger")
def set_trigger(session: Session, *, school_id: UUID, trigger: Trigger, by: Viewer, now: datetime) -> None:
    """Set when absence asks for a visit. Raises Invalid with a sentence for each line that cannot be."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.SET_SCHOOL, school_id=school_id)
    if found := problems(trigger):
        raise Invalid(found)
    school = session.get_one(School, school_id, with_for_update={"key_share": True})
    with noted(session, school, *COLUMNS):
        school.trigger_days, school.trigger_percent = trigger.days, trigger.percent
        school.trigger_persistent, school.trigger_severe = trigger.persistent, trigger.severe
