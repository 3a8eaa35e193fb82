"""What happened and who did it is only added to; an audit entry's facts can be emptied, by erasure alone."""

from data.migrations import tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    tables.add_refusal()
    for table in ("audit", "events", "step_results"):
        tables.append_only(table)
    tables.only_emptied("audit_payloads", key="entry_id")
