"""Who may do what: one table of action x role x reach. Deny unless it says yes.

Commands call `may` before they change a row, queries turn `reach` into their WHERE, pages only follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from visits.words import Role

R = Role


class Action(StrEnum):
    """Everything that somebody can ask Homeward to do or show."""

    SEE_LIVE = "see_live"
    SEE_VISIT = "see_visit"
    SEE_HOUSEHOLD = "see_household"
    SEE_STATISTICS = "see_statistics"
    SEE_UNVISITED = "see_unvisited"
    SEE_SMALL_NUMBERS = "see_small_numbers"
    PUBLISH_FIGURES = "publish_figures"
    SEE_POLICIES = "see_policies"
    SEE_AUDIT = "see_audit"
    SEE_PEOPLE = "see_people"
    LOG_VISIT = "log_visit"
    LOG_LEFT_UNAUTHORISED = "log_left_unauthorised"
    AUTHORISE = "authorise"
    DECLINE_TO_GO = "decline_to_go"
    RECORD_WORD = "record_word"
    GIVE_MORE_TIME = "give_more_time"
    ACT_ON_ALERT = "act_on_alert"
    RAISE_EMERGENCY = "raise_emergency"
    STAND_DOWN = "stand_down"
    WRITE_UP = "write_up"
    CLOSE_VISIT = "close_visit"
    RAISE_CONCERN = "raise_concern"
    TAKE_CONCERN = "take_concern"
    FINISH_TASK = "finish_task"
    ASSESS_RISK = "assess_risk"
    SEE_CODE_PHRASE = "see_code_phrase"
    SET_SCHOOL = "set_school"
    ADOPT_POLICY = "adopt_policy"
    MANAGE_PEOPLE = "manage_people"
    IMPORT_RECORDS = "import_records"
    IMPORT_STAFF = "import_staff"
    GIVE_COVER = "give_cover"
    OPEN_BOARD = "open_board"
    END_BOARD = "end_board"
    SEE_ALERTS = "see_alerts"
    KEEP_WATCH = "keep_watch"
    HOLD_DRILL = "hold_drill"
    DISPOSE_RECORDS = "dispose_records"
    OWN_ACCOUNT = "own_account"
    EXPORT_SUBJECT = "export_subject"
    SEE_NEXT_OF_KIN = "see_next_of_kin"
    BREAK_GLASS = "break_glass"
    SEE_BROKEN_GLASS = "see_broken_glass"
    LINK_HOUSEHOLD = "link_household"


class Reach(StrEnum):
    """How far a grant goes: visits one is on, planned or authorised; or everything at the school."""

    INVOLVED = "involved"
    SCHOOL = "school"


LEADERS = (R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER, R.DEPUTY_HEAD, R.SLT)
PLANNERS = (R.SENDCO, R.ATTENDANCE, R.FAMILY, R.LINE_MANAGER)
WATCHERS = (*LEADERS, R.OFFICE)
STAFF = (*LEADERS, *PLANNERS, R.OFFICE, R.VISITOR)
EVERYBODY = (*STAFF, R.GOVERNOR, R.TRUST_OFFICER, R.ADMINISTRATOR)


def _grants(school: tuple[Role, ...] = (), involved: tuple[Role, ...] = ()) -> dict[Role, Reach]:
    return {**dict.fromkeys(involved, Reach.INVOLVED), **dict.fromkeys(school, Reach.SCHOOL)}


TABLE: Mapping[Action, Mapping[Role, Reach]] = {
    Action.SEE_LIVE: _grants(school=(*WATCHERS, R.BOARD, R.BREAK_GLASS)),
    Action.SEE_VISIT: _grants(school=(*WATCHERS, R.BOARD, R.BREAK_GLASS), involved=(*PLANNERS, R.VISITOR)),
    Action.SEE_HOUSEHOLD: _grants(
        school=(*LEADERS, *PLANNERS, R.BREAK_GLASS), involved=(R.OFFICE, R.VISITOR)
    ),
    Action.SEE_STATISTICS: _grants(school=(*LEADERS, *PLANNERS, R.GOVERNOR, R.TRUST_OFFICER)),
    Action.SEE_UNVISITED: _grants(school=(*LEADERS, *PLANNERS)),
    Action.SEE_SMALL_NUMBERS: _grants(school=(*LEADERS, *PLANNERS)),
    Action.PUBLISH_FIGURES: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER)),
    Action.SEE_POLICIES: _grants(school=EVERYBODY),
    Action.SEE_AUDIT: _grants(school=(R.LEAD_DSL, R.HEADTEACHER)),
    Action.SEE_PEOPLE: _grants(school=(*WATCHERS, *PLANNERS, R.ADMINISTRATOR)),
    Action.LOG_VISIT: _grants(school=(*LEADERS, *PLANNERS), involved=(R.VISITOR,)),
    Action.LOG_LEFT_UNAUTHORISED: _grants(school=STAFF),
    Action.AUTHORISE: _grants(school=(*LEADERS, R.LINE_MANAGER)),
    Action.DECLINE_TO_GO: _grants(involved=STAFF),
    Action.RECORD_WORD: _grants(school=WATCHERS, involved=(*PLANNERS, R.VISITOR)),
    Action.GIVE_MORE_TIME: _grants(school=WATCHERS, involved=(*PLANNERS, R.VISITOR)),
    Action.ACT_ON_ALERT: _grants(school=WATCHERS),
    Action.RAISE_EMERGENCY: _grants(school=STAFF),
    Action.STAND_DOWN: _grants(school=WATCHERS),
    Action.WRITE_UP: _grants(school=LEADERS, involved=(*PLANNERS, R.VISITOR, R.OFFICE)),
    Action.CLOSE_VISIT: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER, R.DEPUTY_HEAD, R.SLT)),
    Action.RAISE_CONCERN: _grants(school=LEADERS, involved=(*PLANNERS, R.VISITOR, R.OFFICE)),
    Action.TAKE_CONCERN: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER)),
    Action.FINISH_TASK: _grants(school=LEADERS, involved=(*PLANNERS, R.VISITOR, R.OFFICE)),
    Action.ASSESS_RISK: _grants(school=(*LEADERS, *PLANNERS), involved=(R.VISITOR,)),
    Action.SEE_CODE_PHRASE: _grants(school=(*WATCHERS, *PLANNERS, R.VISITOR)),
    Action.SET_SCHOOL: _grants(school=(R.LEAD_DSL, R.HEADTEACHER, R.ADMINISTRATOR)),
    Action.ADOPT_POLICY: _grants(school=(R.LEAD_DSL, R.HEADTEACHER)),
    Action.MANAGE_PEOPLE: _grants(school=(R.ADMINISTRATOR, R.HEADTEACHER)),
    Action.IMPORT_RECORDS: _grants(school=(R.SENDCO, R.ATTENDANCE, R.LEAD_DSL)),
    Action.IMPORT_STAFF: _grants(school=(R.ADMINISTRATOR,)),
    Action.GIVE_COVER: _grants(school=(*LEADERS, R.ADMINISTRATOR)),
    Action.OPEN_BOARD: _grants(school=WATCHERS),
    Action.END_BOARD: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER)),
    Action.SEE_ALERTS: _grants(school=WATCHERS),
    Action.KEEP_WATCH: _grants(school=WATCHERS),
    Action.HOLD_DRILL: _grants(school=LEADERS),
    Action.DISPOSE_RECORDS: _grants(school=(R.LEAD_DSL, R.HEADTEACHER)),
    Action.OWN_ACCOUNT: _grants(school=EVERYBODY),
    Action.EXPORT_SUBJECT: _grants(school=(R.LEAD_DSL, R.HEADTEACHER)),
    Action.SEE_NEXT_OF_KIN: _grants(school=LEADERS),
    # Leaders see it all as it is. A governor, a trust officer and an administrator see no family in any event.
    Action.BREAK_GLASS: _grants(school=(*PLANNERS, R.OFFICE, R.VISITOR)),
    Action.SEE_BROKEN_GLASS: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER)),
    Action.LINK_HOUSEHOLD: _grants(school=(R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER)),
}
"""Homeward's own choice, school by school the same. BT-26, RB-17: staff who are not involved see no visit."""

