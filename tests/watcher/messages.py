"""Messages as a sender gets them, made up."""

from datetime import datetime
from typing import Any

from uuid6 import uuid7

from data.sending import Outgoing
from tests.staff import NOW
from visits.words import Channel


def message(*, made_at: datetime = NOW, **more: Any) -> Outgoing:
    """A message to a webhook, unless said otherwise."""
    given: dict[str, Any] = {
        "id": uuid7(),
        "topic": "alert.step",
        "channel": Channel.WEBHOOK,
        "recipient": "http://127.0.0.1:9/homeward",
        "subject": "Overdue: Quillmere High, visit 3A2D3D",
        "body": "Nobody has heard from the visitors.",
        "alert_id": uuid7(),
        "correlation": "c1",
        "attempt": 1,
        "made_at": made_at,
    }
    return Outgoing(**{**given, **more})
