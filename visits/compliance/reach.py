"""Whether those whom the steps name are on duty and can be reached, checked before anybody leaves.

No text says so; all five trust that somebody is there. A school chooses whether it warns or stops a visit (ours). It is
never a reason not to watch: who has left already is watched whatever this says.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from visits.compliance.answers import Answers, Case, listed
from visits.ladder_words import roles_in_words
from visits.ladders import Ladder
from visits.policy_parts import Rule
from visits.rota import OnDuty, first_gap
from visits.words import Role, Stage, StepKind

KEY = "steps_reachable"


def reach(case: Case) -> Answers:
    """One answer for the whole ladder, with the names of who cannot be reached. None where the rota was not read."""
    found = case.facts.on_duty
    if found is None:
        return ()
    goes = {v.person_id for v in case.plan.visitors if v.person_id}
    there = [one for one in found if one.person_id not in goes]
    until = _until(case)
    gaps = dict.fromkeys(_gaps(case, there, until))
    return case.answer(
        Rule(response=case.facts.unreachable, ours=True),
        KEY,
        met=not gaps,
        yes=f"For every step somebody is on duty and can be reached until {case.clock(until)}.",
        no=f"{' '.join(gaps)} Arrange cover, choose another time, or say what you will do.",
    )


def groups(ladder: Ladder) -> tuple[tuple[Role, ...], ...]:
    """The roles of which one has to be there: those who act in a step, and those whom it tells where that is the step."""
    wanted = [step.acts for step in ladder.steps]
    wanted += [step.tells for step in ladder.steps if step.kind is StepKind.TELL and step.tells]
    return tuple(dict.fromkeys(wanted))


def _until(case: Case) -> datetime:
    """When silence would be noticed at the latest, if all goes as planned: the steps begin then."""
    back = case.policy.check_in(Stage.BACK)
    grace = back.grace_minutes if back and back.grace_minutes else 0
    return case.plan.back_at + timedelta(minutes=max(0, grace))


def _gaps(case: Case, there: Iterable[OnDuty], until: datetime) -> Iterator[str]:
    out_at = case.plan.out_at
    for roles in groups(case.policy.overdue):
        ours = [one for one in there if one.role in roles]
        absent_at = first_gap(ours, from_at=out_at, to_at=until)
        silent_at = first_gap((o for o in ours if o.reachable), from_at=out_at, to_at=until)
        if absent_at is not None:
            yield f"Nobody of {roles_in_words(roles)} is on duty {_when(case, absent_at)}."
        if silent_at is not None and (absent_at is None or silent_at < absent_at):
            names = sorted({one.name for one in ours if one.at(silent_at)})
            is_, has = ("is", "has") if len(names) == 1 else ("are", "have")
            at = case.clock(silent_at)
            yield f"{listed(names)} {is_} on duty at {at} and {has} no phone number or confirmed way."


def _when(case: Case, at: datetime) -> str:
    return f"when they leave at {case.clock(at)}" if at <= case.plan.out_at else f"after {case.clock(at)}"
