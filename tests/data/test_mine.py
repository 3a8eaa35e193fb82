"""What is somebody's own: tasks by name or role, drafts, and the visits on their first screen."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from data.aftercare import tasks_on_return
from data.commands import task
from data.commands.core import Invalid, NotPermitted
from data.commands.draft import LONGEST, discard_draft, save_draft
from data.database import Database
from data.models import AuditPayload, Draft, Task
from data.queries.draft import draft, newest_draft
from data.queries.my_visits import my_visits
from data.queries.snapshot import load_visit
from data.queries.tasks import late_tasks, my_tasks, tasks_of_visit
from tests import staff as made
from tests import trips
from tests.staff import NOW, Staff
from tests.trips import Home
from visits.aftercare import TaskKind
from visits.permissions import Viewer
from visits.words import Role, VisitState

S = VisitState


@dataclass
class Case:
    db: Database
    staff: Staff
    version_id: UUID
    home: Home

    def trip(self, state: VisitState, **more: object) -> UUID:
        visit_id = trips.trip(self.db, self.staff, self.version_id, homes=[self.home], state=state, **more)
        if state is S.BACK:
            with self.db.write() as session:
                tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
        return visit_id

    def viewer(self, role: Role) -> Viewer:
        return self.staff.viewer(self.db, role)

    def tasks(self, role: Role) -> list[TaskKind]:
        with self.db.read() as session:
            return [t.kind for t in my_tasks(session, self.viewer(role))]

    def save(self, payload: str = "{}", *, role: Role = Role.SENDCO, **more: object) -> UUID:
        given = {"form": "log_visit", "school_id": self.staff.school, "title": "Ashdown", **more}
        return save_draft(self.db, payload=payload, by=self.viewer(role), now=NOW, **given)


@pytest.fixture
def case(db: Database) -> Case:
    people = made.fill(db)
    return Case(db, people, trips.adopt(db, people), trips.home(db, people))


def test_a_task_is_its_owners_by_name_or_by_role(case: Case) -> None:
    case.trip(S.BACK, unauthorised=True)
    assert case.tasks(Role.VISITOR) == [TaskKind.TELL_ON_RETURN, TaskKind.WRITE_UP]
    assert case.tasks(Role.LEAD_DSL) == [TaskKind.REVIEW_UNAUTHORISED]
    assert case.tasks(Role.FAMILY) == case.tasks(Role.SENDCO) == case.tasks(Role.GOVERNOR) == []


def test_a_task_of_a_visit_out_of_sight_names_no_home(case: Case) -> None:
    visit_id = case.trip(S.BACK)
    with case.db.write() as session:
        session.add(
            Task(
                school_id=case.staff.school,
                visit_id=visit_id,
                kind=TaskKind.INVESTIGATE,
                title="Investigate the incident",
                owner_role=Role.LINE_MANAGER,
                due_at=NOW,
                made_at=NOW,
            )
        )
    with case.db.read() as session:
        (theirs,) = my_tasks(session, case.viewer(Role.LINE_MANAGER))
        visitors = my_tasks(session, case.viewer(Role.VISITOR))
    assert (theirs.homes, theirs.visit_id, theirs.visit_out_at) == ((), None, None)
    assert {t.homes for t in visitors} == {("Ashdown household",)}


def test_late_tasks_are_for_those_who_answer_for_all(case: Case) -> None:
    case.trip(S.BACK)
    later = NOW + timedelta(hours=2)
    with case.db.read() as session:
        late = late_tasks(session, case.viewer(Role.HEADTEACHER), now=later)
        assert late_tasks(session, case.viewer(Role.VISITOR), now=later) == []
        assert late_tasks(session, case.viewer(Role.HEADTEACHER), now=NOW) == []
    assert [(t.kind, t.owner) for t in late] == [(TaskKind.TELL_ON_RETURN, "Visitor Person")]


def test_either_visitor_says_that_slt_was_told(case: Case) -> None:
    visit_id = case.trip(S.BACK)
    task_id = trips.one(case.db, Task, kind=TaskKind.TELL_ON_RETURN).id
    with pytest.raises(NotPermitted):
        task.finish_task(case.db, task_id=task_id, by=case.viewer(Role.ATTENDANCE), now=NOW)
    task.finish_task(case.db, task_id=task_id, by=case.viewer(Role.FAMILY), now=NOW)
    with case.db.read() as session:
        done = [t.done_at for t in tasks_of_visit(session, case.viewer(Role.FAMILY), visit_id)]
    assert done == [None, NOW]
    with pytest.raises(NotPermitted):
        task.finish_task(case.db, task_id=uuid4(), by=case.viewer(Role.HEADTEACHER), now=NOW)


def test_my_visits_are_those_that_i_planned_or_go_on(case: Case) -> None:
    soon, tomorrow = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    visits = {
        "declined": case.trip(S.DECLINED, out_at=soon),
        "old": case.trip(S.DECLINED, out_at=NOW - timedelta(days=31)),
        "waiting": case.trip(S.REQUESTED, out_at=soon),
        "out": case.trip(S.OUT),
        "coming": case.trip(S.AUTHORISED, out_at=tomorrow),
        "missed": case.trip(S.AUTHORISED, out_at=NOW - timedelta(days=1)),
        "back": case.trip(S.BACK),
        "done": case.trip(S.WRITTEN_UP),
    }
    names = {visit_id: name for name, visit_id in visits.items()}
    with case.db.read() as session:
        for role in (Role.SENDCO, Role.VISITOR, Role.FAMILY):
            mine = my_visits(session, case.viewer(role), now=NOW)
            assert [names[m.visit_id] for m in mine.declined] == ["declined"]
            assert [names[m.visit_id] for m in mine.today] == ["missed", "out", "waiting"]
            assert [names[m.visit_id] for m in mine.coming] == ["coming"]
            assert [names[m.visit_id] for m in mine.to_write_up] == ["back"]
        assert not mine.to_write_up[0].yours
        assert my_visits(session, case.viewer(Role.VISITOR), now=NOW).to_write_up[0].yours
        assert mine.to_write_up[0].due_at == NOW + timedelta(hours=24)
        assert mine.to_write_up[0].where == ("Ashdown household",)
        assert mine.declined[0].declined_reason == "Ring the parents first."
        for role in (Role.ATTENDANCE, Role.SLT, Role.GOVERNOR):
            mine = my_visits(session, case.viewer(role), now=NOW)
            assert (mine.today, mine.coming, mine.to_write_up, mine.declined) == ((), (), (), ())


def test_a_form_is_kept_as_it_was_left(case: Case) -> None:
    draft_id = case.save('{"reason": "attendance"}')
    assert case.save('{"reason": "refusing"}', draft_id=draft_id) == draft_id
    with case.db.read() as session:
        kept = draft(session, case.viewer(Role.SENDCO), draft_id)
        assert draft(session, case.viewer(Role.ATTENDANCE), draft_id) is None
        assert newest_draft(session, case.viewer(Role.SENDCO), "risk") is None
        assert newest_draft(session, case.viewer(Role.SENDCO), "log_visit") == kept
        mine = my_visits(session, case.viewer(Role.SENDCO), now=NOW)
    assert kept is not None
    assert (kept.payload, kept.title) == ('{"reason": "refusing"}', "Ashdown")
    assert [d.draft_id for d in mine.drafts] == [draft_id]


def test_saving_what_has_not_changed_writes_nothing(case: Case) -> None:
    draft_id = case.save()
    for _ in range(3):
        case.save(draft_id=draft_id)
    case.save("{ }", draft_id=draft_id)
    assert trips.entries(case.db) == [("draft.save", "change")] * 2


def test_what_was_typed_after_the_draft_was_thrown_away_is_not_lost(case: Case) -> None:
    draft_id = case.save()
    discard_draft(case.db, draft_id=draft_id, by=case.viewer(Role.SENDCO), now=NOW)
    discard_draft(case.db, draft_id=draft_id, by=case.viewer(Role.SENDCO), now=NOW)
    assert trips.every(case.db, Draft) == []
    assert case.save("{}", draft_id=draft_id) == draft_id
    assert trips.one(case.db, Draft).id == draft_id


def test_a_draft_is_nobody_elses(case: Case) -> None:
    draft_id = case.save()
    with pytest.raises(NotPermitted):
        case.save("{ }", role=Role.ATTENDANCE, draft_id=draft_id)
    with pytest.raises(NotPermitted):
        discard_draft(case.db, draft_id=draft_id, by=case.viewer(Role.ATTENDANCE), now=NOW)
    with pytest.raises(NotPermitted):
        case.save(school_id=case.staff.other)
    with pytest.raises(Invalid, match="too long"):
        case.save("x" * (LONGEST + 1))
    assert trips.one(case.db, Draft).payload == "{}"


def test_the_audit_knows_which_form_and_nothing_of_what_was_typed(case: Case) -> None:
    case.save('{"note": "Zoë is afraid"}')
    with case.db.read() as session:
        (payload,) = session.scalars(select(AuditPayload.payload))
    assert payload == {"form": "log_visit"}
