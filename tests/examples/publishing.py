"""Examples of publishing a closed term's figures, and of the queries that show them."""

from datetime import date, timedelta
from typing import Final

from data.models import Term
from data.queries import figures, oversight, term_facts
from tests.examples.example import Example, Refusal, by_table
from tests.examples.queries import Query, Sees
from tests.examples.world import World
from tests.staff import NOW
from visits.closed_terms import TermSpan
from visits.permissions import Action
from visits.words import Role

A, S = Action, Sees
SUMMER: Final = TermSpan(
    name="Summer term 2025/26",
    from_on=date(2026, 4, 13),
    starts_on=date(2026, 4, 13),
    to_on=date(2026, 7, 20),
)
AUTUMN: Final = TermSpan(
    name="Autumn term 2026/27",
    from_on=date(2026, 7, 21),
    starts_on=date(2026, 9, 1),
    to_on=date(2026, 12, 18),
)
PUBLISHED: Final[dict[str, Query]] = {
    "figures.school_figures": Query(
        S.WIDE,
        (A.SEE_STATISTICS,),
        lambda s, v, w: [one for one in figures.school_figures(s, v, now=NOW) if one.school_id == w.school],
    ),
    "oversight.oversight": Query(
        S.WIDE, (A.SEE_STATISTICS,), lambda s, v, w: oversight.oversight(s, v, w.school, now=NOW)[1]
    ),
    "term_facts.own_facts": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: term_facts.own_facts(s, v, w.school, spans=[AUTUMN], now=NOW),
    ),
}


def enter_terms(world: World) -> None:
    """The summer term, which has ended, and the autumn term, which goes on."""
    with world.db.write() as session:
        for name, year, span in (("Summer", "2025/26", SUMMER), ("Autumn", "2026/27", AUTUMN)):
            session.add(
                Term(
                    school_id=world.staff.school,
                    academic_year=year,
                    name=name,
                    starts_on=span.starts_on,
                    ends_on=span.to_on,
                )
            )


@by_table("figures.publish", Action.PUBLISH_FIGURES)
def publish(world: World) -> Example:
    enter_terms(world)
    given = {"school_id": world.staff.school, "span": SUMMER, "cubes": {"reason": {"total": 0, "rows": []}}}
    longer = TermSpan(
        name=SUMMER.name,
        from_on=SUMMER.from_on - timedelta(days=1),
        starts_on=SUMMER.starts_on,
        to_on=SUMMER.to_on,
    )
    return Example(
        by=world.who(Role.HEADTEACHER),
        given=given,
        refused=(
            Refusal(says="has not ended", given={"span": AUTUMN}),
            Refusal(says="not the days of a term", given={"span": longer}),
        ),
        once=True,
    )
