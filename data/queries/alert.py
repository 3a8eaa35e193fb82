"""Open alerts for the board: one function gives everything that a card needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, AlertStepRow, DeadlineRow, Person, School, StepResultRow
from data.queries.alert_card import AlertCard, NextLine, ResultLine, StepLine, VisitorLine
from data.queries.alert_place import home_phones, last_word, stop_line, vehicle
from data.queries.calendar import local_day
from data.queries.people import Contact, on_duty
from data.queries.policy import in_force, policy_of
from data.queries.presses import is_named_afterwards
from data.queries.snapshot import Loaded, load_visit
from data.settle import due_rows
from visits.alerts import after_silence, asked, by_name, ladder_of, outcomes_of, reference
from visits.deadlines import is_back
from visits.ladders import Ladder
from visits.limits import granted
from visits.permissions import Action, Viewer, schools_where
from visits.words import LadderKind, Role, StepKind, StepOutcome


def open_alerts(session: Session, viewer: Viewer, *, now: datetime) -> list[AlertCard]:
    """Every alert that is not stood down, of the schools whose board the viewer sees.

    Emergencies first, then the oldest; drills after everything that is in earnest.
    """
    query = (
        select(AlertRow)
        .where(
            AlertRow.closed_at.is_(None),
            AlertRow.school_id.in_(schools_where(viewer, Action.SEE_LIVE, wide=True)),
        )
        .order_by(AlertRow.due_at, AlertRow.id)
    )
    rows = session.scalars(query).all()
    emergencies = {row.visit_id for row in rows if row.kind is LadderKind.EMERGENCY and row.visit_id}
    unnamed = {row.school_id for row in rows if _is_unnamed(row)}
    cards = [_card(session, row, emergencies, unnamed, now) for row in rows]
    return sorted(cards, key=lambda c: (c.drill, c.kind is not LadderKind.EMERGENCY, c.due_at))


def _is_unnamed(row: AlertRow) -> bool:
    """An emergency in earnest of which nobody has said yet which visit it is about."""
    return row.kind is LadderKind.EMERGENCY and row.visit_id is None and not row.drill


def _card(
    session: Session, row: AlertRow, emergencies: set[UUID], unnamed: set[UUID], now: datetime
) -> AlertCard:
    school = session.get_one(School, row.school_id)
    loaded = load_visit(session, row.visit_id) if row.visit_id else None
    ladder = _ladder(session, row, school, loaded)
    steps = session.scalars(
        select(AlertStepRow).where(AlertStepRow.alert_id == row.id).order_by(AlertStepRow.started_at)
    ).all()
    step = next((s for s in steps if s.ended_at is None), None)
    found = _results(session, steps)
    not_seen = row.kind is LadderKind.PUPIL_NOT_SEEN
    due = due_rows(session, visit_id=row.visit_id, now=now) if row.visit_id and not not_seen else []
    own = {v.person_id for v in loaded.row.visitors if v.person_id} if loaded else set()
    stop = stop_line(session, loaded, due, not_seen=not_seen)
    return AlertCard(
        id=row.id,
        kind=row.kind,
        school_id=school.id,
        school=school.name,
        timezone=school.timezone,
        office_phone=school.office_phone,
        visit_id=row.visit_id,
        reference=reference(row.visit_id),
        state=loaded.row.state if loaded else None,
        unauthorised=loaded.row.unauthorised if loaded else False,
        drill=row.drill,
        due_at=due[0].due_at if due and row.kind is LadderKind.OVERDUE else row.due_at,
        due_stage=due[0].stage if due and row.kind is LadderKind.OVERDUE else None,
        raised_at=row.raised_at,
        late_s=row.late_s,
        visitors=_visitors(loaded, due, [r for r in found if step and r.alert_step_id == step.id]),
        stop=stop,
        home_phones=home_phones(session, loaded, stop) if _rings_home(step) else (),
        vehicle=vehicle(loaded),
        last_word=last_word(loaded),
        step=_step(session, step, ladder, row, own, now) if step else None,
        next_step=_next(session, step, ladder, row, own, now) if step else None,
        concern_leads_to=_jump(step, ladder, drill=row.drill),
        results=_lines(found, steps, ladder, loaded, drill=row.drill),
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=_name(session, row.acknowledged_by_id),
        accounted_at=row.accounted_at,
        heard=row.heard,
        police_called_at=row.police_called_at,
        police_called_by=_name(session, row.police_called_by_id),
        police_reference=row.police_reference,
        more_minutes_left=_more_minutes_left(loaded),
        has_phrase=school.code_phrase is not None,
        emergency_open=row.kind is not LadderKind.EMERGENCY and row.visit_id in emergencies,
        version=loaded.row.version if loaded else None,
        named_afterwards=is_named_afterwards(session, row),
        emergency_maybe=row.kind is LadderKind.OVERDUE and not row.drill and row.school_id in unnamed,
    )


def _ladder(session: Session, row: AlertRow, school: School, loaded: Loaded | None) -> Ladder:
    if loaded is not None:
        return ladder_of(row.kind, loaded.policy)
    version = in_force(session, school_id=school.id, on=local_day(school, row.raised_at))
    return ladder_of(row.kind, policy_of(version) if version else None)


def _visitors(
    loaded: Loaded | None, due: Sequence[DeadlineRow], results: Sequence[StepResultRow]
) -> tuple[VisitorLine, ...]:
    if loaded is None:
        return ()
    waiting = {row.visitor_id for row in due}
    latest = {r.visitor_id: r.outcome for r in results}
    return tuple(
        VisitorLine(
            id=v.id,
            person_id=v.person_id,
            name=v.name,
            role=v.role,
            mobile=v.mobile,
            organisation=v.organisation,
            due=v.id in waiting or None in waiting,
            back=is_back(v.id, loaded.events),
            outcome=latest.get(v.id),
        )
        for v in loaded.row.visitors
    )


def _step(
    session: Session, row: AlertStepRow, ladder: Ladder, alert: AlertRow, own: set[UUID], now: datetime
) -> StepLine:
    step, school = ladder.step(row.key), session.get_one(School, row.school_id)
    people = _people(session, school, step.acts, own, now)
    return StepLine(
        id=row.id,
        key=row.key,
        kind=step.kind,
        number=ladder.number(row.key),
        of=len(ladder.steps),
        text=asked(step, drill=alert.drill),
        duties=step.duties,
        ours=ladder.ours,
        police=step.police,
        acts=step.acts,
        people=people,
        tells=step.tells,
        tells_people=_people(session, school, step.tells, own, now),
        nobody_on_duty=not people,
        outcomes=outcomes_of(step.kind, drill=alert.drill),
        by_name=by_name(step.kind, drill=alert.drill),
        started_at=row.started_at,
        remind_at=row.remind_at,
        reminded=row.reminded,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=_name(session, row.acknowledged_by_id),
    )


def _next(
    session: Session, row: AlertStepRow, ladder: Ladder, alert: AlertRow, own: set[UUID], now: datetime
) -> NextLine | None:
    step = after_silence(ladder, row.key)
    if step is None:
        return None
    # Where a step tells somebody, it is they who have to be there; else those who act.
    school = session.get_one(School, row.school_id)
    people = _people(session, school, step.tells or step.acts, own, now)
    return NextLine(text=asked(step, drill=alert.drill), people=people)


def _people(
    session: Session, school: School, roles: tuple[Role, ...], own: set[UUID], now: datetime
) -> tuple[Contact, ...]:
    found = on_duty(session, school_id=school.id, roles=roles, at=now)
    return tuple(c for c in found if c.person_id not in own)


def _jump(step: AlertStepRow | None, ladder: Ladder, *, drill: bool) -> str | None:
    """What "cause for concern now" leads to from here; None where the ladder is there already."""
    target = ladder.concern_jumps_to
    if step is None or ladder.number(step.key) >= ladder.number(target):
        return None
    return asked(ladder.step(target), drill=drill)


def _results(session: Session, steps: Sequence[AlertStepRow]) -> Sequence[StepResultRow]:
    query = (
        select(StepResultRow)
        .where(StepResultRow.alert_step_id.in_([s.id for s in steps]))
        .order_by(StepResultRow.at, StepResultRow.id)
    )
    return session.scalars(query).all()


def _lines(
    results: Sequence[StepResultRow],
    steps: Sequence[AlertStepRow],
    ladder: Ladder,
    loaded: Loaded | None,
    *,
    drill: bool,
) -> tuple[ResultLine, ...]:
    names = {v.id: v.name for v in loaded.row.visitors} if loaded else {}
    keys = {s.id: s.key for s in steps}
    lines: dict[tuple[UUID, UUID], ResultLine] = {}
    for r in results:
        # What is recorded of a visitor takes the place of what was; what is of all of them stands beside it.
        which = r.alert_step_id, r.visitor_id or r.id
        earlier = lines.pop(which, None)
        lines[which] = ResultLine(
            at=r.at,
            by_name=r.by_name,
            via=r.via,
            step_text=asked(ladder.step(keys[r.alert_step_id]), drill=drill),
            visitor=names.get(r.visitor_id) if r.visitor_id else None,
            outcome=StepOutcome(r.outcome),
            note=r.note,
            before=(*earlier.before, replace(earlier, before=())) if earlier else (),
        )
    return tuple(lines.values())


def _more_minutes_left(loaded: Loaded | None) -> int:
    if loaded is None:
        return 0
    cap = loaded.policy.hours.more_time_cap_minutes
    used = sum((length for _, length in granted(loaded.events, cap)), timedelta(0))
    return cap - int(used / timedelta(minutes=1))


def _rings_home(step: AlertStepRow | None) -> bool:
    return step is not None and step.kind is StepKind.RING_HOME


def _name(session: Session, person_id: UUID | None) -> str | None:
    return session.get_one(Person, person_id).name if person_id else None
