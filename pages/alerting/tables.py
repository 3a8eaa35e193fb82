"""A table of words that fits a phone: there each row stands as a list of its own, with the columns' names beside it."""

from html import escape

import pandas as pd
import streamlit as st

STYLE = """<style>
.hw-table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
.hw-table caption { text-align: left; font-weight: 600; padding-bottom: 0.35rem; }
.hw-table th, .hw-table td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0;
                             border-bottom: 1px solid var(--hw-line); }
.hw-table th { font-weight: 600; color: var(--hw-quiet); }
@media (max-width: 60rem) {
  .hw-table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .hw-table tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid var(--hw-line); }
  .hw-table td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: 0.1rem 0; }
  .hw-table td::before { content: attr(data-name); color: var(--hw-quiet); flex: none; }
  .hw-table td:first-child { font-weight: 600; }
}
</style>"""


def show_table(table: pd.DataFrame, *, caption: str) -> None:
    """Every cell as text. The rules of the table hold on a phone too, where the head is read and not seen."""
    names = [escape(str(name)) for name in table.columns]
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in names)
    rows = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-name="{name}">{escape(str(cell))}</td>'
            for name, cell in zip(names, row, strict=True)
        )
        + "</tr>"
        for row in table.itertuples(index=False)
    )
    st.html(
        f'{STYLE}<table class="hw-table" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )
