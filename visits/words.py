"""The words of the field, each once, as enums. Values are what the database and policy files hold."""

from enum import StrEnum
from typing import Final


class Strength(StrEnum):
    """How strongly a policy's text says a thing (the column *Says* of the duties)."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    INFO = "info"
    SILENT = "silent"


class Response(StrEnum):
    """What Homeward does about a duty: refuse, ask for a reason, keep a record, watch, set a task, or
    show.
    """

    BLOCK = "block"
    WARN = "warn"
    RECORD = "record"
    ALERT = "alert"
    TASK = "task"
    GUIDE = "guide"
    ACCESS = "access"
    REMIND = "remind"
    FINDING = "finding"
    EMERGENCY = "emergency"


class Role(StrEnum):
    """What a person is at one school. One person may hold several roles at several schools.

    Nobody is given `BOARD` (a shared screen is that) or `BREAK_GLASS` (somebody has it for a time, by their own act).
    """

    LEAD_DSL = "lead_dsl"
    DEPUTY_DSL = "deputy_dsl"
    HEADTEACHER = "headteacher"
    DEPUTY_HEAD = "deputy_head"
    SLT = "slt"
    SENDCO = "sendco"
    ATTENDANCE = "attendance"
    FAMILY = "family"
    LINE_MANAGER = "line_manager"
    OFFICE = "office"
    VISITOR = "visitor"
    GOVERNOR = "governor"
    TRUST_OFFICER = "trust_officer"
    ADMINISTRATOR = "administrator"
    BOARD = "board"
    BREAK_GLASS = "break_glass"


GIVEN: Final = tuple(role for role in Role if role not in (Role.BOARD, Role.BREAK_GLASS))
"""The roles that a person is given, in the order of the words."""


class RecordKind(StrEnum):
    """The kinds of record that are kept for a time of their own (`visits.retention`)."""

    CHILD = "child"
    HOUSEHOLD = "household"
    VISIT = "visit"
    STAFF = "staff"
    INCIDENT = "incident"
    ATTENDANCE = "attendance"
    SIGN_IN = "sign_in"
    MESSAGE = "message"
    AUDIT = "audit"


class VisitState(StrEnum):
    """Where a visit stands. A draft is a form that is not yet a visit (docs/adr/0003)."""

    DRAFT = "draft"
    REQUESTED = "requested"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    OUT = "out"
    BACK = "back"
    WRITTEN_UP = "written_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class VisitKind(StrEnum):
    """BT-03 names emergency and procedural visits; RB-03 adds the check made without entering."""

    EMERGENCY = "emergency"
    PROCEDURAL = "procedural"
    DOORSTEP = "doorstep"


class EventKind(StrEnum):
    """Everything that can happen to a visit. An event row is written once and never changed."""

    REQUEST = "request"
    AUTHORISE = "authorise"
    DECLINE = "decline"
    CANCEL = "cancel"
    VISITOR_DECLINES = "visitor_declines"
    SIGN_OUT = "sign_out"
    LEAVE_UNAUTHORISED = "leave_unauthorised"
    LOG_ENDED = "log_ended"
    ARRIVE = "arrive"
    LEAVE = "leave"
    NOT_MADE = "not_made"
    MORE_TIME = "more_time"
    WELL = "well"
    CONCERN = "concern"
    BACK = "back"
    ALL_BACK = "all_back"
    HOME = "home"
    PHRASE = "phrase"
    STAND_DOWN = "stand_down"
    WRITE_UP = "write_up"
    CLOSE = "close"


class Via(StrEnum):
    """How word reached school."""

    BOARD = "board"
    CALL = "call"
    PHONE_LINK = "phone_link"
    SMS = "sms"
    FORM = "form"
    SYSTEM = "system"


class VisitorRole(StrEnum):
    LEAD = "lead"
    SECOND = "second"


class Travel(StrEnum):
    CAR = "car"
    PUBLIC = "public_transport"
    FOOT = "foot"


class Place(StrEnum):
    """Where a stop is. WH-07 allows a parent's place of work."""

    HOME = "home"
    WORK = "work"
    OTHER = "other"


