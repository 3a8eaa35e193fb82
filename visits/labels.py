"""What people read for each word of the field: one place, so that all pages name a thing the same way."""

from visits.words import (
    AlarmCause,
    AssessmentState,
    CommonReason,
    EventKind,
    LadderKind,
    Response,
    Role,
    Stage,
    StepOutcome,
    StopOutcome,
    Strength,
    Travel,
    VisitKind,
    VisitState,
)

ROLE_WORDS: dict[Role, str] = {
    Role.LEAD_DSL: "Lead DSL",
    Role.DEPUTY_DSL: "Deputy DSL",
    Role.HEADTEACHER: "Headteacher",
    Role.DEPUTY_HEAD: "Deputy head",
    Role.SLT: "SLT",
    Role.SENDCO: "SENDCO",
    Role.ATTENDANCE: "Attendance",
    Role.FAMILY: "Family support",
    Role.LINE_MANAGER: "Line manager",
    Role.OFFICE: "Office",
    Role.VISITOR: "Visitor",
    Role.GOVERNOR: "Governor",
    Role.TRUST_OFFICER: "Trust officer",
    Role.ADMINISTRATOR: "Administrator",
    Role.BOARD: "Shared board",
    Role.BREAK_GLASS: "Opened in an emergency",
}

STATE_WORDS: dict[VisitState, str] = {
    VisitState.DRAFT: "Draft",
    VisitState.REQUESTED: "Waiting to be authorised",
    VisitState.AUTHORISED: "Authorised, not signed out",
    VisitState.DECLINED: "Declined",
    VisitState.OUT: "Out now",
    VisitState.BACK: "Back, to be written up",
    VisitState.WRITTEN_UP: "Written up",
    VisitState.CLOSED: "Closed",
    VisitState.CANCELLED: "Cancelled",
}

KIND_WORDS: dict[VisitKind, str] = {
    VisitKind.EMERGENCY: "Emergency visit",
    VisitKind.PROCEDURAL: "Procedural visit",
    VisitKind.DOORSTEP: "Doorstep check, without going in",
}

TRAVEL_WORDS: dict[Travel, str] = {
    Travel.CAR: "Car",
    Travel.PUBLIC: "Public transport",
    Travel.FOOT: "On foot",
}

OUTCOME_WORDS: dict[StopOutcome, str] = {
    StopOutcome.SEEN: "Child seen",
    StopOutcome.ADULT_ONLY: "Adult seen, child not",
    StopOutcome.NOBODY_IN: "Nobody in, card left",
    StopOutcome.REFUSED: "Refused at the door",
    StopOutcome.STOPPED_ON_SAFETY: "Stopped for safety",
    StopOutcome.AT_THE_DOOR: "Seen at the door, did not go in",
    StopOutcome.REMOTELY: "Done by phone or video instead",
    StopOutcome.NOT_MADE: "Not made, turned back",
}

STAGE_WORDS: dict[Stage, str] = {
    Stage.DEPART: "sign out",
    Stage.ARRIVE: "arrive",
    Stage.LEAVE: "leave the stop",
    Stage.BACK: "be back",
    Stage.HOME: "say they are home",
    Stage.RECHECK: "ring again",
    Stage.COVER: "be back before the watch ends",
}

STEP_OUTCOME_WORDS: dict[StepOutcome, str] = {
    StepOutcome.ANSWERED_WELL: "Answered, well",
    StepOutcome.ANSWERED_CONCERN: "Answered, concern",
    StepOutcome.NO_ANSWER: "No answer",
    StepOutcome.COULD_NOT_TRY: "Could not try",
    StepOutcome.TOLD: "Told",
    StepOutcome.NOT_REACHED: "Not reached",
    StepOutcome.CAUSE: "Yes, cause for concern",
    StepOutcome.NO_CAUSE: "No cause for concern yet",
    StepOutcome.POLICE_CALLED: "Police called",
    StepOutcome.POLICE_NOT_NEEDED: "Police not needed now",
}

