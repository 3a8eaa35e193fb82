"""What is added while somebody is on the phone: what was heard, and that the police were called."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands import alert as alerts
from data.commands.core import Invalid, Refused
from data.commands.emergency import name_visit, note_heard, raise_emergency
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.briefing import Briefing
from pages import acting, guard
from pages.attempts import NOT_SAVED
from pages.board.ending import Command, Ending, police_told, show_ending
from pages.emergency.which import Out
from pages.parts import plain
from visits.permissions import Viewer
from visits.words import LadderKind, VisitState

SAID = "briefing_said"
HEARD = "briefing_heard"


def show(viewer: Viewer, found: Briefing, out: tuple[Out, ...] = ()) -> None:
    """The forms, for who may act and while there is something to act on. Each keeps what was typed if it is refused."""
    with st.container(key="records"):
        _say()
        if found.closed_at is not None:
            _police_to_tell(found)
            return
        if not found.may_act:
            st.info(
                "You are on this visit yourself, or may only read this: somebody else records what happens."
            )
        elif found.alert_id is None:
            _raise(found)
        else:
            _which(found.alert_id, out)
            _heard(found.alert_id)
            if not found.drill:
                _police(found, found.alert_id)
            _ending(found, found.alert_id)
        st.button("Read again", icon=":material/refresh:", key="briefing_again")
        if not viewer.board:
            st.page_link("live.py", label="To Live visits")


def _say() -> None:
    well, sentence = st.session_state.pop(SAID, (True, ""))
    if sentence:
        (st.success if well else st.error)(sentence, icon=":material/check:" if well else ":material/error:")


def _raise(found: Briefing) -> None:
    if found.state is VisitState.OUT:
        st.button(
            "Raise an emergency: code phrase heard or danger",
            icon=":material/emergency_home:",
            on_click=_carry_out,
            args=(_raise_now, "Emergency raised.", found.school_id, found.visit_id),
        )


def _which(alert_id: UUID, out: tuple[Out, ...]) -> None:
    if not out:
        return
    st.markdown(
        "**Which visit is it?** Once you know, press it: this page then says where they are and by which car."
    )
    with st.container(horizontal=True):
        for one in out:
            st.button(
                plain(one.names),
                key=f"briefing_which-{one.visit_id}",
                on_click=_carry_out,
                args=(_name_now, f"Kept: it is the visit of {plain(one.names)}.", alert_id, one.visit_id),
            )


def _heard(alert_id: UUID) -> None:
    st.text_area("What was heard, word for word if you can", key=HEARD, max_chars=2000)
    st.button(
        "Add what was heard",
        on_click=_carry_out,
        args=(_heard_now, "Added.", alert_id),
    )


def _police(found: Briefing, alert_id: UUID) -> None:
    """Once it is recorded the form starts with what is kept, so that a reference is added without moving the time."""
    at_key, reference_key = _police_keys(found)
    local = (found.police_called_at or guard.now()).astimezone(ZoneInfo(found.timezone))
    st.session_state.setdefault(at_key, local.time().replace(second=0, microsecond=0))
    st.session_state.setdefault(reference_key, found.police_reference)
    when, reference = st.columns(2)
    when.time_input("Police called at", key=at_key, step=60)
    reference.text_input("Reference that they gave", key=reference_key, max_chars=80)
    st.button(
        "Police called" if found.police_called_at is None else "Correct the time or the reference",
        type="primary",
        on_click=_carry_out,
        args=(_police_now, "Kept: the police were called.", alert_id, found),
    )


def _ending(found: Briefing, alert_id: UUID) -> None:
    heard = found.accounted_at is not None
    sure = heard and (found.drill or found.kind is LadderKind.OVERDUE)
    called = found.police_called_at is not None
    unheard = tuple((p.id, p.name) for p in found.people if p.due)
    end = Ending(alert_id=alert_id, drill=found.drill, sure=sure, police_called=called, unheard=unheard)
    show_ending(end, _press)


def _police_to_tell(found: Briefing) -> None:
    """It is over, and the police who were called have not heard it."""
    if found.alert_id is None or found.police_called_at is None or found.police_told_at is not None:
        return
    st.warning(
        "**To do: tell the police that it is over**, then record it here.", icon=":material/local_police:"
    )
    if found.may_act:
        key = f"police-told-{found.alert_id}"
        _press("The police have been told", key, police_told(found.alert_id), primary=True)


def _press(label: str, key: str, command: Command, *, primary: bool = False) -> None:
    st.button(
        label,
        key=key,
        type="primary" if primary else "secondary",
        on_click=_carry_out,
        args=(command, f"Recorded. {label}."),
    )


def _heard_now(by: Viewer, now: datetime, alert_id: UUID) -> None:
    note_heard(guard.db(), alert_id=alert_id, heard=st.session_state.get(HEARD, ""), by=by, now=now)
    st.session_state[HEARD] = ""


def _name_now(by: Viewer, now: datetime, alert_id: UUID, visit_id: UUID) -> None:
    name_visit(guard.db(), alert_id=alert_id, visit_id=visit_id, by=by, now=now)


def _police_keys(found: Briefing) -> tuple[str, str]:
    """Where the form keeps what is typed: anew once the call is recorded, so that it starts with what is kept."""
    kept = f"{found.alert_id}-{found.police_called_at}"
    return f"briefing_police_at-{kept}", f"briefing_police_reference-{kept}"


def called_at(at: time, found: Briefing, *, now: datetime) -> datetime:
    """The moment that a time of the clock means: what is kept where it was not changed, else that of today.

    A time that is still to come today is the day before's only where the alert was open then (23:58, written down just
    after midnight): else it stays in the future, for the command to refuse.
    """
    tz = ZoneInfo(found.timezone)
    kept = found.police_called_at
    if kept is not None and at == kept.astimezone(tz).time().replace(second=0, microsecond=0):
        return kept
    today = datetime.combine(now.astimezone(tz).date(), at, tzinfo=tz)
    yesterday = datetime.combine(now.astimezone(tz).date() - timedelta(days=1), at, tzinfo=tz)
    begun = found.raised_at is not None and yesterday >= found.raised_at.replace(second=0, microsecond=0)
    return yesterday if today > now and begun else today


def _police_now(by: Viewer, now: datetime, alert_id: UUID, found: Briefing) -> None:
    at_key, reference_key = _police_keys(found)
    alerts.police_called(
        guard.db(),
        alert_id=alert_id,
        called_at=called_at(st.session_state[at_key], found, now=now),
        reference=st.session_state.get(reference_key, ""),
        by=by,
        now=now,
    )


def _raise_now(by: Viewer, now: datetime, school_id: UUID, visit_id: UUID | None) -> None:
    raise_emergency(guard.db(), school_id=school_id, visit_id=visit_id, by=by, now=now)


def _carry_out(action: Callable[..., None], said: str, *given: object) -> None:
    by = acting.person_acting()
    if by is None:
        return
    try:
        action(by, guard.now(), *given)
    except (Refused, Invalid) as why:
        st.session_state[SAID] = (False, str(why))
    except DatabaseError as error:
        raise_unless_passing(error)
        st.session_state[SAID] = (False, NOT_SAVED)
    else:
        st.session_state[SAID] = (True, said)
