"""Fits a model of rephrasing to labelled pairs: linear models of the words, boosted and random trees on top.

Two linear models read the words themselves: what was said, what was changed and what was replied. They are fitted
without the rows they then speak of (stacking, Wolpert 1992), so that the trees learn how far to trust them. The trees,
of several seeds and two kinds, are averaged with a linear model; a logistic curve makes probabilities of that (Platt
1999), and the threshold is the one with the best F1, both from rows the models had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from learning.folds import inner_folds
from learning.rephrase_features import Pair, vector
from learning.rephrase_usage import Usage
from learning.scores import Floats, best_threshold
from learning.wording import difference, wording

SEEDS = (0, 1, 2)
INNER = 5
EPS = 1e-4


class Words:
    """A linear model of one view on the words of pairs."""

    def __init__(self, view: Callable[[Pair], str], letters: bool = False) -> None:
        self._view = view
        self._makers = [TfidfVectorizer(analyzer=str.split, min_df=2, sublinear_tf=True)]
        if letters:
            self._makers.append(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True))
        self._model: LogisticRegression | None = None
        self._share = 0.5

    def fit(self, pairs: Sequence[Pair], truth: Floats) -> Words:
        """Fit it; where no word stands twice it gives the share of corrections."""
        self._share = float(truth.mean())
        texts = [self._view(pair) for pair in pairs]
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

    def logits(self, pairs: Sequence[Pair]) -> Floats:
        """The log odds of each pair."""
        if self._model is None:
            return np.full(len(pairs), _logit(np.array([self._share]))[0])
        texts = [self._view(pair) for pair in pairs]
        rows: csr_matrix = hstack([maker.transform(texts) for maker in self._makers]).tocsr()
        return np.asarray(self._model.decision_function(rows))


def _ok(pair: Pair) -> str:
    return "u" if pair.reply_ok is None else "s" if pair.reply_ok else "f"


def _reply(pair: Pair) -> str:
    """What was replied: its words and pairs of words."""
    words = wording(pair.reply or "").words
    return " ".join([*words, *("_".join(two) for two in pairwise(words))])


def _change(pair: Pair) -> str:
    """What became of the words: kept, dropped, added, in the place of what; each also by how the first one ended."""
    one, two = wording(pair.first), wording(pair.second)
    what = difference(one, two)
    tokens = [f"={word}" for word in what.kept] + [f"-{word}" for word in what.dropped]
    tokens += [f"+{word}" for word in what.added]
    tokens += [f"{a.replace(' ', '_')}>{b.replace(' ', '_')}" for a, b in what.replaced]
    tokens += [f"1:{'_'.join(one.words[:n])}" for n in (1, 2)] + [f"2:{'_'.join(two.words[:n])}" for n in (1, 2)]
    tokens.append(f"{'_'.join(one.words[:1])}>>{'_'.join(two.words[:1])}")
    return " ".join([*tokens, *(f"{_ok(pair)}|{token}" for token in tokens)])


def _letters_of(pair: Pair) -> str:
    return pair.reply or ""


VIEWS: tuple[tuple[Callable[[Pair], str], bool], ...] = ((_reply, False), (_letters_of, True), (_change, False))


def _logit(p: Floats) -> Floats:
    q = np.clip(p, EPS, 1 - EPS)
    return np.log(q / (1 - q))


def _expit(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))


@dataclass
class Tops:
    """The models that decide, on the features and what the linear models of the words say."""

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
        for seed in seeds:
            models.append(
                HistGradientBoostingClassifier(
                    learning_rate=0.05, max_iter=120, max_leaf_nodes=8, min_samples_leaf=leaf, l2_regularization=5.0,
                    max_bins=64, random_state=seed, early_stopping=False,
                ).fit(_thinned(rows, seed), truth)
            )  # fmt: skip
            models.append(
                ExtraTreesClassifier(200, min_samples_leaf=2, max_features=0.3, random_state=seed).fit(filled, truth)
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


def _thinned(rows: Floats, seed: int) -> Floats:
    """Each boosted model is kept from a fifth of the features, so that the models differ."""
    keep = np.random.default_rng(seed).random(rows.shape[1]) >= 0.2
    keep[-len(VIEWS) :] = True
    return np.where(keep, rows, 0.0)


def _medians(rows: Floats) -> Floats:
    known = ~np.isnan(rows)
    return np.array([np.median(rows[known[:, at], at]) if known[:, at].any() else 0.0 for at in range(rows.shape[1])])


def _filled(rows: Floats, filling: Floats) -> Floats:
    """With the median in the place of what is not known, and beside it whether it was."""
    missing = np.isnan(rows)
    return np.hstack([np.where(missing, filling, rows), missing.astype(float)])


@dataclass
class FittedRephrase:
    """A model fitted to one set of pairs."""

    words: list[Words]
    """The linear models of the words."""
    usage: Usage
    """How usual words and requests are."""
    tops: Tops
    """What decides."""
    slope: float
    """Of the curve from log odds to probability."""
    offset: float
    """The same curve's."""
    threshold: float
    """The probability from which on a pair is taken for a correction."""

    def chance(self, pairs: Sequence[Pair]) -> Floats:
        """The probability of each pair that the second corrects the first."""
        rows = _rows(pairs, self.usage, False, [one.logits(pairs) for one in self.words])
        return _expit(self.slope * self.tops.logits(rows) + self.offset)


