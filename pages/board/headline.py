"""The first line of the board: is everybody safe? The worst comes first, and nothing reassuring stands beside it."""

from collections.abc import Sequence
from datetime import datetime

from data.queries.alert_card import AlertCard
from pages.board.words import Row
from pages.parts import moment
from visits.words import LadderKind, VisitState


def headline(rows: Sequence[Row], alerts: Sequence[AlertCard], *, now: datetime) -> str:
    """How many are in danger, overdue, out and not signed out in time; empty where there is nobody to speak of.

    A drill is no danger. A visit that should have left and was not signed out may be on its way unwatched.
    """
    out = [row for row in rows if row["state"] is VisitState.OUT]
    unsigned = sum(row["overdue"] for row in rows if row["state"] is VisitState.AUTHORISED)
    emergencies = sum(alert.kind is LadderKind.EMERGENCY and not alert.drill for alert in alerts)
    if not (out or unsigned or emergencies):
        return ""
    late = sum(row["overdue"] for row in out)
    worst = [_emergencies(emergencies)] if emergencies else []
    worst += [f"{late} overdue"] if late else []
    said = [f"**{', '.join(worst)}.**"] if worst else [_nobody(bool(unsigned), bool(out))]
    said += [f"**{unsigned} not signed out {'is' if unsigned == 1 else 'are'} late.**"] if unsigned else []
    return " ".join(one for one in [*said, _out(out, now)] if one)


def _emergencies(count: int) -> str:
    return "1 emergency" if count == 1 else f"{count} emergencies"


def _nobody(unsigned: bool, out: bool) -> str:
    if not unsigned:
        return "Nobody is overdue."
    return "Nobody who is out is overdue." if out else ""


def _out(out: Sequence[Row], now: datetime) -> str:
    """How many are out, and when the last of them is due: whether the day is over. The board says itself of nobody."""
    if not out:
        return ""
    due = [row["next_due_at"] for row in out if row["next_due_at"]]
    if not due:
        return f"{len(out)} out."
    last_at = max(due)
    tense = "is" if last_at > now else "was"
    return f"{len(out)} out; the last word that is awaited {tense} due {moment(last_at, now=now)}."
