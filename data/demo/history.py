"""Two and a bit school years of visits at one school, from the first day of the history to its anchor."""

from datetime import date, time, timedelta
from typing import Final

from data.demo.after import follow
from data.demo.alarms import back_after, danger, silence, stand_down
from data.demo.awaited import due_back, keep_deadlines
from data.demo.made import Made
from data.demo.planner import Planner
from data.demo.schools import MadeSchool
from data.demo.staff import MadePerson, Staff
from data.demo.story import (
    MINUTE,
    ask,
    authorise,
    cancel,
    come_back,
    decline,
    drive_back,
    leave,
    log_ended,
    more_time,
    visit_stops,
)
from data.demo.trip import Trip
from data.demo.wishes import wishes
from data.models import Cover
from visits.words import Role

FATES: Final = {"goes": 93.5, "declined": 2.0, "cancelled": 2.5, "left_first": 1.2, "logged_after": 0.8}
SILENT: Final = 0.026
"""The share of visits that raised an alert."""
MORE_TIME: Final = 0.04
AWAY: Final = (
    (date(2025, 3, 10), date(2025, 3, 14)),
    (date(2026, 2, 9), date(2026, 2, 13)),
    (date(2026, 10, 12), date(2026, 10, 16)),
)
"""Weeks in which the Lead DSL was away and a deputy stood in, which the first school's text does not foresee."""


class History:
    """Makes the past of one school."""

    def __init__(self, made: Made, school: MadeSchool, staff: Staff, planner: Planner) -> None:
        self.made, self.school, self.staff, self.planner = made, school, staff, planner
        roles = school.policy.authorisation.roles
        self.stands_in = roles == (Role.LEAD_DSL,) and school.policy.authorisation.delegates != "none"
        self.dangers = 1 if school.policy.code_phrase else 0

    def make(self) -> None:
        self.planner.risks.standing()
        if self.stands_in:
            self._cover()
        for wish in wishes(self.made, self.school):
            trip = self.planner.trip(wish)
            self._live_through(trip)
            trip.keep()

    def _live_through(self, trip: Trip) -> None:
        fate = self.made.weighted(FATES)
        if fate == "logged_after":
            log_ended(trip)
            follow(trip)
            return
        ask(trip)
        if fate == "declined":
            decline(trip)
        elif fate == "cancelled":
            cancel(trip)
        else:
            authorised = fate == "goes" and authorise(trip, self._deputy(trip))
            self._go(trip, authorised=authorised)

    def _go(self, trip: Trip, *, authorised: bool) -> None:
        quiet = not self.made.chance(SILENT)
        left_at = leave(trip, authorised=authorised)
        gone_at = visit_stops(trip, left_at, to_plan=not quiet)
        alarm = None
        if quiet:
            back_at = drive_back(trip, gone_at)
            if self.made.chance(MORE_TIME):
                back_at = more_time(trip, gone_at, back_at)
            if self.dangers and self.made.chance(0.01):
                self.dangers -= 1
                alarm = danger(trip, trip.stories[0].left_at - MINUTE)
            come_back(trip, back_at)
        else:
            alarm = silence(trip, due_back(trip))
            back_at = back_after(trip, alarm)
            come_back(trip, back_at)
        if alarm is not None:
            stand_down(trip, alarm, back_at)
        keep_deadlines(trip, None if quiet else alarm)
        follow(trip)

    def _deputy(self, trip: Trip) -> MadePerson | None:
        """Whoever stands in for the Lead DSL while that visit is authorised."""
        day = trip.created_at.date()
        if not self.stands_in or not any(first <= day <= last for first, last in AWAY):
            return None
        return self.staff.with_role((Role.DEPUTY_DSL,), day)[0]

    def _cover(self) -> None:
        lead = self.staff.with_role((Role.LEAD_DSL,), AWAY[0][0])[0]
        deputy = self.staff.with_role((Role.DEPUTY_DSL,), AWAY[0][0])[0]
        for first, last in AWAY:
            given_at = self.school.at(first - timedelta(days=3), time(14, 5))
            self.made.add(
                Cover,
                given_at,
                school_id=self.school.id,
                role=Role.LEAD_DSL,
                person_id=deputy.id,
                from_at=self.school.at(first, time(0, 0)),
                to_at=self.school.at(last, time(23, 59)),
                for_authorising=True,
                accepted_at=given_at + timedelta(hours=1),
                given_by_id=lead.id,
            )
            facts = {"role": Role.LEAD_DSL.value, "for_authorising": True}
            self.made.note(self.school.id, given_at, lead.id, "cover.give", deputy.id, facts)
