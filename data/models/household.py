"""Households, who may be spoken to there, and the pupils who live in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import SchoolRow


class Household(SchoolRow):
    """One home. `name` is what staff call it ("Ashdown household")."""

    __tablename__ = "households"

    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(20), default="")
    erased_at: Mapped[datetime | None]


class HouseholdLink(SchoolRow):
    """Two schools' records of one home, so that each sees the other's flags and nothing else.

    The first school makes a code and tells it to the other, who takes it at its own record of the home: until then, and
    once `ended_at` is set, nothing is seen. Nobody can search another school for a home.
    """

    __tablename__ = "household_links"
    __table_args__ = (
        CheckConstraint("household_id <> other_household_id", name="two_records"),
        CheckConstraint("school_id <> other_school_id", name="two_schools"),
        CheckConstraint("(taken_at IS NULL) = (other_household_id IS NULL)", name="taken_with_a_home"),
    )

    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_ends_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    other_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    other_household_id: Mapped[UUID | None] = mapped_column(ForeignKey("households.id"), index=True)
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class HouseholdContact(SchoolRow):
    """An adult of a household. BT-22: speak only to those with parental responsibility or named by one."""

    __tablename__ = "household_contacts"

    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    relationship: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20), default="")
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    may_be_spoken_to: Mapped[bool] = mapped_column(default=False)
    no_contact: Mapped[bool] = mapped_column(default=False)


class HouseholdFlag(SchoolRow):
    """Something that whoever stands at the door must know: a dog, somebody known to be violent, no mobile signal."""

    __tablename__ = "household_flags"

    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Pupil(SchoolRow):
    """A child on roll, not yet on roll (`on_roll_from` later or none) or no longer (`on_roll_to`)."""

    __tablename__ = "pupils"
    __table_args__ = (UniqueConstraint("school_id", "number"),)

    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("households.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    given_name: Mapped[str] = mapped_column(String(60))
    family_name: Mapped[str] = mapped_column(String(60), index=True)
    year_group: Mapped[str] = mapped_column(String(10))
    born_on: Mapped[date | None]
    on_roll_from: Mapped[date | None]
    on_roll_to: Mapped[date | None]
    erased_at: Mapped[datetime | None]
