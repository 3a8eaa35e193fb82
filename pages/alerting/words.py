"""How an alert is spoken of: what it was, how it ended, and how long it took."""

from datetime import datetime
from zoneinfo import ZoneInfo

from analysis.alarms import minutes, unaccounted
from data.queries.alert_frames import as_frames
from data.queries.alerts_past import AlertLine
from pages.parts import day_and_time, length, moment, plain
from visits.labels import ALARM_CAUSE_WORDS, LADDER_KIND_WORDS
from visits.notices import DRILL
from visits.words import LadderKind

BY_HAND = "raised by a person"


def title(alert: AlertLine) -> str:
    """What, where, which visit, when: one line."""
    which = "" if alert.drill else f" · visit {alert.reference}"
    drill = "Drill: " if alert.drill else ""
    when = day_and_time(alert.due_at, tz=ZoneInfo(alert.timezone))
    return f"**{drill}{LADDER_KIND_WORDS[alert.kind]}** · {plain(alert.school)}{which} · {when}"


def who(alert: AlertLine) -> str:
    """The visitors by name; of a drill that there are none."""
    if alert.drill:
        return DRILL
    if alert.visit_id is None:
        return "Which visit it was, is not known."
    return " and ".join(plain(name) for name in alert.names)


def ending(alert: AlertLine, *, now: datetime) -> str:
    """Whether it goes on, or how, when and by whom it ended."""
    if alert.closed_at is None:
        heard = "" if alert.drill else " Everybody has been heard of." if alert.safe_at else ""
        return f"**Open** for {length(now - alert.raised_at)}.{heard}"
    how = "Drill ended" if alert.drill else "False alarm" if alert.closed_as == "false_alarm" else "Safe"
    chosen = ALARM_CAUSE_WORDS[alert.cause_kind] if alert.cause_kind else ""
    words = [plain(part) for part in dict.fromkeys((chosen, alert.cause)) if part and part != how]
    by = f" by {plain(alert.closed_by)}" if alert.closed_by else ""
    at = moment(alert.closed_at, now=now, tz=ZoneInfo(alert.timezone))
    return f"**{how}**, said{by} {at}{': ' if words else ''}{'. '.join(words)}"


def took(alert: AlertLine, *, now: datetime) -> str:
    """How long it took to notice, to act, to be safe; what has not come yet is not known, or still to come."""
    parts = [
        f"noticed {_after(alert, alert.noticed_at)}",
        f"first action {_after(alert, alert.first_action_at)}",
        f"{'ended' if alert.drill else 'safe'} {_after(alert, alert.closed_at if alert.drill else alert.safe_at)}",
    ]
    if alert.unheard:
        parts.append(f"unaccounted for {minutes(unaccounted_min(alert, now=now))}")
    return " · ".join(parts)


def unaccounted_min(alert: AlertLine, *, now: datetime) -> float:
    """Minutes in which its visitors were due and not heard of, added up over them."""
    _, spans = as_frames([alert], now=now)
    return float(unaccounted(spans)[alert.alert_id])


def lateness(alert: AlertLine) -> str:
    """Whether it was raised in time. An emergency and a drill are raised by a person, so never late."""
    if alert.kind is LadderKind.EMERGENCY or alert.drill:
        return BY_HAND
    if not alert.late:
        return "raised in time"
    why = ": nobody watched when it fell due" if alert.not_watched else ""
    return f"raised {minutes(alert.late_s / 60)} late{why}"


def _after(alert: AlertLine, at: datetime | None) -> str:
    if at is None:
        return "not yet" if alert.closed_at is None else "not known"
    return f"after {minutes(max(0.0, (at - alert.due_at).total_seconds() / 60))}"
