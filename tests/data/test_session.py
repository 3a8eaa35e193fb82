"""Sessions, boards and PINs, below any page: what holds, what ends, and what only slows down."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from data.commands import credentials, session
from data.commands.core import Invalid, NotPermitted
from data.commands.session import WrongPassword, WrongPin
from data.database import Database
from data.models import Attempt, AuditRow, Person, School, SignIn
from data.queries.people import board_viewer
from data.queries.session import SignedIn, devices, signed_in
from data.throttle import TooMany
from tests import staff as made
from tests.staff import KEY, NOW, PASSWORD, PIN, Staff
from visits.permissions import Viewer
from visits.words import Role

IDLE = 60


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made.quicken(monkeypatch)


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def open_for(db: Database, role: Role, *, password: str = PASSWORD, origin: str = "desk") -> str:
    return session.sign_in(
        db,
        email=f"{role.value}@school.example",
        password=password,
        origin=origin,
        device="Firefox on Windows",
        key=KEY,
        hours=12,
        now=NOW,
    ).token


def found(db: Database, token: str, *, minutes: float = 0) -> SignedIn | None:
    with db.read() as reading:
        return signed_in(reading, token, idle_minutes=IDLE, now=NOW + timedelta(minutes=minutes))


def board_of(db: Database, here: Staff) -> Viewer:
    with db.read() as reading:
        return board_viewer(reading.get_one(School, here.school))


def audited(db: Database, command: str) -> list[str]:
    with db.read() as reading:
        query = select(AuditRow.outcome).where(AuditRow.command == command).order_by(AuditRow.number)
        return list(reading.scalars(query))


def test_a_session_holds_until_it_is_idle(db: Database, here: Staff) -> None:
    token = open_for(db, Role.OFFICE)
    before, at = found(db, token, minutes=IDLE - 0.1), found(db, token, minutes=IDLE)
    assert before is not None
    assert before.viewer.person_id == here.people[Role.OFFICE]
    assert at is None


def test_use_keeps_it_and_the_end_comes_all_the_same(db: Database, here: Staff) -> None:
    token = open_for(db, Role.OFFICE)
    for minutes in range(0, 12 * 60, 50):
        current = found(db, token, minutes=minutes)
        assert current is not None
        at = NOW + timedelta(minutes=minutes)
        session.touch(db, sign_in_id=current.id, used_at=current.used_at, now=at)
    assert found(db, token, minutes=12 * 60) is None


def test_using_it_is_written_once_a_minute_at_most(db: Database, here: Staff) -> None:
    current = found(db, open_for(db, Role.OFFICE))
    assert current is not None
    for seconds, kept in ((30, 0), (59, 0), (60, 60), (90, 60), (200, 200)):
        with db.read() as reading:
            used_at = reading.scalars(select(SignIn.used_at)).one()
        session.touch(db, sign_in_id=current.id, used_at=used_at, now=NOW + timedelta(seconds=seconds))
        with db.read() as reading:
            assert reading.scalars(select(SignIn.used_at)).one() == NOW + timedelta(seconds=kept)


def test_failures_are_refused_and_leave_only_an_attempt(db: Database, here: Staff) -> None:
    with pytest.raises(WrongPassword):
        open_for(db, Role.OFFICE, password="wrong")
    assert audited(db, "session.sign_in") == ["refused"]
    with db.read() as reading:
        assert reading.scalar(select(func.count()).select_from(SignIn)) == 0
        assert reading.scalar(select(func.count()).select_from(Attempt)) == 3
        assert reading.scalars(select(AuditRow.actor_id)).all() == [None]


def test_an_attempt_inside_the_wait_writes_nothing(db: Database, here: Staff) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            open_for(db, Role.OFFICE, password="wrong")
    with pytest.raises(TooMany) as why:
        open_for(db, Role.OFFICE)
    assert why.value.wait_s == 2
    assert audited(db, "session.sign_in") == ["refused"] * 5


def test_old_attempts_are_forgotten(db: Database, here: Staff) -> None:
    with db.write() as writing:
        for days in (1.1, 0.5):
            writing.add(Attempt(subject="x" * 64, at=NOW - timedelta(days=days)))
    open_for(db, Role.OFFICE)
    with db.read() as reading:
        assert reading.scalars(select(Attempt.at)).all() == [NOW - timedelta(days=0.5)]


def test_a_weaker_hash_is_made_anew_at_the_next_sign_in(db: Database, here: Staff) -> None:
    weak = made.PasswordHasher(time_cost=1, memory_cost=16, parallelism=2).hash(PASSWORD)
    with db.write() as writing:
        writing.get_one(Person, here.people[Role.OFFICE]).password_hash = weak
    open_for(db, Role.OFFICE)
    with db.read() as reading:
        assert reading.get_one(Person, here.people[Role.OFFICE]).password_hash != weak
    assert open_for(db, Role.OFFICE)


def test_nobody_ends_somebody_elses_session(db: Database, here: Staff) -> None:
    token = open_for(db, Role.OFFICE)
    slt, board = here.viewer(db, Role.SLT), board_of(db, here)
    for by in (slt, board):
        with pytest.raises(NotPermitted):
            session.sign_out(db, token=token, by=by, now=NOW)
    with pytest.raises(NotPermitted):
        session.sign_out(db, token="unknown", by=slt, now=NOW)
    current = found(db, token)
    assert current is not None
    with pytest.raises(NotPermitted):
        session.sign_out_device(db, sign_in_id=current.id, by=slt, now=NOW)
    with pytest.raises(NotPermitted):
        session.sign_out_device(db, sign_in_id=uuid4(), by=slt, now=NOW)
    assert found(db, token)


def test_a_lost_phone_is_signed_out_from_the_desk(db: Database, here: Staff) -> None:
    desk, phone = open_for(db, Role.OFFICE), open_for(db, Role.OFFICE)
    office = here.viewer(db, Role.OFFICE)
    with db.read() as reading:
        listed = devices(reading, here.people[Role.OFFICE], token=desk, now=NOW)
    assert sorted(d.this_one for d in listed) == [False, True]
    (other,) = [d for d in listed if not d.this_one]
    session.sign_out_device(db, sign_in_id=other.id, by=office, now=NOW)
    assert found(db, phone) is None
    assert found(db, desk)


def test_everywhere_else_is_everywhere_but_here(db: Database, here: Staff) -> None:
    desk, phone, tablet = (open_for(db, Role.OFFICE) for _ in range(3))
    others = open_for(db, Role.SLT)
    assert session.sign_out_everywhere(db, keep=desk, by=here.viewer(db, Role.OFFICE), now=NOW) == 2
    assert [bool(found(db, t)) for t in (desk, phone, tablet, others)] == [True, False, False, True]


def test_a_board_shows_one_school_and_nobody_in_person(db: Database, here: Staff) -> None:
    token = open_for(db, Role.OFFICE)
    opened = session.open_board(
        db,
        school_id=here.school,
        token=token,
        device="Edge on Windows",
        hours=14,
        by=here.viewer(db, Role.OFFICE),
        now=NOW,
    )
    assert found(db, token) is None
    current = found(db, opened.token, minutes=13 * 60)
    assert current is not None
    assert current.viewer.board
    assert current.viewer.person_id is None
    assert current.viewer.roles == {here.school: frozenset({Role.BOARD})}
    assert found(db, opened.token, minutes=14 * 60) is None
    session.sign_out(db, token=opened.token, by=current.viewer, now=NOW)
    assert found(db, opened.token) is None


def test_no_board_of_a_school_where_one_does_not_watch(db: Database, here: Staff) -> None:
    for school_id, role in ((here.other, Role.OFFICE), (here.school, Role.VISITOR)):
        with pytest.raises(NotPermitted):
            session.open_board(
                db, school_id=school_id, token="", device="", hours=1, by=here.viewer(db, role), now=NOW
            )


def use(db: Database, here: Staff, role: Role, pin: str = PIN, *, seconds: float = 0) -> Viewer:
    return session.use_pin(
        db,
        board=board_of(db, here),
        person_id=here.people[role],
        pin=pin,
        key=KEY,
        now=NOW + timedelta(seconds=seconds),
    )


def test_the_pin_makes_a_board_a_person_of_that_school(db: Database, here: Staff) -> None:
    viewer = use(db, here, Role.SLT)
    assert not viewer.board
    assert (viewer.person_id, viewer.name) == (here.people[Role.SLT], "Slt Person")
    assert viewer.roles == {here.school: frozenset({Role.SLT})}
    assert audited(db, "session.use_pin") == ["change"]


def test_at_a_board_one_is_only_what_one_is_at_its_school(db: Database, here: Staff) -> None:
    with db.write() as writing:
        writing.get_one(Person, here.stranger).pin_hash = made.hashed(PIN)
    with pytest.raises(WrongPin):
        session.use_pin(db, board=board_of(db, here), person_id=here.stranger, pin=PIN, key=KEY, now=NOW)


@pytest.mark.parametrize("pin", ["", "0000", PIN + "1", " " + PIN])
def test_a_wrong_pin_is_refused_and_kept(db: Database, here: Staff, pin: str) -> None:
    with pytest.raises(WrongPin):
        use(db, here, Role.SLT, pin)
    assert audited(db, "session.use_pin") == ["refused"]


def test_without_a_pin_or_after_leaving_nobody_acts(db: Database, here: Staff) -> None:
    with db.write() as writing:
        writing.get_one(Person, here.people[Role.SLT]).pin_hash = None
        writing.get_one(Person, here.people[Role.OFFICE]).left_on = NOW.date()
    for role in (Role.SLT, Role.OFFICE):
        with pytest.raises(WrongPin):
            use(db, here, role)


def test_guessing_a_pin_slows_down_that_person_only(db: Database, here: Staff) -> None:
    for _ in range(5):
        with pytest.raises(WrongPin):
            use(db, here, Role.SLT, "0000")
    with pytest.raises(TooMany):
        use(db, here, Role.SLT)
    assert use(db, here, Role.OFFICE)
    assert use(db, here, Role.SLT, seconds=60)


def test_a_person_who_is_signed_in_is_no_board(db: Database, here: Staff) -> None:
    with pytest.raises(NotPermitted):
        session.use_pin(
            db,
            board=here.viewer(db, Role.OFFICE),
            person_id=here.people[Role.SLT],
            pin=PIN,
            key=KEY,
            now=NOW,
        )


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(db: Database, here: Staff) -> None:
    desk, phone = open_for(db, Role.SLT), open_for(db, Role.SLT)
    slt = here.viewer(db, Role.SLT)
    new = "a kettle in the reeds"
    with pytest.raises(Invalid, match="not your present password"):
        credentials.change_password(db, current="wrong", new=new, keep=desk, key=KEY, by=slt, now=NOW)
    with pytest.raises(Invalid, match="at least 10"):
        credentials.change_password(db, current=PASSWORD, new="short", keep=desk, key=KEY, by=slt, now=NOW)
    credentials.change_password(db, current=PASSWORD, new=new, keep=desk, key=KEY, by=slt, now=NOW)
    assert found(db, desk)
    assert found(db, phone) is None
    assert open_for(db, Role.SLT, password=new)
    with pytest.raises(WrongPassword):
        open_for(db, Role.SLT)


def test_a_pin_needs_the_password_and_is_not_easy(db: Database, here: Staff) -> None:
    slt = here.viewer(db, Role.SLT)
    for pin in ("123", "1234", "4321", "7777", "12a4", "١٢٣٤٥", "123456789"):
        with pytest.raises(Invalid):
            credentials.set_pin(db, current=PASSWORD, pin=pin, key=KEY, by=slt, now=NOW)
    with pytest.raises(Invalid, match="not your present password"):
        credentials.set_pin(db, current="wrong", pin="9173", key=KEY, by=slt, now=NOW)
    credentials.set_pin(db, current=PASSWORD, pin="9173", key=KEY, by=slt, now=NOW)
    assert use(db, here, Role.SLT, "9173")
    assert audited(db, "people.set_pin") == ["change"]


def test_a_board_sets_no_password_and_no_pin(db: Database, here: Staff) -> None:
    board = board_of(db, here)
    with pytest.raises(NotPermitted):
        credentials.set_pin(db, current="", pin="9173", key=KEY, by=board, now=NOW)
    with pytest.raises(NotPermitted):
        credentials.change_password(db, current="", new="x" * 12, keep="", key=KEY, by=board, now=NOW)
    with pytest.raises(NotPermitted):
        session.sign_out_everywhere(db, by=board, now=NOW)
