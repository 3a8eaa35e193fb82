"""Deadlines, alerts, the ladder's steps, messages to send, and the watcher's own pulse."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Json, Row, SchoolRow, Word
from visits.words import AlarmCause, Channel, LadderKind, Stage, StepKind, StepOutcome, Via

WAITING = "raised_at IS NULL AND closed_at IS NULL"
OPEN = "closed_at IS NULL"
TO_SEND = "delivered_at IS NULL AND given_up_at IS NULL"
TO_NUDGE = f"{OPEN} AND nudge_at IS NOT NULL"


class DeadlineRow(SchoolRow):
    """One of `visits.deadlines.open_deadlines`, kept. `name` is its stage, stop and visitor, unique in a visit.

    Not raised and not closed: the watcher waits for `due_at`. Raised: an alert has it. Closed: word came, or it moved.
    `nudge_at` is when the visitor is next reminded, before anybody else is told; empty when no more nudges are to come.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        UniqueConstraint("visit_id", "name"),
        Index("ix_deadlines_due", "due_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
        Index(
            "ix_deadlines_open", "school_id", "due_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)
        ),
        Index("ix_deadlines_nudge", "nudge_at", sqlite_where=text(TO_NUDGE), postgresql_where=text(TO_NUDGE)),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    name: Mapped[str] = mapped_column(String(90))
    stage: Mapped[Stage] = mapped_column(Word(Stage))
    stop_id: Mapped[UUID | None] = mapped_column(ForeignKey("stops.id"))
    visitor_id: Mapped[UUID | None] = mapped_column(ForeignKey("visitors.id"))
    due_at: Mapped[datetime]
    ladder: Mapped[bool]
    raised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    alert_id: Mapped[UUID | None] = mapped_column(ForeignKey("alerts.id"))
    set_aside_until: Mapped[datetime | None]
    nudge_at: Mapped[datetime | None]


class AlertRow(SchoolRow):
    """A silence, or an emergency, from the moment it is raised until a named person stands it down.

    `accounted_at`: everybody due has been heard of by name; reminders stop and it waits to be stood down.
    Only an emergency may have no visit yet, the phrase was heard and nobody knows of whom; a drill never has one.
    `acknowledged_at` is the first acknowledgement; each step has its own. `late_s` is how long after the deadline it was
    raised; over a minute is shown as late. `police_told_at`: the police, where they were called, heard that it is over.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_by_id IS NOT NULL", name="closed_by_somebody"),
        CheckConstraint("closed_as IS NULL OR closed_as IN ('safe', 'false_alarm')", name="closed_as"),
        CheckConstraint("closed_as <> 'false_alarm' OR cause <> ''", name="false_alarm_has_a_cause"),
        CheckConstraint("visit_id IS NOT NULL OR kind = 'emergency' OR drill", name="silence_has_a_visit"),
        CheckConstraint("NOT drill OR visit_id IS NULL", name="drill_has_no_visit"),
        CheckConstraint("NOT drill OR police_called_at IS NULL", name="drill_calls_no_police"),
        CheckConstraint("police_told_at IS NULL OR police_called_at IS NOT NULL", name="told_who_was_called"),
        Index(
            "uq_alerts_one_open",
            "visit_id",
            "kind",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_alerts_open", "school_id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[LadderKind] = mapped_column(Word(LadderKind))
    due_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    late_s: Mapped[float] = mapped_column(default=0.0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    accounted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_as: Mapped[str | None] = mapped_column(String(20))
    cause: Mapped[str] = mapped_column(Text, default="")
    cause_kind: Mapped[AlarmCause | None] = mapped_column(Word(AlarmCause))
    heard: Mapped[str] = mapped_column(Text, default="")
    police_called_at: Mapped[datetime | None]
    police_called_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    police_reference: Mapped[str] = mapped_column(String(80), default="")
    police_told_at: Mapped[datetime | None]
    police_told_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    drill: Mapped[bool] = mapped_column(default=False)

    steps: Mapped[list["AlertStepRow"]] = relationship(order_by="AlertStepRow.started_at", lazy="raise")


class AlertStepRow(SchoolRow):
    """A step of the ladder that an alert came to. `ended_at` and `outcome` say what came of it.

    `remind_at` is empty once somebody has acknowledged the step: it is silent from then on.
    """

    __tablename__ = "alert_steps"
    __table_args__ = (
        Index(
            "uq_alert_steps_one_open",
            "alert_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[StepKind] = mapped_column(Word(StepKind))
    started_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    outcome: Mapped[StepOutcome | None] = mapped_column(Word(StepOutcome))


class StepResultRow(SchoolRow):
    """What somebody recorded of a step: of each visitor by name where the step rings visitors. Never changed."""

    __tablename__ = "step_results"

    alert_step_id: Mapped[UUID] = mapped_column(ForeignKey("alert_steps.id"), index=True)
    visitor_id: Mapped[UUID | None] = mapped_column(ForeignKey("visitors.id"))
    outcome: Mapped[StepOutcome] = mapped_column(Word(StepOutcome))
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    via: Mapped[Via] = mapped_column(Word(Via), default=Via.BOARD)
    note: Mapped[str] = mapped_column(Text, default="")


class OutboxRow(Row):
    """A message to one person by one channel. One per (alert or reminder, step, channel, recipient): `unique_key`.

    Attempted (`attempted_at`), accepted by the channel (`delivered_at`) and acknowledged by its reader
    (`acknowledged_at`) are three facts. `step_id` is the step that it tells of. `rank` is the person's first or second
    way; `passed_on_at` is when the next way, or the next person, was tried as well because this one was not taken.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("unique_key"),
        Index("ix_outbox_to_send", "not_before", sqlite_where=text(TO_SEND), postgresql_where=text(TO_SEND)),
    )

    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    alert_id: Mapped[UUID | None] = mapped_column(ForeignKey("alerts.id"), index=True)
    step_id: Mapped[UUID | None] = mapped_column(ForeignKey("alert_steps.id"), index=True)
    unique_key: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    rank: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recipient: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    correlation: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(60))
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")


class WatcherPulse(Base):
    """The one row by which the watcher shows that it lives and which copy of it works."""

    __tablename__ = "watcher_pulse"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(String(60))
    held_until: Mapped[datetime]
    started_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class NotMonitored(Row):
    """A span in which nobody watched, found when the watcher started again."""

    __tablename__ = "not_monitored"

    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    raised_late: Mapped[int] = mapped_column(default=0)
