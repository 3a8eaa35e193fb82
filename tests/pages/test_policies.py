"""Policies: which review is late, what the text does not say, and a new version adopted with open eyes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from data.commands.alert import stand_down
from data.commands.policy import adopt as adopt_file
from data.database import Database
from data.models import AlertRow, Confirmation, PolicyVersion
from data.policy_files import FOLDER
from pages import guard, menu
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.staff import NOW, signed_in
from tests.trips import adopt, every
from visits.words import Role

WASHWOOD = FOLDER / "washwood_heath.toml"


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label.startswith(label)]
    return button.click().run()


def opened(desk: Desk, version_id: UUID, role: Role) -> AppTest:
    return desk.open("policies", role=role, policy=str(version_id))


def said(app: AppTest) -> str:
    boxes = [*app.info, *app.success]
    return "\n".join([texts(app), *(str(box.value) for box in boxes)])


def test_before_one_is_adopted_it_says_what_that_means(desk: Desk) -> None:
    app = desk.open("policies", role=Role.GOVERNOR)
    assert "No policy in force." in texts(app)
    assert "No visit can be asked for there." in texts(app)
    assert "Its Lead DSL or its headteacher adopts one" in texts(app)
    assert "adopts one" not in texts(desk.open("policies", role=Role.LEAD_DSL))


def test_a_line_says_whose_review_is_late_and_by_how_much(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    desk.now = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    found = said(desk.open("policies", role=Role.GOVERNOR))
    for wanted in (
        "Overdue by 53 days",
        "next review September 2026",
        "last review: September 2025",
        "owner: SENDCO",
        "approved by: Governing body, 23 September 2025",
        "in force since 1 January 2026",
        "Sun 22 Nov, 09:14",
    ):
        assert wanted in found
    assert "13 findings" in found


def test_a_text_without_a_date_says_that_it_gives_none(desk: Desk) -> None:
    adopt(desk.db, desk.staff, "washwood_heath")
    found = said(desk.open("policies", role=Role.GOVERNOR))
    assert "No date given" in found
    assert "approved by: not named" in found


def test_the_five_stand_side_by_side_with_what_is_ours_marked(desk: Desk) -> None:
    adopt(desk.db, desk.staff, "red_balloon_norwich")
    found = said(desk.open("policies", role=Role.GOVERNOR))
    assert "Side by side" in found
    assert found.count("a text that comes with Homeward") >= 4
    assert "15 minutes after the time back." in found
    assert "ours, not the policy&#x27;s" in found


def test_opened_it_shows_rules_findings_steps_and_reasons(desk: Desk) -> None:
    found = said(opened(desk, adopt(desk.db, desk.staff), Role.GOVERNOR))
    for wanted in (
        "BT-15",
        "does not go on without it",
        "For the next review",
        "Step 2 of 3: Tell a member of SLT",
        "Establish that an absent child is safe",
        "Another reason is not taken.",
    ):
        assert wanted in found


def test_somebody_confirms_that_they_have_read_it_and_it_is_asked_once(desk: Desk) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), Role.VISITOR)
    app = press(app, "I have read this policy")
    assert "You confirmed on Mon 23 Nov, 10:00" in said(app)
    assert "I have read this policy" not in [b.label for b in app.button]
    assert len(every(desk.db, Confirmation)) == 1


def test_staff_see_who_has_not_read_it_and_a_governor_does_not(desk: Desk) -> None:
    version_id = adopt(desk.db, desk.staff)
    staff = opened(desk, version_id, Role.HEADTEACHER)
    assert [e.label for e in staff.expander if e.label.startswith("Read by")] == ["Read by 0 of 11 staff"]
    assert "Visitor Person" in texts(staff)
    governor = opened(desk, version_id, Role.GOVERNOR)
    assert "Visitor Person" not in texts(governor)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.OFFICE, Role.SENDCO, Role.DEPUTY_DSL])
def test_who_may_not_adopt_is_not_offered_it(desk: Desk, role: Role) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), role)
    assert "Adopt another version" not in [e.label for e in app.expander]
    assert not [b for b in app.button if b.label.startswith("Adopt")]


def test_a_file_is_shown_before_it_is_adopted(desk: Desk) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), Role.HEADTEACHER)
    app.file_uploader[0].upload("ours.toml", WASHWOOD.read_bytes(), "application/toml").run()
    assert "What changes" in texts(app)
    assert "Line manager, SLT, Headteacher or Deputy head" in texts(app)
    assert len(every(desk.db, PolicyVersion)) == 1
    app = press(app, "Adopt for Quillmere High from 23 November 2026")
    assert "Adopted. It is in force from 23 November 2026." in said(app)
    assert [v.key for v in sorted(every(desk.db, PolicyVersion), key=lambda v: v.number)] == [
        "blessed_trinity",
        "washwood_heath",
    ]


def test_a_text_that_comes_with_homeward_can_be_adopted_from_a_later_day(desk: Desk) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), Role.LEAD_DSL)
    app.selectbox[0].select("heather_avenue").run()
    app.date_input[0].set_value(date(2027, 1, 4)).run()
    app = press(app, "Adopt for Quillmere High from 4 January 2027")
    assert "It is in force from 4 January 2027." in said(app)
    lines = said(desk.open("policies", role=Role.LEAD_DSL))
    assert "Version 2 takes over on 4 January 2027" in lines


def test_a_broken_file_is_refused_by_key_and_sentence_and_the_old_one_goes_on(desk: Desk) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), Role.HEADTEACHER)
    broken = WASHWOOD.read_bytes().replace(b"grace_minutes = 0", b'grace_minutes = "0"', 1)
    app.file_uploader[0].upload("ours.toml", broken, "application/toml").run()
    assert "This file cannot be used" in " ".join(e.value for e in app.error)
    assert "must be a whole number" in texts(app)
    assert "The version in force goes on watching." in texts(app)
    assert not [b for b in app.button if b.label.startswith("Adopt")]
    assert len(every(desk.db, PolicyVersion)) == 1


def test_whoever_adopts_second_is_told(desk: Desk) -> None:
    app = opened(desk, adopt(desk.db, desk.staff), Role.HEADTEACHER)
    app.file_uploader[0].upload("ours.toml", WASHWOOD.read_bytes(), "application/toml").run()
    adopt_file(
        desk.db,
        school_id=desk.staff.school,
        content=(FOLDER / "fs2_primary.toml").read_bytes(),
        file="theirs.toml",
        from_on=NOW.date() + timedelta(days=9),
        after=1,
        by=desk.staff.viewer(desk.db, Role.LEAD_DSL),
        now=NOW,
    )
    app.date_input[0].set_value(NOW.date() + timedelta(days=20))
    app = press(app, "Adopt for")
    said_now = " ".join(str(e.value) for e in app.error)
    assert "changed this since" in said_now
    assert len(every(desk.db, PolicyVersion)) == 2


def test_a_school_without_a_policy_adopts_its_first(desk: Desk) -> None:
    app = desk.open("policies", role=Role.HEADTEACHER, school=str(desk.staff.school))
    app.selectbox[0].select("fs2_primary").run()
    app = press(app, "Adopt for Quillmere High from 23 November 2026")
    assert [v.key for v in every(desk.db, PolicyVersion)] == ["fs2_primary"]


def test_an_older_version_says_that_it_is_not_the_one_in_force(desk: Desk) -> None:
    version_id = adopt(desk.db, desk.staff)
    adopt_file(
        desk.db,
        school_id=desk.staff.school,
        content=WASHWOOD.read_bytes(),
        file="ours.toml",
        from_on=NOW.date(),
        after=1,
        by=desk.staff.viewer(desk.db, Role.LEAD_DSL),
        now=NOW,
    )
    found = said(opened(desk, version_id, Role.HEADTEACHER))
    assert "This version is not the one in force." in found
    assert "Adopt another version" not in found


@pytest.mark.parametrize("wrong", ["00000000-0000-0000-0000-000000000000", "x"])
def test_a_policy_that_is_not_there_is_a_sentence(desk: Desk, wrong: str) -> None:
    app = desk.open("policies", role=Role.GOVERNOR, policy=wrong)
    assert not app.exception
    assert texts(app).strip()


def test_another_schools_policy_is_not_shown(desk: Desk) -> None:
    version_id = adopt(desk.db, desk.staff)
    desk.token = signed_in(desk.db, desk.staff.stranger, now=desk.now)
    app = desk.open("policies", policy=str(version_id))
    assert "There is no such policy" in texts(app)
    assert "BT-01" not in texts(app)


def test_no_persons_name_stands_beside_a_review(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    found = texts(desk.open("policies", role=Role.TRUST_OFFICER))
    assert not [name for name in desk.staff.names.values() if name in found.split("sign-out")[-1]]


def test_a_lost_database_is_said(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sign_in(Role.GOVERNOR)
    monkeypatch.setattr(guard, "db", lambda: Database(f"sqlite:///{tmp_path / 'nowhere' / 'gone.db'}"))
    app = AppTest.from_file(str(menu.HERE / "policies.py"), default_timeout=30).run()
    assert not app.exception
    assert "cannot read its database" in " ".join(e.value for e in app.error)


def test_the_last_drill_stands_beside_the_policy_and_a_leader_begins_one(desk: Desk) -> None:
    adopt(desk.db, desk.staff)
    app = desk.open("policies", role=Role.GOVERNOR)
    assert "**Due for a drill:** none has been held." in texts(app)
    assert "Begin the drill now" not in [b.label for b in app.button]
    app = desk.open("policies", role=Role.HEADTEACHER)
    (begin,) = [b for b in app.button if b.label == "Begin the drill now"]
    app = begin.click().run()
    assert [s.value for s in app.success] == ["The drill has begun. It stands on Live visits; end it there."]
    (drill,) = every(desk.db, AlertRow)
    assert (drill.drill, drill.school_id) == (True, desk.staff.school)
    head = desk.staff.viewer(desk.db, Role.HEADTEACHER)
    stand_down(desk.db, alert_id=drill.id, closed_as="safe", by=head, now=desk.now)
    found = texts(desk.open("policies", role=Role.GOVERNOR))
    assert "Last drill: overdue, Mon 23 Nov, 10:00. The next is due by 23 March 2027." in found
