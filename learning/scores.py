"""How good a model's probabilities are: precision, recall, F1, average precision, calibration, and their intervals.

All of it is plain numpy over a vector of truths (0 or 1) and one of probabilities, of the same length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10
ROUNDS = 1_000


@dataclass(frozen=True)
class Scores:
    """What a model reached."""

    precision: float
    """Of what it marked, the share that was right."""
    recall: float
    """Of what was there, the share it marked."""
    f1: float
    """Their harmonic mean."""
    average_precision: float
    """The area under precision over recall; needs no threshold."""
    ece: float
    """Expected calibration error over ten bins of equal size: how far probabilities are from frequencies."""
    brier: float
    """The mean squared distance of the probabilities from the truth."""

    def as_dict(self) -> dict[str, float]:
        """Rounded, for a report."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def scores(truth: Sequence[float] | Floats, chance: Sequence[float] | Floats, marked: Sequence[bool] | Any) -> Scores:
    """Score probabilities, and the marks that some threshold made of them.

    Args:
        truth: 0 or 1 a row.
        chance: the probability of 1.
        marked: whether the row was taken for a 1.
    """
    y, p = np.asarray(truth, float), np.asarray(chance, float)
    m = np.asarray(marked, bool)
    precision, recall, f1 = _marks(y, m)
    return Scores(precision, recall, f1, average_precision(y, p), ece(y, p), float(np.mean((p - y) ** 2)))


def _marks(y: Floats, m: NDArray[np.bool_]) -> tuple[float, float, float]:
    hit = float(y[m].sum())
    precision = hit / m.sum() if m.any() else 0.0
    recall = hit / y.sum() if y.any() else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
    return float(precision), float(recall), float(f1)


def average_precision(y: Floats, p: Floats) -> float:
    """The mean precision at each hit, ranked by probability; ties count as one step."""
    if not y.any():
        return 0.0
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(y[order])
    last = np.flatnonzero(np.diff(p[order], append=-np.inf))
    precision, recall = hits[last] / (last + 1), hits[last] / y.sum()
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def ece(y: Floats, p: Floats, bins: int = BINS) -> float:
    """The expected calibration error, over bins that hold equally many rows (Naeini et al., AAAI 2015)."""
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(len(part) * abs(p[part].mean() - y[part].mean()) for part in parts) / max(len(y), 1))


def best_threshold(y: Floats, p: Floats) -> float:
    """The threshold with the highest F1; between two probabilities, so that equal ones stay together."""
    if not y.any():
        return 0.5
    order = np.argsort(-p, kind="stable")
    ranked, hits = p[order], np.cumsum(y[order])
    last = np.flatnonzero(np.diff(ranked, append=-np.inf))
    f1 = 2 * hits[last] / (last + 1 + y.sum())
    # The best value of a small sample is chance; the middle of all that come close to it is steadier.
    near = last[f1 >= f1.max() - 0.003]
    at = near[len(near) // 2]
    below = ranked[at + 1] if at + 1 < len(ranked) else ranked[at] - 1e-6
    return float((ranked[at] + below) / 2)


def intervals(
    groups: Sequence[Any],
    measure: Callable[[NDArray[np.int64]], dict[str, float]],
    rounds: int = ROUNDS,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals, whole groups drawn with replacement: rows of one day or person are not independent.

    Args:
        groups: the group of each row.
        measure: scores of some rows, given by their numbers.
        rounds: how often to draw.
        seed: of the draws.
    """
    names = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    numbers = np.array([names[group] for group in groups])
    members = [np.flatnonzero(numbers == number) for number in range(len(names))]
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(rounds):
        rows = np.concatenate([members[at] for at in rng.integers(len(members), size=len(members))])
        for name, value in measure(rows).items():
            drawn.setdefault(name, []).append(value)
    return {name: (float(low), float(high)) for name, (low, high) in
            ((name, np.quantile(values, (0.025, 0.975))) for name, values in drawn.items())}  # fmt: skip


def score_intervals(
    groups: Sequence[Any], truth: Floats, chance: Floats, marked: NDArray[np.bool_], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """The bootstrap intervals of precision, recall, F1 and average precision."""

    def measure(rows: NDArray[np.int64]) -> dict[str, float]:
        precision, recall, f1 = _marks(truth[rows], marked[rows])
        ap = average_precision(truth[rows], chance[rows])
        return {"precision": precision, "recall": recall, "f1": f1, "average_precision": ap}

    found = intervals(groups, measure, rounds)
    return {name: [round(low, 4), round(high, 4)] for name, (low, high) in found.items()}
