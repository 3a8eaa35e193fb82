"""Who goes where and how: a wish becomes a visit as it was asked for, with what the policy says of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Final
from uuid import UUID

from data.demo import names, texts
from data.demo.families import Home, MadePupil
from data.demo.made import Made
from data.demo.risks import Risks
from data.demo.schools import LONDON, MadeSchool
from data.demo.staff import GOES, PLANS, MadePerson, Staff
from data.demo.trip import Trip
from data.demo.wishes import Wish
from visits.compliance import OTHER, check, open_warnings, rule_of
from visits.visit import Facts, StopFacts, StopPlan, Vehicle, VisitorFacts, VisitorPlan, VisitPlan
from visits.words import CommonReason, Response, Role, Travel, VisitorRole

MINUTE: Final = timedelta(minutes=1)
ALONE: Final = 0.08
OUTSIDER: Final = 0.04
TOLD: Final = {True: 0.84, False: 0.13, None: 0.03}
TOLD_SUDDENLY: Final = {True: 0.15, False: 0.82, None: 0.03}
SUDDEN: Final = frozenset({CommonReason.CHILD_SAFE, CommonReason.CONTACT_FAILED, CommonReason.HOLIDAY})
TRAVEL: Final = {Travel.CAR: 88.0, Travel.FOOT: 9.0, Travel.PUBLIC: 3.0}
TICKED: Final = 0.94
OFTEN: Final = frozenset({Role.FAMILY, Role.ATTENDANCE, Role.SENDCO})


Busy = dict[tuple[UUID, date], list[tuple[datetime, datetime]]]
"""Who is out when, at whichever school."""


class Planner:
    """Plans the visits of one school, in order of time."""

    def __init__(self, made: Made, school: MadeSchool, staff: Staff, homes: list[Home], busy: Busy) -> None:
        self.made, self.school, self.staff, self.homes, self.busy = made, school, staff, homes, busy
        self.risks = Risks(made, school, staff)
        self.seen: set[UUID] = set()
        self._weights = list(accumulate(min(made.dice.paretovariate(1.15), 25.0) for _ in homes))

    def trip(self, wish: Wish, *, planner: MadePerson | None = None, lead: MadePerson | None = None) -> Trip:
        """The visit, planned and judged; nothing has happened yet. `planner` and `lead` are left to chance."""
        day = wish.out_at.astimezone(LONDON).date()
        visit_id = self.made.uuid(wish.asked_at)
        homes = self._choose_homes(wish, day)
        if not homes:
            # Every child who starts has been seen: somebody who is here already is visited for another reason.
            return self.trip(replace(wish, reason=None), planner=planner, lead=lead)
        stops, back_at = self._stops(wish, homes)
        planner = planner or self._planner(day)
        people = self._people(wish, day, back_at, planner, lead)
        visitors = self._visitors(people, wish)
        facts = Facts(
            stops=tuple(self._stop_facts(home, wish, day, planner, visit_id) for home, _ in homes),
            visitors=tuple(self._visitor_facts(person, visitor, day) for person, visitor in visitors),
            opens_at=self.school.at(day, self.school.plan.opens),
            closes_at=self.school.at(day, self.school.plan.closes),
            open_day=self.school.years.is_open(day),
            watched_until=self.school.at(day, self.staff.watched),
        )
        plan = self._plan(wish, stops, tuple(v for _, v in visitors), back_at, people)
        trip = Trip(
            made=self.made,
            school=self.school,
            staff=self.staff,
            id=visit_id,
            plan=plan,
            facts=facts,
            planner=planner,
            people=[person for person, _ in visitors],
            homes=[home for home, _ in homes],
            pupils=[pupils for _, pupils in homes],
            created_at=wish.asked_at,
            common=wish.common,
        )
        self._judge(trip)
        self.seen.update(home.id for home, _ in homes)
        return trip

    def _choose_homes(self, wish: Wish, day: date) -> list[tuple[Home, list[MadePupil]]]:
        """Homes with somebody to see: a child about to start, or one on roll. Some homes are visited again and again."""
        chosen: dict[UUID, tuple[Home, list[MadePupil]]] = {}
        for _ in range(600):
            home = self.made.dice.choices(self.homes, cum_weights=self._weights)[0]
            if pupils := self._whom(home, wish, day):
                chosen.setdefault(home.id, (home, pupils))
            if len(chosen) == wish.stops:
                break
        return list(chosen.values())

    def _whom(self, home: Home, wish: Wish, day: date) -> list[MadePupil]:
        if wish.common is CommonReason.NEW_STARTER:
            soon = [p for p in home.pupils if timedelta(0) < p.from_on - day < timedelta(days=110)]
            return soon if home.id not in self.seen or self.made.chance(0.05) else []
        here = [p for p in home.pupils if p.on_roll(day)]
        return here if len(here) < 2 or self.made.chance(0.3) else [self.made.one(here)]

    def _stops(
        self, wish: Wish, homes: list[tuple[Home, list[MadePupil]]]
    ) -> tuple[tuple[StopPlan, ...], datetime]:
        """The stops in order, with the drive between them, and the time back."""
        at, stops = wish.out_at, []
        legs = iter(wish.legs or self._legs(len(homes)))
        for home, pupils in homes:
            due_in_at = at + next(legs) * MINUTE
            at = due_in_at + next(legs) * MINUTE
            stops.append(
                StopPlan(
                    id=self.made.uuid(wish.asked_at),
                    address=home.address,
                    due_in_at=due_in_at,
                    due_out_at=at,
                    household_id=home.id,
                    pupil_ids=tuple(p.id for p in pupils),
                )
            )
        return tuple(stops), at + next(legs) * MINUTE

    def _legs(self, stops: int) -> list[int]:
        """Ten to twenty minutes of driving, twenty to forty-five of staying."""
        dice = self.made.dice
        there = [(dice.randint(2, 4) * 5, dice.randint(4, 9) * 5) for _ in range(stops)]
        return [*(minutes for leg in there for minutes in leg), dice.randint(2, 4) * 5]

    def _planner(self, day: date) -> MadePerson:
        people = self.staff.who(PLANS, day) or self.staff.who(frozenset({Role.SLT}), day)
        weights = {p: 5.0 if p.roles & OFTEN else 1.0 for p in people}
        return self.made.weighted(weights)

    def _people(
        self, wish: Wish, day: date, back_at: datetime, planner: MadePerson, lead: MadePerson | None
    ) -> list[MadePerson]:
        """One or two who are free then; often whoever planned it. Pairs where the text wants nothing else."""
        company = self.school.policy.company
        free = [p for p in self.staff.who(GOES, day) if self._is_free(p, wish.out_at, back_at)]
        weights = {p: 4.0 if p is planner or p.roles & OFTEN else 1.0 for p in free if p is not lead}
        if wish.fresh:
            weights = {p: w for p, w in weights.items() if not p.account and (p.id, day) not in self.busy}
        if company.usual_roles:
            weights = {p: 3.0 if p.roles & set(company.usual_roles) else w for p, w in weights.items()}
        alone = not wish.pair and company.response is not Response.BLOCK and self.made.chance(ALONE)
        chosen = [lead] if lead else []
        while weights and len(chosen) < (1 if alone else 2):
            chosen.append(self.made.weighted(weights))
            del weights[chosen[-1]]
        for person in chosen:
            self.busy.setdefault((person.id, day), []).append((wish.out_at, back_at))
        return chosen

    def _is_free(self, person: MadePerson, out_at: datetime, back_at: datetime) -> bool:
        taken = self.busy.get((person.id, out_at.astimezone(LONDON).date()), ())
        return all(back_at <= start or end <= out_at for start, end in taken)

    def _visitors(self, people: list[MadePerson], wish: Wish) -> list[tuple[MadePerson | None, VisitorPlan]]:
        """Who goes, in roles and parts; at times the second is from another service."""
        outsider = (
            len(people) == 2
            and not wish.pair
            and not self.school.policy.company.own_staff_only
            and self.made.chance(OUTSIDER * (3 if self.school.policy.company.outside_agency else 1))
        )
        visitors: list[tuple[MadePerson | None, VisitorPlan]] = []
        for place, person in enumerate(people):
            lead = place == 0
            plan = VisitorPlan(
                id=self.made.uuid(wish.asked_at),
                name=person.name,
                role=VisitorRole.LEAD if lead else VisitorRole.SECOND,
                mobile=person.mobile,
                part=texts.words(self.made, "lead_part" if lead else "second_part"),
                person_id=person.id,
            )
            if outsider and not lead:
                plan = replace(
                    plan,
                    name=names.full_name(self.made),
                    mobile=names.family_mobile(self.made),
                    person_id=None,
                    organisation=self.made.one(names.AGENCIES),
                )
            visitors.append((None if outsider and not lead else person, plan))
        return visitors

    def _stop_facts(
        self, home: Home, wish: Wish, day: date, planner: MadePerson, visit_id: UUID
    ) -> StopFacts:
        stands = self.risks.before(
            home, day=day, asked_at=wish.asked_at, by=planner, kind=wish.kind, visit_id=visit_id
        )
        return StopFacts(
            assessment=stands,
            first_visit=home.id not in self.seen,
            flags=tuple(note for _, note, from_at in home.flags if from_at <= wish.asked_at),
            no_contact=tuple(home.no_contact),
        )

    def _visitor_facts(self, person: MadePerson | None, visitor: VisitorPlan, day: date) -> VisitorFacts:
        if person is None:
            return VisitorFacts(reachable=bool(visitor.mobile))
        return VisitorFacts(
            roles=person.roles, trained=person.trained(day), own_staff=True, reachable=bool(person.mobile)
        )

    def _plan(
        self,
        wish: Wish,
        stops: tuple[StopPlan, ...],
        visitors: tuple[VisitorPlan, ...],
        back_at: datetime,
        people: list[MadePerson],
    ) -> VisitPlan:
        made, common = self.made, wish.common
        told = made.weighted(TOLD_SUDDENLY if common in SUDDEN else TOLD)
        travel = made.weighted(TRAVEL) if len(stops) == 1 else Travel.CAR
        car = people[0].car if travel is Travel.CAR else None
        return VisitPlan(
            school_id=self.school.id,
            kind=wish.kind,
            reason=wish.reason.key if wish.reason else OTHER,
            reason_other="" if wish.reason else texts.words(made, "other_reason"),
            out_at=wish.out_at,
            back_at=back_at,
            stops=stops,
            visitors=visitors,
            purpose=texts.purpose(made, common),
            alternatives=texts.words(made, "alternatives") if made.chance(TICKED) else "",
            who_to_see=texts.words(made, "who_to_see") if made.chance(TICKED) else "",
            told=told,
            told_exception=self._exception(common) if told is False else "",
            travel=travel,
            vehicle=Vehicle(make=car[0], model=car[1], colour=car[2], registration=car[3]) if car else None,
            agency_plan=texts.words(made, "agency_plan")
            if wish.reason and wish.reason.plan_with_agency
            else "",
            confirmed=self._confirmed(wish),
        )

    def _exception(self, common: CommonReason) -> str:
        """One of the text's own, where it fits; otherwise what staff would type."""
        listed = self.school.policy.announcement.exceptions
        if listed and common in SUDDEN and self.made.chance(0.9):
            return self.made.one(listed).key
        return texts.words(self.made, "not_told")

    def _confirmed(self, wish: Wish) -> frozenset[str]:
        """What was ticked. Whatever the policy would not go without always is."""
        policy = self.school.policy
        always = {"planned_through_line", *(c.key for c in (wish.reason.conditions if wish.reason else ()))}
        mostly = {
            "discussed_with_slt",
            "know_the_family",
            "know_the_policy",
            "other_reason_discussed",
            *(item.key for item in policy.kit),
        }
        ticked = {key for key in sorted(mostly) if self.made.chance(TICKED)}
        if self.made.chance(0.7):
            ticked.add("appointment")
        return frozenset(ticked | always)

    def _judge(self, trip: Trip) -> None:
        """Ask the policy, keep only ticks that it asks for, and give a reason wherever it wants one."""
        found = check(trip.plan, self.school.policy, trip.facts, now=trip.created_at, tz=LONDON)
        asked = {choice.key for answer in found for choice in answer.choices}
        given = {a.key: texts.reason_for(self.made, rule_of(a.key)) for a in open_warnings(found)}
        trip.plan = replace(trip.plan, confirmed=trip.plan.confirmed & asked, reasons_given=given)
        trip.answers = tuple(
            replace(a, reason=given[a.key], needs_reason=False) if a.key in given else a for a in found
        )
