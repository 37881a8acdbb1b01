"""Profiles, kept in memory and read anew only when somebody changed them."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, TypeVar

from sqlalchemy import select

from preferences.condition import ALWAYS
from preferences.database import Database
from preferences.phrase import Kind, Phrase
from preferences.preference import Correction, Preference, Profile
from preferences.stored_condition import read_condition
from preferences.tables import PersonRow
from preferences.trouble import translated

MOST_PROFILES = 1024
"""How many people's profiles are kept in memory."""

_PEOPLE = PersonRow.__table__  # type: ignore[attr-defined]
_PREFERENCES = """
SELECT id, concept, value, liked, strength, condition, words, source, learned_at, uses, used_at, paused_at
FROM mynah_preference WHERE person_id = {} AND retired_at IS NULL ORDER BY learned_at DESC, id DESC
"""
_CORRECTIONS = """
SELECT id, entity, said, meant, words, learned_at, uses, used_at, paused_at
FROM mynah_correction WHERE person_id = {} ORDER BY learned_at DESC, id DESC
"""
_PHRASES = """
SELECT id, kind, said, steps, words, source, learned_at, uses, used_at, paused_at
FROM mynah_phrase WHERE person_id = {} ORDER BY learned_at DESC, id DESC
"""
_REFUSALS = "SELECT concept FROM mynah_refusal WHERE person_id = {}"
Counts = dict[int, tuple[int, datetime | None]]
"""Use counts and last uses, by number."""
Used = TypeVar("Used", Preference, Correction, Phrase)
_PERSON = select(_PEOPLE.c.id, _PEOPLE.c.stamp)


@dataclass
class _Kept:
    profile: Profile
    made: dict[tuple[Any, ...], Any]
    """Preferences and phrases by the rows they were made from: what did not change is not made again."""
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
        return self._anew(person, kept, state)

    def counted(self, person: str) -> Profile:
        """The person's profile with the use counts that any process has written; those change no stamp."""
        with self._lock:
            try:
                kept, state = self._kept.get(person), self._state()
            except sqlite3.Error as error:
                raise translated(error, self._database.file) from None
        return self._anew(person, kept, state)

    def _anew(self, person: str, kept: _Kept | None, state: int) -> Profile:
        # The state was looked at before reading: a change in between only means that the next call looks again.
        fresh = self._read(person, kept.made if kept is not None else {}, state)
        with self._lock:
            self._kept[person] = fresh
            self._kept.move_to_end(person)
            while len(self._kept) > MOST_PROFILES:
                self._kept.popitem(last=False)
        return fresh.profile

    def drop(self, person: str) -> None:
        """Forget what was kept of a person."""
        with self._lock:
            self._kept.pop(person, None)

    def count(self, person: str, uses: Counts, corrections: Counts, phrases: Counts) -> None:
        """Bring the use counts of a kept profile up to date: number → count and last use."""
        with self._lock:
            kept = self._kept.get(person)
            if kept is not None:
                profile = kept.profile
                kept.profile = replace(
                    profile,
                    preferences=tuple([_counted(one, uses) for one in profile.preferences]),
                    corrections=tuple([_counted(one, corrections) for one in profile.corrections]),
                    phrases=tuple([_counted(one, phrases) for one in profile.phrases]),
                )  # What is paused is not used, so its counts stand still.

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

    def _read(self, person: str, made: dict[tuple[Any, ...], Any], state: int) -> _Kept:
        with self._database.reading() as connection:
            found = connection.execute(_PERSON.where(_PEOPLE.c.name == person)).first()
            if found is None:
                return _Kept(Profile(person=person), {}, None, state)
            number, stamp = found
            # Plain statements: turning a thousand rows into SQLAlchemy's values would take longer than reading them.
            preferences = connection.exec_driver_sql(_PREFERENCES.format(int(number))).cursor.fetchall()
            corrections = connection.exec_driver_sql(_CORRECTIONS.format(int(number))).cursor.fetchall()
            phrases = connection.exec_driver_sql(_PHRASES.format(int(number))).cursor.fetchall()
            refused = connection.exec_driver_sql(_REFUSALS.format(int(number))).cursor.fetchall()
        taught = {row: made.get(row) or _phrase(person, row) for row in phrases}
        made = {row: made.get(row) or _preference(person, row) for row in preferences}
        meant = [_correction(person, row) for row in corrections]
        everything: tuple[Preference | Correction | Phrase, ...] = (*made.values(), *meant, *taught.values())
        profile = Profile(
            person=person,
            preferences=tuple([one for one in made.values() if one.paused_at is None]),
            corrections=tuple([one for one in meant if one.paused_at is None]),
            refused=frozenset(concept for (concept,) in refused),
            phrases=tuple([one for one in taught.values() if one.paused_at is None]),
            paused=tuple([one for one in everything if one.paused_at is not None]),
        )
        return _Kept(profile, {**made, **taught}, stamp, state)


def _counted(one: Used, uses: Counts) -> Used:
    return replace(one, uses=uses[one.id][0], used_at=uses[one.id][1]) if one.id in uses else one


def _preference(person: str, row: Sequence[Any]) -> Preference:
    number, concept, value, liked, strength, condition, words, source, learned_at, uses, used_at, paused_at = row
    made = object.__new__(Preference)
    # A frozen dataclass sets its fields one call each; with a thousand of them that is most of the time.
    made.__dict__.update(
        id=number,
        person=person,
        concept=concept,
        value=value,
        liked=bool(liked),
        strength=strength,
        condition=read_condition(condition) if condition else ALWAYS,
        words=words,
        source=source,
        learned_at=_moment(learned_at),
        retired_at=None,
        uses=uses,
        used_at=None if used_at is None else _moment(used_at),
        paused_at=None if paused_at is None else _moment(paused_at),
    )
    return made


def _correction(person: str, row: Sequence[Any]) -> Correction:
    number, entity, said, meant, words, at, uses, used_at, paused_at = row
    used, paused = (None if moment is None else _moment(moment) for moment in (used_at, paused_at))
    return Correction(number, person, entity, said, meant, words, _moment(at), uses, used, paused)


def _phrase(person: str, row: Sequence[Any]) -> Phrase:
    number, kind, said, steps, words, source, learned_at, uses, used_at, paused_at = row
    return Phrase(
        id=number,
        person=person,
        kind=Kind(kind),
        said=said,
        steps=tuple(json.loads(steps)),
        words=words,
        source=source,
        learned_at=_moment(learned_at),
        uses=uses,
        used_at=None if used_at is None else _moment(used_at),
        paused_at=None if paused_at is None else _moment(paused_at),
    )


def _moment(told: str | datetime) -> datetime:
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told
    return moment.replace(tzinfo=timezone.utc)
