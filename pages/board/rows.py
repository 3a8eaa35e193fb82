"""One visit on the board: who, where, what is awaited, and the words that can be recorded of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st

from pages import acting, guard
from pages.board.said import forget, say, say_why_not
from pages.board.words import (
    BUTTONS,
    MORE_TIME_CHOICES,
    Awaited,
    Button,
    Row,
    awaited,
    buttons_for,
    is_split,
    record_word,
    stop_of,
)
from pages.parts import ago, clock_time, moment, overdue, phone_link, plain, until
from pages.watching.leaving import show_leaving_gaps
from visits.labels import EVENT_WORDS, KIND_WORDS, STAGE_WORDS
from visits.lifecycle import possible
from visits.words import EventKind, VisitState

ASKED = "board_asked"
MEANWHILE = "Nothing was recorded: somebody else has recorded that they are through with that stop."


def show_row(row: Row, *, now: datetime, buttons: bool = True) -> None:
    """One visit in a frame of its own, with its buttons under it; without them where nothing can be recorded."""
    with st.container(border=True, key=f"row-{row['visit_id']}"):
        st.markdown(_headline(row))
        st.markdown(_where(row, now=now))
        if row["flags"]:
            st.markdown("**Flag:** " + "; ".join(plain(f) for f in row["flags"]))
        if buttons:
            word_buttons(row)


def show_waiting(row: Row, *, now: datetime) -> None:
    """A visit that nobody has authorised yet; the page Authorise has the rest."""
    with st.container(border=True, key=f"waiting-{row['visit_id']}"):
        kind = KIND_WORDS[row["kind"]].lower()
        st.markdown(
            f"**{_names(row)}** · {plain(row['school'])}  \n"
            f"{kind.capitalize()}, to leave {moment(row['out_at'], now=now)} ({until(row['out_at'], now=now)})"
        )


def _headline(row: Row) -> str:
    people = " · ".join(
        f"**{plain(v['name'])}** {phone_link(v['mobile'])}{' (back)' if v['back'] else ''}"
        for v in row["visitors"]
    )
    marks = "".join(f" · **{mark}**" for mark in _marks(row))
    return f"{people}  \n{plain(row['school'])}{marks}"


def _marks(row: Row) -> list[str]:
    marks = []
    if row["emergency_at"]:
        marks.append("Emergency")
    if row["unauthorised"]:
        marks.append("Left without authorisation")
    return marks


def _where(row: Row, *, now: datetime) -> str:
    lines = []
    if row["state"] is VisitState.OUT and is_split(awaited(row, BUTTONS[0])):
        lines += [_apart(row, v) for v in row["visitors"] if not v["back"]]
    elif row["stop_number"] is not None:
        lines.append(f"Stop {row['stop_number']} of {len(row['stops'])}: {plain(row['address'])}")
    elif row["state"] is VisitState.OUT:
        lines.append("Through the last stop, on the way back")
    if row["next_due_at"] is not None:
        lines.append(_next(row, now=now))
    facts = [f"left school {clock_time(row['left_at'])}"] if row["left_at"] else []
    if row["last_word_at"] is not None:
        facts.append(f"last word: {EVENT_WORDS[row['last_word']]} {ago(row['last_word_at'], now=now)}")
    if row["vehicle"]:
        facts.append(plain(row["vehicle"]))
    lines.append(" · ".join(facts))
    return "  \n".join(line for line in lines if line)


def _next(row: Row, *, now: datetime) -> str:
    what = f"to {STAGE_WORDS[row['next_stage']]} by {moment(row['next_due_at'], now=now)}"
    if row["overdue"]:
        return f"**{overdue(row['next_due_at'], now=now)}**, {what}"
    return f"Next: {what}, {until(row['next_due_at'], now=now)}"


def _apart(row: Row, visitor: dict[str, Any]) -> str:
    """Where one of two is who are at different stops."""
    stop = stop_of(row, visitor["id"])
    if stop is None:
        return f"{plain(visitor['name'])}: through the last stop, on the way back"
    return f"{plain(visitor['name'])}: stop {stop['number']} of {len(row['stops'])}, {plain(stop['address'])}"


def _names(row: Row) -> str:
    return " and ".join(plain(v["name"]) for v in row["visitors"])


def word_buttons(row: Row) -> None:
    """What can be recorded of the visit, each with the one question that it needs."""
    asked = st.session_state.get(ASKED)
    if asked and asked[0] == row["visit_id"]:
        button = next(b for b in BUTTONS if b.kind is asked[1])
        if not button.at_stop or _still_there(row, button, asked[2]):
            _ask(row, button)
            return
        # Asked of one stop, an answer must never be recorded of the next one.
        _close()
        st.warning(MEANWHILE, icon=":material/sync_problem:")
    with st.container(horizontal=True):
        for button in buttons_for(row, possible(row["state"])):
            st.button(
                button.label,
                key=f"{button.kind}-{row['visit_id']}",
                on_click=_open,
                args=(row["visit_id"], button.kind, _stops(row, button)),
            )


def _stops(row: Row, button: Button) -> dict[UUID, UUID | None]:
    """At which stop each of those is of whom the word can come."""
    return {one.visitor["id"]: one.stop_id for one in awaited(row, button)}


def _still_there(row: Row, button: Button, asked: dict[UUID, UUID | None]) -> bool:
    now = _stops(row, button)
    return bool(now) and all(asked.get(visitor_id) == stop_id for visitor_id, stop_id in now.items())


def _ask(row: Row, button: Button) -> None:
    """The one question a word needs: of whom, or how long. Nobody is accounted for without being named."""
    waiting = awaited(row, button)
    address = "their stop" if is_split(waiting) else row["address"]
    if button.at_stop and waiting[0].stop and not is_split(waiting):
        address = waiting[0].stop["address"]
    if button.kind is EventKind.SIGN_OUT:
        show_leaving_gaps(guard.person(), row["visit_id"], now=guard.now())
    st.markdown(f"**{plain(button.question.format(address=address))}**")
    with st.container(horizontal=True):
        if button.of_whom:
            _whom(row, button, waiting)
        elif button.kind is EventKind.MORE_TIME:
            for minutes in MORE_TIME_CHOICES:
                _choice(row, button, f"{minutes} minutes", [], minutes=minutes)
        else:
            _choice(row, button, "Yes, now", [])
        st.button("Do not record", key=f"never-{row['visit_id']}", on_click=_close)


def _whom(row: Row, button: Button, waiting: list[Awaited]) -> None:
    split = button.at_stop and is_split(waiting)
    if len(waiting) > 1 and not split:
        both = "Both" if len(waiting) == 2 else "All"
        _choice(row, button, f"{both} together", waiting)
    for one in waiting:
        only = "Only " if len(waiting) > 1 and not split else ""
        where = f", stop {one.stop['number']}" if split and one.stop else ""
        _choice(row, button, f"{only}{one.visitor['name']}{where}", [one])


def _choice(row: Row, button: Button, label: str, whom: list[Awaited], *, minutes: int = 0) -> None:
    st.button(
        plain(label),
        key=f"{label}-{row['visit_id']}",
        type="primary" if not button.of_whom or len(whom) == len(row["visitors"]) else "secondary",
        on_click=_carry_out,
        args=(row, button, label, whom, minutes),
    )


def _open(visit_id: UUID, kind: EventKind, stops: dict[UUID, UUID | None]) -> None:
    st.session_state[ASKED] = (visit_id, kind, stops)
    forget()


def _close() -> None:
    st.session_state.pop(ASKED, None)


def _carry_out(row: Row, button: Button, label: str, whom: list[Awaited], minutes: int) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    problem = record_word(
        guard.db(),
        row,
        button,
        visitor_ids=frozenset(one.visitor["id"] for one in whom),
        stop_id=whom[0].stop_id if whom and button.at_stop else row["stop_id"],
        minutes=minutes,
        by=by,
        now=now,
    )
    if problem:
        say_why_not(problem, now=now)
        return
    say(f"Recorded at {clock_time(now)}. {button.label}: {label}.", now=now)
    _close()
