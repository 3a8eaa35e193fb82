"""Somebody has already left and nobody authorised it: four things, and they are watched from the second of the press."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st
from uuid6 import uuid7

from data.commands import left
from data.commands.core import Invalid, Refused
from data.commands.left import Left
from data.opened import DatabaseError
from data.queries.choices import Colleague, SchoolChoice, colleagues, schools_for
from data.queries.people import london_day
from pages import acting, guard
from pages.keeping import Kept, kept
from pages.menu import HERE
from pages.parts import clock_time, plain, way_to
from pages.visit_form import binding
from pages.visit_form.answers import as_list
from pages.visit_form.clock import WRITE_A_TIME, next_five, on_day, parsed, written
from visits.compliance import Answer, Verdict, blocks, check_left
from visits.permissions import Action, Viewer
from visits.pupils import matches

WIDE: Final = 720
"""Pixels. Four fields across a whole screen are hard to take in."""
USUALLY: Final = timedelta(hours=1)
HALF_A_DAY: Final = timedelta(hours=12)
NOT_SENT: Final = (
    "Not recorded: the database cannot be reached, so nobody is watching them yet. What you typed is still here. "
    "Ring them, note the time, and press again."
)
SAID: Final = "left_said"
ON_RECORD: Final = "the number on record"
PRESSED: Final = "left_pressed"
FIELDS: Final = ("form", "who", "mobile", "with", "second", "second_mobile", "where", "due")
PLACES: Final = {"left_name": "who", "left_mobile": "mobile", "left_address": "where", "left_due": "due"}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The form at a school. Without `kept` it stands on a shared board, which keeps no drafts."""

    school: SchoolChoice
    people: Mapping[str, Colleague]
    kept: Kept | None

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.school.timezone)

    def key(self, field: str) -> str:
        return self.kept.key(field) if self.kept else f"left:{self.school.school_id}:{field}"

    def value(self, field: str) -> str:
        return str(st.session_state.get(self.key(field)) or "").strip()

    def name(self, field: str) -> str:
        """Who was chosen or typed there, by name."""
        said = self.value(field)
        return self.people[said].name if said in self.people else said

    def changed(self) -> None:
        if self.kept:
            self.kept.changed()

    def sent(self) -> None:
        if self.kept:
            self.kept.sent()
            return
        for field in FIELDS:
            st.session_state.pop(self.key(field), None)


def show(viewer: Viewer) -> None:
    """The form for somebody of whom nothing is known yet."""
    st.html(HERE / "static" / "form.css")
    show_said(viewer)
    try:
        desk = _desk(viewer)
    except DatabaseError:
        st.error("This form needs the database, which cannot be reached just now. Ring whoever is out.")
        st.button("Try again", key="try_again")
        return
    if desk is None:
        guard.refuse()
    with st.container(width=WIDE):
        _fields(desk)
        acting.pin_fields(viewer)
    st.button("They are out: watch them now", type="primary", key="watch", on_click=_watch, args=(desk,))
    if desk.kept:
        desk.kept.say()


def _desk(viewer: Viewer) -> Desk | None:
    action = Action.SEE_LIVE if viewer.board else Action.LOG_LEFT_UNAUTHORISED
    with guard.db().read() as session:
        schools = schools_for(session, viewer, action)
        if not schools:
            return None
        school = schools[0]
        if len(schools) > 1:
            names = {s.school_id: s for s in schools}
            chosen = st.selectbox(
                "School",
                list(names),
                format_func=lambda school_id: names[school_id].name,
                key="left_school",
                width=WIDE,
            )
            school = names[chosen]
        staff = colleagues(session, viewer, school.school_id, today=london_day(guard.now()))
    at = school.school_id
    keeps = None if viewer.board else kept("left", about=at, school_id=at, owner=viewer.person_id)
    return Desk(school=school, people={str(c.person_id): c for c in staff}, kept=keeps)


def _fields(desk: Desk) -> None:
    wrong = _wrong(desk, guard.now()) if st.session_state.get(PRESSED) else {}
    soon = next_five(guard.now(), desk.tz, after=USUALLY)
    st.session_state.setdefault(desk.key("form"), str(uuid7()))
    st.session_state.setdefault(desk.key("due"), written(soon.time()))
    _person(desk, "who", "mobile", "Who is out", wrong)
    if st.session_state.get(desk.key("with")):
        _person(desk, "second", "second_mobile", "Who is with them", {})
    else:
        st.button(
            "Somebody is with them",
            key="left_with",
            icon=":material/person_add:",
            on_click=_with,
            args=(desk,),
        )
    _line(desk, "where", "Where they went", wrong, max_chars=240, autocomplete="off")
    _line(desk, "due", "Due back (guess early if you are not sure)", wrong, max_chars=5, placeholder="14:05")
    if odd := [a for a in _answers(desk, guard.now()) if a.verdict is Verdict.RECORD]:
        st.html(as_list(odd))


def _person(desk: Desk, field: str, mobile: str, label: str, wrong: Mapping[str, str]) -> None:
    who, number = st.columns([3, 2])
    with who:
        _name(desk, field, mobile, label)
        binding.problem(wrong.get(field))
    with number:
        hint = ON_RECORD if _on_record(desk, field) else "07700 900123"
        _line(desk, mobile, "Mobile", wrong, max_chars=20, type="phone", placeholder=hint)


