"""One run of learning: the log's new turns read into sessions, everything counted, learned and published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from learning.generation import current, load, publish
from learning.learner import Learned, learn
from learning.library import Decided
from learning.record import LoggedTurn, read_log
from learning.rewriting import Encode
from learning.rewriting_evidence import Defect, Rephrase, Step, alike, collect, steps
from learning.sessions import LATE, Session, sessions
from learning.step_store import StepStore
from preferences.errors import LearningError
from preferences.signs import SESSION_GAP

BATCH = 500
"""Sessions that are kept at a time; a run that is broken off loses no more."""


@dataclass(frozen=True)
class Mined:
    """What came of a run."""

    turns: int
    """Turns that were read now."""
    sessions: int
    """Sessions in all."""
    learned: Learned
    """What was learned."""
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
        LearningError: the log could not be read, or nothing be published.
    """
    began = time.time()
    try:
        if not inspect(engine).has_table("events"):
            raise LearningError("Nobody has talked to this assistant yet, so there is nothing to learn from.")
    except SQLAlchemyError as error:
        raise LearningError(f"The turn log could not be read: {type(error).__name__}.") from None
    with StepStore(root) as store:
        try:
            turns, unkept = _read(engine, store, rephrase, defect, dry, anew, tell)
        except SQLAlchemyError as error:
            raise LearningError(f"The turn log could not be read: {type(error).__name__}.") from None
        known = [*store.sessions()] if not (dry and anew) else []
    known += unkept
    better = _better(root)
    evidence = collect(known, better)
    decided = Decided(root)
    learned = learn(evidence, encode, k=k, blocked=decided.blocked(), progress=lambda step: tell(step, turns))
    name = ""
    if not dry:
        for loser in learned.blocked - set(decided.blocked()):
            decided.block(loser, "it lost against the request as it was said")
        tell("publishing", turns)
        manifest = {"learned_at": began, "turns": sum(map(len, known)), "sessions": len(known), "k": k}
        name = publish(root, learned, manifest)
    return Mined(turns, len(known), learned, name, time.time() - began)


def _read(
    engine: Engine,
    store: StepStore,
    rephrase: Rephrase,
    defect: Defect | None,
    dry: bool,
    anew: bool,
    tell: Callable[[str, int], None],
) -> tuple[int, list[list[Step]]]:
    """Read new turns into the store; of a dry run returns the sessions instead.

    A session may still go on where the log ends, so the next run begins before those that were open then.
    """
    counted, newest = 0, [0.0]

    def counting() -> Iterator[LoggedTurn]:
        nonlocal counted
        for turn in read_log(engine, 0 if anew else store.reached):
            counted += 1
            newest[0] = max(newest[0], turn.at)
            if counted % 1000 == 0:
                tell("reading", counted)
            yield turn

    batch: list[tuple[int, int, Sequence[Step]]] = []
    unkept: list[list[Step]] = []
    over: list[Session] = []
    for session in sessions(counting()):
        over.append(session)
        found = steps(session.turns, rephrase, defect)
        if dry:
            unkept.append(found)
        batch.append((session.turns[0].id, session.turns[-1].id, found))
        if len(batch) >= BATCH and not dry:
            store.add(batch, store.reached)
            batch = []
    if not dry and counted:
        open_ = [one.turns[0].id for one in over if one.turns[-1].at > newest[0] - SESSION_GAP - LATE]
        last = max((one.turns[-1].id for one in over), default=store.reached)
        store.add(batch, min([last, *(number - 1 for number in open_)]))
    return counted, unkept


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
