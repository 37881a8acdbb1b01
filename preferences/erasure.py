"""Makes sure that what was deleted is gone from the bytes of the memory's files, too."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

from sqlmodel import Session

from preferences import scrub
from preferences.database import Database
from preferences.later import Later

log = logging.getLogger(__name__)

DELAY = 2.0
"""Seconds until small deletions are wiped, several together."""


class Erasure:
    """The wiping that follows a deletion. On a server that is the server's business, and nothing is done here.

    A deletion marks the file within its own transaction; the mark goes when the file was wiped. So a
    wipe that was prevented (a reader, kill -9) is made up for, at the latest when the memory is opened next.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._later = Later(self.wipe, DELAY)
        if self._pending():
            self._later.ask()

    def mark(self, session: Session) -> None:
        """Note, inside the transaction that deletes, that there is something to wipe."""
        if self._database.sqlite:
            session.connection().exec_driver_sql(f"PRAGMA user_version={scrub.PENDING}")

    def soon(self) -> None:
        """Have the file wiped in the background."""
        if self._database.sqlite:
            self._later.ask()

    def now(self) -> bool:
        """Wipe the file; False when a reader prevents it, and it will be done in the background."""
        if self.wipe():
            return True
        self.soon()
        return False

    def close(self) -> None:
        """Do what is still to be done, as far as possible."""
        if self._later.close():
            self.wipe()

    def wipe(self) -> bool:
        """Wipe the file once; False when that was not possible now."""
        file = self._database.file
        if file is None or not file.exists():
            return True
        command = [sys.executable, "-I", "-S", str(Path(scrub.__file__)), str(file), str(self._database.busy_timeout)]
        try:
            ended = subprocess.run(command, check=False, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("What was deleted could not be wiped from the memory's file yet: %s", type(error).__name__)
            return False
        if ended.returncode not in (0, scrub.BUSY):
            log.warning("What was deleted could not be wiped from the memory's file yet (exit %s)", ended.returncode)
        return ended.returncode == 0

    def _pending(self) -> bool:
        if not self._database.sqlite:
            return False
        try:
            connection = self._database.connect_file()
            try:
                return bool(connection.execute("PRAGMA user_version").fetchone()[0] == scrub.PENDING)
            finally:
                connection.close()
        except sqlite3.Error:
            return False
