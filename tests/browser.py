"""The browser that the tests drive: Playwright's own Chromium, or the system's.

`python tests/browser.py` makes sure that there is one. It takes the first that starts; if none does, it tries
Playwright's download, and after that, as root on Debian and its kin, the system's package.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HELP = (
    "The tests need Chromium and found none that starts. Install it with your system's packages "
    "(Debian, Ubuntu: apt-get install chromium), or where downloads are allowed: "
    "python -m playwright install --with-deps chromium"
)
MINUTES_10 = 600


def arguments() -> list[str]:
    """Return the command-line arguments to start Chromium with."""
    # Chromium refuses its sandbox to root, which is who one is in most containers.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, "--no-sandbox"] if root else list(ARGUMENTS)


@cache
def executable() -> str:
    """Return the path of a Chromium that starts. Raises RuntimeError with what to do if there is none."""
    found = next((path for path in _candidates() if _version(path)), None)
    if found is None:
        raise RuntimeError(HELP)
    return found


def _candidates() -> Iterator[str]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own
    yield from filter(None, map(shutil.which, NAMES))


def _version(path: str) -> str | None:
    """Return the version of the browser at `path`, or None if it does not start."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=arguments())
            try:
                return browser.version
            finally:
                browser.close()
    except Error:
        return None


def _download() -> None:
    _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_package() -> None:
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run(["apt-get", "update", "-q"])
        _run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"])


def _run(command: list[str]) -> None:
    """Run a command that may fail: whether it helped is seen by trying the browser again."""
    try:
        done = subprocess.run(command, check=False, timeout=MINUTES_10, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        print(f"{' '.join(command)}: no end after {MINUTES_10 // 60} minutes")
        return
    if done.returncode != 0:
        print(f"{' '.join(command)}: did not work")


def main() -> int:
    """Find a browser, or get one; return 0 if there is one in the end."""
    steps: list[Callable[[], None]] = [lambda: None, _download, _install_package]
    for step in steps:
        step()
        for path in _candidates():
            if version := _version(path):
                print(f"Browser for the tests: Chromium {version} at {path}")
                return 0
    print(HELP, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
