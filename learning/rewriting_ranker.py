"""Weighs what a request may mean: its own reading, those its neighbours speak for, or none of them.

A conditional logit over the alternatives of each request (McFadden 1974), fitted to the wordings whose meaning the
record shows, each asked about as if it had never been heard. It has some forty weights, so that a record with many
wrong labels still gives good ones, and every weight can be read. It fires only where another reading is so many times
likelier than the own one as the record's own wordings ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]

STIFF = 0.02
"""How strongly weights are held near nothing."""
LEAST = 0.1
"""How likely another reading has to be in any case."""
LOWEST = 1.5
"""Times likelier than the own one that another reading has to be in any case."""
FEWEST = 40
"""Wordings that a ranker needs at least."""


@dataclass(frozen=True)
class Event:
    """One wording with its alternatives, as the record shows them."""

    text: str
    """The wording."""
    numbers: tuple[int, ...]
    """The readings, the own one first."""
    rows: Floats
    """(readings, features)."""
    chances: Floats
    """(readings + 1,): how likely each is meant; the last is none of them."""
    weight: float = 1.0
    """How much the wording counts."""


@dataclass(frozen=True)
class Ranker:
    """Trained weights."""

    mean: Floats
    """(features,): what is taken off a row."""
    scale: Floats
    """(features,): what it is divided by."""
    weights: Floats
    """(features,)."""
    nothing: float
    """The score of "none of them"."""

    def chances(self, rows: Floats) -> Floats:
        """(readings,): how likely each alternative is meant; what is missing to one is none of them."""
        scores = ((rows - self.mean) / self.scale) @ self.weights
        top = max(float(scores.max()), self.nothing)
        raised = np.exp(scores - top)
        chances: Floats = raised / (raised.sum() + np.exp(self.nothing - top))
        return chances


def fit(events: Sequence[Event]) -> Ranker | None:
    """Train by maximum likelihood; None where the record is too short to tell anything."""
    some = [one for one in events if len(one.numbers) > 1]
    if len(some) < FEWEST:
        return None
    all_rows = np.concatenate([one.rows for one in some]).astype(np.float64)
    mean, scale = all_rows.mean(axis=0), all_rows.std(axis=0) + 1e-6
    most, width = max(len(one.numbers) for one in some), all_rows.shape[1]
    rows, hidden = np.zeros((len(some), most + 1, width)), np.full((len(some), most + 1), -1e9)
    wanted, weight = np.zeros((len(some), most + 1)), np.array([one.weight for one in some])
    for number, one in enumerate(some):
        count = len(one.numbers)
        rows[number, :count] = (one.rows - mean) / scale
        hidden[number, :count] = hidden[number, most] = 0.0
        wanted[number, :count], wanted[number, most] = one.chances[:count], one.chances[count]
    total = weight.sum()

    def loss(given: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ given[:width] + hidden
        scores[:, most] = given[width]
        scores -= scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        sums = raised.sum(axis=1, keepdims=True)
        logs = np.where(wanted > 0, wanted * (scores - np.log(sums)), 0.0)
        off = (raised / sums - wanted) * weight[:, None] / total
        slope = np.append(np.einsum("ik,ikd->d", off, rows) + STIFF * given[:width], off[:, most].sum())
        return float(-(logs.sum(axis=1) * weight).sum() / total + STIFF / 2 * (given[:width] ** 2).sum()), slope

    found = minimize(loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    small = (mean.astype(np.float32), scale.astype(np.float32), found[:width].astype(np.float32))
    return Ranker(*small, float(found[width]))


@dataclass(frozen=True)
class Judged:
    """The best reading to take over for a request, however unlikely."""

    meaning: int
    """Its number."""
    ratio: float
    """How many times likelier it is than the own reading."""
    chance: float
    """How likely it is, 0 to 1."""


def judge(ranker: Ranker, numbers: Sequence[int], rows: Floats) -> Judged | None:
    """The likeliest reading besides the own one; None when there is no other."""
    if len(numbers) < 2:
        return None
    chances = ranker.chances(rows)
    best = 1 + int(np.argmax(chances[1:]))
    return Judged(numbers[best], float(chances[best]) / max(float(chances[0]), 1e-4), float(chances[best]))


@dataclass(frozen=True)
class Setting:
    """From where on a reading is taken over."""

    ratio: float
    """How many times likelier than the own one it has to be."""
    least: float = LEAST
    """And how likely, 0 to 1."""

    def fires(self, found: Judged | None) -> bool:
        """Whether a judged reading is sure enough."""
        return found is not None and found.ratio >= self.ratio and found.chance >= self.least


NEVER = Setting(float("inf"))


def setting(events: Sequence[Event], ranker: Ranker, wanted: float, lowest: float = LOWEST) -> Setting:
    """The lowest ratio, not below a lowest one, from which on the record's own wordings win so often for each loss.

    Both are counted softly, by how likely the record thinks each reading is meant; since a record takes some failures
    for successes, it sees more losses than there are.
    """
    ranked = []
    for one in events:
        found = judge(ranker, one.numbers, one.rows)
        if found is not None and found.chance >= LEAST and found.ratio >= lowest:
            place = one.numbers.index(found.meaning, 1)
            ranked.append((found.ratio, float(one.chances[place]) * one.weight, float(one.chances[0]) * one.weight))
    wins = losses = 0.0
    fires_from = float("inf")
    for ratio, win, loss in sorted(ranked, reverse=True):
        wins, losses = wins + win, losses + loss
        if wins >= 2.0 and wins >= wanted * losses:
            fires_from = ratio
    return Setting(fires_from)
