"""One run of learning: the log's new turns read into sessions, everything counted, learned and published."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from learning import step_store
from learning.evidence_table import CountedEvidence
from learning.funnel import Funnel, funnel_of
from learning.generation import current, load, publish, retract
from learning.learner import Learned, learn
from learning.library import Decided
from learning.record import LoggedTurn, read_log
from learning.rewriting import Encode
from learning.rewriting_evidence import Defect, Rephrase, Step, alike, steps
from learning.sessions import LATE, sessions
from learning.step_store import StepStore
from learning.step_table import StepTable
from preferences.errors import LearningError
from preferences.signs import SESSION_GAP

BATCH = 500
"""Sessions that are kept at a time; a run that is broken off loses no more."""
SCRATCH = ".scratch-"
"""How the folder is called in which a run keeps what does not fit in memory: numbers and intents, no words."""


@dataclass(frozen=True)
class Mined:
    """What came of a run."""

    turns: int
    """Turns that were read now."""
    sessions: int
    """Sessions in all."""
    learned: Learned
    """What was learned."""
    funnel: Funnel
    """What became of all requests."""
    days: list[tuple[str, float, int]]
    """Per day of the local clock: its date, the mean probability of a defect, and the requests."""
    published: str
    """The generation; empty when nothing was published."""
    seconds: float
    """How long it took."""


def mine(
    engine: Engine,
    root: Path,
    encode: Encode,
    *,
    k: int,
    dry: bool = False,
    anew: bool = False,
    rephrase: Rephrase = alike,
    defect: Defect | None = None,
    tell: Callable[[str, int], None] = lambda step, turns: None,
) -> Mined:
    """Read what is new, learn from everything, publish.

    Args:
        engine: the turn log.
        root: the folder of generations.
        encode: sentence vectors.
        k: different people who have to stand behind what everybody gets.
        dry: read and learn, but keep and publish nothing.
        anew: read the whole log again.
        rephrase: how likely a turn puts another right.
        defect: how likely a turn was a defect.
        tell: told of each step with the turns read so far.

    Raises:
        LearningError: the log could not be read, nothing be published, or somebody was forgotten meanwhile.
    """
    try:
        if not inspect(engine).has_table("events"):
            raise LearningError("Nobody has talked to this assistant yet, so there is nothing to learn from.")
    except SQLAlchemyError as error:
        raise LearningError(f"The turn log could not be read: {type(error).__name__}.") from None
    try:
        return _mined(engine, root, encode, k, dry, anew, (rephrase, defect), tell)
    except _Forgotten:
        step_store.empty(root)
        raise LearningError(
            "Somebody was forgotten while this was learning, so nothing was published. Run it once more."
        ) from None


class _Forgotten(Exception):
    """Somebody was forgotten whose turns the run has read."""


def _mined(
    engine: Engine,
    root: Path,
    encode: Encode,
    k: int,
    dry: bool,
    anew: bool,
    judges: tuple[Rephrase, Defect | None],
    tell: Callable[[str, int], None],
) -> Mined:
    began = time.time()
    with StepStore(root) as store, _table(root) as table:
        forgettings, before = store.forgettings, current(root)
        after = 0 if anew else store.reached
        reader = Reader(engine, after, *judges, lambda turns: tell("reading", turns))
        try:
            if dry:
                # Sessions that were still open are read once more, so those that are kept of them are left out.
                store.load(table, after)
                table.add(found for _, batch in reader.batches() for found in batch)
            else:
                for reached, batch in reader.batches():
                    store.add(batch, reached)
                store.load(table)
        except SQLAlchemyError as error:
            raise LearningError(f"The turn log could not be read: {type(error).__name__}.") from None
        turns = reader.turns
        known = store.count(after) + reader.sessions if dry else store.count()
        tell("chain", turns)
        evidence = CountedEvidence(table, _better(root))
        decided = Decided(root)
        learned = learn(evidence, encode, k=k, blocked=decided.blocked(), progress=lambda step: tell(step, turns))
        name = ""
        if not dry:
            for loser in learned.blocked - set(decided.blocked()):
                decided.block(loser, "it lost against the request as it was said")
            tell("publishing", turns)
            manifest = {"learned_at": began, "turns": table.count, "sessions": known, "k": k}
            if store.forgettings != forgettings:
                raise _Forgotten
            name = publish(root, learned, manifest)
            if store.forgettings != forgettings:
                retract(root, name, before)
                raise _Forgotten
        funnel, days = funnel_of(table, learned), evidence.days()
    return Mined(turns, known, learned, funnel, days, name, time.time() - began)


@contextmanager
def _table(root: Path) -> Iterator[StepTable]:
    """An empty table that goes on on the disk where memory is too small, beside the generations."""
    for left in root.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)  # A run that was killed could not clear up.
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=root) as scratch, StepTable(scratch=Path(scratch)) as table:
        yield table


class Reader:
    """Reads the log's new turns into sessions, and knows how far that went."""

    def __init__(
        self, engine: Engine, after: int, rephrase: Rephrase, defect: Defect | None, tell: Callable[[int], None]
    ) -> None:
        self.turns = 0
        """Turns that were read."""
        self.sessions = 0
        """Sessions with a request in them."""
        self._engine, self._reached, self._tell = engine, after, tell
        self._judges = rephrase, defect
        self._newest = 0.0
        # Turns whose session is not over yet, in order; sessions that may still go on where the log ends.
        self._waiting: dict[int, None] = {}
        self._open: list[tuple[int, float]] = []

    def batches(self) -> Iterator[tuple[int, list[list[Step]]]]:
        """Some hundred sessions at a time, each batch with the row of the log up to which all are here then."""
        batch: list[list[Step]] = []
        for session in sessions(self._counting()):
            for turn in session.turns:
                del self._waiting[turn.id]
            self._open.append((session.turns[0].id, session.turns[-1].at))
            found = steps(session.turns, *self._judges)
            if found:
                batch.append(found)
            if len(batch) == BATCH:
                self.sessions += len(batch)
                yield self._safe(), batch
                batch = []
        self.sessions += len(batch)
        if self.turns:
            yield self._safe(), batch

    def _counting(self) -> Iterator[LoggedTurn]:
        for turn in read_log(self._engine, self._reached):
            self.turns, self._reached = self.turns + 1, turn.id
            self._newest = max(self._newest, turn.at)
            if turn.person is not None:
                self._waiting[turn.id] = None
            if self.turns % 1000 == 0:
                self._tell(self.turns)
            yield turn

    def _safe(self) -> int:
        """The row before the first session that may still go on; the next run begins after it."""
        self._open = [one for one in self._open if one[1] > self._newest - SESSION_GAP - LATE]
        first = min([*(first for first, _ in self._open), *self._waiting], default=self._reached + 1)
        return min(self._reached, first - 1)


def _better(root: Path) -> dict[str, float]:
    """How likely each rewrite that is live is better than its request, for splitting what people did about it."""
    name = current(root)
    if name is None:
        return {}
    try:
        one = load(root, name)
    except LearningError:
        return {}
    found = {rewrite.id: rewrite.record.better for rewrite in one.all_rewrites()}
    one.close()
    return found
