"""What is counted while this process runs, for whoever watches over it. Read at `/metrics`."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter

REGISTRY: Final = CollectorRegistry()
RUNS: Final = Counter(
    "homeward_page_runs", "Runs of a page, or of a part that renews itself", ["what"], registry=REGISTRY
)
PAGE_ERRORS: Final = Counter("homeward_page_errors", "Runs of a page that failed", registry=REGISTRY)
