"""People, what they are at which school, when they are on duty, and how they are reached."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Row, SchoolRow, Word
from visits.words import Channel, Role


class Person(Row):
    """A member of staff, a governor or a trust officer. Without `password_hash` or an `Identity` they cannot sign in.

    `staff_number` is what the school's own records call them (staff import); `left_on` ends every role.
    `notice_read_at`: they read what is kept of them and why. `erased_at`: nothing but the row itself is left.
    """

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    mobile: Mapped[str] = mapped_column(String(20), default="")
    staff_number: Mapped[str | None] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    trained_on: Mapped[date | None]
    left_on: Mapped[date | None]
    made_up: Mapped[bool] = mapped_column(default=False)
    notice_read_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class NextOfKin(Row):
    """Whom to ring for somebody who is missing or hurt. Their own choice to give, shown in an emergency alone."""

    __tablename__ = "next_of_kin"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    relationship: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]


class ContactWay(Row):
    """A person's first or second way to be reached. It counts once a code that was sent there came back.

    `address` is what the channel understands: an e-mail address, a mobile number, or a webhook's address.
    """

    __tablename__ = "contact_ways"
    __table_args__ = (
        UniqueConstraint("person_id", "rank"),
        CheckConstraint("rank IN (1, 2)", name="first_or_second"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    rank: Mapped[int]
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    address: Mapped[str] = mapped_column(String(500))
    verified_at: Mapped[datetime | None]
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_ends_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)


class PersonRole(SchoolRow):
    """What somebody is at a school, from one day to another."""

    __tablename__ = "person_roles"
    __table_args__ = (
        UniqueConstraint("person_id", "school_id", "role", "from_on"),
        CheckConstraint("to_on IS NULL OR from_on <= to_on", name="from_before_to"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Duty(SchoolRow):
    """Hours on which somebody is on duty at a school, week by week. `weekday` is 0 for Monday; times are local."""

    __tablename__ = "duty_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts < ends", name="starts_before_it_ends"),
        UniqueConstraint("school_id", "person_id", "weekday", "starts"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]


class Cover(SchoolRow):
    """Somebody stands in for a role, by dates. `for_authorising` makes them a delegate (BT-01: departs from the text)."""

    __tablename__ = "cover"
    __table_args__ = (CheckConstraint("from_at < to_at", name="from_before_to"),)

    role: Mapped[Role] = mapped_column(Word(Role))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    for_authorising: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None]
    given_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class WatchTurn(SchoolRow):
    """A named person's turn of watching over a school's visits. `ended_at` is empty while it runs; one runs at a time."""

    __tablename__ = "watch_turns"
    __table_args__ = (
        Index(
            "uq_watch_turns_one_open",
            "school_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    from_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Handover(SchoolRow):
    """The watch, offered to somebody by name. It is handed over once they have accepted it.

    `from_id` is who has the watch, empty where nobody has; `by_id` is who offers it. `why` is 'turn' for the end of a
    turn, 'closed' where the school closes with somebody out.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="to_another"),
        CheckConstraint("why IN ('turn', 'closed')", name="why"),
        Index(
            "uq_handovers_one_open",
            "school_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    why: Mapped[str] = mapped_column(String(10), default="turn")
    note: Mapped[str] = mapped_column(String(300), default="")
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]


class PhraseKnown(SchoolRow):
    """Somebody was told the school's code phrase, the one that was set at `phrase_set_at`."""

    __tablename__ = "phrase_known"
    __table_args__ = (UniqueConstraint("school_id", "person_id", "phrase_set_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    phrase_set_at: Mapped[datetime]
    told_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class Vehicle(SchoolRow):
    __tablename__ = "vehicles"
    __table_args__ = (UniqueConstraint("school_id", "registration"),)

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    make: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(40))
    colour: Mapped[str] = mapped_column(String(40))
    registration: Mapped[str] = mapped_column(String(12))


class BrokenGlass(SchoolRow):
    """Somebody opened what they may not see otherwise, at one school, for a time, with a reason that the DSL is told.

    `seen_at`: a DSL has looked at it.
    """

    __tablename__ = "broken_glass"
    __table_args__ = (
        CheckConstraint("from_at < ends_at", name="from_before_end"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Draft(Row):
    """A form as somebody left it, kept at each change so that a reload or a signed-out session loses nothing."""

    __tablename__ = "drafts"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    form: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120), default="")
    payload: Mapped[str] = mapped_column()
    saved_at: Mapped[datetime]
