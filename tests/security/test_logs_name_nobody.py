"""A day at school, and what goes wrong in it: what is logged of it names no child, no family and nobody of the staff."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest
from uuid6 import uuid7

from data.commands import alert, authorise, concern, record, visit, word
from data.commands.core import Invalid, NotPermitted
from data.database import Database
from data.models import AlertRow, Pupil, VisitRow
from data.sending import Outgoing
from data.settings import Settings
from pages import guard
from tests.data.alert_world import SMTP, mail_on
from tests.examples.world import World, world
from tests.logbook import logbook
from tests.private import kept_texts, leaks, long_enough
from tests.staff import KEY, NOW, quicken, signed_in
from tests.trips import one
from tests.watcher.rounds import send_due
from tests.watcher.sink import free_port
from tests.web.conftest import Web
from visits.aftercare import IncidentKind
from visits.visit import Vehicle
from visits.words import Role, StepOutcome, StopOutcome, Via
from watcher import steps
from watcher.going_on import going_on
from watcher.links import LinkMaker
from watcher.mail import Mail

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"
CAR = Vehicle(make="Peugeot", model="Partner", colour="mustard", registration="QM26 ZOE")
LATE, LATER = NOW + timedelta(hours=4), NOW + timedelta(hours=6)
AGAIN = LATER + timedelta(minutes=5)


@dataclass
class Day:
    """A school's day. `typed` is everything that somebody wrote in it."""

    world: World
    typed: set[str] = field(default_factory=set)

    def writes(self, text: str) -> str:
        self.typed.add(text)
        return text


@pytest.fixture
def day(db: Database, monkeypatch: pytest.MonkeyPatch) -> Day:
    quicken(monkeypatch)
    mail_on(monkeypatch)
    return Day(world(db))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything, down to what is only for whoever looks for a fault."""
    with logbook("debug") as stream:
        yield stream


def signing_in(day: Day) -> None:
    browser = Web(day.world.db, day.world.staff).browser()
    assert (
        browser.sign_in(
            day.writes("ada.ash@at-home.example"), day.writes("my mother's maiden name")
        ).status_code
        == 403
    )
    assert browser.sign_in("office@school.example", day.writes("three wrong guesses")).status_code == 403
    assert browser.sign_in("office@school.example").status_code == 303
    assert browser.http.get(f"/set-password/{day.writes('a-link-that-was-never-made')}").status_code < 500


def planning(day: Day) -> VisitRow:
    w = day.world
    plan = w.plan(
        vehicle=CAR,
        purpose=day.writes("Ask why Zoë has been away since Friday"),
        told=False,
        told_exception=day.writes("The mother's phone is cut off"),
    )
    with pytest.raises(NotPermitted):
        visit.log(w.db, plan=plan, idempotency_key="k", by=w.who(Role.GOVERNOR), now=NOW)
    with pytest.raises(Invalid):
        visit.log(
            w.db,
            plan=w.plan(visitors=(w.visitor(Role.VISITOR),)),
            idempotency_key="k",
            by=w.who(Role.SENDCO),
            now=NOW,
        )
    visit_id = visit.log(w.db, plan=plan, idempotency_key="k", by=w.who(Role.SENDCO), now=NOW)
    authorise.authorise(w.db, visit_id=visit_id, version=1, by=w.who(Role.LEAD_DSL), now=NOW)
    return one(w.db, VisitRow, id=visit_id)


def going(day: Day, row: VisitRow) -> None:
    w, office = day.world, day.world.who(Role.OFFICE)
    word.sign_out(w.db, visit_id=row.id, by=office, now=row.out_at)
    stop, party = w.stop_id(row.id), w.party(row.id)
    word.arrive(
        w.db, visit_id=row.id, stop_id=stop, visitor_ids=party, by=office, now=row.out_at, via=Via.CALL
    )
    web = Web(w.db, w.staff, now=row.out_at + timedelta(minutes=1))
    assert "14 Mill Row" in web.signed_in(Role.VISITOR).http.get("/out").text


def silence(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody comes back. The watcher fails with a row, with the database and with the mail; and it goes on."""
    db = day.world.db
    with monkeypatch.context() as patch:
        for how in ("raise_many", "raise_due"):
            patch.setattr(steps, how, failing(day.writes("no ladder for Ada Ash of 14 Mill Row")))
        assert steps.raise_all(db, steps.find_due(db, now=LATE), now=LATE) == 0
    assert steps.raise_all(db, steps.find_due(db, now=LATER), now=LATER) > 0
    stop = Event()
    stop.set()
    assert not going_on(lambda: same_number_again(day), stop)
    nobody_listens = Settings.model_validate({**SMTP, "smtp_host": "127.0.0.1", "smtp_port": free_port()})
    mail = Mail(nobody_listens, LinkMaker(nobody_listens, key=KEY))
    assert send_due(db, mail, holder="test", now=LATER).failed > 0
    assert send_due(db, no_such_channel, holder="test", now=AGAIN).failed > 0


