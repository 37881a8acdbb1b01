"""Says in one clear sentence what the database could not do, whatever its driver called it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.exc import TimeoutError as PoolTimeout

from preferences.errors import MemoryBroken, MemoryBusy, MemoryError_, MemoryFull, MemoryReadOnly

BUSY = "My memory is busy with something else right now. Please try again in a moment."
READ_ONLY = "My memory can't be written to at the moment, so I can't keep anything new. What I know is still there."
FULL = "The disk under my memory is full, so I can't keep anything new. What I know is still there."
BROKEN = "My memory is damaged and can't be read. It needs to be repaired or put back from a copy."
GONE = "I can't reach my memory at the moment. Please try again in a moment."
OTHER = "Something went wrong in my memory, and nothing was changed."

# Python 3.10 does not tell SQLite's result codes, so its fixed messages are read.
_SQLITE: tuple[tuple[str, type[MemoryError_], str], ...] = (
    ("is locked", MemoryBusy, BUSY),
    ("readonly database", MemoryReadOnly, READ_ONLY),
    ("disk is full", MemoryFull, FULL),
    ("not a database", MemoryBroken, BROKEN),
    ("malformed", MemoryBroken, BROKEN),
    ("unsupported file format", MemoryBroken, BROKEN),
    ("no such table", MemoryBroken, BROKEN),
    ("no such column", MemoryBroken, BROKEN),
    ("unable to open", MemoryError_, GONE),
)

# PostgreSQL: SQLSTATE, or its first characters.
_SQLSTATES: tuple[tuple[str, type[MemoryError_], str], ...] = (
    ("55P03", MemoryBusy, BUSY),
    ("57014", MemoryBusy, BUSY),
    ("40", MemoryBusy, BUSY),
    ("53300", MemoryBusy, BUSY),
    ("25006", MemoryReadOnly, READ_ONLY),
    ("42501", MemoryReadOnly, READ_ONLY),
    ("53100", MemoryFull, FULL),
    ("XX001", MemoryBroken, BROKEN),
    ("XX002", MemoryBroken, BROKEN),
    ("42P01", MemoryBroken, BROKEN),
    ("42703", MemoryBroken, BROKEN),
    ("08", MemoryError_, GONE),
    ("57P", MemoryError_, GONE),
)


def translated(error: BaseException, file: Path | None = None) -> MemoryError_:
    """The error of ours that says what happened; `file` is SQLite's, when that is what lies below."""
    if isinstance(error, PoolTimeout):
        return MemoryBusy(BUSY)
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "pgcode", None)
    if state:
        return _found(_SQLSTATES, state, starts=True)
    if type(cause).__module__.startswith("psycopg2"):
        # Without a code, the server was not reached or went away.
        return (
            MemoryError_(GONE)
            if type(cause).__name__ in ("OperationalError", "InterfaceError")
            else MemoryError_(OTHER)
        )
    message = str(cause)
    if "disk I/O error" in message and file is not None and _is_full(file):
        return MemoryFull(FULL)
    return _found(_SQLITE, message)


def _found(table: tuple[tuple[str, type[MemoryError_], str], ...], told: str, starts: bool = False) -> MemoryError_:
    for sign, kind, sentence in table:
        if told.startswith(sign) if starts else sign in told:
            return kind(sentence)
    return MemoryError_(OTHER)


def _is_full(file: Path) -> bool:
    try:
        return shutil.disk_usage(file.parent).free < 1_000_000
    except OSError:
        return False
