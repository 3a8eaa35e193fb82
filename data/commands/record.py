"""The record of a visit once everybody is back: written up, looked at, followed up, closed.

The story itself stays in the school's own system (CPOMS, MyConcern, the child's folder); here is its reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.aftercare import add_visit_task, close_tasks, needs_review, works_here
from data.commands.core import Invalid, Refused, Repeated, Stale, command, require_person
from data.happening import next_state, open_visit, record
from data.models import AlertRow, Concern, DeadlineRow, Task, VisitRow, WriteUp
from data.not_seen import raise_if_not_seen
from data.plans import NOT_SAID
from data.queries.calendar import local_at, local_day
from data.queries.snapshot import Loaded
from data.refresh import refresh_deadlines
from visits.aftercare import ASSESS_WITHIN, TaskKind, Wanted
from visits.permissions import Action, Viewer
from visits.words import EventKind, StopOutcome, Via

SEEN = frozenset({StopOutcome.SEEN, StopOutcome.ADULT_ONLY, StopOutcome.AT_THE_DOOR})


@dataclass(frozen=True, kw_only=True)
class StopReport:
    """How one stop ended. `home_changed` asks for its risk assessment to be looked at again (BT-09, HA-04)."""

    stop_id: UUID
    outcome: StopOutcome | None
    who_was_seen: str = ""
    home_changed: bool = False


@command("record.write_up")
def write_up(
    session: Session,
    *,
    visit_id: UUID,
    version: int,
    stops: tuple[StopReport, ...],
    system: str,
    reference: str,
    actions: str = "",
    slt_told: bool = False,
    reason: str = "",
    by: Viewer,
    now: datetime,
) -> None:
    """Write a visit up, or mend what was written (BT-19, RB-08, WH-09, FS-09, HA-12). Ends the tasks that asked for it.

    `reason` is the key of the policy's reason, for a visit that left before anybody gave one.
    Raises Invalid for what is missing, Stale when somebody was faster, Refused before everybody is back.
    """
    person_id = require_person(by)
    loaded = open_visit(session, visit_id, by, Action.WRITE_UP)
    row = loaded.row
    to = next_state(row.state, EventKind.WRITE_UP)
    if row.version != version:
        raise Stale
    found = _by_stop(row, stops)
    _complete(row, found, system=system, reference=reference)
    _name_the_reason(loaded, reason)
    before = {stop.id: stop.outcome for stop in row.stops}
    for stop in row.stops:
        stop.outcome, stop.who_was_seen = found[stop.id].outcome, found[stop.id].who_was_seen.strip()
    kept = session.scalars(select(WriteUp).where(WriteUp.visit_id == row.id)).one_or_none()
    if kept is None:
        kept = WriteUp(school_id=row.school_id, visit_id=row.id)
        session.add(kept)
    kept.system, kept.reference, kept.actions = system.strip(), reference.strip(), actions.strip()
    kept.slt_told, kept.written_at, kept.by_id = slt_told, now, person_id
    kept.confirmed_at, kept.confirmed_by_id = None, None
    row.state, row.version = to, row.version + 1
    record(session, row, EventKind.WRITE_UP, by=by, now=now, via=Via.FORM)
    ended = [TaskKind.WRITE_UP, *([TaskKind.TELL_ON_RETURN] if slt_told else [])]
    close_tasks(session, kinds=ended, visit_id=row.id, by_id=person_id, now=now)
    _ask_for_assessments(session, loaded, found, now)
    audit.note(session, state=to, outcomes=[found[s.id].outcome for s in row.stops], slt_told=slt_told)
    refresh_deadlines(session, visit_id=row.id, now=now)
    for stop in tuple(row.stops):
        raise_if_not_seen(session, row, stop, before=before[stop.id], now=now)


@command("record.close")
def close_visit(session: Session, *, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """A leader closes a visit that is written up. Refused while somebody's word or somebody's answer is still awaited."""
    loaded = open_visit(session, visit_id, by, Action.CLOSE_VISIT)
    row = loaded.row
    to = next_state(row.state, EventKind.CLOSE)
    _nothing_awaited(session, row)
    row.state, row.version = to, row.version + 1
    record(session, row, EventKind.CLOSE, by=by, now=now)
    audit.note(session, state=to)
    refresh_deadlines(session, visit_id=row.id, now=now)


@command("record.review_unauthorised")
def review_unauthorised(session: Session, *, visit_id: UUID, note: str, by: Viewer, now: datetime) -> None:
    """A leader has looked at a visit that left before anybody authorised it, and says what comes of it."""
    person_id = require_person(by)
    loaded = open_visit(session, visit_id, by, Action.CLOSE_VISIT)
    row = loaded.row
    if not row.unauthorised:
        raise Refused("This visit was authorised before it left.")
    if not needs_review(row):
        raise Repeated(None)
    if went(row, person_id):
        raise Refused("Somebody who was on this visit cannot be the one who looks at it.")
    if not note.strip():
        raise Invalid({"note": "Say what came of it, in a sentence."})
    row.unauthorised_reviewed_at, row.version = now, row.version + 1
    close_tasks(
        session,
        kinds=[TaskKind.REVIEW_UNAUTHORISED],
        visit_id=row.id,
        by_id=person_id,
        now=now,
        came_of_it=note.strip(),
    )
    audit.note(session, reviewed=True)


@command("record.follow_up")
def follow_up(
    session: Session,
    *,
    visit_id: UUID,
    due_on: date,
    note: str = "",
    owner_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Set the date of a further visit (FS-09, HA-12) as a task of `owner_id`, or of whoever led this one."""
    loaded = open_visit(session, visit_id, by, Action.WRITE_UP)
    if due_on < local_day(loaded.school, now):
        raise Invalid({"due_on": "A further visit lies ahead. Choose today or a later day."})
    works_here(session, loaded.school, owner_id, now)
    due_at = local_at(loaded.school, due_on, loaded.school.opens)
    same = select(Task.id).where(
        Task.visit_id == visit_id,
        Task.kind == TaskKind.FURTHER_VISIT,
        Task.due_at == due_at,
        Task.done_at.is_(None),
    )
    if (there := session.scalar(same)) is not None:
        raise Repeated(there)
    rule = loaded.policy.after.further_visit
    wanted = Wanted(
        kind=TaskKind.FURTHER_VISIT,
        title="Plan the further visit",
        due_at=due_at,
        duties=rule.duties if rule else (),
    )
    task = add_visit_task(
        session, row=loaded.row, wanted=wanted, now=now, owner_id=owner_id, note=note.strip()
    )
    session.flush()
    audit.note(session, task=task.id, due_on=due_on)
    return task.id


