"""Policies: which review is late, and what does our policy not say?"""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data.queries.drills import DrillLine, last_drills
from data.queries.policies import PolicyLine, SchoolWithout, policies, readers, version
from pages import guard
from pages.alerting.drilling import last_drill, show_hold
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.parts import day_and_time, id_in_address, nothing, plain, way_to, way_within
from pages.policy_sheet.adopting import School, say_what_was_adopted, show_adopting
from pages.policy_sheet.beside import show_beside
from pages.policy_sheet.lines import show_line, show_without, summary
from pages.policy_sheet.one import show_policy
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    now = guard.now()
    if id_in_address("policy") is not None:
        _one(viewer, now)
        return
    with guard.db().read() as session:
        lines, without = policies(session, viewer, now=now)
        drills = {line.school_id: line for line in last_drills(session, viewer, now=now)}
    asked = id_in_address("school")
    new = next((one for one in without if one.school_id == asked and one.may_adopt), None)
    if new is not None:
        _back()
        st.header(f"{plain(new.school)}: adopt a policy")
        show_adopting(_as_school(new))
        return
    _all(viewer, lines, without, drills, now)


def _all(
    viewer: Viewer,
    lines: list[PolicyLine],
    without: list[SchoolWithout],
    drills: dict[UUID, DrillLine],
    now: datetime,
) -> None:
    if not lines and not without:
        nothing("No policy yet.", "The policy of your school stands here once it has adopted one.")
        return
    if lines:
        st.markdown(f"{summary(lines)}Read {day_and_time(now)}.")
    for school in without:
        show_without(school)
    for line in lines:
        show_line(line)
        _drill(viewer, drills.get(line.school_id))
    if not viewer.board:
        way_to(viewer, "account", "Review dates in your own calendar")
    show_beside(lines)


def _drill(viewer: Viewer, line: DrillLine | None) -> None:
    """When the school's ladder was last practised, and the way to practise it."""
    if line is not None:
        st.markdown(last_drill(line))
        show_hold(viewer, line)


def _one(viewer: Viewer, now: datetime) -> None:
    _back()
    asked = id_in_address("policy")
    with guard.db().read() as session:
        line = version(session, viewer, asked, now=now) if asked else None
        read_by = readers(session, viewer, line, now=now) if line else None
    if line is None:
        nothing("There is no such policy, or it is not one that you may see.", "Go back to all policies.")
        return
    show_policy(viewer, line, read_by)
    if line.may_adopt and line.is_in_force:
        with st.expander("Adopt another version"):
            show_adopting(
                School(
                    school_id=line.school_id,
                    name=line.school,
                    newest=line.newest.number,
                    in_force=line.policy,
                    next_from=line.next_from,
                ),
            )


def _as_school(new: SchoolWithout) -> School:
    return School(
        school_id=new.school_id, name=new.school, newest=new.newest, in_force=None, next_from=new.next_from
    )


def _back() -> None:
    way_within("All policies")


viewer = guard.require(Action.SEE_POLICIES)
st.title("Policies")
say_what_was_done()
say_what_was_adopted()
with said_if_lost("The policies"):
    _page(viewer)
