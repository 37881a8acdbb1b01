"""Profiles, kept in memory and read anew only when somebody changed them."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from preferences.database import Database
from preferences.preference import Correction, Preference, Profile
from preferences.stored_condition import read_condition
from preferences.tables import CorrectionRow, PersonRow, PreferenceRow, RefusalRow
from preferences.trouble import translated

MOST_PROFILES = 1024
"""How many people's profiles are kept in memory."""

_PEOPLE = PersonRow.__table__  # type: ignore[attr-defined]
_PREFERENCES = PreferenceRow.__table__  # type: ignore[attr-defined]
_CORRECTIONS = CorrectionRow.__table__  # type: ignore[attr-defined]
_REFUSALS = RefusalRow.__table__  # type: ignore[attr-defined]

_PERSON = select(_PEOPLE.c.id, _PEOPLE.c.stamp)


@dataclass
class _Kept:
    profile: Profile
    stamp: int | None
    """The person's stamp when it was read; None for somebody unknown."""
    seen: int
    """The state of the whole database at which it was last known to be right."""


class Profiles:
    """Everybody's profile; the next call sees every change that was committed before it, whoever made it.

    On SQLite one pragma on a connection of its own tells whether anything changed at all; only then
    is the person's stamp read, and only when that changed too, the profile. On a server it is the stamp each time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._watch: sqlite3.Connection | None = database.connect_file() if database.sqlite else None

    def of(self, person: str) -> Profile:
        """The person's profile as it stands."""
        with self._lock:
            try:
                state = self._state()
                kept = self._kept.get(person)
                if kept is not None:
                    self._kept.move_to_end(person)
                    if self._watch is not None and kept.seen == state:
                        return kept.profile
                    if kept.stamp == self._stamp(person):
                        kept.seen = state
                        return kept.profile
            except sqlite3.Error as error:
                raise translated(error, self._database.file) from None
        # The state was looked at before reading: a change in between only means that the next call looks again.
        profile, stamp = self._read(person)
        with self._lock:
            self._kept[person] = _Kept(profile, stamp, state)
            self._kept.move_to_end(person)
            while len(self._kept) > MOST_PROFILES:
                self._kept.popitem(last=False)
        return profile

    def drop(self, person: str) -> None:
        """Forget what was kept of a person."""
        with self._lock:
            self._kept.pop(person, None)

    def count(self, person: str, uses: dict[int, tuple[int, datetime | None]]) -> None:
        """Bring the use counts of a kept profile up to date: number → count and last use."""
        with self._lock:
            kept = self._kept.get(person)
            if kept is not None:
                kept.profile = replace(
                    kept.profile,
                    preferences=tuple(
                        replace(one, uses=uses[one.id][0], used_at=uses[one.id][1]) if one.id in uses else one
                        for one in kept.profile.preferences
                    ),
                )

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._kept.clear()
            if self._watch is not None:
                self._watch.close()

    def _state(self) -> int:
        """A number that changes with every change of the database; on a server always a new one."""
        if self._watch is None:
            return -1
        number: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return number

    def _stamp(self, person: str) -> int | None:
        if self._watch is not None:
            row = self._watch.execute("SELECT stamp FROM mynah_person WHERE name = ?", (person,)).fetchone()
            return None if row is None else int(row[0])
        with self._database.reading() as connection:
            found = connection.execute(select(_PEOPLE.c.stamp).where(_PEOPLE.c.name == person)).first()
            return None if found is None else int(found[0])

    def _read(self, person: str) -> tuple[Profile, int | None]:
        with self._database.reading() as connection:
            found = connection.execute(_PERSON.where(_PEOPLE.c.name == person)).first()
            if found is None:
                return Profile(person=person), None
            number, stamp = found
            table = _PREFERENCES
            preferences = connection.execute(
                select(
                    table.c.id,
                    table.c.concept,
                    table.c.value,
                    table.c.liked,
                    table.c.strength,
                    table.c.condition,
                    table.c.words,
                    table.c.source,
                    table.c.learned_at,
                    table.c.uses,
                    table.c.used_at,
                )
                .where(table.c.person_id == number)
                .where(table.c.retired_at.is_(None))
                .order_by(table.c.learned_at.desc(), table.c.id.desc())
            ).fetchall()
            fixed = _CORRECTIONS
            corrections = connection.execute(
                select(fixed.c.id, fixed.c.entity, fixed.c.said, fixed.c.meant, fixed.c.words, fixed.c.learned_at)
                .where(fixed.c.person_id == number)
                .order_by(fixed.c.learned_at.desc(), fixed.c.id.desc())
            ).fetchall()
            refused = connection.execute(select(_REFUSALS.c.concept).where(_REFUSALS.c.person_id == number)).fetchall()
        profile = Profile(
            person=person,
            preferences=tuple(
                Preference(
                    row,
                    person,
                    concept,
                    value,
                    liked,
                    strength,
                    read_condition(condition),
                    words,
                    source,
                    learned_at,
                    None,
                    uses,
                    used_at,
                )
                for row, concept, value, liked, strength, condition, words, source, learned_at, uses, used_at in preferences
            ),
            corrections=tuple(
                Correction(row, person, entity, said, meant, words, learned_at)
                for row, entity, said, meant, words, learned_at in corrections
            ),
            refused=frozenset(concept for (concept,) in refused),
        )
        return profile, stamp
