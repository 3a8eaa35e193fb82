"""Who is visited: the school, the pupils, their homes, and who has to be seen there."""

from html import escape

import streamlit as st

from data.queries.household import Home, PupilFound
from pages.parts import plain
from pages.visit_form import binding
from pages.visit_form.fields import Form
from pages.visit_form.keeping import Opened
from pages.visit_form.reading import World
from pages.visit_form.words import pupil_words
from visits.pupils import Roll


def show(opened: Opened, world: World) -> None:
    """The first part of the form."""
    form, known = opened.form, world.known
    if len(known.schools) > 1:
        names = {key: school.name for key, school in known.schools.items()}
        binding.choose(form, form, "school", "School", names, disabled=bool(form.visit))
    if not known.pupils:
        st.markdown(
            "**No pupils to choose from.** They come with the import of the school's records. "
            "Until then add an address below and say who is to be seen."
        )
    binding.several(form, "pupils", "Pupils", pupil_words(known.pupils), placeholder="Type a name")
    if known.lost_pupils:
        binding.problem(
            "A pupil of this draft is not in your list any more. Choose again if the visit is to go there."
        )
    for home in known.homes.values():
        _home(opened, home)
    if _is_asked(form, world):
        binding.several(
            form,
            "who_to_see",
            "Who needs to be seen",
            {name: name for name in _people_there(form, world)},
            typed=True,
            placeholder="Choose or type: one parent or both, with the child or without",
        )


def _is_asked(form: Form, world: World) -> bool:
    """Where the policy wants it decided beforehand, and where no pupil says whom the visit is to."""
    asks = world.judged is not None and world.judged.policy.who_to_see is not None
    return asks or not form.pupils or any(not stop.pupils for stop in form.stops)


def _home(opened: Opened, home: Home) -> None:
    """The home of those who were chosen: what to know at the door, whom to speak to, who else lives there."""
    with st.container(border=True, key=f"home_{home.household_id}"):
        st.html("".join(facts_of(home)))
        others = [p for p in home.pupils if str(p.pupil_id) not in opened.form.pupils and _counts(p)]
        if others:
            with st.container(horizontal=True):
                for pupil in others:
                    st.button(
                        f"Add {_label(pupil)}",
                        key=f"add_{pupil.pupil_id}",
                        on_click=_add,
                        args=(opened.form, str(pupil.pupil_id)),
                        icon=":material/add:",
                    )


def _counts(pupil: PupilFound) -> bool:
    return pupil.roll is not Roll.NO_LONGER


def _label(pupil: PupilFound) -> str:
    year = f", Year {pupil.year_group}" if pupil.year_group.isdigit() else f", {pupil.year_group}"
    return plain(f"{pupil.name}{year}")


def facts_of(home: Home) -> list[str]:
    """What to know of a home before one rings, as paragraphs of HTML: where, what to beware of, whom to speak to."""
    lines = [f'<p class="hw-facts"><strong>{escape(home.name)}</strong>, {escape(home.address)}</p>']
    lines += [f'<p class="hw-facts hw-flag">{escape(flag.note)}</p>' for flag in home.flags]
    lines += [f'<p class="hw-facts hw-flag">{escape(flag.words)}</p>' for flag in home.linked]
    adults = []
    for contact in home.contacts:
        if contact.no_contact:
            adults.append(f"<strong>No contact with {escape(contact.name)}</strong>")
        elif contact.parental_responsibility or contact.may_be_spoken_to:
            phone = f", {escape(contact.phone)}" if contact.phone else ""
            adults.append(f"{escape(contact.name)} ({escape(contact.relationship)}{phone})")
    if adults:
        lines.append(f'<p class="hw-facts">Speak to: {"; ".join(adults)}</p>')
    return lines


def _people_there(form: Form, world: World) -> list[str]:
    """Adults of the chosen homes whom one may speak to, and the chosen children."""
    adults = [
        f"{contact.name} ({contact.relationship})"
        for home in world.known.homes.values()
        for contact in home.contacts
        if not contact.no_contact and (contact.parental_responsibility or contact.may_be_spoken_to)
    ]
    children = [world.known.pupils[p].name for p in form.pupils if p in world.known.pupils]
    return list(dict.fromkeys([*adults, *children]))


def _add(form: Form, pupil_id: str) -> None:
    if pupil_id not in form.pupils:
        form.pupils = [*form.pupils, pupil_id]
        binding.put(form, "", "pupils", form.pupils)
