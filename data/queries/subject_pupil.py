"""Everything that is kept of one pupil and their home, for a subject-access file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data import models as m
from data import subject_alert_tables as alerts
from data import subject_pupil_tables as t
from data.queries.subject_audit import about_them, drafts_about
from data.subject_rows import Roles, Told, entry, merged, plain_words, section
from visits.permissions import Action, Viewer, schools_where
from visits.policy import Policy
from visits.subject_access import Section, Subject

ALSO_ELSEWHERE = "This visit went to another family's home as well."
IN_WORDS = frozenset({"visits", "write_ups", "incidents", "alerts"})
"""Tables of which a row belongs to a whole visit and has words of somebody's in it."""


def subject_pupil(session: Session, viewer: Viewer, pupil_id: UUID) -> Subject | None:
    """A pupil with their home; None for an unknown one and for who may not give out such a file there.

    Nothing of another family is in it: of a visit that went to several homes only the stops at this one are, and its
    words are looked at first. Attendance marks are not in the database (`data.queries.subject_marks`).
    """
    query = select(m.Pupil).where(
        m.Pupil.id == pupil_id, m.Pupil.school_id.in_(schools_where(viewer, Action.EXPORT_SUBJECT))
    )
    pupil = session.scalars(query).one_or_none()
    if pupil is None:
        return None
    roles = Roles.at(session, [pupil.school_id])
    found = _Found(session, pupil, roles)
    sections = (
        *found.home(),
        *found.visits(),
        *found.afterwards(),
        *found.traces(),
    )
    return Subject(
        name=f"{pupil.given_name} {pupil.family_name}",
        what="A pupil, with their home",
        schools=dict(
            session.execute(select(m.School.id, m.School.name).where(m.School.id == pupil.school_id)).all()
        ),
        sections=sections,
    )


