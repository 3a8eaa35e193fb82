"""GET and POST /out: what somebody tells the school from the street, on a phone with one bar and without a script.

One page, one form, no file besides it. A form that is sent twice, or again after a failure, is one word: the commands
know a word that they have heard, and more time is not given twice by one page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import looks
from data.commands import word
from data.commands.core import Invalid, Refused
from data.commands.emergency import raise_emergency
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.out import (
    OutVisit,
    came_back,
    more_time_since,
    office_phones,
    schools_to_alarm,
    visit_out,
    was_on,
)
from visits.permissions import Viewer
from visits.words import Via
from web import forms
from web.site import Site, see_other, signed_in, to_sign_in

MORE_MINUTES: Final = 15
TOO_OLD: Final = "This page had been open for too long, so nothing was sent. Press the button again."
WITH_WHOM: Final = "Say first whether your colleague is with you, then press the button again."
NOT_SENT: Final = "This did NOT reach the school. Ring the office, or try again."
OTHER_VISIT: Final = "That was about a visit that is over. Nothing was sent."
NO_SCHOOL: Final = "You are at no school here. In danger, ring 999."
HEARD: Final = "Pressed 'I am in danger' on the phone."
SAID: Final = {
    "sign_out": "Noted: you have left school.",
    "arrive": "Noted: arrived.",
    "leave": "Noted: left.",
    "not_made": "Noted: this stop was not made.",
    "more": f"Noted: {MORE_MINUTES} minutes more.",
    "back": "Noted: back. Thank you.",
    "danger": "The alarm is raised at school. Go to a place of safety. If you can, ring 999 now.",
    "back_alone": "Noted: you are back. Your colleague is not, so the school goes on waiting for them.",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One press of a button: what, by whom, of whom, and about which visit and stop."""

    site: Site
    by: Viewer
    visit: OutVisit
    stop_id: UUID | None
    visitor_ids: frozenset[UUID]
    form: forms.Form


class Out:
    """The check-in page of a visitor's phone."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        return await self._page(request, said=SAID.get(request.query_params.get("said", ""), ""))

    async def send(self, request: Request) -> Response:
        found = signed_in(request)
        if found is None:
            return to_sign_in("/out")
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self._page(request, problem=TOO_OLD, status=403)
        try:
            said = await run_in_threadpool(self._tell, found.viewer, form)
        except (Refused, Invalid) as why:
            return await self._page(request, problem=str(why), status=422)
        except DatabaseError as error:
            raise_unless_passing(error)
            return await self._page(request, problem=NOT_SENT, status=503)
        return see_other(f"/out?said={said}")

    def _tell(self, by: Viewer, form: forms.Form) -> str:
        """Carry out what was pressed; which sentence of SAID answers it.

        Raises Refused or Invalid with a sentence, and then nothing was kept.
        """
        if form.text("do") == "danger":
            self._alarm(by, form)
            return "danger"
        action = ACTIONS.get(form.text("do"))
        visit = self._visit(by)
        if form.text("do") == "back" and (everybody := self._came_back(by, form.text("visit"))) is not None:
            # They did not hear that it had arrived, and pressed again.
            return "back" if everybody else "back_alone"
        if action is None or visit is None or str(visit.visit_id) != form.text("visit"):
            raise Invalid({"do": OTHER_VISIT})
        with_whom = [other for other in visit.others if not other.back]
        asks = bool(with_whom) and form.text("do") in ASKS_WITH_WHOM
        if asks and form.text("together") not in ("yes", "no"):
            raise Invalid({"together": WITH_WHOM})
        with_me = with_whom if form.text("together") == "yes" else []
        stops = {str(stop.id): stop.id for stop in visit.stops}
        action(
            Said(
                site=self.site,
                by=by,
                visit=visit,
                stop_id=stops.get(form.text("stop")),
                visitor_ids=frozenset({visit.me.id, *(v.id for v in with_me)}),
                form=form,
            )
        )
        alone = form.text("do") == "back" and with_whom and not with_me
        return "back_alone" if alone else form.text("do")

    def _alarm(self, by: Viewer, form: forms.Form) -> None:
        """Danger counts whatever the page was about: a visit that somebody ended meanwhile, or none at all."""
        visit_id, school_id = _id(form.text("visit")), _id(form.text("school"))
        with self.site.db.read() as session:
            whose = (
                was_on(session, visit_id=visit_id, person_id=by.person_id)
                if visit_id and by.person_id
                else None
            )
            schools = schools_to_alarm(session, by)
        if whose is None:
            visit_id = None
            whose = school_id if school_id in schools else next(iter(schools), None)
        if whose is None:
            raise Invalid({"do": NO_SCHOOL})
        raise_emergency(
            self.site.db,
            school_id=whose,
            visit_id=visit_id,
            heard=HEARD,
            by=by,
            now=self.site.now(),
            via=Via.PHONE_LINK,
        )

    def _came_back(self, by: Viewer, visit_id: str) -> bool | None:
        """Whether everybody is back with them; None where they are not known to be back from that visit."""
        chosen = _id(visit_id)
        if chosen is None or by.person_id is None:
            return None
        with self.site.db.read() as session:
            return came_back(session, visit_id=chosen, person_id=by.person_id)

    async def _page(
        self, request: Request, *, said: str = "", problem: str = "", status: int = 200
    ) -> Response:
        found = signed_in(request)
        if found is None:
            return to_sign_in("/out")
        viewer = found.viewer
        visit, offices, alarms = await run_in_threadpool(self._read, viewer)
        return self.site.page(
            request,
            "out.html",
            status=status,
            name=viewer.name,
            board=viewer.board,
            visit=visit,
            offices=offices,
            alarms=alarms,
            alarmed=visit is None and said == SAID["danger"],
            said=said,
            problem=problem,
            more_minutes=MORE_MINUTES,
        )

    def _read(self, viewer: Viewer) -> tuple[OutVisit | None, dict[str, str], dict[UUID, str]]:
        """The visit, the offices' numbers, and without a visit the schools where one can say that one is in danger."""
        visit = self._visit(viewer)
        if visit is not None:
            looks.at_own_visit(self.site.db, visit.visit_id, by=viewer, now=self.site.now())
            return visit, {visit.school: visit.office_phone} if visit.office_phone else {}, {}
        with self.site.db.read() as session:
            return None, office_phones(session, viewer), schools_to_alarm(session, viewer)

    def _visit(self, viewer: Viewer) -> OutVisit | None:
        if viewer.person_id is None:
            return None
        with self.site.db.read() as session:
            return visit_out(session, viewer.person_id, now=self.site.now())


