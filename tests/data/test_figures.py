"""Publishing: whole closed terms, once and for good, and what is counted in them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from data.commands.core import SYSTEM, Refused
from data.commands.figures import publish
from data.database import Database
from data.models import (
    AnswerRow,
    DeadlineRow,
    Incident,
    PublishedCube,
    StopRow,
    Task,
    Term,
    VisitRow,
)
from data.queries.figures import SchoolFigures, chosen, school_figures
from data.queries.term_facts import facts
from tests import staff as made
from tests import terms
from tests.staff import NOW, Staff
from tests.trips import adopt, every, home, trip
from visits.counted import NO, NOT_ASKED, NOT_KNOWN, YES, Facts
from visits.words import Role, Stage, StopOutcome, VisitState
from watcher.publishing import publish_due, publish_term

EARLY = NOW.replace(month=7, day=25)
"""The summer term has ended and its visits can still be written up."""


@pytest.fixture
def staff(db: Database) -> Staff:
    return made.fill(db)


def kept(db: Database) -> dict[str, object]:
    return {row.cube: row.document for row in every(db, PublishedCube)}


def seen(db: Database, staff: Staff, role: Role = Role.GOVERNOR) -> list[SchoolFigures]:
    with db.read() as session:
        return school_figures(session, staff.viewer(db, role), now=NOW)


def test_a_closed_term_is_published_by_itself_after_a_fortnight(db: Database, staff: Staff) -> None:
    terms.summer(db, staff)
    assert publish_due(db, now=EARLY) == 1, "the spring term alone"
    assert publish_due(db, now=EARLY + timedelta(days=20)) == 1
    assert publish_due(db, now=NOW) == 0
    (one,) = seen(db, staff)
    assert [term.span.name for term in one.terms] == ["Spring term 2025/26", terms.SUMMER]
    assert (one.running and one.running.name, one.next_on) == (terms.AUTUMN, date(2027, 1, 1))
    assert dict(one.terms[-1].cubes["reason"]["rows"]) == {
        "refusing": 7,
        "attendance": "c+",
        "holiday": "c",
    }


def test_nothing_that_happens_afterwards_changes_what_is_published(db: Database, staff: Staff) -> None:
    version = terms.published(db, staff)
    before = kept(db)
    terms.go(db, staff, version, "holiday", 4)
    with db.write() as session:
        session.execute(update(VisitRow).values(common_reason="other", month="2026-04"))
    publish_due(db, now=NOW)
    publish_term(
        db,
        school_id=staff.school,
        span=terms.span(db, staff.school),
        by=staff.viewer(db, Role.HEADTEACHER),
        now=NOW,
    )
    after = [row for row in every(db, PublishedCube) if "2026-07-20" in row.period]
    assert {row.cube: row.document for row in after} == before


def test_a_leader_may_publish_before_and_homeward_may_not(db: Database, staff: Staff) -> None:
    terms.summer(db, staff)
    given = {"school_id": staff.school, "span": terms.span(db, staff.school)}
    with pytest.raises(Refused, match="can still be written up"):
        publish_term(db, **given, by=SYSTEM, now=EARLY)
    publish_term(db, **given, by=staff.viewer(db, Role.LEAD_DSL, now=NOW), now=EARLY)
    assert len(kept(db)) == 8


@pytest.mark.parametrize("moved", [-1, 1])
def test_days_that_overlap_what_is_published_are_refused(db: Database, staff: Staff, moved: int) -> None:
    terms.published(db, staff)
    span = terms.span(db, staff.school)
    shifted = replace(span, from_on=span.from_on + timedelta(days=moved))
    with pytest.raises(Refused, match="not the days of a term"):
        publish(
            db,
            school_id=staff.school,
            span=shifted,
            cubes={"reason": {}},
            by=staff.viewer(db, Role.HEADTEACHER),
            now=NOW,
        )


def test_what_was_published_stays_when_dates_are_edited(db: Database, staff: Staff) -> None:
    terms.published(db, staff)
    with db.write() as session:
        session.execute(update(Term).where(Term.name == "Summer").values(ends_on=date(2026, 7, 10)))
        session.execute(delete(Term).where(Term.name == "Spring"))
    (one,) = seen(db, staff)
    assert [term.span.to_on for term in one.terms] == [date(2026, 7, 20)]
    assert one.running is not None
    assert one.running.from_on == date(2026, 7, 21), "no day is counted twice"


def test_another_schools_figures_are_not_seen(db: Database, staff: Staff) -> None:
    terms.published(db, staff)
    with db.read() as session:
        (theirs,) = school_figures(session, staff.viewer_of(db, staff.stranger), now=NOW)
    assert (theirs.school_id, theirs.terms) == (staff.other, ())
    assert seen(db, staff, Role.OFFICE) == []


def test_the_newest_term_is_chosen_where_none_is_named(db: Database, staff: Staff) -> None:
    terms.summer(db, staff)
    publish_due(db, now=NOW)
    figures = seen(db, staff)
    assert chosen(figures, school_id=None, name="").name == terms.SUMMER
    assert chosen(figures, school_id=staff.school, name="Spring term 2025/26").names[0] == terms.SUMMER
    assert chosen(figures, school_id=staff.other, name="").name is None


def counted(db: Database, staff: Staff) -> Facts:
    with db.read() as session:
        (found,) = facts(session, staff.school, spans=[terms.span(db, staff.school)], now=NOW)
    return found


def went(db: Database, staff: Staff, version: UUID, **changed: object) -> UUID:
    visit_id = trip(
        db, staff, version, homes=[home(db, staff, number=f"P{len(every(db, VisitRow))}")], out_at=terms.MAY
    )
    if changed:
        with db.write() as session:
            session.execute(update(VisitRow).where(VisitRow.id == visit_id).values(**changed))
    return visit_id


def test_what_is_counted_of_a_visit(db: Database, staff: Staff) -> None:
    terms.enter(db, staff.school)
    version = adopt(db, staff)
    visit_id = went(db, staff, version, told=True)
    at = terms.MAY + timedelta(hours=2)
    rows = {"school_id": staff.school, "visit_id": visit_id}
    with db.write() as session:
        for key, verdict in (
            ("company", "warn"),
            ("told_beforehand", "ok"),
            ("risk_assessment_1", "ok"),
            ("risk_assessment_2", "record"),
        ):
            session.add(AnswerRow(**rows, key=key, verdict=verdict, sentence="x"))
        for stage, closed_at in ((Stage.BACK, at + timedelta(minutes=1)), (Stage.DEPART, at)):
            session.add(
                DeadlineRow(
                    **rows, name=stage.value, stage=stage, due_at=at, ladder=True, closed_at=closed_at
                )
            )
        session.add(
            Task(
                **rows,
                kind="write_up",
                title="x",
                owner_role=Role.SLT,
                due_at=at,
                made_at=at,
                done_at=at,
            )
        )
        session.add(
            Incident(
                **rows,
                kind="animal",
                note="A goat",
                happened_at=at,
                by_id=staff.people[Role.VISITOR],
                entered_at=at,
            )
        )
        session.scalars(select(StopRow)).one().outcome = StopOutcome.SEEN
    found = counted(db, staff)
    assert found.months[0] == "2026-03"
    assert (found.homes, found.action_min, list(found.year_groups.values())) == (("none",), (), ["8"])
    (visit,) = found.visits
    assert (visit.month, visit.reason, visit.kind, visit.outcomes) == (
        "2026-05",
        "attendance",
        "procedural",
        ("seen",),
    )
    assert visit.answers == {
        "authorised": YES,
        "company": NO,
        "told": YES,
        "assessed": NOT_KNOWN,
        "call_depart": YES,
        "call_arrive": NOT_ASKED,
        "call_leave": NOT_ASKED,
        "call_back": NO,
        "call_home": NOT_ASKED,
        "written_up": YES,
        "overdue": NO,
        "incident": YES,
    }


def test_what_nobody_wrote_down_is_not_known_and_what_left_unseen_was_not_authorised(
    db: Database, staff: Staff
) -> None:
    terms.enter(db, staff.school)
    version = adopt(db, staff)
    went(db, staff, version, unauthorised=True, authorised_at=None, authorised_by_id=None, retrospective=True)
    (visit,) = counted(db, staff).visits
    said = visit.answers
    assert (said["authorised"], said["told"], said["company"], said["call_back"]) == (
        NO,
        NOT_KNOWN,
        NOT_KNOWN,
        NOT_KNOWN,
    )


def test_what_was_logged_afterwards_is_not_the_difference_between_two_measures(
    db: Database, staff: Staff
) -> None:
    """Every No on coming back has an alert beside it: less the alerts nothing is left that another measure hides."""
    terms.enter(db, staff.school)
    version = adopt(db, staff)
    for _ in range(3):
        went(
            db,
            staff,
            version,
            unauthorised=True,
            authorised_at=None,
            authorised_by_id=None,
            retrospective=True,
        )
    calls = [v.answers[key] for v in counted(db, staff).visits for key in ("call_leave", "call_back")]
    assert NO not in calls


def test_visits_that_did_not_go_and_those_of_other_days_are_not_counted(db: Database, staff: Staff) -> None:
    terms.enter(db, staff.school)
    version = adopt(db, staff)
    trip(db, staff, version, state=VisitState.CANCELLED, out_at=terms.MAY)
    trip(db, staff, version, out_at=terms.OCTOBER)
    assert counted(db, staff).visits == ()
