"""One logged visit with its audit entry, beside one raw durable commit of a row."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from uuid6 import uuid7

from benchmarks.past import NOW, make
from benchmarks.timing import in_turn, ms
from data.commands import visit
from data.database import Database
from data.models import Household, RiskAssessment
from data.queries.policy import in_force
from visits.permissions import Viewer
from visits.visit import StopPlan, Vehicle, VisitorPlan, VisitPlan
from visits.words import VisitKind, VisitorRole

RUNS = 100
LIMIT_RATIO = 6.0
GIVEN = ("watched_to_the_end", "training", "school_hours", "steps_reachable")


def home(db: Database, viewer: Viewer) -> UUID:
    """A household whose risk assessment is in date."""
    school_id = next(iter(viewer.schools))
    household_id = uuid7()
    with db.write() as session:
        version = in_force(session, school_id=school_id, on=NOW.date())
        assert version is not None
        session.add(
            Household(
                id=household_id, school_id=school_id, name="Row", address="1 Mill Row", postcode="ZZ1 1ZZ"
            )
        )
        session.flush()
        session.add(
            RiskAssessment(
                school_id=school_id,
                household_id=household_id,
                policy_version_id=version.id,
                assessed_on=NOW.date(),
                valid_until=NOW.date() + timedelta(days=1000),
                by_id=viewer.person_id,
                made_at=NOW,
            )
        )
    return household_id


def plan(viewer: Viewer, household_id: UUID, n: int) -> VisitPlan:
    """A visit for which the policy has nothing to ask but reasons, which are given. Each `n` is on another day."""
    out_at = NOW + timedelta(days=7 * n)
    stop = StopPlan(
        address="1 Mill Row",
        household_id=household_id,
        due_in_at=out_at + timedelta(minutes=10),
        due_out_at=out_at + timedelta(minutes=40),
    )
    return VisitPlan(
        school_id=next(iter(viewer.schools)),
        kind=VisitKind.PROCEDURAL,
        reason="attendance",
        out_at=out_at,
        back_at=out_at + timedelta(minutes=55),
        stops=(stop,),
        visitors=(
            VisitorPlan(name="A. Visitor", role=VisitorRole.LEAD, mobile="07700 900111", part="Speaks"),
            VisitorPlan(name="B. Second", role=VisitorRole.SECOND, mobile="07700 900112", part="Notes"),
        ),
        purpose="Support with attendance",
        alternatives="They cannot come to school",
        who_to_see="A parent",
        told=True,
        vehicle=Vehicle(make="Vauxhall", model="Corsa", colour="silver", registration="QQ12 QQQ"),
        reasons_given=dict.fromkeys(GIVEN, "Agreed"),
    )


def logging(db: Database, viewer: Viewer) -> Callable[[], object]:
    """Log one visit a call, each its own."""
    numbers, household_id = count(), home(db, viewer)

    def log() -> object:
        n = next(numbers)
        asked = plan(viewer, household_id, n)
        return visit.log(db, plan=asked, idempotency_key=f"bench{n}", by=viewer, now=NOW)

    return log


def raw_commits(path: Path) -> Callable[[], object]:
    """One row, committed so that it survives a power cut, by the sqlite3 module alone."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, what TEXT)")

    def commit() -> object:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO kept (what) VALUES ('visit')")
        raw.execute("COMMIT")
        return None

    return commit


def main() -> None:
    """Print the two medians and their ratio."""
    with TemporaryDirectory() as folder:
        db, viewer = make(Path(folder) / "write.db", past=20_000)
        pair = in_turn(logging(db, viewer), raw_commits(Path(folder) / "raw.db"), runs=RUNS)
        db.close()
    print("Write: one visit logged, judged, audited; floor: one durable commit of one row by sqlite3")
    print(
        f"ours {ms(pair.ours)}   floor {ms(pair.floor)}   ratio {pair.ratio:.1f} (at most {LIMIT_RATIO:.0f})\n"
    )


if __name__ == "__main__":
    main()
