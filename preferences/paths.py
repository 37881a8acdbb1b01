"""Where Mynah keeps things: one folder of the operating system's user, or the one `MYNAH_HOME` names."""

from __future__ import annotations

import os
from pathlib import Path

from preferences.errors import MemoryReadOnly


def home() -> Path:
    """The folder of the memory, the log and the generations; made when missing, for its owner alone.

    Raises:
        MemoryReadOnly: when it cannot be made.
    """
    named = os.environ.get("MYNAH_HOME", "").strip()
    return _made(Path(named).expanduser().absolute() if named else Path.home() / ".mynah")


def memory_file() -> Path:
    """The SQLite file of the memory."""
    return home() / "memory.db"


def turns_file() -> Path:
    """The SQLite file of the turn log."""
    return home() / "turns.db"


def generations() -> Path:
    """The folder of everything learned from the log; made when missing."""
    return _made(home() / "generations")


def memory_url() -> str:
    """The database of the memory: `MYNAH_DATABASE_URL`, else the SQLite file in `home()`."""
    return os.environ.get("MYNAH_DATABASE_URL", "").strip() or f"sqlite:///{memory_file()}"


def _made(folder: Path) -> Path:
    try:
        # Parents keep the usual mode; what is personal stands in the last folder only.
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "it cannot be made"
        raise MemoryReadOnly(f"The folder {folder} cannot be used: {reason}. Set MYNAH_HOME to another one.") from None
    return folder
