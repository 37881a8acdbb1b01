"""How often preferences, corrections and phrases are applied: counted in memory, written down now and then."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from preferences.database import Database
from preferences.errors import MemoryError_
from preferences.later import Later
from preferences.ledger import Ledger
from preferences.profiles import Counts, Profiles
from preferences.tables import CorrectionRow, PhraseRow, PreferenceRow

_Table = type[PreferenceRow] | type[CorrectionRow] | type[PhraseRow]
_Mine = dict[tuple[_Table, int], tuple[int, datetime]]

log = logging.getLogger(__name__)

DELAY = 2.0
"""Seconds until counts are written; a process that is killed loses no more than these."""
MOST_COUNTS = 10_000
"""How many different things of one person are counted before the rest is let go."""


class Usage:
    """The use counts that are not yet written."""

    def __init__(self, database: Database, profiles: Profiles) -> None:
        self._database = database
        self._profiles = profiles
        self._counts: dict[str, _Mine] = {}
        self._lock = threading.Lock()
        self._later = Later(self.write, DELAY)

    def add(
        self, person: str, numbers: Iterable[int], corrections: Iterable[int], phrases: Iterable[int], now: datetime
    ) -> None:
        """Count one use of each of these preferences, corrections and phrases."""
        with self._lock:
            mine = self._counts.setdefault(person, {})
            keys: list[tuple[_Table, int]] = [(PreferenceRow, number) for number in numbers]
            keys += [(CorrectionRow, number) for number in corrections]
            keys += [(PhraseRow, number) for number in phrases]
            for key in keys:
                if len(mine) < MOST_COUNTS:
                    mine[key] = (mine.get(key, (0, now))[0] + 1, now)
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
                self._profiles.count(person, *self._write(person, mine))
            except MemoryError_ as error:
                log.info("Use counts were not written: %s", type(error).__name__)
        return True

    def close(self) -> None:
        """Write what is left."""
        self._later.close()
        self.write()

    def _write(self, person: str, mine: _Mine) -> tuple[Counts, Counts, Counts]:
        with self._database.writing() as session:
            # The person's lock first, in the order of all other changes, so that no two wait for each other.
            ledger = Ledger.find(session, person, lock=True)
            if ledger is None:
                return {}, {}, {}
            preferences = _count(session, ledger.id, PreferenceRow, mine)
            corrections = _count(session, ledger.id, CorrectionRow, mine)
            return preferences, corrections, _count(session, ledger.id, PhraseRow, mine)


def _count(session: Session, person_id: int, table: _Table, mine: _Mine) -> Counts:
    numbers = {number: use for (kind, number), use in mine.items() if kind is table}
    if not numbers:
        return {}
    own = col(table.person_id) == person_id
    for number, (count, at) in numbers.items():
        more = update(table).where(own).where(col(table.id) == number)
        session.connection().execute(more.values(uses=col(table.uses) + count, used_at=at))
    written: Counts = {}
    for row in session.exec(select(table).where(own).where(col(table.id).in_(list(numbers)))):
        assert row.id is not None
        written[row.id] = (row.uses, row.used_at)
    return written
