"""What is read to the emergency operator: who, where, by which car, what was heard, and whom to ring back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, AlertStepRow, Household, School, VisitRow
from data.queries.alert_place import heard_at, vehicle
from data.queries.alert_timeline import Moment, TimelineLine, timeline
from data.queries.calendar import local_day
from data.queries.flags import known_at_door
from data.queries.home_scope import homes_for
from data.queries.people import Contact, on_duty
from data.queries.policy import in_force, policy_of
from data.queries.snapshot import Loaded, load_visit
from data.settle import due_rows
from visits.alerts import EMERGENCY_ACTS, asked, ladder_of, reference
from visits.deadlines import is_back
from visits.ladders import Ladder, Step
from visits.permissions import Action, Viewer, may, schools_where
from visits.words import EventKind, LadderKind, Travel, Via, VisitorRole, VisitState

AT_A_PLACE = frozenset({EventKind.ARRIVE, EventKind.LEAVE, EventKind.NOT_MADE})
FROM_SCHOOL = frozenset({EventKind.SIGN_OUT, EventKind.LEAVE_UNAUTHORISED})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on the visit. `back`: word has come that they are. `heard_at`: the last word of them by name.

    `due`: word of them was due and has not come, so that standing down takes that somebody knows them safe.
    """

    id: UUID
    name: str
    mobile: str
    role: VisitorRole
    organisation: str
    back: bool
    due: bool
    heard_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A stop. `home` is what staff call the home, only for who may see it; `flags` are what must be known at the door."""

    number: int
    address: str
    home: str
    due_in_at: datetime
    due_out_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    flags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """The last that is certain of where somebody was. `address` is empty for school, which they left."""

    kind: EventKind
    address: str
    at: datetime
    via: Via
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """Everything on one page. What hangs on a visit is empty while nobody knows which visit it is.

    `next_said` is what the policy asks for now, with its `next_duties`, empty where nothing is open; `next_ours`: its
    text has no such step and it is ours. `next_place` is where they go next, None when they are through or not out.
    `at_school` are on duty now and not on the visit; `told` are the messages about the alert. `may_act`: the viewer is
    let record what was heard and that the police were called (a shared board takes a person's PIN for that).
    """

    school_id: UUID
    school: str
    timezone: str
    office_phone: str
    alert_id: UUID | None
    kind: LadderKind | None
    drill: bool
    raised_at: datetime | None
    accounted_at: datetime | None
    closed_at: datetime | None
    heard: str
    next_said: str
    next_duties: tuple[str, ...]
    next_ours: bool
    police_called_at: datetime | None
    police_reference: str
    police_told_at: datetime | None
    visit_id: UUID | None
    reference: str
    state: VisitState | None
    unauthorised: bool
    people: tuple[Person, ...]
    left_at: datetime | None
    back_at: datetime | None
    places: tuple[Place, ...]
    confirmed: Confirmed | None
    next_place: Place | None
    travel: Travel | None
    vehicle: str
    at_school: tuple[Contact, ...]
    told: tuple[TimelineLine, ...]
    may_act: bool


def briefing(
    session: Session,
    viewer: Viewer,
    *,
    alert_id: UUID | None = None,
    visit_id: UUID | None = None,
    now: datetime,
) -> Briefing | None:
    """The briefing of an alert, or of a visit with its open alert if it has one, an emergency before a silence.

    None for what there is not and for what is at a school whose board the viewer does not see.
    """
    alert = _alert(session, viewer, alert_id, visit_id)
    visit_id = alert.visit_id if alert else visit_id
    loaded = load_visit(session, visit_id) if visit_id and _may_see(session, viewer, visit_id) else None
    if alert is not None:
        school = session.get_one(School, alert.school_id)
    elif loaded is not None and alert_id is None:
        school = loaded.school
    else:
        return None
    own = {v.person_id for v in loaded.row.visitors if v.person_id} if loaded else set()
    places = _places(session, viewer, loaded)
    here = on_duty(session, school_id=school.id, roles=EMERGENCY_ACTS, at=now)
    lines = timeline(session, viewer, alert.id) if alert else None
    ladder, step = _open_step(session, alert, school, loaded)
    return Briefing(
        school_id=school.id,
        school=school.name,
        timezone=school.timezone,
        office_phone=school.office_phone,
        alert_id=alert.id if alert else None,
        kind=alert.kind if alert else None,
        drill=alert.drill if alert else False,
        raised_at=alert.raised_at if alert else None,
        accounted_at=alert.accounted_at if alert else None,
        closed_at=alert.closed_at if alert else None,
        heard=alert.heard if alert else "",
        next_said=asked(step, drill=alert.drill) if alert and step else "",
        next_duties=step.duties if step else (),
        next_ours=ladder.ours if ladder else False,
        police_called_at=alert.police_called_at if alert else None,
        police_reference=alert.police_reference if alert else "",
        police_told_at=alert.police_told_at if alert else None,
        visit_id=visit_id,
        reference=reference(visit_id),
        state=loaded.row.state if loaded else None,
        unauthorised=loaded.row.unauthorised if loaded else False,
        people=_people(session, alert, loaded, now),
        left_at=loaded.row.left_at if loaded else None,
        back_at=loaded.row.back_at if loaded else None,
        places=places,
        confirmed=_confirmed(loaded),
        next_place=_next(loaded, places),
        travel=loaded.row.travel if loaded else None,
        vehicle=vehicle(loaded),
        at_school=tuple(c for c in here if c.person_id not in own and c.person_id != viewer.person_id),
        told=tuple(line for line in lines or () if line.what is Moment.TOLD and not line.withdrawn),
        may_act=_may_act(viewer, school.id, own),
    )


def _alert(session: Session, viewer: Viewer, alert_id: UUID | None, visit_id: UUID | None) -> AlertRow | None:
    query = select(AlertRow).where(AlertRow.school_id.in_(schools_where(viewer, Action.SEE_LIVE, wide=True)))
    if alert_id is not None:
        return session.scalars(query.where(AlertRow.id == alert_id)).one_or_none()
    open_ones = session.scalars(
        query.where(AlertRow.visit_id == visit_id, AlertRow.closed_at.is_(None))
    ).all()
    return min(open_ones, key=lambda row: row.kind is not LadderKind.EMERGENCY, default=None)


def _open_step(
    session: Session, alert: AlertRow | None, school: School, loaded: Loaded | None
) -> tuple[Ladder | None, Step | None]:
    """What the policy asks for now: the step that is open, and its ladder."""
    if alert is None:
        return None, None
    key = session.scalar(
        select(AlertStepRow.key).where(AlertStepRow.alert_id == alert.id, AlertStepRow.ended_at.is_(None))
    )
    version = in_force(session, school_id=school.id, on=local_day(school, alert.raised_at))
    policy = loaded.policy if loaded else policy_of(version) if version else None
    ladder = ladder_of(alert.kind, policy) if key else None
    return ladder, ladder.step(key) if ladder and key else None


def _may_see(session: Session, viewer: Viewer, visit_id: UUID) -> bool:
    wide = schools_where(viewer, Action.SEE_LIVE, wide=True)
    query = select(VisitRow.id).where(VisitRow.id == visit_id, VisitRow.school_id.in_(wide))
    return session.scalar(query) is not None


def _may_act(viewer: Viewer, school_id: UUID, own: set[UUID]) -> bool:
    if viewer.board:
        return may(viewer, Action.SEE_LIVE, school_id=school_id)
    return may(viewer, Action.ACT_ON_ALERT, school_id=school_id) and viewer.person_id not in own


def _people(
    session: Session, alert: AlertRow | None, loaded: Loaded | None, now: datetime
) -> tuple[Person, ...]:
    if loaded is None:
        return ()
    # A pupil who was not seen: the alert is about the child, and no word of a visitor settles it.
    about_them = alert is None or alert.kind is not LadderKind.PUPIL_NOT_SEEN
    due = (
        {row.visitor_id for row in due_rows(session, visit_id=loaded.row.id, now=now)}
        if about_them
        else set()
    )
    return tuple(
        Person(
            id=v.id,
            name=v.name,
            mobile=v.mobile,
            role=v.role,
            organisation=v.organisation,
            back=is_back(v.id, loaded.events),
            due=v.id in due or None in due,
            heard_at=heard_at(loaded, v.id),
        )
        for v in loaded.row.visitors
    )


def _places(session: Session, viewer: Viewer, loaded: Loaded | None) -> tuple[Place, ...]:
    if loaded is None:
        return ()
    homes = {s.household_id for s in loaded.row.stops if s.household_id}
    seen = select(Household.id, Household.name).where(Household.id.in_(homes), homes_for(viewer))
    names: dict[UUID | None, str] = {row.id: row.name for row in session.execute(seen)}
    flags = known_at_door(session, homes)
    return tuple(
        Place(
            number=stop.position,
            address=stop.address,
            home=names.get(stop.household_id, ""),
            due_in_at=stop.due_in_at,
            due_out_at=stop.due_out_at,
            arrived_at=stop.arrived_at,
            left_at=stop.left_at,
            flags=flags.get(stop.household_id, ()) if stop.household_id else (),
        )
        for stop in loaded.row.stops
    )


def _confirmed(loaded: Loaded | None) -> Confirmed | None:
    """The last word that says where: at a stop, on the way from one, or from school."""
    if loaded is None:
        return None
    addresses = {stop.id: stop.address for stop in loaded.row.stops}
    names = {str(v.id): v.name for v in loaded.row.visitors}
    told = [e for e in loaded.row.events if e.kind in AT_A_PLACE | FROM_SCHOOL]
    if not told:
        return None
    last = told[-1]
    return Confirmed(
        kind=last.kind,
        address=addresses.get(last.stop_id, "") if last.stop_id else "",
        at=last.happened_at,
        via=last.via,
        names=tuple(names[v] for v in last.visitor_ids if v in names),
    )


def _next(loaded: Loaded | None, places: tuple[Place, ...]) -> Place | None:
    if loaded is None or loaded.row.state is not VisitState.OUT:
        return None
    return next((place for place in places if place.left_at is None and place.arrived_at is None), None)
