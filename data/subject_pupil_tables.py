"""What a subject-access file of a pupil and their home says of each table, column by column."""

from typing import Final

from data import models
from data.subject_rows import Told, plain_words
from visits.assessments import ANSWER_WORDS, FLAG_WORDS, Answer, FlagKind
from visits.labels import COMMON_REASON_WORDS
from visits.words import CommonReason

OTHERS: Final = "It may speak of other people."
CONCERN: Final = "A safeguarding concern: look whether it is exempt."
STAFF_NAMED: Final = "Names and numbers of staff are kept; each is shown here as what they are at the school."
OURS: Final = "Marks that Homeward keeps for itself, such as which message comes next, are not shown."

PUPIL: Final = Told(
    table=models.Pupil,
    title="Who they are",
    shown={
        "given_name": "Given name",
        "family_name": "Family name",
        "number": "Pupil number",
        "year_group": "Year group",
        "born_on": "Date of birth",
        "on_roll_from": "On roll from",
        "on_roll_to": "On roll until",
        "erased_at": "Erased",
    },
)
HOUSEHOLD: Final = Told(
    table=models.Household,
    title="Their home",
    shown={
        "name": "What staff call it",
        "address": "Address",
        "postcode": "Postcode",
        "phone": "Phone",
        "erased_at": "Erased",
    },
)
CONTACT: Final = Told(
    table=models.HouseholdContact,
    title="Adults of the home",
    about="Whom staff may speak to about this child.",
    shown={
        "name": "Name",
        "relationship": "Relationship",
        "phone": "Phone",
        "parental_responsibility": "Has parental responsibility",
        "may_be_spoken_to": "May be spoken to",
        "no_contact": "Must not be spoken to about this child",
    },
    look_first="Somebody else's name and number: not for a person from whom they are kept.",
)
FLAG: Final = Told(
    table=models.HouseholdFlag,
    title="What staff are told before they knock",
    shown={
        "kind": "What kind",
        "note": "Note",
        "from_at": "Since",
        "ended_at": "Until",
        "by_id": "Noted by",
    },
    look_first=OTHERS,
    says={"kind": lambda kind: FLAG_WORDS[FlagKind(kind)] if kind in set(FlagKind) else str(kind)},
)
LINK: Final = Told(
    table=models.HouseholdLink,
    title="Shared with another school",
    about="Two schools with a child in the same home can let each other see what staff are told before they knock.",
    shown={
        "made_at": "Offered",
        "made_by_id": "Offered by",
        "taken_at": "Taken up by the other school",
        "taken_by_id": "Taken up by",
        "ended_at": "Ended",
        "ended_by_id": "Ended by",
    },
    withheld={
        "code_hash": "The code by which two schools find each other is kept as a hash and says nothing.",
        "code_ends_at": "The code by which two schools find each other is kept as a hash and says nothing.",
    },
)
ASSESSMENT: Final = Told(
    table=models.RiskAssessment,
    title="Risk assessments of the home",
    shown={
        "assessed_on": "Assessed on",
        "valid_until": "To be reviewed by",
        "not_known": "Put off in an emergency",
        "risks": "Answers that are a risk",
        "concerns": "Concerns",
        "by_id": "Made by",
        "made_at": "Entered",
    },
    withheld=dict.fromkeys(("signed_manager", "signed_worker", "signed_agency"), STAFF_NAMED),
    look_first=OTHERS,
    looks_at=("concerns",),
)
ANSWER: Final = Told(
    table=models.RiskAnswer,
    title="What was answered in the risk assessments",
    shown={"question": "Question", "answer": "Answer", "is_risk": "Counts as a risk", "note": "Note"},
    look_first=OTHERS,
    looks_at=("note",),
    says={"answer": lambda answer: ANSWER_WORDS[Answer(answer)]},
)
VISIT: Final = Told(
    table=models.VisitRow,
    title="Visits to the home",
    shown={
        "state": "Where it stands",
        "kind": "Kind",
        "common_reason": "Reason",
        "reason": "Reason in the school's policy",
        "reason_other": "Another reason",
        "purpose": "Purpose",
        "alternatives": "What was tried before",
        "who_to_see": "Whom to see",
        "told": "The family was told before",
        "told_exception": "Why they were not told",
        "agency_plan": "Arrangements with other agencies",
        "confirmed": "What was confirmed before",
        "travel": "How staff travelled",
        "created_at": "Asked for",
        "created_by_id": "Asked for by",
        "authorised_at": "Authorised",
        "authorised_by_id": "Authorised by",
        "authorised_as_delegate": "Authorised in somebody's place",
        "declined_reason": "Why it was declined",
        "out_at": "Planned to leave school",
        "back_at": "Planned to be back",
        "left_at": "Left school",
        "returned_at": "Back at school",
        "unauthorised": "Left without being authorised",
        "retrospective": "Logged after it had ended",
        "unauthorised_reviewed_at": "How it left was looked into",
        "emergency_at": "An emergency was raised",
        "stood_down_at": "The emergency was over",
        "purged_at": "What was written in words was taken out",
    },
    withheld={
        **dict.fromkeys(
            ("vehicle_make", "vehicle_model", "vehicle_colour", "vehicle_registration"),
            "The car by which staff came is theirs and is not shown.",
        ),
        **dict.fromkeys(("last_word_at", "idempotency_key", "version", "month"), OURS),
    },
    look_first=OTHERS,
    looks_at=(
        "purpose",
        "alternatives",
        "who_to_see",
        "told_exception",
        "agency_plan",
        "reason_other",
        "declined_reason",
    ),
    says={
        "common_reason": lambda one: (
            COMMON_REASON_WORDS[CommonReason(one)] if one in set(CommonReason) else one
        ),
        "reason": plain_words,
    },
)
STOP: Final = Told(
    table=models.StopRow,
    title="Each time staff were to be at the door",
    shown={
        "visit_id": "Of",
        "address": "Where",
        "place": "What kind of place",
        "due_in_at": "Planned from",
        "due_out_at": "Planned until",
        "arrived_at": "Arrived",
        "left_at": "Left",
        "outcome": "What came of it",
        "who_was_seen": "Who was seen",
        "first_visit": "First visit to this home",
    },
    withheld={"position": OURS},
    look_first=OTHERS,
    looks_at=("who_was_seen",),
)
STOP_PUPIL: Final = Told(
    table=models.StopPupil,
    title="Visits that were about this pupil",
    shown={},
    about="One entry for each time staff were to be at the door about this pupil by name.",
)
VISITOR: Final = Told(
    table=models.VisitorRow,
    title="Who went",
    shown={
        "visit_id": "Of",
        "role": "Went as",
        "organisation": "From",
        "part": "Their part",
        "trained": "Trained in child protection",
    },
    withheld={"name": STAFF_NAMED, "mobile": STAFF_NAMED, "position": OURS},
    says={"role": lambda role: "Lead visitor" if role == "lead" else "Second visitor"},
)
EVENT: Final = Told(
    table=models.EventRow,
    title="What happened on the visits, in order",
    shown={
        "visit_id": "Of",
        "kind": "What",
        "happened_at": "When",
        "entered_at": "Entered",
        "by_id": "Entered by",
        "via": "How",
        "minutes": "Minutes more",
        "outcome": "What came of it",
        "note": "Note",
    },
    withheld={"by_name": STAFF_NAMED, "visitor_ids": STAFF_NAMED},
    look_first=OTHERS,
    looks_at=("note",),
)
POLICY_ANSWER: Final = Told(
    table=models.AnswerRow,
    title="What the school's policy said of the visits",
    shown={"visit_id": "Of", "sentence": "The policy", "verdict": "Came to", "reason": "Reason given"},
    withheld={"key": OURS, "duties": OURS},
    look_first=OTHERS,
    looks_at=("reason",),
    says={"verdict": plain_words},
)
WRITE_UP: Final = Told(
    table=models.WriteUp,
    title="Where the visits are written up",
    about="The story of a visit is kept in the school's safeguarding system. Ask the school for it there.",
    shown={
        "visit_id": "Of",
        "system": "System",
        "reference": "Reference there",
        "actions": "What is to be done",
        "slt_told": "The senior leadership was told",
        "written_at": "Written up",
        "by_id": "Written up by",
        "confirmed_at": "Found there",
        "confirmed_by_id": "Found there by",
    },
    look_first=OTHERS,
    looks_at=("actions",),
)
CONCERNS: Final = Told(
    table=models.Concern,
    title="Safeguarding concerns",
    shown={
        "visit_id": "Of",
        "note": "What was written",
        "raised_at": "Raised",
        "taken_at": "Taken on",
        "taken_by_id": "Taken on by",
    },
    withheld={"by_id": "Who raised a concern is kept and is not shown."},
    look_first=CONCERN,
)
INCIDENT: Final = Told(
    table=models.Incident,
    title="Incidents on visits",
    shown={
        "visit_id": "Of",
        "kind": "Kind",
        "note": "What was written",
        "happened_at": "Happened",
        "by_id": "Reported by",
        "entered_at": "Entered",
        "investigated_at": "Looked into",
        "agencies_notified": "Agencies that were told",
        "measures_reviewed_at": "Measures reviewed",
        "training_needed": "Training needed",
    },
    look_first="An incident: it is about staff as well.",
    says={"kind": plain_words},
)
TASK: Final = Told(
    table=models.Task,
    title="What staff had to do afterwards",
    shown={
        "visit_id": "Of",
        "title": "What",
        "note": "More",
        "owner_role": "Whose role it is",
        "owner_id": "Who does it",
        "made_at": "Set",
        "due_at": "Due",
        "done_at": "Done",
        "done_by_id": "Done by",
        "came_of_it": "What was done",
    },
    withheld={"kind": OURS, "duties": OURS},
    look_first=OTHERS,
    looks_at=("note", "came_of_it"),
)
