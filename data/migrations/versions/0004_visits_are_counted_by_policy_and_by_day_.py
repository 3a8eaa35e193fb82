"""visits are counted by policy and by day on the index alone"""

from alembic import op

revision = "0004"
down_revision = "0003"

INDEX = "ix_visits_reason_month"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="visits")
    op.create_index(
        INDEX,
        "visits",
        ["school_id", "month", "common_reason", "kind", "state", "policy_version_id", "out_at"],
    )
