"""Examples of the queries that gather what is kept of somebody, and of next of kin and the notice to staff."""

from typing import Final

from sqlalchemy.orm import Session

from data.models import NextOfKin, Person
from data.queries import kin, notice, subject_person, subject_pupil
from tests.examples.queries import MINE, Query, Scene, Sees
from tests.homes import TODAY
from tests.staff import NOW
from visits.permissions import Action, Viewer

A, S = Action, Sees


def own_kin(session: Session, viewer: Viewer, scene: Scene) -> object:
    """With somebody given, which is thrown away again with the reading."""
    whose = scene.world.staff.people[MINE]
    session.add(NextOfKin(person_id=whose, name="Wren Sandford", phone="07700 900666", given_at=NOW))
    session.flush()
    return kin.own_kin(session, viewer)


def when_read(session: Session, viewer: Viewer, scene: Scene) -> object:
    session.get_one(Person, scene.world.staff.people[MINE]).notice_read_at = NOW
    session.flush()
    return notice.notice_read_at(session, viewer)


SUBJECTS: Final[dict[str, Query]] = {
    "kin.kin_in_emergency": Query(
        S.WIDE, (A.SEE_NEXT_OF_KIN,), lambda s, v, w: kin.kin_in_emergency(s, v, w.alert)
    ),
    "kin.own_kin": Query(S.OWN, (), own_kin),
    "notice.not_read": Query(
        S.WIDE, (A.MANAGE_PEOPLE,), lambda s, v, w: notice.not_read(s, v, w.school, today=TODAY)
    ),
    "notice.notice_read_at": Query(S.OWN, (), when_read),
    "subject_person.subject_person": Query(
        S.WIDE,
        (A.EXPORT_SUBJECT,),
        lambda s, v, w: subject_person.subject_person(s, v, w.world.staff.people[MINE]),
    ),
    # What is kept of oneself is there for everybody; here it is asked whether it is that of the scene's own person.
    "subject_person.subject_self": Query(
        S.OWN,
        (),
        lambda s, v, w: (
            (found := subject_person.subject_self(s, v))
            and found.name == w.world.staff.names[w.world.staff.people[MINE]]
        ),
    ),
    "subject_pupil.subject_pupil": Query(
        S.WIDE,
        (A.EXPORT_SUBJECT,),
        lambda s, v, w: subject_pupil.subject_pupil(s, v, w.world.home.pupil),
    ),
}
