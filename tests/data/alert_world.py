"""A school with a visit that is out, and short ways to do to its alert what people and the watcher do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from data import outbox
from data.commands import alert as alerts
from data.commands.core import SYSTEM
from data.commands.raising import raise_due, remind
from data.database import Database
from data.models import AlertRow, AlertStepRow, DeadlineRow, OutboxRow, PolicyVersion, VisitorRow
from data.queries.alert import open_alerts
from data.queries.alert_card import AlertCard
from data.queries.watch import due, to_remind
from data.refresh import refresh_deadlines
from data.settings import Settings
from tests.staff import NOW, Staff, fill
from tests.trips import Home, adopt, every, home, trip
from visits.permissions import Viewer
from visits.policy import Policy
from visits.words import AlarmCause, Role, StepOutcome, VisitState

WELL, CONCERN = StepOutcome.ANSWERED_WELL, StepOutcome.ANSWERED_CONCERN
SILENT = StepOutcome.NO_ANSWER
SMTP = {"smtp_host": "mail.example", "smtp_from": "homeward@school.example", "smtp_security": "none"}


def at(minutes: float) -> datetime:
    """So many minutes after the visit left."""
    return NOW + timedelta(minutes=minutes)


def mail_on(monkeypatch: pytest.MonkeyPatch, **more: object) -> Settings:
    """Set up a mail server for this test."""
    settings = Settings.model_validate({**SMTP, **more})
    monkeypatch.setattr(outbox, "current", lambda: settings)
    return settings


@dataclass(frozen=True)
class World:
    """One visit of an hour with a lead (`a`) and a second (`b`), out since NOW, at one home."""

    db: Database
    staff: Staff
    version: UUID
    home: Home
    visit: UUID
    a: UUID
    b: UUID

    def who(self, role: Role) -> Viewer:
        return self.staff.viewer(self.db, role)

    def refresh(self, minutes: float = 0) -> None:
        with self.db.write() as session:
            refresh_deadlines(session, visit_id=self.visit, now=at(minutes))

    def watch(self, minutes: float) -> int:
        """What the watcher does at one look; return how many deadlines it found due."""
        with self.db.read() as session:
            found = list(due(session, now=at(minutes), limit=50))
            steps = list(to_remind(session, now=at(minutes), limit=50))
        for deadline_id in found:
            raise_due(self.db, deadline_id=deadline_id, by=SYSTEM, now=at(minutes))
        for step_id in steps:
            remind(self.db, step_id=step_id, by=SYSTEM, now=at(minutes))
        return len(found)

    def alert(self) -> AlertRow:
        """The visit's only alert."""
        (row,) = every(self.db, AlertRow, visit_id=self.visit)
        return row

    def step(self) -> AlertStepRow | None:
        """The step that is open."""
        with self.db.read() as session:
            query = select(AlertStepRow).where(AlertStepRow.ended_at.is_(None))
            row = session.scalars(query).one_or_none()
            session.expunge_all()
            return row

    def step_key(self) -> str | None:
        step = self.step()
        return step.key if step else None

    def ring(self, minutes: float, *, by: Role = Role.OFFICE, **answers: StepOutcome) -> None:
        """Record what came of ringing: `a=` and `b=`."""
        outcomes: Mapping[UUID | None, StepOutcome] = {
            {"a": self.a, "b": self.b}[name]: outcome for name, outcome in answers.items()
        }
        self.record(minutes, "ring_visitors", outcomes, by=by)

    def record(
        self,
        minutes: float,
        step_key: str,
        outcomes: Mapping[UUID | None, StepOutcome] | StepOutcome,
        *,
        by: Role = Role.OFFICE,
        more_minutes: int = 0,
        note: str = "",
    ) -> None:
        alerts.record_step(
            self.db,
            alert_id=self.alert().id,
            step_key=step_key,
            outcomes={None: outcomes} if isinstance(outcomes, StepOutcome) else outcomes,
            more_minutes=more_minutes,
            note=note,
            by=self.who(by),
            now=at(minutes),
        )

    def acknowledge(self, minutes: float, *, by: Role = Role.OFFICE) -> None:
        alerts.acknowledge(self.db, alert_id=self.alert().id, by=self.who(by), now=at(minutes))

    def stand_down(
        self,
        minutes: float,
        *,
        closed_as: str = "safe",
        cause: str = "",
        cause_kind: AlarmCause | None = None,
        police_told: bool = False,
        known_safe: str = "ab",
        by: Role = Role.OFFICE,
    ) -> None:
        """`known_safe`: of whom it is said that they are, `a` and `b`."""
        alert = self.alert()
        alerts.stand_down(
            self.db,
            alert_id=alert.id,
            closed_as=closed_as,
            cause=cause,
            cause_kind=cause_kind,
            police_told=police_told,
            known_safe=[{"a": self.a, "b": self.b}[name] for name in known_safe],
            by=self.who(by),
            now=at(minutes),
        )

    def card(self, minutes: float, *, by: Role = Role.OFFICE) -> AlertCard:
        """The one card on this person's board."""
        with self.db.read() as session:
            (card,) = open_alerts(session, self.who(by), now=at(minutes))
        return card

    def due_names(self, minutes: float) -> set[str]:
        return {line.name for line in self.card(minutes).visitors if line.due}

    def messages(self, **where: object) -> list[OutboxRow]:
        return every(self.db, OutboxRow, **where)

    def told(self, **where: object) -> set[str]:
        """Who has a message waiting or sent, by address."""
        return {row.recipient.split("@")[0] for row in self.messages(**where)}

    def deadlines(self) -> dict[str, DeadlineRow]:
        """Open deadlines by stage and visitor: `back a`."""
        names = {self.a: "a", self.b: "b", None: "-"}
        rows = every(self.db, DeadlineRow, visit_id=self.visit, closed_at=None)
        return {f"{row.stage} {names[row.visitor_id]}": row for row in rows}


def world(
    db: Database,
    policy: str = "washwood_heath",
    *,
    state: VisitState = VisitState.OUT,
    out_at: datetime = NOW,
    lead: Role = Role.VISITOR,
    second: Role = Role.FAMILY,
    document: Policy | None = None,
) -> World:
    """A school that adopted one of the five texts (or `document`), and its visit, with deadlines worked out."""
    staff = fill(db)
    version = adopt(db, staff, policy)
    if document is not None:
        with db.write() as session:
            session.get_one(PolicyVersion, version).document = document.model_dump(mode="json")
    ash = home(db, staff)
    visit = trip(db, staff, version, homes=[ash], state=state, out_at=out_at, lead=lead, second=second)
    a, b = (row.id for row in sorted(every(db, VisitorRow, visit_id=visit), key=lambda v: v.position))
    made = World(db, staff, version, ash, visit, a, b)
    made.refresh()
    return made


def keys(made: World) -> list[str]:
    """The steps that the alert came to, in order."""
    rows = sorted(every(made.db, AlertStepRow), key=lambda row: (row.started_at, row.id))
    return [row.key for row in rows]
