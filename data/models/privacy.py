"""What has to go when its time is over, who signed that it goes, and what is gone."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Row, SchoolRow, Word
from visits.words import RecordKind


class Disposal(SchoolRow):
    """A list of records whose time is over. Nothing goes before somebody has signed it; one a school is open."""

    __tablename__ = "disposals"
    __table_args__ = (
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_by_somebody"),
        CheckConstraint("done_at IS NULL OR signed_at IS NOT NULL", name="signed_before_done"),
        Index(
            "uq_disposals_one_open",
            "school_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    made_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]


class DisposalItem(SchoolRow):
    """One record on a list: its kind, its row, and the day on which its time was over.

    With `kept_until` and a reason it stays until then.
    """

    __tablename__ = "disposal_items"
    __table_args__ = (
        UniqueConstraint("disposal_id", "kind", "subject_id"),
        CheckConstraint("(kept_until IS NULL) = (kept_reason = '')", name="kept_with_a_reason"),
    )

    disposal_id: Mapped[UUID] = mapped_column(ForeignKey("disposals.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(Word(RecordKind))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    due_on: Mapped[date]
    kept_reason: Mapped[str] = mapped_column(Text, default="")
    kept_until: Mapped[date | None]
    done_at: Mapped[datetime | None]


class Erasure(Row):
    """That a record was erased. A list beside the database says the same, for the day on which a backup comes back."""

    __tablename__ = "erasures"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(Word(RecordKind))
    subject_id: Mapped[UUID]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
