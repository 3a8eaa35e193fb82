"""What a subject-access file of a member of staff says of each table, column by column."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from data import models as m
from data import subject_alert_tables as alerts
from data import subject_pupil_tables as t
from data.subject_pupil_tables import OURS
from data.subject_rows import Told, plain_words

OF_FAMILY: Final = "What is written of a family belongs to that family's record and is not shown here."
HASHED: Final = (
    "Passwords, PINs, links and codes are kept as hashes: nobody can read them, and they say nothing."
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def acts(told: Told, title: str, shown: Mapping[str, str], *, about: str = "") -> Told:
    """The rows of a table that the person made or had part in: that, when and as what, and nothing of a family."""
    columns: Iterable[str] = (*told.shown, *told.withheld)
    hidden = {name: told.withheld.get(name, OF_FAMILY) for name in columns if name not in shown}
    return replace(told, title=title, shown=shown, withheld=hidden, about=about, look_first="", looks_at=())


PERSON: Final = Told(
    table=m.Person,
    title="Who you are",
    shown={
        "name": "Name",
        "email": "E-mail address",
        "mobile": "Mobile number",
        "staff_number": "Staff number",
        "trained_on": "Child protection training on",
        "left_on": "Left on",
        "notice_read_at": "Read what is kept of staff",
        "erased_at": "Erased",
        "made_up": "Made up, for trying Homeward out",
    },
    withheld={"password_hash": HASHED, "pin_hash": HASHED},
)
KIN: Final = Told(
    table=m.NextOfKin,
    title="Whom to ring for you",
    shown={"name": "Name", "relationship": "Who they are to you", "phone": "Phone", "given_at": "Given"},
)
WAY: Final = Told(
    table=m.ContactWay,
    title="How you are told",
    shown={"rank": "First or second", "channel": "By", "address": "Address", "verified_at": "Confirmed"},
    withheld=dict.fromkeys(("code_hash", "code_ends_at", "code_tries"), HASHED),
)
ROLE: Final = Told(
    table=m.PersonRole,
    title="What you are at school",
    shown={"role": "Role", "from_on": "From", "to_on": "Until"},
)
HOURS: Final = Told(
    table=m.Duty,
    title="Your hours of duty",
    shown={"weekday": "Day", "starts": "From", "ends": "Until"},
    says={"weekday": WEEKDAYS.__getitem__},
)
COVER: Final = Told(
    table=m.Cover,
    title="Cover that you gave or asked for",
    shown={
        "role": "Role",
        "person_id": "Stands in",
        "from_at": "From",
        "to_at": "Until",
        "for_authorising": "To authorise too",
        "accepted_at": "Agreed",
        "given_by_id": "Asked by",
    },
)
WATCH: Final = Told(
    table=m.WatchTurn,
    title="When you had the watch",
    shown={"from_at": "From", "ended_at": "Until"},
)
HANDOVER: Final = Told(
    table=m.Handover,
    title="The watch, offered and handed over",
    shown={
        "from_id": "From",
        "by_id": "Offered by",
        "to_id": "To",
        "why": "Why",
        "note": "Note",
        "offered_at": "Offered",
        "answered_at": "Answered",
        "accepted": "Taken",
    },
    look_first=t.OTHERS,
    looks_at=("note",),
    says={"why": lambda why: "The end of a turn" if why == "turn" else "The school closes"},
)
PHRASE: Final = Told(
    table=m.PhraseKnown,
    title="When you were told the code phrase, or told somebody",
    shown={"person_id": "Who was told", "phrase_set_at": "The phrase that was set", "told_at": "Told", "by_id": "Told by"},
)
CAR: Final = Told(
    table=m.Vehicle,
    title="Your vehicle",
    shown={"make": "Make", "model": "Model", "colour": "Colour", "registration": "Registration"},
)
GLASS: Final = Told(
    table=m.BrokenGlass,
    title="What you opened in an emergency, or looked into",
    shown={"person_id": "Opened by", 
        "reason": "Reason",
        "from_at": "From",
        "ends_at": "Until",
        "ended_at": "Ended",
        "seen_at": "Looked into",
        "seen_by_id": "Looked into by",
    },
    look_first=t.OTHERS,
)
DRAFT: Final = Told(
    table=m.Draft,
    title="Forms that you began",
    shown={"form": "Form", "title": "Title", "saved_at": "Last kept"},
    withheld={"payload": OF_FAMILY},
    look_first=t.OTHERS,
    looks_at=("title",),
    says={"form": plain_words},
)
SIGN_IN: Final = Told(
    table=m.SignIn,
    title="Where you signed in",
    shown={
        "device": "Browser",
        "how": "How",
        "opened_by_id": "Opened by",
        "made_at": "Signed in",
        "used_at": "Last used",
        "ends_at": "Ends by itself",
        "revoked_at": "Signed out",
        "waits_for_code": "Waits for the second step",
    },
    withheld={"token_hash": HASHED},
)
SECOND: Final = Told(
    table=m.SecondStep,
    title="Your authenticator app",
    shown={"made_at": "Begun", "confirmed_at": "In use since"},
    withheld={"secret": "The secret of your authenticator app is sealed.", "last_counter": OURS},
)
RECOVERY: Final = Told(
    table=m.RecoveryCode,
    title="Your recovery codes",
    shown={"made_at": "Made", "used_at": "Used"},
    withheld={"code_hash": HASHED},
)
IDENTITY: Final = Told(
    table=m.Identity,
    title="Who you are at the school's own sign-in",
    shown={
        "issuer": "Whose sign-in",
        "subject": "Who you are there",
        "linked_at": "Linked",
        "used_at": "Last used",
    },
)
INVITATION: Final = Told(
    table=m.Invitation,
    title="Links to set a password",
    shown={"made_at": "Made", "ends_at": "Ended", "used_at": "Used"},
    withheld={"token_hash": HASHED},
)
FEED: Final = Told(
    table=m.FeedToken,
    title="Links of your calendar",
    shown={"feed": "What", "made_at": "Made", "revoked_at": "Ended"},
    withheld={"token_hash": HASHED},
)
READ: Final = Told(
    table=m.Confirmation,
    title="Policies that you read",
    shown={"confirmed_at": "Confirmed"},
)
MESSAGE: Final = replace(
    alerts.MESSAGE,
    title="Messages to you",
    about="",
    shown={**alerts.MESSAGE.shown, "recipient": "Where it went", "error": "Why it did not arrive"},
    withheld={
        **{k: v for k, v in alerts.MESSAGE.withheld.items() if k not in ("recipient", "error")},
        "body": "The words of a message that you were sent are about a visit and may name others who are on it.",
    },
)
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
