"""Splits rows into parts to fit and parts to test, so that no group stands in both."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from preferences.errors import LearningError

Split = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows to fit on, rows to test on."""


def outer_folds(truth: NDArray[np.float64], groups: Sequence[Any], folds: int) -> list[Split]:
    """Folds for a report: whole groups, as many folds as there are groups at most, each with both labels to fit on.

    Raises:
        LearningError: there are fewer than two groups, or only one label.
    """
    from sklearn.model_selection import GroupKFold

    if len(set(truth.tolist())) < 2:
        raise LearningError("All rows have the same label; there is nothing to tell apart.")
    names = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    if len(names) < 2:
        raise LearningError("All rows are of one group; to test on rows of another one it takes two at least.")
    numbers = np.array([names[group] for group in groups])
    found = list(GroupKFold(min(folds, len(names))).split(truth, truth, numbers))
    if any(len(set(truth[fit].tolist())) < 2 for fit, _ in found):
        raise LearningError("One label stands in a single group only; without that group there is nothing to fit.")
    return found


def inner_folds(truth: NDArray[np.float64], groups: Sequence[Any], folds: int, seed: int) -> list[Split]:
    """Folds inside the rows to fit on: by group where that leaves both labels, else by row; none when too few."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    names = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    numbers = np.array([names[group] for group in groups])
    fewest = int(min(truth.sum(), len(truth) - truth.sum()))
    if fewest < 2:
        return []
    with warnings.catch_warnings():
        # A fold without one of the labels is caught below.
        warnings.simplefilter("ignore")
        if len(names) >= 2:
            splitter = StratifiedGroupKFold(min(folds, len(names), fewest), shuffle=True, random_state=seed)
            found = list(splitter.split(truth, truth, numbers))
            if all(len(fit) and len(test) and 0 < truth[fit].mean() < 1 for fit, test in found):
                return found
        splitter = StratifiedKFold(min(folds, fewest), shuffle=True, random_state=seed)
        return list(splitter.split(truth, truth))
