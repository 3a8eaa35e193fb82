"""Tell somebody, by their own way, that what guards their account has changed."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import outbox
from data.ways import recipients
from visits.account_notices import Change, account_notice

ACCOUNT: Final = "account.changed"


def tell(session: Session, *, person_id: UUID, change: Change, now: datetime) -> int:
    """Put the message down, in the transaction that makes the change; return whether there is one, as 0 or 1.

    None where no channel is set up, or where they cannot be reached by any.
    """
    return outbox.put(
        session,
        recipients(session, outbox.addresses(session, [person_id])),
        topic=ACCOUNT,
        key=f"{ACCOUNT}:{uuid7()}",
        notice=account_notice(change),
        now=now,
        school_id=None,
    )