FAMILIES = (
    Action.SEE_LIVE,
    Action.SEE_VISIT,
    Action.SEE_HOUSEHOLD,
    Action.SEE_UNVISITED,
    Action.IMPORT_RECORDS,
)
"""What shows a family. A role that may do one of these is given in nobody's silence."""


@dataclass(frozen=True)
class Viewer:
    """Whoever asks. `roles` are those in force today, by school. A `board` is shared: it sees, never acts."""

    person_id: UUID | None
    name: str
    roles: Mapping[UUID, frozenset[Role]]
    board: bool = False

    @property
    def schools(self) -> frozenset[UUID]:
        return frozenset(self.roles)

    def roles_at(self, school_id: UUID) -> frozenset[Role]:
        """The roles that count there. On a shared board nobody's own role does, whatever was handed in."""
        held = self.roles.get(school_id, frozenset())
        return held & {R.BOARD} if self.board else held


def reach(action: Action, roles: frozenset[Role]) -> Reach | None:
    """How far somebody with these roles may go with the action; None is no."""
    reaches = {TABLE[action].get(role) for role in roles}
    if Reach.SCHOOL in reaches:
        return Reach.SCHOOL
    return Reach.INVOLVED if Reach.INVOLVED in reaches else None


def may(viewer: Viewer, action: Action, *, school_id: UUID, involved: bool = False) -> bool:
    """Whether the viewer may do this at the school; `involved` is whether the matter is theirs."""
    found = reach(action, viewer.roles_at(school_id))
    return found is Reach.SCHOOL or (found is Reach.INVOLVED and involved)


def reads_families(role: Role) -> bool:
    """Whether somebody with this role may ever see a family at the school."""
    return any(role in TABLE[action] for action in FAMILIES)


def without_glass(viewer: Viewer) -> Viewer:
    """The same person as they are without what they opened in an emergency."""
    kept = {school_id: held - {R.BREAK_GLASS} for school_id, held in viewer.roles.items()}
    return replace(viewer, roles=kept)


def schools_where(viewer: Viewer, action: Action, *, wide: bool = False) -> frozenset[UUID]:
    """The schools at which the viewer may do this at all, or with `wide` for every visit there."""
    accepted = {Reach.SCHOOL} if wide else {Reach.SCHOOL, Reach.INVOLVED}
    return frozenset(s for s in viewer.roles if reach(action, viewer.roles_at(s)) in accepted)
