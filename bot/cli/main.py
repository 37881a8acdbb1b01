"""The entry of the command `mynah`: what goes wrong in a way that can be foreseen is one line, never a traceback."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command."""
    try:
        from bot.cli.commands import app
        from preferences.errors import MynahError
    except ModuleNotFoundError as missing:
        # The command itself is made of packages; without them not even the doctor can be asked.
        sys.exit(f"The package {missing.name} is missing. Run: make install")
    try:
        app()
    except MynahError as problem:
        sys.exit(f"{problem}")
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        sys.exit(f"The system refused something: {problem.strerror or type(problem).__name__}{where}.")


if __name__ == "__main__":
    run()
