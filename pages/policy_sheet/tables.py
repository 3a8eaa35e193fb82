"""A table that is read on a phone too: there each row stands by itself, with its headings inside."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

STYLE = """<style>
.hw-table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.45; }
.hw-table caption { text-align: left; color: var(--hw-quiet); padding-bottom: 0.4rem; }
.hw-table th, .hw-table td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0;
  border-bottom: 1px solid var(--hw-line); overflow-wrap: anywhere; }
.hw-table thead th { color: var(--hw-quiet); font-weight: 600; }
.hw-table th[scope=row] { font-weight: 600; min-width: 7rem; }
.hw-table .hw-ours { display: block; color: var(--hw-warn); font-size: 0.875rem; }
.hw-table .hw-duties { display: block; color: var(--hw-quiet); font-size: 0.875rem; }
@media (max-width: 800px) {
  .hw-table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .hw-table, .hw-table caption, .hw-table tbody, .hw-table tr, .hw-table td, .hw-table th { display: block; }
  .hw-table tr { border-bottom: 2px solid var(--hw-line); padding: 0.5rem 0; }
  .hw-table th, .hw-table td { border-bottom: 0; padding: 0.15rem 0; }
  .hw-table td[data-label]::before { content: attr(data-label); display: block; color: var(--hw-quiet);
    font-size: 0.875rem; }
}
</style>"""


def show_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, labelled: bool = True
) -> None:
    """Show rows whose cells are HTML that is safe already (`text`, `ours`); the first of each is its heading.

    `labelled`: on a phone each cell says its column's heading.
    """
    # An empty corner is no heading: a reader of the page aloud would be told of a column without a name.
    head = "".join(f'<th scope="col">{escape(one)}</th>' if one else "<td></td>" for one in headings)
    body = "".join(_row(headings, row, labelled=labelled) for row in rows)
    st.html(
        f'{STYLE}<table class="hw-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def text(words: str) -> str:
    """Words as they are, and nothing in them markup."""
    return escape(words)


def sourced(words: str, duties: Sequence[str], *, ours: bool) -> str:
    """Words with where they come from: the text's duties, or that they are ours."""
    if ours:
        return f'{escape(words)} <span class="hw-ours">ours, not the policy&#x27;s</span>'
    source = f' <span class="hw-duties">{escape(", ".join(duties))}</span>' if duties else ""
    return f"{escape(words)}{source}"


def _row(headings: Sequence[str], row: Sequence[str], *, labelled: bool) -> str:
    first, *rest = row
    cells = "".join(
        f'<td data-label="{escape(heading)}">{cell}</td>' if labelled else f"<td>{cell}</td>"
        for heading, cell in zip(headings[1:], rest, strict=True)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'
