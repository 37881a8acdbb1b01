"""A run of learning over a turn log: incremental, resumable, dry, and whole after kill -9."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from learning import forgetting, mining
from learning.generation import current, load
from learning.learner import learn
from learning.mining import mine
from learning.record import read_log
from learning.rewrites import Rewrite
from learning.rewriting_evidence import collect, steps
from learning.sessions import sessions
from learning.step_store import FILE, StepStore
from preferences.errors import LearningError
from tests.learning.household import FAILS, WORKS, encode
from tests.learning.log import MONDAY, record, user, write

pytestmark = pytest.mark.patient
MUSIC = "play something as music"


def evening(engine: Engine, day: int, people: int = 4) -> None:
    """Everybody says something that fails and says it again."""
    for person in (f"p{number}" for number in range(people)):
        events: list[dict[str, Any]] = []
        for number, (text, (reading, better)) in enumerate(FAILS.items()):
            at = MONDAY + timedelta(days=day, minutes=10 * number)
            for words, (intent, details), when in (
                (text, reading, at),
                (better, WORKS[better], at + timedelta(seconds=9)),
            ):
                events += [user(words, intent, dict(details), person, when), record()]
        write(engine, f"talk-{person}", events)


def test_a_run_learns_and_the_next_reads_only_what_is_new(engine: Engine, tmp_path: Path) -> None:
    for day in range(4):
        evening(engine, day)
    first = mine(engine, tmp_path, encode, k=3)
    assert (first.turns, first.published) == (4 * 4 * 8, "000001")
    one = load(tmp_path, "000001")
    found = one.rewrite(MUSIC)
    assert found is not None and found.meaning.intent == "play_music"
    one.close()
    for day in range(30, 32):
        evening(engine, day)
    second = mine(engine, tmp_path, encode, k=3)
    # What was still open when the log ended is read once more; the sessions are each there once.
    assert 2 * 4 * 8 <= second.turns < 3 * 4 * 8 + 32
    assert second.sessions == 6 * 4 * 4
    whole = mine(engine, tmp_path, encode, k=3, dry=True, anew=True)
    assert (whole.sessions, whole.funnel) == (second.sessions, second.funnel)
    # Of the eight requests of an evening, every second one is said again.
    assert (whole.funnel.requests, whole.funnel.signed, whole.funnel.rewritten) == (6 * 32, 6 * 16, 6 * 16)
    assert whole.learned.exact.keys() == second.learned.exact.keys()


def test_what_an_older_version_kept_is_read_from_the_log_again(engine: Engine, tmp_path: Path) -> None:
    for day in range(4):
        evening(engine, day)
    first = mine(engine, tmp_path, encode, k=3)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("ALTER TABLE steps DROP COLUMN signs")
        db.execute("PRAGMA application_id=3")
    again = mine(engine, tmp_path, encode, k=3)
    assert (again.turns, again.funnel) == (first.turns, first.funnel)


def test_a_run_learns_what_folding_the_log_step_by_step_learns(engine: Engine, tmp_path: Path) -> None:
    for day in range(4):
        evening(engine, day)
    found = mine(engine, tmp_path, encode, k=3).learned
    plainly = learn(collect(steps(one.turns) for one in sessions(read_log(engine))), encode, k=3)
    assert told(found.exact) == told(plainly.exact) and found.exact
    assert {who: told(mine) for who, mine in found.personal.items()} == {
        who: told(mine) for who, mine in plainly.personal.items()
    }
    assert found.evidence.wordings.keys() == plainly.evidence.wordings.keys()


def told(rewrites: Mapping[str, Rewrite]) -> dict[str, tuple[Any, ...]]:
    """What rewrites replace and by what, with the figures that are summed in another order rounded."""
    return {
        text: (one.own, one.meaning, one.people, one.said, round(one.least, 9), round(one.own_success, 9))
        for text, one in rewrites.items()
    }


def test_a_dry_run_keeps_and_publishes_nothing(engine: Engine, tmp_path: Path) -> None:
    evening(engine, 0)
    found = mine(engine, tmp_path, encode, k=3, dry=True)
    assert found.sessions == 16
    assert (found.published, current(tmp_path)) == ("", None)
    with StepStore(tmp_path) as store:
        assert (store.reached, store.count()) == (0, 0)


def test_a_run_that_is_broken_off_goes_on(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(6):
        evening(engine, day)
    monkeypatch.setattr(mining, "BATCH", 10)
    added = StepStore.add
    times = 0

    def breaks(self: StepStore, *given: Any) -> None:
        nonlocal times
        times += 1
        if times == 4:
            raise KeyboardInterrupt
        added(self, *given)

    monkeypatch.setattr(StepStore, "add", breaks)
    with pytest.raises(KeyboardInterrupt):
        mine(engine, tmp_path, encode, k=3)
    monkeypatch.setattr(StepStore, "add", added)
    with StepStore(tmp_path) as store:
        assert store.reached > 0
    found = mine(engine, tmp_path, encode, k=3)
    assert found.sessions == 6 * 16
    assert found.turns < 6 * 32
    assert current(tmp_path) == "000001"


def test_a_dry_run_counts_what_is_read_once_more_once(engine: Engine, tmp_path: Path) -> None:
    evening(engine, 0)
    mine(engine, tmp_path, encode, k=3)
    (tmp_path / ".scratch-left").mkdir()
    found = mine(engine, tmp_path, encode, k=3, dry=True)
    assert found.turns > 0
    assert found.sessions == 16
    assert sum(tally.seen for tally in found.learned.evidence.wordings.values()) == pytest.approx(32, rel=0.05)
    assert not [*tmp_path.glob(".scratch*")]


def test_an_empty_log_publishes_an_empty_generation(engine: Engine, tmp_path: Path) -> None:
    found = mine(engine, tmp_path, encode, k=3)
    one = load(tmp_path, found.published)
    assert [*one.all_rewrites()] == []
    one.close()


def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LearningError, match="Nobody has talked"):
        mine(create_engine(f"sqlite:///{tmp_path}/other.db"), tmp_path, encode, k=3)


@pytest.mark.slow
def test_killed_while_it_reads_a_run_loses_nothing_and_counts_nothing_twice(engine: Engine, tmp_path: Path) -> None:
    for day in range(60):
        evening(engine, day)
    program = f"""
