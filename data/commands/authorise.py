"""Saying yes or no to a visit."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Invalid, Refused, Stale, command, require_person
from data.happening import end, next_state, open_visit, record
from data.judging import judge, let_pass, may_decide, school_and_version
from data.plans import clear_answers, plan_of, write_answers
from data.refresh import refresh_deadlines
from visits.compliance import open_warnings
from visits.permissions import Action, Viewer
from visits.words import EventKind

ACCEPTED: Final = "Accepted by whoever authorised the visit"


@command("visit.authorise")
def authorise(session: Session, *, visit_id: UUID, version: int, by: Viewer, now: datetime) -> None:
    """Let a visit go. It is judged again, by the version in force now; nobody authorises a visit that they are on."""
    loaded = open_visit(session, visit_id, by, Action.AUTHORISE)
    row = loaded.row
    if row.version != version:
        raise Stale
    to = next_state(row.state, EventKind.AUTHORISE)
    plan = plan_of(session, row)
    school, in_force_now = school_and_version(session, plan.school_id, now)
    found = may_decide(session, loaded, by, now=now)
    if not found.allowed:
        raise Refused(found.sentence)
    answers, _ = judge(session, plan, in_force_now, school, now=now, visit_id=row.id)
    if since := open_warnings(answers):
        # They came up after it was asked for and stood on the authoriser's screen.
        accepted = dict.fromkeys((a.key for a in since), ACCEPTED)
        plan = replace(plan, reasons_given={**plan.reasons_given, **accepted})
        answers, _ = judge(session, plan, in_force_now, school, now=now, visit_id=row.id)
    let_pass(answers)
    row.state, row.authorised_at, row.authorised_by_id = to, now, require_person(by)
    row.authorised_as_delegate, row.policy_version_id = found.departs, in_force_now.id
    row.version += 1
    clear_answers(session, row.id)
    write_answers(session, row, answers)
    record(session, row, EventKind.AUTHORISE, by=by, now=now)
    audit.note(session, state=row.state, as_delegate=found.departs)
    refresh_deadlines(session, visit_id=row.id, now=now)


@command("visit.decline")
def decline(
    session: Session, *, visit_id: UUID, version: int, reason: str, by: Viewer, now: datetime
) -> None:
    """Say no, with a reason that the planner reads."""
    loaded = open_visit(session, visit_id, by, Action.AUTHORISE)
    if loaded.row.version != version:
        raise Stale
    if not reason.strip():
        raise Invalid({"reason": "Say why, so that the planner knows what to change."})
    to = next_state(loaded.row.state, EventKind.DECLINE)
    found = may_decide(session, loaded, by, now=now)
    if not found.allowed:
        raise Refused(found.sentence)
    end(session, loaded.row, to, EventKind.DECLINE, reason.strip(), by, now)
