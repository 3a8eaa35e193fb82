"""Entries of the audit as a table, which on a telephone is a list. All that somebody typed is text, never markup."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Final

import streamlit as st

from data.queries.audit import Line
from pages.parts import LONDON
from visits.audit_facts import facts_words, where_words
from visits.audit_words import OUTCOME_WORDS, command_words

HEADINGS: Final = ("When", "Who", "What", "On whom", "From where", "More")
STYLE: Final = """<style>
.hw-audit { width: 100%; border-collapse: collapse; font-size: 0.9rem; line-height: 1.35; }
.hw-audit caption { text-align: left; color: var(--hw-quiet); padding-bottom: 0.4rem; }
.hw-audit th { text-align: left; font-weight: 600; border-bottom: 2px solid var(--hw-quiet);
  padding: 0.3rem 0.75rem 0.3rem 0; }
.hw-audit td { vertical-align: top; border-bottom: 1px solid var(--hw-line); padding: 0.35rem 0.75rem 0.35rem 0; }
.hw-audit td { overflow-wrap: anywhere; }
.hw-audit td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
.hw-audit .hw-refused { color: var(--hw-alarm); font-weight: 600; }
@media (max-width: 700px) {
  .hw-audit thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .hw-audit tr, .hw-audit td { display: block; border: 0; padding: 0; }
  .hw-audit tr { border-bottom: 1px solid var(--hw-line); padding: 0.5rem 0; }
  .hw-audit td:empty { display: none; }
  .hw-audit td[data-label]:not(:empty)::before { content: attr(data-label) ": "; color: var(--hw-quiet); }
}
</style>"""


def show_lines(lines: Iterable[Line], *, caption: str) -> None:
    """The entries, one a row."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    body = "".join(_row(line) for line in lines)
    st.html(
        f'{STYLE}<table class="hw-audit"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(line: Line) -> str:
    cells = (
        ("", escape(_at(line.at))),
        ("", f"<strong>{escape(line.who or _nobody(line))}</strong>"),
        ("", _what(line)),
        ("On", _subject(line)),
        ("From", escape(where_words(line.facts, device=line.device))),
        ("More", escape("; ".join(facts_words(line.facts)))),
    )
    return "<tr>" + "".join(_cell(label, cell) for label, cell in cells) + "</tr>"


def _cell(label: str, content: str) -> str:
    return f'<td data-label="{label}">{content}</td>' if label else f"<td>{content}</td>"


def _what(line: Line) -> str:
    words = escape(command_words(line.command))
    if line.outcome == "refused":
        return f'<span class="hw-refused">{OUTCOME_WORDS["refused"]}:</span> {words}'
    return words


def _nobody(line: Line) -> str:
    """Nobody in person: Homeward by itself; who is refused without a name stood at a board, or was not signed in."""
    return "A shared board, or nobody signed in" if line.outcome == "refused" else "Homeward"


def _subject(line: Line) -> str:
    subject = line.subject
    if not subject.words:
        return ""
    if subject.visit_id is not None:
        return f'<a href="/visit?visit={subject.visit_id}" target="_self">{escape(subject.words)}</a>'
    if subject.household_id is not None:
        return f'<a href="/risk?home={subject.household_id}" target="_self">{escape(subject.words)}</a>'
    return escape(subject.words)


def _at(at: datetime) -> str:
    """With seconds: in an audit the order matters."""
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M:%S}"
