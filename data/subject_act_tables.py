"""What a subject-access file of a member of staff says of visits that they were on, and of what they did."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from data import models as m
from data import subject_alert_tables as alerts
from data import subject_pupil_tables as t
from data.subject_person_tables import OF_FAMILY
from data.subject_pupil_tables import OURS
from data.subject_rows import Told


def acts(told: Told, title: str, shown: Mapping[str, str], *, about: str = "") -> Told:
    """The rows of a table that the person made or had part in: that, when and as what, and nothing of a family."""
    columns: Iterable[str] = (*told.shown, *told.withheld)
    hidden = {name: told.withheld.get(name, OF_FAMILY) for name in columns if name not in shown}
    return replace(told, title=title, shown=shown, withheld=hidden, about=about, look_first="", looks_at=())


VISITOR: Final = Told(
    table=m.VisitorRow,
    title="Visits that you were on",
    shown={
        "visit_id": "Which",
        "name": "Your name there",
        "role": "You went as",
        "part": "Your part",
        "mobile": "Your number there",
        "organisation": "From",
        "trained": "Trained in child protection",
    },
    withheld={"position": OURS},
    says=t.VISITOR.says,
)
PLANNED: Final = acts(
    t.VISIT,
    "Times of the visits that you were on, asked for or authorised",
    {
        "state": "Where it stands",
        "out_at": "Planned to leave school",
        "back_at": "Planned to be back",
        "left_at": "Left school",
        "returned_at": "Back at school",
        "travel": "How you travelled",
        "created_at": "Asked for",
        "created_by_id": "Asked for by",
        "authorised_at": "Authorised",
        "authorised_by_id": "Authorised by",
        "unauthorised": "Left without being authorised",
    },
)
DROVE: Final = replace(
    PLANNED,
    title="Times of the visits that you were on",
    shown={
        **PLANNED.shown,
        "vehicle_make": "Vehicle",
        "vehicle_model": "Model",
        "vehicle_colour": "Colour",
        "vehicle_registration": "Registration",
    },
    withheld={k: v for k, v in PLANNED.withheld.items() if not k.startswith("vehicle_")},
)
EVENT: Final = acts(
    t.EVENT,
    "What you recorded, and word of you",
    {
        "visit_id": "Of",
        "kind": "What",
        "happened_at": "When",
        "entered_at": "Entered",
        "by_id": "Entered by",
        "via": "How",
    },
)
RESULT: Final = replace(
    alerts.RESULT,
    title="What came of asking after you, or what you recorded of it",
    withheld={"by_name": t.STAFF_NAMED},
)
ALERT: Final = acts(
    alerts.ALERT,
    "Alerts about visits that you were on, or that you acted on",
    {
        "visit_id": "Of",
        "kind": "Kind",
        "raised_at": "Raised",
        "acknowledged_by_id": "Taken on by",
        "accounted_at": "Everybody was heard of",
        "closed_at": "Ended",
        "closed_by_id": "Ended by",
        "police_called_by_id": "Police called by",
        "police_told_by_id": "Police told by",
    },
)
STEP: Final = acts(
    alerts.STEP,
    "Steps of alerts that you took on",
    {"started_at": "Begun", "acknowledged_at": "Taken on", "outcome": "What came of it"},
)
DEADLINE: Final = acts(
    alerts.DEADLINE,
    "When word of you was due",
    {"visit_id": "Of", "stage": "Word that you", "due_at": "Due", "raised_at": "An alert was raised"},
)
INCIDENT: Final = replace(
    t.INCIDENT,
    title="Incidents that you reported, or on visits that you were on",
    look_first="An incident: it is about a family, and may be about a colleague.",
)
TASK: Final = acts(
    t.TASK,
    "Tasks of yours",
    {
        "visit_id": "Of",
        "title": "What",
        "made_at": "Set",
        "due_at": "Due",
        "done_at": "Done",
        "done_by_id": "Done by",
    },
)
CONCERN: Final = acts(
    t.CONCERNS, "Concerns that you raised or took on", {"raised_at": "Raised", "taken_at": "Taken on"}
)
WRITE_UP: Final = acts(
    t.WRITE_UP,
    "Visits that you wrote up, or whose write-up you found",
    {"visit_id": "Of", "written_at": "Written up", "confirmed_at": "Found"},
)
ASSESSMENT: Final = acts(
    t.ASSESSMENT, "Risk assessments that you made", {"assessed_on": "Assessed on", "made_at": "Entered"}
)
FLAG: Final = acts(t.FLAG, "Homes that you marked", {"from_at": "Since", "ended_at": "Until"})
LINK: Final = acts(
    t.LINK,
    "Homes that you linked with another school's record",
    {"made_at": "Offered", "taken_at": "Taken up", "ended_at": "Ended"},
)
FILE: Final = Told(
    table=m.AttendanceFile,
    title="Attendance files that you brought in",
    shown={"school_year": "School year", "taken_at": "When"},
    withheld=dict.fromkeys(
        ("sha256", "source_sha256", "name", "first_on", "last_on", "rows", "layout", "replaced_at"), OURS
    ),
)
POLICY: Final = Told(
    table=m.PolicyVersion,
    title="Policies that you adopted for the school",
    shown={"title": "Policy", "adopted_at": "When"},
    withheld=dict.fromkeys(
        (
            "number",
            "key",
            "document",
            "in_force_from",
            "in_force_to",
            "owner",
            "approver",
            "approved_on",
            "last_review_on",
            "next_review_on",
        ),
        "The text of a policy is the school's.",
    ),
)
DISPOSAL: Final = Told(
    table=m.Disposal,
    title="Lists of disposal that you signed",
    shown={"made_at": "Made", "signed_at": "Signed", "done_at": "Done"},
)
CUBE: Final = Told(
    table=m.PublishedCube,
    title="Figures that you published",
    shown={"cube": "Table", "period": "Period", "published_at": "When"},
    withheld={"scope": OURS, "document": "The figures are of no person."},
)
ERASURE: Final = replace(alerts.ERASURE, title="What was erased of you, or by you")
DISPOSED: Final = replace(alerts.DISPOSAL, title="When your record is to be disposed of")
