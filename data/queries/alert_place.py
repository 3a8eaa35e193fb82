"""Where they should be and what was last heard: the part of an alert's card that speaks of the trip."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import DeadlineRow, Household, HouseholdContact, StopRow
from data.queries.alert_card import HomePhone, StopLine, WordLine
from data.queries.flags import known_at_door
from data.queries.snapshot import Loaded
from visits.not_seen import NOT_SEEN
from visits.words import EventKind


def stop_line(
    session: Session, loaded: Loaded | None, due: Sequence[DeadlineRow], *, not_seen: bool = False
) -> StopLine | None:
    """The stop that the first unmet deadline speaks of; else the first that is not done; else the last.

    With `not_seen` the stop at which the pupil was not seen.
    """
    if loaded is None or not loaded.row.stops:
        return None
    unseen = next((s for s in loaded.row.stops if s.outcome in NOT_SEEN), None) if not_seen else None
    stop = unseen or _stop(loaded.row.stops, due)
    return StopLine(
        id=stop.id,
        number=stop.position,
        of=len(loaded.row.stops),
        address=stop.address,
        due_in_at=stop.due_in_at,
        due_out_at=stop.due_out_at,
        arrived_at=stop.arrived_at,
        flags=known_at_door(session, [stop.household_id]).get(stop.household_id, ())
        if stop.household_id
        else (),
        outcome=stop.outcome,
    )


def home_phones(session: Session, loaded: Loaded | None, stop: StopLine | None) -> tuple[HomePhone, ...]:
    """The home's number, and those of adults who may be spoken to (BT-22); never of somebody with a no-contact flag."""
    row = next((s for s in loaded.row.stops if stop and s.id == stop.id), None) if loaded else None
    if row is None or row.household_id is None:
        return ()
    home = session.get_one(Household, row.household_id)
    query = (
        select(HouseholdContact)
        .where(
            HouseholdContact.household_id == home.id,
            HouseholdContact.may_be_spoken_to,
            ~HouseholdContact.no_contact,
            HouseholdContact.phone != "",
        )
        .order_by(HouseholdContact.name)
    )
    adults = [HomePhone(name=f"{c.name}, {c.relationship}", phone=c.phone) for c in session.scalars(query)]
    return (*([HomePhone(name="Home", phone=home.phone)] if home.phone else []), *adults)


def heard_at(loaded: Loaded, visitor_id: UUID) -> datetime | None:
    """The last word of somebody. A stand-down names them too, and is word of whoever stood it down alone."""
    words = (e for e in loaded.events if visitor_id in e.visitors and e.kind is not EventKind.STAND_DOWN)
    return max((e.happened_at for e in words), default=None)


def last_word(loaded: Loaded | None) -> WordLine | None:
    """The last event that speaks of somebody by name. A stand-down is no word of them."""
    if loaded is None:
        return None
    spoken = [e for e in loaded.row.events if e.visitor_ids and e.kind is not EventKind.STAND_DOWN]
    if not spoken:
        return None
    last = spoken[-1]
    numbers = {s.id: s.position for s in loaded.row.stops}
    return WordLine(
        kind=last.kind,
        at=last.happened_at,
        via=last.via,
        stop_number=numbers.get(last.stop_id) if last.stop_id else None,
    )


def vehicle(loaded: Loaded | None) -> str:
    """Colour, make, model and registration, as the office was told (BT-10, HA-05)."""
    if loaded is None:
        return ""
    row = loaded.row
    parts = (row.vehicle_colour, row.vehicle_make, row.vehicle_model, row.vehicle_registration)
    return " ".join(part for part in parts if part)


def _stop(stops: Sequence[StopRow], due: Sequence[DeadlineRow]) -> StopRow:
    named = next((d.stop_id for d in due if d.stop_id), None)
    if named is not None:
        return next(s for s in stops if s.id == named)
    return next((s for s in stops if s.left_at is None), stops[-1])
