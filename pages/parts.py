"""Small pieces that every page says in the same way: times, lengths, phone numbers, duties, nothing to show."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from pages import menu
from visits.permissions import Viewer

LONDON = ZoneInfo("Europe/London")
_SPECIAL = "\\`*_{}[]()#+-.!|<>~$:&"
_ADDRESS = re.compile(r"(?=https?://|www\.)", re.IGNORECASE)
_JOINER = "\u2060"
"""Nothing to see. An address of a web page is made a link even where each of its signs is escaped, but not after this."""


def day_and_time(at: datetime, *, tz: ZoneInfo = LONDON) -> str:
    """ "Mon 23 Nov, 15:40"."""
    local = at.astimezone(tz)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def clock_time(at: datetime, *, tz: ZoneInfo = LONDON) -> str:
    """ "15:40"."""
    return f"{at.astimezone(tz):%H:%M}"


def moment(at: datetime, *, now: datetime, tz: ZoneInfo = LONDON) -> str:
    """The time alone if it is today, else with its day."""
    same_day = at.astimezone(tz).date() == now.astimezone(tz).date()
    return clock_time(at, tz=tz) if same_day else day_and_time(at, tz=tz)


def length(span: timedelta) -> str:
    """A length as people say it: "34 min", "1 h 05 min", "3 days"."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes // (24 * 60)} days"


def ago(at: datetime, *, now: datetime) -> str:
    """ "12 min ago", "just now"."""
    span = now - at
    return "just now" if span < timedelta(minutes=1) else f"{length(span)} ago"


def until(at: datetime, *, now: datetime) -> str:
    """ "in 11 min", "in under a minute", or "34 min late" once it has passed; "due now" in its first minute."""
    if at > now:
        return f"in {length(at - now)}" if at - now >= timedelta(minutes=1) else "in under a minute"
    return f"{length(now - at)} late" if now - at >= timedelta(minutes=1) else "due now"


def overdue(due_at: datetime, *, now: datetime) -> str:
    """ "Overdue 34 min"; in its first minute "Due now", for nobody is late by nothing."""
    late = now - due_at
    return f"Overdue {length(late)}" if late >= timedelta(minutes=1) else "Due now"


def counted(count: int, one: str, more: str = "") -> str:
    """ "1 pupil", "2,345 pupils"; `more` where it is not `one` with an s."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def plain(text: str) -> str:
    """What somebody typed, as text inside Markdown: nothing in it is ever markup."""
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in _ADDRESS.sub(_JOINER, text.replace("\n", " ")))


def table_of_text(rows: pd.DataFrame) -> None:
    """Show a short table. Streamlit reads Markdown in its cells and headings: names, which stand first, may be typed."""
    first = rows.columns[0]
    shown = rows.assign(**{first: [plain(str(name)) for name in rows[first]]})
    st.table(shown.rename(columns=plain), hide_index=True)


def phone_link(number: str) -> str:
    """A phone number as a link that a phone can ring; plain words where there is none."""
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    return f"[{plain(number)}](tel:{digits})" if digits else "no number"


def duty_badge(duties: Sequence[str], *, ours: bool = False) -> str:
    """The sentence of the policy that a line comes from; ours where the text has none."""
    return ", ".join(duties) if duties and not ours else "ours, not the policy's"


def way_to(viewer: Viewer, file: str, label: str, **ids: object) -> None:
    """A link to another page, for who may open it there; nothing for anybody else. `ids` go into the address."""
    item = next(item for item in menu.items() if item.file == file)
    if item.path.exists() and menu.is_open(item, viewer):
        query = {name: str(value) for name, value in ids.items()}
        st.page_link(f"{file}.py", label=label, query_params=query or None)


def is_dark() -> bool:
    """Whether the page is drawn by night, so that a figure on it is too."""
    return st.context.theme.type == "dark"


def download(path: str, query: Mapping[str, str], words: str) -> str:
    """HTML of a link to a file of ours, escaped: what was chosen or typed goes into its address."""
    address = escape(f"{path}?{urlencode(query)}")
    return f'<a href="{address}" target="_self" download>{escape(words)}</a>'


def way_within(label: str, **ids: object) -> None:
    """A way to another part of this very page; without `ids` to its beginning.

    A link from a page to itself leaves the browser's address as it is, and the next press would know of no part.
    """
    wanted = {name: str(value) for name, value in ids.items()}
    key = "-".join(("within", *(f"{name}-{value}" for name, value in wanted.items())))
    st.button(plain(label), key=key, type="tertiary", on_click=st.query_params.from_dict, args=(wanted,))


def id_in_address(name: str) -> UUID | None:
    """The id under that name in the page's address; None where there is none, or something that is no id."""
    try:
        return UUID(st.query_params.get(name, ""))
    except ValueError:
        return None


def nothing(what: str, how: str) -> None:
    """Say what would be here and how it gets here, in place of an empty frame."""
    st.markdown(f"**{what}**  \n{how}")
