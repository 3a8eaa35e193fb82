"""Ask the public advisories about every pinned dependency: `python tests/audit.py`.

A known hole fails. Where the advisories cannot be reached nothing is known, which is said, and is no failure.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = "requirements-dev.txt"
NETWORK = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "NameResolutionError",
)


def ask() -> subprocess.CompletedProcess[str]:
    """Run pip-audit over the pinned dependencies, which are the ones for running and the ones for testing."""
    command = ["-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    return subprocess.run(
        [sys.executable, *command, "--format", "json", "-r", str(ROOT / REQUIREMENTS)],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )


def judge(*, stdout: str, stderr: str) -> tuple[int, str]:
    """Return the exit status and what to say, from what pip-audit wrote."""
    if not stdout.strip():
        if any(word in stderr for word in NETWORK):
            return 0, "Not audited: the public advisories cannot be reached from here."
        return 1, f"pip-audit did not work:\n{stderr.strip()}"
    dependencies: list[dict[str, Any]] = json.loads(stdout)["dependencies"]
    skipped = [one["name"] for one in dependencies if "skip_reason" in one]
    holes = [f"  {_line(one, hole)}" for one in dependencies for hole in one.get("vulns", [])]
    if holes:
        return 1, "\n".join(["Known holes in dependencies:", *holes])
    if len(skipped) == len(dependencies):
        return (
            0,
            f"Not audited: the index here has no advisories for any of {len(dependencies)} dependencies.",
        )
    audited = f"No known hole in {len(dependencies) - len(skipped)} of {len(dependencies)} dependencies."
    return 0, f"{audited} Not audited: {', '.join(skipped)}." if skipped else audited


def _line(dependency: dict[str, Any], hole: dict[str, Any]) -> str:
    mended = ", ".join(hole["fix_versions"]) or "no version yet"
    return f"{dependency['name']} {dependency['version']}: {hole['id']}, mended in {mended}"


def main() -> int:
    """Audit, say what came of it, and return the exit status."""
    done = ask()
    status, sentence = judge(stdout=done.stdout, stderr=done.stderr)
    print(sentence)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
