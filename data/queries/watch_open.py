"""What of the watch is open now, and who could keep it: asked by commands, which know who may."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Handover, VisitorRow, VisitRow, WatchTurn
from data.queries.people import london_day
from data.queries.people import viewer as viewer_of
from data.queries.scope import LIVE
from visits.permissions import Action, may
from visits.words import VisitState


def may_keep(session: Session, school_id: UUID, person_id: UUID, *, now: datetime) -> bool:
    """Whether somebody holds or covers a role there that may keep the watch, and has not left."""
    found = viewer_of(session, person_id, today=london_day(now), now=now)
    return found is not None and may(found, Action.KEEP_WATCH, school_id=school_id)


def open_turn(session: Session, school_id: UUID) -> WatchTurn | None:
    """The turn that runs at a school. For commands, which have asked before who may."""
    query = select(WatchTurn).where(WatchTurn.school_id == school_id, WatchTurn.ended_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def open_offer(session: Session, school_id: UUID) -> Handover | None:
    """The offer that waits at a school. For commands, which have asked before who may."""
    query = select(Handover).where(Handover.school_id == school_id, Handover.answered_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def out_count(session: Session, school_id: UUID) -> int:
    """How many visits of the school are out."""
    return out_counts(session, [school_id]).get(school_id, 0)


def out_counts(session: Session, school_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same by school; none stands for a school that has none."""
    query = (
        select(VisitRow.school_id, func.count(VisitRow.id))
        .where(VisitRow.school_id.in_(school_ids), LIVE, VisitRow.state == VisitState.OUT)
        .group_by(VisitRow.school_id)
    )
    return dict(session.execute(query).all())


def is_out(session: Session, person_id: UUID) -> bool:
    """Whether somebody is a visitor of a visit that is out, at any school."""
    return person_id in who_is_out(session, [person_id])


def who_is_out(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people who are, at any school."""
    query = (
        select(VisitorRow.person_id)
        .join(VisitRow, VisitRow.id == VisitorRow.visit_id)
        .where(LIVE, VisitRow.state == VisitState.OUT, VisitorRow.person_id.in_(person_ids))
    )
    return {person_id for person_id in session.scalars(query) if person_id is not None}
