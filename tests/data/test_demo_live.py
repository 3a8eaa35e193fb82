"""What goes on when the made-up data is made, at any hour of any day; and the same seed makes the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.database import Database
from data.models import AlertRow, AlertStepRow, DeadlineRow, Person, School, VisitorRow, VisitRow
from data.refresh import refresh_deadlines
from tests.demo_db import DEMO_NOW, Demo, demo_database
from visits.words import Stage, VisitState

ROOT = Path(__file__).resolve().parents[2]
HOURS = [
    pytest.param(DEMO_NOW, id="monday-afternoon"),
    pytest.param(datetime(2026, 11, 22, 4, 5, tzinfo=UTC), id="sunday-night"),
]


@pytest.fixture(scope="module", params=HOURS)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo_database(tmp_path_factory, now=request.param)


@pytest.fixture
def session(demo: Demo) -> Iterator[Session]:
    db = Database(f"sqlite:///{demo.path}")
    with db.read() as session:
        yield session
    db.close()


def _live(session: Session, state: VisitState) -> list[VisitRow]:
    return list(session.scalars(select(VisitRow).where(VisitRow.state == state).order_by(VisitRow.out_at)))


def _open(session: Session, visit: VisitRow) -> list[DeadlineRow]:
    mine = select(DeadlineRow).where(DeadlineRow.visit_id == visit.id, DeadlineRow.closed_at.is_(None))
    return list(session.scalars(mine.order_by(DeadlineRow.due_at)))


def test_the_six_situations_are_there(session: Session, demo: Demo) -> None:
    assert len(_live(session, VisitState.REQUESTED)) == 1
    authorised, out = _live(session, VisitState.AUTHORISED), _live(session, VisitState.OUT)
    assert (len(authorised), len(out)) == (1, 4)
    assert authorised[0].left_at is None
    assert [d.stage for d in _open(session, authorised[0])] == [Stage.DEPART]
    waits = sorted(_open(session, visit)[0].due_at - demo.now for visit in out)
    assert waits[0] < timedelta(0) < waits[1] < timedelta(minutes=5)
    assert all(wait > timedelta(minutes=30) for wait in waits[2:])


def test_the_overdue_one_is_on_its_first_step(session: Session, demo: Demo) -> None:
    alert = session.scalars(select(AlertRow).where(AlertRow.closed_at.is_(None))).one()
    step = session.scalars(select(AlertStepRow).where(AlertStepRow.alert_id == alert.id)).one()
    assert (step.key, step.ended_at, alert.acknowledged_at) == ("ring_visitors", None, None)
    assert step.remind_at is not None
    assert step.remind_at > demo.now
    raised = session.scalars(select(DeadlineRow).where(DeadlineRow.alert_id == alert.id)).all()
    visitors = session.scalars(select(VisitorRow.id).where(VisitorRow.visit_id == alert.visit_id)).all()
    assert {d.visitor_id for d in raised} == set(visitors), "both are due, by name"
    assert all(d.due_at == alert.due_at <= demo.now for d in raised)


def test_they_are_at_the_two_schools_that_wait_differently(session: Session) -> None:
    states = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT)
    slugs = select(School.slug).join(VisitRow).where(VisitRow.state.in_(states))
    assert sorted(session.scalars(slugs)) == ["quillmere"] * 3 + ["tarrowby"] * 3


def test_nobody_is_on_two_of_them(session: Session) -> None:
    live = (VisitState.OUT, VisitState.REQUESTED, VisitState.AUTHORISED)
    on_one = select(VisitorRow.person_id).join(VisitRow).where(VisitRow.state.in_(live))
    people = session.scalars(on_one).all()
    assert len(people) == len(set(people)) == 12
    accounts = session.scalars(
        select(Person.email).where(Person.id.in_(people), Person.pin_hash.is_not(None))
    )
    assert accounts.all() == ["visitor@homeward.example"]


def test_what_is_due_is_what_the_rules_say(demo: Demo, tmp_path: Path) -> None:
    """Worked out anew, nothing moves: the deadlines came from the one function that every command calls."""
    db = Database(demo.copy(tmp_path / "copy.db"))
    with db.write() as session:
        for visit in (*_live(session, VisitState.AUTHORISED), *_live(session, VisitState.OUT)):
            before = [(d.name, d.due_at, d.raised_at) for d in _open(session, visit)]
            refresh_deadlines(session, visit_id=visit.id, now=demo.now)
            assert before == [(d.name, d.due_at, d.raised_at) for d in _open(session, visit)]
            assert before
    db.close()


def test_nothing_is_open_of_the_past(session: Session) -> None:
    awaited = select(VisitRow.state).join(DeadlineRow).where(DeadlineRow.closed_at.is_(None)).distinct()
    assert set(session.scalars(awaited)) == {VisitState.OUT, VisitState.AUTHORISED}


def test_the_same_seed_makes_the_same_whatever_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another process orders its sets in another way, and must not make anything else of the seed."""
    demo = demo_database(tmp_path_factory)
    script = (
        "from datetime import datetime; from data.demo.fill import make; from tests.demo_db import fingerprint;"
        f"made, _ = make(now=datetime.fromisoformat('{demo.now.isoformat()}'), password_hash='', pin_hash='');"
        "print(fingerprint(made))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == demo.fingerprint
