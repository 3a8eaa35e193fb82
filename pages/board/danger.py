"""What is always in reach: somebody is in danger, and somebody has already left."""

from uuid import UUID

import streamlit as st

from data.commands.core import Invalid, Refused
from data.commands.emergency import name_visit, raise_emergency, unname_visit
from data.queries.alert_card import AlertCard
from pages import acting, guard
from pages.board.said import say, say_why_not
from pages.board.words import Row
from pages.parts import plain, way_to
from visits.permissions import Viewer

LABEL = "Raise an emergency: code phrase heard or danger"
FIXED = """<style>
.st-key-danger { position: fixed; bottom: 0; left: 0; right: 0; z-index: 90; background: var(--hw-page);
                 border-top: 2px solid var(--hw-alarm); padding: .5rem 1rem; justify-content: center; gap: .5rem 1rem; }
.st-key-danger > div { width: auto; }
.st-key-danger button { border-color: var(--hw-alarm); color: var(--hw-alarm); font-weight: 600; min-height: 48px; }
.stMainBlockContainer { padding-bottom: 9rem; }
/* What tells two buttons of the same words apart is read out, not shown: the name stands beside them. */
.stMain [class*="st-key-alert-"] button p span { position: absolute; width: 1px; height: 1px; overflow: hidden;
                                                 clip-path: inset(50%); white-space: nowrap; }
</style>"""
"""The bar stays at the foot of the window, whatever is scrolled, and nothing is hidden behind it."""
SEVERAL = """<style>
.st-key-danger button p span { font-size: inherit !important; }
@media (max-width: 40rem) {
  .st-key-danger { display: grid; grid-template-columns: repeat(COLUMNS, 1fr); gap: .35rem; padding: .35rem .5rem;
                   align-items: center; }
  .st-key-danger::before { content: "Raise an emergency at"; grid-column: span HALF; order: -2; font-size: .875rem;
                           font-weight: 600; color: var(--hw-alarm); }
  .st-key-danger > div { grid-column: span 2; width: 100%; min-width: 0; }
  .st-key-danger > div:has([data-testid="stPageLink"]) { grid-column: span HALF; order: -1; }
  .st-key-danger button { padding: .25rem; width: 100%; }
  .st-key-danger button p span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .st-key-danger button span:has(> [data-testid="stIconMaterial"]) { display: none; }
  .st-key-danger button p { line-height: 1.2; }
}
</style>"""
"""On a phone with several schools: what it is for and the other way in one line, the schools beside each other below."""


def show_danger(viewer: Viewer, out: list[Row], schools: dict[UUID, str]) -> None:
    """One press, nothing typed first. With one visit out it is that one; else the alert asks which, afterwards."""
    st.html(FIXED)
    several = len(schools) > 1
    if several:
        st.html(SEVERAL.replace("COLUMNS", str(2 * len(schools))).replace("HALF", str(len(schools))))
    with st.container(horizontal=True, vertical_alignment="center", key="danger"):
        for school_id, name in schools.items():
            there = [r["visit_id"] for r in out if r["school_id"] == school_id]
            st.button(
                f":small[Raise an emergency:] {plain(name)}" if several else LABEL,
                key=f"danger-{school_id}",
                icon=":material/emergency_home:",
                on_click=_raise,
                args=(school_id, there[0] if len(there) == 1 else None),
            )
        way_to(viewer, "left", "Already left, not authorised")


def ask_which(card: AlertCard, out: list[Row]) -> None:
    """An emergency that nobody has given a visit yet: choose it among those who are out at the school.

    A choice that was wrong is taken back, and it is asked anew.
    """
    if card.named_afterwards:
        st.button("It is another visit", key=f"unname-{card.id}", on_click=_unname, args=(card.id,))
    there = [r for r in out if r["school_id"] == card.school_id]
    if card.drill or card.visit_id is not None or not there:
        return
    st.markdown(
        "**Which visit is it?** If nobody knows, ring none of the visitors: it could expose whoever is in danger. "
        "Ask the office who took the call and what was heard, look below at who is out and where, and ring colleagues "
        "at school who know the visits."
    )
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


def _unname(alert_id: UUID) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    try:
        unname_visit(guard.db(), alert_id=alert_id, by=by, now=now)
    except (Refused, Invalid) as why:
        say_why_not(why, now=now)
    else:
        say("Recorded: it is another visit. Say below which one.", now=now)
