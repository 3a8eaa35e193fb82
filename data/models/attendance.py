"""The ledger of the attendance files: which file holds the marks of a school's year. The marks stand in the file."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import SchoolRow

CURRENT = "replaced_at IS NULL"


class AttendanceFile(SchoolRow):
    """All marks of one school and school year at one time: an immutable Parquet file, by name under `var/attendance`.

    This row is the swap. Readers take the name from the row that is not replaced; a file whose row is, is swept later.
    `sha256` is of the Parquet file, `source_sha256` of what was brought in last: the same again changes nothing.
    `rows` counts the marks in the Parquet file, `first_on` and `last_on` are its days.
    """

    __tablename__ = "attendance_files"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="first_before_last"),
        CheckConstraint("rows >= 0", name="rows"),
        Index(
            "uq_attendance_files_current",
            "school_id",
            "school_year",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
    )

    school_year: Mapped[str] = mapped_column(String(9))
    sha256: Mapped[str] = mapped_column(String(64))
    source_sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(160))
    first_on: Mapped[date]
    last_on: Mapped[date]
    rows: Mapped[int]
    layout: Mapped[str] = mapped_column(String(40))
    taken_at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    replaced_at: Mapped[datetime | None]
