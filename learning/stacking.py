"""Stacked models: linear models of words and vectors below, boosted and random trees and a linear model on top.

The models below are fitted without the rows they then speak of (stacking, Wolpert 1992), so that those on top learn how
far to trust them. The ones on top are averaged; a logistic curve makes probabilities of that (Platt 1999), and the
threshold is the one with the best F1, both from rows the models had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from learning.folds import inner_folds
from learning.scores import Floats, best_threshold

SEEDS = (0, 1, 2)
INNER = 5
EPS = 1e-4

Item = TypeVar("Item")


class View(Protocol[Item]):
    """A linear model of one view on the rows."""

    def fit(self, items: Sequence[Item], truth: Floats) -> View[Item]:
        """Fit it."""
        ...

    def logits(self, items: Sequence[Item]) -> Floats:
        """The log odds of each row."""
        ...


class Words(Generic[Item]):
    """A linear model of words, and of runs of letters where asked for."""

    def __init__(self, view: Callable[[Item], str], letters: bool = False) -> None:
        self._view = view
        self._makers = [TfidfVectorizer(analyzer=str.split, min_df=2, sublinear_tf=True)]
        if letters:
            self._makers.append(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True))
        self._model: LogisticRegression | None = None
        self._share = 0.5

    def fit(self, items: Sequence[Item], truth: Floats) -> Words[Item]:
        """Fit it; where no word stands twice it gives the share of ones."""
        self._share = float(truth.mean())
        texts = [self._view(item) for item in items]
        makers, parts = [], []
        for maker in self._makers:
            try:
                parts.append(maker.fit_transform(texts))
                makers.append(maker)
            except ValueError:
                continue  # Nothing is left of these texts.
        self._makers = makers
        if parts:
            self._model = LogisticRegression(C=1.0, max_iter=400).fit(hstack(parts).tocsr(), truth)
        return self

    def logits(self, items: Sequence[Item]) -> Floats:
        """The log odds of each row."""
        if self._model is None:
            return np.full(len(items), _logit(np.array([self._share]))[0])
        texts = [self._view(item) for item in items]
        rows: csr_matrix = hstack([maker.transform(texts) for maker in self._makers]).tocsr()
        return np.asarray(self._model.decision_function(rows))


class Vectors(Generic[Item]):
    """A linear model of vectors."""

    def __init__(self, view: Callable[[Item], Floats], c: float = 0.3) -> None:
        self._view = view
        self._model = LogisticRegression(C=c, max_iter=1_000)

    def fit(self, items: Sequence[Item], truth: Floats) -> Vectors[Item]:
        """Fit it."""
        self._model.fit(np.array([self._view(item) for item in items]), truth)
        return self

    def logits(self, items: Sequence[Item]) -> Floats:
        """The log odds of each row."""
        return np.asarray(self._model.decision_function(np.array([self._view(item) for item in items])))


def _logit(p: Floats) -> Floats:
    q = np.clip(p, EPS, 1 - EPS)
    return np.log(q / (1 - q))


def _expit(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))


@dataclass
class Tops:
    """The models that decide, on the features and what the models below say."""

    models: list[Any]
    """Trees."""
    linear: Any
    """The linear model."""
    scaler: StandardScaler
    """Of its features."""
    filling: Floats
    """What it takes for a value that is not known."""

    @classmethod
    def fit(cls, rows: Floats, truth: Floats, seeds: Sequence[int] = SEEDS) -> Tops:
        """Fit them."""
        filling = _medians(rows)
        filled = _filled(rows, filling)
        scaler = StandardScaler().fit(filled)
        linear = LogisticRegression(C=0.05, max_iter=2_000).fit(scaler.transform(filled), truth)
        models: list[Any] = []
        leaf = max(2, min(12, len(truth) // 25))
        for at, seed in enumerate(seeds):
            models.append(
                HistGradientBoostingClassifier(
                    learning_rate=0.05, max_iter=120, max_leaf_nodes=8, min_samples_leaf=leaf, l2_regularization=5.0,
                    max_bins=64, random_state=seed, early_stopping=False,
                ).fit(_thinned(rows, at), truth)
            )  # fmt: skip
            models.append(
                ExtraTreesClassifier(120, min_samples_leaf=2, max_features=0.3, random_state=seed).fit(filled, truth)
            )
        return cls(models, linear, scaler, filling)

    def logits(self, rows: Floats) -> Floats:
        """The mean log odds of all models."""
        filled = _filled(rows, self.filling)
        found = [self.linear.decision_function(self.scaler.transform(filled))]
        for at, model in enumerate(self.models):
            trees = isinstance(model, ExtraTreesClassifier)
            given = filled if trees else _thinned(rows, at // 2)
            found.append(np.clip(_logit(model.predict_proba(given)[:, 1]), -6, 6))
        mean: Floats = np.mean(found, axis=0)
        return mean


def _thinned(rows: Floats, at: int) -> Floats:
    """Each boosted model is kept from a fifth of the features, so that the models differ."""
    keep = np.random.default_rng(at).random(rows.shape[1]) >= 0.2
    return np.where(keep, rows, 0.0)


def _medians(rows: Floats) -> Floats:
    known = ~np.isnan(rows)
    return np.array([np.median(rows[known[:, at], at]) if known[:, at].any() else 0.0 for at in range(rows.shape[1])])


def _filled(rows: Floats, filling: Floats) -> Floats:
    """With the median in the place of what is not known, and beside it whether it was."""
    missing = np.isnan(rows)
    return np.hstack([np.where(missing, filling, rows), missing.astype(float)])


@dataclass
class Stack(Generic[Item]):
    """A fitted stack."""

    views: list[View[Item]]
    """The models below."""
    tops: Tops
    """What decides."""
    slope: float
    """Of the curve from log odds to probability."""
    offset: float
    """The same curve's."""
    threshold: float
    """The probability from which on a row is taken for a 1."""

    def chance(self, items: Sequence[Item], rows: Floats) -> Floats:
        """The probability of each row; its features are those that were fitted."""
        with threadpool_limits(1):
            below = np.array([view.logits(items) for view in self.views]).T
            return _expit(self.slope * self.tops.logits(np.hstack([rows, below])) + self.offset)


