"""The briefing itself, in large type: it is read out, and it prints on one page."""

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape, unescape

import streamlit as st

from data.queries.briefing import Briefing, Confirmed, Person, Place
from data.queries.people import Contact
from pages.emergency.which import Out
from pages.parts import ago, day_and_time, moment
from visits.labels import ROLE_WORDS, TRAVEL_WORDS
from visits.notices import DRILL
from visits.words import EventKind, LadderKind, Travel, Via, VisitState

STYLE = """<style>
.hw-brief { font-size: 1.25rem; line-height: 1.45; max-width: 60rem; }
.hw-brief h2 { font-size: 1.25rem; margin: 0; padding: 0.9rem 0 0.1rem; color: var(--hw-quiet); font-weight: 600; }
.hw-brief p { margin: 0 0 0.25rem; overflow-wrap: anywhere; }
.hw-brief .hw-most { font-size: 1.5rem; font-weight: 700; }
.hw-brief .hw-alarm { border-left: 0.4rem solid var(--hw-alarm); padding-left: 0.75rem; font-weight: 700; }
.hw-brief a { white-space: nowrap; }
.hw-brief small { color: var(--hw-quiet); font-size: 1rem; }
@media print {
  header, [data-testid="stHeader"], .hw-head, .head, .stButton, .stExpander, [data-testid="stPageLink"],
  .stTextInput, .stTextArea, .stTimeInput, .stAlert, .st-key-records, .st-key-kin,
  .st-key-take-away { display: none !important; }
  .stApp, .stMain, .stAppViewContainer, [data-testid="stAppViewContainer"], .stMainBlockContainer {
    position: static !important; overflow: visible !important; height: auto !important; padding: 0 !important; }
  .hw-brief { font-size: 13pt; max-width: none; }
  .hw-brief .hw-most { font-size: 16pt; }
  .hw-brief a { color: inherit; text-decoration: none; }
}
</style>"""
_DO_NOT_RING = "Their phones may be seen or heard by somebody else: nobody rings them unless told to."
HOW = {
    Via.BOARD: "told to the office",
    Via.CALL: "by call",
    Via.PHONE_LINK: "by their phone's page",
    Via.SMS: "by text message",
    Via.FORM: "by form",
    Via.SYSTEM: "by Homeward",
}


def show(found: Briefing, out: tuple[Out, ...] = (), *, now: datetime) -> None:
    """Everything that the operator asks for, in the order in which they ask it.

    `out`: the visits that an emergency without one may be about.
    """
    parts = [
        _what(found, now),
        _next(found),
        _ring_back(found),
        _who(found, out, now),
        _where(found, now),
        _car(found),
        _heard(found),
        _hazards(found),
        _at_school(found),
        _told(found, now),
        _foot(found, now),
    ]
    st.html(f'{STYLE}<div class="hw-brief">{"".join(parts)}</div>')


def as_text(found: Briefing, out: tuple[Out, ...] = (), *, now: datetime) -> str:
    """The same words without markup, a line each, to be pasted into a message or a log."""
    parts = [_what(found, now), _who(found, out, now), _where(found, now), _told(found, now)]
    order = [parts[0], _ring_back(found), parts[1], parts[2], _car(found), _heard(found), _hazards(found)]
    html = "".join([*order, _at_school(found), parts[3], _foot(found, now)])
    lines = re.sub(r"</(?:p|h2)>", "\n", html.replace("<h2>", "\n"))
    return unescape(re.sub(r"<[^>]+>", "", lines)).strip()


def _foot(found: Briefing, now: datetime) -> str:
    read = f"Reference {found.reference} · read {day_and_time(now)}"
    return f"<p><small>{escape(read)}. Homeward never rings the police: you do.</small></p>"


