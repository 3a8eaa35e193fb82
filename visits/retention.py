"""How long each kind of record is kept, from what day that counts, and why. None of the five policies gives a period.

What is due is put on a list that a named person signs (`data.commands.records`); nothing goes by itself but what
`Rule.signed` says No to. Sources: the IRMS Toolkit for Schools (Information and Records Management Society), Keeping
Children Safe in Education, the Limitation Act 1980 and the School Attendance (Pupil Registration) Regulations 2024.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from visits.words import RecordKind

WORDS_AFTER: Final = timedelta(days=30)
"""How long a visit's words stay here once somebody found the record in CPOMS or MyConcern: time to notice a mistake."""
OPERATING_DAYS: Final = 365
DRAFT_DAYS: Final = 180


class RuleKey(StrEnum):
    """Each rule by its name; one kind can have two, by what happened."""

    CHILD_PROTECTED = "child_protected"
    CHILD = "child"
    VISIT_PROTECTED = "visit_protected"
    VISIT = "visit"
    HOUSEHOLD = "household"
    STAFF = "staff"
    ATTENDANCE = "attendance"
    SIGN_IN = "sign_in"
    MESSAGE = "message"
    AUDIT = "audit"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`kept` and `counts_from` are words for people; `years` what is reckoned with, 0 where it goes with another record.

    `signed`: it goes by a list that somebody signs. Without, Homeward does it every day.
    """

    kind: RecordKind
    what: str
    kept: str
    counts_from: str
    why: str
    years: int = 0
    signed: bool = True


RULES: Final[Mapping[RuleKey, Rule]] = {
    RuleKey.CHILD_PROTECTED: Rule(
        kind=RecordKind.CHILD,
        what="A child with a concern, an incident or a referral",
        kept="25 years",
        counts_from="the child's date of birth",
        why="IRMS Toolkit for Schools: a child protection file is kept to date of birth + 25 years",
        years=25,
    ),
    RuleKey.CHILD: Rule(
        kind=RecordKind.CHILD,
        what="A child without any of these",
        kept="6 years",
        counts_from="the last day on roll, or the last visit if that was later",
        why="Limitation Act 1980: six years, in which a visit could still be asked about",
        years=6,
    ),
    RuleKey.VISIT_PROTECTED: Rule(
        kind=RecordKind.INCIDENT,
        what="A visit with a concern, an incident or a referral",
        kept="25 years, and 10 years at least",
        counts_from="the date of birth of its youngest child, and the day of the visit",
        why="IRMS Toolkit for Schools: as the child protection file; an allegation against staff for 10 years",
        years=25,
    ),
    RuleKey.VISIT: Rule(
        kind=RecordKind.VISIT,
        what="A visit without any of these",
        kept="6 years",
        counts_from="the day on which it was to be back",
        why="Limitation Act 1980: six years, for the family's side and for the staff's",
        years=6,
    ),
    RuleKey.HOUSEHOLD: Rule(
        kind=RecordKind.HOUSEHOLD,
        what="A home: address, adults, marks, risk assessments",
        kept="with the last child and the last visit of it",
        counts_from="the day on which the last of them goes",
        why="It is kept for the child and for whoever stands at the door, and for nothing else",
    ),
    RuleKey.STAFF: Rule(
        kind=RecordKind.STAFF,
        what="A member of staff: name, mobile, vehicle, next of kin, training",
        kept="6 years",
        counts_from="the last day at the school",
        why="IRMS Toolkit for Schools: a personnel file is kept to the end of employment + 6 years",
        years=6,
    ),
    RuleKey.ATTENDANCE: Rule(
        kind=RecordKind.ATTENDANCE,
        what="A school year's attendance marks",
        kept="6 years",
        counts_from="the last day in the file",
        why="School Attendance (Pupil Registration) (England) Regulations 2024: a register is kept for 6 years",
        years=6,
    ),
    RuleKey.SIGN_IN: Rule(
        kind=RecordKind.SIGN_IN,
        what="Sessions, used links, failed attempts, calendar links that were ended",
        kept="1 year",
        counts_from="the day on which it ended",
        why="Long enough to look into a misuse that is noticed late",
        signed=False,
    ),
    RuleKey.MESSAGE: Rule(
        kind=RecordKind.MESSAGE,
        what="The words and the address of a message; that it was sent, when and to whom stays with the visit",
        kept="1 year",
        counts_from="the day on which it was written",
        why="Long enough to look into an alert afterwards",
        signed=False,
    ),
    RuleKey.AUDIT: Rule(
        kind=RecordKind.AUDIT,
        what="What an entry of the audit says of a record",
        kept="with the record",
        counts_from="the day on which the record goes",
        why="The chain itself stays: who did something and when, without on whom",
        signed=False,
    ),
}
PROTECTED_YEARS: Final = RULES[RuleKey.CHILD_PROTECTED].years
ALLEGATION_YEARS: Final = 10


@dataclass(frozen=True)
class Kept:
    """By which rule a record is kept, and the day on which its time is over; None where that is not known."""

    rule: RuleKey
    until: date | None

    def is_over(self, today: date) -> bool:
        """Whether it is over its time. What is not known is never over."""
        return self.until is not None and self.until <= today


def later_by(on: date, years: int) -> date:
    """The day so many years later; of 29 February the 1 March."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)


