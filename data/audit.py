"""The audit chain: one entry a change, refusal or read, each sealed with the one before it.

The chain's head row is locked last in a transaction, so that no two writers ever continue from the same entry.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.models import AuditHead, AuditPayload, AuditRow

COMMON_CHAIN = "homeward"
START = "0" * 64


@dataclass
class About:
    """What a command is about, noted while it runs: the school (its chain), the subject, and the facts.

    `also` is of what stands in another school's chain too.
    """

    school_id: UUID | None = None
    subject_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    also: list["About"] = field(default_factory=list)


def about(session: Session) -> About:
    """What this transaction's command is about; a command fills it in as early as it can."""
    found: About = session.info.setdefault("about", About())
    return found


def note(
    session: Session, *, school_id: UUID | None = None, subject_id: UUID | None = None, **facts: Any
) -> None:
    """Add to what the entry will say. Facts are ids, states and times; texts about families stay out."""
    matter = about(session)
    matter.school_id = school_id or matter.school_id
    matter.subject_id = subject_id or matter.subject_id
    matter.facts.update(facts)


def also(session: Session, *, school_id: UUID, subject_id: UUID | None, **facts: Any) -> None:
    """Have the command stand in another school's chain too, with facts of its own."""
    about(session).also.append(About(school_id=school_id, subject_id=subject_id, facts=facts))


def canonical(payload: Mapping[str, Any]) -> str:
    """The payload as text that is the same for the same content."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(salt: str, payload: Mapping[str, Any]) -> str:
    return digest_of_text(salt, canonical(payload))


def digest_of_text(salt: str, text: str) -> str:
    """The same of a payload that is `canonical` text already."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def seal(previous: str, row: AuditRow) -> str:
    """The hash of an entry: everything that it says, and the hash before it."""
    parts = (
        row.chain,
        row.number,
        row.at.isoformat(),
        row.actor_id,
        row.command,
        row.outcome,
        row.subject_id,
        row.correlation,
        row.digest,
        previous,
    )
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode()).hexdigest()


def append(
    session: Session,
    *,
    matter: About,
    actor_id: UUID | None,
    command: str,
    outcome: str,
    now: datetime,
    correlation: str = "",
) -> AuditRow:
    """Write one entry at the end of its chain. The last thing a transaction does: it locks the chain's head."""
    payload = json.loads(canonical(matter.facts))
    salt = secrets.token_hex(16)
    session.flush()
    head = locked_head(session, str(matter.school_id) if matter.school_id else COMMON_CHAIN)
    row = AuditRow(
        id=uuid7(),
        chain=head.chain,
        number=head.number + 1,
        at=now,
        actor_id=actor_id,
        command=command,
        outcome=outcome,
        subject_id=matter.subject_id,
        correlation=correlation,
        digest=digest_of(salt, payload),
        previous=head.hash,
    )
    row.hash = seal(head.hash, row)
    head.number, head.hash = row.number, row.hash
    session.add(row)
    session.flush()
    session.add(AuditPayload(entry_id=row.id, salt=salt, payload=payload))
    return row


def locked_head(session: Session, chain: str) -> AuditHead:
    """The end of a chain, held; the first entry of a chain makes it."""
    locked = select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    head = session.scalars(locked).one_or_none()
    if head is None:
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
        first = insert(AuditHead).values(chain=chain, number=0, hash=START).on_conflict_do_nothing()
        session.execute(first)
        head = session.scalars(locked.execution_options(populate_existing=True)).one()
    return head
