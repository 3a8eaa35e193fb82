"""The clock. Nothing else in Homeward reads it: rules and queries are handed `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment as an aware datetime in UTC."""
    return datetime.now(UTC)
