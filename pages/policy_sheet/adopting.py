"""Adopt a policy: choose the file, see what changes, say from which day."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import streamlit as st

from data.commands.policy import FARTHEST, adopt
from data.policy_files import FOLDER, PolicyFileError, parse
from pages import guard
from pages.attempts import attempt
from pages.parts import LONDON, plain
from pages.policy_sheet.beside import texts
from pages.policy_sheet.tables import show_table, text
from visits.policy import Policy
from visits.policy_changes import What, changes
from visits.times import day_said

WORDS = {What.NEW: "New", What.GONE: "Gone", What.CHANGED: "Changed"}
OWN = "A file of ours"
SAID = "adopting_said"
LARGEST_MB = 1
FEW = 20
"""So many differences stand open; more fold away, so that the button stays in sight."""


@dataclass(frozen=True, kw_only=True)
class School:
    """Where it is adopted. `newest` is the number of the newest version that the page shows, `in_force` its text."""

    school_id: UUID
    name: str
    newest: int
    in_force: Policy | None
    next_from: date | None


def show_adopting(school: School) -> None:
    """For who may: a file of theirs or a text that comes with Homeward. A file that cannot be used changes nothing."""
    labels = {key: f"{policy.label} (a text that comes with Homeward)" for key, policy in texts().items()}
    source = st.selectbox("The policy to adopt", [OWN, *labels], format_func=lambda key: labels.get(key, key))
    if source == OWN:
        st.markdown(
            "A policy file is text (TOML). Take one of the texts that come with Homeward as a pattern: "
            + ", ".join(
                f"[{plain(labels[key].split(' (')[0])}](/exports/policies/{key}.toml)" for key in labels
            )
        )
        file = st.file_uploader("Policy file", type=["toml"], max_upload_size=LARGEST_MB)
        if file is None:
            return
        name, content = file.name, file.getvalue()
    else:
        name, content = f"{source}.toml", (FOLDER / f"{source}.toml").read_bytes()
    try:
        policy = parse(content, file=name)
    except PolicyFileError as why:
        _refused(why, school)
        return
    _preview(school, policy)
    _from_a_day(school, name=name, content=content)


def _refused(why: PolicyFileError, school: School) -> None:
    st.error("**This file cannot be used.** Nothing has changed.", icon=":material/error:")
    st.markdown("\n".join(f"- {plain(f'{why.file}: {problem}')}" for problem in why.problems))
    if school.in_force is not None:
        st.markdown("The version in force goes on watching.")


def _preview(school: School, policy: Policy) -> None:
    found = changes(school.in_force, policy)
    st.subheader("What changes")
    st.markdown(
        f"{plain(policy.title)} · owner: {plain(policy.review.owner)}. Write roles here, never a person's name."
    )
    if not found:
        st.markdown("Nothing: this is the text that is in force.")
        return
    with st.expander(f"{len(found)} differences from what is in force", expanded=len(found) <= FEW):
        show_table(
            ["What", "", "Until now", "From then"],
            [
                [text(c.name), text(WORDS[c.what]), text(c.before or "nothing"), text(c.after or "nothing")]
                for c in found
            ],
            caption="Rule by rule: as it is now, and as it will be.",
        )


def _from_a_day(school: School, *, name: str, content: bytes) -> None:
    today = guard.now().astimezone(LONDON).date()
    earliest = max(today, school.next_from + timedelta(days=1)) if school.next_from else today
    from_on = st.date_input(
        "In force from",
        value=earliest,
        min_value=earliest,
        max_value=max(earliest, today + FARTHEST),
        format="DD/MM/YYYY",
        key=_from_key(school),
    )
    st.markdown("Visits that are authorised until then keep the version that they were judged by.")
    # As a callback it carries the version that the preview was drawn against, not one that came since.
    st.button(
        f"Adopt for {school.name} from {day_said(from_on)}",
        type="primary",
        on_click=_adopt,
        args=(school, name, content),
    )


def _adopt(school: School, name: str, content: bytes) -> None:
    from_on: date = st.session_state[_from_key(school)]
    adopted = attempt(
        lambda: adopt(
            guard.db(),
            school_id=school.school_id,
            content=content,
            file=name,
            from_on=from_on,
            after=school.newest,
            by=guard.person(),
            now=guard.now(),
        )
    )
    if adopted is not None:
        st.session_state[SAID] = f"Adopted. It is in force from {day_said(from_on)}."


def _from_key(school: School) -> str:
    return f"adopt_from_{school.school_id}"


def say_what_was_adopted() -> None:
    """Said once, above the page."""
    if said := st.session_state.pop(SAID, None):
        st.success(said, icon=":material/check:")
