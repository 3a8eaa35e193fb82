"""The tab School of the page People: how the school watches, its code phrase, and who was told it."""

from datetime import timedelta

from data.models import PhraseKnown, School, Term
from pages.administration.school import NO_TIME
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.pages.test_people import field, opened, press, said
from tests.trips import adopt, every
from visits.words import Response, Role


def row(desk: Desk) -> School:
    (found,) = every(desk.db, School, id=desk.staff.school)
    return found


def test_how_the_school_watches_is_saved_and_can_be_taken_back(desk: Desk) -> None:
    adopt(desk.db, desk.staff, "fs2_primary")
    app = opened(desk, Role.HEADTEACHER)
    assert "The policy asks for this call and gives no time" in texts(app)
    field(app, "Time for the call on arrival", "selectbox").set_value(10)
    field(
        app, "Nobody whom the steps name is on duty and can be reached while a visit is out", "radio"
    ).set_value(Response.BLOCK)
    field(app, "Raise an alert when a pupil was not seen", "checkbox").set_value(True)
    field(app, "Days until the next drill is due", "number_input").set_value(60)
    app = press(app, "Save")
    assert said(app) == ["The school's settings are saved."]
    kept = row(desk)
    assert (kept.arrive_minutes, kept.unreachable, kept.not_seen_on, kept.drill_days) == (
        10,
        Response.BLOCK,
        True,
        60,
    )
    field(app, "Time for the call on arrival", "selectbox").set_value(NO_TIME)
    press(app, "Save")
    assert row(desk).arrive_minutes is None


def test_a_policy_with_a_time_of_its_own_says_that_the_setting_has_no_effect(desk: Desk) -> None:
    adopt(desk.db, desk.staff, "washwood_heath")
    assert "this has no effect now" in texts(opened(desk, Role.HEADTEACHER))


def test_bt16_the_finding_that_the_text_prints_its_phrase_stands_beside_it(desk: Desk) -> None:
    adopt(desk.db, desk.staff, "blessed_trinity")
    app = opened(desk, Role.HEADTEACHER)
    assert any("prints a phrase in its own text" in w.value for w in app.warning)
    assert "No code phrase is set.** The policy in force asks for one." in texts(app)


def test_the_phrase_s_age_is_said_in_words(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    field(app, "New code phrase; empty for none").set_value("Has the piano tuner been")
    app = press(app, "Set the code phrase")
    assert "Set today. Due for a change on 23 November 2027." in texts(app)
    desk.now += timedelta(days=401)
    said_now = texts(opened(desk, Role.HEADTEACHER))
    assert "Set 401 days ago, due for a change" in said_now
    assert "piano" not in said_now


def test_who_was_told_is_marked_and_taken_back(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    field(app, "New code phrase; empty for none").set_value("Has the piano tuner been")
    app = press(app, "Set the code phrase")
    assert "1 of 11 have been told." in texts(app)
    app = press(app, "They were told")
    assert any("Choose who was told." in e.value for e in app.error)
    office, visitor = desk.staff.people[Role.OFFICE], desk.staff.people[Role.VISITOR]
    field(app, "Who was told, by word of mouth?", "multiselect").set_value([office, visitor])
    app = press(app, "They were told")
    assert said(app) == ["2 people are marked as told."]
    assert "3 of 11 have been told." in texts(app)
    app = app.button(key=f"untold_{desk.staff.school}_{office}").click().run()
    assert said(app) == ["Office Person is marked as not told."]
    told = {found.person_id for found in every(desk.db, PhraseKnown)}
    assert told == {visitor, desk.staff.people[Role.HEADTEACHER]}


def test_a_file_of_term_dates_is_shown_and_taken(desk: Desk) -> None:
    app = opened(desk, Role.HEADTEACHER)
    assert "No term from today on." in texts(app)
    (field_of_file,) = (each for each in app.get("file_uploader") if "term dates" in each.label)
    content = "Term,Starts on,Ends on,INSET\nAutumn,01/09/2026,18/12/2026,TBC; 01/09/2026\n"
    app = field_of_file.set_value(("terms.csv", content.encode(), "text/csv")).run()
    assert "“TBC” is no date" in app.info[0].value
    assert "INSET day" in texts(app)
    app = press(app, "Take these dates")
    assert said(app) == ["The dates are taken: 2 new, 0 no longer, 0 as before."]
    (term,) = every(desk.db, Term, school_id=desk.staff.school)
    assert (term.academic_year, term.name) == ("2026/27", "Autumn")
