"""Examples of a school's settings, sessions and boards, drafts, feeds, and of the watcher's own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from uuid6 import uuid7

from data import pulse, throttle
from data.commands import draft
from data.commands import feed as feeds
from data.commands.core import SYSTEM, Stale
from data.commands.school import set_code_phrase as set_phrase
from data.models import Draft, SignIn
from data.queries.school import SchoolSettings, school_settings
from tests.examples.example import Example, Refusal, at_board, board, by_table, own, proof, system
from tests.examples.world import World
from tests.staff import HELD, NOW, signed_in
from tests.trips import one
from visits.permissions import Action
from visits.triggers import Trigger
from visits.words import Role

TYPED = '{"purpose": "Ask Ada Ash about the mornings", "mobile": "07700 900666"}'


@proof("school.add")
def add_school(world: World) -> Example:
    """Whoever administers a school may add another, wherever that is."""
    others = [world.who(role) for role in HELD if role is not Role.ADMINISTRATOR]
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"name": "Ravensmoor Primary"},
        refused=tuple(Refusal(by=by, says="permission") for by in (*others, board(world))),
        invalid={"name": "Quillmere High"},
    )


@by_table("school.set", Action.SET_SCHOOL)
def set_school(world: World) -> Example:
    by = world.who(Role.HEADTEACHER)
    with world.db.read() as session:
        read = school_settings(session, by, world.staff.school)
    assert isinstance(read, SchoolSettings)
    wanted = replace(read, office_phone="01632 960777", reminder_role=Role.SENDCO)
    return Example(
        by=by,
        given={"school_id": world.staff.school, "settings": wanted},
        refused=(
            Refusal(given={"settings": replace(wanted, version=0)}, says="changed this since", kind=Stale),
        ),
        invalid={"settings": replace(wanted, office_phone="ring me")},
    )


@by_table("school.set_trigger", Action.SET_SCHOOL)
def set_trigger(world: World) -> Example:
    given = {"school_id": world.staff.school, "trigger": Trigger(days=3, severe=True)}
    return Example(by=world.who(Role.HEADTEACHER), given=given, invalid={"trigger": Trigger(days=0)})


@by_table("school.set_code_phrase", Action.SET_SCHOOL)
def set_code_phrase(world: World) -> Example:
    given = {"school_id": world.staff.school, "phrase": "Is the kettle still broken"}
    return Example(by=world.who(Role.HEADTEACHER), given=given, invalid={"phrase": "tea"})


@by_table("school.phrase_told", Action.SET_SCHOOL)
def phrase_told(world: World) -> Example:
    people, school_id = world.staff.people, world.staff.school
    head = world.who(Role.HEADTEACHER)
    set_phrase(world.db, school_id=school_id, phrase="Is the kettle still broken", by=head, now=NOW)
    return Example(
        by=head,
        given={"school_id": school_id, "person_ids": (people[Role.OFFICE], people[Role.VISITOR])},
        invalid={"person_ids": (people[Role.GOVERNOR],)},
    )


@by_table("school.read_code_phrase", Action.SEE_CODE_PHRASE)
def read_code_phrase(world: World) -> Example:
    given = {"school_id": world.staff.school}
    return Example(by=world.who(Role.OFFICE), given=given, outcome="read")


@proof("session.sign_in")
def sign_in(world: World) -> Example:
    return Example(
        by=SYSTEM,
        given={
            "person_id": world.staff.people[Role.OFFICE],
            "better_hash": None,
            "reserved": (),
            "subjects": ("a keyed hash",),
            "device": "Firefox on Windows",
            "ends_at": NOW + timedelta(hours=12),
        },
        refused=(Refusal(given={"person_id": None}, says="address or the password is wrong"),),
    )


@own("session.sign_out")
def sign_out(world: World) -> Example:
    other = Refusal(by=world.who(Role.SLT), says="permission")
    return Example(by=world.who(Role.OFFICE), given={"token": _session(world)}, refused=(other,))


@own("session.sign_out_device")
def sign_out_device(world: World) -> Example:
    _session(world)
    other = Refusal(by=world.who(Role.SLT), says="permission")
    given = {"sign_in_id": one(world.db, SignIn).id}
    return Example(by=world.who(Role.OFFICE), given=given, refused=(other,))


@own("session.sign_out_everywhere")
def sign_out_everywhere(world: World) -> Example:
    _session(world)
    return Example(by=world.who(Role.OFFICE), given={"keep": _session(world)})


@by_table("session.open_board", Action.OPEN_BOARD)
def open_board(world: World) -> Example:
    return Example(
        by=world.who(Role.OFFICE),
        given={
            "school_id": world.staff.school,
            "token": _session(world),
            "device": "Edge at reception",
            "hours": 12,
        },
    )


def _session(world: World) -> str:
    return signed_in(world.db, world.staff.people[Role.OFFICE])


@at_board("session.use_pin")
def use_pin(world: World) -> Example:
    subject = "a keyed hash"
    reserved = throttle.reserve(world.db, {subject: throttle.PAIR}, now=NOW)
    given: dict[str, Any] = {"right": True, "reserved": reserved, "subject": subject}
    return Example(
        by=board(world),
        given={**given, "person_id": world.staff.people[Role.OFFICE]},
        refused=(
            Refusal(given={"right": False}, says="not the right PIN"),
            Refusal(given={"person_id": world.staff.stranger}, says="not the right PIN"),
        ),
    )


@by_table("draft.save", Action.OWN_ACCOUNT)
def save_draft(world: World) -> Example:
    given = {"form": "log_visit", "school_id": world.staff.school, "title": "Zoë O'Neill-Ash"}
    of_another = draft.save_draft(world.db, **given, payload=TYPED, by=world.who(Role.SLT), now=NOW)
    return Example(
        by=world.who(Role.SENDCO),
        given={**given, "payload": TYPED, "draft_id": uuid7()},
        refused=(Refusal(given={"draft_id": of_another}, says="permission"),),
        invalid={"payload": "x" * (draft.LONGEST + 1)},
        once=True,
    )


@own("draft.discard")
def discard_draft(world: World) -> Example:
    by = world.who(Role.SENDCO)
    given = {"form": "log_visit", "school_id": world.staff.school}
    draft.save_draft(world.db, **given, payload=TYPED, by=by, now=NOW)
    other = Refusal(by=world.who(Role.SLT), says="permission")
    return Example(by=by, given={"draft_id": one(world.db, Draft).id}, refused=(other,), once=True)


@own("feed.make")
def make_feed(world: World) -> Example:
    return Example(by=world.who(Role.HEADTEACHER))


@own("feed.revoke")
def revoke_feed(world: World) -> Example:
    by = world.who(Role.HEADTEACHER)
    feeds.make_feed(world.db, by=by, now=NOW)
    return Example(by=by)


@system("watch.resume")
def resume(world: World) -> Example:
    world.trip()
    pulse.beat(world.db, holder="first", now=NOW - timedelta(hours=1), facts={})
    return Example(by=SYSTEM, given={"holder": "second"}, once=True)


@system("review.remind")
def remind_of_review(world: World) -> Example:
    return Example(by=SYSTEM, given={"version_id": world.version}, once=True)
