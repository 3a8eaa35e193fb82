"""All that is measured, one table after the other, with the machine it was measured on."""

import os
import platform

from benchmarks import board, refresh, verify, watch, write


def main() -> None:
    """Print every table."""
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    for one in (board, write, refresh, verify, watch):
        one.main()


if __name__ == "__main__":
    main()
