"""What machines ask: does the process answer, is everything well, and by how much."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from data import counters
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.health import Health, health, is_watched
from data.version import VERSION
from web.site import Site

NO_STORE: Final = {"Cache-Control": "no-store"}
FORWARDED: Final = ("forwarded", "x-forwarded-for")


class HealthRoutes:
    """GET /livez, /healthz and /metrics. None of them holds anything of a person or a school."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.registry = CollectorRegistry()
        self.registry.register(_Figures(self))

    async def livez(self, _request: Request) -> Response:
        return PlainTextResponse("ok", headers=NO_STORE)

    async def healthz(self, _request: Request) -> Response:
        found = await run_in_threadpool(self.read)
        age_s = found.watcher_age_s if found else None
        well = is_watched(age_s)
        body = {
            "status": "ok" if well else "failing",
            "version": VERSION,
            "database": "ok" if found else "unreachable",
            "watcher_age_s": None if age_s is None else round(age_s, 1),
        }
        if found is not None and found.ping_answers is not None:
            # It stops nothing here: who watches from outside may be down itself.
            body["ping"] = "ok" if found.ping_answers else "failing"
        return JSONResponse(body, status_code=200 if well else 503, headers=NO_STORE)

    async def metrics(self, request: Request) -> Response:
        if not _from_nearby(request):
            return PlainTextResponse("Not found", status_code=404)
        return Response(
            await run_in_threadpool(self._figures), media_type=CONTENT_TYPE_LATEST, headers=NO_STORE
        )

    def _figures(self) -> bytes:
        return b"".join(generate_latest(one) for one in (self.registry, counters.REGISTRY, REGISTRY))

    def read(self) -> Health | None:
        """The figures; None when the database does not answer."""
        try:
            with self.site.db.read() as session:
                return health(session, now=self.site.now())
        except DatabaseError as error:
            raise_unless_passing(error)
            return None


class _Figures(Collector):
    """The figures as Prometheus takes them. What could not be read is left out, and never 0."""

    def __init__(self, routes: HealthRoutes) -> None:
        self._routes = routes

    def collect(self) -> Iterator[Metric]:
        found = self._routes.read()
        yield GaugeMetricFamily(
            "homeward_database_up", "1 when the database answers", value=float(found is not None)
        )
        if found is None:
            return
        yield GaugeMetricFamily(
            "homeward_overdue_now", "Deadlines that have passed without word", value=found.overdue_now
        )
        yield GaugeMetricFamily(
            "homeward_watcher_lag_seconds",
            "How long the oldest passed deadline has waited for the watcher",
            value=found.watcher_lag_s,
        )
        yield GaugeMetricFamily(
            "homeward_outbox_age_seconds",
            "How long the oldest unsent message has waited",
            value=found.outbox_age_s,
        )
        if found.watcher_age_s is not None:
            yield GaugeMetricFamily(
                "homeward_watcher_age_seconds", "Since the watcher last answered", value=found.watcher_age_s
            )


def _from_nearby(request: Request) -> bool:
    """Whether the request comes straight from this machine or its own network, and not through a proxy from outside."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_private
    except ValueError:
        return False


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    answers = HealthRoutes(site)
    return (
        Route("/livez", answers.livez, methods=["GET"]),
        Route("/healthz", answers.healthz, methods=["GET"]),
        Route("/metrics", answers.metrics, methods=["GET"]),
    )