class StopOutcome(StrEnum):
    """How a stop ended."""

    SEEN = "seen"
    ADULT_ONLY = "adult_only"
    NOBODY_IN = "nobody_in"
    REFUSED = "refused"
    STOPPED_ON_SAFETY = "stopped_on_safety"
    AT_THE_DOOR = "at_the_door"
    REMOTELY = "remotely"
    NOT_MADE = "not_made"


class Stage(StrEnum):
    """A moment at which the school expects word of the visitors."""

    DEPART = "depart"
    ARRIVE = "arrive"
    LEAVE = "leave"
    BACK = "back"
    HOME = "home"
    RECHECK = "recheck"
    COVER = "cover"


class LadderKind(StrEnum):
    OVERDUE = "overdue"
    PUPIL_NOT_SEEN = "pupil_not_seen"
    EMERGENCY = "emergency"


class StepKind(StrEnum):
    """What a step of a ladder asks somebody to do. The kind decides which outcomes can be recorded."""

    RING_VISITORS = "ring_visitors"
    RING_HOME = "ring_home"
    TELL = "tell"
    JUDGE_CAUSE = "judge_cause"
    POLICE = "police"


class StepOutcome(StrEnum):
    """What came of a step. Ladders advance on these and never on minutes (design: a policy is data)."""

    ANSWERED_WELL = "answered_well"
    ANSWERED_CONCERN = "answered_concern"
    NO_ANSWER = "no_answer"
    COULD_NOT_TRY = "could_not_try"
    TOLD = "told"
    NOT_REACHED = "not_reached"
    CAUSE = "cause"
    NO_CAUSE = "no_cause"
    POLICE_CALLED = "police_called"
    POLICE_NOT_NEEDED = "police_not_needed"


class Channel(StrEnum):
    """A way by which a message reaches a person."""

    EMAIL = "email"
    SMS = "sms"
    TEAMS = "teams"
    WEBHOOK = "webhook"


class AlarmCause(StrEnum):
    """Why an alert turned out to be a false alarm, as a school counts it."""

    FORGOT_TO_CALL = "forgot_to_call"
    NO_SIGNAL = "no_signal"
    PHONE_FLAT = "phone_flat"
    TOOK_LONGER = "took_longer"
    CALL_NOT_ENTERED = "call_not_entered"
    WRONG_TIME = "wrong_time"
    PHRASE_BY_MISTAKE = "phrase_by_mistake"
    OTHER = "other"


class AssessmentState(StrEnum):
    """Where a home's risk assessment stands on the day of a visit."""

    NONE = "none"
    NOT_KNOWN = "not_known"
    IN_DATE = "in_date"
    DUE = "due"
    LAPSED = "lapsed"


class Moment(StrEnum):
    """When a piece of guidance matters, so that it is shown then and not in a manual."""

    PLANNING = "planning"
    LEAVING = "leaving"
    TRAVEL = "travel"
    DOOR = "door"
    INSIDE = "inside"
    THREATENED = "threatened"
    CHILD_AT_RISK = "child_at_risk"
    AFTER = "after"


class CommonReason(StrEnum):
    """The five vocabularies of reasons, mapped to one list so that schools can be set side by side."""

    REFUSING = "refusing"
    ATTENDANCE = "attendance"
    ATTENDANCE_SUPPORT = "attendance_support"
    CONTACT_FAILED = "contact_failed"
    CHILD_SAFE = "child_safe"
    LONG_ABSENCE = "long_absence"
    EDUCATED_AT_HOME = "educated_at_home"
    EXCLUDED = "excluded"
    WORK = "work"
    MEETING = "meeting"
    HOLIDAY = "holiday"
    REFERRED = "referred"
    NEW_STARTER = "new_starter"
    WELLBEING = "wellbeing"
    OTHER = "other"
