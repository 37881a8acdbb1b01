"""Fits a model of rephrasing to labelled pairs: a stack that reads the words of the pair, and the features of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learning.rephrase_features import Pair, vector
from learning.rephrase_usage import Usage
from learning.scores import Floats
from learning.stacking import Stack, View, Words, fit_stack
from learning.wording import difference, wording


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


VIEWS: tuple[Callable[[], View[Pair]], ...] = (
    partial(Words, _reply),
    partial(Words, _letters_of, letters=True),
    partial(Words, _change),
)


@dataclass
class FittedRephrase:
    """A model fitted to one set of pairs."""

    usage: Usage
    """How usual words and requests are."""
    stack: Stack[Pair]
    """What decides."""

    @property
    def threshold(self) -> float:
        """The probability from which on a pair is taken for a correction."""
        return self.stack.threshold

    def chance(self, pairs: Sequence[Pair]) -> Floats:
        """The probability of each pair that the second corrects the first."""
        return self.stack.chance(pairs, _rows(pairs, self.usage, own=False))


def _rows(pairs: Sequence[Pair], usage: Usage, own: bool) -> Floats:
    return np.array([vector(pair) + usage.features(pair, own) for pair in pairs], float)


def fit(pairs: Sequence[Pair], truth: Floats, groups: Sequence[Any], seed: int = 0) -> FittedRephrase:
    """Fit a model.

    Args:
        pairs: what to learn from.
        truth: 1 where the second corrects the first.
        groups: what stands together; the inner folds do not tear it.
        seed: of the folds and the trees.
    """
    usage = Usage(pairs)
    return FittedRephrase(usage, fit_stack(pairs, _rows(pairs, usage, own=True), truth, groups, VIEWS, seed))


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
