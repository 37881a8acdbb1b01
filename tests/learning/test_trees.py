"""Boosted trees as plain numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from learning.trees import MODELS, Trees, fit_trees, read_trees, shipped
from preferences.errors import LearningError

STUMP = Trees(
    ("a", "b"), (((0, 1.5, 1, 2, True), (-1, -2.0, 0, 0, False), (-1, 2.0, 0, 0, False)),), 0.0, 1.0, 0.0, 0.5
)


def test_a_stump_by_hand() -> None:
    assert STUMP.chance({"a": 1.0}) == pytest.approx(1 / (1 + np.exp(2)))
    assert STUMP.chance({"a": 2.0}) == pytest.approx(1 / (1 + np.exp(-2)))
    assert STUMP.chance({}) == STUMP.chance({"a": float("nan")}) == STUMP.chance({"a": 1.5})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    STUMP.write(tmp_path / "stump.json")
    assert read_trees(tmp_path / "stump.json") == STUMP


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "features": []}', "\x00"])
def test_what_is_no_model_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(LearningError, match="model"):
        read_trees(tmp_path / "model.json")
    with pytest.raises(LearningError, match="cannot be read"):
        read_trees(tmp_path / "absent.json")


@pytest.mark.parametrize("name", ["rephrase", "defects"])
def test_shipped_models_hold_numbers_and_names_of_features_only(name: str) -> None:
    model = shipped(name)
    assert 0.0 < model.threshold < 1.0 and len(model.trees) > 50
    assert all(one.replace("_", "").isalpha() for one in model.features)
    assert (MODELS / f"{name}.json").stat().st_size < 100_000


@pytest.mark.patient
def test_the_trees_say_what_scikit_learn_says() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(0)
    rows = rng.random((400, 3))
    rows[rng.random((400, 3)) < 0.2] = np.nan
    truth = (np.nan_to_num(rows[:, 0], nan=0.9) + rng.normal(0, 0.1, 400) > 0.5).astype(float)
    groups = [number % 20 for number in range(400)]
    ours = fit_trees(("a", "b", "c"), rows, truth, groups, trees=30)
    theirs = HistGradientBoostingClassifier(
        learning_rate=0.08, max_iter=30, max_leaf_nodes=8, min_samples_leaf=20, l2_regularization=5.0, max_bins=64,
        early_stopping=False, random_state=0,
    ).fit(rows, truth)  # fmt: skip
    odds = theirs.decision_function(rows) * ours.slope + ours.offset
    found = [ours.chance(dict(zip("abc", row, strict=True))) for row in rows]
    assert found == pytest.approx(list(1 / (1 + np.exp(-odds))), abs=1e-4)
    marked = np.array(found) >= ours.threshold
    assert (marked == (truth == 1)).mean() > 0.85
