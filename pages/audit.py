"""Audit: who did what, on whom, and when; and who looked."""

from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from data.audit_search import Search
from data.queries.audit import (
    PAGE,
    REFERENCE,
    Found,
    audit_entries,
    audited_people,
    audited_schools,
)
from data.queries.people import london_day
from pages import guard, looking
from pages.auditing.filters import choose
from pages.auditing.table import show_lines
from pages.lost import said_if_lost
from pages.parts import ago, day_and_time, download, nothing, plain, way_to
from visits.audit_words import CHOICES
from visits.permissions import Action, Viewer
from visits.times import day_said

NOT_A_REFERENCE: Final = (
    "A visit's reference is six letters and figures, such as 3F9A21, as in messages about it."
)


def _page(viewer: Viewer) -> None:
    now = guard.now()
    today = london_day(now)
    with guard.db().read() as session:
        schools = audited_schools(session, viewer)
        asked = Search.of(st.query_params.to_dict(), schools=list(schools), what=CHOICES, today=today)
        people = audited_people(session, viewer, asked.school_id) if asked else {}
        found = audit_entries(session, viewer, asked) if asked else Found(lines=(), total=0)
    if asked is None:
        nothing("There is no such school, or its audit is not yours to see.", "Open the audit from the menu.")
        return
    looking.at_list(viewer, "audit")
    way_to(viewer, "opened_in_emergency", "What was opened in an emergency")
    choose(asked, schools=schools, people=people)
    if asked.reference and not REFERENCE.fullmatch(asked.reference):
        st.error(NOT_A_REFERENCE, icon=":material/error:")
    st.markdown(
        f"**{found.total:,} {'entry' if found.total == 1 else 'entries'}** · {plain(schools[asked.school_id])} · "
        f"{plain(_period(asked))} · read {day_and_time(now)}"
    )
    _entries(asked, found)
    kept = f"last {ago(found.anchored_at, now=now)}" if found.anchored_at else "not yet"
    st.caption(
        f"Nobody can change an entry, and looking here is an entry too. The end of this audit was kept off this machine: "
        f"{kept}. Signing in and out belongs to no one school and is not in this list."
    )


def _period(asked: Search) -> str:
    if asked.first_on == asked.last_on:
        return day_said(asked.first_on)
    return f"{day_said(asked.first_on)} to {day_said(asked.last_on)}"


def _entries(asked: Search, found: Found) -> None:
    if not found.lines:
        nothing(
            "No entry fits.",
            "Everything that is done, looked at or refused at this school stands here. Choose more days.",
        )
        return
    first = (asked.page - 1) * PAGE + 1
    last = first + len(found.lines) - 1
    show_lines(found.lines, caption=f"Entries {first:,} to {last:,} of {found.total:,}, newest first")
    st.html(" · ".join(_ways(asked, found, last)))


def _ways(asked: Search, found: Found, last: int) -> list[str]:
    ways = [download("/exports/audit.csv", asked.query, "Download these as CSV")]
    if asked.page > 1:
        ways.append(_way(asked.at_page(asked.page - 1), "Newer entries"))
    if last < found.total:
        ways.append(_way(asked.at_page(asked.page + 1), "Older entries"))
    return ways


def _way(asked: Search, words: str) -> str:
    return f'<a href="/audit?{_address(asked)}" target="_self">{words}</a>'


def _address(asked: Search) -> str:
    return escape(urlencode(asked.query))


viewer = guard.require(Action.SEE_AUDIT)
st.title("Audit")
with said_if_lost("The audit"):
    _page(viewer)
