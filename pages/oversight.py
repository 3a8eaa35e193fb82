"""Oversight: do we do what we said? The governor's first screen. Nobody's family is here."""

import streamlit as st

from analysis.oversight import first_action, sentence, term
from data.queries.oversight import oversight
from data.queries.policies import policies
from pages import guard
from pages.attempts import say_what_was_done
from pages.figures.published_choice import explain, nothing_yet
from pages.lost import said_if_lost
from pages.overseeing import charts, choosing, measures, publishing, reviews
from pages.parts import plain
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    now = guard.now()
    with st.spinner("Counting the visits of each term"), guard.db().read() as session:
        every, found = oversight(session, viewer, choosing.school_in_address(), now=now)
        lines, _ = policies(session, viewer, now=now)
    if not every:
        return
    if found is None:
        choosing.not_yours(every)
        return
    choosing.school(every, found.figures.school_id)
    if not found.terms:
        nothing_yet([found.figures])
    else:
        place = choosing.term([one.span.name for one in found.terms])
        chosen = found.terms[place]
        told = [term(one.span.name, document=one.document, facts=one.facts) for one in found.terms]
        measures.summary(found.figures, chosen, told[place], now)
        st.markdown(f"**{plain(sentence(told[: place + 1]))}**")
        measures.table(told[place], first_action(told[place]))
        charts.show(told, found.figures)
    reviews.show([line for line in lines if line.school_id == found.figures.school_id])
    publishing.show(viewer, found.figures)
    if len(every) > 1:
        measures.all_schools(every)
    explain()


viewer = guard.require(Action.SEE_STATISTICS)
st.title("Oversight")
say_what_was_done()
with said_if_lost("The figures"):
    _page(viewer)
