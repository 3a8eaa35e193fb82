"""The end of a school's audit is kept away from this machine, once a day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit, outbox
from data.anchors import as_text
from data.audit import COMMON_CHAIN
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import AuditHead, AuditRow, School
from data.outbox import Recipient
from data.queries.calendar import local_day
from data.queries.reach import holders
from data.verify import Tip
from visits.notices import Notice
from visits.permissions import Viewer
from visits.times import day_said
from visits.words import Channel, Role

NAME: Final = "audit.anchor"
TO: Final = (Role.HEADTEACHER, Role.LEAD_DSL)
"""Who is written to: the headteacher, who does not run the machine; without one the lead DSL."""
A_DAY: Final = timedelta(days=1)


def ends(session: Session) -> dict[str, Tip]:
    """The ends of all chains, as they are now."""
    return {
        head.chain: Tip(number=head.number, hash=head.hash) for head in session.scalars(select(AuditHead))
    }


def schools(session: Session) -> Sequence[UUID]:
    """Every school, each of which has an audit of its own."""
    return session.scalars(select(School.id).order_by(School.id)).all()


@command(NAME)
def anchor(session: Session, *, school_id: UUID, in_folder: bool, by: Viewer, now: datetime) -> int | None:
    """Send the end of a school's chain, and that of what belongs to no school, to its headteacher; return how many were
    written to. Once a day of the school's own; None, and nothing written, when it was done or there is no way to do it.

    `in_folder`: the day's ends lie in the anchor folder, which is then a way of its own.
    """
    if by is not SYSTEM:
        raise NotPermitted
    school = session.get_one(School, school_id, with_for_update={"key_share": True})
    audit.note(session, school_id=school_id, subject_id=school_id)
    if _done_today(session, school, now):
        raise Repeated(None)
    tips = {name: tip for name, tip in ends(session).items() if name in (str(school_id), COMMON_CHAIN)}
    told = _addresses(session, school_id, now)
    if not tips or not (told or in_folder):
        raise Repeated(None)
    on = local_day(school, now)
    outbox.put(
        session,
        told,
        topic=outbox.ANCHOR,
        key=f"anchor:{school_id}:{on}",
        notice=_notice(school, tips, now),
        now=now,
        school_id=school_id,
    )
    number = tips[str(school_id)].number if str(school_id) in tips else 0
    audit.note(session, entry=number, told=len(told), in_folder=in_folder)
    return len(told)


def _notice(school: School, tips: Mapping[str, Tip], now: datetime) -> Notice:
    day = day_said(local_day(school, now))
    return Notice(
        f"Keep this: the end of the audit of {school.name}, {day}",
        "Homeward's audit cannot be changed without a trace, as long as its end is known somewhere else. Keep this "
        "message; there is nothing else to do. Whoever checks the audit later compares it with these numbers.\n\n"
        + as_text(tips).strip(),
    )


def _done_today(session: Session, school: School, now: datetime) -> bool:
    query = (
        select(AuditRow.at)
        .where(AuditRow.subject_id == school.id, AuditRow.at > now - A_DAY, AuditRow.command == NAME)
        .order_by(AuditRow.at.desc())
        .limit(1)
    )
    last = session.scalar(query)
    return last is not None and local_day(school, last) == local_day(school, now)


def _addresses(session: Session, school_id: UUID, now: datetime) -> list[Recipient]:
    """By e-mail alone, whatever way they prefer: it has to be kept, and it is too long for a text message."""
    if outbox.EMAIL not in outbox.channels():
        return []
    for role in TO:
        people = holders(session, school_id=school_id, roles=(role,), at=now)
        found = [
            Recipient(person_id=p.person_id, channel=Channel.EMAIL, address=p.email)
            for p in people
            if p.email
        ]
        if found:
            return found
    return []
