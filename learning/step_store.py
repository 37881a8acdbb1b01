"""What learning has read of the log so far, one row a request: a run that was broken off goes on where it was.

Words, readings and people stand once each in tables of their own, so that a person's rows and the words that nobody
else has said can be taken out, down to the bytes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from learning.rewriting_evidence import NEVER, Meaning, Step
from learning.sign_set import packed
from preferences import scrub
from preferences.errors import LearningError

if TYPE_CHECKING:  # Whoever only forgets needs no DuckDB.
    from learning.step_table import StepTable

FILE = "sessions.db"
"""Its name among the generations."""
VERSION = 4
"""Goes up when rows of before can no longer be read; they are read from the log again then."""
BATCH = 50_000
"""Rows handed on at a time."""
PATIENCE = 3.0
"""Seconds to wait for another's write."""
NAMES = {"people": ("person",), "wordings": ("wording",), "readings": ("own", "served"), "rewrites": ("rewrite",)}
"""Tables that name numbers, and the columns that hold these."""
_STEPS = (
    "turn INTEGER PRIMARY KEY, session INTEGER, person INTEGER, spoken_at REAL, wording INTEGER, own INTEGER, "
    "served INTEGER, rewrite INTEGER, replaced INTEGER, bad REAL, failed INTEGER, followed_by INTEGER, ranking TEXT, "
    "signs INTEGER"
)
_AGAIN = "turn INTEGER, ahead INTEGER, other INTEGER, odds REAL, PRIMARY KEY (turn, ahead)"
_LOADED = tuple(column.split()[0] for column in _STEPS.split(", ") if column != "session INTEGER")
_LOAD = f"SELECT {', '.join(f'COALESCE({one}, -1)' for one in _LOADED)} FROM steps WHERE session <= ? ORDER BY turn"
_PUT = f"INSERT OR REPLACE INTO steps VALUES ({', '.join('?' * 14)})"
_LOAD_AGAIN = (
    "SELECT a.turn, a.ahead, a.other, a.odds FROM again a JOIN steps s ON s.turn = a.turn WHERE s.session <= ?"
)
ALL = 2**62
"""A session that comes after all others."""


class StepStore:
    """The requests that were read, and how far; closed with `with`."""

    def __init__(self, root: Path) -> None:
        """Open it, making it when missing.

        Raises:
            LearningError: the file cannot be used.
        """
        file = root / FILE
        try:
            if not file.exists():
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute("PRAGMA journal_mode=WAL")
            if self._pragma("user_version") == scrub.PENDING:
                _wipe(file)
            self._make()
        except (OSError, sqlite3.Error) as error:
            raise LearningError(f"What was read of the log cannot be kept: {type(error).__name__}.") from None

    def __enter__(self) -> StepStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @property
    def reached(self) -> int:
        """The row of the log up to which all sessions are here."""
        row = self._db.execute("SELECT id FROM reached").fetchone()
        return int(row[0]) if row is not None else 0

    def add(self, sessions: Iterable[Sequence[Step]], reached: int) -> None:
        """Keep sessions, and how far the log was read; all or nothing. What was here before gives way.

        Raises:
            LearningError: the file cannot be written.
        """
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                # Numbers are looked up anew each time: between two batches somebody may have been forgotten.
                numbers = _Numbers(self._db)
                for session in sessions:
                    self._db.executemany(_PUT, _rows(session, numbers))
                    self._db.executemany("DELETE FROM again WHERE turn = ?", ((step.turn,) for step in session))
                    hopes = (hope for place in range(len(session)) for hope in hoped(session, place))
                    self._db.executemany("INSERT INTO again VALUES (?, ?, ?, ?)", hopes)
                self._db.execute("INSERT OR REPLACE INTO reached VALUES (1, ?)", (reached,))
        except sqlite3.Error as error:
            raise LearningError(f"What was read of the log cannot be kept: {type(error).__name__}.") from None

    def count(self, until: int = ALL) -> int:
        """How many sessions are here that begin at a row of the log, or before it."""
        found = self._db.execute("SELECT COUNT(DISTINCT session) FROM steps WHERE session <= ?", (until,))
        return int(found.fetchone()[0])

    def load(self, table: StepTable, until: int = ALL) -> None:
        """Put the sessions that begin at a row of the log, or before it, into a table; some thousand rows at a time."""
        with self._db:
            self._db.execute("BEGIN")
            ways = (table.people.of, table.wordings.of, lambda data: table.reading(_meaning(data)), table.rewrites.of)
            numbers: dict[str, NDArray[np.int64]] = {}
            for (kind, its), way in zip(NAMES.items(), ways, strict=True):
                named = self._db.execute(f"SELECT id, name FROM {kind} ORDER BY id")
                numbers |= dict.fromkeys(its, _translated(named, way))
            rows = self._db.execute(_LOAD, (until,))
            while batch := rows.fetchmany(BATCH):
                columns: dict[str, Any] = dict(zip(_LOADED, zip(*batch, strict=True), strict=True))
                ranking = columns.pop("ranking")
                columns |= {name: known[np.array(columns[name])] for name, known in numbers.items()}
                table.append("requests", columns)
                table.append("rankings", {"turn": columns["turn"], "ranking": ranking})
            rows = self._db.execute(_LOAD_AGAIN, (until,))
            while batch := rows.fetchmany(BATCH):
                hopes = zip(*batch, strict=True)
                table.append("again", dict(zip(("turn", "ahead", "other", "odds"), hopes, strict=True)))

    @property
    def forgettings(self) -> int:
        """How many people were forgotten so far: a run in whose time that grows has read what is to be forgotten."""
        row = self._db.execute("SELECT times FROM forgotten").fetchone()
        return int(row[0]) if row is not None else 0

    def forget(self, person: str) -> int:
        """Drop a person's requests and what only they named, and mark the file to be wiped; returns how many."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("INSERT OR REPLACE INTO forgotten VALUES (1, ?)", (self.forgettings + 1,))
            whose = "(SELECT id FROM people WHERE name = ?)"
            theirs = f"SELECT turn FROM steps WHERE person IN {whose}"
            self._db.execute(f"DELETE FROM again WHERE turn IN ({theirs})", (person,))
            gone = self._db.execute(f"DELETE FROM steps WHERE person IN {whose}", (person,)).rowcount
            for kind, columns in NAMES.items():
                still = " UNION ".join(f"SELECT {one} FROM steps WHERE {one} IS NOT NULL" for one in columns)
                self._db.execute(f"DELETE FROM {kind} WHERE id NOT IN ({still})")
            if gone:
                self._db.execute(f"PRAGMA user_version={scrub.PENDING}")
        return gone

    def empty(self) -> None:
        """Drop all requests and names, and mark the file to be wiped; the log is read from its beginning again then."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for table in ("steps", "again", "reached", *NAMES):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute(f"PRAGMA user_version={scrub.PENDING}")

    def _make(self) -> None:
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if self._pragma("application_id") != VERSION:
                for table in ("sessions", "steps", "again", "reached", *NAMES):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
            self._db.execute(f"CREATE TABLE IF NOT EXISTS steps ({_STEPS})")
            self._db.execute(f"CREATE TABLE IF NOT EXISTS again ({_AGAIN}) WITHOUT ROWID")
            for kind in NAMES:
                self._db.execute(f"CREATE TABLE IF NOT EXISTS {kind} (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
            self._db.execute("CREATE TABLE IF NOT EXISTS reached (one INTEGER PRIMARY KEY, id INTEGER)")
            self._db.execute("CREATE TABLE IF NOT EXISTS forgotten (one INTEGER PRIMARY KEY, times INTEGER)")
            self._db.execute(f"PRAGMA application_id={VERSION}")

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])


