"""Staff of the made-up schools: roles, hours of duty, cars, training. Only those with an account can sign in."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Final
from uuid import UUID

from data.demo import names
from data.demo.accounts import ACCOUNTS, Account
from data.demo.made import Made
from data.demo.schools import ANCHOR, FIRST_DAY, SET_UP_AT, MadeSchool
from data.models import Confirmation, Duty, Person, PersonRole, Vehicle
from visits.permissions import LEADERS, WATCHERS
from visits.words import Role

R = Role
Post = tuple[Role, ...]

POSTS: Final[dict[str, dict[Post, int]]] = {
    "secondary": {
        (R.LEAD_DSL,): 1,
        (R.DEPUTY_DSL,): 2,
        (R.HEADTEACHER,): 1,
        (R.DEPUTY_HEAD, R.SLT): 1,
        (R.SLT,): 3,
        (R.SENDCO,): 1,
        (R.ATTENDANCE,): 2,
        (R.FAMILY,): 2,
        (R.LINE_MANAGER,): 3,
        (R.OFFICE,): 3,
        (R.VISITOR,): 12,
        (R.GOVERNOR,): 4,
    },
    "centre": {
        (R.HEADTEACHER,): 1,
        (R.DEPUTY_HEAD, R.LEAD_DSL): 1,
        (R.DEPUTY_DSL, R.SLT): 1,
        (R.SENDCO,): 1,
        (R.FAMILY, R.ATTENDANCE): 1,
        (R.OFFICE,): 1,
        (R.VISITOR,): 6,
        (R.GOVERNOR,): 2,
    },
    "primary": {
        (R.HEADTEACHER, R.LEAD_DSL): 1,
        (R.DEPUTY_HEAD, R.DEPUTY_DSL, R.SLT): 1,
        (R.SLT,): 2,
        (R.SENDCO,): 1,
        (R.ATTENDANCE,): 1,
        (R.FAMILY,): 1,
        (R.OFFICE,): 2,
        (R.VISITOR,): 8,
        (R.GOVERNOR,): 3,
    },
    "infant": {
        (R.HEADTEACHER, R.LEAD_DSL): 1,
        (R.DEPUTY_HEAD, R.DEPUTY_DSL, R.SLT): 1,
        (R.SENDCO, R.SLT): 1,
        (R.OFFICE,): 2,
        (R.VISITOR,): 7,
        (R.GOVERNOR,): 2,
    },
}

PLANS: Final = frozenset({R.SENDCO, R.ATTENDANCE, R.FAMILY, R.LINE_MANAGER})
GOES: Final = PLANS | {R.VISITOR, R.DEPUTY_DSL}
NEVER_ON_DUTY: Final = frozenset({R.GOVERNOR, R.TRUST_OFFICER, R.ADMINISTRATOR})
ON_CALL: Final = "secondary"
"""At schools of this kind the first member of SLT can be rung at any hour: a visit at night has somebody to tell."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MadePerson:
    """A member of staff at one school. `car` is make, model, colour, registration. Each is only like themselves."""

    id: UUID
    name: str
    mobile: str
    roles: frozenset[Role]
    from_on: date
    to_on: date | None = None
    trained_on: date | None = None
    car: tuple[str, str, str, str] | None = None
    account: bool = False

    def here_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def trained(self, day: date) -> bool:
        return self.trained_on is not None and self.trained_on <= day


@dataclass
class Staff:
    """The people of one school. `watched` is until when somebody who watches is on duty on a school day."""

    people: list[MadePerson] = field(default_factory=list)
    watched: time = time(0, 0)

    def with_role(self, roles: tuple[Role, ...], day: date) -> list[MadePerson]:
        """Whoever held one of these roles on the day, in the order of the roles."""
        return [p for role in roles for p in self.people if role in p.roles and p.here_on(day)]

    def who(self, roles: frozenset[Role], day: date) -> list[MadePerson]:
        return [p for p in self.people if p.roles & roles and p.here_on(day)]


