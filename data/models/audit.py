"""The audit: append-only, chained by hash, one chain a school and one for what belongs to none."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Json, Row


class AuditRow(Row):
    """One entry. `hash` covers the entry before it and a salted digest of the payload, never the payload itself."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("chain", "number"),
        CheckConstraint("outcome IN ('change', 'refused', 'read')", name="outcome"),
        Index("ix_audit_subject", "subject_id", "at"),
    )

    chain: Mapped[str] = mapped_column(String(36))
    number: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    command: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID | None]
    correlation: Mapped[str] = mapped_column(String(40), default="")
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditPayload(Base):
    """What an entry was about. Erasure empties it; the chain still holds, since it covers only the salted digest."""

    __tablename__ = "audit_payloads"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)


class AuditHead(Base):
    """The end of a chain. Its row is locked last in a transaction, several in sorted order."""

    __tablename__ = "audit_heads"

    chain: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
