"""Fields of the form and the widgets that show them. The form is what counts: a widget that is gone loses nothing.

At the start of a run `take` reads what was typed into the form; then the form follows from it; then `give` writes what
followed back to the widgets, before any of them is drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Final

import streamlit as st
from pydantic import BaseModel

from pages.parts import plain
from pages.visit_form.fields import Form, StopFields, VisitorFields

CHOSEN: Final = frozenset(
    {
        "school",
        "pupil",
        "kind",
        "reason",
        "told",
        "exception",
        "day",
        "place",
        "person",
        "part",
        "travel",
        "car",
    }
)
"""Fields of which one value is chosen: nothing chosen is None in the widget and "" in the form."""
TICK, REASON = "tick", "reason"
WAIT: Final = "1s"
"""How long after the last key a line of text is sent, so that a session that ends takes nothing with it."""
Problems = Mapping[str, str]


def name(form: Form, owner: str, field: str) -> str:
    """The widget's name: of this form, so that an emptied form has new widgets."""
    return f"{form.key}|{owner}|{field}"


def take(form: Form) -> None:
    """Read into the form what stands in its widgets."""
    for owner, part in _parts(form):
        for field in type(part).model_fields:
            key = name(form, owner, field)
            if key in st.session_state:
                value = st.session_state[key]
                setattr(part, field, "" if value is None else value)
    for widget in list(st.session_state):
        whose, _, rest = str(widget).partition("|")
        owner, _, field = rest.partition("|")
        if whose != form.key or not (st.session_state[widget] or field in {**form.ticks, **form.reasons}):
            continue
        if owner == TICK:
            form.ticks[field] = bool(st.session_state[widget])
        elif owner == REASON:
            form.reasons[field] = str(st.session_state[widget] or "")


def give(form: Form) -> None:
    """Write into the widgets what stands in the form. Only before they are drawn."""
    for owner, part in _parts(form):
        for field in type(part).model_fields:
            put(form, owner, field, getattr(part, field))


def put(form: Form, owner: str, field: str, value: Any) -> None:
    """Write one value into its widget, if there is one."""
    key = name(form, owner, field)
    if key in st.session_state and st.session_state[key] != _shown(field, value):
        st.session_state[key] = _shown(field, value)


def _parts(form: Form) -> list[tuple[str, BaseModel]]:
    owned: Sequence[StopFields | VisitorFields] = [*form.stops, *form.visitors]
    return [("", form), *((part.key, part) for part in owned)]


def _shown(field: str, value: Any) -> Any:
    return None if value == "" and field in CHOSEN else value


def _begin(form: Form, part: BaseModel, owner: str, field: str) -> str:
    key = name(form, owner, field)
    if key not in st.session_state:
        st.session_state[key] = _shown(field, getattr(part, field))
    return key


def owner_of(part: Form | StopFields | VisitorFields) -> str:
    """What the widgets of a part are called by."""
    return "" if isinstance(part, Form) else part.key


def line(
    form: Form,
    part: Form | StopFields | VisitorFields,
    field: str,
    label: str,
    *,
    live: bool = False,
    **more: Any,
) -> None:
    """One line of text; `live` sends it while somebody types."""
    key = _begin(form, part, owner_of(part), field)
    st.text_input(label, key=key, live=WAIT if live else False, **more)


def lines(form: Form, part: Form | StopFields | VisitorFields, field: str, label: str, **more: Any) -> None:
    """Several lines of text."""
    st.text_area(label, key=_begin(form, part, owner_of(part), field), **more)


def clock(
    form: Form, part: Form | StopFields | VisitorFields, field: str, label: str, problems: Problems
) -> None:
    """A time of day, with what is wrong with it under it."""
    line(form, part, field, label, placeholder="14:05", max_chars=5)
    owner = owner_of(part)
    problem(problems.get(f"{owner}.{field}" if owner else field))


def choose(
    form: Form,
    part: Form | StopFields | VisitorFields,
    field: str,
    label: str,
    options: Mapping[str, str],
    *,
    typed: bool = False,
    **more: Any,
) -> None:
    """One of many, found by typing. `options` are keys with their words; with `typed` another can be written."""
    _only(form, part, field, options if not typed else None)
    values = list(options)
    now = getattr(part, field)
    if typed and now and now not in options:
        values.append(now)
    st.selectbox(
        label,
        values,
        key=_begin(form, part, owner_of(part), field),
        index=None,
        format_func=lambda value: options.get(value, value),
        filter_mode="contains",
        accept_new_options=typed,
        **more,
    )


def radio(
    form: Form,
    part: Form | StopFields | VisitorFields,
    field: str,
    label: str,
    options: Mapping[str, str],
    **more: Any,
) -> None:
    """One of a few, all in sight."""
    _only(form, part, field, options)
    st.radio(
        label,
        list(options),
        key=_begin(form, part, owner_of(part), field),
        index=None,
        format_func=lambda value: plain(options[value]),
        **more,
    )


def several(
    form: Form,
    field: str,
    label: str,
    options: Mapping[str, str],
    *,
    typed: bool = False,
    **more: Any,
) -> None:
    """Any number of many, found by typing."""
    chosen = getattr(form, field)
    values = [*options, *(value for value in chosen if typed and value not in options)]
    st.multiselect(
        label,
        values,
        key=_begin(form, form, "", field),
        format_func=lambda value: options.get(value, value),
        filter_mode="contains",
        accept_new_options=typed,
        select_all=False,
        wrap=True,
        **more,
    )


def tick(form: Form, key: str, label: str) -> None:
    """A sentence that is confirmed."""
    widget = name(form, TICK, key)
    if widget not in st.session_state:
        st.session_state[widget] = form.ticks.get(key, False)
    st.checkbox(plain(label), key=widget)


def switch(form: Form, field: str, label: str, **more: Any) -> None:
    """Yes or no about the whole form."""
    st.toggle(label, key=_begin(form, form, "", field), **more)


def reason(form: Form, key: str, label: str) -> None:
    """Why a warning is gone past."""
    widget = name(form, REASON, key)
    if widget not in st.session_state:
        st.session_state[widget] = form.reasons.get(key, "")
    st.text_input(label, key=widget, live=WAIT, max_chars=300)


def problem(sentence: str | None) -> None:
    """What is wrong with the field above, in words."""
    if sentence:
        st.html(f'<p class="hw-problem" role="alert">{escape(sentence)}</p>')


def pressed(label: str, act: Callable[..., None], *args: Any, key: str, **more: Any) -> None:
    """A button whose action runs before the page is drawn anew."""
    st.button(label, key=key, on_click=act, args=args, **more)


def _only(
    form: Form, part: Form | StopFields | VisitorFields, field: str, options: Mapping[str, str] | None
) -> None:
    """What cannot be chosen any more is nothing chosen."""
    if options is not None and getattr(part, field) not in options:
        setattr(part, field, "")
        put(form, owner_of(part), field, "")
