"""The record as a table, for the set work: DuckDB on the disk beside the log, filled from the stream of turns.

The statements are plain SQL with window functions, no more than DuckDB and Spark both read, so that the same ones can
run there when a log outgrows one machine.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from learning.record import LoggedTurn
from preferences.errors import LearningError
from preferences.signs import SESSION_GAP

BATCH = 50_000
"""Turns written at a time."""
MEMORY = "400MB"
"""What DuckDB may take before it goes on on the disk."""

COLUMNS: dict[str, str] = {
    "id": "BIGINT",
    "person": "VARCHAR",
    "conversation": "VARCHAR",
    "spoken_at": "DOUBLE",
    "heard": "VARCHAR",
    "read_as": "VARCHAR",
    "intent": "VARCHAR",
    "confidence": "DOUBLE",
    "ranking": "VARCHAR",
    "why": "VARCHAR",
    "door": "VARCHAR",
    "said": "VARCHAR",
    "filled": "VARCHAR",
    "outcome": "VARCHAR",
    "skill": "VARCHAR",
    "reply": "VARCHAR",
    "barge_in": "BOOLEAN",
    "asr_confidence": "DOUBLE",
    "rewrite": "VARCHAR",
    "layer": "VARCHAR",
    "generation": "VARCHAR",
    "arm": "VARCHAR",
    "own": "VARCHAR",
    "answer": "BOOLEAN",
    "reask": "BOOLEAN",
}
"""The columns of `turns`; details and rankings are JSON lists of pairs, what is not known is NULL."""

SESSIONS = """
SELECT *, SUM(begins) OVER (PARTITION BY person ORDER BY spoken_at, id ROWS UNBOUNDED PRECEDING) AS session
FROM (
  SELECT *, CASE
    WHEN spoken_at - LAG(spoken_at) OVER (PARTITION BY person ORDER BY spoken_at, id) <= {gap} THEN 0 ELSE 1
  END AS begins
  FROM turns WHERE person IS NOT NULL
) numbered
"""
"""Every turn of somebody with the number of its session, counted by person from 1."""

PAIRS = """
SELECT id, next_id, person, spoken_at, next_at - spoken_at AS gap
FROM (
  SELECT id, person, spoken_at,
    LEAD(id) OVER (PARTITION BY person ORDER BY spoken_at, id) AS next_id,
    LEAD(spoken_at) OVER (PARTITION BY person ORDER BY spoken_at, id) AS next_at
  FROM turns WHERE person IS NOT NULL AND NOT reask
) followed
WHERE next_at - spoken_at <= {gap}
"""
"""Each turn that a person said with the next one of the same session."""


class TurnTable:
    """The turns of a record in a DuckDB file; closed with `with`."""

    def __init__(self, file: Path | None = None) -> None:
        """Open a table.

        Args:
            file: where it is kept; None keeps it in memory, for what is small.

        Raises:
            LearningError: the file is no such table, or another process holds it.
        """
        self._folder = file.parent if file is not None else None
        try:
            self._db = duckdb.connect(str(file) if file is not None else ":memory:")
            self._db.execute(f"SET memory_limit='{MEMORY}'")
            self._db.execute("SET preserve_insertion_order=false")
            columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
            self._db.execute(f"CREATE TABLE IF NOT EXISTS turns ({columns})")
        except duckdb.Error as error:
            raise LearningError(f"The table of turns cannot be opened: {type(error).__name__}.") from None

    def __enter__(self) -> TurnTable:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database, for statements that make tables of their own."""
        return self._db

    def last(self) -> int:
        """The largest `id` in the table; 0 when it is empty."""
        (row,) = self.rows("SELECT max(id) FROM turns")
        return int(row[0] or 0)

    def add(self, turns: Iterable[LoggedTurn]) -> int:
        """Append turns, some thousands at a time; returns how many."""
        added, batch = 0, list[dict[str, Any]]()
        for turn in turns:
            batch.append(_row(turn))
            if len(batch) == BATCH:
                self._append(batch)
                added, batch = added + BATCH, []
        if batch:
            self._append(batch)
        return added + len(batch)

    def sessions(self, gap: float = SESSION_GAP) -> Iterator[tuple[Any, ...]]:
        """The rows of `SESSIONS`, streamed."""
        return self.rows(SESSIONS.format(gap=float(gap)))

    def pairs(self, gap: float = SESSION_GAP) -> Iterator[tuple[Any, ...]]:
        """The rows of `PAIRS`, streamed."""
        return self.rows(PAIRS.format(gap=float(gap)))

    def rows(self, statement: str, given: list[Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """What a statement finds, streamed.

        Raises:
            LearningError: the statement could not be run.
        """
        cursor = self._db.cursor()
        try:
            cursor.execute(statement, given or [])
            while rows := cursor.fetchmany(BATCH):
                yield from rows
        except duckdb.Error as error:
            raise LearningError(f"The table of turns could not be read: {type(error).__name__}.") from None
        finally:
            cursor.close()

    def _append(self, batch: list[dict[str, Any]]) -> None:
        # DuckDB reads a file in parallel; values handed over one by one take a hundred times as long.
        kinds = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            file = Path(folder) / "turns.ndjson"
            with file.open("w", encoding="utf-8") as rows:
                rows.writelines(f"{json.dumps(row)}\n" for row in batch)
            columns = ", ".join(f'"{name}"' for name in COLUMNS)
            read = f"read_json(?, format = 'newline_delimited', columns = {{{kinds}}})"
            try:
                self._db.execute(f"INSERT INTO turns SELECT {columns} FROM {read}", [str(file)])
            except duckdb.Error as error:
                raise LearningError(f"Turns could not be written to the table: {type(error).__name__}.") from None


def _row(turn: LoggedTurn) -> dict[str, Any]:
    row = {name: getattr(turn, name, None) for name in COLUMNS}
    ranking = turn.ranking or ((turn.intent, turn.confidence),)
    row |= {"spoken_at": turn.at, "ranking": json.dumps(ranking)}
    row |= {"said": json.dumps(turn.said), "filled": json.dumps(turn.filled)}
    if turn.rewrite is None:
        return row | {"rewrite": None}
    return (
        row
        | {name: getattr(turn.rewrite, name) for name in ("layer", "generation", "arm", "own")}
        | {"rewrite": turn.rewrite.id}
    )
