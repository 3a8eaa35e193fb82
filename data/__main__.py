"""`python -m data …`: what whoever looks after Homeward does in a terminal."""

import argparse
import sys
from collections.abc import Sequence

from data import duties


def _duties(_: argparse.Namespace) -> int:
    print(duties.write())
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the commands. Each sets `run`, which is given the arguments and returns the exit code."""
    top = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")
    command = commands.add_parser(
        "duties", help="write docs/duties.md: where each duty of the policies is held"
    )
    command.set_defaults(run=_duties)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = parser().parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


if __name__ == "__main__":
    sys.exit(main())