def _rows(pairs: Sequence[Pair], usage: Usage, own: bool, words: Sequence[Floats]) -> Floats:
    plain = [vector(pair) + usage.features(pair, own) for pair in pairs]
    return np.hstack([np.array(plain, float), np.array(words).T])


def fit(pairs: Sequence[Pair], truth: Floats, groups: Sequence[Any], seed: int = 0) -> FittedRephrase:
    """Fit a model.

    Args:
        pairs: what to learn from.
        truth: 1 where the second corrects the first.
        groups: what stands together; the inner folds do not tear it.
        seed: of the folds and the trees.
    """
    # On a busy machine boosting with many threads takes thirty times as long as with one.
    with threadpool_limits(1):
        return _fit(pairs, truth, groups, seed)


def _fit(pairs: Sequence[Pair], truth: Floats, groups: Sequence[Any], seed: int) -> FittedRephrase:
    folds = inner_folds(truth, groups, INNER, seed)
    share = float(_logit(np.array([truth.mean()]))[0])
    unseen = [np.full(len(pairs), share) for _ in VIEWS]
    for fitted, test in folds:
        for at, (view, letters) in enumerate(VIEWS):
            model = Words(view, letters).fit([pairs[row] for row in fitted], truth[fitted])
            unseen[at][test] = model.logits([pairs[row] for row in test])
    usage = Usage(pairs)
    rows = _rows(pairs, usage, True, unseen)
    words = [Words(view, letters).fit(pairs, truth) for view, letters in VIEWS]
    tops = Tops.fit(rows, truth, [seed + one for one in SEEDS])
    if not folds:
        return FittedRephrase(words, usage, tops, 1.0, 0.0, 0.5)
    logits = np.zeros(len(pairs))
    for fitted, test in folds:
        logits[test] = Tops.fit(rows[fitted], truth[fitted], SEEDS[:1]).logits(rows[test])
    curve = LogisticRegression(C=100.0).fit(logits[:, None], truth)
    slope, offset = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    return FittedRephrase(words, usage, tops, slope, offset, best_threshold(truth, _expit(slope * logits + offset)))


def unseen_chances(
    pairs: Sequence[Pair], truth: Floats, folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    groups: Sequence[Any], told: Callable[[], None] = lambda: None,
) -> tuple[Floats, NDArray[np.bool_], list[float]]:  # fmt: skip
    """Fit on each fold's rows and judge its others.

    Returns:
        The probabilities, the marks, and the threshold of each fold.
    """
    chance, marked, thresholds = np.zeros(len(pairs)), np.zeros(len(pairs), bool), []
    for fitted, test in folds:
        model = fit([pairs[at] for at in fitted], truth[fitted], [groups[at] for at in fitted])
        chance[test] = model.chance([pairs[at] for at in test])
        marked[test] = chance[test] >= model.threshold
        thresholds.append(model.threshold)
        told()
    return chance, marked, thresholds
