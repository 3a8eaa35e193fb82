"""Many deadlines raised in one transaction leave what each of them would have left by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from data import sending
from data.commands.core import SYSTEM
from data.commands.raising import raise_due
from data.database import Database
from data.models import (
    AlertRow,
    AlertStepRow,
    AuditPayload,
    AuditRow,
    DeadlineRow,
    OutboxRow,
    VisitorRow,
    VisitRow,
)
from data.models.base import Row
from data.queries.watch import due
from data.raise_many import raise_many
from data.refresh import refresh_deadlines
from data.sending import Claims
from data.verify import verify
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import every, home, trip
from visits.alerts import reference
from visits.words import Channel, Role, VisitState

POLICIES = ("washwood_heath", "blessed_trinity", "heather_avenue")
SHAPES: tuple[Mapping[str, Any], ...] = (
    {"out_at": at(0)},
    {"out_at": at(-7)},
    {"out_at": at(-1), "lead": Role.OFFICE},
    {"out_at": at(-1), "lead": Role.OFFICE, "second": Role.SLT},
    {"state": VisitState.AUTHORISED},
    {"out_at": at(600)},
)
"""Two visitors; another time; one of the step's people is on it; two are; it has not left; it is not due."""
ONES_OWN = {"id", "visit_id", "alert_id", "step_id", "visitor_id", "stop_id", "name", "correlation"}


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> World:
    mail_on(monkeypatch)
    return world(db, getattr(request, "param", "washwood_heath"), state=VisitState.CLOSED)


def send_out(made: World, shapes: Sequence[Mapping[str, Any]] = SHAPES) -> list[UUID]:
    """A visit of each shape, its deadlines worked out."""
    found = []
    for shape in shapes:
        place = home(made.db, made.staff, number=f"P{len(every(made.db, VisitRow))}x")
        visit = trip(
            made.db, made.staff, made.version, **{"homes": [place], "state": VisitState.OUT, **shape}
        )
        with made.db.write() as session:
            refresh_deadlines(session, visit_id=visit, now=at(0))
        found.append(visit)
    return found


def all_due(made: World, visits: Sequence[UUID], now: datetime) -> list[UUID]:
    with made.db.read() as session:
        wanted = due(session, now=now, limit=500)
        return [
            row.id
            for row in session.scalars(select(DeadlineRow).order_by(DeadlineRow.due_at, DeadlineRow.id))
            if row.id in set(wanted) and row.visit_id in visits
        ]


def one_by_one(made: World, deadline_ids: Sequence[UUID], now: datetime) -> None:
    for deadline_id in deadline_ids:
        raise_due(made.db, deadline_id=deadline_id, by=SYSTEM, now=now)


def together(made: World, deadline_ids: Sequence[UUID], now: datetime) -> None:
    raised = raise_many(made.db, deadline_ids, now=now)
    assert set(raised.alerts) == set(deadline_ids)


def left_by(made: World, visit: UUID, names: Mapping[UUID, str]) -> dict[str, list[str]]:
    """Every row that belongs to a visit, without the ids that are its own."""
    alerts = every(made.db, AlertRow, visit_id=visit)
    whose = {**names, **{row.id: "alert" for row in alerts}, visit: "visit"}
    rows: dict[str, Sequence[Row]] = {
        "alerts": alerts,
        "steps": [s for a in alerts for s in every(made.db, AlertStepRow, alert_id=a.id)],
        "messages": [m for a in alerts for m in every(made.db, OutboxRow, alert_id=a.id)],
        "deadlines": every(made.db, DeadlineRow, visit_id=visit),
    }
    said = {key: sorted(plain(row, whose) for row in found) for key, found in rows.items()}
    with made.db.read() as session:
        entries = session.execute(
            select(AuditRow, AuditPayload.payload)
            .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
            .where(AuditRow.subject_id == visit, AuditRow.command == "alert.raise")
            .order_by(AuditRow.number)
        )
        said["entries"] = [
            f"{row.command} {row.outcome} {row.at} {row.actor_id} {sorted(facts)} {facts['late_s']}"
            f" {facts.get('step')} {whose[UUID(facts['alert_id'])]}"
            for row, facts in entries
        ]
    said["steps told of"] = sorted(
        str({s.id for s in rows["steps"]} == {m.step_id})
        for m in rows["messages"]
        if isinstance(m, OutboxRow)
    )
    return said


def plain(row: Row, whose: Mapping[UUID, str]) -> str:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in ONES_OWN}
    values["alert"] = getattr(row, "alert_id", None) in whose
    said = str(sorted(values.items(), key=lambda pair: pair[0]))
    for one, name in whose.items():
        said = said.replace(str(one), name).replace(reference(one), name)
    return said


