"""Risk assessments of the made-up homes: done before a first visit, put off in an emergency, sometimes left to lapse."""

from datetime import date, datetime, timedelta
from uuid import UUID

from data.demo import texts
from data.demo.families import Home
from data.demo.made import Made
from data.demo.schools import ANCHOR, END, LONDON, MadeSchool
from data.demo.staff import MadePerson, Staff
from data.models import RiskAnswer, RiskAssessment, Task
from visits.aftercare import ASSESS_WITHIN, TaskKind
from visits.assessments import Answer, Held, state
from visits.policy_parts import Question
from visits.words import AssessmentState, Response, Role, VisitKind

RENEWED = 0.82
"""The share of lapsed assessments that are renewed before the next visit."""
DONE_UNASKED = 0.86
"""The share of first visits with an assessment where the policy only warns without one."""
LIKELY = {"agency_risk": 0.08, "threats": 0.04, "property": 0.05, "smoking": 0.2, "elsewhere": 0.06}


class Risks:
    """Keeps what each home has, day by day."""

    def __init__(self, made: Made, school: MadeSchool, staff: Staff) -> None:
        self.made, self.school, self.staff = made, school, staff
        self.held: dict[UUID, Held] = {}
        self.rule = school.policy.risk

    def before(
        self, home: Home, *, day: date, asked_at: datetime, by: MadePerson, kind: VisitKind, visit_id: UUID
    ) -> AssessmentState:
        """Where the home's assessment stands when a visit is planned; staff may do it first."""
        stands = state(self.held.get(home.id), day)
        if stands in (AssessmentState.IN_DATE, AssessmentState.DUE):
            return stands
        if stands is AssessmentState.LAPSED:
            wanted = self.made.chance(RENEWED)
        elif kind in self.rule.unknown_allowed and stands is AssessmentState.NONE and self.made.chance(0.6):
            self._put_off(home, asked_at, by, visit_id)
            return AssessmentState.NOT_KNOWN
        else:
            wanted = self.rule.response is Response.BLOCK or self.made.chance(DONE_UNASKED)
        if wanted:
            self.assess(home, at=asked_at, by=by)
        return state(self.held.get(home.id), day)

    def standing(self) -> None:
        """The table of hazards that belongs to no home (BT-24), gone through every autumn."""
        for year, first_on in sorted(self.school.years.starts_of_years().items()):
            at = self.school.at(first_on + timedelta(days=9), self.school.plan.opens)
            by = self.staff.with_role((Role.LEAD_DSL,), first_on)[0]
            if not self.rule.hazards or at.date() > ANCHOR:
                continue
            answers = {hazard.key: Answer.YES for hazard in self.rule.hazards}
            if year == "2024/25":
                answers[self.rule.hazards[0].key] = Answer.NO
            risky = {key for key, answer in answers.items() if answer is Answer.NO}
            self._keep(None, at, by, answers, risky)

    def assess(self, home: Home, *, at: datetime, by: MadePerson) -> None:
        """Answer the policy's questions for a home. What is known of the home shows in the answers."""
        flags = {kind for kind, _, from_at in home.flags if from_at <= at}
        answers = {q.key: self._answer(q, flags) for q in self.rule.questions}
        risky = {q.key for q in self.rule.questions if answers[q.key].value == q.risk_when}
        self._keep(home, at, by, answers, risky)

    def _answer(self, question: Question, flags: set[str]) -> Answer:
        known = {"animals": "animal", "threats": "violence", "signal": "no_signal", "way_out": "access"}
        risky = known.get(question.key) in flags or self.made.chance(LIKELY.get(question.key, 0.02))
        if not risky and self.made.chance(0.03):
            return Answer.NOT_KNOWN
        yes_is_risk = question.risk_when == "yes"
        return Answer.YES if risky == yes_is_risk else Answer.NO

    def _keep(
        self,
        home: Home | None,
        at: datetime,
        by: MadePerson,
        answers: dict[str, Answer],
        risky: set[str],
    ) -> None:
        day = at.astimezone(LONDON).date()
        until = day + timedelta(days=self.rule.valid_days)
        manager = self.staff.with_role((Role.LEAD_DSL, Role.DEPUTY_HEAD), day)
        row_id = self._row(home, at, by, until=until, risks=len(risky), manager=manager[0].name)
        for key, answer in answers.items():
            self.made.add(
                RiskAnswer,
                at,
                school_id=self.school.id,
                assessment_id=row_id,
                question=key,
                answer=answer.value,
                is_risk=key in risky,
                note="",
            )
        if home is not None:
            self.held[home.id] = Held(assessed_on=day, valid_until=until)
        command = "risk.assess" if home else "risk.assess_standing"
        facts = {"assessment": str(row_id), "risks": len(risky), "valid_until": until.isoformat()}
        self.made.note(self.school.id, at, by.id, command, home.id if home else self.school.id, facts)

    def _put_off(self, home: Home, at: datetime, by: MadePerson, visit_id: UUID) -> None:
        """Not known yet: allowed in an emergency, and a task within a day."""
        day = at.astimezone(LONDON).date()
        row_id = self._row(home, at, by, until=None, risks=0, manager="", put_off_for=visit_id)
        done_at = at + timedelta(hours=self.made.dice.randint(3, 30))
        done = done_at <= END
        self.made.add(
            Task,
            at,
            school_id=self.school.id,
            visit_id=visit_id,
            about_id=home.id,
            kind=TaskKind.ASSESS_HOME.value,
            title="Do the risk assessment that was put off in an emergency",
            duties=" ".join(self.rule.duties),
            owner_id=by.id,
            owner_role=None,
            due_at=at + ASSESS_WITHIN,
            made_at=at,
            done_at=done_at if done else None,
            done_by_id=by.id if done else None,
            note="",
            came_of_it="",
        )
        self.held[home.id] = Held(assessed_on=day, valid_until=None, not_known=True)
        facts = {"assessment": str(row_id), "not_known": True}
        self.made.note(self.school.id, at, by.id, "risk.not_known_yet", home.id, facts)
        if done:
            self.assess(home, at=done_at, by=by)

    def _row(
        self,
        home: Home | None,
        at: datetime,
        by: MadePerson,
        *,
        until: date | None,
        risks: int,
        manager: str,
        put_off_for: UUID | None = None,
    ) -> UUID:
        day = at.astimezone(LONDON).date()
        return self.made.add(
            RiskAssessment,
            at,
            school_id=self.school.id,
            household_id=home.id if home else None,
            visit_id=put_off_for,
            policy_version_id=self.school.version_on(day),
            assessed_on=day,
            valid_until=until,
            not_known=put_off_for is not None,
            risks=risks,
            concerns=texts.words(self.made, "risk_concerns") if risks else "",
            signed_manager=manager if self.made.chance(0.8) else "",
            signed_worker=by.name,
            signed_agency="",
            by_id=by.id,
            made_at=at,
        )
