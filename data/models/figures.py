"""Figures as they were published: frozen, with small numbers hidden in them once and for all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Json, Row


class PublishedCube(Row):
    """One table of the fixed list (`analysis.cubes`) over one closed period. Written once, never changed.

    `scope` is a school's id, or the key of several schools together; `school_id` is set for one school. `document` holds
    the cells as they are shown: a small count is "c" in it and stands nowhere else.
    """

    __tablename__ = "published_cubes"
    __table_args__ = (UniqueConstraint("scope", "cube", "period"),)

    scope: Mapped[str] = mapped_column(String(64))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"), index=True)
    cube: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