def failing(said: str) -> Callable[..., None]:
    def fail(*_args: object, **_more: object) -> None:
        raise ValueError(said)

    return fail


def same_number_again(day: Day) -> None:
    """What PostgreSQL and SQLite say of it quotes the whole row."""
    row = {"school_id": day.world.staff.school, "number": "P1", "year_group": "8"}
    named = {"given_name": day.writes("Wilhelmina"), "family_name": day.writes("Achebe-Ostrowski")}
    with day.world.db.write() as session:
        session.execute(insert(Pupil).values(id=uuid7(), **row, **named))


def no_such_channel(message: Outgoing) -> None:
    raise RuntimeError(f"{message.recipient}: {message.subject}: {message.body}")


def coming_back(day: Day, row: VisitRow) -> None:
    w = day.world
    office, visitor = w.who(Role.OFFICE), w.who(Role.VISITOR)
    stop, party = w.stop_id(row.id), w.party(row.id)
    given = {"alert_id": one(w.db, AlertRow).id, "by": office, "now": LATER}
    alert.record_step(
        w.db,
        **given,
        step_key=w.step().key,
        outcomes=dict.fromkeys(party, StepOutcome.NO_ANSWER),
        note=day.writes("It rings out at Rhona's"),
    )
    reference = day.writes("log 8823 of today")
    alert.police_called(w.db, **given, called_at=LATER, reference=reference, note=day.writes("A car is sent"))
    cause = day.writes("Both are in the car park")
    alert.stand_down(w.db, **given, closed_as="safe", cause=cause, known_safe=party)
    word.back(w.db, visit_id=row.id, visitor_ids=party, by=office, now=LATER)
    about = {"visit_id": row.id, "by": visitor, "now": LATER}
    concern.raise_concern(w.db, **about, note=day.writes("A bruise on one arm"), pupil_id=w.home.pupil)
    swore = day.writes("The neighbour swore at us")
    concern.report_incident(w.db, **about, kind=IncidentKind.VERBAL_ABUSE, note=swore, happened_at=row.out_at)
    seen = day.writes("Ada Ash and the baby")
    report = record.StopReport(stop_id=stop, outcome=StopOutcome.SEEN, who_was_seen=seen)
    record.write_up(
        w.db,
        **about,
        version=one(w.db, VisitRow, id=row.id).version,
        stops=(report,),
        system="MyConcern",
        reference=day.writes("case 4711 of Zoë"),
        actions=day.writes("Ring on Monday"),
    )


def looking(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page fails over what it was to show."""
    token = signed_in(day.world.db, day.world.staff.people[Role.OFFICE])
    monkeypatch.setattr(guard, "db", lambda: day.world.db)
    monkeypatch.setattr(guard, "_token", lambda: token)
    monkeypatch.setattr(guard, "now", failing(day.writes("cannot draw Ada Ash, 07700 900555")))
    assert len(AppTest.from_file(str(NAVIGATION), default_timeout=30).run().exception) == 1


def test_a_day_and_what_goes_wrong_in_it_names_nobody(
    day: Day,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    signing_in(day)
    row = planning(day)
    going(day, row)
    silence(day, monkeypatch)
    coming_back(day, row)
    looking(day, monkeypatch)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = {line["event"] for line in lines}
    assert {"alert.not_raised", "alert.raised", "watch.failed", "message.not_sent", "library.said"} <= told
    errors = {error for line in lines for error in line.get("errors", ())}
    assert {"sqlalchemy.exc.IntegrityError", "builtins.RuntimeError", "builtins.ValueError"} <= errors
    private = kept_texts(day.world.db) | long_enough(day.typed)
    assert {"14 Mill Row", "O'Neill-Ash", "07700 900555", "slt@school.example", "Ada Ash"} <= private
    assert leaks([log.getvalue(), *capfd.readouterr()], private) == set()
