"""An example of every query that asks who looks."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from data.models import Household, Pupil, VisitRow
from data.queries import (
    alert,
    alert_timeline,
    alerts_past,
    attendance,
    authorise,
    briefing,
    choices,
    drills,
    duty,
    home_scope,
    leaving,
    links,
    live,
    messages,
    my_visits,
    out,
    past,
    people,
    phrase,
    planned,
    police_told,
    policies,
    risk_pages,
    scope,
    tasks,
    terms,
    told,
    unvisited,
    watch,
    watching,
    ways,
)
from data.queries import draft as drafts
from data.queries import household as homes
from data.queries import school as schools
from data.queries import visit as visits
from tests.examples.asked_for import (
    calls_to_come,
    details,
    finish,
    ours,
    owned,
    preview,
    preview_marks,
    preview_terms,
    read_by,
)
from tests.examples.auditing import AUDITING
from tests.examples.counting import COUNTING
from tests.examples.identity import SIGNING_IN
from tests.examples.keeping_records import KEEPING
from tests.examples.publishing import PUBLISHED
from tests.examples.queries import MINE, Query, Sees
from tests.examples.second_steps import STEPS
from tests.examples.subjects import SUBJECTS
from tests.homes import TODAY
from tests.staff import NOW
from visits.permissions import Action

A, S = Action, Sees
BEFORE_DAWN = NOW - timedelta(days=3, hours=5)
QUERIES: Final[dict[str, Query]] = {
    **AUDITING,
    **COUNTING,
    **PUBLISHED,
    **SIGNING_IN,
    **STEPS,
    **SUBJECTS,
    **KEEPING,
    "alert.open_alerts": Query(S.WIDE, (A.SEE_LIVE,), lambda s, v, _: alert.open_alerts(s, v, now=NOW)),
    "alert_timeline.timeline": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, w: alert_timeline.timeline(s, v, w.alert)
    ),
    "alerts_past.alert_scope": Query(
        S.WIDE, (A.SEE_ALERTS,), lambda s, v, w: ours(alerts_past.alert_scope(s, v).schools, w)
    ),
    "alerts_past.alerts_seen": Query(
        S.WIDE,
        (A.SEE_ALERTS,),
        lambda s, v, _: alerts_past.alerts_seen(s, v, from_on=TODAY, to_on=TODAY + timedelta(days=1)),
    ),
    "alerts_past.past_alert": Query(
        S.WIDE, (A.SEE_ALERTS,), lambda s, v, w: alerts_past.past_alert(s, v, w.alert)
    ),
    "attendance.attendance_source": Query(
        S.WIDE,
        (A.SEE_STATISTICS,),
        lambda s, v, w: ours(attendance.attendance_source(s, v, now=NOW).schools, w),
    ),
    "authorise.waiting": Query(
        S.INVOLVED, (A.AUTHORISE, A.SEE_VISIT), lambda s, v, _: authorise.waiting(s, v, now=NOW)
    ),
    "briefing.briefing": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, w: briefing.briefing(s, v, visit_id=w.out, now=NOW)
    ),
    "choices.cars": Query(S.ANY, (A.LOG_VISIT,), lambda s, v, w: choices.cars(s, v, w.school, person_ids=[])),
    "choices.colleagues": Query(
        S.ANY, (A.LOG_LEFT_UNAUTHORISED,), lambda s, v, w: choices.colleagues(s, v, w.school, today=TODAY)
    ),
    "choices.pupil_choices": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: choices.pupil_choices(s, v, [w.school], on=TODAY)
    ),
    "choices.schools_for": Query(
        S.ANY, (A.SEE_HOUSEHOLD,), lambda s, v, w: ours(choices.schools_for(s, v, A.SEE_HOUSEHOLD), w)
    ),
    "draft.draft": Query(S.OWN, (), lambda s, v, w: drafts.draft(s, v, w.draft)),
    "draft.newest_draft": Query(S.OWN, (), lambda s, v, _: drafts.newest_draft(s, v, "log_visit")),
    "drills.last_drills": Query(
        S.WIDE, (A.SEE_POLICIES,), lambda s, v, w: ours(drills.last_drills(s, v, now=NOW), w)
    ),
    "duty.cover_at": Query(S.WIDE, (A.SEE_PEOPLE,), lambda s, v, w: duty.cover_at(s, v, w.school, now=NOW)),
    "duty.hours_of": Query(
        S.WIDE,
        (A.SEE_PEOPLE,),
        lambda s, v, w: duty.hours_of(s, v, person_id=w.world.staff.people[MINE], school_id=w.school),
    ),
    "home_scope.homes_for": Query(
        S.INVOLVED,
        (A.SEE_HOUSEHOLD,),
        lambda s, v, _: s.scalars(select(Household.id).where(home_scope.homes_for(v))).all(),
    ),
    "home_scope.may_reach_home": Query(
        S.INVOLVED,
        (A.ASSESS_RISK,),
        lambda s, v, w: home_scope.may_reach_home(s, v, A.ASSESS_RISK, w.home),
    ),
    "household.flags": Query(S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: homes.flags(s, v, w.home)),
    "household.home": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: homes.home(s, v, w.home, on=TODAY)
    ),
    "household.pupils_for": Query(
        S.INVOLVED,
        (A.SEE_HOUSEHOLD,),
        lambda s, v, _: s.scalars(
            select(Pupil.id)
            .outerjoin(Household, Household.id == Pupil.household_id)
            .where(homes.pupils_for(v))
        ).all(),
    ),
    "household.search_homes": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, _: homes.search_homes(s, v, None, "Ash")
    ),
    "household.search_pupils": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, _: homes.search_pupils(s, v, None, "Zo", on=TODAY)
    ),
    "household.siblings": Query(
        S.INVOLVED,
        (A.SEE_HOUSEHOLD,),
        lambda s, v, w: homes.siblings(s, v, w.world.home.pupil, on=TODAY),
    ),
    "imports.preview_marks": Query(S.WIDE, (A.IMPORT_RECORDS,), preview_marks),
    "imports.preview_pupils": Query(
        S.WIDE, (A.IMPORT_RECORDS,), lambda s, v, w: preview(s, v, w, staff=False)
    ),
    "imports.preview_staff": Query(
        S.WIDE, (A.IMPORT_STAFF, A.MANAGE_PEOPLE), lambda s, v, w: preview(s, v, w, staff=True)
    ),
    "links.links_of": Query(
        S.WIDE, (A.LINK_HOUSEHOLD,), lambda s, v, w: links.links_of(s, v, w.home, now=NOW)
    ),
    "leaving.leaving_gaps": Query(
        S.INVOLVED, (A.SEE_VISIT,), lambda s, v, w: leaving.leaving_gaps(s, v, w.back, now=BEFORE_DAWN)
    ),
    "live.last_return": Query(S.WIDE, (A.SEE_LIVE,), lambda s, v, _: live.last_return(s, v)),
    "live.live_visits": Query(S.WIDE, (A.SEE_LIVE,), lambda s, v, _: live.live_visits(s, v, now=NOW)),
    "messages.messages_of": Query(
        S.WIDE, (A.SEE_ALERTS,), lambda s, v, w: messages.messages_of(s, v, w.alert)
    ),
    # Drafts are one's own whatever one is; `draft` above has them.
    "my_visits.my_visits": Query(
        S.OWN, (A.SEE_VISIT,), lambda s, v, _: replace(my_visits.my_visits(s, v, now=NOW), drafts=())
    ),
    "out.office_phones": Query(S.ANY, (), lambda s, v, _: out.office_phones(s, v).get("Quillmere High")),
    "out.schools_to_alarm": Query(
        S.ANY, (A.RAISE_EMERGENCY,), lambda s, v, w: out.schools_to_alarm(s, v).get(w.school)
    ),
    "past.past_of_home": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: past.past_of_home(s, v, w.home)
    ),
    "people.own_details": Query(S.OWN, (), details),
    "people.pin_holders": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, w: people.pin_holders(s, v, w.school, today=TODAY)
    ),
    "people.staff": Query(S.WIDE, (A.SEE_PEOPLE,), lambda s, v, w: people.staff(s, v, w.school, today=TODAY)),
    "phrase.phrase_state": Query(
        S.WIDE, (A.SET_SCHOOL,), lambda s, v, w: phrase.phrase_state(s, v, w.school, now=NOW)
    ),
    "planned.last_planned": Query(
        S.OWN, (A.SEE_VISIT, A.LOG_VISIT), lambda s, v, _: planned.last_planned(s, v)
    ),
    "planned.planned": Query(
        S.INVOLVED,
        (A.SEE_VISIT, A.LOG_VISIT),
        lambda s, v, w: planned.planned(s, v, w.waiting, A.LOG_VISIT),
    ),
    "planned.sent_already": Query(
        S.OWN, (A.SEE_VISIT,), lambda s, v, _: planned.sent_already(s, v, "my form")
    ),
    "police_told.police_to_tell": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, _: police_told.police_to_tell(s, v)
    ),
    "policies.policies": Query(
        S.WIDE,
        (A.SEE_POLICIES,),
        lambda s, v, w: [line for found in policies.policies(s, v, now=NOW) for line in ours(found, w)],
    ),
    "policies.readers": Query(S.WIDE, (A.SEE_PEOPLE,), read_by),
    "policies.version": Query(
        S.WIDE, (A.SEE_POLICIES,), lambda s, v, w: policies.version(s, v, w.world.version, now=NOW)
    ),
    "risk_pages.assessment_counts": Query(
        S.WIDE, (A.SEE_SMALL_NUMBERS,), lambda s, v, _: risk_pages.assessment_counts(s, v, on=TODAY)
    ),
    "risk_pages.home_history": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: risk_pages.home_history(s, v, w.home)
    ),
    "risk_pages.homes_to_assess": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, _: risk_pages.homes_to_assess(s, v, on=TODAY)
    ),
    "risk_pages.standing": Query(
        S.ANY, (A.ASSESS_RISK,), lambda s, v, w: risk_pages.standing(s, v, w.school)
    ),
    "school.live_schools": Query(S.WIDE, (A.SEE_LIVE,), lambda s, v, w: ours(schools.live_schools(s, v), w)),
    "school.school_settings": Query(
        S.WIDE, (A.SET_SCHOOL,), lambda s, v, w: schools.school_settings(s, v, w.school)
    ),
    "school.schools_for": Query(
        S.WIDE, (A.SEE_HOUSEHOLD,), lambda s, v, w: ours(schools.schools_for(s, v, A.SEE_HOUSEHOLD), w)
    ),
    "scope.is_involved": Query(S.OWN, (), lambda s, v, w: scope.is_involved(s, visit_id=w.out, viewer=v)),
    "scope.visits_for": Query(
        S.INVOLVED,
        (A.SEE_VISIT,),
        lambda s, v, _: s.scalars(select(VisitRow.id).where(scope.visits_for(v))).all(),
    ),
    "soft_calls.soft_calls": Query(S.WIDE, (A.SEE_LIVE,), calls_to_come),
    "tasks.homes_of": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: tasks.homes_of(s, v, [w.home, w.assessment])
    ),
    "tasks.late_tasks": Query(S.WIDE, (A.FINISH_TASK,), lambda s, v, _: tasks.late_tasks(s, v, now=NOW)),
    "tasks.may_finish": Query(S.INVOLVED, (A.FINISH_TASK,), finish),
    "tasks.my_tasks": Query(S.OWN, (A.FINISH_TASK,), owned),
    "tasks.open_concerns": Query(S.WIDE, (A.TAKE_CONCERN,), lambda s, v, _: tasks.open_concerns(s, v)),
    "tasks.tasks_about": Query(
        S.INVOLVED, (A.SEE_HOUSEHOLD,), lambda s, v, w: tasks.tasks_about(s, v, [w.assessment])
    ),
    "tasks.tasks_of_visit": Query(
        S.INVOLVED, (A.SEE_VISIT,), lambda s, v, w: tasks.tasks_of_visit(s, v, w.back)
    ),
    "visit.visit": Query(S.INVOLVED, (A.SEE_VISIT,), lambda s, v, w: visits.visit(s, v, w.out)),
    "watching.keepers": Query(
        S.WIDE, (A.KEEP_WATCH,), lambda s, v, w: watching.keepers(s, v, w.school, now=NOW)
    ),
    "watching.offers_to": Query(S.OWN, (A.KEEP_WATCH,), lambda s, v, _: watching.offers_to(s, v)),
    "watching.open_visits": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, w: watching.open_visits(s, v, w.school)
    ),
    "terms.preview_terms": Query(S.WIDE, (A.SET_SCHOOL,), preview_terms),
    "terms.school_days": Query(
        S.WIDE, (A.SET_SCHOOL,), lambda s, v, w: terms.school_days(s, v, w.school, today=TODAY)
    ),
    "unvisited.unvisited_source": Query(
        S.WIDE,
        (A.SEE_UNVISITED,),
        lambda s, v, w: unvisited.unvisited_source(s, v, w.school, now=NOW),
    ),
    "told.who_is_told": Query(
        S.ANY, (A.RAISE_EMERGENCY,), lambda s, v, w: told.who_is_told(s, v, w.alert, now=NOW)
    ),
    "watching.turns": Query(S.WIDE, (A.KEEP_WATCH,), lambda s, v, w: watching.turns(s, v, w.school)),
    "watching.who_watches": Query(
        S.WIDE, (A.SEE_LIVE,), lambda s, v, w: ours(watching.who_watches(s, v, now=NOW), w)
    ),
    "ways.own_ways": Query(S.OWN, (), lambda s, v, _: ways.own_ways(s, v)),
    "ways.reached_at": Query(
        S.WIDE, (A.GIVE_COVER,), lambda s, v, w: ways.reached_at(s, v, w.school, today=TODAY)
    ),
    "watch.set_aside_now": Query(S.WIDE, (A.SEE_LIVE,), lambda s, v, _: watch.set_aside_now(s, v, now=NOW)),
}
"""By `module.function`."""
