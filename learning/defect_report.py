"""Evaluates models of defects on labelled exchanges: fitted by group, with few labels, and the shipped one as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learning.defect_data import LabelledExchange
from learning.defects import Exchange, defect_chance, exchange_features
from learning.folds import outer_folds
from learning.rephrase import Meaning
from learning.scores import Floats, score_intervals, scores
from learning.stacking import Vectors, View, Words, fit_stack
from learning.trees import shipped
from learning.wording import wording

SHARES = (0.01, 0.05, 0.1, 1.0)
"""The shares of the labels that models are fitted with."""
DRAWS = 3
"""How often a small share is drawn."""


def _said(one: Exchange) -> str:
    return " ".join(wording(one.pair.first).words)


def _replied(one: Exchange) -> str:
    return " ".join(wording(one.pair.reply or "").words)


def _next(one: Exchange) -> str:
    return " ".join(wording(one.pair.second).words)


class _Encoded:
    """Exchanges as vectors: the reply and what came next, beside what was said; each text is encoded once."""

    def __init__(self, rows: Sequence[Exchange], encode: Meaning) -> None:
        texts = list(dict.fromkeys(text for one in rows for text in _texts(one)))
        self._vectors = dict(zip(texts, (np.asarray(one) for one in encode(texts)), strict=True))

    def __call__(self, one: Exchange) -> Floats:
        user, reply, after = (self._vectors[text] for text in _texts(one))
        near = [float(user @ reply), float(user @ after), float(reply @ after)]
        return np.concatenate([reply, after, user * reply, near])


def _texts(one: Exchange) -> tuple[str, str, str]:
    return one.pair.first or " ", one.pair.reply or " ", one.pair.second or " "


def evaluate_defects(
    rows: Sequence[LabelledExchange],
    folds: int = 5,
    encode: Meaning | None = None,
    told: Callable[[], None] = lambda: None,
    shares: Sequence[float] = SHARES,
) -> dict[str, Any]:
    """Fit and test by group with growing shares of the labels, and test the shipped model.

    Args:
        rows: the labelled exchanges.
        folds: how many parts; never more than there are groups.
        encode: a sentence encoder, whose vectors are looked at besides the words.
        told: called after each model, for a progress bar.
        shares: of the labels in the parts to fit on; small ones are drawn several times, and their scores averaged.

    Returns:
        A report of plain JSON.

    Raises:
        LearningError: one group only, or one label only.
    """
    truth = np.array([row.label for row in rows], float)
    groups = [row.group for row in rows]
    items = [row.exchange for row in rows]
    zero = np.array([defect_chance(one) for one in items])
    split = outer_folds(truth, groups, folds)
    features = np.array([list(exchange_features(one).values()) for one in items], float)
    views: list[Callable[[], View[Exchange]]] = [partial(Words, _replied), partial(Words, _next), partial(Words, _said)]
    if encode is not None:
        views.append(partial(Vectors, _Encoded(items, encode)))

    def told_of(p: Floats, m: Any) -> dict[str, Any]:
        return {**scores(truth, p, m).as_dict(), "interval": score_intervals(groups, truth, p, np.asarray(m, bool))}

    curve: list[dict[str, Any]] = []
    for share in shares:
        drawn = []
        for draw in range(DRAWS if share < 1 else 1):
            chance, marked, used = np.zeros(len(rows)), np.zeros(len(rows), bool), 0
            for fitted, test in split:
                some = _some(fitted, truth, share, draw)
                used += len(some)
                model = fit_stack([items[at] for at in some], features[some], truth[some],
                                  [groups[at] for at in some], views, draw)  # fmt: skip
                chance[test] = model.chance([items[at] for at in test], features[test])
                marked[test] = chance[test] >= model.threshold
                told()
            drawn.append({**told_of(chance, marked), "labels": used // len(split)})
        curve.append({"share": share, **_mean(drawn)})
    threshold = shipped("defects").threshold
    return {
        "task": "defects",
        "rows": len(rows),
        "defects": int(truth.sum()),
        "groups": len(set(groups)),
        "folds": len(split),
        "fitted": curve[-1],
        "label_efficiency": curve,
        "zero_shot": {**told_of(zero, zero >= threshold), "threshold": threshold},
        "always": told_of(np.full(len(rows), truth.mean()), np.ones(len(rows), bool)),
    }


def _some(fitted: NDArray[np.int64], truth: Floats, share: float, draw: int) -> NDArray[np.int64]:
    """A share of the rows to fit on, drawn by chance, with two of each label at least."""
    if share >= 1:
        return fitted
    mixed = np.random.default_rng(draw).permutation(fitted)
    some = list(mixed[: max(4, round(share * len(fitted)))])
    for label in (0.0, 1.0):
        missing = 2 - sum(truth[at] == label for at in some)
        if missing > 0:
            some += [at for at in mixed if truth[at] == label and at not in some][:missing]
    return np.array(some)


def _mean(drawn: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The mean of several reports; of their intervals the lowest and the highest end."""
    if len(drawn) == 1:
        return drawn[0]
    found = {name: round(float(np.mean([one[name] for one in drawn])), 4) for name in drawn[0] if name != "interval"}
    ends = {name: [min(one["interval"][name][0] for one in drawn), max(one["interval"][name][1] for one in drawn)]
            for name in drawn[0]["interval"]}  # fmt: skip
    return {**found, "interval": ends}
