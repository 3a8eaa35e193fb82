"""Live visits, for the board: one row a visit that waits, is about to go, or is out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import DeadlineRow, EventRow, School, StopRow, VisitorRow, VisitRow
from data.models.alert import OPEN
from data.queries.flags import known_at_door
from data.queries.scope import LIVE, visits_for
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

_BACK: Final = frozenset({EventKind.BACK})
_SEEN: Final = frozenset({EventKind.ARRIVE, EventKind.LEAVE})
_OVER: Final = frozenset({EventKind.LEAVE, EventKind.NOT_MADE})

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

    Columns: `COLUMNS`. `visitors` and `stops` are tuples of dicts; `arrived` and `through` of a stop are the ids of the
    visitors of whom that was heard on this trip, each by name. `stop_number` (from 1), `stop_id` and `address` are of the
    first stop with which not everybody who is out is through, None when there is none; `next_due_at` is the next deadline
    that is open (None when nothing is awaited); `overdue` is whether one has passed at `now`. Soonest deadline first.
    """
    query = (
        select(*_VISIT)
        .join(School, School.id == VisitRow.school_id)
        .where(LIVE, visits_for(viewer, Action.SEE_LIVE))
    )
    rows = session.execute(query).all()
    ids = [row.id for row in rows]
    stops = _stops(session, ids)
    parts = {
        "visitors": _visitors(session, ids),
        "deadlines": _deadlines(session, ids),
        "events": _events(session, ids),
        "flags": known_at_door(session, _homes(stops)),
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
    events = parts["events"][row.id]
    trip = [e for e in events if row.left_at is not None and e.happened_at >= row.left_at]
    visitors = _with_return(parts["visitors"][row.id], trip, row.left_at)
    stops = _with_word(stops, trip)
    out = {v["id"] for v in visitors if not v["back"]}
    here = next((s for s in stops if out - s["through"]), None)
    deadline = parts["deadlines"].get(row.id)
    word = events[-1] if events else None
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
        "visitors": tuple(visitors),
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
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.visit_id].append(
            {
                "id": row.id,
                "person_id": row.person_id,
                "name": row.name,
                "role": row.role,
                "mobile": row.mobile,
            }
        )
    return found


def _with_return(
    visitors: Sequence[dict[str, Any]], trip: Sequence[Any], left_at: Any
) -> list[dict[str, Any]]:
    """Each visitor with whether they are back: an earlier return accounts for nobody who has left again."""
    back = _named([e for e in trip if e.happened_at > left_at], _BACK)
    return [{**v, "back": v["id"] in back} for v in visitors]


def _with_word(stops: Sequence[dict[str, Any]], trip: Sequence[Any]) -> list[dict[str, Any]]:
    """Each stop with who has arrived and who is through. Whoever was heard of at a later stop is through with it too."""
    found: list[dict[str, Any]] = []
    later: frozenset[UUID] = frozenset()
    for stop in reversed(stops):
        here = [e for e in trip if e.stop_id == stop["id"]]
        through = later | _named(here, _OVER)
        found.append({**stop, "arrived": through | _named(here, _SEEN), "through": through})
        later |= _named(here, _SEEN)
    return found[::-1]


def _named(events: Sequence[Any], kinds: frozenset[EventKind]) -> frozenset[UUID]:
    """The visitors whom events of these kinds name."""
    return frozenset(UUID(v) for e in events if e.kind in kinds for v in e.visitor_ids)


def _deadlines(session: Session, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The soonest open deadline of each visit."""
    query = (
        select(DeadlineRow.visit_id, DeadlineRow.stage, DeadlineRow.due_at)
        .where(DeadlineRow.visit_id.in_(ids), text("deadlines." + OPEN))
        .order_by(DeadlineRow.due_at.desc())
    )
    return {row.visit_id: row for row in session.execute(query)}


def _events(session: Session, ids: Sequence[UUID]) -> defaultdict[UUID, list[Any]]:
    """The events of each visit, in the order in which they happened."""
    query = (
        select(EventRow.visit_id, EventRow.kind, EventRow.stop_id, EventRow.happened_at, EventRow.visitor_ids)
        .where(EventRow.visit_id.in_(ids))
        .order_by(EventRow.happened_at, EventRow.id)
    )
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.visit_id].append(row)
    return found


def _homes(stops: dict[UUID, list[dict[str, Any]]]) -> set[UUID]:
    return {s["household_id"] for found in stops.values() for s in found if s["household_id"]}
