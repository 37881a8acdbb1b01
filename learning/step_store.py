"""What learning has read of the log so far, one row a session: a run that was broken off goes on where it was."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from learning.rewriting_evidence import Meaning, Step
from preferences.errors import LearningError

FILE = "sessions.db"
"""Its name among the generations."""
VERSION = 2
"""Goes up when rows of before can no longer be read; they are read from the log again then."""


class StepStore:
    """The sessions that were read, and how far; closed with `with`."""

    def __init__(self, root: Path) -> None:
        """Open it, making it when missing.

        Raises:
            LearningError: the file cannot be used.
        """
        file = root / FILE
        try:
            if not file.exists():
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(file, timeout=3.0)
            self._db.execute("PRAGMA secure_delete=ON")
            if self._db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                for table in ("sessions", "reached"):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, last INTEGER, person TEXT, data TEXT)"
            )
            self._db.execute("CREATE INDEX IF NOT EXISTS of_person ON sessions (person)")
            self._db.execute("CREATE TABLE IF NOT EXISTS reached (one INTEGER PRIMARY KEY, id INTEGER)")
            self._db.execute(f"PRAGMA user_version={VERSION}")
            self._db.commit()
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

    def add(self, sessions: Iterable[tuple[int, int, Sequence[Step]]], reached: int) -> None:
        """Keep sessions, with the rows of their first and last turn, and how far the log was read; all or nothing."""
        with self._db:
            rows = (
                (first, last, steps[0].person, json.dumps([_written(step) for step in steps]))
                for first, last, steps in sessions
                if steps
            )
            self._db.executemany("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)", rows)
            self._db.execute("INSERT OR REPLACE INTO reached VALUES (1, ?)", (reached,))

    def sessions(self) -> Iterator[list[Step]]:
        """All sessions, in the order they began."""
        for (data,) in self._db.execute("SELECT data FROM sessions ORDER BY id"):
            yield [_read(one) for one in json.loads(data)]

    def forget(self, person: str) -> int:
        """Drop a person's sessions; returns how many."""
        with self._db:
            return self._db.execute("DELETE FROM sessions WHERE person = ?", (person,)).rowcount


def forget(root: Path, person: str) -> int:
    """Drop a person's sessions, if any were ever kept."""
    if not (root / FILE).exists():
        return 0
    with closing(StepStore(root)._db) as connection, connection:
        return connection.execute("DELETE FROM sessions WHERE person = ?", (person,)).rowcount


def _written(step: Step) -> list[Any]:
    return [
        step.person, step.at, step.text, _meaning(step.own), step.ranking[:5], _meaning(step.served), step.rewrite,
        step.arm, step.asr, step.bad, step.again, step.failed,
    ]  # fmt: skip


def _read(one: list[Any]) -> Step:
    person, at, text, own, ranking, served, rewrite, arm, asr, bad, again, failed = one
    ranked = tuple((str(name), float(chance)) for name, chance in ranking)
    return Step(person, at, text, _of(own), ranked, _of(served), rewrite, arm, asr, bad, tuple(again), failed)


def _meaning(meaning: Meaning) -> list[Any]:
    return [meaning.intent, meaning.entities]


def _of(data: list[Any]) -> Meaning:
    return Meaning(data[0], tuple((name, value) for name, value in data[1]))
