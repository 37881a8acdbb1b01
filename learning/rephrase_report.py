"""Evaluates models of rephrasing on labelled pairs: fitted by group, and the shipped one as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from learning.folds import Split, outer_folds
from learning.rephrase import rephrase_chance
from learning.rephrase_data import LabelledPair
from learning.rephrase_features import Pair, features
from learning.scores import Floats, score_intervals, scores
from learning.trees import shipped

RATIO = 40.0
"""The likeness from which on the plain rule calls two requests the same."""


def evaluate_rephrase(
    rows: Sequence[LabelledPair], folds: int = 5, told: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Fit and test by group, test the shipped model, and put plain rules beside them.

    Args:
        rows: the labelled pairs.
        folds: how many parts; never more than there are groups.
        told: called after each fold, for a progress bar.

    Returns:
        A report of plain JSON: counts, then for each model its scores with 95 % intervals, whole groups drawn.

    Raises:
        LearningError: one group only, or one label only.
    """
    from learning.rephrase_fit import unseen_chances

    truth = np.array([row.label for row in rows], float)
    groups = [row.group for row in rows]
    pairs = [row.pair for row in rows]
    split = outer_folds(truth, groups, folds)
    # The quick part first, so that what is missing is missed at once.
    zero = np.array([rephrase_chance(pair) for pair in pairs])
    chance, marked, thresholds = unseen_chances(pairs, truth, split, groups, told)

    def told_of(p: Floats, m: Any) -> dict[str, Any]:
        return {**scores(truth, p, m).as_dict(), "interval": score_intervals(groups, truth, p, np.asarray(m, bool))}

    fitted = told_of(chance, marked)
    fitted["thresholds"] = [round(one, 4) for one in thresholds]
    each = [scores(truth[test], chance[test], marked[test]).as_dict() for _, test in split]
    fitted["mean_of_folds"] = {name: round(float(np.mean([one[name] for one in each])), 4) for name in each[0]}
    as_it_is = told_of(zero, zero >= shipped("rephrase").threshold)
    as_it_is["threshold"] = shipped("rephrase").threshold
    return {
        "task": "rephrase",
        "rows": len(rows),
        "corrections": int(truth.sum()),
        "groups": len(set(groups)),
        "folds": len(split),
        "fitted": fitted,
        "zero_shot": as_it_is,
        "plain": {name: told_of(p, p >= 0.5) for name, p in (_boosted(pairs, truth, split) | _rules(rows)).items()},
    }


_TEXT = ("ratio", "partial", "sorted", "set", "words", "same", "first_words", "second_words", "longer")


def _boosted(pairs: Sequence[Pair], truth: Floats, split: Sequence[Split]) -> dict[str, Floats]:
    """What boosted trees reach on a handful of likenesses, alone and with whether the first one was served."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    found: dict[str, Floats] = {}
    known = [features(pair) for pair in pairs]
    for name, columns in (("boosted, text", _TEXT), ("boosted, text and reply_ok", (*_TEXT, "ok"))):
        rows = np.array([[one[column] for column in columns] for one in known])
        chance = np.zeros(len(rows))
        with threadpool_limits(1):
            for fitted, test in split:
                model = HistGradientBoostingClassifier(random_state=0).fit(rows[fitted], truth[fitted])
                chance[test] = model.predict_proba(rows[test])[:, 1]
        found[name] = chance
    return found


def _rules(rows: Sequence[LabelledPair]) -> dict[str, Floats]:
    """What rules without a model reach; what is not known counts as served."""
    failed = np.array([row.pair.reply_ok is False for row in rows], float)
    alike = np.array([fuzz.ratio(row.pair.first, row.pair.second) >= RATIO for row in rows], float)
    return {"rule: failed": failed, "rule: alike": alike, "rule: alike and failed": failed * alike}
