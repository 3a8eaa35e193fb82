"""The school is closed today: who is out or about to go, why it is closed, and who watches over them."""

from datetime import datetime

import streamlit as st

from data.commands import watching
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
        visits = open_visits(session, viewer, watch.school_id)
        found = keepers(session, viewer, watch.school_id, now=now)
    with st.expander("The school is closed today"):
        _visits(visits, now)
        with st.form(f"closed_{watch.school_id}", border=False):
            reason = st.text_input("Why is it closed?", max_chars=200, key=f"closed-why-{watch.school_id}")
            to_id = choose_keeper(
                found,
                label="Who watches over those who are out?",
                key=f"closed-to-{watch.school_id}",
                empty="Nobody else: the watch stays as it is",
            )
            if st.form_submit_button("Close the school for today"):
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


def _still_out(count: int) -> str:
    if not count:
        return out_words(0)
    return f"{count} {'visit is' if count == 1 else 'visits are'} out and watched as before."


def _visits(visits: list[OpenVisit], now: datetime) -> None:
    if not visits:
        nothing("Nobody is out, and nobody is about to go.", "Visits that are out or authorised stand here.")
        return
    out = [visit for visit in visits if visit.state is VisitState.OUT]
    ready = [visit for visit in visits if visit.state is not VisitState.OUT]
    for title, some in (("Out now: ring them", out), ("Authorised, not left: tell them to stay", ready)):
        if some:
            st.markdown(f"**{title}**")
            st.markdown("\n".join(_visit(visit, now) for visit in some))


def _visit(visit: OpenVisit, now: datetime) -> str:
    people = " and ".join(f"{plain(name)} {phone_link(mobile)}" for name, mobile in visit.people)
    if visit.state is VisitState.OUT:
        return f"- {people}: due back {moment(visit.back_at, now=now)}{_next_word(visit, now)}"
    return f"- {people}: to leave {moment(visit.out_at, now=now)}"


def _next_word(visit: OpenVisit, now: datetime) -> str:
    if visit.next_due_at is None:
        return ""
    at = moment(visit.next_due_at, now=now)
    return f", **overdue: word was due by {at}**" if visit.next_due_at <= now else f", next word by {at}"
