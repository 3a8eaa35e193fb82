"""Risk assessments, and what follows a visit: write-up, concerns, incidents, tasks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import SchoolRow, Word
from visits.words import Role


class RiskAssessment(SchoolRow):
    """Of a home, of one visit, or standing (no household, no visit: BT-24). The newest of a home is the one in force.

    `not_known` is an assessment put off in an emergency; it never counts as done.
    """

    __tablename__ = "risk_assessments"
    __table_args__ = (
        Index("ix_risk_assessments_home", "household_id", "assessed_on"),
        CheckConstraint("valid_until IS NULL OR assessed_on <= valid_until", name="valid_after_assessed"),
    )

    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("households.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"), index=True)
    policy_version_id: Mapped[UUID] = mapped_column(ForeignKey("policy_versions.id"))
    assessed_on: Mapped[date]
    valid_until: Mapped[date | None]
    not_known: Mapped[bool] = mapped_column(default=False)
    risks: Mapped[int] = mapped_column(default=0)
    concerns: Mapped[str] = mapped_column(Text, default="")
    signed_manager: Mapped[str] = mapped_column(String(120), default="")
    signed_worker: Mapped[str] = mapped_column(String(120), default="")
    signed_agency: Mapped[str] = mapped_column(String(120), default="")
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    answers: Mapped[list["RiskAnswer"]] = relationship(lazy="raise")


class RiskAnswer(SchoolRow):
    """One answer: "yes", "no" or "not_known". `is_risk` follows the question (BT-25: for some, No is the risk)."""

    __tablename__ = "risk_answers"
    __table_args__ = (
        UniqueConstraint("assessment_id", "question"),
        CheckConstraint("answer IN ('yes', 'no', 'not_known')", name="answer"),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("risk_assessments.id"))
    question: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(String(10))
    is_risk: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")


class WriteUp(SchoolRow):
    """Where the story of a visit is kept. The story stays in CPOMS or MyConcern; here is its reference.

    `confirmed_at`: somebody looked there and found it, so that what was written here in words can go.
    """

    __tablename__ = "write_ups"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), unique=True)
    system: Mapped[str] = mapped_column(String(60))
    reference: Mapped[str] = mapped_column(String(80))
    actions: Mapped[str] = mapped_column(Text, default="")
    slt_told: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Concern(SchoolRow):
    """A safeguarding concern or disclosure: to the DSL at once (BT-20, RB-09, HA-14). The story is kept elsewhere."""

    __tablename__ = "concerns"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    pupil_id: Mapped[UUID | None] = mapped_column(ForeignKey("pupils.id"))
    note: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Incident(SchoolRow):
    """Violence, abuse (verbal too), an accident, or an accusation against staff (WH-10, BT-21, RB-09)."""

    __tablename__ = "incidents"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    investigated_at: Mapped[datetime | None]
    agencies_notified: Mapped[str] = mapped_column(Text, default="")
    measures_reviewed_at: Mapped[datetime | None]
    training_needed: Mapped[bool | None]


class Task(SchoolRow):
    """Something that somebody has to do, from a duty: an owner by name or by role, and a time.

    `about_id` is the concern, the incident or the assessment that it belongs to. `note` says what is to be done where
    the title does not; `came_of_it` what was done.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("owner_id IS NOT NULL OR owner_role IS NOT NULL", name="has_an_owner"),
        Index(
            "ix_tasks_open",
            "school_id",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"), index=True)
    about_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    duties: Mapped[str] = mapped_column(String(60), default="")
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    owner_role: Mapped[Role | None] = mapped_column(Word(Role))
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    came_of_it: Mapped[str] = mapped_column(Text, default="")


class Confirmation(SchoolRow):
    """Somebody has read a policy version (BT-28, RB-14)."""

    __tablename__ = "confirmations"
    __table_args__ = (UniqueConstraint("person_id", "policy_version_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    policy_version_id: Mapped[UUID] = mapped_column(ForeignKey("policy_versions.id"))
    confirmed_at: Mapped[datetime]
