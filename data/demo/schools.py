"""The five made-up schools: what each is, which text it goes by, and its terms."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from data.demo.made import Made
from data.demo.names import landline
from data.demo.terms import SchoolYears, school_years
from data.models import Closure, PolicyVersion, School, Term
from visits.policy import Policy
from visits.words import Role

TRUST: Final = "Fernlight Schools Trust"
LONDON: Final = ZoneInfo("Europe/London")
FIRST_DAY: Final = date(2024, 9, 2)
ANCHOR: Final = date(2026, 11, 20)
"""The history is the same whenever it is made: it ends here, whatever the day of making it is."""
END: Final = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Nothing in the history was written down later than this."""
SET_UP_AT: Final = datetime(2024, 8, 28, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class SchoolPlan:
    """What is made up of a school.

    `years` are its year groups, youngest first, with how many pupils each has now; `leavers` left in each summer since.
    Of its `visits` so many are to `starters`, before a child's first day.
    """

    name: str
    slug: str
    policy: str
    kind: str
    years: dict[str, int]
    leavers: int
    visits: int
    starters: int = 0
    opens: time
    closes: time
    office_closes: time
    area: int
    streets: int = 24
    code_phrase: str | None = None
    reminder_role: Role = Role.HEADTEACHER
    in_force_from: date = date(2023, 9, 1)


def _secondary(pupils: int) -> dict[str, int]:
    return dict.fromkeys(("7", "8", "9", "10", "11"), pupils // 5)


SCHOOLS: Final = (
    SchoolPlan(
        name="Quillmere High School",
        slug="quillmere",
        policy="blessed_trinity",
        kind="secondary",
        years=_secondary(580),
        leavers=96,
        visits=2_333,
        opens=time(8, 15),
        closes=time(15, 45),
        office_closes=time(16, 30),
        area=1,
        streets=40,
        code_phrase="Has the green register been found?",
        reminder_role=Role.LEAD_DSL,
    ),
    SchoolPlan(
        name="Lanternfold Centre",
        slug="lanternfold",
        policy="red_balloon_norwich",
        kind="centre",
        years={"8": 8, "9": 11, "10": 14, "11": 13},
        leavers=10,
        visits=420,
        opens=time(9, 0),
        closes=time(15, 0),
        office_closes=time(16, 0),
        area=2,
        code_phrase="Is the minibus back from Harrowmoor?",
        in_force_from=date(2021, 10, 18),
    ),
    SchoolPlan(
        name="Tarrowby Academy",
        slug="tarrowby",
        policy="washwood_heath",
        kind="secondary",
        years=_secondary(460),
        leavers=76,
        visits=1_677,
        opens=time(8, 20),
        closes=time(16, 0),
        office_closes=time(16, 30),
        area=3,
        streets=36,
    ),
    SchoolPlan(
        name="Pebblewick Primary School",
        slug="pebblewick",
        policy="fs2_primary",
        kind="primary",
        years={"Nursery": 18, "Reception": 42, "1": 42, "2": 40, "3": 40, "4": 38, "5": 36, "6": 34},
        leavers=32,
        visits=520,
        starters=46,
        opens=time(8, 30),
        closes=time(15, 30),
        office_closes=time(16, 0),
        area=4,
        code_phrase="Could somebody water the tomatoes?",
    ),
    SchoolPlan(
        name="Otterhope Infant School",
        slug="otterhope",
        policy="heather_avenue",
        kind="infant",
        years={"Reception": 40, "1": 40, "2": 40},
        leavers=38,
        visits=44,
        starters=36,
        opens=time(8, 40),
        closes=time(15, 20),
        office_closes=time(15, 45),
        area=5,
        code_phrase="Please move my dentist to Tuesday.",
        in_force_from=date(2022, 5, 1),
    ),
)


@dataclass(frozen=True, kw_only=True)
class MadeSchool:
    """A school that was made, with what the rest needs to know of it."""

    id: UUID
    plan: SchoolPlan
    years: SchoolYears
    policy: Policy
    versions: tuple[tuple[date, UUID], ...]
    """Each version's first day in force and its id, oldest first."""

    def version_on(self, day: date) -> UUID:
        return [version for first, version in self.versions if first <= day][-1]

    def at(self, day: date, clock: time) -> datetime:
        """That time of day at the school, in UTC."""
        return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def make_schools(made: Made, policies: dict[str, Policy]) -> list[MadeSchool]:
    return [
        _school(made, place, plan, policies[plan.policy], number)
        for place, (plan, number) in enumerate(zip(SCHOOLS, (11, 120, 231, 342, 453), strict=True))
    ]


def _school(made: Made, place: int, plan: SchoolPlan, policy: Policy, phone: int) -> MadeSchool:
    school_id = made.add(
        School,
        SET_UP_AT,
        name=plan.name,
        slug=plan.slug,
        trust=TRUST,
        office_phone=landline(phone),
        opens=plan.opens,
        closes=plan.closes,
        office_closes=plan.office_closes,
        code_phrase=plan.code_phrase,
        code_phrase_set_at=SET_UP_AT if plan.code_phrase else None,
        reminder_role=plan.reminder_role,
        trigger_days=5,
        trigger_percent=85,
        trigger_severe=True,
        made_up=True,
    )
    years = school_years(place)
    for term in years.terms:
        made.add(
            Term,
            SET_UP_AT,
            school_id=school_id,
            academic_year=term.year,
            name=term.name,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
        )
    for shut in years.shut:
        made.add(
            Closure,
            SET_UP_AT,
            school_id=school_id,
            starts_on=shut.starts_on,
            ends_on=shut.ends_on,
            kind=shut.kind,
            note=shut.note,
        )
    versions = tuple(_versions(made, school_id, plan, policy))
    return MadeSchool(id=school_id, plan=plan, years=years, policy=policy, versions=versions)


def _versions(made: Made, school_id: UUID, plan: SchoolPlan, policy: Policy) -> list[tuple[date, UUID]]:
    """The text in force; where it was approved after the history begins, the year before's stands in front of it."""
    approved = policy.review.approved_on
    if approved is None or approved <= FIRST_DAY:
        return [_version(made, school_id, policy, 1, plan.in_force_from, None)]
    before = _a_cycle_earlier(policy)
    last = approved - timedelta(days=1)
    return [
        _version(made, school_id, before, 1, plan.in_force_from, last),
        _version(made, school_id, policy, 2, approved, None),
    ]


def _a_cycle_earlier(policy: Policy) -> Policy:
    """The same text with the dates of the review before."""
    review = policy.review
    back = (review.cycle_months or 12) // 12
    moved = {
        name: day.replace(year=day.year - back)
        for name in ("approved_on", "last", "next")
        if (day := getattr(review, name)) is not None
    }
    return policy.model_copy(update={"review": review.model_copy(update=moved)})


def _version(
    made: Made, school_id: UUID, policy: Policy, number: int, first: date, last: date | None
) -> tuple[date, UUID]:
    adopted_at = max(SET_UP_AT, datetime.combine(first, time(9, 0), tzinfo=LONDON).astimezone(UTC))
    version_id = made.add(
        PolicyVersion,
        adopted_at,
        school_id=school_id,
        number=number,
        key=policy.key,
        title=policy.title,
        document=policy.model_dump(mode="json"),
        in_force_from=first,
        in_force_to=last,
        owner=policy.review.owner,
        approver=policy.review.approver,
        approved_on=policy.review.approved_on,
        last_review_on=policy.review.last,
        next_review_on=policy.review.next,
        adopted_at=adopted_at,
        adopted_by_id=None,
    )
    return first, version_id
