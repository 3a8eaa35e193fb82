"""Every home that needs an assessment, a home by name, and how many stand how."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import pandas as pd
import streamlit as st

from data.queries.household import HomeFound, PupilFound, search_homes, search_pupils
from data.queries.people import london_day
from data.queries.risk_pages import HomeToAssess, assessment_counts, homes_to_assess
from pages import guard, looking
from pages.parts import day_and_time, nothing, plain, until, way_to
from visits.labels import ASSESSMENT_WORDS
from visits.permissions import Action, Viewer, schools_where
from visits.pupils import folded
from visits.times import day_said
from visits.words import AssessmentState

FIRST: Final = 20
PUT_OFF: Final = frozenset({AssessmentState.LAPSED, AssessmentState.NOT_KNOWN, AssessmentState.NONE})


def show_list(viewer: Viewer) -> None:
    """What needs somebody, the most pressing first."""
    now, today = guard.now(), london_day(guard.now())
    with guard.db().read() as session:
        homes = homes_to_assess(session, viewer, on=today)
        counts = assessment_counts(session, viewer, on=today)
    looking.at_list(viewer, "assessments")
    _find(viewer, today)
    if schools_where(viewer, Action.SEE_SMALL_NUMBERS):
        _counts(counts, today)
    if not homes:
        nothing(
            "No home needs an assessment.",
            "A home stands here when a visit to it is planned and its assessment is not in date, or when one is due.",
        )
    planned = [h for h in homes if h.next_visit_at is not None]
    rest = [h for h in homes if h.next_visit_at is None]
    if planned:
        st.header(f"A visit is planned, the assessment is not in date: {len(planned)}")
        for home in planned:
            _home(viewer, home, now)
    if rest:
        st.header("No visit is planned")
        _folded(viewer, "Lapsed or put off", [h for h in rest if h.state in PUT_OFF], now)
        _folded(viewer, "Due within 30 days", [h for h in rest if h.state is AssessmentState.DUE], now)


def _find(viewer: Viewer, today: date) -> None:
    text = st.text_input("Find a home by its name or a pupil's", key="find_home", max_chars=60)
    if not text.strip():
        return
    with guard.db().read() as session:
        pupils = search_pupils(session, viewer, None, text, on=today, limit=10)
        homes = search_homes(session, viewer, None, text, limit=10)
    _searched(viewer, text, pupils, homes)
    found = {h.household_id: f"{h.name}, {h.address}" for h in homes}
    for pupil in pupils:
        if pupil.household_id is not None:
            found[pupil.household_id] = (
                f"{pupil.home}, {pupil.address} ({pupil.name}, year {pupil.year_group})"
            )
    for household_id, words in found.items():
        way_to(viewer, "risk", plain(words), home=household_id)
    if not found:
        st.write("No home of yours has that name.")


def _searched(viewer: Viewer, text: str, pupils: list[PupilFound], homes: list[HomeFound]) -> None:
    """Keep which homes were found, at each school that was searched."""
    found: dict[UUID, set[UUID]] = {s: set() for s in schools_where(viewer, Action.SEE_HOUSEHOLD)}
    for home in homes:
        found[home.school_id].add(home.household_id)
    for pupil in pupils:
        if pupil.household_id is not None:
            found[pupil.school_id].add(pupil.household_id)
    looking.for_home(viewer, folded(text), {school: list(ids) for school, ids in found.items()})


def _counts(counts: pd.DataFrame, today: date) -> None:
    """One line a school: how many homes that had or will have a visit stand how."""
    for school, rows in counts.groupby("school"):
        total = int(rows["homes"].sum())
        parts = [
            f"{ASSESSMENT_WORDS[state]}: {number}"
            for state, number in zip(rows["state"], rows["homes"], strict=True)
            if number
        ]
        st.markdown(
            f"**{plain(str(school))}**, {day_said(today)}. Homes that had or will have a visit: {total}.  \n"
            f"{', '.join(parts)}."
        )


def _folded(viewer: Viewer, title: str, homes: Sequence[HomeToAssess], now: datetime) -> None:
    """Homes that can wait: the longest lapsed first, and no more than one can work through."""
    if not homes:
        return
    with st.expander(f"{title}: {len(homes)}"):
        if len(homes) > FIRST:
            st.markdown(f"The first {FIRST}. Find any other by its name above.")
        for home in homes[:FIRST]:
            _home(viewer, home, now)


def _home(viewer: Viewer, home: HomeToAssess, now: datetime) -> None:
    facts = [f"**{ASSESSMENT_WORDS[home.state]}**"]
    if home.valid_until is not None:
        facts.append(
            f"{'was good' if home.state is AssessmentState.LAPSED else 'good'} until {day_said(home.valid_until)}"
        )
    if home.next_visit_at is not None:
        when = f" ({until(home.next_visit_at, now=now)})" if home.next_visit_at > now else ""
        facts.append(f"visit {day_and_time(home.next_visit_at)}{when}")
    with st.container(border=True, key=f"home-{home.household_id}"):
        said, ways = st.columns([4, 1], vertical_alignment="center")
        said.markdown(f"**{plain(home.name)}** · {plain(home.school)}  \n{' · '.join(facts)}")
        with ways:
            way_to(viewer, "risk", "Assess it now", home=home.household_id)
            if home.next_visit_id is not None:
                way_to(viewer, "visit", "The visit", visit=home.next_visit_id)
