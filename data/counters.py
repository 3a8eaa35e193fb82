"""What is counted while this process runs, for whoever watches over it. Read at `/metrics`."""

from typing import Final

from prometheus_client import Counter

RUNS: Final = Counter("homeward_page_runs", "Runs of a page, or of a part that renews itself", ["what"])
PAGE_ERRORS: Final = Counter("homeward_page_errors", "Runs of a page that failed")
