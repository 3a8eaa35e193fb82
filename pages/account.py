"""Your account: how you are reached, how you sign in, where you are signed in."""

import streamlit as st

from data.commands import credentials, duty, feed, people
from data.keys import signing_key
from data.queries.duty import CoverItem, cover_of
from data.queries.feed import has_feed
from data.queries.people import own_details
from data.queries.school import schools_for
from data.settings import current
from data.weakness import SHORTEST_PASSWORD
from pages import guard, of_you, reached, second_step_part
from pages.administration.address import address
from pages.administration.school import show_phrase
from pages.attempts import attempt, done, say_what_was_done
from pages.parts import day_and_time, plain
from pages.signed_in import boards, connected, devices
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, schools_where


def show() -> None:
    """The whole page."""
    viewer = guard.require(Action.OWN_ACCOUNT)
    st.title("Your account")
    say_what_was_done()
    if viewer.person_id is None:
        guard.refuse()
    left, right = st.columns(2, gap="large")
    with left:
        _cover(viewer)
        _mobile(viewer)
        devices.show(viewer, viewer.person_id)
        boards.show(viewer)
        of_you.show_kin(viewer)
    with right:
        _password(viewer)
        second_step_part.show(viewer)
        connected.show(viewer)
        _pin(viewer)
        _feed(viewer)
        _phrases(viewer)
        of_you.show_file()
    st.page_link("about.py", label="About Homeward")


def _cover(viewer: Viewer) -> None:
    assert viewer.person_id is not None  # noqa: S101  (`show` has looked)
    with guard.db().read() as reading:
        items = cover_of(reading, viewer.person_id, now=guard.now())
    if not items:
        return
    st.header("You stand in for")
    for item in items:
        _one_cover(viewer, item)


def _one_cover(viewer: Viewer, item: CoverItem) -> None:
    what = f"**{ROLE_WORDS[item.role]}**, {plain(item.school)}"
    more = ", and you authorise visits in their place" if item.for_authorising else ""
    st.markdown(
        f"{what}{more}  \n{day_and_time(item.from_at)} to {day_and_time(item.to_at)}, asked by {plain(item.given_by)}"
    )
    accept, end = st.columns(2)
    if item.accepted_at is None and accept.button("Say yes", key=f"accept_{item.cover_id}", type="primary"):
        done(
            lambda: duty.accept_cover(guard.db(), cover_id=item.cover_id, by=viewer, now=guard.now()),
            said="Thank you. It counts from the time that is given.",
        )
    if end.button("Say no" if item.accepted_at is None else "End it now", key=f"end_{item.cover_id}"):
        done(
            lambda: duty.end_cover(guard.db(), cover_id=item.cover_id, by=viewer, now=guard.now()),
            said="You do not stand in any more.",
        )


def _mobile(viewer: Viewer) -> None:
    with guard.db().read() as reading:
        details = own_details(reading, viewer)
    st.header("How you are reached")
    st.markdown(f"You sign in as {plain(details.email)}.")
    with st.form("mobile", border=False):
        mobile = st.text_input("Your mobile number", value=details.mobile, max_chars=30)
        if st.form_submit_button("Save the number"):
            done(
                lambda: people.change_own_mobile(guard.db(), mobile=mobile, by=viewer, now=guard.now()),
                said="Your number is saved.",
            )
    reached.show(viewer, details)


def _password(viewer: Viewer) -> None:
    st.header("Password")
    with st.form("password", border=False):
        old = st.text_input(
            "Present password", type="password", key="password_current", autocomplete="current-password"
        )
        new = st.text_input(
            f"New password, at least {SHORTEST_PASSWORD} characters",
            type="password",
            key="password_new",
            autocomplete="new-password",
        )
        again = st.text_input(
            "New password again", type="password", key="password_again", autocomplete="new-password"
        )
        if st.form_submit_button("Change the password"):
            if new != again:
                st.error("The two new passwords are not the same.")
                return
            done(
                lambda: credentials.change_password(
                    guard.db(),
                    current=old,
                    new=new,
                    keep=guard.token(),
                    key=signing_key(current()),
                    by=viewer,
                    now=guard.now(),
                ),
                said="Your password is changed. You are signed out everywhere else.",
            )


def _pin(viewer: Viewer) -> None:
    if not schools_where(viewer, Action.RECORD_WORD):
        return
    st.header("PIN for the shared board")
    st.caption("At a shared screen you choose your name and type this PIN, each time you do something.")
    with st.form("pin", border=False):
        old = st.text_input(
            "Your password", type="password", key="pin_current", autocomplete="current-password"
        )
        pin = st.text_input(
            "New PIN, 4 to 8 digits", type="password", max_chars=8, key="pin_new", autocomplete="off"
        )
        if st.form_submit_button("Set the PIN"):
            done(
                lambda: credentials.set_pin(
                    guard.db(), current=old, pin=pin, key=signing_key(current()), by=viewer, now=guard.now()
                ),
                said="Your PIN is set.",
            )


def _feed(viewer: Viewer) -> None:
    assert viewer.person_id is not None  # noqa: S101  (`show` has looked)
    with guard.db().read() as reading:
        made_at = has_feed(reading, viewer.person_id, feed=feed.POLICIES)
    st.header("Policy reviews in your calendar")
    if made_at is not None:
        st.write(f"Your calendar's link was made {day_and_time(made_at)}. A new one ends it.")
    if st.button("Make a new link" if made_at else "Make a link", key="feed_make"):
        made = attempt(lambda: feed.make_feed(guard.db(), by=viewer, now=guard.now()))
        if made is not None:
            st.write("Add this address to your calendar as a subscription. It is shown once:")
            st.code(f"{address()}/policies.ics?token={made}", language=None, wrap_lines=True)
    if made_at is not None and st.button("End the link", key="feed_end"):
        done(lambda: feed.revoke_feed(guard.db(), by=viewer, now=guard.now()), said="The link is ended.")


def _phrases(viewer: Viewer) -> None:
    with guard.db().read() as reading:
        schools = schools_for(reading, viewer, Action.SEE_CODE_PHRASE)
    if not schools:
        return
    st.header("Code phrase")
    st.caption("Said on a call to school it means danger. Every look at it is recorded.")
    for school_id, name in schools.items():
        if st.button(f"Show the code phrase of {plain(name)}", key=f"phrase_{school_id}"):
            show_phrase(viewer, school_id)


show()
