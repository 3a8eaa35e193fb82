"""The page People: what each may change there, and what the page says of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.models import Cover, Duty, Invitation, Person, PersonRole, School
from pages.parts import plain
from tests.pages.conftest import Desk
from tests.staff import signed_in
from visits.words import Role


def field(app: AppTest, label: str, kind: str = "text_input"):  # type: ignore[no-untyped-def]
    """The field of this label; of several the first."""
    return next(one for one in app.get(kind) if one.label == label)


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def said(app: AppTest) -> list[str]:
    return [one.value for one in app.success]


def opened(desk: Desk, role: Role = Role.ADMINISTRATOR, person: Role | None = None) -> AppTest:
    """The page, with somebody chosen on it."""
    app = desk.open("people", role=role)
    if person is not None:
        field(app, "Change somebody", "selectbox").set_value(desk.staff.people[person])
        app.run()
    assert not app.exception
    return app


def test_everybody_of_the_school_is_in_the_list(desk: Desk) -> None:
    app = opened(desk)
    frame = app.dataframe[0].value
    assert sorted(frame["Name"]) == sorted(desk.staff.names.values())
    assert set(frame["PIN"]) == {"set"}


def test_one_person_is_not_people(desk: Desk) -> None:
    desk.token = signed_in(desk.db, desk.staff.stranger, now=desk.now)
    assert "1 person, as of today" in [caption.value for caption in desk.open("people").caption]


def test_somebody_new_is_added_and_chosen(desk: Desk) -> None:
    app = opened(desk)
    field(app, "Name").set_value("Nia Newcomer")
    field(app, "E-mail address, to sign in with").set_value("nia@school.example")
    field(app, "Roles at this school", "multiselect").set_value([Role.FAMILY])
    app = press(app, "Add this person")
    assert not app.exception
    assert said(app) == ["Nia Newcomer is added. Make their one-time link next."]
    assert "Nia Newcomer" in [one.value for one in app.header]
    assert field(app, "Name").value == ""
    with desk.db.read() as session:
        nia = session.scalars(select(Person).where(Person.email == "nia@school.example")).one()
        assert nia.name == "Nia Newcomer"


def test_a_name_is_text_in_what_was_done_too(desk: Desk) -> None:
    with desk.db.write() as session:
        session.get_one(Person, desk.staff.people[Role.VISITOR]).name = "Nia [Ash](x) *B*"
    app = opened(desk, person=Role.VISITOR)
    app = press(app, "Save the hours")
    assert said(app) == [f"The hours of {plain('Nia [Ash](x) *B*')} are saved."]
    field(app, "Another role", "selectbox").set_value(Role.OFFICE)
    (words,) = said(press(app, "Give the role"))
    assert words.startswith(f"{plain('Nia [Ash](x) *B*')} is Office from")


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Desk) -> None:
    app = opened(desk)
    field(app, "Name").set_value("Nia")
    field(app, "Mobile number").set_value("ring me")
    app = press(app, "Add this person")
    assert any("telephone number" in one.value for one in app.error)
    assert field(app, "Name").value == "Nia"
    assert field(app, "Mobile number").value == "ring me"


def test_a_link_is_shown_once_and_never_kept(desk: Desk) -> None:
    app = press(opened(desk, person=Role.VISITOR), "Make a link for a new password")
    (address,) = [one.value for one in app.code]
    token = address.rsplit("/", 1)[1]
    assert "/set-password/" in address
    with desk.db.read() as session:
        assert token not in session.scalars(select(Invitation.token_hash)).one()
    assert not app.run().code


def test_a_role_is_given_and_ended(desk: Desk) -> None:
    app = opened(desk, person=Role.VISITOR)
    field(app, "Another role", "selectbox").set_value(Role.FAMILY)
    app = press(app, "Give the role")
    assert said(app) == ["Visitor Person is Family support from 23 Nov 2026."]
    app.button(key=f"end_{desk.staff.people[Role.VISITOR]}_{Role.FAMILY}").click().run()
    assert said(app) == ["Visitor Person is no longer Family support."]
    viewer = desk.staff.viewer(desk.db, Role.VISITOR)
    assert viewer.roles_at(desk.staff.school) == {Role.VISITOR}


def test_hours_of_duty_are_read_as_people_write_them(desk: Desk) -> None:
    app = opened(desk, Role.LEAD_DSL, Role.OFFICE)
    field(app, "Monday").set_value("8:00-12:00, 13.00 to 16:30")
    app = press(app, "Save the hours")
    assert said(app) == ["The hours of Office Person are saved."]
    with desk.db.read() as session:
        spans = session.execute(select(Duty.weekday, Duty.starts, Duty.ends).order_by(Duty.starts)).all()
    assert [(w, f"{s:%H:%M}", f"{e:%H:%M}") for w, s, e in spans] == [
        (0, "08:00", "12:00"),
        (0, "13:00", "16:30"),
    ]
    field(app, "Tuesday").set_value("mornings")
    app = press(app, "Save the hours")
    assert "Tuesday: 'mornings' is not a span of time" in app.error[-1].value
    assert field(app, "Tuesday").value == "mornings"


def test_whoever_leaves_at_once_is_not_in_the_list_any_more(desk: Desk) -> None:
    app = opened(desk, person=Role.VISITOR)
    field(app, "At once: sign them out now", "checkbox").set_value(True)
    app = press(app, "They leave")
    assert said(app) == ["Visitor Person has left."]
    assert "Visitor Person" not in set(app.dataframe[0].value["Name"])


def test_the_last_who_manages_people_cannot_leave(desk: Desk) -> None:
    with desk.db.write() as session:
        head = PersonRole.role == Role.HEADTEACHER
        for row in session.scalars(select(PersonRole).where(head, PersonRole.school_id == desk.staff.school)):
            row.to_on = desk.now.date() - timedelta(days=1)
    app = press(opened(desk, person=Role.ADMINISTRATOR), "They leave")
    assert any("Nobody else at this school may manage people" in one.value for one in app.error)


def test_cover_is_asked_for_and_waits_for_a_yes(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    field(app, "Who", "selectbox").set_value(desk.staff.people[Role.DEPUTY_DSL])
    field(app, "For which role", "selectbox").set_value(Role.LEAD_DSL)
    app = press(app, "Ask them")
    assert not app.exception
    assert said(app)[0].startswith("Deputy Dsl Person is asked.")
    assert any("has not said yes yet" in one.value for one in app.markdown)
    with desk.db.read() as session:
        assert session.scalars(select(Cover.accepted_at)).all() == [None]


def test_who_only_looks_is_shown_no_way_to_change(desk: Desk) -> None:
    app = opened(desk, Role.OFFICE)
    assert app.dataframe
    assert {"Add this person", "Ask them", "Save", "Set the code phrase"} & {
        b.label for b in app.button
    } == set()
    assert [tab.label for tab in app.tabs] == ["Staff", "Cover"]


def test_the_schools_settings_are_saved(desk: Desk) -> None:
    app = opened(desk)
    field(app, "The office's telephone number").set_value("01632 960777")
    app = press(app, "Save")
    assert said(app) == ["The school's settings are saved."]
    with desk.db.read() as session:
        assert session.get_one(School, desk.staff.school).office_phone == "01632 960777"


def test_the_code_phrase_is_shown_to_the_head_when_asked(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    field(app, "New code phrase; empty for none").set_value("Have you fed the parrot")
    app = press(app, "Set the code phrase")
    everything = [one.value for one in (*app.markdown, *app.info, *app.success)]
    assert not any("parrot" in one for one in everything)
    app = press(app, "Show it")
    assert any("Have you fed the parrot" in one.value for one in app.info)
    assert not app.run().info


def test_an_administrator_sets_the_phrase_and_does_not_read_it(desk: Desk) -> None:
    labels = {button.label for button in opened(desk).button}
    assert "Set the code phrase" in labels
    assert "Show it" not in labels


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.VISITOR, Role.TRUST_OFFICER])
def test_the_page_is_not_for_everybody(desk: Desk, role: Role) -> None:
    app = desk.open("people", role=role)
    assert not app.dataframe
    assert not app.title
