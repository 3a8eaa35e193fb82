"""What governors see so far, when they see more, and publishing a closed term before that."""

import streamlit as st

from data.queries.figures import SchoolFigures
from pages import guard
from pages.attempts import done
from pages.parts import plain
from visits.closed_terms import TermSpan
from visits.permissions import Viewer
from visits.times import day_said
from watcher.publishing import publish_term


def show(viewer: Viewer, school: SchoolFigures) -> None:
    """For everybody when the next term comes; for who may, the terms that can be published now."""
    if school.next_on is not None and school.terms:
        st.caption(
            f"The next term is published on {day_said(school.next_on)}, 14 days after it has ended: "
            "until then its visits can still be written up."
        )
    for span in school.may_publish:
        with st.container(border=True):
            st.markdown(
                f"**{plain(span.name)} has ended and is not published.** Governors see its figures from the moment they "
                "are published. They then stay as they are: what is entered or put right later is in none of them."
            )
            if st.button(f"Publish {span.name}", key=f"publish-{span.key}"):
                _publish(viewer, school, span)


def _publish(viewer: Viewer, school: SchoolFigures, span: TermSpan) -> None:
    done(
        lambda: publish_term(guard.db(), school_id=school.school_id, span=span, by=viewer, now=guard.now()),
        said=f"{span.name} is published.",
    )
