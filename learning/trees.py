"""Boosted trees as plain numbers: fitted with scikit-learn, kept as JSON, asked without it.

A model file holds the names of the features, the trees, and a curve from their sum to a probability. One answer takes
some tens of microseconds in plain Python; importing scikit-learn would take a second and a hundred megabytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from preferences.errors import LearningError

VERSION = 1
MODELS = Path(__file__).parent / "models"
"""The models that are shipped."""

Node = tuple[int, float, int, int, bool]
"""Feature (-1 for a leaf), threshold (a leaf's value), where to go up to it and beyond it, where without a value."""


@dataclass(frozen=True)
class Trees:
    """A fitted model."""

    features: tuple[str, ...]
    """What it looks at, in order."""
    trees: tuple[tuple[Node, ...], ...]
    """Its trees; the first node of each is the root."""
    baseline: float
    """What the sum begins with."""
    slope: float
    """Of the curve from sum to log odds."""
    offset: float
    """The same curve's."""
    threshold: float
    """The probability from which on it says yes."""

    def chance(self, found: Mapping[str, float]) -> float:
        """The probability, from features by name; one that is not there counts as not known."""
        row = [found.get(name, math.nan) for name in self.features]
        total = self.baseline
        for nodes in self.trees:
            feature, threshold, left, right, missing_left = nodes[0]
            while feature >= 0:
                value = row[feature]
                goes_left = missing_left if value != value else value <= threshold
                feature, threshold, left, right, missing_left = nodes[left if goes_left else right]
            total += threshold
        odds = self.slope * total + self.offset
        return 1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0)))

    def write(self, file: Path) -> None:
        """Keep it as JSON, a tree a line."""
        head = {
            "version": VERSION,
            "features": self.features,
            "baseline": self.baseline,
            "slope": self.slope,
            "offset": self.offset,
            "threshold": self.threshold,
        }
        lines = ",\n".join(json.dumps(nodes, separators=(",", ":")) for nodes in self.trees)
        file.write_text(f'{json.dumps(head)[:-1]}, "trees": [\n{lines}\n]}}\n', encoding="utf-8")


def read_trees(file: Path) -> Trees:
    """A model as `Trees.write` kept it.

    Raises:
        LearningError: the file cannot be read, is of another version, or is no model.
    """
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        if given.get("version") != VERSION:
            raise LearningError(f"The model {file.name} is of version {given.get('version')}, not {VERSION}.")
        trees = tuple(tuple((int(f), float(t), int(a), int(b), bool(m)) for f, t, a, b, m in one)
                      for one in given["trees"])  # fmt: skip
        numbers = [float(given[name]) for name in ("baseline", "slope", "offset", "threshold")]
        return Trees(tuple(map(str, given["features"])), trees, *numbers)
    except OSError as error:
        raise LearningError(f"The model {file.name} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LearningError(f"{file.name} is no model of ours.") from None


@lru_cache(maxsize=8)
def shipped(name: str) -> Trees:
    """A model that is shipped, read once a process."""
    return read_trees(MODELS / f"{name}.json")


def fit_trees(
    features: Sequence[str],
    rows: Any,
    truth: Any,
    groups: Sequence[Any],
    seed: int = 0,
    trees: int = 120,
    leaves: int = 8,
) -> Trees:
    """Fit boosted trees; the curve and the threshold come from rows they had not seen.

    Args:
        features: the names of the columns.
        rows: a value for each feature, NaN where it is not known; rows by features.
        truth: 0 or 1 a row.
        groups: what stands together; folds do not tear it.
        seed: of the folds and the trees.
        trees: how many.
        leaves: of each tree, at most.
    """
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    from learning.folds import inner_folds
    from learning.scores import best_threshold

    x, y = np.asarray(rows, float), np.asarray(truth, float)

    def made(at: Any) -> Any:
        leaf = max(2, min(20, len(at) // 20))
        model = HistGradientBoostingClassifier(
            learning_rate=0.08, max_iter=trees, max_leaf_nodes=leaves, min_samples_leaf=leaf, l2_regularization=5.0,
            max_bins=64, early_stopping=False, random_state=seed,
        )  # fmt: skip
        return model.fit(x[at], y[at])

    with threadpool_limits(1):
        model = made(np.arange(len(y)))
        folds = inner_folds(y, groups, 5, seed)
        slope, offset, threshold = 1.0, 0.0, 0.5
        if folds:
            unseen = np.zeros(len(y))
            for fitted, test in folds:
                unseen[test] = made(fitted).decision_function(x[test])
            curve = LogisticRegression(C=100.0).fit(unseen[:, None], y)
            slope, offset = max(float(curve.coef_[0, 0]), 1e-3), float(curve.intercept_[0])
            threshold = best_threshold(y, 1 / (1 + np.exp(-(slope * unseen + offset))))
    nodes = tuple(_nodes(stage[0].nodes) for stage in model._predictors)
    baseline = float(np.ravel(model._baseline_prediction)[0])
    return Trees(tuple(features), nodes, baseline, round(slope, 6), round(offset, 6), round(threshold, 6))


def _nodes(nodes: Any) -> tuple[Node, ...]:
    """A tree of scikit-learn's as our nodes; thresholds are shortened to single precision."""
    return tuple(
        (-1, float(f"{one['value']:.6g}"), 0, 0, False)
        if one["is_leaf"]
        else (
            int(one["feature_idx"]),
            float(f"{one['num_threshold']:.9g}"),
            int(one["left"]),
            int(one["right"]),
            bool(one["missing_go_to_left"]),
        )
        for one in nodes
    )
