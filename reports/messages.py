"""The frame of a message: what it is about, where to go, and the number by which a repeat is known.

What is said stands in `visits.notices`. A message names no family, and leads to a page that asks who reads it.
"""

from dataclasses import dataclass
from uuid import UUID

SIGN_OFF = "Homeward sends this and reads no answers. If somebody is in danger, ring 999."


@dataclass(frozen=True)
class Letter:
    """A message as it goes out: one line, and plain text."""

    subject: str
    text: str


def letter(*, subject: str, body: str, alert_id: UUID | None = None, link: str | None = None) -> Letter:
    """Put the frame around a notice. Without a link (no public address is set) it says where to look."""
    parts = [
        body,
        f"Open the board: {link}" if link else "Open Homeward to see who is to be rung and what was done.",
        f"Alert {alert_id}" if alert_id else "",
        SIGN_OFF,
    ]
    return Letter(" ".join(subject.split()), "\n\n".join(part for part in parts if part) + "\n")
