"""The policy's answers as lines: an icon and a word for each, its sentence, and the duties that it comes from.

They are HTML of our own, escaped: what somebody typed stands in some of the sentences and is never markup.
"""

from collections.abc import Sequence
from html import escape
from typing import Final
from uuid import UUID

import streamlit as st

from data.commands import risk
from data.commands.core import Invalid, Refused
from data.opened import DatabaseError
from pages import guard
from pages.parts import duty_badge, way_to
from pages.visit_form import binding
from pages.visit_form.keeping import Opened, Said
from pages.visit_form.reading import Judged
from visits.compliance import Answer, Verdict, impossible, rule_of
from visits.compliance.answers import STILL_TO_COME
from visits.permissions import Viewer
from visits.visit import StopPlan

RISK: Final = "risk_assessment"
ORDER: Final = (Verdict.BLOCK, Verdict.WARN, Verdict.RECORD, Verdict.OK)
PART_OF: Final[dict[str, str]] = {
    **dict.fromkeys(("families", "who_to_see", RISK), "who"),
    **dict.fromkeys(
        (
            "stops",
            "out_before_in",
            "stop_times",
            "stop_order",
            "back_after_stops",
            "still_to_come",
            "long_trip",
            "addresses",
            "time_out",
            "back_at",
            "time_limit",
            "longest_stay",
            "latest_time",
            "school_hours",
            "closed_day",
            "watched_to_the_end",
            "steps_reachable",
        ),
        "when",
    ),
    **dict.fromkeys(
        (
            "kind",
            "reason",
            "other_reason_discussed",
            "agency_plan",
            "purpose",
            "alternatives",
            "discussed_with_slt",
            "planned_through_line",
            "told_beforehand",
            "appointment",
        ),
        "why",
    ),
}
"""Which part of the form an answer stands beside. Conditions belong to why; all else to who goes and how."""

_ICONS: Final[dict[Verdict, str]] = {
    Verdict.OK: "\u2713",
    Verdict.WARN: "!",
    Verdict.BLOCK: "\u2715",
    Verdict.RECORD: "\u2013",
}


def part_of(answer: Answer) -> str:
    """The part of the form that the answer belongs to."""
    rule = rule_of(answer.key)
    if rule.startswith("condition_"):
        return "why"
    return PART_OF.get(rule, "going")


def word(answer: Answer, *, ended: bool = False) -> str:
    """How the rule stands, in a word or two."""
    if answer.verdict is Verdict.OK:
        return "OK"
    if ended:
        return "Recorded"
    if answer.verdict is Verdict.RECORD:
        return "Not yet"
    if answer.verdict is Verdict.BLOCK:
        return "Stops it"
    return "Give a reason" if answer.needs_reason else "Reason given"


def show_part(opened: Opened, judged: Judged, part: str, *, viewer: Viewer) -> None:
    """The answers of one part of the form, what stops first and what is in order last."""
    answers = [a for a in judged.answers if part_of(a) == part]
    answers.sort(key=lambda a: ORDER.index(a.verdict))
    loud, ended = _loud(answers, ended=opened.form.ended), opened.form.ended
    for answer in loud:
        st.html(as_list([answer]))
        _what_to_do(opened, judged, answer, viewer=viewer)
    quiet = [a for a in answers if a not in loud and not (ended and a.key == STILL_TO_COME)]
    if quiet:
        st.html(as_list(quiet, ended=ended))


def _loud(answers: Sequence[Answer], *, ended: bool) -> tuple[Answer, ...]:
    """What wants something of whoever fills the form in."""
    if ended:
        return impossible(answers)
    return tuple(a for a in answers if a.verdict in (Verdict.BLOCK, Verdict.WARN))


def show_open(opened: Opened, judged: Judged, *, viewer: Viewer) -> None:
    """Every answer of the form: those that want something one by one, those in order folded away."""
    answers = sorted(judged.answers, key=lambda a: ORDER.index(a.verdict))
    for answer in _loud(answers, ended=False):
        st.html(as_list([answer]))
        _what_to_do(opened, judged, answer, viewer=viewer)
    for verdict, words in ((Verdict.RECORD, "Not yet, and recorded"), (Verdict.OK, "In order")):
        if quiet := [a for a in answers if a.verdict is verdict]:
            with st.expander(f"{words}: {len(quiet)}"):
                st.html(as_list(quiet))


def as_list(answers: Sequence[Answer], *, ended: bool = False) -> str:
    """Answers as a list of HTML."""
    return f'<ul class="hw-answers">{"".join(_line(a, ended=ended) for a in answers)}</ul>'


def _line(answer: Answer, *, ended: bool) -> str:
    shown = Verdict.RECORD if ended and answer.verdict is not Verdict.OK else answer.verdict
    source = "ours" if shown is Verdict.OK and answer.ours else duty_badge(answer.duties, ours=answer.ours)
    given = (
        f" <em>Reason: {escape(answer.reason)}</em>" if answer.reason and shown is not Verdict.WARN else ""
    )
    return (
        f'<li class="hw-{shown}"><i aria-hidden="true">{_ICONS[shown]}</i>'
        f"<span><b>{word(answer, ended=ended)}.</b> {escape(answer.sentence)}{given} "
        f"<small>{escape(source)}</small></span></li>"
    )


def _what_to_do(opened: Opened, judged: Judged, answer: Answer, *, viewer: Viewer) -> None:
    """Right at the line: the reason for a warning, the way to the risk assessment."""
    if rule_of(answer.key) == RISK:
        _risk(opened, judged, answer, viewer=viewer)
    if answer.verdict is Verdict.WARN and answer.key != "told_beforehand":
        binding.reason(opened.form, answer.key, "Your reason")


def _risk(opened: Opened, judged: Judged, answer: Answer, *, viewer: Viewer) -> None:
    stop = _stop_of(judged, answer)
    if stop is None or stop.household_id is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        way_to(viewer, "risk", "Do it now, 2 min", home=stop.household_id)
        if judged.plan.kind in judged.policy.risk.unknown_allowed:
            st.button(
                "Not known yet",
                key=f"not_known_{stop.household_id}",
                on_click=_not_known,
                args=(opened, stop.household_id, judged),
                help="For an emergency. The assessment is then yours to do within a day.",
            )


def _stop_of(judged: Judged, answer: Answer) -> StopPlan | None:
    """The stop that an answer on risk speaks of: it is numbered from 1."""
    number = answer.key.removeprefix(f"{RISK}_")
    stops = judged.plan.stops
    return stops[int(number) - 1] if number.isdigit() and int(number) <= len(stops) else None


def _not_known(opened: Opened, household_id: UUID, judged: Judged) -> None:
    viewer = guard.person()
    try:
        risk.not_known_yet(
            guard.db(), household_id=household_id, kind=judged.plan.kind, by=viewer, now=guard.now()
        )
    except (Refused, Invalid) as why:
        opened.said = Said(kind="problem", text=str(why))
    except DatabaseError:
        opened.said = Said(kind="problem", text="That was not recorded: the database cannot be reached.")
