"""All of our plain HTTP, in one place."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from web import (
    acknowledge,
    alert_exports,
    attendance_export,
    audit_export,
    exports,
    feeds,
    figures_export,
    health,
    months_export,
    oidc,
    out,
    own_step,
    risk_export,
    second_step,
    set_password,
    sign_in,
    subject_access,
)
from web.refused import kept_if_refused
from web.site import Site


def routes(site: Site) -> Sequence[BaseRoute]:
    """Every route; Streamlit's own come after these."""
    rooms = (
        sign_in,
        oidc,
        second_step,
        own_step,
        acknowledge,
        set_password,
        out,
        feeds,
        exports,
        alert_exports,
        attendance_export,
        audit_export,
        figures_export,
        months_export,
        risk_export,
        subject_access,
        health,
    )
    return [kept_if_refused(route, site) for room in rooms for route in room.routes(site)]