LADDER_KIND_WORDS: dict[LadderKind, str] = {
    LadderKind.OVERDUE: "Overdue",
    LadderKind.EMERGENCY: "Code phrase or danger",
    LadderKind.PUPIL_NOT_SEEN: "Pupil not seen",
}

ALARM_CAUSE_WORDS: dict[AlarmCause, str] = {
    AlarmCause.FORGOT_TO_CALL: "Forgot to call",
    AlarmCause.NO_SIGNAL: "No signal",
    AlarmCause.PHONE_FLAT: "Phone was flat",
    AlarmCause.TOOK_LONGER: "The visit took longer",
    AlarmCause.CALL_NOT_ENTERED: "The call came, nobody entered it",
    AlarmCause.WRONG_TIME: "The planned time was wrong",
    AlarmCause.PHRASE_BY_MISTAKE: "Code phrase said, or button pressed, by mistake",
    AlarmCause.OTHER: "Another cause",
}

ASSESSMENT_WORDS: dict[AssessmentState, str] = {
    AssessmentState.NONE: "No assessment",
    AssessmentState.NOT_KNOWN: "Not known yet (emergency)",
    AssessmentState.IN_DATE: "In date",
    AssessmentState.DUE: "Due for review",
    AssessmentState.LAPSED: "Lapsed",
}

COMMON_REASON_WORDS: dict[CommonReason, str] = {
    CommonReason.REFUSING: "Refusing school",
    CommonReason.ATTENDANCE: "Attendance concern",
    CommonReason.ATTENDANCE_SUPPORT: "Support with attendance",
    CommonReason.CONTACT_FAILED: "All other contact failed",
    CommonReason.CHILD_SAFE: "Establish that a child is safe",
    CommonReason.LONG_ABSENCE: "Long absence or illness",
    CommonReason.EDUCATED_AT_HOME: "Educated at home",
    CommonReason.EXCLUDED: "Excluded or suspended",
    CommonReason.WORK: "Work dropped off or collected",
    CommonReason.MEETING: "Meeting better held at home",
    CommonReason.HOLIDAY: "Suspected holiday",
    CommonReason.REFERRED: "Referred by another service",
    CommonReason.NEW_STARTER: "New to the school",
    CommonReason.WELLBEING: "Family wellbeing",
    CommonReason.OTHER: "Another reason",
}

EVENT_WORDS: dict[EventKind, str] = {
    EventKind.REQUEST: "asked for",
    EventKind.AUTHORISE: "authorised",
    EventKind.DECLINE: "declined",
    EventKind.CANCEL: "cancelled",
    EventKind.VISITOR_DECLINES: "a visitor declined to go",
    EventKind.SIGN_OUT: "signed out",
    EventKind.LEAVE_UNAUTHORISED: "left without authorisation",
    EventKind.LOG_ENDED: "logged after it had ended",
    EventKind.ARRIVE: "arrived",
    EventKind.LEAVE: "left the stop",
    EventKind.NOT_MADE: "stop not made",
    EventKind.MORE_TIME: "more time given",
    EventKind.WELL: "called, well",
    EventKind.CONCERN: "called, concern",
    EventKind.BACK: "back",
    EventKind.ALL_BACK: "everybody back",
    EventKind.HOME: "safely home",
    EventKind.PHRASE: "emergency raised",
    EventKind.STAND_DOWN: "stood down",
    EventKind.WRITE_UP: "written up",
    EventKind.CLOSE: "closed",
}

STRENGTH_WORDS: dict[Strength, str] = {
    Strength.MUST: "must",
    Strength.SHOULD: "should",
    Strength.MAY: "may",
    Strength.INFO: "advice",
    Strength.SILENT: "not said",
}

RESPONSE_WORDS: dict[Response, str] = {
    Response.BLOCK: "does not go on without it",
    Response.WARN: "warns and asks for a reason",
    Response.RECORD: "keeps a record",
    Response.ALERT: "sets a deadline and raises an alert",
    Response.TASK: "sets a task with an owner",
    Response.GUIDE: "shows it when it matters",
    Response.ACCESS: "keeps it from others",
    Response.REMIND: "reminds",
    Response.FINDING: "lists it as a finding",
    Response.EMERGENCY: "starts an emergency",
}
