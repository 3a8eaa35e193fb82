"""Schools, their terms and closures, and the policy versions that they adopted."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Json, Row, SchoolRow, Word
from visits.words import Response, Role


class School(Row):
    """A school and what it has set. `code_phrase` is a setting, never part of a policy; reading it is audited.

    `settings_version` rises with each change, so that two people who edit do not overwrite each other. `unreachable` is
    what follows where nobody whom the ladder names can be reached before a visit leaves: a warning, or a block.
    `arrive_minutes` gives the call on arrival a time where the policy's text has none (FS-03). `not_seen_on` turns on the
    second ladder, for a pupil who was not seen. `phrase_days` and `drill_days` are how often the school means to change
    its phrase and to practise. The four of `trigger` are `visits.triggers.Trigger`: when absence asks for a visit.
    """

    __tablename__ = "schools"
    __table_args__ = (
        CheckConstraint("unreachable IN ('warn', 'block')", name="unreachable"),
        CheckConstraint("arrive_minutes IS NULL OR arrive_minutes BETWEEN 0 AND 120", name="arrive_minutes"),
        CheckConstraint("phrase_days BETWEEN 7 AND 1830", name="phrase_days"),
        CheckConstraint("drill_days BETWEEN 7 AND 1830", name="drill_days"),
    )

    name: Mapped[str] = mapped_column(String(120), unique=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    trust: Mapped[str | None] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    region: Mapped[str] = mapped_column(String(40), default="england-and-wales")
    office_phone: Mapped[str] = mapped_column(String(20), default="")
    opens: Mapped[time] = mapped_column(default=time(8, 0))
    closes: Mapped[time] = mapped_column(default=time(16, 0))
    office_closes: Mapped[time] = mapped_column(default=time(17, 0))
    code_phrase: Mapped[str | None] = mapped_column(String(200))
    code_phrase_set_at: Mapped[datetime | None]
    reminder_role: Mapped[Role] = mapped_column(Word(Role), default=Role.HEADTEACHER)
    made_up: Mapped[bool] = mapped_column(default=False)
    unreachable: Mapped[Response] = mapped_column(Word(Response), default=Response.WARN)
    arrive_minutes: Mapped[int | None]
    not_seen_on: Mapped[bool] = mapped_column(default=False)
    phrase_days: Mapped[int] = mapped_column(default=365)
    drill_days: Mapped[int] = mapped_column(default=120)
    trigger_days: Mapped[int | None]
    trigger_percent: Mapped[int | None]
    trigger_persistent: Mapped[bool] = mapped_column(default=False, server_default=false())
    trigger_severe: Mapped[bool] = mapped_column(default=False, server_default=false())
    settings_version: Mapped[int] = mapped_column(default=1)


class Term(SchoolRow):
    __tablename__ = "terms"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),)

    academic_year: Mapped[str] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Closure(SchoolRow):
    """Days inside a term on which the school is shut to pupils: half term, INSET, bank holiday, snow."""

    __tablename__ = "closures"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),)

    starts_on: Mapped[date]
    ends_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")


class PolicyVersion(SchoolRow):
    """A text as one school adopted it. `document` is a whole `visits.policy.Policy`; a version in force never changes.

    A visit is judged by the version that was in force when it was authorised. Number 0 is ours and never in force: who
    is out at a school that has adopted none is watched by it (`data.stand_in`).
    """

    __tablename__ = "policy_versions"
    __table_args__ = (
        CheckConstraint("in_force_to IS NULL OR in_force_from <= in_force_to", name="from_before_to"),
        UniqueConstraint("school_id", "number"),
        Index(
            "uq_policy_versions_in_force",
            "school_id",
            unique=True,
            sqlite_where=text("in_force_to IS NULL"),
            postgresql_where=text("in_force_to IS NULL"),
        ),
    )

    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    in_force_from: Mapped[date]
    in_force_to: Mapped[date | None]
    owner: Mapped[str] = mapped_column(String(120))
    approver: Mapped[str | None] = mapped_column(String(120))
    approved_on: Mapped[date | None]
    last_review_on: Mapped[date | None]
    next_review_on: Mapped[date | None]
    adopted_at: Mapped[datetime]
    adopted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class ReviewReminder(SchoolRow):
    """A reminder of a policy's review that was put in the outbox; one a policy version and stage."""

    __tablename__ = "review_reminders"
    __table_args__ = (UniqueConstraint("policy_version_id", "due_on", "stage"),)

    policy_version_id: Mapped[UUID] = mapped_column(ForeignKey("policy_versions.id"))
    due_on: Mapped[date]
    stage: Mapped[int]
    sent_on: Mapped[date]
