"""Which published term one looks at: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from data.queries.figures import Chosen, SchoolFigures, chosen
from pages.figures import filtered
from pages.parts import nothing, plain
from visits.times import day_said

NAMES: Final = ("school", "term")
ALL: Final = ""
HIDDEN: Final = (
    "**c** is a count of 1 to 5, of visits or of the children behind them. Where a **c** could be worked out from the "
    "rest, another number is given as a range (95 to 99), or not at all."
)
HOW: Final = f"""
{HIDDEN}

- Figures are published for whole terms that have ended, once, and never change afterwards. What is entered or put right
  later is in none of them. Nobody can therefore learn anything by comparing two days.
- A term begins with the holiday before it, so that every visit is in one term and no two terms share a day.
- Each table of a term is the same total cut in one way. Tables are never crossed with each other.
- A table of a handful is not shown at all, nor is the middle of fewer than six times.
- For several schools together what each of them shows is added up, ranges too.
- Attendance around visits is of ten pupils or more, its counts rounded down to tens.
- Staff who know the families see whole numbers, and the term that goes on.
"""


def choose(figures: Sequence[SchoolFigures], *, page: str, with_all: bool = True) -> Chosen:
    """What was chosen, of what has been published."""
    _from_address(figures, page, with_all=with_all)
    left, right = st.columns(2) if len(figures) > 1 else (st.container(), st.container())
    school_id = _school(figures, page, left, with_all=with_all)
    found = chosen(figures, school_id=school_id, name=str(st.session_state.get(_key(page, "term"), "")))
    if found.name is not None:
        st.session_state[_key(page, "term")] = found.name
        with right:
            st.selectbox(
                "Term",
                found.names,
                key=_key(page, "term"),
                on_change=_into_address,
                args=(page,),
            )
    _not_there(figures, found)
    filtered.not_here(
        {"school": [str(one.school_id) for one in figures], "term": [st.query_params.get("term", "")]}
    )
    return found


def _not_there(figures: Sequence[SchoolFigures], found: Chosen) -> None:
    """Say that the term which the address asks for is not published here, and which is shown instead."""
    asked = st.query_params.get("term", "")
    if not asked or asked in found.names:
        return
    coming = {span.name for one in figures for span in (*one.closed, *filter(None, [one.running]))}
    why = (
        f"{asked} is not published yet." if asked in coming else f"No figures of {asked} are published here."
    )
    instead = f" Shown is {found.name}, the newest that is." if found.name else ""
    st.info(plain(f"{why}{instead}"), icon=":material/info:")


def explain() -> None:
    """How numbers are protected, in plain words."""
    with st.expander("How small numbers are protected"):
        st.markdown(HOW)


def nothing_yet(figures: Sequence[SchoolFigures]) -> None:
    """When there will be something, of each school."""
    nothing(
        "No figures have been published yet.",
        "They are published once a term has ended and its visits have had 14 days to be written up.",
    )
    for one in figures:
        when = (
            f"the first on {day_said(one.next_on)}"
            if one.next_on is not None
            else "no term dates are entered yet; whoever looks after Homeward at the school can enter them"
        )
        st.markdown(f"{plain(one.school)}: {when}.")


def _school(figures: Sequence[SchoolFigures], page: str, place: object, *, with_all: bool) -> UUID | None:
    if len(figures) == 1:
        return figures[0].school_id
    names = {str(one.school_id): one.school for one in figures}
    with place:  # type: ignore[attr-defined]
        asked = st.selectbox(
            "School",
            [*([ALL] if with_all else []), *names],
            key=_key(page, "school"),
            format_func=lambda one: names[one] if one else "All schools",
            on_change=_into_address,
            args=(page,),
        )
    return UUID(asked) if asked else None


def _key(page: str, name: str) -> str:
    return f"{page}_published_{name}"


def _from_address(figures: Sequence[SchoolFigures], page: str, *, with_all: bool) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = tuple(st.query_params.get(name, "") for name in NAMES)
    seen = _key(page, "asked")
    if _key(page, "term") in st.session_state and st.session_state.get(seen) == asked:
        return
    known = {str(one.school_id) for one in figures}
    otherwise = ALL if with_all or not figures else str(figures[0].school_id)
    st.session_state[seen] = asked
    st.session_state[_key(page, "school")] = asked[0] if asked[0] in known else otherwise
    st.session_state[_key(page, "term")] = asked[1]


def _into_address(page: str) -> None:
    given = {name: str(st.session_state.get(_key(page, name), "")) for name in NAMES}
    st.session_state[_key(page, "asked")] = tuple(given[name] for name in NAMES)
    st.query_params.from_dict({name: value for name, value in given.items() if value})
