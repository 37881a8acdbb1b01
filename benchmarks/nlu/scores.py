"""What the comparison counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np


def interval(hits: Sequence[bool], draws: int = 5000) -> tuple[float, float]:
    """The middle 95 % of the mean when the rows are drawn anew."""
    flags = np.asarray(hits, dtype=np.float64)
    chance = np.random.default_rng(7)
    means = [flags[chance.integers(0, len(flags), len(flags))].mean() for _ in range(draws)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def entity_f1(
    wanted: Sequence[Sequence[tuple[str, str]]], found: Sequence[Sequence[tuple[str, str]]]
) -> tuple[float, float, float]:
    """Precision, recall and F1 over whole entities: kind and value must both be right."""
    right = 0
    for one, other in zip(wanted, found, strict=True):
        right += sum((Counter(one) & Counter(other)).values())
    asked, given = sum(map(len, wanted)), sum(map(len, found))
    precision, recall = right / max(given, 1), right / max(asked, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def separation(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a request in scope has the higher confidence than one out of scope (AUROC)."""
    ordered = np.sort(np.asarray(outside))
    below = np.searchsorted(ordered, inside, side="left")
    upto = np.searchsorted(ordered, inside, side="right")
    return float(((below + upto) / 2).mean() / len(ordered))


def accepted_at(inside: Sequence[float], outside: Sequence[float], kept: float = 0.95) -> tuple[float, float]:
    """The threshold that lets this share of what is in scope pass, and the share out of scope that passes too."""
    threshold = float(np.quantile(inside, 1 - kept))
    return threshold, float((np.asarray(outside) >= threshold).mean())