@dataclass
class StaffMaker:
    """Makes all staff, so that no two share a mobile number or an address."""

    made: Made
    password_hash: str
    pin_hash: str
    _number: int = 0

    def make(self, schools: list[MadeSchool]) -> dict[str, Staff]:
        """The staff of each school, by its slug."""
        known = {account.key: self._account(account) for account in ACCOUNTS}
        return {school.plan.slug: self._of(school, known) for school in schools}

    def _account(self, account: Account) -> MadePerson:
        trained_on = date(2024, 8, 29)
        number = self._next()
        person_id = self.made.add(
            Person,
            SET_UP_AT,
            name=account.name,
            email=account.email,
            mobile=names.mobile(number),
            staff_number=f"S{number:04d}",
            password_hash=self.password_hash,
            pin_hash=self.pin_hash,
            trained_on=trained_on,
            left_on=None,
            made_up=True,
            notice_read_at=SET_UP_AT,
        )
        return MadePerson(
            id=person_id,
            name=account.name,
            mobile=names.mobile(number),
            roles=frozenset(),
            from_on=FIRST_DAY,
            trained_on=trained_on,
            car=names.car(self.made),
            account=True,
        )

    def _of(self, school: MadeSchool, known: dict[str, MadePerson]) -> Staff:
        staff = Staff()
        taken: dict[Role, int] = {}
        for account in ACCOUNTS:
            if roles := account.roles.get(school.plan.slug):
                person = known[account.key]
                staff.people.append(replace(person, roles=frozenset(roles)))
                taken.update({role: taken.get(role, 0) + 1 for role in roles})
        for post, number in POSTS[school.plan.kind].items():
            for _ in range(number - taken.get(post[0], 0)):
                staff.people.append(self._somebody(school, post))
        self._some_leave(school, staff)
        on_call = next((p for p in staff.people if R.SLT in p.roles), None)
        for person in staff.people:
            ends = self._at(school, person, on_call=school.plan.kind == ON_CALL and person is on_call)
            if person.roles & frozenset(WATCHERS):
                staff.watched = max(staff.watched, ends)
        return staff

    def _somebody(self, school: MadeSchool, post: Post, *, to_on: date | None = None) -> MadePerson:
        """Most were there before; some came in a later autumn. A few were never trained, or nobody wrote it down."""
        made, number = self.made, self._next()
        new = R.VISITOR in post and to_on is None and made.chance(0.3)
        from_on = made.one(list(school.years.starts_of_years().values())) if new else FIRST_DAY
        trained_on = None if made.chance(0.03) else from_on - timedelta(days=made.dice.randint(4, 300))
        name = names.full_name(made)
        person_id = made.add(
            Person,
            SET_UP_AT,
            name=name,
            email=_email(name, number, school.plan.slug),
            mobile=names.mobile(number),
            staff_number=f"S{number:04d}",
            password_hash=None,
            pin_hash=None,
            trained_on=trained_on,
            left_on=to_on,
            made_up=True,
            notice_read_at=None if number % 9 == 0 else SET_UP_AT,
        )
        return MadePerson(
            id=person_id,
            name=name,
            mobile=names.mobile(number),
            roles=frozenset(post),
            from_on=from_on,
            to_on=to_on,
            trained_on=trained_on,
            car=names.car(made) if R.GOVERNOR not in post else None,
        )

    def _some_leave(self, school: MadeSchool, staff: Staff) -> None:
        """Two of the visitors of earlier years are not there any more."""
        for last in (date(2025, 7, 21), date(2026, 7, 20)):
            staff.people.append(self._somebody(school, (R.VISITOR,), to_on=last))

    def _at(self, school: MadeSchool, person: MadePerson, *, on_call: bool) -> time:
        """What a person has at one school: roles, hours, a car, the policy read. Returns when they go off duty."""
        made = self.made
        for role in sorted(person.roles):
            made.add(
                PersonRole,
                SET_UP_AT,
                school_id=school.id,
                person_id=person.id,
                role=role,
                from_on=person.from_on,
                to_on=person.to_on,
            )
        on_duty = person.to_on is None and not person.roles <= NEVER_ON_DUTY
        ends = self._hours(school, person, on_call=on_call) if on_duty else time(0, 0)
        if person.car is not None and person.roles & GOES:
            make, model, colour, registration = person.car
            made.add(
                Vehicle,
                SET_UP_AT,
                school_id=school.id,
                person_id=person.id,
                make=make,
                model=model,
                colour=colour,
                registration=registration,
            )
        if person.roles & GOES and made.chance(0.9):
            self._confirm(school, person)
        return ends

    def _hours(self, school: MadeSchool, person: MadePerson, *, on_call: bool) -> time:
        weekdays, starts, ends = range(5), time(8, 0), school.plan.office_closes
        if on_call:
            weekdays, starts, ends = range(7), time(0, 0), time(23, 59)
        elif person.roles & frozenset(LEADERS):
            starts, ends = time(7, 45), time(17, 30)
        elif R.OFFICE not in person.roles:
            starts, ends = time(8, 15), school.plan.closes
        for weekday in weekdays:
            self.made.add(
                Duty,
                SET_UP_AT,
                school_id=school.id,
                person_id=person.id,
                weekday=weekday,
                starts=starts,
                ends=ends,
            )
        return ends

    def _confirm(self, school: MadeSchool, person: MadePerson) -> None:
        for first, version_id in school.versions:
            day = max(first, person.from_on) + timedelta(days=self.made.dice.randint(1, 40))
            if person.here_on(day) and day <= ANCHOR:
                confirmed_at = school.at(day, time(12, 40))
                self.made.add(
                    Confirmation,
                    confirmed_at,
                    school_id=school.id,
                    person_id=person.id,
                    policy_version_id=version_id,
                    confirmed_at=confirmed_at,
                )

    def _next(self) -> int:
        self._number += 1
        return self._number


def _email(name: str, number: int, slug: str) -> str:
    local = name.lower().replace(" ", ".").replace("'", "")
    return f"{local}.{number}@{slug}.example"
