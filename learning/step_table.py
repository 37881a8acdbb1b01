"""Steps as tables of numbers in DuckDB, and what the numbers stand for.

Wordings, readings, people and rewrites are kept once each; the table itself holds numbers, so that millions of steps
are sorted and grouped without a word being read. No name and no word of anybody is in the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from learning.rewriting_evidence import Meaning, Step
from learning.sign_set import packed
from learning.step_store import hoped, next_turn
from preferences.errors import LearningError

MEMORY = "600MB"
"""What DuckDB may take before it goes on on the disk."""
BATCH = 50_000
"""Rows written at a time."""
NOTHING = -1
"""The number that stands for none, where one may be missing."""

COLUMNS: dict[str, str] = {
    "turn": "BIGINT",
    "person": "INTEGER",
    "spoken_at": "DOUBLE",
    "wording": "INTEGER",
    "own": "INTEGER",
    "served": "INTEGER",
    "rewrite": "INTEGER",
    "replaced": "BOOLEAN",
    "bad": "DOUBLE",
    "failed": "BOOLEAN",
    "followed_by": "BIGINT",
    "signs": "INTEGER",
}
"""The columns of `requests`: `own` and `served` are readings, `rewrite` is NULL where none was served or held out and
`replaced` says that it was served, `followed_by` is the turn of the next request of the session or NULL, `signs` is a
`learning.sign_set`."""
AGAIN = {"turn": "BIGINT", "ahead": "INTEGER", "other": "BIGINT", "odds": "DOUBLE"}
"""The columns of `again`: what the words say for the other turn, so many requests later, putting the first right."""

RANKINGS = {"turn": "BIGINT", "ranking": "VARCHAR"}
"""NLU's ranking of each turn, a JSON list of pairs."""


_KINDS = {"i": "BIGINT", "b": "BOOLEAN", "f": "DOUBLE"}
"""Of arrays, by their letter."""
Column = Sequence[Any] | NDArray[Any]
"""Values of one kind: numbers, or words."""


class Numbers:
    """Names by number, counted from 0 in the order in which they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The number of a name, a new one for a new name."""
        known = self._known.setdefault(name, len(self.names))
        if known == len(self.names):
            self.names.append(name)
        return known


class StepTable:
    """The steps, their rankings, and the names of their numbers; closed with `with`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection | None = None, scratch: Path | None = None) -> None:
        """Make an empty table.

        Args:
            connection: the database it stands in, for as long as that is open; one in memory, if left out.
            scratch: a folder for what does not fit in memory; without it all has to.

        Raises:
            LearningError: the table cannot be made.
        """
        self.people, self.wordings, self.states, self.rewrites = Numbers(), Numbers(), Numbers(), Numbers()
        self.meanings: list[Meaning] = []
        self.rankings = "rankings"
        """Where NLU's ranking of each turn stands: a relation of `turn` and `ranking`, a JSON list of pairs."""
        self._own = connection is None
        self._db = connection or duckdb.connect(":memory:")
        if self._own:
            self.run(f"SET memory_limit='{MEMORY}'")
            self.run("SET temp_directory = ?", [str(scratch) if scratch is not None else ""])
        for name, kinds in (("requests", COLUMNS), ("again", AGAIN), ("rankings", RANKINGS)):
            self.put(name, kinds, {})

    def __enter__(self) -> StepTable:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self._db.close()

    def run(self, statement: str, given: Sequence[Any] | None = None) -> duckdb.DuckDBPyConnection:
        """Run a statement.

        Raises:
            LearningError: it could not be run.
        """
        try:
            return self._db.execute(statement, given)
        except duckdb.Error as error:
            raise LearningError(f"The table of requests could not be worked on: {type(error).__name__}.") from None

    def make(self, name: str, query: str) -> None:
        """Keep what a query finds as a table of that name."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def drop(self, *names: str) -> None:
        """Give up tables that were made on the way."""
        for name in names:
            self.run(f"DROP TABLE IF EXISTS {name}")

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """What a query finds, all of it in memory."""
        yield from self.run(query).fetchall()

    def put(self, name: str, kinds: Mapping[str, str], columns: Mapping[str, Column]) -> None:
        """Make a table of columns of one length, each with its kind."""
        described = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} ({described})")
        if columns:
            self.append(name, columns)

    def append(self, name: str, columns: Mapping[str, Column]) -> None:
        """Append columns of one length to a table; `NOTHING` among whole numbers becomes NULL."""
        arrays = {column: np.asarray(values) for column, values in columns.items() if not _words(values)}
        read = [
            f"NULLIF({one}, {NOTHING})" if one in arrays and arrays[one].dtype.kind == "i" else one for one in columns
        ]
        into = f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(read)} FROM"
        if len(arrays) == len(columns):
            # DuckDB reads numbers where they lie; values handed over one by one take a hundred times as long.
            self._db.register("arriving", arrays)
            self.run(f"{into} arriving")
            self._db.unregister("arriving")
            return
        # For each word in an array it would look for pandas, which is not there: reading a list takes a tenth of that.
        kinds = {one: _KINDS[arrays[one].dtype.kind] if one in arrays else "VARCHAR" for one in columns}
        lists = ", ".join(f"UNNEST(FROM_JSON(?, '[\"{kind}\"]')) AS {one}" for one, kind in kinds.items())
        given = [json.dumps(arrays[one].tolist() if one in arrays else [*values]) for one, values in columns.items()]
        self.run(f"{into} (SELECT {lists}) arriving", given)

    @property
    def count(self) -> int:
        """How many steps there are."""
        return int(next(self.rows("SELECT COUNT(*) FROM requests"))[0])

    def reading(self, meaning: Meaning) -> int:
        """The number of a reading; of several spellings the first one stands for all."""
        number = self.states.of(meaning.state)
        if number == len(self.meanings):
            self.meanings.append(meaning)
        return number

    def add(self, sessions: Iterable[Sequence[Step]]) -> None:
        """Append sessions that are in memory; the turns of their steps tell them apart."""
        rows = ((session, place) for session in sessions for place in range(len(session)))
        while batch := list(islice(rows, BATCH)):
            self._add(batch)

    def _add(self, placed: list[tuple[Sequence[Step], int]]) -> None:
        steps = [session[place] for session, place in placed]
        self.append(
            "requests",
            {
                "turn": [step.turn for step in steps],
                "person": [self.people.of(step.person) for step in steps],
                "spoken_at": [step.at for step in steps],
                "wording": [self.wordings.of(step.text) for step in steps],
                "own": [self.reading(step.own) for step in steps],
                "served": [self.reading(step.served) for step in steps],
                "rewrite": [self.rewrites.of(step.rewrite) if step.arm else NOTHING for step in steps],
                "replaced": [step.arm == "served" for step in steps],
                "bad": [step.bad for step in steps],
                "failed": [step.failed for step in steps],
                "followed_by": [next_turn(session, place) or NOTHING for session, place in placed],
                "signs": [packed(step.signs) for step in steps],
            },
        )
        rankings = [json.dumps(step.ranking) for step in steps]
        self.append("rankings", {"turn": [step.turn for step in steps], "ranking": rankings})
        if hopes := [hope for session, place in placed for hope in hoped(session, place)]:
            self.append("again", dict(zip(AGAIN, zip(*hopes, strict=True), strict=True)))


def _words(values: Column) -> bool:
    return len(values) > 0 and isinstance(values[0], str)
