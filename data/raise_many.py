"""`alert.raise` for many deadlines in one transaction: what a burst of silence costs is then a batch, not each alert.

It writes what `data.commands.raising.raise_due` would write one by one, an audit entry for each deadline; a test holds
the two beside each other. What is the same for many alerts (the policy, the school, the people on duty and their ways)
is read once, and the rows go in without the ORM. Only the watcher calls it, so nobody's permission is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import logs, outbox
from data.alerts import step_recipients, step_values
from data.audit import About
from data.audit_many import Entry, append_many
from data.database import Database
from data.models import (
    AlertRow,
    AlertStepRow,
    Base,
    DeadlineRow,
    OutboxRow,
    PolicyVersion,
    School,
    VisitorRow,
    VisitRow,
)
from data.outbox import Recipient
from data.queries.policy import policy_of
from data.sending import Claims
from visits.alerts import ladder_of
from visits.ladders import Ladder, Step
from visits.notices import Matter, step_notice
from visits.words import LadderKind


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


# What is read of a visit (id, school, version of the policy) and of a deadline (id, visit, due).
_Visit = Row[UUID, UUID, UUID]
_Due = Row[UUID, UUID, datetime]

_DEADLINES: Final = _table(DeadlineRow)
_MARK: Final = (
    update(_DEADLINES)
    .where(_DEADLINES.c.id == bindparam("of"))
    .values(raised_at=bindparam("at"), alert_id=bindparam("alert"), set_aside_until=None)
)


@dataclass(frozen=True)
class Raised:
    """What came of a batch: the deadlines that were raised, each with its alert, and those left to `raise_due`.

    Left are deadlines of a visit whose alert is open: what it takes to join it depends on what was done there.
    """

    alerts: dict[UUID, UUID]
    to_join: tuple[UUID, ...]


def raise_many(
    db: Database, deadline_ids: Collection[UUID], *, now: datetime, claims: Claims | None = None
) -> Raised:
    """Raise them all in one transaction, or none: what is wrong with one of them is raised as it comes.

    Left out, as by the command: what another copy was faster with, what moved or was met meanwhile, what has no ladder.
    Left for the next look: a visit that somebody else holds at this moment (PostgreSQL). Nobody is waited for. `claims`
    takes as many of the messages as it has room for.
    """
    with db.write() as session:
        batch = _Batch(session, now)
        visits = _held(session, deadline_ids)
        due = _due(session, deadline_ids, visits, now)
        open_already = _with_alert(session, due)
        people = _people_on(session, due)
        for visit_id, rows in due.items():
            if visit_id not in open_already:
                batch.add(visits[visit_id], rows, people[visit_id])
        claimed = claims.take(batch.rows[OutboxRow], now=now) if claims else []
        batch.write()
    if claims:
        claims.taken += claimed
    return Raised(
        alerts={mark["of"]: mark["alert"] for mark in batch.marks},
        to_join=tuple(row.id for visit_id in due if visit_id in open_already for row in due[visit_id]),
    )


@dataclass(frozen=True)
class _Place:
    """What the alerts of visits under one version of a policy have in common. `told` leaves nobody out."""

    school: School
    ladder: Ladder
    step: Step
    told: Sequence[Recipient]


@dataclass
class _Batch:
    """The rows of a batch, gathered before any is written."""

    session: Session
    now: datetime
    rows: defaultdict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    marks: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    places: dict[UUID, _Place] = field(default_factory=dict)

    def add(self, visit: _Visit, deadlines: Sequence[_Due], own_people: frozenset[UUID]) -> None:
        """One alert for the visit: its first deadline raises it, the others are of the same silence."""
        place, alert_id, due_at = self._place(visit), uuid7(), deadlines[0].due_at
        correlation = logs.bind_correlation()
        self.rows[AlertRow].append(
            {
                "id": alert_id,
                "school_id": visit.school_id,
                "visit_id": visit.id,
                "kind": LadderKind.OVERDUE,
                "due_at": due_at,
                "raised_at": self.now,
                "late_s": (self.now - due_at).total_seconds(),
            }
        )
        step = step_values(place.step, school_id=visit.school_id, alert_id=alert_id, now=self.now)
        self.rows[AlertStepRow].append(step)
        self.rows[OutboxRow] += self._messages(visit, place, alert_id, step["id"], due_at, own_people)
        for row in deadlines:
            self.marks.append({"of": row.id, "alert": alert_id, "at": self.now})
            facts = {
                "deadline_id": row.id,
                "alert_id": alert_id,
                "late_s": (self.now - row.due_at).total_seconds(),
                **({"step": step["key"]} if row is deadlines[0] else {}),
            }
            self.entries.append(Entry(About(visit.school_id, visit.id, facts), correlation))

    def write(self) -> None:
        """All of it, in the order in which the rows point at each other; the audit last."""
        connection = self.session.connection()
        for model in (AlertRow, AlertStepRow, OutboxRow):
            if self.rows[model]:
                connection.execute(insert(_table(model)), self.rows[model])
        if self.marks:
            connection.execute(_MARK, self.marks)
        append_many(self.session, self.entries, actor_id=None, command="alert.raise", now=self.now)

    def _messages(
        self,
        visit: _Visit,
        place: _Place,
        alert_id: UUID,
        step_id: UUID,
        due_at: datetime,
        own_people: frozenset[UUID],
    ) -> list[dict[str, Any]]:
        matter = Matter(
            school=place.school.name,
            timezone=place.school.timezone,
            visit_id=visit.id,
            kind=LadderKind.OVERDUE,
            due_at=due_at,
        )
        return outbox.as_rows(
            self._told(place, own_people),
            topic=outbox.STEP,
            key=f"{alert_id}:{place.step.key}:0",
            notice=step_notice(matter, place.ladder, place.step, reminder=0),
            now=self.now,
            school_id=visit.school_id,
            alert_id=alert_id,
            step_id=step_id,
        )

    def _told(self, place: _Place, own_people: frozenset[UUID]) -> Sequence[Recipient]:
        """The step's people, never whoever is on the visit: then somebody else may have to be told in their place."""
        if own_people.isdisjoint(r.person_id for r in place.told):
            return place.told
        return step_recipients(
            self.session, place.step, school_id=place.school.id, at=self.now, not_these=own_people
        )

    def _place(self, visit: _Visit) -> _Place:
        """Read once a batch, as it stands at this moment."""
        found = self.places.get(visit.policy_version_id)
        if found is None:
            school = self.session.get_one(School, visit.school_id)
            version = self.session.get_one(PolicyVersion, visit.policy_version_id)
            ladder = ladder_of(LadderKind.OVERDUE, policy_of(version))
            step = ladder.steps[0]
            told = step_recipients(self.session, step, school_id=school.id, at=self.now, not_these=())
            found = self.places[visit.policy_version_id] = _Place(school, ladder, step, told)
        return found


