"""What the buttons under the form do: ask, log what has ended, put aside, start afresh. Each empties the form once."""

from datetime import datetime
from typing import Final
from uuid import UUID

import streamlit as st

from data.commands import visit
from data.commands.core import Invalid, Refused, Stale
from data.opened import DatabaseError
from data.queries.planned import planned, sent_already
from pages import guard
from pages.parts import clock_time
from pages.visit_form import binding
from pages.visit_form.beginning import GONE, fresh
from pages.visit_form.fields import Form
from pages.visit_form.keeping import Links, Opened, Said, begin, current, keep, throw_away
from pages.visit_form.reading import World, read
from pages.visit_form.words import goes_to, title
from visits.permissions import Action, Viewer
from visits.visit import VisitPlan

NOT_SENT: Final = (
    "Nothing was sent: the database cannot be reached just now. What you typed is still here. Try again."
)
SENT_BEFORE: Final = "This had been sent already. It is one visit, not two."
CHECK: Final = "Nothing was sent yet. Look at what is marked below."


def ask(page: str, key: str) -> None:
    """Ask for the visit; change it, or log it as ended, where the form says so. What fails keeps everything."""
    opened = _the_same(page, key)
    if opened is None:
        return
    viewer, now, form = guard.person(), guard.now(), opened.form
    before = form.copied()
    binding.take(form)
    try:
        world = read(guard.db(), viewer, form, before, now=now)
        if there := _sent_before(viewer, form):
            _over(page, viewer, form, Said(kind="done", text=SENT_BEFORE, links=_links(there)), now)
            return
        if world.judged is None or not world.may_send(form):
            opened.said = Said(kind="problem", text=world.why_not or CHECK)
            return
        visit_id = _send(form, world.judged.plan, viewer, now)
    except DatabaseError:
        opened.said = Said(kind="problem", text=NOT_SENT)
    except Stale as why:
        opened.said = Said(kind="stale", text=str(why))
    except (Refused, Invalid) as why:
        opened.said = Said(kind="problem", text=f"Nothing was sent. {why}")
    else:
        _over(page, viewer, form, _sent(world, form, visit_id), now)


def _sent_before(viewer: Viewer, form: Form) -> UUID | None:
    """The visit that came of this very form, from another window or by a press that was never answered."""
    if form.visit:
        return None
    with guard.db().read() as session:
        there = sent_already(session, viewer, form.key)
    return there.visit_id if there else None


def _over(page: str, viewer: Viewer, form: Form, said: Said, now: datetime) -> None:
    """The form is done with: its draft goes, and an empty one stands there."""
    throw_away(viewer, form, now=now)
    begin(page, viewer, fresh(guard.db(), viewer, form=page, now=now), said=said)
    st.query_params.clear()


def _links(visit_id: UUID) -> Links:
    return (("visit", "Follow it here", {"visit": str(visit_id)}), ("my_visits", "My visits", {}))


def _send(form: Form, plan: VisitPlan, viewer: Viewer, now: datetime) -> UUID:
    db = guard.db()
    if form.visit:
        return visit.change(
            db, visit_id=UUID(form.visit), plan=plan, version=form.version, by=viewer, now=now
        )
    if form.ended:
        return visit.log_ended(db, plan=plan, idempotency_key=form.key, by=viewer, now=now)
    return visit.log(db, plan=plan, idempotency_key=form.key, by=viewer, now=now)


def _sent(world: World, form: Form, visit_id: UUID) -> Said:
    what = title(form, world.known)
    if form.ended:
        text = f"Logged: {what}. It says for ever that it was logged after it had ended. Next: write it up."
    else:
        text = f"Asked for: {what}. It goes to {goes_to(world)}. Nobody leaves before they say yes."
    return Said(kind="done", text=text, links=_links(visit_id))


def put_aside(page: str, key: str) -> None:
    """Keep the form as a draft under My visits, and begin another."""
    opened = _the_same(page, key)
    if opened is None:
        return
    viewer, now = guard.person(), guard.now()
    binding.take(opened.form)
    opened.form.kept = True
    name = "A visit"
    try:
        name = title(opened.form, read(guard.db(), viewer, opened.form, opened.form.copied(), now=now).known)
    except DatabaseError:
        opened.not_kept = NOT_SENT
    keep(viewer, opened, title=name, now=now)
    if opened.not_kept:
        opened.form.kept = False
        opened.said = Said(kind="problem", text=opened.not_kept)
        return
    text = f"Kept as a draft at {clock_time(now)}: {name}. It stands under My visits."
    link: Links = (("log_visit", "Open it again", {"draft": opened.form.key}), ("my_visits", "My visits", {}))
    begin(
        page,
        viewer,
        fresh(guard.db(), viewer, form=page, now=now),
        said=Said(kind="done", text=text, links=link),
    )
    st.query_params.clear()


def start_afresh(page: str, key: str) -> None:
    """Throw away what was typed. It can be undone for as long as the page is open."""
    opened = _the_same(page, key)
    if opened is None:
        return
    viewer, now = guard.person(), guard.now()
    binding.take(opened.form)
    throw_away(viewer, opened.form, now=now)
    said = Said(kind="note", text="What stood here was thrown away.", undo=opened.form)
    begin(page, viewer, fresh(guard.db(), viewer, form=page, now=now), said=said)
    st.query_params.clear()


def go_on(page: str, key: str) -> None:
    """Somebody has changed the visit meanwhile, and this person has looked: what they typed is meant all the same."""
    opened = _the_same(page, key)
    if opened is None:
        return
    with guard.db().read() as session:
        kept = planned(session, guard.person(), UUID(opened.form.visit), Action.LOG_VISIT)
    if kept is None:
        opened.said = Said(kind="problem", text=GONE)
        return
    opened.form.version = kept.version
    opened.said = Said(kind="note", text="Look through what you typed, then ask again.")


def undo(page: str) -> None:
    """Bring back what "Start afresh" threw away, as it was."""
    opened = current(page)
    if opened is None or opened.said is None or opened.said.undo is None:
        return
    form = opened.said.undo
    viewer = guard.person()
    back = begin(page, viewer, form, source=opened.source)
    # Unlike anything that was kept, so that the draft is written again.
    back.saved = ""
    if form.visit:
        st.query_params["visit"] = form.visit
        back.source = f"visit={form.visit}"


def _the_same(page: str, key: str) -> Opened | None:
    """The form for which the button was drawn. A second press finds another one, or none, and does nothing."""
    opened = current(page)
    return opened if opened is not None and opened.form.key == key else None
