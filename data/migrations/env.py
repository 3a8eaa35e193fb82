"""How Alembic meets our tables. `data.migrate` runs it and hands over a connection that is in a transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from data.models import Base
from data.models.base import Moment, Word


def render(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are kept as, so that a version file stands without our models."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Word):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(thing, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render,
    render_as_batch=True,
    # Databases that Alembic takes for unable to undo a CREATE TABLE can: SQLite does, and we begin by ourselves.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
