"""Why a visit is made: its kind, the policy's reason with its conditions, the need, and whether the parents know."""

from typing import Final

import streamlit as st

from pages.parts import counted, plain
from pages.visit_form import binding
from pages.visit_form.fields import ANOTHER, NO, YES, Form
from pages.visit_form.keeping import Opened
from pages.visit_form.reading import Judged
from visits.compliance import OTHER
from visits.labels import KIND_WORDS
from visits.policy import Policy
from visits.words import Moment

TICKS: Final = ("discussed_with_slt", "planned_through_line", "appointment")
TOLD: Final = {YES: "Yes", NO: "No"}


def show(opened: Opened, judged: Judged) -> None:
    """The second part of the form. It asks for what the policy asks for."""
    form, policy = opened.form, judged.policy
    binding.radio(form, form, "kind", "Kind of visit", {k.value: KIND_WORDS[k] for k in policy.kinds})
    _reason(form, policy)
    asked = {answer.key: answer for answer in judged.word.answers}
    for key, answer in asked.items():
        if key.startswith("condition_") or key == "other_reason_discussed":
            binding.tick(form, answer.choices[0].key, answer.choices[0].label)
    if "agency_plan" in asked:
        binding.lines(
            form, form, "agency_plan", "Plan of the risks, agreed with the other service", max_chars=4000
        )
    binding.line(form, form, "purpose", "What the visit is for", live=True, max_chars=600)
    binding.line(
        form,
        form,
        "alternatives",
        "Why a visit is needed",
        live=True,
        max_chars=600,
        placeholder="Could they come to school instead?",
    )
    if "told_beforehand" in asked:
        _told(form, policy)
    for key in TICKS:
        if key in asked:
            binding.tick(form, key, asked[key].choices[0].label)


def _reason(form: Form, policy: Policy) -> None:
    options = {reason.key: reason.label for reason in policy.reasons}
    if policy.other_reason is not None:
        options[OTHER] = "Another reason"
    binding.choose(form, form, "reason", "Reason", options, placeholder="Choose from the policy's list")
    if form.reason == OTHER:
        binding.line(form, form, "reason_other", "The other reason, in a few words", live=True, max_chars=300)


def _told(form: Form, policy: Policy) -> None:
    """Whether the parents know, and if not, which exception of the policy's it is, or why not."""
    binding.radio(form, form, "told", "Have the parents or carers been told?", TOLD, horizontal=True)
    if form.told != NO:
        return
    exceptions = {choice.key: choice.label for choice in policy.announcement.exceptions}
    if exceptions:
        binding.radio(form, form, "exception", "Why not?", {**exceptions, ANOTHER: "Another reason"})
    elif form.exception != ANOTHER:
        form.exception = ANOTHER
    if form.exception == ANOTHER:
        binding.line(form, form, "exception_other", "Why they were not told", live=True, max_chars=300)


def guidance(judged: Judged) -> None:
    """What the policy advises while one plans and before one leaves (BT-17, BT-22, RB-15)."""
    lines = [g for g in judged.policy.guidance if g.moment in (Moment.PLANNING, Moment.LEAVING)]
    if lines:
        with st.expander(f"What the policy advises before you go: {counted(len(lines), 'point')}"):
            for line in lines:
                st.markdown(f"{plain(line.text)} :small[{', '.join(line.duties)}]")
