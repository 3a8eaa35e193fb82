"""That a table was taken away as a file is kept, before it is."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from data.commands.looking import export_table
from visits.permissions import Viewer
from web.site import Site


def kept(
    site: Site, viewer: Viewer, *, table: str, schools: Iterable[UUID], asked: Mapping[str, str]
) -> None:
    """Keep it at each school. What cannot be kept is not given out: the database's error goes on to the reader."""
    for school_id in sorted(schools):
        export_table(site.db, school_id=school_id, table=table, asked=asked, by=viewer, now=site.now())
