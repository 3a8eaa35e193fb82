"""Visits are found by who authorised them without reading all of them."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_visits_authorised_by_id", "visits", ["authorised_by_id"])
