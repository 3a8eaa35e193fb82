"""Writing a visit up: how each stop ended, and where the story is kept. The story itself stays in the school's system."""

from datetime import datetime

import streamlit as st

from data.commands.record import SEEN, StopReport, write_up
from data.plans import NOT_SAID
from data.queries.visit import StopSeen, VisitSeen
from pages import guard
from pages.attempts import done
from pages.keeping import Kept, kept
from pages.parts import moment, plain
from visits.aftercare import named
from visits.labels import OUTCOME_WORDS
from visits.permissions import Viewer
from visits.words import StopOutcome


def show_write_up_form(viewer: Viewer, seen: VisitSeen) -> None:
    """The form; what was written before stands in it. It is kept at each change."""
    row, policy = seen.loaded.row, seen.loaded.policy
    form = kept("write_up", about=row.id, school_id=row.school_id, owner=viewer.person_id)
    _prefill(form, seen)
    if row.reason == NOT_SAID:
        st.selectbox(
            "Reason for the visit",
            [reason.key for reason in policy.reasons],
            format_func=lambda key: next(r.label for r in policy.reasons if r.key == key),
            index=None,
            placeholder="Nobody gave one when it left",
            key=form.key("reason"),
            on_change=form.changed,
        )
    for stop in seen.stops:
        _stop(form, stop, several=len(seen.stops) > 1)
    st.text_input("Kept in", key=form.key("system"), on_change=form.changed)
    st.text_input(
        "Reference of the record",
        key=form.key("reference"),
        on_change=form.changed,
        help="Only the reference. The story stays in the system above.",
    )
    st.text_area(
        "Actions, and matters passed on", key=form.key("actions"), on_change=form.changed, height=100
    )
    if policy.after.slt_on_return is not None:
        st.checkbox(_told_label(seen), key=form.key("slt_told"), on_change=form.changed)
    form.say()
    if st.button("Write up" if seen.written_up is None else "Save changes", type="primary"):
        done(lambda: _send(viewer, seen, form), said="The visit is written up.")


def _prefill(form: Kept, seen: VisitSeen) -> None:
    """What is known already: the outcomes said on the way, what was written before, the policy's own system."""
    before = seen.written_up
    for stop in seen.stops:
        form.put(f"outcome:{stop.row.id}", stop.row.outcome.value if stop.row.outcome else None)
        form.put(f"who:{stop.row.id}", stop.row.who_was_seen)
    form.put("system", before.system if before else seen.loaded.policy.write_up.system)
    form.put("reference", before.reference if before else "")
    form.put("actions", before.actions if before else "")
    form.put("slt_told", bool(before and before.slt_told))


def _stop(form: Kept, stop: StopSeen, *, several: bool) -> None:
    number = f"Stop {stop.row.position}, " if several else ""
    st.selectbox(
        f"{number}{plain(stop.home or stop.row.address)}: how did it end?",
        [outcome.value for outcome in StopOutcome],
        format_func=lambda value: OUTCOME_WORDS[StopOutcome(value)],
        index=None,
        placeholder="Choose how it ended",
        key=form.key(f"outcome:{stop.row.id}"),
        on_change=form.changed,
    )
    if form.value(f"outcome:{stop.row.id}") in SEEN:
        st.text_input("Who was seen", key=form.key(f"who:{stop.row.id}"), on_change=form.changed)
    if stop.row.household_id is not None:
        st.checkbox(
            "This home has changed: look at its risks again",
            key=form.key(f"changed:{stop.row.id}"),
            on_change=form.changed,
        )


def _told_label(seen: VisitSeen) -> str:
    who = named(seen.loaded.policy.after.return_to)
    return f"{who[0].upper()}{who[1:]} {'have' if who == 'SLT' else 'has'} been told how it went"


def _send(viewer: Viewer, seen: VisitSeen, form: Kept) -> None:
    write_up(
        guard.db(),
        visit_id=seen.loaded.row.id,
        version=seen.loaded.row.version,
        stops=tuple(_report(form, stop) for stop in seen.stops),
        system=form.value("system", ""),
        reference=form.value("reference", ""),
        actions=form.value("actions", ""),
        slt_told=form.value("slt_told", False),  # noqa: FBT003  (what stands there if nothing does)
        reason=form.value("reason") or "",
        by=viewer,
        now=guard.now(),
    )
    form.sent()


def _report(form: Kept, stop: StopSeen) -> StopReport:
    outcome = form.value(f"outcome:{stop.row.id}")
    return StopReport(
        stop_id=stop.row.id,
        outcome=StopOutcome(outcome) if outcome else None,
        who_was_seen=form.value(f"who:{stop.row.id}", "") if outcome in SEEN else "",
        home_changed=bool(form.value(f"changed:{stop.row.id}")),
    )


def show_written_up(seen: VisitSeen, *, now: datetime) -> None:
    """Where the story is kept, and by whom it was written."""
    found = seen.written_up
    if found is None:
        return
    actions = f"  \nActions: {plain(found.actions)}" if found.actions else ""
    st.markdown(
        f"**{plain(found.system)}, {plain(found.reference)}** · written {moment(found.written_at, now=now)} "
        f"by {plain(found.by_name)}{actions}"
    )