class _Found:
    """The rows of one pupil, table by table."""

    def __init__(self, session: Session, pupil: m.Pupil, roles: Roles) -> None:
        self.session, self.pupil, self.roles = session, pupil, roles
        self.home_id = pupil.household_id
        stop_ids = set(session.scalars(select(m.StopPupil.stop_id).where(m.StopPupil.pupil_id == pupil.id)))
        at_home = m.StopRow.household_id == self.home_id if self.home_id else m.StopRow.id.in_(())
        self.stops = session.scalars(
            select(m.StopRow).where(or_(at_home, m.StopRow.id.in_(stop_ids))).order_by(m.StopRow.due_in_at)
        ).all()
        self.visit_ids = {stop.visit_id for stop in self.stops}
        every = session.execute(
            select(m.StopRow.id, m.StopRow.visit_id).where(m.StopRow.visit_id.in_(self.visit_ids))
        )
        ours = {stop.id for stop in self.stops}
        self.shared = {visit_id for stop_id, visit_id in every if stop_id not in ours}
        self.of_visits = m.VisitRow.id.in_(self.visit_ids)

    def home(self) -> Sequence[Section]:
        """Who they are, their home, and how it was assessed."""
        home = self.home_id
        return (
            self._told(t.PUPIL, m.Pupil.id == self.pupil.id),
            self._told(t.HOUSEHOLD, m.Household.id == home),
            self._told(t.CONTACT, m.HouseholdContact.household_id == home),
            self._told(t.FLAG, m.HouseholdFlag.household_id == home),
            self._told(
                t.LINK, or_(m.HouseholdLink.household_id == home, m.HouseholdLink.other_household_id == home)
            )
            if home
            else section(t.LINK, (), self.roles),
            self._told(t.ASSESSMENT, m.RiskAssessment.household_id == home)
            if home
            else section(t.ASSESSMENT, (), self.roles),
            self._answers(),
        )

    def visits(self) -> Sequence[Section]:
        """The visits to the home, from the plan to the way back."""
        ids = self.visit_ids
        stops = {stop.id for stop in self.stops}
        here = or_(m.EventRow.stop_id.is_(None), m.EventRow.stop_id.in_(stops))
        named = m.StopPupil.pupil_id == self.pupil.id
        return (
            self._told(t.VISIT, self.of_visits),
            section(t.STOP, self.stops, self.roles),
            self._told(t.STOP_PUPIL, named),
            self._told(t.VISITOR, m.VisitorRow.visit_id.in_(ids)),
            self._told(t.EVENT, m.EventRow.visit_id.in_(ids), here),
            self._policy_said(),
        )

    def afterwards(self) -> Sequence[Section]:
        """Write-ups, concerns, incidents, tasks, alerts and messages."""
        s, ids = self.session, self.visit_ids
        about_child = or_(m.Concern.pupil_id.is_(None), m.Concern.pupil_id == self.pupil.id)
        concerns = s.scalars(select(m.Concern.id).where(m.Concern.visit_id.in_(ids), about_child)).all()
        others = s.scalars(select(m.Concern.id).where(m.Concern.visit_id.in_(ids), ~about_child)).all()
        assessments = s.scalars(self._assessments()).all()
        about = {*concerns, *assessments, *([self.home_id] if self.home_id else [])}
        tasks = or_(m.Task.visit_id.in_(ids), m.Task.about_id.in_(about))
        not_others = or_(m.Task.about_id.is_(None), m.Task.about_id.not_in(others))
        raised = s.scalars(select(m.AlertRow.id).where(m.AlertRow.visit_id.in_(ids))).all()
        steps = s.scalars(select(m.AlertStepRow.id).where(m.AlertStepRow.alert_id.in_(raised))).all()
        stops = {stop.id for stop in self.stops}
        here = or_(m.DeadlineRow.stop_id.is_(None), m.DeadlineRow.stop_id.in_(stops))
        return (
            self._told(t.WRITE_UP, m.WriteUp.visit_id.in_(ids)),
            self._told(t.CONCERNS, m.Concern.id.in_(concerns)),
            self._told(t.INCIDENT, m.Incident.visit_id.in_(ids)),
            self._told(t.TASK, tasks, not_others),
            self._told(alerts.ALERT, m.AlertRow.id.in_(raised)),
            self._told(alerts.STEP, m.AlertStepRow.id.in_(steps)),
            self._told(alerts.RESULT, m.StepResultRow.alert_step_id.in_(steps)),
            self._told(alerts.DEADLINE, m.DeadlineRow.visit_id.in_(ids), here),
            self._told(alerts.MESSAGE, m.OutboxRow.alert_id.in_(raised)),
        )

    def traces(self) -> Sequence[Section]:
        """Begun forms, what is to go or is gone, and who looked or changed something."""
        kept: set[UUID] = {self.pupil.id, *self.visit_ids, *([self.home_id] if self.home_id else [])}
        concerns = self.session.scalars(select(m.Concern.id).where(m.Concern.visit_id.in_(self.visit_ids)))
        incidents = self.session.scalars(select(m.Incident.id).where(m.Incident.visit_id.in_(self.visit_ids)))
        disposed = {*kept, *concerns, *incidents}
        raised = self.session.scalars(select(m.AlertRow.id).where(m.AlertRow.visit_id.in_(self.visit_ids)))
        own = {self.pupil.id, *([self.home_id] if self.home_id else [])}
        return (
            drafts_about(self.session, self.pupil.school_id, own, self.roles),
            self._told(alerts.DISPOSAL, m.DisposalItem.subject_id.in_(disposed)),
            self._told(alerts.ERASURE, m.Erasure.subject_id.in_(disposed)),
            about_them(self.session, self.pupil.school_id, {*kept, *raised}, own, self.roles),
        )

    def _told(self, told: Told, *where: ColumnElement[bool]) -> Section:
        table: Any = told.table
        rows = self.session.scalars(select(table).where(*where).order_by(table.id)).all()
        found = section(told, rows, self.roles)
        if not self.shared or told.name not in IN_WORDS:
            return found
        visits = [row.id if told is t.VISIT else row.visit_id for row in rows]
        return replace(
            found,
            entries=tuple(
                replace(one, look_first=one.look_first or ALSO_ELSEWHERE) if visit in self.shared else one
                for one, visit in zip(found.entries, visits, strict=True)
            ),
        )

    def _policy_said(self) -> Section:
        """What the policy said, one entry a visit: each sentence with what it came to and the reason given."""
        query = select(m.AnswerRow).where(m.AnswerRow.visit_id.in_(self.visit_ids))
        of_visit: dict[UUID, list[m.AnswerRow]] = {}
        for row in self.session.scalars(query.order_by(m.AnswerRow.visit_id, m.AnswerRow.id)):
            of_visit.setdefault(row.visit_id, []).append(row)
        return replace(
            section(t.POLICY_ANSWER, (), self.roles),
            entries=tuple(
                merged([entry(t.POLICY_ANSWER, row, self.roles) for row in rows])
                for rows in of_visit.values()
            ),
        )

    def _assessments(self) -> Any:
        nobodys = m.RiskAssessment.id.in_(())
        home = m.RiskAssessment.household_id == self.home_id if self.home_id else nobodys
        return select(m.RiskAssessment.id).where(home)

    def _answers(self) -> Section:
        """Each answer with its question as the policy of that day worded it."""
        query = (
            select(m.RiskAnswer, m.RiskAssessment.policy_version_id)
            .join(m.RiskAssessment, m.RiskAssessment.id == m.RiskAnswer.assessment_id)
            .where(m.RiskAnswer.assessment_id.in_(self._assessments()))
            .order_by(m.RiskAnswer.id)
        )
        rows = self.session.execute(query).all()
        asked = _questions(self.session, {version for _, version in rows})
        found = section(t.ANSWER, (), self.roles)
        entries = tuple(
            entry(t.ANSWER, row, self.roles, says={"question": partial(_asked, asked, version)})
            for row, version in rows
        )
        return replace(found, entries=entries)


def _asked(asked: Mapping[tuple[UUID, str], str], version_id: UUID, key: str) -> str:
    return asked.get((version_id, key), plain_words(key))


def _questions(session: Session, versions: Collection[UUID]) -> Mapping[tuple[UUID, str], str]:
    """The words of each question, by policy version and key."""
    query = select(m.PolicyVersion.id, m.PolicyVersion.document).where(m.PolicyVersion.id.in_(versions))
    return {
        (version_id, question.key): question.text
        for version_id, document in session.execute(query)
        for question in Policy.model_validate(document).risk.questions
    }
