"""Who goes and how: the lead, the second, each one's part and number, the car, and what they carry."""

from typing import Final

import streamlit as st

from pages.parts import plain
from pages.visit_form import binding
from pages.visit_form.fields import ANOTHER, SOMEBODY_ELSE, Form, VisitorFields, new_visitor
from pages.visit_form.follow import PARTS
from pages.visit_form.keeping import Opened
from pages.visit_form.reading import Judged, World
from visits.labels import ROLE_WORDS, TRAVEL_WORDS
from visits.words import Travel

MOST: Final = 4
TICKS: Final = ("know_the_family", "know_the_policy")


def show(opened: Opened, world: World) -> None:
    """The fourth part of the form."""
    form = opened.form
    for place, visitor in enumerate(form.visitors):
        show_visitor(form, visitor, place, people_words(world))
    if len(form.visitors) < MOST:
        st.button(
            "Add somebody",
            key="add_visitor",
            on_click=_add_visitor,
            args=(form,),
            icon=":material/person_add:",
        )
    binding.radio(
        form, form, "travel", "How they go", {t.value: TRAVEL_WORDS[t] for t in Travel}, horizontal=True
    )
    if form.travel == Travel.CAR.value:
        _car(form, world)
    if world.judged is not None:
        _confirm(form, world.judged)


def people_words(world: World) -> dict[str, str]:
    """Everybody who can go, by id, with what they are."""
    people = {SOMEBODY_ELSE: "Somebody without an account (supply, agency)"}
    for key, person in world.known.people.items():
        people[key] = f"{person.name}, {', '.join(ROLE_WORDS[role] for role in person.roles)}"
    return people


def show_visitor(form: Form, visitor: VisitorFields, place: int, people: dict[str, str]) -> None:
    """One visitor: who, their part, and the number that they carry. `place` is 0 for the lead."""
    with st.container(border=True, key=f"visitor_{visitor.key}"):
        label = "Lead visitor" if place == 0 else "Second visitor" if place == 1 else "Also goes"
        binding.choose(form, visitor, "person", label, people, placeholder="Type a name")
        if visitor.person == SOMEBODY_ELSE:
            name, organisation = st.columns(2)
            with name:
                binding.line(form, visitor, "name", "Name", live=True, max_chars=120)
            with organisation:
                binding.line(form, visitor, "organisation", "Organisation", max_chars=120)
        if visitor.person:
            part, mobile = st.columns([3, 2])
            with part:
                binding.choose(form, visitor, "part", "Their part", {p: p for p in PARTS}, typed=True)
            with mobile:
                binding.line(
                    form,
                    visitor,
                    "mobile",
                    "Mobile carried",
                    type="phone",
                    max_chars=20,
                    placeholder="07700 900123",
                )
        if place > 1:
            st.button("Remove", key=f"remove_{visitor.key}", on_click=_remove, args=(form, visitor.key))


def _car(form: Form, world: World) -> None:
    """A car that is known by its registration, or one that is described."""
    cars = {k.car.registration: f"{k.car}{f' ({k.owner})' if k.owner else ''}" for k in world.known.cars}
    if cars:
        binding.choose(form, form, "car", "Car", {**cars, ANOTHER: "Another car"}, placeholder="Choose a car")
    if form.car in cars:
        return
    if cars and form.car != ANOTHER:
        return
    first, second = st.columns(2), st.columns(2)
    fields = (("make", "Make"), ("model", "Model"), ("colour", "Colour"), ("registration", "Registration"))
    for column, (field, label) in zip((*first, *second), fields, strict=True):
        with column:
            binding.line(form, form, field, label, max_chars=12 if field == "registration" else 40)


def _confirm(form: Form, judged: Judged) -> None:
    """What the policy wants confirmed of those who go, and what they carry."""
    asked = {answer.key: answer for answer in judged.word.answers}
    for key in TICKS:
        if key in asked:
            binding.tick(form, key, asked[key].choices[0].label)
    kit = [answer for key, answer in asked.items() if key.startswith("kit_")]
    if kit:
        st.markdown("They carry")
        for answer in kit:
            binding.tick(form, answer.choices[0].key, answer.choices[0].label)
    within = judged.policy.write_up.within_hours
    st.caption(f"Written up afterwards in {plain(judged.policy.write_up.system)}, within {within} hours.")


def _add_visitor(form: Form) -> None:
    new_visitor(form)


def _remove(form: Form, key: str) -> None:
    form.visitors = [visitor for visitor in form.visitors if visitor.key != key]
