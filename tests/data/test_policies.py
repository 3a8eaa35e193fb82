"""A school adopts a policy, and people read it: from which day, by whom, and what stays as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from uuid6 import uuid7

from data.commands import policy
from data.commands.core import Invalid, NotPermitted, Refused, Stale
from data.database import Database
from data.judging import school_and_version
from data.models import Confirmation, PersonRole, PolicyVersion, School
from data.policy_files import FOLDER
from data.queries.people import board_viewer
from data.queries.policies import PolicyLine, SchoolWithout, policies, readers, version
from tests import staff as made
from tests.staff import NOW, Staff
from tests.trips import adopt, every
from visits.reviews import ReviewState
from visits.words import Role

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
WASHWOOD = (FOLDER / "washwood_heath.toml").read_bytes()


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def take(
    db: Database,
    here: Staff,
    *,
    role: Role = Role.HEADTEACHER,
    content: bytes = WASHWOOD,
    from_on: date = TOMORROW,
    after: int = 1,
    now: datetime = NOW,
) -> None:
    policy.adopt(
        db,
        school_id=here.school,
        content=content,
        file="ours.toml",
        from_on=from_on,
        after=after,
        by=here.viewer(db, role),
        now=now,
    )


def seen(
    db: Database, here: Staff, role: Role = Role.GOVERNOR, *, now: datetime = NOW
) -> tuple[list[PolicyLine], list[SchoolWithout]]:
    with db.read() as session:
        return policies(session, here.viewer(db, role), now=now)


def in_force_on(db: Database, here: Staff, now: datetime) -> str:
    with db.read() as session:
        return school_and_version(session, here.school, now)[1].key


def test_the_new_version_takes_over_on_its_day_and_the_old_one_holds_until_the_day_before(
    db: Database, here: Staff
) -> None:
    adopt(db, here)
    take(db, here)
    old, new = sorted(every(db, PolicyVersion), key=lambda v: v.number)
    assert (old.in_force_to, new.in_force_from, new.in_force_to) == (TODAY, TOMORROW, None)
    assert (new.number, new.owner, new.next_review_on) == (2, "Not named in the text", None)
    assert new.adopted_by_id == here.people[Role.HEADTEACHER]
    assert in_force_on(db, here, NOW) == "blessed_trinity"
    assert in_force_on(db, here, NOW + timedelta(days=1)) == "washwood_heath"


def test_it_may_take_over_today(db: Database, here: Staff) -> None:
    adopt(db, here)
    take(db, here, from_on=TODAY)
    assert in_force_on(db, here, NOW) == "washwood_heath"


def test_the_first_one_begins_with_nothing_before_it(db: Database, here: Staff) -> None:
    with pytest.raises(Refused, match="not adopted a policy"):
        in_force_on(db, here, NOW)
    take(db, here, after=0, from_on=TODAY)
    assert in_force_on(db, here, NOW) == "washwood_heath"


@pytest.mark.parametrize(
    ("from_on", "says"),
    [
        (TODAY - timedelta(days=1), "has passed"),
        (TODAY + timedelta(days=400), "more than a year away"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(
    db: Database, here: Staff, from_on: date, says: str
) -> None:
    adopt(db, here)
    with pytest.raises(Invalid, match=says) as why:
        take(db, here, from_on=from_on)
    assert set(why.value.problems) == {"from_on"}
    assert len(every(db, PolicyVersion)) == 1


def test_a_version_never_begins_before_the_one_before_it(db: Database, here: Staff) -> None:
    adopt(db, here)
    take(db, here, from_on=TOMORROW)
    with pytest.raises(Invalid, match="Version 2 comes into force on 24 November 2026"):
        take(db, here, from_on=TOMORROW, after=2)
    take(db, here, from_on=TOMORROW + timedelta(days=1), after=2)
    ends = [v.in_force_to for v in sorted(every(db, PolicyVersion), key=lambda v: v.number)]
    assert ends == [TODAY, TOMORROW, None]


def test_the_day_is_the_schools_own(db: Database, here: Staff) -> None:
    """Half past midnight in London in summer is still the day before in UTC."""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    take(db, here, after=0, from_on=date(2026, 7, 2), now=late)
    with pytest.raises(Invalid, match="has passed"):
        take(db, here, after=1, from_on=date(2026, 7, 1), now=late)


def test_a_file_that_cannot_be_used_is_refused_by_file_key_and_sentence_and_nothing_changes(
    db: Database, here: Staff
) -> None:
    adopt(db, here)
    broken = WASHWOOD.replace(b'roles = ["line_manager"', b'rolls = ["line_manager"')
    with pytest.raises(Invalid) as why:
        take(db, here, content=broken)
    assert why.value.problems["file"].startswith("ours.toml: authorisation.rolls: 'rolls' is a key that")
    assert len(every(db, PolicyVersion)) == 1
    assert in_force_on(db, here, NOW) == "blessed_trinity"


def test_of_two_who_adopt_at_once_the_second_is_told(db: Database, here: Staff) -> None:
    adopt(db, here)
    take(db, here)
    with pytest.raises(Stale):
        take(db, here, role=Role.LEAD_DSL)
    assert len(every(db, PolicyVersion)) == 2


@pytest.mark.parametrize(
    "role", [role for role in made.HELD if role not in (Role.LEAD_DSL, Role.HEADTEACHER)]
)
def test_only_the_lead_dsl_and_the_headteacher_adopt(sqlite_db: Database, role: Role) -> None:
    here = made.fill(sqlite_db)
    with pytest.raises(NotPermitted):
        take(sqlite_db, here, role=role, after=0)
    assert every(sqlite_db, PolicyVersion) == []


def test_reading_is_confirmed_once_a_person_and_version(db: Database, here: Staff) -> None:
    version_id = adopt(db, here)
    by = here.viewer(db, Role.VISITOR)
    for later in (0, 5):
        policy.confirm(db, version_id=version_id, by=by, now=NOW + timedelta(hours=later))
    (kept,) = every(db, Confirmation)
    assert (kept.person_id, kept.confirmed_at) == (by.person_id, NOW)
    ((line,), _) = seen(db, here, Role.VISITOR)
    assert line.read_at == NOW
    ((other,), _) = seen(db, here, Role.FAMILY)
    assert other.read_at is None


def test_a_new_version_is_to_be_read_anew_and_the_old_one_no_more(db: Database, here: Staff) -> None:
    old = adopt(db, here)
    by = here.viewer(db, Role.VISITOR)
    policy.confirm(db, version_id=old, by=by, now=NOW)
    take(db, here)
    later = NOW + timedelta(days=1)
    ((line,), _) = seen(db, here, Role.VISITOR, now=later)
    assert (line.number, line.read_at) == (2, None)
    with pytest.raises(Refused, match="not in force any more"):
        policy.confirm(db, version_id=old, by=here.viewer(db, Role.FAMILY), now=later)


def test_who_has_read_it_counts_todays_staff_and_nobody_else(db: Database, here: Staff) -> None:
    version_id = adopt(db, here)
    for role in (Role.VISITOR, Role.GOVERNOR):
        policy.confirm(db, version_id=version_id, by=here.viewer(db, role), now=NOW)
    with db.write() as session:
        session.add(
            PersonRole(
                school_id=here.school,
                person_id=here.stranger,
                role=Role.VISITOR,
                from_on=date(2025, 9, 1),
                to_on=date(2026, 8, 31),
            )
        )
    with db.read() as session:
        viewer = here.viewer(db, Role.HEADTEACHER)
        line = version(session, viewer, version_id, now=NOW)
        assert line is not None
        found = readers(session, viewer, line, now=NOW)
        assert readers(session, here.viewer(db, Role.GOVERNOR), line, now=NOW) is None
    assert found is not None
    assert found.have == ("Visitor Person",)
    assert "Family Person" in found.have_not
    assert not {"Governor Person", "Sol Stranger"} & {*found.have, *found.have_not}


def test_on_22_november_2026_all_five_texts_have_something_to_say(db: Database, here: Staff) -> None:
    said = {}
    for key in ("blessed_trinity", "red_balloon_norwich", "washwood_heath", "fs2_primary", "heather_avenue"):
        with db.write() as session:
            for row in session.query(PolicyVersion):
                session.delete(row)
        adopt(db, here, key)
        ((line,), _) = seen(db, here, now=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
        said[key] = (line.standing.sentence, len(line.policy.findings) > 2)
    assert said == {
        "blessed_trinity": ("Overdue by 53 days", True),
        "red_balloon_norwich": ("Overdue by 765 days", True),
        "washwood_heath": ("No date given", True),
        "fs2_primary": ("No date given", True),
        "heather_avenue": ("Overdue by 905 days", True),
    }


def test_the_longest_overdue_comes_first_then_no_date_then_the_soonest(db: Database, here: Staff) -> None:
    due = {"Ash": date(2026, 12, 1), "Birch": None, "Cedar": date(2024, 5, 1), "Elm": date(2026, 10, 1)}
    adopt(db, here)
    (row,) = every(db, PolicyVersion)
    with db.write() as session:
        for name, day in due.items():
            school = School(id=uuid7(), name=name, slug=name.lower(), made_up=True)
            session.add(school)
            session.flush()
            document = {
                **row.document,
                "review": {"owner": "SENDCO", "next": day.isoformat() if day else None},
            }
            session.add(
                PolicyVersion(
                    school_id=school.id,
                    number=1,
                    key="k",
                    title="t",
                    document=document,
                    in_force_from=date(2026, 1, 1),
                    owner="SENDCO",
                    adopted_at=NOW,
                )
            )
            session.add(
                PersonRole(
                    school_id=school.id,
                    person_id=here.people[Role.TRUST_OFFICER],
                    role=Role.TRUST_OFFICER,
                    from_on=date(2026, 1, 1),
                )
            )
    lines, without = seen(db, here, Role.TRUST_OFFICER)
    assert [line.school for line in lines] == ["Cedar", "Quillmere High", "Elm", "Birch", "Ash"]
    assert lines[-1].standing.state is ReviewState.WITHIN_30
    assert without == []


def test_a_school_without_one_says_so_and_when_one_begins(db: Database, here: Staff) -> None:
    lines, (alone,) = seen(db, here, Role.HEADTEACHER)
    assert (lines, alone.may_adopt, alone.newest, alone.next_from) == ([], True, 0, None)
    take(db, here, after=0)
    _, (alone,) = seen(db, here)
    assert (alone.may_adopt, alone.newest, alone.next_from) == (False, 1, TOMORROW)


def test_a_version_that_is_still_to_come_stands_beside_the_one_in_force(db: Database, here: Staff) -> None:
    adopt(db, here)
    take(db, here)
    ((line,), _) = seen(db, here)
    assert (line.number, line.is_in_force, line.newest.number, line.next_from) == (1, True, 2, TOMORROW)
    with db.read() as session:
        coming = version(session, here.viewer(db, Role.GOVERNOR), line.newest.version_id, now=NOW)
    assert coming is not None
    assert not coming.is_in_force


def test_another_schools_policy_is_none_of_theirs(db: Database, here: Staff) -> None:
    version_id = adopt(db, here)
    stranger = here.viewer_of(db, here.stranger)
    with db.read() as session:
        lines, without = policies(session, stranger, now=NOW)
        assert (lines, [one.school for one in without]) == ([], ["Tarrowby School"])
        assert version(session, stranger, version_id, now=NOW) is None
        board = board_viewer(session.get_one(School, here.school))
        assert policies(session, board, now=NOW) == ([], [])
    with pytest.raises(NotPermitted):
        policy.confirm(db, version_id=version_id, by=stranger, now=NOW)
    with pytest.raises(NotPermitted):
        policy.confirm(db, version_id=uuid7(), by=stranger, now=NOW)
