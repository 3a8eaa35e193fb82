"""A pupil was not seen: when that is so, and the steps that follow where the policy's text has none.

None of the five texts has such steps, so they are ours, and a school turns them on for itself (default off).
"""

from typing import Final

from visits.ladders import CLOSE, STAY, Ladder, Step
from visits.words import LadderKind, Role, StepKind, StepOutcome, StopOutcome

NOT_SEEN: Final = frozenset(
    {
        StopOutcome.ADULT_ONLY,
        StopOutcome.NOBODY_IN,
        StopOutcome.REFUSED,
        StopOutcome.STOPPED_ON_SAFETY,
        StopOutcome.NOT_MADE,
    }
)
"""How a stop ends when nobody saw the child. Seen at the door, or spoken to by phone or video, is seen (ours)."""

_DECIDES: Final = (Role.LEAD_DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DEPUTY_HEAD, Role.SLT)
_O = StepOutcome

OURS: Final = Ladder(
    kind=LadderKind.PUPIL_NOT_SEEN,
    ours=True,
    concern_jumps_to="decide",
    steps=(
        Step(
            key="ring_home",
            kind=StepKind.RING_HOME,
            text='Ring the home again. "Well" means that you spoke to the child, or to an adult who has them with them',
            acts=(Role.OFFICE,),
            next={
                _O.ANSWERED_WELL: CLOSE,
                _O.ANSWERED_CONCERN: "tell_dsl",
                _O.NO_ANSWER: "tell_dsl",
                _O.COULD_NOT_TRY: "tell_dsl",
            },
            remind_minutes=15,
        ),
        Step(
            key="tell_dsl",
            kind=StepKind.TELL,
            text="Tell the DSL that the pupil was not seen",
            acts=(Role.OFFICE,),
            tells=(Role.LEAD_DSL, Role.DEPUTY_DSL),
            next={_O.TOLD: "judge_cause", _O.NOT_REACHED: "judge_cause"},
            remind_minutes=10,
        ),
        Step(
            key="judge_cause",
            kind=StepKind.JUDGE_CAUSE,
            text="Judge whether there is cause for concern about the child",
            acts=_DECIDES,
            next={_O.CAUSE: "decide", _O.NO_CAUSE: STAY},
            remind_minutes=30,
        ),
        Step(
            key="decide",
            kind=StepKind.POLICE,
            text="Decide whether children's services or the police are needed, and ring them",
            acts=_DECIDES,
            next={_O.POLICE_CALLED: STAY, _O.POLICE_NOT_NEEDED: STAY},
            remind_minutes=10,
            police="decision",
        ),
    ),
)
"""Ring home again, tell the DSL, judge the cause, decide: a person does each, and minutes only remind."""


def newly_not_seen(before: StopOutcome | None, after: StopOutcome | None) -> bool:
    """Whether this word is the first to say of a stop that the pupil was not seen."""
    return after in NOT_SEEN and before not in NOT_SEEN