class _Numbers:
    """The numbers of names within one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[tuple[str, str], int] = {}

    def of(self, kind: str, name: str) -> int:
        known = self._known.get((kind, name))
        if known is None:
            found = self._db.execute(f"SELECT id FROM {kind} WHERE name = ?", (name,)).fetchone()
            if found is None:
                found = (self._db.execute(f"INSERT INTO {kind} (name) VALUES (?)", (name,)).lastrowid,)
            known = self._known[kind, name] = int(found[0])
        return known


def forget(root: Path, person: str) -> int:
    """Drop a person's requests, if any were ever kept, down to the bytes; returns how many.

    Raises:
        LearningError: the file cannot be written.
    """
    file = root / FILE
    if not file.exists():
        return 0
    try:
        with StepStore(root) as store:
            gone = store.forget(person)
    except sqlite3.Error as error:
        raise LearningError(f"A person could not be taken out of what was read: {type(error).__name__}.") from None
    if gone:
        _wipe(file)
    return gone


def empty(root: Path) -> None:
    """Drop everything that was read, down to the bytes.

    Raises:
        LearningError: the file cannot be written.
    """
    try:
        with StepStore(root) as store:
            store.empty()
    except sqlite3.Error as error:
        raise LearningError(f"What was read of the log could not be dropped: {type(error).__name__}.") from None
    _wipe(root / FILE)


def _wipe(file: Path) -> None:
    """Wipe what deleting left in the file; somebody who reads it keeps it marked, and it is wiped when opened next."""
    command = [sys.executable, "-I", "-S", str(Path(scrub.__file__)), str(file), str(PATIENCE)]
    subprocess.run(command, check=False, capture_output=True, timeout=600)


def _rows(session: Sequence[Step], numbers: _Numbers) -> Iterable[tuple[Any, ...]]:
    for place, step in enumerate(session):
        yield (
            step.turn,
            session[0].turn,
            numbers.of("people", step.person),
            step.at,
            numbers.of("wordings", step.text),
            numbers.of("readings", _written(step.own)),
            numbers.of("readings", _written(step.served)),
            numbers.of("rewrites", step.rewrite) if step.arm else None,
            step.arm == "served",
            step.bad,
            step.failed,
            next_turn(session, place),
            json.dumps(step.ranking[:5]),
            packed(step.signs),
        )


def next_turn(session: Sequence[Step], place: int) -> int | None:
    """The turn of the request after one of a session."""
    return session[place + 1].turn if place + 1 < len(session) else None


def hoped(session: Sequence[Step], place: int) -> Iterator[tuple[int, int, int, float]]:
    """The rows of `again` of one request of a session; what is next to impossible is left out."""
    for ahead, odds in enumerate(session[place].again, 1):
        if odds > NEVER:
            yield session[place].turn, ahead, session[place + ahead].turn, odds


def _translated(named: Iterable[tuple[int, str]], number: Callable[[str], int]) -> NDArray[np.int64]:
    """By the number that a name has here, the one it has in the table; the last one stands for none."""
    named = [*named]
    found = np.full(max((one for one, _ in named), default=0) + 2, -1, np.int64)
    for one, name in named:
        found[one] = number(name)
    return found


def _written(meaning: Meaning) -> str:
    return json.dumps([meaning.intent, meaning.entities])


def _meaning(data: str) -> Meaning:
    intent, entities = json.loads(data)
    return Meaning(intent, tuple((name, value) for name, value in entities))
