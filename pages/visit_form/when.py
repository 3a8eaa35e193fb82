"""When and where: the day, leaving school, each stop with its times, and being back."""

from datetime import timedelta
from typing import Final

import streamlit as st

from pages.parts import plain
from pages.visit_form import binding
from pages.visit_form.convert import address_of
from pages.visit_form.fields import Form, StopFields, new_stop
from pages.visit_form.follow import append, keep
from pages.visit_form.keeping import Opened
from pages.visit_form.reading import World
from pages.visit_form.words import day_words
from visits.words import Place

AHEAD: Final = 60
AGO: Final = 30
PLACE_WORDS: Final = {
    Place.HOME.value: "At home",
    Place.WORK.value: "At a place of work",
    Place.OTHER.value: "At another address",
}


def show(opened: Opened, world: World) -> None:
    """The third part of the form."""
    form = opened.form
    problems = world.judged.problems if world.judged else {}
    if not form.visit:
        binding.switch(form, "ended", "This visit has already ended")
    day, out = st.columns([3, 2])
    with day:
        binding.choose(form, form, "day", "Day", _days(form, world))
        binding.problem(problems.get("day"))
    with out:
        binding.clock(form, form, "out", "They left school" if form.ended else "Leave school", problems)
    for number, stop in enumerate(form.stops, start=1):
        _stop(opened, world, stop, number)
    if not form.stops:
        st.caption("Choose a pupil above and the address stands here, or add one.")
    st.button(
        "Add another address",
        key="add_stop",
        on_click=_add_stop,
        args=(form,),
        icon=":material/add_location_alt:",
    )
    back, _ = st.columns([2, 3])
    with back:
        binding.clock(form, form, "back", "Were back" if form.ended else "Back in school", problems)


def _stop(opened: Opened, world: World, stop: StopFields, number: int) -> None:
    form, pupils = opened.form, world.known.pupils
    problems = world.judged.problems if world.judged else {}
    with st.container(border=True, key=f"stop_{stop.key}"):
        whose = ", ".join(pupils[p].name for p in stop.pupils if p in pupils)
        st.markdown(f"**Stop {number}**{f' · {plain(whose)}' if whose else ''}")
        known = address_of(stop, pupils)
        if stop.pupils:
            binding.choose(form, stop, "place", "Where", PLACE_WORDS)
        if stop.pupils and stop.place == Place.HOME.value and known and known != stop.address.strip():
            st.text(known)
        else:
            binding.line(form, stop, "address", "Address", live=True, max_chars=240)
        arrive, leave = st.columns(2)
        with arrive:
            binding.clock(form, stop, "arrive", "In", problems)
        with leave:
            binding.clock(form, stop, "leave", "Out", problems)
        if not stop.pupils:
            st.button(
                "Remove this address", key=f"remove_{stop.key}", on_click=_remove, args=(form, stop.key)
            )


def _days(form: Form, world: World) -> dict[str, str]:
    """Coming days; of a visit that has ended the last weeks."""
    today = world.known.today
    days = range(0, -AGO, -1) if form.ended else range(AHEAD)
    options = [today + timedelta(days=n) for n in days]
    return {day.isoformat(): day_words(day, today) for day in options}


def _add_stop(form: Form) -> None:
    stop = new_stop(form)
    form.stops.remove(stop)
    append(form, stop)
    binding.give(form)


def _remove(form: Form, key: str) -> None:
    keep(form, [stop for stop in form.stops if stop.key != key])
    binding.give(form)
