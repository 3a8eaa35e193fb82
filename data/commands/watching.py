"""Who has the watch over a school's visits, by name: taken, offered to another who says yes, and ended.

The watcher process goes on whatever stands here. A turn says which person looks at the board and answers for it.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, outbox
from data.commands.core import (
    Invalid,
    NotPermitted,
    Refused,
    Repeated,
    Stale,
    command,
    require,
    require_person,
)
from data.happening import hold_school
from data.models import Closure, Handover, Person, School, WatchTurn
from data.queries.calendar import is_closed, local_day
from data.queries.closed import CLOSED_TODAY
from data.queries.people import is_past, london_day
from data.queries.watch_open import is_out, may_keep, open_offer, open_turn, out_count
from data.ripple import refresh_school
from data.ways import recipients
from visits.notices import watch_notice
from visits.permissions import Action, Viewer, may

TURN: Final = "turn"
CLOSED: Final = "closed"
OFFERED: Final = "watch.offered"


@command("watch.take")
def take_watch(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> UUID:
    """Begin a turn of watching where nobody has the watch; return it. An offer that waits there ends with it.

    Of somebody who has it and cannot keep it, being out or gone, it is taken over: nobody is left to ask.
    """
    person_id = _keeper(session, school_id, by)
    turn = open_turn(session, school_id)
    if turn is not None and turn.person_id == person_id:
        raise Repeated(turn.id)
    if turn is not None and _keeps_it(session, turn, now):
        raise Refused(f"{_name(session, turn.person_id)} has the watch. Ask them to offer it to you.")
    _not_out(session, person_id, "You are out on a visit yourself, so somebody else has to watch.")
    _end(session, turn, now)
    if (offer := open_offer(session, school_id)) is not None:
        offer.answered_at, offer.accepted = now, True if offer.to_id == person_id else None
    return _begin(session, school_id, person_id, now)


@command("watch.offer")
def offer_watch(
    session: Session,
    *,
    school_id: UUID,
    to_id: UUID,
    by: Viewer,
    now: datetime,
    why: str = TURN,
    note: str = "",
) -> UUID:
    """Offer the watch to somebody by name; return the offer. It counts once they have accepted it, and not before.

    Whoever has the watch offers it, or somebody who gives cover; where nobody has it, whoever may keep it.
    """
    _keeper(session, school_id, by)
    return _offer(session, school_id=school_id, to_id=to_id, by=by, now=now, why=why, note=note)


@command("watch.answer")
def answer_offer(session: Session, *, handover_id: UUID, accept: bool, by: Viewer, now: datetime) -> None:
    """Say yes or no to the watch. A yes ends the other's turn and begins one's own at the same moment."""
    offer = _held_offer(session, handover_id)
    if offer.to_id != require_person(by):
        raise NotPermitted
    require(by, Action.KEEP_WATCH, school_id=offer.school_id)
    if offer.answered_at is not None:
        raise Stale
    audit.note(session, accepted=accept)
    if accept:
        _not_out(session, offer.to_id, "You are out on a visit yourself, so somebody else has to watch.")
        turn = open_turn(session, offer.school_id)
        if turn is not None and turn.person_id not in (offer.from_id, offer.to_id):
            raise Stale
        if turn is None or turn.person_id != offer.to_id:
            _end(session, turn, now)
            _begin(session, offer.school_id, offer.to_id, now)
    offer.answered_at, offer.accepted = now, accept


@command("watch.withdraw")
def withdraw_offer(session: Session, *, handover_id: UUID, by: Viewer, now: datetime) -> None:
    """Take an offer back that nobody has answered: whoever made it, whoever has the watch, or who gives cover."""
    offer = _held_offer(session, handover_id)
    if require_person(by) not in (offer.by_id, offer.from_id):
        require(by, Action.GIVE_COVER, school_id=offer.school_id)
    require(by, Action.KEEP_WATCH, school_id=offer.school_id)
    if offer.answered_at is not None:
        raise Stale
    offer.answered_at = now


@command("watch.end")
def end_watch(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> None:
    """Go off watch. Refused while somebody is out: then it is handed over, and goes on until the other accepts."""
    person_id = _keeper(session, school_id, by)
    turn = open_turn(session, school_id)
    if turn is None or turn.person_id != person_id:
        raise Refused("You do not have the watch at this school.")
    if count := out_count(session, school_id):
        visits = "1 visit is" if count == 1 else f"{count} visits are"
        raise Refused(
            f"{visits} out, so you cannot go off watch yet. Offer the watch to somebody by name: "
            "it is theirs once they accept."
        )
    _end(session, turn, now)


@command("school.closed_today")
def close_today(
    session: Session,
    *,
    school_id: UUID,
    reason: str,
    by: Viewer,
    now: datetime,
    offer_to: UUID | None = None,
) -> UUID | None:
    """The school is closed today: what is due is worked out anew, and the watch is offered to somebody by name.

    Visits that are out stay out and stay watched. Returns the offer, if one was made; an earlier one is withdrawn for it.
    """
    _keeper(session, school_id, by)
    require(by, Action.GIVE_COVER, school_id=school_id)
    said = " ".join(reason.split())
    if not said:
        raise Invalid({"reason": "Say why the school is closed: whoever is out will ask."})
    school = session.get_one(School, school_id)
    today = local_day(school, now)
    if not is_closed(session, school_id=school_id, on=today):
        session.add(
            Closure(school_id=school_id, starts_on=today, ends_on=today, kind=CLOSED_TODAY, note=said[:200])
        )
        refresh_school(session, school_id=school_id, now=now)
    audit.note(session, out=out_count(session, school_id), offered=offer_to is not None)
    if offer_to is None:
        return None
    earlier = open_offer(session, school_id)
    if earlier is not None and earlier.to_id != offer_to:
        earlier.answered_at = now
        session.flush()
    return _offer(session, school_id=school_id, to_id=offer_to, by=by, now=now, why=CLOSED, note=said[:300])


def _offer(
    session: Session, *, school_id: UUID, to_id: UUID, by: Viewer, now: datetime, why: str, note: str
) -> UUID:
    turn = open_turn(session, school_id)
    holder = turn.person_id if turn else None
    if holder not in (None, by.person_id) and not may(by, Action.GIVE_COVER, school_id=school_id):
        raise Refused("Only who has the watch, or a member of SLT, can offer it to somebody else.")
    if why not in (TURN, CLOSED):
        raise Invalid({"why": "Say whether a turn ends or the school closes."})
    if to_id == holder:
        raise Refused(f"{_name(session, to_id)} has the watch already.")
    if to_id == by.person_id:
        raise Refused(
            "You cannot offer the watch to yourself. "
            + ("Take it." if holder is None else "Ask who has it to offer it to you.")
        )
    _can_watch(session, school_id, to_id, now)
    if (waiting := open_offer(session, school_id)) is not None:
        if waiting.to_id == to_id:
            raise Repeated(waiting.id)
        raise Refused(
            f"The watch is offered to {_name(session, waiting.to_id)} already. Withdraw that offer first."
        )
    row = Handover(
        id=uuid7(),
        school_id=school_id,
        from_id=holder,
        by_id=require_person(by),
        to_id=to_id,
        why=why,
        note=" ".join(note.split())[:300],
        offered_at=now,
    )
    session.add(row)
    session.flush()
    audit.note(session, subject_id=row.id, to_id=to_id, closes=why == CLOSED)
    _tell(session, row, by=by, now=now)
    return row.id


def _tell(session: Session, offer: Handover, *, by: Viewer, now: datetime) -> None:
    """Write to whoever is asked: they may not be looking. What was noted for them stays on the page."""
    notice = watch_notice(
        school=session.get_one(School, offer.school_id).name,
        by_name=by.name,
        out=out_count(session, offer.school_id),
        closed=offer.why == CLOSED,
    )
    outbox.put(
        session,
        recipients(session, outbox.addresses(session, [offer.to_id])),
        topic=OFFERED,
        key=f"{OFFERED}:{offer.id}",
        notice=notice,
        now=now,
        school_id=offer.school_id,
    )


def _keeper(session: Session, school_id: UUID, by: Viewer) -> UUID:
    """Whoever may keep the watch there, with the school held: two who press at once do it one after the other."""
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.KEEP_WATCH, school_id=school_id)
    hold_school(session, school_id)
    return require_person(by)


def _can_watch(session: Session, school_id: UUID, person_id: UUID, now: datetime) -> None:
    """Refuse to offer the watch to who may not keep it today, or is out."""
    person = session.get(Person, person_id)
    if person is None or is_past(person.left_on, london_day(now)):
        raise Invalid({"to_id": "This person does not work at the school today."})
    if not may_keep(session, school_id, person_id, now=now):
        raise Invalid({"to_id": f"{person.name} holds no role at this school that may keep the watch."})
    _not_out(session, person_id, f"{person.name} is out on a visit, so somebody else has to watch.")


def _keeps_it(session: Session, turn: WatchTurn, now: datetime) -> bool:
    """Whether who has the watch can keep it: still in a role for it, and not out themselves."""
    able = may_keep(session, turn.school_id, turn.person_id, now=now)
    return able and not is_out(session, turn.person_id)


def _not_out(session: Session, person_id: UUID, sentence: str) -> None:
    if is_out(session, person_id):
        raise Refused(sentence)


def _held_offer(session: Session, handover_id: UUID) -> Handover:
    found = session.get(Handover, handover_id)
    if found is None:
        raise NotPermitted
    audit.note(session, school_id=found.school_id, subject_id=found.id)
    hold_school(session, found.school_id)
    session.refresh(found)
    return found


def _begin(session: Session, school_id: UUID, person_id: UUID, now: datetime) -> UUID:
    turn = WatchTurn(id=uuid7(), school_id=school_id, person_id=person_id, from_at=now)
    session.add(turn)
    session.flush()
    return turn.id


def _end(session: Session, turn: WatchTurn | None, now: datetime) -> None:
    """End a turn before the next begins: one runs at a time, and an index holds that."""
    if turn is not None:
        turn.ended_at = now
        session.flush()


def _name(session: Session, person_id: UUID) -> str:
    return session.get_one(Person, person_id).name
