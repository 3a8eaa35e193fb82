"""GET and POST /subject-access and /subject-access/own: what is kept of a pupil, of staff, or of oneself, as a file.

Somebody looks through what may have to be left out, then makes the file, and that it is made is kept first. The file
stays in this process's memory for a few minutes, for the session that made it, and is written nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import tokens
from data.commands.subject import export, export_own, look_through
from data.marks import FileLost
from data.queries.people import london_day
from data.queries.subject_marks import subject_marks
from data.queries.subject_person import subject_person, subject_self
from data.queries.subject_pupil import subject_pupil
from reports.subject_access import as_zip
from visits.permissions import Action, Viewer, schools_where
from visits.subject_access import (
    CHOSEN,
    GROUND_WORDS,
    Ground,
    Subject,
    given,
    not_looked_through,
    unseen,
    with_section,
)
from web import forms
from web.csv_text import sent
from web.site import Site, signed_in

LASTS: Final = timedelta(minutes=10)
MOST: Final = 20
OWN: Final = "/subject-access/own"
NOT_YOURS: Final = "There is no such record, or you do not have permission to give it out."
TOO_OLD: Final = "This page had been open for too long. Nothing was made. Please look through it again."
NO_REASON: Final = "Choose why, for each that is left out."
MORE_CAME: Final = (
    "Something was added while you looked through this. Please look at the new entries as well."
)
GONE: Final = "This file is not there any more. Make it again."
LOST: Final = (
    "The attendance marks cannot be read just now, so the file would not be whole. Nothing was made. "
    "Tell whoever runs Homeward."
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom: a pupil, a member of staff, or, with neither, whoever asks."""

    pupil_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def subject_id(self) -> UUID | None:
        return self.pupil_id or self.person_id


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that waits to be taken. `session` is a hash of the session whose it is."""

    session: str
    content: bytes
    name: str
    ends_at: datetime


class Shelf:
    """The files that wait: few, and for minutes."""

    def __init__(self) -> None:
        self._made: dict[str, Made] = {}
        self._lock = Lock()

    def put(self, made: Made, *, now: datetime) -> str:
        """Keep it; return the only address under which it is found."""
        address = tokens.new()
        with self._lock:
            waiting = [(key, one) for key, one in self._made.items() if one.ends_at > now]
            self._made = dict([*waiting, (address, made)][-MOST:])
        return address

    def take(self, address: str, *, session: str, now: datetime) -> Made | None:
        """The file, for the session that made it and while it lasts."""
        with self._lock:
            found = self._made.get(address)
        return found if found and found.session == session and found.ends_at > now else None


class SubjectAccess:
    """The page on which somebody looks through a record, and the file."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.shelf = Shelf()

    async def show(self, request: Request) -> Response:
        viewer, asked = _viewer(request), _asked(request)
        if viewer is None or not _may_ask(viewer, request):
            return self._no(request)
        try:
            found = await run_in_threadpool(self._look, viewer, asked) if asked else None
        except FileLost:
            return self._no(request, LOST, status=503)
        if asked is None or found is None:
            return self._no(request, status=404)
        return self._page(request, asked, found)

    async def send(self, request: Request) -> Response:
        viewer, asked = _viewer(request), _asked(request)
        if viewer is None or not _may_ask(viewer, request):
            return self._no(request)
        try:
            form = await self.site.form(request, long=True)
            found = await run_in_threadpool(self._subject, viewer, asked) if asked else None
        except forms.BadForm:
            return self._no(request, TOO_OLD, status=403)
        except FileLost:
            return self._no(request, LOST, status=503)
        if asked is None or found is None:
            return self._no(request, status=404)
        left_out, problem = _left_out(found, form) if asked.subject_id else (not_looked_through(found), "")
        if problem:
            return self._page(request, asked, found, form=form, problem=problem)
        token = self.site.token(request)
        address = await run_in_threadpool(self._make, viewer, asked, found, left_out, token)
        minutes = int(LASTS.total_seconds() // 60)
        return self.site.page(request, "subject_access_made.html", address=address, minutes=minutes)

    async def take(self, request: Request) -> Response:
        session = tokens.kept(self.site.token(request))
        made = self.shelf.take(request.path_params["address"], session=session, now=self.site.now())
        if made is None or _viewer(request) is None:
            return self._no(request, GONE, status=404)
        return sent(made.content, name=made.name, media_type="application/zip")

    def _look(self, viewer: Viewer, asked: Asked) -> Subject | None:
        """What is kept, once it is kept that they look through it."""
        found = self._subject(viewer, asked)
        if found is not None and asked.subject_id is not None:
            for school_id in found.schools:
                look_through(
                    self.site.db,
                    school_id=school_id,
                    subject_id=asked.subject_id,
                    by=viewer,
                    now=self.site.now(),
                )
        return found

    def _subject(self, viewer: Viewer, asked: Asked) -> Subject | None:
        with self.site.db.read() as session:
            if asked.pupil_id is not None:
                found = subject_pupil(session, viewer, asked.pupil_id)
                folder = self.site.settings.attendance_folder
                return found and with_section(found, subject_marks(session, asked.pupil_id, folder=folder))
            if asked.person_id is not None:
                return subject_person(session, viewer, asked.person_id)
            return subject_self(session, viewer)

    def _make(
        self,
        viewer: Viewer,
        asked: Asked,
        found: Subject,
        left_out: Mapping[str, Ground],
        token: str,
    ) -> str:
        """Keep that it is given out, then make it. What cannot be kept is not given out."""
        now = self.site.now()
        made = given(found, left_out, made_at=now)
        if asked.subject_id is None:
            export_own(self.site.db, by=viewer, now=now)
        else:
            counts = {ground.value: count for ground, count in made.left_out.items()}
            for school_id in found.schools:
                export(
                    self.site.db,
                    school_id=school_id,
                    subject_id=asked.subject_id,
                    left_out=counts,
                    by=viewer,
                    now=now,
                )
        file = Made(
            session=tokens.kept(token),
            content=as_zip(made),
            name=f"subject-access-{london_day(now).isoformat()}.zip",
            ends_at=now + LASTS,
        )
        return self.shelf.put(file, now=now)

    def _page(
        self,
        request: Request,
        asked: Asked,
        found: Subject,
        *,
        form: forms.Form | None = None,
        problem: str = "",
    ) -> Response:
        ticked = {entry.key for _, entry in found.to_look_at if form and form.text(f"out.{entry.key}")}
        why = {entry.key: form.text(f"why.{entry.key}") if form else "" for _, entry in found.to_look_at}
        return self.site.page(
            request,
            "subject_access.html",
            status=422 if problem else 200,
            subject=found,
            own=asked.subject_id is None,
            grounds={ground.value: GROUND_WORDS[ground] for ground in CHOSEN},
            ticked=ticked,
            why=why,
            problem=problem,
            total=sum(len(section.entries) for section in found.sections),
        )

    def _no(self, request: Request, sentence: str = NOT_YOURS, *, status: int = 403) -> Response:
        return self.site.page(
            request,
            "message.html",
            status=status,
            title="What is kept of somebody",
            sentence=sentence,
            onward="/",
        )


def _left_out(found: Subject, form: forms.Form) -> tuple[dict[str, Ground], str]:
    """What is ticked to be left out, and why; a sentence where that is not answered for each."""
    seen = {entry.key for _, entry in found.to_look_at if form.text(f"seen.{entry.key}")}
    if unseen(found, seen):
        return {}, MORE_CAME
    ticked = [entry.key for _, entry in found.to_look_at if form.text(f"out.{entry.key}")]
    whys = {key: form.text(f"why.{key}") for key in ticked}
    if any(why not in set(CHOSEN) for why in whys.values()):
        return {}, NO_REASON
    return {key: Ground(why) for key, why in whys.items()}, ""


def _viewer(request: Request) -> Viewer | None:
    found = signed_in(request)
    return None if found is None or found.viewer.board else found.viewer


def _asked(request: Request) -> Asked | None:
    """Of whom, by the address; None where it says nobody."""
    query = request.query_params
    if request.url.path == OWN:
        return Asked()
    try:
        if "pupil" in query:
            return Asked(pupil_id=UUID(query["pupil"]))
        return Asked(person_id=UUID(query["person"])) if "person" in query else None
    except ValueError:
        return None


def _may_ask(viewer: Viewer, request: Request) -> bool:
    action = Action.OWN_ACCOUNT if request.url.path == OWN else Action.EXPORT_SUBJECT
    return bool(schools_where(viewer, action))


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = SubjectAccess(site)
    return (
        Route("/subject-access", page.show, methods=["GET"]),
        Route("/subject-access", page.send, methods=["POST"]),
        Route(OWN, page.show, methods=["GET"]),
        Route(OWN, page.send, methods=["POST"]),
        Route("/subject-access/file/{address}", page.take, methods=["GET"]),
    )