def child_kept(
    *, protected: bool, born_on: date | None, last_on_roll: date | None, last_visit_on: date | None
) -> Kept:
    """Of a child who is not on roll. `protected`: a concern, an incident or a referral in any visit of theirs.

    A child without a birth date is never due by it, and one whose last day on roll nobody knows by neither.
    """
    if protected:
        until = later_by(born_on, PROTECTED_YEARS) if born_on else None
        return Kept(RuleKey.CHILD_PROTECTED, _not_before(until, last_visit_on, RULES[RuleKey.VISIT].years))
    if last_on_roll is None:
        return Kept(RuleKey.CHILD, None)
    last = max(last_on_roll, last_visit_on or last_on_roll)
    return Kept(RuleKey.CHILD, later_by(last, RULES[RuleKey.CHILD].years))


def visit_kept(*, protected: bool, back_on: date, children_born: Collection[date | None]) -> Kept:
    """Of a visit that is over. With a matter of child protection it is kept as its youngest child is."""
    if not protected:
        return Kept(RuleKey.VISIT, later_by(back_on, RULES[RuleKey.VISIT].years))
    born = [on for on in children_born if on is not None]
    if len(born) < len(children_born):
        return Kept(RuleKey.VISIT_PROTECTED, None)
    ends = [later_by(back_on, ALLEGATION_YEARS), *(later_by(on, PROTECTED_YEARS) for on in born)]
    return Kept(RuleKey.VISIT_PROTECTED, max(ends))


def household_kept(others: Collection[Kept]) -> Kept:
    """Of a home: with the last of its children and visits. One that has neither is not known."""
    ends = [kept.until for kept in others]
    known = [on for on in ends if on is not None]
    return Kept(RuleKey.HOUSEHOLD, max(known) if known and len(known) == len(ends) else None)


def staff_kept(left_on: date | None) -> Kept:
    """Of somebody who has left; None for who has not."""
    return Kept(RuleKey.STAFF, later_by(left_on, RULES[RuleKey.STAFF].years) if left_on else None)


def attendance_kept(last_on: date) -> Kept:
    """Of a school year's marks, from the last day in the file."""
    return Kept(RuleKey.ATTENDANCE, later_by(last_on, RULES[RuleKey.ATTENDANCE].years))


def _not_before(until: date | None, last_visit_on: date | None, years: int) -> date | None:
    if until is None or last_visit_on is None:
        return until
    return max(until, later_by(last_visit_on, years))


class EraseReason(StrEnum):
    """Why one record goes before its time. None of them reaches what the law says to keep."""

    ASKED = "asked"
    MISTAKE = "mistake"
    NOT_NEEDED = "not_needed"
    COURT = "court"


REASON_WORDS: Final[Mapping[EraseReason, str]] = {
    EraseReason.ASKED: "They asked for it, or a parent did (UK GDPR, Article 17)",
    EraseReason.MISTAKE: "It should never have been entered",
    EraseReason.NOT_NEEDED: "It is not needed any longer",
    EraseReason.COURT: "A court or the Information Commissioner ordered it",
}

KIND_WORDS: Final[Mapping[RecordKind, tuple[str, str]]] = {
    RecordKind.CHILD: ("child", "children"),
    RecordKind.HOUSEHOLD: ("home", "homes"),
    RecordKind.VISIT: ("visit", "visits"),
    RecordKind.STAFF: ("member of staff", "members of staff"),
    RecordKind.INCIDENT: (
        "visit with a matter of child protection",
        "visits with a matter of child protection",
    ),
    RecordKind.ATTENDANCE: ("year of attendance marks", "years of attendance marks"),
    RecordKind.SIGN_IN: ("session", "sessions"),
    RecordKind.MESSAGE: ("message", "messages"),
    RecordKind.AUDIT: ("entry of the audit", "entries of the audit"),
}


def counted(counts: Mapping[RecordKind, int]) -> str:
    """ "12 visits, 3 children and 1 home": what a list holds, in the order of the kinds."""
    parts = [
        f"{counts[kind]:,} {KIND_WORDS[kind][counts[kind] != 1]}" for kind in RecordKind if counts.get(kind)
    ]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def table() -> str:
    """The rules as the Markdown table of `docs/retention.md`."""
    head = "| what | kept for | counted from | goes by | why |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {rule.what} | {rule.kept} | {rule.counts_from} | "
        f"{'a signed list' if rule.signed else 'itself, every day'} | {rule.why} |\n"
        for rule in RULES.values()
    )