@pytest.mark.parametrize("made", POLICIES, indirect=True)
@pytest.mark.parametrize("minutes", [60, 61.5, 240])
def test_together_is_what_one_by_one_would_be(made: World, minutes: float) -> None:
    left = []
    for way in (one_by_one, together):
        visits = send_out(made)
        way(made, all_due(made, visits, at(minutes)), at(minutes))
        visitors = [every(made.db, VisitorRow, visit_id=visit) for visit in visits]
        left.append(
            [
                left_by(made, visit, {v.id: f"visitor {v.position}" for v in of})
                for visit, of in zip(visits, visitors, strict=True)
            ]
        )
    assert left[0] == left[1]
    raised = [bool(one["alerts"]) for one in left[0]]
    assert raised[:4] == [True] * 4
    assert not raised[-1]
    assert all(chain.broken is None for chain in verify(made.db))


def test_what_another_was_faster_with_or_what_was_met_is_left_out(made: World) -> None:
    first, second = send_out(made, SHAPES[:2])
    ids = all_due(made, [first, second], at(60))
    raise_many(made.db, [i for i in ids if i in deadlines_of(made, first)], now=at(60))
    with made.db.write() as session:
        for row in session.scalars(select(DeadlineRow).where(DeadlineRow.visit_id == second)):
            row.closed_at = at(59)
    raised = raise_many(made.db, ids, now=at(60))
    assert (raised.alerts, raised.to_join) == ({}, ())
    assert len(every(made.db, AlertRow)) == 1
    assert raise_many(made.db, [], now=at(60)).alerts == {}


def test_nothing_is_raised_before_its_time(made: World) -> None:
    (visit,) = send_out(made, SHAPES[:1])
    assert raise_many(made.db, list(deadlines_of(made, visit)), now=at(59.9)).alerts == {}


def test_a_visit_whose_alert_is_open_is_left_to_be_joined(made: World) -> None:
    (visit,) = send_out(made, SHAPES[:1])
    first, second = all_due(made, [visit], at(60))
    raise_many(made.db, [first], now=at(60))
    raised = raise_many(made.db, [second], now=at(61))
    assert (raised.alerts, raised.to_join) == ({}, (second,))
    assert raise_due(made.db, deadline_id=second, by=SYSTEM, now=at(61)) is not None
    assert len(every(made.db, AlertRow)) == 1


def test_all_of_it_is_kept_or_nothing(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = send_out(made, SHAPES[:3])
    ids = all_due(made, visits, at(60))

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("the last thing that is written fails")

    with monkeypatch.context() as patch:
        patch.setattr("data.raise_many.append_many", broken)
        with pytest.raises(ValueError, match="the last thing"):
            raise_many(made.db, ids, now=at(60))
    assert every(made.db, AlertRow) == every(made.db, AlertStepRow) == made.messages() == []
    assert all(row.raised_at is None for row in every(made.db, DeadlineRow))
    together(made, ids, at(60))


@pytest.mark.pg
def test_a_visit_that_somebody_writes_at_this_moment_holds_up_nobody_else(
    pg_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(monkeypatch)
    made = world(pg_db, state=VisitState.CLOSED)
    held, other = send_out(made, SHAPES[:2])
    ids = all_due(made, [held, other], at(60))
    with pg_db.write() as session:
        session.get(VisitRow, held, with_for_update=True)
        raised = raise_many(pg_db, ids, now=at(60))
    assert set(raised.alerts) == deadlines_of(made, other)
    assert set(raise_many(pg_db, ids, now=at(60)).alerts) == deadlines_of(made, held)


def test_as_many_messages_are_claimed_at_once_as_there_is_room_for(made: World) -> None:
    visits = send_out(made, SHAPES[:2])
    claims = Claims("one", {Channel.EMAIL: 1})
    raise_many(made.db, all_due(made, visits, at(60)), now=at(60), claims=claims)
    (taken,), rows = claims.taken, {row.id: row for row in made.messages()}
    row = rows.pop(taken.id)
    assert (row.claimed_by, row.claimed_until, row.attempts) == ("one", at(60) + sending.LEASE, 1)
    assert (taken.recipient, taken.step_id, taken.attempt) == (row.recipient, row.step_id, 1)
    (waiting,) = rows.values()
    assert (waiting.claimed_by, waiting.attempts, waiting.attempted_at) == (None, 0, None)
    assert claims.left == {Channel.EMAIL}
    assert [m.id for m in sending.claim(made.db, holder="two", now=at(60), limit=9)] == [waiting.id]


def test_what_was_not_kept_is_not_claimed(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (visit,), claims = send_out(made, SHAPES[:1]), Claims("one", {Channel.EMAIL: 9})

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("the last thing that is written fails")

    monkeypatch.setattr("data.raise_many.append_many", broken)
    with pytest.raises(ValueError, match="the last thing"):
        raise_many(made.db, all_due(made, [visit], at(60)), now=at(60), claims=claims)
    assert claims.taken == []


def test_a_message_says_of_which_step_it_tells(made: World) -> None:
    visits = send_out(made, SHAPES[:1])
    together(made, all_due(made, visits, at(60)), at(60))
    (step,), (message,) = every(made.db, AlertStepRow), made.messages()
    assert message.step_id == step.id


def deadlines_of(made: World, visit: UUID) -> set[UUID]:
    return {row.id for row in every(made.db, DeadlineRow, visit_id=visit, closed_at=None) if row.ladder}
