"""What is always in reach: somebody is in danger, and somebody has already left."""

from uuid import UUID

import streamlit as st

from data.commands.core import Invalid, Refused
from data.commands.emergency import name_visit, raise_emergency
from data.queries.alert_card import AlertCard
from pages import acting, guard
from pages.board.said import say, say_why_not
from pages.board.words import Row
from pages.parts import plain, way_to
from visits.permissions import Viewer

LABEL = "Code phrase heard / somebody in danger"
FIXED = """<style>
.st-key-danger { position: fixed; bottom: 0; left: 0; right: 0; z-index: 90; background: #fff;
                 border-top: 2px solid #8a1c1c; padding: .5rem 1rem; justify-content: center; gap: .5rem 1rem; }
.st-key-danger > div { width: auto; }
.st-key-danger button { border-color: #8a1c1c; color: #8a1c1c; font-weight: 600; min-height: 48px; }
.stMainBlockContainer { padding-bottom: 9rem; }
/* What tells two buttons of the same words apart is read out, not shown: the name stands beside them. */
.stMain [class*="st-key-alert-"] button p span { position: absolute; width: 1px; height: 1px; overflow: hidden;
                                                 clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  /* With several schools: what it is for and the other way out in the first line, the schools in the second. */
  .st-key-danger:has([data-testid="stButton"] ~ *) { gap: .25rem .5rem; padding: .35rem .5rem; }
  .st-key-danger.stHorizontalBlock button p span { position: absolute; width: 1px; height: 1px; overflow: hidden;
                                                   clip-path: inset(50%); }
}
</style>"""
"""The bar stays at the foot of the window, whatever is scrolled, and nothing is hidden behind it."""


def show_danger(viewer: Viewer, out: list[Row], schools: dict[UUID, str]) -> None:
    """One press, nothing typed first. With one visit out it is that one; else the alert asks which, afterwards."""
    st.html(FIXED)
    with st.container(horizontal=True, key="danger"):
        for school_id, name in schools.items():
            there = [r["visit_id"] for r in out if r["school_id"] == school_id]
            st.button(
                plain(f"Code phrase or danger: {name}") if len(schools) > 1 else LABEL,
                key=f"danger-{school_id}",
                icon=":material/emergency_home:",
                on_click=_raise,
                args=(school_id, there[0] if len(there) == 1 else None),
            )
        way_to(viewer, "left", "Already left, not authorised")


def ask_which(card: AlertCard, out: list[Row]) -> None:
    """An emergency that nobody has given a visit yet: choose it among those who are out at the school."""
    there = [r for r in out if r["school_id"] == card.school_id]
    if card.drill or card.visit_id is not None or not there:
        return
    st.markdown("**Which visit is it?** If nobody knows, leave it open and ring everybody who is out.")
    with st.container(horizontal=True):
        for row in there:
            names = " and ".join(v["name"] for v in row["visitors"])
            st.button(
                plain(names),
                key=f"which-{card.id}-{row['visit_id']}",
                on_click=_name,
                args=(card.id, row["visit_id"]),
            )


def _raise(school_id: UUID, visit_id: UUID | None) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    try:
        raise_emergency(guard.db(), school_id=school_id, visit_id=visit_id, by=by, now=now)
    except (Refused, Invalid) as why:
        say_why_not(why, now=now)
    else:
        say("Emergency raised. Open its briefing and do what the step says.", now=now)


def _name(alert_id: UUID, visit_id: UUID) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    try:
        name_visit(guard.db(), alert_id=alert_id, visit_id=visit_id, by=by, now=now)
    except (Refused, Invalid) as why:
        say_why_not(why, now=now)
    else:
        say("Recorded: it is known which visit the emergency is about.", now=now)
