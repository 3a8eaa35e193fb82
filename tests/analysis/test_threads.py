"""Solving small equations never spreads over threads that wait for each other."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WATCH = """
import builtins, os
plain, seen = builtins.__import__, []

def watched(name, *rest, **more):
    if name.split(".")[0] == "numpy" and not seen:
        seen.append(os.environ.get("OPENBLAS_NUM_THREADS"))
    return plain(name, *rest, **more)

builtins.__import__ = watched
import app
print(seen)
"""


def test_the_app_says_so_before_numpy_is_there(tmp_path: Path) -> None:
    given = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", WATCH],
        cwd=ROOT,
        env={**given, "HOMEWARD_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("['1']"), done.stderr