def _section(title: str, lines: Iterable[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    return f"<h2>{escape(title)}</h2>{body}"


def _what(found: Briefing, now: datetime) -> str:
    drill = f"DRILL. {DRILL} " if found.drill else ""
    if found.drill and found.closed_at is None:
        words = f"Practise what you would read out. Begun {ago(found.raised_at or now, now=now)}."
    elif found.alert_id is None or found.raised_at is None:
        words = "No alert is open for this visit."
    elif found.closed_at is not None:
        words = f"Stood down {moment(found.closed_at, now=now)}. It is over."
    elif found.kind is LadderKind.EMERGENCY:
        words = (
            f"Emergency, raised {ago(found.raised_at, now=now)}: the code phrase was heard, "
            "or somebody said that they are in danger."
        )
    elif found.kind is LadderKind.PUPIL_NOT_SEEN:
        words = f"A pupil was not seen on a home visit. It was said {ago(found.raised_at, now=now)}."
    else:
        words = f"Overdue, raised {ago(found.raised_at, now=now)}: {_silent(found.people, found.raised_at)}."
    return f'<p class="hw-alarm">{escape(drill + words)}</p><p>School staff on a home visit. {escape(found.school)}.</p>'


def _next(found: Briefing) -> str:
    if not found.next_said or found.closed_at is not None:
        return ""
    source = "ours: the policy's text has no such step" if found.next_ours else ", ".join(found.next_duties)
    said = f'<span class="hw-most">{escape(found.next_said)}</span>'
    return _section(
        "What the policy says next", [f"{said} <small>({escape(source)})</small>" if source else said]
    )


def _silent(people: tuple[Person, ...], since: datetime) -> str:
    """Of whom no word has come since the alert: said to an operator, so never of somebody who has rung."""
    silent = [p for p in people if not p.back and (p.heard_at is None or p.heard_at < since)]
    if not silent:
        return "word of everybody has come since"
    if len(silent) == len(people):
        return "nobody has heard from the visitors"
    return f"nobody has heard from {' and '.join(p.name for p in silent)}"


def _ring_back(found: Briefing) -> str:
    number = found.office_phone
    if found.drill:
        return ""
    return _section(
        "For the operator to ring back: the school, not the visitors",
        [
            f'<span class="hw-most">{_tel(number)}</span>'
            if number
            else "The school's number is not set. Give the number of the phone that you speak on.",
            _DO_NOT_RING
            if found.kind is LadderKind.EMERGENCY
            else "Say so to the operator: their own phones may be silent.",
        ],
    )


def _who(found: Briefing, out: tuple[Out, ...], now: datetime) -> str:
    if not found.people:
        may_be = "It may be any of these, who are out now:" if len(out) > 1 else "Out now:" if out else ""
        return _section(
            "Who", ["Which visit it is, is not known yet.", may_be, *(_out(one, now) for one in out)]
        )
    return _section("Who", [_person(one, now) for one in found.people])


def _out(one: Out, now: datetime) -> str:
    """Names without numbers: nobody rings any of them while it is not known who is in danger."""
    left = f"left school {moment(one.left_at, now=now)}" if one.left_at else ""
    facts = ", ".join(part for part in (one.address, one.vehicle, left) if part)
    return f"<strong>{escape(one.names)}</strong>{f' · {escape(facts)}' if facts else ''}"


def _person(one: Person, now: datetime) -> str:
    heard = f"last heard of {moment(one.heard_at, now=now)}" if one.heard_at and not one.back else ""
    more = [ROLE_FOR[one.role], one.organisation, "back at school" if one.back else heard]
    words = ", ".join(part for part in more if part)
    return f'<span class="hw-most">{escape(one.name)}</span> · mobile {_tel(one.mobile)} · {escape(words)}'


ROLE_FOR = {"lead": "lead visitor", "second": "second visitor"}


def _where(found: Briefing, now: datetime) -> str:
    if found.visit_id is None:
        return ""
    lines = [
        f"Last known: {_known(found.confirmed, now)}"
        if found.confirmed
        else "Nobody has said yet that they left.",
        _whither(found, now),
        *(_place(one, len(found.places), now) for one in found.places),
    ]
    return _section("Where", lines)


def _known(last: Confirmed, now: datetime) -> str:
    at = f"{moment(last.at, now=now)}, {ago(last.at, now=now)}, {HOW[last.via]}"
    names = f" ({escape(' and '.join(last.names))})" if last.names else ""
    words = {
        EventKind.ARRIVE: "arrived at",
        EventKind.LEAVE: "left",
        EventKind.NOT_MADE: "turned back from",
    }.get(last.kind, "left school")
    return f'<span class="hw-most">{escape(f"{words} {last.address}".strip())}</span>{names}, {escape(at)}'


def _whither(found: Briefing, now: datetime) -> str:
    if found.state is not VisitState.OUT or found.back_at is None:
        return ""
    if found.next_place is not None:
        due = moment(found.next_place.due_in_at, now=now)
        return f"Next: <strong>{escape(found.next_place.address)}</strong>, due there {escape(due)}"
    return f"Then back to school, due {escape(moment(found.back_at, now=now))}"


def _place(one: Place, of: int, now: datetime) -> str:
    home = f", {one.home}" if one.home else ""
    state = "left" if one.left_at else "arrived" if one.arrived_at else "not reached yet"
    when = one.left_at or one.arrived_at
    done = f"{state} {moment(when, now=now)}" if when else state
    plan = f"planned {moment(one.due_in_at, now=now)} to {moment(one.due_out_at, now=now)}"
    return f"Stop {one.number} of {of}: {escape(f'{one.address}{home}')} <small>{escape(f'{plan}; {done}')}</small>"


def _car(found: Briefing) -> str:
    if found.visit_id is None:
        return ""
    words = TRAVEL_WORDS[found.travel] if found.travel else "Not known"
    if found.vehicle:
        words = f'<span class="hw-most">{escape(found.vehicle)}</span>'
    elif found.travel is Travel.CAR:
        words = "By car; which one is not known"
    return _section("Vehicle", [words])


def _heard(found: Briefing) -> str:
    lines = [escape(line) for line in found.heard.splitlines()]
    return _section("What was heard", lines or ["Nothing is written down yet. Add it below."])


def _hazards(found: Briefing) -> str:
    if found.visit_id is None:
        return ""
    lines = [
        f"<strong>{escape(flag)}</strong> <small>{escape(one.address)}</small>"
        for one in found.places
        for flag in one.flags
    ]
    return _section("Hazards that are known", lines or ["None is on record."])


def _at_school(found: Briefing) -> str:
    return _section(
        "At the school, to speak to",
        [_contact(one) for one in found.at_school[:4]] or ["Nobody is on duty just now, by the rota."],
    )


def _contact(one: Contact) -> str:
    return f"{escape(one.name)}, {escape(ROLE_WORDS[one.role])} · {_tel(one.mobile)}"


def _told(found: Briefing, now: datetime) -> str:
    lines = [
        f"{escape(moment(line.at, now=now))} {escape(line.who)}, by {escape(line.channel)}"
        f"{'' if line.accepted_at else ', not delivered yet'}"
        for line in found.told
    ]
    if found.police_told_at is not None:
        lines.insert(
            0, f"<strong>Police told that it is over {escape(moment(found.police_told_at, now=now))}</strong>"
        )
    if found.police_called_at is not None:
        number = f", reference {found.police_reference}" if found.police_reference else ""
        lines.insert(
            0, f"<strong>Police called {escape(moment(found.police_called_at, now=now) + number)}</strong>"
        )
    return _section("Who has been told", lines or ["Nobody has been told by message yet."])


def _tel(number: str) -> str:
    dialled = "".join(c for c in number if c.isdigit() or c == "+")
    return f'<a href="tel:{dialled}">{escape(number)}</a>' if dialled else "no number"
