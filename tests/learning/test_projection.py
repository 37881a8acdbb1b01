"""Turning sentence vectors by the record: what fails comes nearer to what means the same and works."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import approx_fprime

from learning import projection
from learning.learner import learn
from learning.projection import IDENTITY, Fitted, Projection, failures, loss, paired
from learning.rewriting_evidence import collect, steps
from learning.rewriting_features import Entry
from learning.rewriting_index import Index
from tests.learning.household import encode, sessions

pytestmark = pytest.mark.patient

WIDTH = 24
GOALS = 12


def units(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def record(each: int, seed: int = 0) -> tuple[list[Entry], NDArray[np.float32]]:
    """Goals that lie in some directions; what a recogniser makes of them is shaken in half of these.

    For each goal a wording that works, and then failing ones, goal by goal.
    """
    random = np.random.default_rng(seed)
    goals = np.random.default_rng(7).normal(size=(GOALS, WIDTH))
    entries = [Entry(f"{number:04d}", {number: 0.95}, number, 0.05, 9.0, 5, 0.9) for number in range(GOALS)]
    rows = [*goals]
    for number in range(GOALS * each):
        goal = number % GOALS
        noise = np.concatenate([0.3 * random.normal(size=WIDTH // 2), 2.5 * random.normal(size=WIDTH // 2)])
        rows.append(goals[goal] + noise)
        entries.append(Entry(f"{9000 + number}", {goal: 0.8, GOALS: 0.1}, GOALS, 0.9, 5.0, 4, 0.5))
    return entries, units(np.array(rows))


def found(entries: list[Entry], vectors: NDArray[np.float32], by: Projection) -> float:
    """Share of the failing wordings that the working one of their goal is nearest to, among those that work."""
    turned = by(vectors)
    nearest = (turned[GOALS:] @ turned[:GOALS].T).argmax(axis=1)
    return float(np.mean([goal in one.meant for goal, one in zip(nearest, entries[GOALS:], strict=True)]))


def learned_of(entries: list[Entry], vectors: NDArray[np.float32]) -> Fitted:
    return projection.learn(entries, Index.of([one.text for one in entries], vectors))


def test_what_fails_is_found_by_more_that_means_the_same() -> None:
    learned = learned_of(*record(12)).whole
    unheard = record(12, seed=1)
    assert found(*unheard, IDENTITY) < 0.9
    assert found(*unheard, learned) > 0.95
    assert np.allclose(np.linalg.norm(learned(unheard[1]), axis=1), 1.0, atol=1e-5)


def test_half_of_a_record_is_learned_without_the_other_half() -> None:
    entries, vectors = record(12)
    both = learned_of(entries, vectors)
    assert len(both.halves) == 2
    for half, without in enumerate(both.halves):
        kept = [number for number, one in enumerate(entries) if number < GOALS or both.half_of(one.text) != half]
        changed = vectors.copy()
        left = [number for number in range(len(entries)) if number not in kept]
        changed[left] = changed[left][::-1]
        again = learned_of(entries, changed).halves[half]
        # The wordings of its own half are among what others are told apart from, and no more than that.
        assert without.map is not None and again.map is not None and both.whole.map is not None
        moved = np.linalg.norm(again.map - without.map)
        assert moved < 0.5 * np.linalg.norm(without.map - np.eye(WIDTH))


def test_the_same_record_gives_the_same_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "MOST", 60)
    one, other = (learned_of(*record(8)) for _ in range(2))
    assert one.whole.map is not None and other.whole.map is not None
    assert np.array_equal(one.whole.map, other.whole.map)


def test_a_short_record_turns_nothing() -> None:
    entries, vectors = record(3)
    learned = learned_of(entries, vectors)
    assert learned == Fitted()
    assert learned.whole(vectors) is vectors


def test_a_record_in_which_nothing_works_turns_nothing() -> None:
    entries, vectors = record(12)
    assert learned_of(entries[GOALS:], vectors[GOALS:]) == Fitted()
    assert learned_of([], vectors[:0]) == Fitted()


def test_the_slope_is_that_of_the_loss() -> None:
    entries, vectors = record(6)
    pairs = paired(entries, Index.of([one.text for one in entries], vectors), failures(entries))
    at = 0.1 * np.random.default_rng(3).normal(size=WIDTH * WIDTH)
    whole = vectors.astype(np.float64)
    slope = approx_fprime(at, lambda given: loss(given, pairs, whole)[0], 1e-6)
    assert np.allclose(slope, loss(at, pairs, whole)[1], atol=1e-4)


def test_a_wording_is_told_apart_from_its_neighbours_and_drawn_to_all_that_mean_the_same() -> None:
    entries, vectors = record(6)
    pairs = paired(entries, Index.of([one.text for one in entries], vectors), failures(entries))
    for place, begin in enumerate(pairs.begins.tolist()):
        row, others = pairs.rows[begin], pairs.others[pairs.rows == pairs.rows[begin]]
        goal = (row - GOALS) % GOALS
        assert row == GOALS + place
        assert row not in others and goal in others
        right = pairs.same[begin : begin + len(others)]
        assert right[others == goal] == pytest.approx(0.8 * 0.95)
        assert right[others != goal].max() == 0.0


def test_nothing_but_what_everybody_may_know_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Entry] = []

    def noted(entries: list[Entry], index: Index) -> Fitted:
        seen.extend(entries)
        return Fitted()

    monkeypatch.setattr(projection, "learn", noted)
    evidence = collect(steps(one) for one in sessions())
    learn(evidence, encode, k=3)
    assert seen
    for one in seen:
        assert len(evidence.wordings[one.text].people) >= 3
        assert "miller" not in one.text and "ten" not in one.text.split()
