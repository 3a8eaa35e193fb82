"""The facts of an entry of the audit in words: what it came to, before and after, from where. Ids stay out."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from visits.audit_words import PAGE_WORDS, REFUSED_WORDS
from visits.labels import ROLE_WORDS, STATE_WORDS
from visits.times import day_said, said
from visits.words import Role, Via, VisitState

VIA_WORDS: Final[Mapping[str, str]] = {
    Via.BOARD: "On a screen at school",
    Via.CALL: "By call",
    Via.PHONE_LINK: "On a visitor's phone",
    Via.SMS: "By text message",
    Via.FORM: "On a form",
    Via.SYSTEM: "Homeward itself",
}
LABELS: Final[Mapping[str, str]] = {
    "told": "people told",
    "found": "found",
    "late_s": "seconds late",
    "opened_in_emergency": "while opened in an emergency",
    "in_folder": "in the folder",
    "sessions_ended": "sessions ended",
    "unauthorised": "left unauthorised",
    "from_on": "from",
    "to_on": "to",
    "entry": "up to entry",
    "closed_as": "closed as",
    "was": "before",
    "state": "then",
    "changed": "changed",
}
ELSEWHERE: Final = frozenset({"why", "page", "via", "sign_in", "before", "after", "asked", "event"})
"""What has a place of its own."""


def facts_words(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What an entry's facts say, each in a few words."""
    return tuple(_every(facts))


def where_words(facts: Mapping[str, Any], *, device: str) -> str:
    """From where: the browser, or the way by which it came; empty where that is not known."""
    return device or VIA_WORDS.get(str(facts.get("via", "")), "")


def _every(facts: Mapping[str, Any]) -> Iterator[str]:
    if why := facts.get("why"):
        yield REFUSED_WORDS.get(str(why), _plain(str(why)))
    if page := facts.get("page"):
        yield f"on {PAGE_WORDS.get(str(page), _plain(str(page)))}"
    yield from _changes(facts.get("before"), facts.get("after"))
    asked = facts.get("asked")
    shown = {k: v for k, v in facts.items() if k not in ELSEWHERE}
    if shown.get("was") == shown.get("state") or "state" not in shown:
        shown.pop("was", None)
    if isinstance(asked, Mapping):
        shown.update(asked)
    for key, value in shown.items():
        if (words := _value(key, value)) is not None:
            yield f"{LABELS.get(key, _plain(key))}: {words}"


def _changes(before: object, after: object) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            was, becomes = _value(key, before.get(key)), _value(key, after.get(key))
            yield f"{LABELS.get(key, _plain(str(key)))}: {was or 'nothing'} → {becomes or 'nothing'}"


def _value(key: str, value: object) -> str | None:
    """In words; None for what says nothing to a reader."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{round(value, 1):g}" if isinstance(value, float) else str(value)
    if isinstance(value, list):
        words = [w for one in value if (w := _value(key, one)) is not None]
        return ", ".join(words) or None
    if isinstance(value, Mapping):
        return None
    return _text(key, str(value))


def _text(key: str, text: str) -> str | None:
    if _is_id(text):
        return None
    if key in ("state", "was") and text in set(VisitState):
        return STATE_WORDS[VisitState(text)]
    if key in ("role", "roles") and text in set(Role):
        return ROLE_WORDS[Role(text)]
    try:
        if len(text) == len("2026-11-23"):
            return day_said(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
    except ValueError:
        return _plain(text)
    return said(at) if at.tzinfo else _plain(text)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _plain(text: str) -> str:
    return text.replace("_", " ")
