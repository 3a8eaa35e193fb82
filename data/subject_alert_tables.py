"""What subject-access files say of alerts, of messages and of what is to go: of a pupil's and of staff's."""

from typing import Final

from data import models
from data.subject_pupil_tables import OTHERS, OURS, STAFF_NAMED
from data.subject_rows import Told, plain_words
from visits.labels import STAGE_WORDS
from visits.words import Stage

ALERT: Final = Told(
    table=models.AlertRow,
    title="Alerts about the visits",
    about="Raised where staff were not heard of in time, or said that they were in danger.",
    shown={
        "visit_id": "Of",
        "kind": "Kind",
        "due_at": "Word was due",
        "raised_at": "Raised",
        "acknowledged_at": "Taken on",
        "acknowledged_by_id": "Taken on by",
        "accounted_at": "Everybody was heard of",
        "closed_at": "Ended",
        "closed_by_id": "Ended by",
        "closed_as": "Ended as",
        "cause": "How it ended",
        "cause_kind": "Cause",
        "heard": "What was heard",
        "police_called_at": "Police called",
        "police_called_by_id": "Police called by",
        "police_reference": "Reference of the police",
        "police_told_at": "Police told that it is over",
        "police_told_by_id": "Police told by",
        "drill": "A drill",
    },
    withheld={"late_s": OURS},
    look_first=OTHERS,
    looks_at=("cause", "heard", "police_called_at"),
    says={"closed_as": plain_words},
)
STEP: Final = Told(
    table=models.AlertStepRow,
    title="Steps that the alerts came to",
    shown={
        "key": "Step",
        "started_at": "Begun",
        "reminded": "Reminders",
        "acknowledged_at": "Taken on",
        "acknowledged_by_id": "Taken on by",
        "ended_at": "Ended",
        "outcome": "What came of it",
    },
    withheld={"kind": OURS, "remind_at": OURS},
    says={"key": plain_words},
)
RESULT: Final = Told(
    table=models.StepResultRow,
    title="What came of each step",
    shown={
        "outcome": "What came of it",
        "at": "When",
        "by_id": "Recorded by",
        "via": "How",
        "note": "Note",
    },
    withheld={"by_name": STAFF_NAMED},
    look_first=OTHERS,
    looks_at=("note",),
)
DEADLINE: Final = Told(
    table=models.DeadlineRow,
    title="When word of the staff was due",
    shown={
        "visit_id": "Of",
        "stage": "Word that they",
        "due_at": "Due",
        "raised_at": "An alert was raised",
        "closed_at": "Word came, or it moved",
    },
    withheld={"name": OURS, "ladder": OURS, "set_aside_until": OURS, "nudge_at": OURS},
    says={"stage": lambda stage: STAGE_WORDS[Stage(stage)]},
)
MESSAGE: Final = Told(
    table=models.OutboxRow,
    title="Messages about the visits",
    about="A message says which visit it is by a reference, and names no family.",
    shown={
        "person_id": "To",
        "channel": "By",
        "subject": "Subject",
        "made_at": "Made",
        "attempted_at": "Tried",
        "delivered_at": "Taken by the channel",
        "given_up_at": "Given up",
        "acknowledged_at": "Seen by its reader",
    },
    withheld={
        **dict.fromkeys(
            ("recipient", "body"),
            "Where a message to staff went and its words are kept: they name staff, and no family.",
        ),
        **dict.fromkeys(
            (
                "unique_key",
                "topic",
                "rank",
                "correlation",
                "not_before",
                "attempts",
                "claimed_by",
                "claimed_until",
                "passed_on_at",
                "error",
            ),
            OURS,
        ),
    },
)
DISPOSAL: Final = Told(
    table=models.DisposalItem,
    title="What is to be disposed of",
    shown={
        "kind": "What",
        "due_on": "Its time is over on",
        "kept_until": "Kept until",
        "kept_reason": "Why it is kept",
        "done_at": "Gone",
    },
    look_first=OTHERS,
    looks_at=("kept_reason",),
)
ERASURE: Final = Told(
    table=models.Erasure,
    title="What was erased",
    shown={"kind": "What", "at": "When", "by_id": "By"},
)