def _held(session: Session, deadline_ids: Collection[UUID]) -> dict[UUID, _Visit]:
    """The deadlines' visits, locked, in one order for all who lock several: before anything else, as in every command."""
    of_these = select(DeadlineRow.visit_id).where(DeadlineRow.id.in_(deadline_ids))
    query = (
        select(VisitRow.id, VisitRow.school_id, VisitRow.policy_version_id)
        .where(VisitRow.id.in_(of_these))
        .order_by(VisitRow.id)
        .with_for_update(skip_locked=True)
    )
    return {row.id: row for row in session.execute(query)}


def _due(
    session: Session, deadline_ids: Collection[UUID], visit_ids: Iterable[UUID], now: datetime
) -> dict[UUID, list[_Due]]:
    """Those that are still to be raised, held, by visit; the longest due first."""
    query = (
        select(DeadlineRow.id, DeadlineRow.visit_id, DeadlineRow.due_at)
        .where(
            DeadlineRow.id.in_(deadline_ids),
            DeadlineRow.visit_id.in_(list(visit_ids)),
            DeadlineRow.raised_at.is_(None),
            DeadlineRow.closed_at.is_(None),
            DeadlineRow.ladder,
            DeadlineRow.due_at <= now,
        )
        .order_by(DeadlineRow.due_at, DeadlineRow.id)
        .with_for_update()
    )
    found: defaultdict[UUID, list[_Due]] = defaultdict(list)
    for row in session.execute(query):
        found[row.visit_id].append(row)
    return dict(found)


def _with_alert(session: Session, visit_ids: Iterable[UUID]) -> set[UUID | None]:
    query = select(AlertRow.visit_id).where(
        AlertRow.visit_id.in_(list(visit_ids)),
        AlertRow.kind == LadderKind.OVERDUE,
        AlertRow.closed_at.is_(None),
    )
    return set(session.scalars(query))


def _people_on(session: Session, visit_ids: Iterable[UUID]) -> defaultdict[UUID, frozenset[UUID]]:
    """Who of the staff is on each visit."""
    query = select(VisitorRow.visit_id, VisitorRow.person_id).where(
        VisitorRow.visit_id.in_(list(visit_ids)), VisitorRow.person_id.is_not(None)
    )
    found: defaultdict[UUID, frozenset[UUID]] = defaultdict(frozenset)
    for visit_id, person_id in session.execute(query):
        if person_id is not None:
            found[visit_id] |= {person_id}
    return found
