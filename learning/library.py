"""What a running server rewrites with: the current generation, moved on to between two turns, and what people refused.

A turn asks `rewrites()`; that looks at one file's stamp. When another generation was published it is opened by a
thread of its own, and the turns go on with the one before until it is ready.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from learning.generation import CURRENT, Generation, current, load
from learning.rewrites import Rewrites
from learning.rewriting import Shelf
from learning.rewriting_ranker import NEVER
from preferences.errors import LearningError

logger = logging.getLogger(__name__)

PEOPLE = 50
"""People whose own indexes are kept at hand."""
DECIDED = "decided.db"
"""The file of what was blocked and refused; it outlives generations."""


class Decided:
    """What was blocked for everybody, and what single people said no to."""

    def __init__(self, root: Path) -> None:
        self._file = root / DECIDED

    def block(self, name: str, why: str) -> None:
        """Block a rewrite until it is restored."""
        self._do("INSERT OR REPLACE INTO blocked VALUES (?, ?, ?)", (name, why, time.time()))

    def restore(self, name: str) -> bool:
        """Let a blocked rewrite be served again; False when it was not blocked."""
        return self._do("DELETE FROM blocked WHERE name = ?", (name,)) > 0

    def deny(self, person: str, name: str) -> None:
        """A person said no right after a rewrite: never again for this person."""
        self._do("INSERT OR REPLACE INTO denied VALUES (?, ?, ?)", (person, name, time.time()))

    def allow(self, person: str, name: str) -> bool:
        """Take a person's no back; False when there was none."""
        return self._do("DELETE FROM denied WHERE person = ? AND name = ?", (person, name)) > 0

    def blocked(self) -> dict[str, str]:
        """What is blocked, and why."""
        return {row[0]: row[1] for row in self._rows("SELECT name, why FROM blocked")}

    def denied(self) -> dict[str, set[str]]:
        """Who said no to what."""
        found: dict[str, set[str]] = {}
        for person, name in self._rows("SELECT person, name FROM denied"):
            found.setdefault(person, set()).add(name)
        return found

    def forget(self, person: str) -> int:
        """Drop what a person said no to."""
        return self._do("DELETE FROM denied WHERE person = ?", (person,))

    def stamp(self) -> int:
        """Changes whenever anything was decided."""
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    def _do(self, statement: str, given: tuple[object, ...]) -> int:
        try:
            with closing(self._open()) as connection, connection:
                return connection.execute(statement, given).rowcount
        except (OSError, sqlite3.Error) as error:
            raise LearningError(f"What was decided could not be written: {type(error).__name__}.") from None

    def _rows(self, query: str) -> list[tuple[str, str]]:
        if not self._file.exists():
            return []
        try:
            with closing(self._open()) as connection:
                return connection.execute(query).fetchall()
        except sqlite3.Error as error:
            raise LearningError(f"What was decided could not be read: {type(error).__name__}.") from None

    def _open(self) -> sqlite3.Connection:
        if not self._file.exists():
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self._file, timeout=3.0)
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("CREATE TABLE IF NOT EXISTS blocked (name TEXT PRIMARY KEY, why TEXT, at REAL)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS denied (person TEXT, name TEXT, at REAL, PRIMARY KEY (person, name))"
        )
        return connection


class Library:
    """The current generation of a folder; safe to use from several threads."""

    def __init__(self, root: Path, at: str = "balanced") -> None:
        """Take the folder of generations.

        Args:
            root: where generations are published.
            at: "cautious" or "balanced": where the online layers fire.
        """
        self._root = root
        self._at = at
        self.decided = Decided(root)
        """What was blocked and refused."""
        self._stamp: tuple[int, int] = (0, 0)
        self._rewrites = Rewrites()
        self._generation: Generation | None = None
        self._mine: OrderedDict[str, Shelf | None] = OrderedDict()
        self._loading: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The generation that is served; empty before the first."""
        return self._generation.name if self._generation is not None else ""

    def rewrites(self) -> Rewrites:
        """What to rewrite with now; two looks at files."""
        try:
            pointer = (self._root / CURRENT).stat().st_mtime_ns
        except OSError:
            pointer = 0
        stamp = pointer, self.decided.stamp()
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._stamp = stamp
                    self._loading = threading.Thread(target=self._move, name="mynah-generation", daemon=True)
                    self._loading.start()
        return self._rewrites

    def settle(self) -> None:
        """Wait for a generation that is being opened."""
        self.rewrites()
        if self._loading is not None:
            self._loading.join()

    def deny(self, person: str, name: str) -> None:
        """Note a person's no; it holds at once."""
        self._rewrites.denied = {**self._rewrites.denied, person: {*self._rewrites.denied.get(person, ()), name}}
        self.decided.deny(person, name)

    def forget(self, person: str) -> None:
        """Drop what is at hand of a person; the files are `learning.generation.erase`'s business."""
        self._mine.pop(person, None)
        self.decided.forget(person)

    def _move(self) -> None:
        try:
            name = current(self._root)
            generation = load(self._root, name) if name is not None else None
            rewrites = self._served(generation)
        except LearningError as problem:
            # The generation before goes on.
            logger.error("%s", problem)
            return
        self._generation, self._mine = generation, OrderedDict()
        self._rewrites = rewrites

    def _served(self, one: Generation | None) -> Rewrites:
        blocked, denied = frozenset(self.decided.blocked()), self.decided.denied()
        if one is None:
            return Rewrites(blocked=blocked, denied=denied)
        return Rewrites(
            exact=one.rewrite,
            personal=one.own_rewrite,
            meanings=one.meanings,
            everybody=one.everybody,
            projection=one.projection,
            ranker=one.ranker,
            setting=one.settings.get(self._at, NEVER),
            mine=self._shelf(one),
            my_ranker=one.my_ranker,
            my_setting=one.settings.get(f"my {self._at}", NEVER),
            blocked=blocked | set(one.manifest.get("blocked", ())),
            denied=denied,
        )

    def _shelf(self, one: Generation) -> Callable[[str], Shelf | None]:
        def find(person: str) -> Shelf | None:
            if person not in self._mine:
                self._mine[person] = one.own_shelf(person)
                while len(self._mine) > PEOPLE:
                    self._mine.popitem(last=False)
            return self._mine[person]

        return find