from pathlib import Path
from sqlalchemy import create_engine
from learning import forgetting, mining
from tests.learning.household import encode
mining.BATCH = 2
mining.mine(create_engine({str(engine.url)!r}), Path({str(tmp_path)!r}), encode, k=3)
"""
    reached, times = 0, 0
    with StepStore(tmp_path) as store:
        while times < 3:
            process = subprocess.Popen([sys.executable, "-c", program])
            while process.poll() is None and store.reached <= reached + 400:
                time.sleep(0.001)
            process.kill()
            if process.wait() == 0:
                break
            assert store.reached > reached
            reached, times = store.reached, times + 1
    assert times >= 2
    found = mine(engine, tmp_path, encode, k=3)
    (whole := tmp_path / "whole").mkdir()
    anew = mine(engine, whole, encode, k=3)
    assert (found.sessions, told(found.learned.exact)) == (anew.sessions, told(anew.learned.exact))
    assert found.sessions == 60 * 16


@pytest.mark.slow
def test_killed_in_the_middle_of_publishing_the_old_generation_is_whole(engine: Engine, tmp_path: Path) -> None:
    for day in range(4):
        evening(engine, day)
    mine(engine, tmp_path, encode, k=3)
    program = f"""
from pathlib import Path
from learning.generation import publish
from learning.learner import learn
from learning.rewriting_evidence import collect, steps
from tests.learning.household import encode, sessions
learned = learn(collect(steps(one) for one in sessions()), encode, k=3)
print("ready", flush=True)
while True:
    print(publish(Path({str(tmp_path)!r}), learned, {{}}), flush=True)
"""
    for wait in (0.0, 0.003, 0.01, 0.02, 0.037, 0.05):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(wait)
        process.kill()
        process.wait()
        process.stdout.close()
        name = current(tmp_path)
        assert name is not None
        one = load(tmp_path, name)
        assert one.rewrite(MUSIC) is not None
        assert one.own_shelf("p1") is not None
        one.close()


def folder(beside: Path) -> Path:
    """A folder of generations that the turn log does not lie in."""
    root = beside / "generations"
    root.mkdir()
    return root


def test_who_is_forgotten_during_a_run_is_in_nothing_it_leaves(engine: Engine, tmp_path: Path) -> None:
    root = folder(tmp_path)
    for day in range(4):
        evening(engine, day)
    first = mine(engine, root, encode, k=3)
    evening(engine, 40)

    def tell(step: str, turns: int) -> None:
        if step == "personal rewrites":
            forgetting.forget(root, "p1")

    with pytest.raises(LearningError, match="Run it once more"):
        mine(engine, root, encode, k=3, tell=tell)
    assert current(root) == first.published
    assert not [file for file in root.rglob("*") if file.is_file() and b"p1" in file.read_bytes()]
    with StepStore(root) as store:
        assert (store.reached, store.count()) == (0, 0)


def test_who_is_forgotten_while_it_publishes_is_taken_back_with_it(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder(tmp_path)
    for day in range(4):
        evening(engine, day)
    published = mining.publish

    def publish(*given: Any) -> str:
        forgetting.forget(root, "p1")
        return published(*given)

    monkeypatch.setattr(mining, "publish", publish)
    with pytest.raises(LearningError, match="nothing was published"):
        mine(engine, root, encode, k=3)
    assert current(root) is None
    assert not [file for file in root.rglob("*") if file.is_file() and b"p1" in file.read_bytes()]
    monkeypatch.undo()
    assert mine(engine, root, encode, k=3).published
