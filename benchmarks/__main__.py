"""All that is measured, one table after the other, with the machine it was measured on."""

import os
import platform

from benchmarks import around, board, crowd, pages, reasons, refresh, verify, watch, week, write


def main() -> None:
    """Print every table."""
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    for one in (board, reasons, write, refresh, crowd, verify, week, around, pages, watch):
        one.main()


if __name__ == "__main__":
    main()