def _sign_out(said: Said) -> None:
    word.sign_out(
        said.site.db, visit_id=said.visit.visit_id, by=said.by, now=said.site.now(), via=Via.PHONE_LINK
    )


def _at_the_stop(tell: Callable[..., object]) -> Callable[[Said], None]:
    """A word about the stop that they are at or on the way to."""

    def told(said: Said) -> None:
        tell(
            said.site.db,
            visit_id=said.visit.visit_id,
            stop_id=_stop(said),
            visitor_ids=said.visitor_ids,
            by=said.by,
            now=said.site.now(),
            via=Via.PHONE_LINK,
        )

    return told


def _more(said: Said) -> None:
    if said.by.person_id is not None:
        with said.site.db.read() as session:
            given = more_time_since(
                session, visit_id=said.visit.visit_id, person_id=said.by.person_id, since=said.form.made_at
            )
        if given:
            # This very page has had its answer and did not hear of it: sent again, it is no second request.
            return
    word.more_time(
        said.site.db,
        visit_id=said.visit.visit_id,
        minutes=MORE_MINUTES,
        stop_id=said.stop_id,
        by=said.by,
        now=said.site.now(),
        via=Via.PHONE_LINK,
    )


def _back(said: Said) -> None:
    word.back(
        said.site.db,
        visit_id=said.visit.visit_id,
        visitor_ids=said.visitor_ids,
        by=said.by,
        now=said.site.now(),
        via=Via.PHONE_LINK,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _stop(said: Said) -> UUID:
    if said.stop_id is None:
        raise Invalid({"stop": OTHER_VISIT})
    return said.stop_id


ACTIONS: Final[Mapping[str, Callable[[Said], None]]] = {
    "sign_out": _sign_out,
    "arrive": _at_the_stop(word.arrive),
    "leave": _at_the_stop(word.leave),
    "not_made": _at_the_stop(word.not_made),
    "more": _more,
    "back": _back,
}
ASKS_WITH_WHOM: Final = frozenset({"arrive", "leave", "not_made", "back"})


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = Out(site)
    return (
        Route("/out", page.show, methods=["GET"]),
        Route("/out", page.send, methods=["POST"]),
    )
