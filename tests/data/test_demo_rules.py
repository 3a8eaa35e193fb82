"""The made-up history is one that the rules allow: how every visit got where it is, who decided, what was late."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.database import Database
from data.demo.schools import ANCHOR, FIRST_DAY, SCHOOLS
from data.demo.terms import school_years
from data.models import (
    AlertRow,
    AlertStepRow,
    AnswerRow,
    Base,
    DeadlineRow,
    EventRow,
    PersonRole,
    PolicyVersion,
    School,
    Task,
    VisitorRow,
    VisitRow,
)
from data.queries.policy import policy_of
from tests.demo_db import Demo, demo_database
from visits.lifecycle import TABLE
from visits.words import EventKind, StepOutcome, VisitState

LONDON = ZoneInfo("Europe/London")
LIVE = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo_database(tmp_path_factory)


@pytest.fixture(scope="module")
def session(demo: Demo) -> Iterator[Session]:
    """A read of the filled database, which these tests share and never change."""
    db = Database(f"sqlite:///{demo.path}")
    with db.read() as session:
        yield session
    db.close()


def _count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_history_is_on_school_days_at_hours_of_the_day(session: Session) -> None:
    places = {plan.slug: place for place, plan in enumerate(SCHOOLS)}
    slugs: dict[UUID, str] = dict(session.execute(select(School.id, School.slug)).all())  # type: ignore[arg-type]
    past = select(VisitRow.school_id, VisitRow.out_at, VisitRow.back_at).where(VisitRow.state.not_in(LIVE))
    days: Counter[int] = Counter()
    for school_id, out_at, back_at in session.execute(past):
        left, back = out_at.astimezone(LONDON), back_at.astimezone(LONDON)
        assert school_years(places[slugs[school_id]]).is_open(left.date())
        assert FIRST_DAY <= left.date() <= ANCHOR
        assert time(8, 30) <= left.time()
        assert back.time() <= time(19, 30)
        days[left.month] += 1
    assert days[11] > days[6], "a dark November has more visits than June"
    assert days[8] == 0


def test_the_deciding_column_of_every_visit_is_filled(session: Session) -> None:
    """A visit was judged by a version of its own school that was in force on that day."""
    rows = session.execute(select(VisitRow, PolicyVersion).join(PolicyVersion)).all()
    for visit, version in rows:
        day = (visit.authorised_at or visit.created_at).astimezone(LONDON).date()
        assert version.school_id == visit.school_id
        assert version.in_force_from <= day <= (version.in_force_to or date.max)


def test_whoever_authorised_may_and_was_not_on_the_visit(session: Session) -> None:
    roles: dict[tuple[UUID, UUID], set[Any]] = {}
    for row in session.scalars(select(PersonRole)):
        roles.setdefault((row.person_id, row.school_id), set()).add(row.role)
    visitors: dict[UUID, set[UUID | None]] = {}
    for visit_id, person_id in session.execute(select(VisitorRow.visit_id, VisitorRow.person_id)):
        visitors.setdefault(visit_id, set()).add(person_id)
    delegates = 0
    rules = {v.id: policy_of(v).authorisation for v in session.scalars(select(PolicyVersion))}
    authorised = select(VisitRow).where(VisitRow.authorised_by_id.is_not(None))
    for visit in session.scalars(authorised):
        asked = rules[visit.policy_version_id]
        assert visit.authorised_by_id not in visitors[visit.id]
        assert visit.created_at <= visit.authorised_at <= (visit.left_at or visit.authorised_at)
        may = roles[visit.authorised_by_id, visit.school_id] & {*asked.roles, *asked.out_of_hours_roles}
        assert may or visit.authorised_as_delegate
        delegates += visit.authorised_as_delegate
    assert delegates > 10


def test_every_visit_got_where_it_is_by_moves_that_the_table_knows(session: Session) -> None:
    events: dict[UUID, list[EventRow]] = {}
    for event in session.scalars(select(EventRow).order_by(EventRow.happened_at, EventRow.id)):
        events.setdefault(event.visit_id, []).append(event)
    visitors: dict[UUID, set[str]] = {}
    for visit_id, visitor_id in session.execute(select(VisitorRow.visit_id, VisitorRow.id)):
        visitors.setdefault(visit_id, set()).add(str(visitor_id))
    for visit in session.scalars(select(VisitRow)):
        state, back = VisitState.DRAFT, set()
        for event in events[visit.id]:
            state = TABLE[state, event.kind].to
            if event.kind is EventKind.BACK:
                back |= set(event.visitor_ids)
                if back == visitors[visit.id]:
                    state = TABLE[state, EventKind.ALL_BACK].to
            assert event.happened_at <= event.entered_at
        assert state is visit.state


def test_the_policy_was_asked_and_every_warning_has_its_reason(session: Session) -> None:
    stopped = (
        select(AnswerRow.key).join(VisitRow).where(AnswerRow.verdict == "block", ~VisitRow.retrospective)
    )
    assert session.scalars(stopped).all() == []
    silent = select(AnswerRow.key).where(AnswerRow.verdict == "warn", AnswerRow.reason == "")
    assert session.scalars(silent).all() == []
    asked = session.scalar(select(func.count(AnswerRow.visit_id.distinct())))
    assert asked == _count(session, VisitRow)


def test_nobody_was_late_without_an_alert(session: Session) -> None:
    """A past deadline was met in time, or an alert has it, or somebody gave more time."""
    more = select(EventRow.visit_id).where(EventRow.kind == EventKind.MORE_TIME)
    late = (
        select(DeadlineRow)
        .join(VisitRow)
        .where(
            VisitRow.state.not_in(LIVE),
            DeadlineRow.ladder,
            DeadlineRow.closed_at > DeadlineRow.due_at,
            DeadlineRow.alert_id.is_(None),
            DeadlineRow.visit_id.not_in(more),
        )
    )
    assert session.scalars(late).all() == []


def test_alerts_ended_and_false_alarms_say_why(session: Session) -> None:
    alerts = session.scalars(select(AlertRow)).all()
    ended = [alert for alert in alerts if alert.closed_at is not None]
    assert len(alerts) - len(ended) == 1
    kinds = Counter(alert.closed_as for alert in ended)
    assert kinds["false_alarm"] > kinds["safe"] > 0
    assert all((alert.closed_as == "false_alarm") == (alert.cause_kind is not None) for alert in ended)
    assert all((alert.police_called_at is None) == (alert.police_told_at is None) for alert in ended)
    assert all(alert.cause and alert.closed_by_id and alert.raised_at >= alert.due_at for alert in ended)
    assert {alert.kind.value for alert in alerts} == {"overdue", "emergency"}


def test_some_schools_practised_and_no_drill_has_a_visit_or_rang_the_police(session: Session) -> None:
    drills = session.scalars(select(AlertRow).where(AlertRow.drill)).all()
    assert len({drill.school_id for drill in drills}) == len(drills) == 3
    for drill in drills:
        steps = session.scalars(select(AlertStepRow).where(AlertStepRow.alert_id == drill.id)).all()
        assert all(step.acknowledged_at and step.ended_at and step.outcome for step in steps)
        assert StepOutcome.POLICE_CALLED not in {step.outcome for step in steps}


def test_some_things_went_wrong_as_they_do(session: Session) -> None:
    visits = session.scalars(select(VisitRow)).all()
    assert sum(v.unauthorised and not v.retrospective for v in visits) > 20
    assert sum(v.retrospective for v in visits) > 20
    assert sum(v.told is None for v in visits) > 50
    alone = select(func.count()).select_from(VisitorRow).group_by(VisitorRow.visit_id)
    assert Counter(session.scalars(alone))[1] > 100
    assert session.scalar(select(func.count()).where(VisitorRow.organisation != "")) > 20  # type: ignore[operator]
    assert session.scalar(select(func.count()).where(Task.done_at.is_(None))) > 20  # type: ignore[operator]
