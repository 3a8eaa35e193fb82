"""A visit, its stops, who goes, everything that happened, and what the policy said of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Json, SchoolRow, Word
from visits.words import (
    EventKind,
    Place,
    StopOutcome,
    Travel,
    Via,
    VisitKind,
    VisitorRole,
    VisitState,
)

LIVE_STATES = "state IN ('requested', 'authorised', 'out')"


class VisitRow(SchoolRow):
    """One trip. `version` rises with each change, so that the second of two editors is told.

    `unauthorised` and `retrospective` are said for ever: it left before anybody authorised it, or was logged when it
    had ended. `month` is that of leaving, kept for counting. `purged_at`: what was written in words is gone, since the
    record system has it.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("out_at < back_at", name="out_before_back"),
        CheckConstraint(
            "state NOT IN ('authorised') OR authorised_by_id IS NOT NULL", name="authorised_by_somebody"
        ),
        CheckConstraint("state <> 'out' OR left_at IS NOT NULL", name="out_has_left"),
        CheckConstraint(
            "state NOT IN ('out', 'back', 'written_up', 'closed')"
            " OR unauthorised OR retrospective OR authorised_by_id IS NOT NULL",
            name="out_is_authorised_or_says_not",
        ),
        CheckConstraint("state <> 'declined' OR declined_reason <> ''", name="declined_has_a_reason"),
        UniqueConstraint("school_id", "idempotency_key"),
        Index(
            "ix_visits_live",
            "school_id",
            "state",
            sqlite_where=text(LIVE_STATES),
            postgresql_where=text(LIVE_STATES),
        ),
        Index("ix_visits_school_out", "school_id", "out_at"),
        Index(
            "ix_visits_reason_month",
            "school_id",
            "month",
            "common_reason",
            "kind",
            "state",
            "policy_version_id",
            "out_at",
        ),
    )

    policy_version_id: Mapped[UUID] = mapped_column(ForeignKey("policy_versions.id"))
    state: Mapped[VisitState] = mapped_column(Word(VisitState))
    kind: Mapped[VisitKind] = mapped_column(Word(VisitKind))
    reason: Mapped[str] = mapped_column(String(40))
    common_reason: Mapped[str] = mapped_column(String(40))
    reason_other: Mapped[str] = mapped_column(String(300), default="")
    month: Mapped[str] = mapped_column(String(7))
    purpose: Mapped[str] = mapped_column(Text, default="")
    alternatives: Mapped[str] = mapped_column(Text, default="")
    who_to_see: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[bool | None]
    told_exception: Mapped[str] = mapped_column(String(300), default="")
    travel: Mapped[Travel] = mapped_column(Word(Travel))
    vehicle_make: Mapped[str] = mapped_column(String(40), default="")
    vehicle_model: Mapped[str] = mapped_column(String(40), default="")
    vehicle_colour: Mapped[str] = mapped_column(String(40), default="")
    vehicle_registration: Mapped[str] = mapped_column(String(12), default="")
    agency_plan: Mapped[str] = mapped_column(Text, default="")
    confirmed: Mapped[list[str]] = mapped_column(Json, default=list)
    out_at: Mapped[datetime]
    back_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    authorised_at: Mapped[datetime | None]
    authorised_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    authorised_as_delegate: Mapped[bool] = mapped_column(default=False)
    declined_reason: Mapped[str] = mapped_column(Text, default="")
    left_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    unauthorised: Mapped[bool] = mapped_column(default=False)
    retrospective: Mapped[bool] = mapped_column(default=False)
    unauthorised_reviewed_at: Mapped[datetime | None]
    emergency_at: Mapped[datetime | None]
    stood_down_at: Mapped[datetime | None]
    last_word_at: Mapped[datetime | None]
    idempotency_key: Mapped[str] = mapped_column(String(64))
    purged_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    stops: Mapped[list["StopRow"]] = relationship(order_by="StopRow.position", lazy="raise")
    visitors: Mapped[list["VisitorRow"]] = relationship(order_by="VisitorRow.position", lazy="raise")
    events: Mapped[list["EventRow"]] = relationship(
        order_by="EventRow.happened_at, EventRow.id", lazy="raise"
    )


class StopRow(SchoolRow):
    """One address of a trip. The address is the household's, or typed for this visit alone."""

    __tablename__ = "stops"
    __table_args__ = (
        CheckConstraint("due_in_at < due_out_at", name="in_before_out"),
        UniqueConstraint("visit_id", "position"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    position: Mapped[int]
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("households.id"), index=True)
    address: Mapped[str] = mapped_column(String(240))
    place: Mapped[Place] = mapped_column(Word(Place), default=Place.HOME)
    due_in_at: Mapped[datetime]
    due_out_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    outcome: Mapped[StopOutcome | None] = mapped_column(Word(StopOutcome))
    who_was_seen: Mapped[str] = mapped_column(Text, default="")
    first_visit: Mapped[bool] = mapped_column(default=False)


class StopPupil(SchoolRow):
    __tablename__ = "stop_pupils"
    __table_args__ = (UniqueConstraint("stop_id", "pupil_id"),)

    stop_id: Mapped[UUID] = mapped_column(ForeignKey("stops.id"))
    pupil_id: Mapped[UUID] = mapped_column(ForeignKey("pupils.id"), index=True)


class VisitorRow(SchoolRow):
    """Somebody on a visit, with or without an account. `organisation` is set for somebody from outside."""

    __tablename__ = "visitors"
    __table_args__ = (UniqueConstraint("visit_id", "position"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    position: Mapped[int]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[VisitorRole] = mapped_column(Word(VisitorRole))
    part: Mapped[str] = mapped_column(String(120), default="")
    mobile: Mapped[str] = mapped_column(String(20), default="")
    organisation: Mapped[str] = mapped_column(String(120), default="")
    trained: Mapped[bool | None]


class EventRow(SchoolRow):
    """Something that happened, written once and never changed: who, when it happened, when it was entered, how."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_visit_happened", "visit_id", "happened_at"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    stop_id: Mapped[UUID | None] = mapped_column(ForeignKey("stops.id"))
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    happened_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    by_name: Mapped[str] = mapped_column(String(120), default="")
    via: Mapped[Via] = mapped_column(Word(Via))
    visitor_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    minutes: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[StopOutcome | None] = mapped_column(Word(StopOutcome))
    note: Mapped[str] = mapped_column(Text, default="")


class AnswerRow(SchoolRow):
    """What the policy said of a visit when it was asked for or left, and the reason given for each warning."""

    __tablename__ = "visit_answers"
    __table_args__ = (UniqueConstraint("visit_id", "key"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    key: Mapped[str] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str] = mapped_column(Text)
    duties: Mapped[list[Any]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
