"""Examples of the queries that gather what is kept of somebody, and of next of kin and the notice to staff."""

from typing import Final

from data.queries import subject_person, subject_pupil
from tests.examples.queries import MINE, Query, Sees
from visits.permissions import Action

A, S = Action, Sees
SUBJECTS: Final[dict[str, Query]] = {
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