def fit_stack(
    items: Sequence[Item],
    rows: Floats,
    truth: Floats,
    groups: Sequence[Any],
    views: Sequence[Callable[[], View[Item]]],
    seed: int = 0,
) -> Stack[Item]:
    """Fit a stack.

    Args:
        items: what the views look at, one a row.
        rows: the features, NaN where one is not known; rows by features.
        truth: 0 or 1 a row.
        groups: what stands together; the inner folds do not tear it.
        views: how to make the models below.
        seed: of the folds and the trees.
    """
    # On a busy machine boosting with many threads takes thirty times as long as with one.
    with threadpool_limits(1):
        folds = inner_folds(truth, groups, INNER, seed)
        share = float(_logit(np.array([truth.mean()]))[0])
        unseen = np.full((len(items), len(views)), share)
        for fitted, test in folds:
            for at, make in enumerate(views):
                model = make().fit([items[row] for row in fitted], truth[fitted])
                unseen[test, at] = model.logits([items[row] for row in test])
        full = np.hstack([rows, unseen])
        fitted_views = [make().fit(items, truth) for make in views]
        tops = Tops.fit(full, truth, [seed + one for one in SEEDS])
        if not folds:
            return Stack(fitted_views, tops, 1.0, 0.0, 0.5)
        logits = np.zeros(len(items))
        for fitted, test in folds:
            logits[test] = Tops.fit(full[fitted], truth[fitted], SEEDS[:1]).logits(full[test])
        curve = LogisticRegression(C=100.0).fit(logits[:, None], truth)
        slope, offset = float(curve.coef_[0, 0]), float(curve.intercept_[0])
        return Stack(fitted_views, tops, slope, offset, best_threshold(truth, _expit(slope * logits + offset)))
