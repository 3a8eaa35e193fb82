"""Many entries of the audit in one transaction: what `data.audit.append` writes, without a row of the ORM for each.

Only for what the watcher does in batches. A head is read and locked once a chain, however many entries follow.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.audit import COMMON_CHAIN, About, canonical, digest_of_text, locked_head, seal
from data.models import AuditPayload, AuditRow


@dataclass(frozen=True)
class Entry:
    """What one entry says, beside the command and the time that all of a batch share."""

    matter: About
    correlation: str


def append_many(
    session: Session,
    entries: Iterable[Entry],
    *,
    actor_id: UUID | None,
    command: str,
    now: datetime,
) -> None:
    """Write the entries at the ends of their chains, as `change`. The last thing a transaction does: it locks the
    chains' heads, in sorted order."""
    chains: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        chains[str(entry.matter.school_id) if entry.matter.school_id else COMMON_CHAIN].append(entry)
    rows: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    session.flush()
    for chain in sorted(chains):
        head = locked_head(session, chain)
        for entry in chains[chain]:
            said, salt = canonical(entry.matter.facts), secrets.token_hex(16)
            row: dict[str, Any] = {
                "id": uuid7(),
                "chain": chain,
                "number": head.number + 1,
                "at": now,
                "actor_id": actor_id,
                "command": command,
                "outcome": "change",
                "subject_id": entry.matter.subject_id,
                "correlation": entry.correlation,
                "digest": digest_of_text(salt, said),
                "previous": head.hash,
            }
            row["hash"] = seal(head.hash, cast(AuditRow, SimpleNamespace(**row)))  # it only reads
            head.number, head.hash = row["number"], row["hash"]
            rows.append(row)
            payloads.append({"entry_id": row["id"], "salt": salt, "payload": json.loads(said)})
    session.flush()
    if rows:
        session.connection().execute(insert(AuditRow.__table__), rows)  # type: ignore[arg-type]
        session.connection().execute(insert(AuditPayload.__table__), payloads)  # type: ignore[arg-type]
