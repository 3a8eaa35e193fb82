"""The school is closed today: who is out or about to go, why it is closed, and who watches over them."""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data.commands import watching
from data.commands.closing import open_again
from data.queries.closed import closed_today, not_to_ring
from data.queries.watching import OpenVisit, Watch, keepers, open_visits
from pages import guard
from pages.attempts import done
from pages.parts import moment, nothing, phone_link, plain
from pages.watching.one_school import choose_keeper, out_words
from visits.permissions import Action, Viewer, may
from visits.words import VisitState


def show_closed(viewer: Viewer, watch: Watch) -> None:
    """The form, for who leads the school. Visits that are out stay out and stay watched."""
    if not may(viewer, Action.GIVE_COVER, school_id=watch.school_id):
        return
    now = guard.now()
    with guard.db().read() as session:
        closed = closed_today(session, [watch.school_id], now=now)
        visits = open_visits(session, viewer, watch.school_id)
        silent = not_to_ring(session, watch.school_id, [visit.visit_id for visit in visits])
        found = keepers(session, viewer, watch.school_id, now=now)
    if closed:
        with st.expander("Open the school again, and who is out", key=f"closed-{watch.school_id}-again"):
            _visits(visits, silent, now)
            _open_again(viewer, watch)
        return
    pressed = f"closed-pressed-{watch.school_id}"
    with st.expander("The school is closed today", expanded=bool(st.session_state.get(pressed))):
        _visits(visits, silent, now)
        with st.form(f"closed_{watch.school_id}", border=False):
            reason = st.text_input("Why is it closed?", max_chars=200, key=f"closed-why-{watch.school_id}")
            to_id = choose_keeper(
                found,
                label="Who watches over those who are out?",
                key=f"closed-to-{watch.school_id}",
                empty="Nobody else: the watch stays as it is",
            )
            if st.form_submit_button("Close the school for today", on_click=_press, args=(pressed,)):
                out = sum(visit.state is VisitState.OUT for visit in visits)
                asked = " The watch is offered to the person whom you named." if to_id else ""
                done(
                    lambda: watching.close_today(
                        guard.db(),
                        school_id=watch.school_id,
                        reason=reason,
                        offer_to=to_id,
                        by=viewer,
                        now=guard.now(),
                    ),
                    said=f"{plain(watch.school)} is down as closed today. {_still_out(out)}{asked}",
                )


def _press(key: str) -> None:
    """What was pressed is looked at open, with what it says: it is not folded away."""
    st.session_state[key] = True


def _open_again(viewer: Viewer, watch: Watch) -> None:
    if st.button("Open the school again today", key=f"open-again-{watch.school_id}"):
        done(
            lambda: open_again(guard.db(), school_id=watch.school_id, by=viewer, now=guard.now()),
            said=f"{plain(watch.school)} is open again. What is due was worked out anew.",
        )


def _still_out(count: int) -> str:
    if not count:
        return out_words(0)
    return f"{count} {'visit is' if count == 1 else 'visits are'} out and watched as before."


def _visits(visits: list[OpenVisit], silent: frozenset[UUID], now: datetime) -> None:
    if not visits:
        nothing("Nobody is out, and nobody is about to go.", "Visits that are out or authorised stand here.")
        return
    away = [visit for visit in visits if visit.state is VisitState.OUT]
    danger = [visit for visit in away if visit.visit_id in silent]
    out = [visit for visit in away if visit.visit_id not in silent]
    ready = [visit for visit in visits if visit.state is not VisitState.OUT]
    for title, some in (
        ("Emergency open: do not ring, see Live visits", danger),
        ("Out now: ring them", out),
        ("Authorised, not left: tell them to stay", ready),
    ):
        if some:
            st.markdown(f"**{title}**")
            st.markdown("\n".join(_visit(visit, now, numbers=some is not danger) for visit in some))


def _visit(visit: OpenVisit, now: datetime, *, numbers: bool) -> str:
    """Whom one must not ring stands without a number to press."""
    people = " and ".join(
        f"{plain(name)} {phone_link(mobile)}" if numbers else plain(name) for name, mobile in visit.people
    )
    if visit.state is VisitState.OUT:
        return f"- {people}: due back {moment(visit.back_at, now=now)}{_next_word(visit, now)}"
    return f"- {people}: to leave {moment(visit.out_at, now=now)}"


def _next_word(visit: OpenVisit, now: datetime) -> str:
    if visit.next_due_at is None:
        return ""
    at = moment(visit.next_due_at, now=now)
    return f", **overdue: word was due by {at}**" if visit.next_due_at <= now else f", next word by {at}"
