"""Scores against scikit-learn's and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from learning.scores import average_precision, best_threshold, ece, intervals, scores


def test_by_hand() -> None:
    found = scores([1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1], [True, False, True, False])
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.brier == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert found.average_precision == pytest.approx((1 + 2 / 3) / 2)


def test_nothing_marked_and_nothing_there() -> None:
    assert scores([0, 0], [0.2, 0.3], [False, False]).f1 == 0.0
    assert average_precision(np.zeros(2), np.ones(2)) == 0.0
    assert best_threshold(np.zeros(2), np.ones(2)) == 0.5


@pytest.mark.patient
def test_average_precision_is_scikit_learns_with_ties_too() -> None:
    from sklearn.metrics import average_precision_score

    rng = np.random.default_rng(0)
    for decimals in (1, 8):
        truth, chance = (rng.random(300) < 0.3).astype(float), rng.random(300).round(decimals)
        assert average_precision(truth, chance) == pytest.approx(average_precision_score(truth, chance))


def test_calibration() -> None:
    truth = np.array([0.0, 1.0] * 500)
    assert ece(truth, np.full(1000, 0.5)) == pytest.approx(0.0, abs=1e-9)
    assert ece(truth, np.full(1000, 0.9)) == pytest.approx(0.4)


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    truth, chance = np.array([0.0, 0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.7, 0.8])
    assert 0.3 < best_threshold(truth, chance) < 0.7


def test_whole_groups_are_drawn() -> None:
    groups = ["a"] * 50 + ["b"] * 50
    values = np.array([0.0] * 50 + [1.0] * 50)
    low, high = intervals(groups, lambda rows: {"mean": float(values[rows].mean())}, rounds=200)["mean"]
    assert (low, high) == (0.0, 1.0)
