"""What is told to people away from the page, in words that name no family, no child, no address and no visitor.

The frame of a message (link, number of the alert) is put around it in `reports.messages`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from visits.alerts import asked, reference
from visits.ladders import Ladder, Step
from visits.times import day_said, said
from visits.words import LadderKind

DRILL = "This is a drill. Nobody is missing."


_WHAT = {
    LadderKind.OVERDUE: "Overdue",
    LadderKind.EMERGENCY: "Emergency",
    LadderKind.PUPIL_NOT_SEEN: "Pupil not seen",
}


@dataclass(frozen=True)
class Notice:
    """One line for the subject, and the sentences below it."""

    subject: str
    body: str


def notice(subject: str, *paragraphs: str) -> Notice:
    """A notice of these paragraphs, without the empty ones. A name with a line break in it begins none of its own."""
    return Notice(one_line(subject), "\n\n".join(one_line(part) for part in paragraphs if part))


def one_line(text: str) -> str:
    """The text without line breaks: what follows one in a subject would be a header of its own."""
    return " ".join(text.split())


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a notice about an alert may say: no more than this."""

    school: str
    timezone: str
    visit_id: UUID | None
    kind: LadderKind
    due_at: datetime
    drill: bool = False

    @property
    def name(self) -> str:
        """What it is, the school and the visit's reference. A drill has no visit, and says first what it is."""
        what = _WHAT[self.kind]
        if self.drill:
            return f"DRILL: {what}: {self.school}"
        return f"{what}: {self.school}, visit {reference(self.visit_id)}"


def step_notice(matter: Matter, ladder: Ladder, step: Step, *, reminder: int) -> Notice:
    """A step has come, or waits still: `reminder` is 0 for the first message and counts up."""
    place = f"Step {ladder.number(step.key)} of {len(ladder.steps)}: {step.text}."
    if matter.kind is LadderKind.EMERGENCY:
        opening = "Somebody on a visit may be in danger: the code phrase was heard, or somebody said so."
        place = f"{step.text}. Do not ring the visitors back unless you are told to."
    elif matter.kind is LadderKind.PUPIL_NOT_SEEN:
        opening = f"A visit ended without the pupil being seen, said {said(matter.due_at, matter.timezone)}."
    else:
        opening = f"Nobody has heard from the visitors. Word was due {said(matter.due_at, matter.timezone)}."
    if matter.drill:
        opening = f"{DRILL} Do what the step asks as far as it goes without ringing a family or the police."
        place = f"Step {ladder.number(step.key)} of {len(ladder.steps)}: {asked(step, drill=True)}."
    again = f"Reminder {reminder}: nobody has acknowledged this step yet." if reminder else ""
    subject = f"{matter.name}{f' (reminder {reminder})' if reminder else ''}"
    return notice(subject, again, opening, place)


def stand_down_notice(
    matter: Matter,
    *,
    closed_as: str,
    by_name: str,
    now: datetime,
    police_called_at: datetime | None,
    police_reference: str,
    police_told: bool = False,
) -> Notice:
    """It is over: how, who said so, and whether the police have to be told still."""
    if matter.drill:
        over = f"{by_name} ended the drill {said(now, matter.timezone)}. Nobody was missing."
        return notice(f"Ended: {matter.name}", over)
    how = "a false alarm" if closed_as == "false_alarm" else "everybody is safe"
    police = ""
    if police_called_at is not None:
        number = f", reference {police_reference}" if police_reference else ""
        told = "they have been told that it is over" if police_told else "they have to be told"
        police = f"The police were called {said(police_called_at, matter.timezone)}{number}: {told}."
    return notice(
        f"Stood down: {matter.name}",
        f"{by_name} stood it down {said(now, matter.timezone)}: {how}.",
        police,
    )


def waiting_notice(*, school: str, timezone: str, out_at: datetime) -> Notice:
    """A visit waits for a yes or no from whoever the policy lets decide."""
    return notice(
        f"To authorise: a home visit, {school}",
        f"A home visit waits for your yes or no. It means to leave {said(out_at, timezone)}.",
    )


def watch_notice(*, school: str, by_name: str, out: int, closed: bool) -> Notice:
    """The watch is offered to its reader: theirs once they accept, which they do on any page of Homeward."""
    visits = "Nobody is out." if not out else "1 visit is out." if out == 1 else f"{out} visits are out."
    shut = "The school is closed today. " if closed else ""
    return notice(
        f"The watch is offered to you: {school}",
        f"{by_name} offers you the watch over home visits at {school}. {shut}{visits} "
        "It is yours once you accept: the offer stands above every page of Homeward.",
    )


def review_notice(*, school: str, title: str, due_on: date, days_left: int) -> Notice:
    """A policy's review comes near, is due today, or is late (BT-27, RB-13, HA-13)."""
    day = day_said(due_on)
    if days_left > 0:
        when = f"is due in {_days(days_left)}, on {day}"
    elif days_left == 0:
        when = f"is due today, {day}"
    else:
        when = f"is overdue by {_days(-days_left)}; it was due on {day}"
    return notice(f"Policy review: {school}", f'The review of "{title}" {when}.')


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
