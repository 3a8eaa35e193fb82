"""The watch that is offered to whoever looks: above every page, until they say yes or no."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands.core import Invalid, Refused
from data.commands.watching import answer_offer
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.declined import Declined
from data.queries.watching import Offer
from pages import guard
from pages.attempts import NOT_SAVED
from pages.parts import ago, moment, plain

SAID = "offer_said"


def show_offers(offers: list[Offer]) -> None:
    """Each offer with its two buttons, and what came of the last press."""
    if said := st.session_state.pop(SAID, None):
        well, sentence = said
        (st.success if well else st.error)(sentence, icon=":material/check:" if well else ":material/error:")
    for offer in offers:
        with st.container(border=True, key=f"offer-{offer.handover_id}"):
            st.markdown(f":material/visibility: {_words(offer)}")
            with st.container(horizontal=True):
                for label, accept in (("Accept the watch", True), ("Decline it", False)):
                    st.button(
                        label,
                        key=f"offer-{accept}-{offer.handover_id}",
                        on_click=_answer,
                        args=(offer.handover_id, offer.school),
                        kwargs={"accept": accept},
                    )


def show_declined(noes: Iterable[Declined]) -> None:
    """For whoever offered the watch: who said no, so that nobody waits for their yes."""
    for one in noes:
        at = moment(one.at, now=guard.now(), tz=ZoneInfo(one.timezone))
        st.warning(
            f"**{plain(one.to_name)} said no at {at}** to the watch at {plain(one.school)}. Offer it to somebody else, "
            "or keep it.",
            icon=":material/visibility_off:",
        )


def _words(offer: Offer) -> str:
    whose = f"{plain(offer.from_name)} has it until you accept" if offer.from_name else "nobody has it now"
    closed = " The school is closed today." if offer.closed else ""
    note = f"  \n{plain(offer.note)}" if offer.note else ""
    return (
        f"**{plain(offer.by_name)} offers you the watch at {plain(offer.school)}**, "
        f"{ago(offer.offered_at, now=guard.now())}: {whose}.{closed}{note}"
    )


def _answer(handover_id: UUID, school: str, *, accept: bool) -> None:
    try:
        answer_offer(guard.db(), handover_id=handover_id, accept=accept, by=guard.person(), now=guard.now())
    except (Refused, Invalid) as why:
        st.session_state[SAID] = (False, str(why))
    except DatabaseError as error:
        raise_unless_passing(error)
        st.session_state[SAID] = (False, NOT_SAVED)
    else:
        yes = f"You have the watch at {plain(school)}."
        st.session_state[SAID] = (True, yes if accept else "You declined. Whoever has the watch keeps it.")
