"""What the ranker believes: it learns what tells readings apart, and fires only where the record's wordings bear it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rewriting_ranker import FEWEST, NEVER, Event, Judged, Ranker, Setting, fit, judge, setting


def asked(count: int, seed: int = 0, noise: float = 0.0) -> list[Event]:
    """Wordings with their own reading and three others; the first feature tells which one is meant."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        rows = random.normal(size=(4, 3)).astype(np.float32)
        right = int(np.argmax(rows[:, 0])) if random.random() >= noise else int(random.integers(4))
        chances = np.full(5, 0.02, np.float32)
        chances[right] = 0.92
        found.append(Event(f"wording {number}", (0, 1, 2, 3), rows, chances))
    return found


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    found = fit(asked(400))
    assert found is not None
    return found


def test_it_learns_what_tells_readings_apart(ranker: Ranker) -> None:
    assert ranker.weights[0] > 5 * np.abs(ranker.weights[1:]).max()
    right = [int(np.argmax(ranker.chances(one.rows))) == int(np.argmax(one.chances[:4])) for one in asked(200, seed=1)]
    assert np.mean(right) > 0.95


def test_wrong_labels_leave_it_of_the_same_mind() -> None:
    found = fit(asked(400, noise=0.4))
    assert found is not None
    assert np.argmax(found.weights) == 0


def test_a_short_record_tells_nothing() -> None:
    assert fit(asked(FEWEST - 1)) is None


@given(st.integers(1, 8), st.integers(0, 1000))
def test_chances_leave_room_for_none_of_them(count: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(count, 3)).astype(np.float32)
    one = Ranker(np.zeros(3, np.float32), np.ones(3, np.float32), np.ones(3, np.float32), 0.3)
    chances = one.chances(rows)
    assert (chances > 0).all() and chances.sum() < 1.0


def test_the_own_reading_is_never_what_is_taken_over(ranker: Ranker) -> None:
    for one in asked(50, seed=2):
        found = judge(ranker, one.numbers, one.rows)
        assert found is not None and found.meaning != one.numbers[0]
    assert judge(ranker, (0,), np.zeros((1, 3), np.float32)) is None


def test_who_asks_for_more_wins_fires_later(ranker: Ranker) -> None:
    seen = asked(300, seed=3, noise=0.3)
    ratios = [setting(seen, ranker, wanted).ratio for wanted in (1.0, 3.0, 8.5, 20.0)]
    assert ratios == sorted(ratios)
    assert setting(seen, ranker, 1.0, lowest=50.0).ratio >= 50.0


def test_what_never_wins_never_fires(ranker: Ranker) -> None:
    own = np.array([1.0, 0.0, 0.0, 0.0, 0.0], np.float32)
    lost = [Event(one.text, one.numbers, one.rows, own) for one in asked(100, seed=4)]
    assert setting(lost, ranker, 8.5) == NEVER


def test_it_fires_where_a_reading_is_likely_enough_by_both_measures() -> None:
    at = Setting(2.0, least=0.3)
    assert at.fires(Judged(1, 2.5, 0.4))
    assert not at.fires(Judged(1, 1.5, 0.4)) and not at.fires(Judged(1, 9.0, 0.2)) and not at.fires(None)
