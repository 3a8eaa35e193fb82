"""Who watches and who can be reached, asked once more when somebody signs out. It stops nobody from being watched."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.models import AnswerRow
from data.plans import plan_of
from data.queries.facts import facts_for
from data.queries.snapshot import Loaded
from visits.compliance import Answer, Verdict, check_leaving

FOUND_THEN: Final = "Found when they signed out"


def gaps_at(session: Session, loaded: Loaded, *, now: datetime) -> tuple[Answer, ...]:
    """What stands against leaving now, if they come back as planned; empty where somebody is there all the time."""
    plan = plan_of(session, loaded.row)
    # Late already: what is asked is who is there from now on.
    plan = replace(plan, out_at=min(now, plan.back_at - timedelta(minutes=1)))
    facts = facts_for(session, plan, visit_id=loaded.row.id, policy=loaded.policy)
    tz = ZoneInfo(loaded.school.timezone)
    answers = check_leaving(plan, loaded.policy, facts, now=now, tz=tz)
    return tuple(answer for answer in answers if answer.verdict is not Verdict.OK)


def keep_gaps(session: Session, loaded: Loaded, *, now: datetime) -> int:
    """Keep what stood against leaving and was not known before; return how much."""
    gaps = gaps_at(session, loaded, now=now)
    query = select(AnswerRow).where(
        AnswerRow.visit_id == loaded.row.id, AnswerRow.key.in_([gap.key for gap in gaps])
    )
    kept = {row.key: row for row in session.scalars(query)}
    new = [gap for gap in gaps if gap.key not in kept or kept[gap.key].verdict == Verdict.OK]
    for gap in new:
        row = kept.get(gap.key) or _row(session, loaded, gap)
        row.verdict, row.sentence, row.reason = gap.verdict.value, gap.sentence, FOUND_THEN
    session.flush()
    return len(new)


def _row(session: Session, loaded: Loaded, gap: Answer) -> AnswerRow:
    row = AnswerRow(
        id=uuid7(),
        school_id=loaded.row.school_id,
        visit_id=loaded.row.id,
        key=gap.key,
        verdict=gap.verdict.value,
        sentence=gap.sentence,
        duties=list(gap.duties),
    )
    session.add(row)
    return row
