"""How people sign in and stay signed in, and the links that stand in for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Row


class SignIn(Row):
    """A signed-in browser. The token is kept as a hash; a `board` belongs to a school and only shows.

    `used_at` moves with a person's own clicks, never with a live page's ticks. `how` is "password", "provider" for the
    school's own sign-in, or "board". With `waits_for_code` the password was right and the second step is still to come:
    nobody is signed in yet.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (board_school_id IS NULL)", name="person_or_board"),
        Index("ix_sign_ins_live", "token_hash", unique=True),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    board_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(120), default="")
    how: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    waits_for_code: Mapped[bool] = mapped_column(default=False, server_default=false())


class SecondStep(Row):
    """An authenticator app (TOTP, RFC 6238) that somebody adds to their password; it counts once a code of it came back.

    `secret` is sealed with the installation's key. `last_counter` is the half-minute of the last code that was taken: no
    code is taken twice.
    """

    __tablename__ = "second_steps"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_counter: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Row):
    """A code that stands in once for the authenticator app of a lost phone. Kept as a hash."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Identity(Row):
    """Who somebody is at the school's own sign-in (OpenID Connect): `issuer` and `subject` together, never the e-mail."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Row):
    """A failed sign-in or PIN, to slow down guessing. `subject` is a keyed hash, never an address in clear."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_subject_at", "subject", "at"),
        # Old ones are taken away at each attempt, however many an attack has left.
        Index("ix_attempts_at", "at"),
    )

    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Invitation(Row):
    """A one-time link to set a password; the first administrator's has no person yet."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FeedToken(Row):
    """A revocable token for a person's calendar feed."""

    __tablename__ = "feed_tokens"
    __table_args__ = (
        Index(
            "uq_feed_tokens_live",
            "person_id",
            "feed",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    feed: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
