"""Concerns go to the safeguarding lead at once, incidents to whoever looks into them; messages name nobody."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from data import outbox
from data.commands import concern, task
from data.commands.core import Invalid, NotPermitted, Refused
from data.database import Database
from data.models import Concern, Incident, OutboxRow, Task
from data.queries.tasks import my_tasks, open_concerns, tasks_of_visit
from data.queries.visit import visit
from tests import staff as made
from tests import trips
from tests.staff import NOW, Staff
from tests.trips import Home
from visits.aftercare import IncidentKind, TaskKind
from visits.words import Role, VisitState

NOTE = "Zoë O'Neill-Ash said that she is afraid to go home"


@dataclass
class Case:
    db: Database
    staff: Staff
    home: Home
    visit_id: UUID

    def raise_concern(self, *, role: Role = Role.VISITOR, **more: object) -> UUID:
        given = {"visit_id": self.visit_id, "note": NOTE, **more}
        return concern.raise_concern(self.db, by=self.staff.viewer(self.db, role), now=NOW, **given)

    def report(
        self, kind: IncidentKind = IncidentKind.VIOLENCE, *, role: Role = Role.VISITOR, **more: object
    ) -> UUID:
        given = {"visit_id": self.visit_id, "note": "Pushed at the gate", "happened_at": NOW, **more}
        by = self.staff.viewer(self.db, role)
        return concern.report_incident(self.db, kind=kind, by=by, now=NOW, **given)

    def finish(self, kind: TaskKind, role: Role = Role.HEADTEACHER, **more: object) -> None:
        task_id = trips.one(self.db, Task, kind=kind).id
        task.finish_task(self.db, task_id=task_id, by=self.staff.viewer(self.db, role), now=NOW, **more)


@pytest.fixture
def case(db: Database) -> Case:
    people = made.fill(db)
    home = trips.home(db, people)
    version_id = trips.adopt(db, people)
    return Case(db, people, home, trips.trip(db, people, version_id, homes=[home], state=VisitState.OUT))


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "channels", lambda: (outbox.EMAIL,))


def test_a_concern_is_the_safeguarding_leads_at_once(case: Case) -> None:
    concern_id = case.raise_concern(pupil_id=case.home.pupil)
    waiting = trips.one(case.db, Task, kind=TaskKind.CONCERN)
    assert (waiting.owner_role, waiting.due_at, waiting.about_id) == (Role.LEAD_DSL, NOW, concern_id)
    assert "Ash" not in waiting.title + waiting.note
    assert trips.entries(case.db) == [("record.raise_concern", "change")]


def test_a_message_goes_to_those_whom_the_policy_names_and_says_nothing_of_the_family(
    case: Case, mail: None
) -> None:
    case.raise_concern()
    rows = trips.every(case.db, OutboxRow)
    assert {r.person_id for r in rows} == {
        case.staff.people[Role.LEAD_DSL],
        case.staff.people[Role.DEPUTY_DSL],
    }
    for row in rows:
        said = row.subject + row.body
        assert "Quillmere High" in row.subject
        assert not any(word in said for word in ("Zoë", "O'Neill", "Ash", "Mill Row", "afraid", "Person"))


def test_without_a_mail_server_nobody_is_written_to(case: Case) -> None:
    case.raise_concern()
    assert trips.every(case.db, OutboxRow) == []


def test_a_concern_sent_twice_is_one(case: Case, mail: None) -> None:
    assert case.raise_concern() == case.raise_concern()
    assert len(trips.every(case.db, Task)) == 1
    assert len(trips.every(case.db, OutboxRow)) == 2


def test_a_concern_says_what_it_is_about_and_of_whom_on_this_visit(case: Case) -> None:
    other = trips.home(case.db, case.staff, number="P2", given="Una")
    with pytest.raises(Invalid, match="sentence"):
        case.raise_concern(note=" ")
    with pytest.raises(Invalid, match="not on this visit"):
        case.raise_concern(pupil_id=other.pupil)
    assert trips.every(case.db, Concern) == []


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ATTENDANCE, Role.TRUST_OFFICER])
def test_who_was_not_there_raises_nothing(case: Case, role: Role) -> None:
    with pytest.raises(NotPermitted):
        case.raise_concern(role=role)
    assert trips.entries(case.db) == [("record.raise_concern", "refused")]


def test_an_unknown_visit_is_refused_like_one_out_of_reach(case: Case) -> None:
    with pytest.raises(NotPermitted):
        case.raise_concern(visit_id=case.home.household)


def test_the_lead_takes_it_and_the_task_is_done(case: Case) -> None:
    concern_id = case.raise_concern()
    for role in (Role.VISITOR, Role.SLT, Role.SENDCO):
        with pytest.raises(NotPermitted):
            concern.take_concern(case.db, concern_id=concern_id, by=case.staff.viewer(case.db, role), now=NOW)
    for role in (Role.DEPUTY_DSL, Role.LEAD_DSL):
        concern.take_concern(case.db, concern_id=concern_id, by=case.staff.viewer(case.db, role), now=NOW)
    kept = trips.one(case.db, Concern, id=concern_id)
    assert kept.taken_by_id == case.staff.people[Role.DEPUTY_DSL]
    assert trips.one(case.db, Task).done_at == NOW
    assert trips.entries(case.db).count(("record.take_concern", "change")) == 1
    with pytest.raises(NotPermitted):
        concern.take_concern(
            case.db, concern_id=case.visit_id, by=case.staff.viewer(case.db, Role.LEAD_DSL), now=NOW
        )


def test_who_reads_a_concern(case: Case) -> None:
    case.raise_concern()
    reads = {}
    with case.db.read() as session:
        for role in (Role.LEAD_DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.SLT, Role.FAMILY, Role.VISITOR):
            viewer = case.staff.viewer(case.db, role)
            seen = visit(session, viewer, case.visit_id)
            assert seen is not None
            reads[role] = ([c.note for c in seen.concerns], [c.note for c in open_concerns(session, viewer)])
    everything = ([NOTE], [NOTE])
    assert reads == {
        Role.LEAD_DSL: everything,
        Role.DEPUTY_DSL: everything,
        Role.HEADTEACHER: everything,
        Role.SLT: ([], []),
        Role.FAMILY: ([], []),
        Role.VISITOR: ([NOTE], []),
    }


def test_an_incident_is_looked_into_by_those_whom_the_policy_names(case: Case, mail: None) -> None:
    incident_id = case.report()
    tasks = trips.every(case.db, Task)
    assert {t.kind for t in tasks} == {TaskKind.INVESTIGATE, TaskKind.AGENCIES, TaskKind.MEASURES}
    assert {(t.owner_role, t.about_id) for t in tasks} == {(Role.HEADTEACHER, incident_id)}
    assert [r.person_id for r in trips.every(case.db, OutboxRow)] == [case.staff.people[Role.HEADTEACHER]]


def test_an_accusation_asks_the_headteacher_for_advice_at_once(case: Case, mail: None) -> None:
    case.report(IncidentKind.ACCUSATION)
    advice = trips.one(case.db, Task, kind=TaskKind.ADVICE)
    assert (advice.owner_role, advice.due_at) == (Role.HEADTEACHER, NOW)
    (row,) = trips.every(case.db, OutboxRow)
    assert "advice at once" in row.body
    assert "Pushed" not in row.subject + row.body


def test_who_was_there_neither_hears_of_it_nor_looks_into_it(db: Database, mail: None) -> None:
    people = made.fill(db)
    visit_id = trips.trip(db, people, trips.adopt(db, people), lead=Role.HEADTEACHER)
    case = Case(db, people, trips.home(db, people), visit_id)
    case.report(IncidentKind.ACCUSATION, role=Role.FAMILY)
    assert trips.every(db, OutboxRow) == []
    head = people.viewer(db, Role.HEADTEACHER)
    with db.read() as session:
        assert my_tasks(session, head) == []
        assert tasks_of_visit(session, head, visit_id) == []
        assert len(tasks_of_visit(session, people.viewer(db, Role.SLT), visit_id)) == 4
        seen = visit(session, head, visit_id)
        assert seen is not None
        assert seen.incidents == ()
    with pytest.raises(Refused, match="was on the visit"):
        case.finish(TaskKind.ADVICE, came_of_it="All well")
    case.finish(TaskKind.ADVICE, Role.SLT, came_of_it="Spoke to the local authority")


def test_an_incident_is_whole_or_not_taken(case: Case) -> None:
    with pytest.raises(Invalid) as found:
        case.report(note="", happened_at=NOW + timedelta(minutes=1))
    assert set(found.value.problems) == {"note", "happened_at"}
    assert case.report() == case.report()
    assert len(trips.every(case.db, Incident)) == 1


def test_an_incident_keeps_what_was_found(case: Case) -> None:
    case.report()
    for kind in (TaskKind.INVESTIGATE, TaskKind.AGENCIES, TaskKind.MEASURES):
        with pytest.raises(Invalid):
            case.finish(kind)
    with pytest.raises(Invalid, match="training"):
        case.finish(TaskKind.MEASURES, came_of_it="Two people from now on")
    case.finish(TaskKind.INVESTIGATE, came_of_it="A quarrel over the gate")
    case.finish(TaskKind.AGENCIES, came_of_it="Police, 12 Nov")
    for _ in range(2):
        case.finish(TaskKind.MEASURES, came_of_it="Two people from now on", training_needed=True)
    kept = trips.one(case.db, Incident)
    assert (kept.investigated_at, kept.measures_reviewed_at, kept.training_needed) == (NOW, NOW, True)
    assert kept.agencies_notified == "Police, 12 Nov"
    assert trips.entries(case.db).count(("task.finish", "change")) == 3


def test_the_visitor_who_reported_it_does_not_finish_its_tasks(case: Case) -> None:
    case.report()
    with pytest.raises(NotPermitted):
        case.finish(TaskKind.INVESTIGATE, Role.VISITOR, came_of_it="Nothing")


def test_a_task_that_ends_by_itself_says_how(case: Case) -> None:
    case.raise_concern()
    with pytest.raises(Refused, match="safeguarding lead takes"):
        case.finish(TaskKind.CONCERN, Role.LEAD_DSL)


def test_whoever_reads_an_incident(case: Case) -> None:
    case.report()
    reads = {}
    with case.db.read() as session:
        for role in (Role.HEADTEACHER, Role.SLT, Role.VISITOR, Role.FAMILY, Role.OFFICE):
            seen = visit(session, case.staff.viewer(case.db, role), case.visit_id)
            assert seen is not None
            reads[role] = len(seen.incidents)
        assert visit(session, case.staff.viewer(case.db, Role.ATTENDANCE), case.visit_id) is None
    assert reads == {Role.HEADTEACHER: 1, Role.SLT: 1, Role.VISITOR: 1, Role.FAMILY: 0, Role.OFFICE: 0}
