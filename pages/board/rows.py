"""One visit on the board: who, where, what is awaited, and the words that can be recorded of it."""

from datetime import datetime
from uuid import UUID

import streamlit as st

from pages import acting, guard
from pages.board.words import BUTTONS, MORE_TIME_CHOICES, Button, Row, awaited, buttons_for, say
from pages.parts import ago, clock_time, moment, phone_link, plain, until
from visits.labels import EVENT_WORDS, KIND_WORDS, STAGE_WORDS
from visits.lifecycle import possible
from visits.words import EventKind, VisitState

ASKED = "board_asked"
SAID = "board_said"
MEANWHILE = "Nothing was recorded: somebody else has recorded that they are through with that stop."


def show_row(row: Row, *, now: datetime, buttons: bool = True) -> None:
    """One visit in a frame of its own, with its buttons under it; without them where nothing can be recorded."""
    with st.container(border=True, key=f"row-{row['visit_id']}"):
        st.markdown(_headline(row))
        st.markdown(_where(row, now=now))
        if row["flags"]:
            st.markdown("**Flag:** " + "; ".join(plain(f) for f in row["flags"]))
        if buttons:
            _word_buttons(row)


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
    if row["stop_number"] is not None:
        lines.append(f"Stop {row['stop_number']} of {len(row['stops'])}: {plain(row['address'])}")
    elif row["state"] is VisitState.OUT:
        lines.append("Through the last stop, on the way back")
    if row["next_due_at"] is not None:
        word = "**Overdue:** to" if row["overdue"] else "Next: to"
        lines.append(
            f"{word} {STAGE_WORDS[row['next_stage']]} by {moment(row['next_due_at'], now=now)}, "
            f"{until(row['next_due_at'], now=now)}"
        )
    facts = [f"left school {clock_time(row['left_at'])}"] if row["left_at"] else []
    if row["last_word_at"] is not None:
        facts.append(f"last word: {EVENT_WORDS[row['last_word']]} {ago(row['last_word_at'], now=now)}")
    if row["vehicle"]:
        facts.append(plain(row["vehicle"]))
    lines.append(" · ".join(facts))
    return "  \n".join(line for line in lines if line)


def _names(row: Row) -> str:
    return " and ".join(plain(v["name"]) for v in row["visitors"])


def _word_buttons(row: Row) -> None:
    asked = st.session_state.get(ASKED)
    if asked and asked[0] == row["visit_id"]:
        button = next(b for b in BUTTONS if b.kind is asked[1])
        if not button.at_stop or asked[2] == row["stop_id"]:
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
                args=(row["visit_id"], button.kind, row["stop_id"]),
            )


def _ask(row: Row, button: Button) -> None:
    """The one question a word needs: of whom, or how long. Nobody is accounted for without being named."""
    st.markdown(f"**{plain(button.question.format(address=row['address']))}**")
    with st.container(horizontal=True):
        if button.of_whom:
            _whom(row, button)
        elif button.kind is EventKind.MORE_TIME:
            for minutes in MORE_TIME_CHOICES:
                _choice(row, button, f"{minutes} minutes", frozenset(), minutes)
        else:
            _choice(row, button, "Yes, now", frozenset(), 0)
        st.button("Do not record", key=f"never-{row['visit_id']}", on_click=_close)


def _whom(row: Row, button: Button) -> None:
    waiting = awaited(row, button)
    if len(waiting) > 1:
        both = "Both" if len(waiting) == 2 else "All"
        _choice(row, button, f"{both} together", frozenset(v["id"] for v in waiting), 0)
    for visitor in waiting:
        only = "Only " if len(waiting) > 1 else ""
        _choice(row, button, f"{only}{visitor['name']}", frozenset({visitor["id"]}), 0)


def _choice(row: Row, button: Button, label: str, visitor_ids: frozenset[UUID], minutes: int) -> None:
    st.button(
        plain(label),
        key=f"{label}-{row['visit_id']}",
        type="primary" if not button.of_whom or len(visitor_ids) == len(row["visitors"]) else "secondary",
        on_click=_carry_out,
        args=(row, button, label, visitor_ids, minutes),
    )


def _open(visit_id: UUID, kind: EventKind, stop_id: UUID | None) -> None:
    st.session_state[ASKED] = (visit_id, kind, stop_id)
    st.session_state.pop(SAID, None)


def _close() -> None:
    st.session_state.pop(ASKED, None)


def _carry_out(row: Row, button: Button, label: str, visitor_ids: frozenset[UUID], minutes: int) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    problem = say(guard.db(), row, button, visitor_ids=visitor_ids, minutes=minutes, by=by, now=now)
    if problem:
        st.session_state[SAID] = ("error", problem)
        return
    st.session_state[SAID] = ("done", f"Recorded at {clock_time(now)}. {button.label}: {label}.")
    _close()
