"""The frame of a message: what it is about, where to go, and the number by which a repeat is known.

What is said stands in `visits.notices`. A message names no family, and leads to a page that asks who reads it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from visits.alerts import reference
from visits.notices import one_line

NO_ANSWERS = "Homeward sends this and reads no answers."
_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>~|#!]")
_AT_THE_BEGINNING: Final = re.compile(r"^(\s*\d*)(?=[-+=.)])", re.MULTILINE)
"""A list, or a line below a heading."""
SIGN_OFF = f"{NO_ANSWERS} If somebody is in danger, ring 999."


@dataclass(frozen=True)
class Letter:
    """A message as it goes out: one line, and plain text."""

    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where a message leads; empty for nowhere. `acknowledge` is its reader's own, `out` is a visitor's page.

    `quiet`: it is about its reader alone (a code, a nudge), so that no word of alarm stands around it.
    """

    board: str = ""
    acknowledge: str = ""
    out: str = ""
    quiet: bool = False


NOWHERE = Links()


def letter(*, subject: str, body: str, alert_id: UUID | None = None, links: Links = NOWHERE) -> Letter:
    """Put the frame around a notice. Without a link (no public address is set) it says where to look."""
    parts = [body, *_ways_on(links), f"Alert {alert_id}" if alert_id else "", _sign_off(links)]
    return Letter(one_line(subject), "\n\n".join(part for part in parts if part) + "\n")


def short_text(*, subject: str, body: str, alert_id: UUID | None = None, links: Links = NOWHERE) -> str:
    """The same for a telephone: one line. Of an alert the subject, of anything else the first sentences; and the link."""
    said = subject if alert_id else body.split("\n\n")[0]
    link = links.acknowledge or links.out or (links.board if alert_id else "")
    number = f"Alert {reference(alert_id)}." if alert_id else ""
    ended = said if said.endswith((".", "!", "?")) else f"{said}."
    return one_line(" ".join(part for part in (ended, number, link) if part))


def card(*, subject: str, body: str, alert_id: UUID | None = None, links: Links = NOWHERE) -> Letter:
    """The same for a conversation in Teams, which reads Markdown: the notice, the link, and the alert's number."""
    parts = [_unmarked(body), *_ways_on(links), f"Alert {alert_id}" if alert_id else ""]
    return Letter(_unmarked(one_line(subject)), "\n\n".join(part for part in parts if part))


def _unmarked(text: str) -> str:
    """Text of which Markdown makes nothing: names and titles in it were typed by somebody."""
    return _AT_THE_BEGINNING.sub(r"\1\\", _MARKDOWN.sub(r"\\\g<0>", text))


def _ways_on(links: Links) -> Iterator[str]:
    if links.acknowledge:
        yield f"Say that you have seen this: {links.acknowledge}"
    if links.out:
        yield f"Tell the office: {links.out}"
    elif links.board:
        yield f"Open the board: {links.board}"
    elif not links.quiet:
        yield "Open Homeward to see who is to be rung and what was done."


def _sign_off(links: Links) -> str:
    return NO_ANSWERS if links.quiet else SIGN_OFF
