"""How often preferences are applied: counted in memory, written down now and then."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from preferences.database import Database
from preferences.errors import MemoryError_
from preferences.later import Later
from preferences.ledger import Ledger
from preferences.profiles import Profiles
from preferences.tables import PreferenceRow

log = logging.getLogger(__name__)

DELAY = 2.0
"""Seconds until counts are written; a process that is killed loses no more than these."""
MOST_COUNTS = 10_000
"""How many different preferences are counted before the rest is let go."""


class Usage:
    """The use counts that are not yet written."""

    def __init__(self, database: Database, profiles: Profiles) -> None:
        self._database = database
        self._profiles = profiles
        self._counts: dict[str, dict[int, tuple[int, datetime]]] = {}
        self._lock = threading.Lock()
        self._later = Later(self.write, DELAY)

    def add(self, person: str, numbers: Iterable[int], now: datetime) -> None:
        """Count one use of each of these preferences."""
        with self._lock:
            mine = self._counts.setdefault(person, {})
            for number in numbers:
                if len(mine) < MOST_COUNTS:
                    mine[number] = (mine.get(number, (0, now))[0] + 1, now)
        self._later.ask()

    def drop(self, person: str) -> None:
        """Let go of a person's counts."""
        with self._lock:
            self._counts.pop(person, None)

    def write(self) -> bool:
        """Write all counts down; True in any case, since counts are not worth another try."""
        with self._lock:
            counts, self._counts = self._counts, {}
        for person, mine in counts.items():
            try:
                self._profiles.count(person, self._write(person, mine))
            except MemoryError_ as error:
                log.info("Use counts were not written: %s", type(error).__name__)
        return True

    def close(self) -> None:
        """Write what is left."""
        self._later.close()
        self.write()

    def _write(self, person: str, mine: dict[int, tuple[int, datetime]]) -> dict[int, tuple[int, datetime | None]]:
        with self._database.writing() as session:
            # The person's lock first, in the order of all other changes, so that no two wait for each other.
            ledger = Ledger.find(session, person, lock=True)
            if ledger is None:
                return {}
            own = col(PreferenceRow.person_id) == ledger.id
            for number, (count, at) in mine.items():
                session.connection().execute(
                    update(PreferenceRow)
                    .where(own)
                    .where(col(PreferenceRow.id) == number)
                    .values(uses=col(PreferenceRow.uses) + count, used_at=at)
                )
            written = {}
            for row in session.exec(select(PreferenceRow).where(own).where(col(PreferenceRow.id).in_(list(mine)))):
                assert row.id is not None
                written[row.id] = (row.uses, row.used_at)
            return written
