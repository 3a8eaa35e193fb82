"""Live visits, for the board: one row a visit that waits, is about to go, or is out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import DeadlineRow, EventRow, HouseholdFlag, School, StopRow, VisitorRow, VisitRow
from data.models.alert import OPEN
from data.models.visit import LIVE_STATES
from data.queries.scope import visits_for
from visits.permissions import Action, Viewer
from visits.words import EventKind

COLUMNS: Final = (
    "visit_id",
    "school_id",
    "school",
    "state",
    "version",
    "kind",
    "reason",
    "unauthorised",
    "emergency_at",
    "created_by_id",
    "out_at",
    "back_at",
    "left_at",
    "vehicle",
    "visitors",
    "stops",
    "stop_number",
    "stop_id",
    "address",
    "flags",
    "next_stage",
    "next_due_at",
    "overdue",
    "last_word",
    "last_word_at",
)

_VISIT = (
    VisitRow.id,
    VisitRow.school_id,
    School.name.label("school"),
    VisitRow.state,
    VisitRow.version,
    VisitRow.kind,
    VisitRow.reason,
    VisitRow.unauthorised,
    VisitRow.emergency_at,
    VisitRow.created_by_id,
    VisitRow.out_at,
    VisitRow.back_at,
    VisitRow.left_at,
    VisitRow.vehicle_colour,
    VisitRow.vehicle_make,
    VisitRow.vehicle_model,
    VisitRow.vehicle_registration,
)


def live_visits(session: Session, viewer: Viewer, *, now: datetime) -> pd.DataFrame:
    """Every visit that waits to be authorised, is authorised, or is out, of the schools whose board the viewer sees.

    Columns: `COLUMNS`. `visitors` and `stops` are tuples of dicts; `stop_number` (from 1), `stop_id` and `address` are of
    the stop at which they are or to which they go next, None when the last is done; `next_due_at` is the next deadline
    that is open (None when nothing is awaited); `overdue` is whether one has passed at `now`. Soonest deadline first.
    """
    query = (
        select(*_VISIT)
        .join(School, School.id == VisitRow.school_id)
        # As it stands in the partial index: with bound values neither database would use it.
        .where(text("visits." + LIVE_STATES), visits_for(viewer, Action.SEE_LIVE))
    )
    rows = session.execute(query).all()
    ids = [row.id for row in rows]
    stops = _stops(session, ids)
    parts = {
        "visitors": _visitors(session, ids),
        "deadlines": _deadlines(session, ids),
        "words": _last_words(session, ids),
        "flags": _flags(session, stops),
    }
    found = [_live(row, stops[row.id], parts, now) for row in rows]
    found.sort(key=lambda r: (r["next_due_at"] or r["back_at"], str(r["visit_id"])))
    return pd.DataFrame(found, columns=list(COLUMNS), dtype=object)


def last_return(session: Session, viewer: Viewer) -> datetime | None:
    """When the visit that left last of all that the viewer may see came back; None before there was one."""
    query = (
        select(VisitRow.returned_at)
        .where(visits_for(viewer, Action.SEE_LIVE), VisitRow.returned_at.is_not(None))
        .order_by(VisitRow.out_at.desc())
    )
    return session.scalars(query.limit(1)).first()


def _live(row: Any, stops: list[dict[str, Any]], parts: dict[str, Any], now: datetime) -> dict[str, Any]:
    here = next((s for s in stops if not s["done"]), None)
    deadline = parts["deadlines"].get(row.id)
    word = parts["words"].get(row.id)
    vehicle = (row.vehicle_colour, row.vehicle_make, row.vehicle_model, row.vehicle_registration)
    return {
        "visit_id": row.id,
        "school_id": row.school_id,
        "school": row.school,
        "state": row.state,
        "version": row.version,
        "kind": row.kind,
        "reason": row.reason,
        "unauthorised": row.unauthorised,
        "emergency_at": row.emergency_at,
        "created_by_id": row.created_by_id,
        "out_at": row.out_at,
        "back_at": row.back_at,
        "left_at": row.left_at,
        "vehicle": " ".join(part for part in vehicle if part),
        "visitors": tuple(parts["visitors"][row.id]),
        "stops": tuple(stops),
        "stop_number": here["number"] if here else None,
        "stop_id": here["id"] if here else None,
        "address": here["address"] if here else None,
        "flags": tuple(f for s in stops for f in parts["flags"].get(s["household_id"], ())),
        "next_stage": deadline.stage if deadline else None,
        "next_due_at": deadline.due_at if deadline else None,
        "overdue": deadline is not None and now >= deadline.due_at,
        "last_word": word.kind if word else None,
        "last_word_at": word.happened_at if word else None,
    }


def _stops(session: Session, ids: Sequence[UUID]) -> defaultdict[UUID, list[dict[str, Any]]]:
    query = (
        select(
            StopRow.visit_id,
            StopRow.id,
            StopRow.position,
            StopRow.household_id,
            StopRow.address,
            StopRow.due_in_at,
            StopRow.due_out_at,
            StopRow.arrived_at,
            StopRow.left_at,
            StopRow.outcome,
        )
        .where(StopRow.visit_id.in_(ids))
        .order_by(StopRow.visit_id, StopRow.position)
    )
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.visit_id].append(
            {
                "id": row.id,
                "number": row.position,
                "household_id": row.household_id,
                "address": row.address,
                "due_in_at": row.due_in_at,
                "due_out_at": row.due_out_at,
                "arrived_at": row.arrived_at,
                "left_at": row.left_at,
                "done": row.left_at is not None,
            }
        )
    return found


def _visitors(session: Session, ids: Sequence[UUID]) -> defaultdict[UUID, list[dict[str, Any]]]:
    query = (
        select(
            VisitorRow.visit_id,
            VisitorRow.id,
            VisitorRow.person_id,
            VisitorRow.name,
            VisitorRow.role,
            VisitorRow.mobile,
        )
        .where(VisitorRow.visit_id.in_(ids))
        .order_by(VisitorRow.visit_id, VisitorRow.position)
    )
    back = _back(session, ids)
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.visit_id].append(
            {
                "id": row.id,
                "person_id": row.person_id,
                "name": row.name,
                "role": row.role,
                "mobile": row.mobile,
                "back": str(row.id) in back,
            }
        )
    return found


def _back(session: Session, ids: Sequence[UUID]) -> frozenset[str]:
    """Who is back from this trip: an earlier return accounts for nobody who has left again."""
    query = (
        select(EventRow.visitor_ids)
        .join(VisitRow, VisitRow.id == EventRow.visit_id)
        .where(EventRow.visit_id.in_(ids), EventRow.kind == EventKind.BACK)
        .where(EventRow.happened_at > VisitRow.left_at)
    )
    return frozenset(v for visitors in session.scalars(query) for v in visitors)


def _deadlines(session: Session, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The soonest open deadline of each visit."""
    query = (
        select(DeadlineRow.visit_id, DeadlineRow.stage, DeadlineRow.due_at)
        .where(DeadlineRow.visit_id.in_(ids), text("deadlines." + OPEN))
        .order_by(DeadlineRow.due_at.desc())
    )
    return {row.visit_id: row for row in session.execute(query)}


def _last_words(session: Session, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The last event of each visit."""
    query = (
        select(EventRow.visit_id, EventRow.kind, EventRow.happened_at)
        .where(EventRow.visit_id.in_(ids))
        .order_by(EventRow.happened_at, EventRow.id)
    )
    return {row.visit_id: row for row in session.execute(query)}


def _flags(session: Session, stops: dict[UUID, list[dict[str, Any]]]) -> dict[UUID, list[str]]:
    homes: Iterable[UUID] = {
        s["household_id"] for found in stops.values() for s in found if s["household_id"]
    }
    query = select(HouseholdFlag.household_id, HouseholdFlag.note).where(
        HouseholdFlag.household_id.in_(homes), HouseholdFlag.ended_at.is_(None)
    )
    found: dict[UUID, list[str]] = {}
    for row in session.execute(query):
        found.setdefault(row.household_id, []).append(row.note)
    return found