def _line(desk: Desk, field: str, label: str, wrong: Mapping[str, str], **more: Any) -> None:
    st.text_input(label, key=desk.key(field), on_change=desk.changed, persist_state="session", **more)
    binding.problem(wrong.get(field))


def _name(desk: Desk, field: str, mobile: str, label: str) -> None:
    if not desk.people:
        st.text_input(
            label, key=desk.key(field), on_change=desk.changed, persist_state="session", max_chars=120
        )
        return
    typed = desk.value(field)
    st.selectbox(
        label,
        [*desk.people, *([typed] if typed and typed not in desk.people else [])],
        key=desk.key(field),
        index=None,
        format_func=lambda value: desk.people[value].name if value in desk.people else value,
        filter_mode="contains",
        accept_new_options=True,
        placeholder="Choose or type a name",
        persist_state="session",
        on_change=_chosen,
        args=(desk, field, mobile),
    )


def _chosen(desk: Desk, field: str, mobile: str) -> None:
    _meant(desk, field, mobile)
    desk.changed()


def _meant(desk: Desk, field: str, mobile: str) -> None:
    """A part of a name that fits one colleague alone means them, with their number."""
    typed = desk.value(field)
    fitting = [key for key, person in desk.people.items() if key == typed or matches(typed, person.name)]
    if len(fitting) != 1:
        return
    st.session_state[desk.key(field)] = fitting[0]
    if number := desk.people[fitting[0]].mobile:
        st.session_state[desk.key(mobile)] = number


def _with(desk: Desk) -> None:
    st.session_state[desk.key("with")] = True


def due_at(text: str, *, now: datetime, tz: ZoneInfo) -> datetime | None:
    """That time of today; of tomorrow where today's is so long ago that nobody can mean it (just before midnight)."""
    at = parsed(text)
    if at is None:
        return None
    today = on_day(now.astimezone(tz).date(), at, tz)
    return today + timedelta(days=1) if now - today > HALF_A_DAY else today


def _answers(desk: Desk, now: datetime) -> tuple[Answer, ...]:
    answers = check_left(
        name=desk.name("who"),
        mobile=desk.value("mobile"),
        address=desk.value("where"),
        due_at=due_at(desk.value("due"), now=now, tz=desk.tz),
        now=now,
        tz=desk.tz,
    )
    if _on_record(desk, "who") and not desk.value("mobile"):
        return tuple(a for a in answers if a.key != "left_mobile")
    return answers


def _on_record(desk: Desk, field: str) -> bool:
    """Whether the school knows the number of whoever was chosen there."""
    chosen = desk.people.get(desk.value(field))
    return chosen is not None and chosen.has_number


def _wrong(desk: Desk, now: datetime) -> dict[str, str]:
    """What is still wanted, by field."""
    found = {PLACES[a.key]: a.sentence for a in blocks(_answers(desk, now))}
    if "due" in found and desk.value("due"):
        found["due"] = WRITE_A_TIME
    return found


def _watch(desk: Desk) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    due = due_at(desk.value("due"), now=now, tz=desk.tz)
    st.session_state[PRESSED] = True
    st.session_state.pop(SAID, None)
    if due is None or _wrong(desk, now):
        return
    said = f"{desk.name('who')}, {desk.value('where')}, due back {clock_time(due, tz=desk.tz)}"
    try:
        visit_id = left.leave_unauthorised(
            guard.db(), left=_left(desk, due), idempotency_key=desk.value("form"), by=by, now=now
        )
    except DatabaseError:
        st.session_state[SAID] = ("error", NOT_SENT, "")
    except (Refused, Invalid) as why:
        st.session_state[SAID] = ("error", f"Not recorded. {why}", "")
    else:
        desk.sent()
        st.session_state[PRESSED] = False
        text = (
            f"Watched since {clock_time(now, tz=desk.tz)}: {said}. That nobody had authorised it is recorded."
        )
        st.session_state[SAID] = ("done", text, str(visit_id))


def _left(desk: Desk, due: datetime) -> Left:
    goes = [("who", "mobile"), *([("second", "second_mobile")] if desk.value("second") else [])]
    chosen = [desk.value(field) for field, _ in goes]
    return Left(
        school_id=desk.school.school_id,
        names=tuple(desk.name(field) for field, _ in goes),
        mobiles=tuple(desk.value(mobile) for _, mobile in goes),
        address=desk.value("where"),
        due_at=due,
        person_ids=tuple(UUID(value) if value in desk.people else None for value in chosen),
    )


def show_said(viewer: Viewer) -> None:
    """What came of the last press, for as long as nothing else is pressed."""
    kind, text, visit_id = st.session_state.get(SAID, ("", "", ""))
    if kind == "error":
        st.error(plain(text), icon=":material/error:")
    elif kind == "done":
        st.success(plain(text), icon=":material/check:")
        with st.container(horizontal=True):
            way_to(viewer, "live", "Live visits")
            way_to(viewer, "visit", "Follow it here", visit=visit_id)