def went(row: VisitRow, person_id: UUID) -> bool:
    """Whether this person was on the visit."""
    return person_id in {v.person_id for v in row.visitors}


def _by_stop(row: VisitRow, stops: tuple[StopReport, ...]) -> Mapping[UUID, StopReport]:
    found = {report.stop_id: report for report in stops}
    if set(found) != {stop.id for stop in row.stops} or len(found) != len(stops):
        raise Invalid({"stops": "Say how each stop of this visit ended, once."})
    return found


def _complete(row: VisitRow, found: Mapping[UUID, StopReport], *, system: str, reference: str) -> None:
    """Everything that a write-up needs is there, or Invalid with a sentence a field."""
    problems: dict[str, str] = {}
    for number, stop in enumerate(row.stops, start=1):
        report = found[stop.id]
        if report.outcome is None:
            problems[f"outcome:{stop.id}"] = f"Stop {number}: say how it ended."
        elif report.outcome in SEEN and not report.who_was_seen.strip():
            problems[f"who:{stop.id}"] = f"Stop {number}: say who was seen."
    if not system.strip():
        problems["system"] = "Say where the record is kept, such as CPOMS or MyConcern."
    if not reference.strip():
        problems["reference"] = "Give the record's reference, or the place in the folder."
    if problems:
        raise Invalid(problems)


def _name_the_reason(loaded: Loaded, key: str) -> None:
    """A visit that left in haste gets its reason now, so that it can be counted with the others."""
    if loaded.row.reason != NOT_SAID:
        return
    reason = loaded.policy.reason(key)
    if reason is None:
        raise Invalid({"reason": "Choose the reason for this visit; nobody gave one when it left."})
    loaded.row.reason, loaded.row.common_reason = reason.key, reason.common.value


def _ask_for_assessments(
    session: Session, loaded: Loaded, found: Mapping[UUID, StopReport], now: datetime
) -> None:
    """Something about a home has changed: its assessment is a task, once, for whoever led the visit."""
    homes = {s.household_id for s in loaded.row.stops if s.household_id and found[s.id].home_changed}
    asked = select(Task.about_id).where(
        Task.kind == TaskKind.ASSESS_HOME, Task.done_at.is_(None), Task.about_id.in_(homes)
    )
    wanted = Wanted(
        kind=TaskKind.ASSESS_HOME,
        title="Bring the risk assessment of the home up to date",
        due_at=now + ASSESS_WITHIN,
        duties=loaded.policy.risk.duties,
    )
    for home in homes - set(session.scalars(asked)):
        add_visit_task(session, row=loaded.row, wanted=wanted, now=now, about_id=home)


def _nothing_awaited(session: Session, row: VisitRow) -> None:
    """Closing ends the watch of a visit, so nothing may hang on it."""
    word = select(DeadlineRow.id).where(
        DeadlineRow.visit_id == row.id, DeadlineRow.closed_at.is_(None), DeadlineRow.ladder
    )
    if session.scalar(word.limit(1)) is not None:
        raise Refused("Somebody has not said yet that they are home. The visit stays open until they do.")
    alert = select(AlertRow.id).where(AlertRow.visit_id == row.id, AlertRow.closed_at.is_(None))
    if session.scalar(alert.limit(1)) is not None:
        raise Refused("An alert of this visit has not been stood down yet.")
    concern = select(Concern.id).where(Concern.visit_id == row.id, Concern.taken_at.is_(None))
    if session.scalar(concern.limit(1)) is not None:
        raise Refused("A concern of this visit has not been taken by a safeguarding lead yet.")
    if needs_review(row):
        raise Refused("This visit left before it was authorised. A leader looks at that first.")
