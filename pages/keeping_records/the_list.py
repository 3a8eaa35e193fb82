"""The list of what is over its time: gone through, put off one by one, and signed."""

from collections import Counter
from datetime import date, timedelta
from html import escape
from typing import Final

import streamlit as st

from data.commands.records import WORD, keep_item, sign
from data.queries.keeping import Item, Waiting
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, plain
from visits.permissions import Viewer
from visits.retention import KIND_WORDS, RULES, counted
from visits.times import day_said
from visits.words import RecordKind

SHOWN: Final = 100
OFFERED: Final = timedelta(days=365)
STYLE: Final = """<style>
.hw-records { width: 100%; border-collapse: collapse; font-size: 0.9rem; line-height: 1.35; }
.hw-records th { text-align: left; border-bottom: 2px solid var(--hw-quiet); padding: 0.3rem 0.75rem 0.3rem 0; }
.hw-records td { vertical-align: top; border-bottom: 1px solid var(--hw-line); padding: 0.35rem 0.75rem 0.35rem 0; }
.hw-records td { overflow-wrap: anywhere; }
@media (max-width: 700px) {
  .hw-records thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .hw-records tr, .hw-records td { display: block; border: 0; padding: 0; }
  .hw-records td[data-label]::before { content: attr(data-label) " "; color: var(--hw-quiet); }
  .hw-records tr { border-bottom: 1px solid var(--hw-line); padding: 0.5rem 0; }
}
</style>"""


def show_waiting(viewer: Viewer, waiting: Waiting) -> None:
    """The list. Once it is signed, how far it has been worked off."""
    going = [item for item in waiting.items if item.kept_until is None]
    if waiting.signed_at is not None:
        st.header("Being erased")
        st.markdown(
            f"Signed by **{plain(waiting.signed_by)}**, {day_and_time(waiting.signed_at)}. "
            f"**{len(going) - waiting.left} of {len(going)}** are erased; the rest follows within minutes."
        )
        return
    st.header(f"Over their time: {len(going)}")
    st.markdown(
        f"Listed {day_and_time(waiting.made_at)}. Go through it, put off what has to stay, then sign."
    )
    for kind in RecordKind:
        of_kind = [item for item in going if item.kind is kind]
        if of_kind:
            words = KIND_WORDS[kind][len(of_kind) != 1]
            with st.expander(f"{words[0].upper()}{words[1:]}: {len(of_kind)}", expanded=len(of_kind) <= 10):
                _table(of_kind)
    _put_off(viewer, going)
    _stays(viewer, [item for item in waiting.items if item.kept_until is not None])
    _sign(viewer, waiting, going)


def _table(items: list[Item]) -> None:
    rows = "".join(
        f"<tr><td><strong>{escape(item.what)}</strong></td><td>{escape(item.last)}</td>"
        f'<td data-label="Over since">{day_said(item.due_on)}</td><td>{escape(RULES[item.rule].why)}</td></tr>'
        for item in items[:SHOWN]
    )
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Whose", "Last", "Over since", "By which rule"))
    st.html(f'{STYLE}<table class="hw-records"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
    if len(items) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(items)}; each of them can be found below by name.")


def _put_off(viewer: Viewer, going: list[Item]) -> None:
    if not going:
        return
    names = {item.item_id: f"{item.what}, {item.last}" for item in going}
    with st.expander("Leave one off: it has to stay longer"):
        chosen = st.selectbox(
            "Which",
            list(names),
            format_func=lambda one: names[one],
            index=None,
            placeholder="Choose one",
            key="keep_which",
        )
        reason = st.text_input("Why it stays, such as a court case or an inquiry", key="keep_reason")
        until = st.date_input(
            "Until which day", value=guard.now().date() + OFFERED, format="DD/MM/YYYY", key="keep_until"
        )
        if st.button("Leave it off", key="keep_item", disabled=chosen is None) and chosen is not None:
            day = until if isinstance(until, date) else guard.now().date()
            done(
                lambda: keep_item(
                    guard.db(), item_id=chosen, reason=reason, until=day, by=viewer, now=guard.now()
                ),
                said="It stays until that day, and the list says why.",
            )


def _stays(viewer: Viewer, items: list[Item]) -> None:
    if not items:
        return
    with st.expander(f"Left off: {len(items)}", expanded=True):
        for item in items:
            until = day_said(item.kept_until) if item.kept_until else ""
            st.markdown(f"**{plain(item.what)}** stays until {until}: {plain(item.kept_reason)}")
            if st.button("Put it back on the list", key=f"back-{item.item_id}"):
                done(
                    lambda item_id=item.item_id: keep_item(
                        guard.db(), item_id=item_id, reason="", until=None, by=viewer, now=guard.now()
                    ),
                    said="It is on the list again.",
                )


def _sign(viewer: Viewer, waiting: Waiting, going: list[Item]) -> None:
    st.subheader("Sign")
    if not going:
        st.markdown("Nothing on this list goes. Sign it to say that you went through it.")
    else:
        counts = counted(Counter(item.kind for item in going))
        st.markdown(
            f"**{counts}** will be erased for good: names, addresses, numbers and every word that was written. "
            "Counts stay, and so does the audit, without on whom. **Nobody can bring it back**, "
            "not from a backup either."
        )
    word = st.text_input(
        f"Type the word {WORD} to sign as {plain(viewer.name)}", key="sign_word", max_chars=20
    )
    if st.button("Sign and erase" if going else "Sign", type="primary", key="sign"):
        done(
            lambda: sign(
                guard.db(),
                disposal_id=waiting.disposal_id,
                items=len(going),
                word=word,
                by=viewer,
                now=guard.now(),
            ),
            said="The list is signed. What stands on it is being erased.",
        )
