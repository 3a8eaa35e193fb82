"""Why a visit was made, in the words of the policy that it was judged by."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import PolicyVersion, VisitRow
from data.queries.policy import policy_of


def reason_words(session: Session, rows: Iterable[VisitRow]) -> dict[UUID, str]:
    """The reason of each visit as people read it, by the visit's id; what was typed where it was not on the list."""
    rows = list(rows)
    wanted = {row.policy_version_id for row in rows}
    versions = session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(wanted)))
    policies = {version.id: policy_of(version) for version in versions}
    found = {}
    for row in rows:
        reason = policies[row.policy_version_id].reason(row.reason)
        found[row.id] = reason.label if reason else row.reason_other or "No reason given yet"
    return found
