"""What somebody who authorises needs on one screen: each visit that waits, with what is known of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.judging import judge, may_decide, school_and_version
from data.models import VisitRow
from data.plans import plan_of
from data.queries.calendar import calendar_of
from data.queries.past import Past, past_of_home
from data.queries.people import Contact, on_duty
from data.queries.policy import policy_of
from data.queries.scope import LIVE, visits_for
from data.queries.snapshot import Loaded, load_visit
from data.queries.visit import VisitSeen
from data.queries.visit import visit as visit_seen
from visits.compliance import Answer, Say, Verdict
from visits.deadlines import open_deadlines
from visits.ladders import Ladder
from visits.permissions import Action, Viewer
from visits.visit import Event, Visit
from visits.words import EventKind, Role, StepKind, VisitState


@dataclass(frozen=True, kw_only=True)
class StepAhead:
    """A step of the ladder, and who would be on duty when the visit is overdue: to take it, and to be told of it."""

    text: str
    acts: tuple[Contact, ...]
    told: tuple[Contact, ...]
    tells: bool


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A visit that waits. `say` is whether the viewer may decide; `answers` are what the policy says of it now.

    `overdue_at`: when silence becomes an alert if it leaves as planned and nobody calls. `past` is by household.
    """

    seen: VisitSeen
    version: int
    asked_at: datetime
    say: Say
    answers: tuple[Answer, ...]
    past: dict[UUID, Past]
    ladder: tuple[StepAhead, ...]
    overdue_at: datetime | None

    @property
    def stopped(self) -> bool:
        """Whether the policy stops it, whatever the authoriser says."""
        return any(a.verdict is Verdict.BLOCK for a in self.answers)


def waiting(session: Session, viewer: Viewer, *, now: datetime) -> list[Waiting]:
    """Every visit that waits and that the viewer may decide on, or may see; the one that leaves first, first."""
    query = select(VisitRow.out_at, VisitRow.id).where(
        LIVE, VisitRow.state == VisitState.REQUESTED, visits_for(viewer, Action.AUTHORISE)
    )
    # Sorted here: to have them in order, SQLite would go through the school's whole past.
    rows = sorted((row.out_at, row.id) for row in session.execute(query))
    found = (_waiting(session, viewer, visit_id, now) for _, visit_id in rows)
    return [one for one in found if one is not None]


def _waiting(session: Session, viewer: Viewer, visit_id: UUID, now: datetime) -> Waiting | None:
    loaded = load_visit(session, visit_id)
    school, version = school_and_version(session, loaded.row.school_id, now)
    plan = plan_of(session, loaded.row)
    answers, _ = judge(session, plan, version, school, now=now, visit_id=visit_id)
    say = may_decide(session, loaded, viewer, now=now)
    overdue_at = _overdue_at(session, loaded)
    homes = {s.household_id for s in loaded.row.stops if s.household_id}
    past = {home: past_of_home(session, viewer, home, limit=5) for home in homes}
    ladder = _ladder(session, loaded, policy_of(version).overdue, overdue_at or loaded.row.back_at)
    row_version, asked_at = loaded.row.version, loaded.row.created_at
    # Whoever may decide sees it whatever else they see: a line manager is on none of the visits that wait (WH-02).
    seen = visit_seen(session, viewer, visit_id, action=Action.AUTHORISE if say.allowed else Action.SEE_VISIT)
    if seen is None:
        return None
    return Waiting(
        seen=seen,
        version=row_version,
        asked_at=asked_at,
        say=say,
        answers=answers,
        past={home: found for home, found in past.items() if found is not None},
        ladder=ladder,
        overdue_at=overdue_at,
    )


def _overdue_at(session: Session, loaded: Loaded) -> datetime | None:
    """The first deadline with a ladder, if they leave on time and nothing more is heard."""
    plan = loaded.visit
    out = Visit(
        id=plan.id,
        state=VisitState.OUT,
        out_at=plan.out_at,
        back_at=plan.back_at,
        stops=plan.stops,
        visitors=plan.visitors,
    )
    left = Event(kind=EventKind.SIGN_OUT, happened_at=plan.out_at)
    calendar = calendar_of(session, school=loaded.school, at=plan.out_at)
    due = [d.due_at for d in open_deadlines(out, loaded.policy, calendar, (left,)) if d.ladder]
    return min(due, default=None)


def _ladder(session: Session, loaded: Loaded, ladder: Ladder, at: datetime) -> tuple[StepAhead, ...]:
    goes = {v.person_id for v in loaded.row.visitors if v.person_id}

    def there(roles: tuple[Role, ...]) -> tuple[Contact, ...]:
        found = on_duty(session, school_id=loaded.row.school_id, roles=roles, at=at)
        return tuple(c for c in found if c.person_id not in goes)

    return tuple(
        StepAhead(
            text=step.text,
            acts=there(step.acts),
            told=there(step.tells),
            tells=step.kind is StepKind.TELL,
        )
        for step in ladder.steps
    )
